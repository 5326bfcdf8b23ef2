use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::circuit::{Circuit, Flow};
use super::{Finding, Path};
use crate::path::graph::Graph;

/// Finds the order of the path.
///
/// If all dependencies, alternatives included, can be respected, they are. Otherwise alternatives run in a circle, and
/// each node comes as soon as enough of what it waits for is there.
pub(super) fn arrange(path: &mut Path) {
    // Groups and gates take no place of their own: as soon as they are ready they come, so that they hold up no step.
    let steps = path.steps.len();
    let nodes = path.nodes();
    let virtuals = nodes.saturating_sub(steps);
    let rank = |node: u32| {
        let node = node as usize;
        let rank = node
            .checked_sub(steps)
            .unwrap_or(node.saturating_add(virtuals));
        u32::try_from(rank).unwrap_or(u32::MAX)
    };
    let unrank = |rank: u32| {
        let rank = rank as usize;
        let node = rank
            .checked_sub(virtuals)
            .unwrap_or(rank.saturating_add(steps));
        u32::try_from(node).unwrap_or(u32::MAX)
    };
    let lead = |node: u32| path.bundles.get(node as usize).copied().unwrap_or(node);
    let edges: Vec<(u32, u32)> = path
        .edges
        .iter()
        .map(|edge| (rank(lead(edge.from)), rank(lead(edge.to))))
        .filter(|(from, to)| from != to)
        .collect();
    let found = Graph::new(nodes, &edges)
        .ok()
        .and_then(|graph| graph.order().ok());
    let order = match found {
        Some(order) => order
            .into_iter()
            .map(unrank)
            .filter(|node| lead(*node) == *node)
            .flat_map(|node| path.bundle(node).collect::<Vec<_>>())
            .collect(),
        None => {
            let circles = path
                .edges
                .iter()
                .filter(|edge| !edge.firm && edge.requirement.is_some());
            let around: Vec<u32> = circles.map(|edge| edge.to).collect();
            let order = by_need(path, &rank, &unrank);
            note_circle(path, &around, &order);
            order
        }
    };
    path.order = order;
}

/// Every node as soon as what it needs is there, the first written of those that are ready first.
fn by_need(path: &Path, rank: &dyn Fn(u32) -> u32, unrank: &dyn Fn(u32) -> u32) -> Vec<u32> {
    let circuit = Circuit::new(path);
    let (mut flow, ready) = Flow::start(path, &circuit);
    let mut heap: BinaryHeap<Reverse<u32>> =
        ready.into_iter().map(|node| Reverse(rank(node))).collect();
    let mut order = Vec::with_capacity(path.nodes());
    let mut fresh = Vec::new();
    while let Some(Reverse(next)) = heap.pop() {
        let node = unrank(next);
        order.push(node);
        flow.put(node, &mut fresh);
        heap.extend(fresh.drain(..).map(|node| Reverse(rank(node))));
    }
    order
}

/// Says where a circle of alternatives runs backwards: the first alternative that comes after the step that has it.
fn note_circle(path: &mut Path, around: &[u32], order: &[u32]) {
    let mut position = vec![0_usize; path.nodes()];
    for (place, node) in order.iter().enumerate() {
        if let Some(slot) = position.get_mut(*node as usize) {
            *slot = place;
        }
    }
    let at = |node: u32| position.get(node as usize);
    let backwards = path
        .edges
        .iter()
        .find(|edge| !edge.firm && around.contains(&edge.to) && at(edge.from) > at(edge.to));
    let Some(edge) = backwards.copied() else {
        return;
    };
    let names = path.name(edge.from).zip(path.name(edge.to));
    let (Some((from, to)), Some(index)) = (names, edge.requirement) else {
        return;
    };
    let message =
        format!("alternatives run in a circle: `{to}` comes before its alternative `{from}`");
    path.findings.push(Finding {
        path: format!("$.steps[{}].requires[{index}]", edge.to),
        code: "cycle_avoidable".into(),
        message,
    });
}
