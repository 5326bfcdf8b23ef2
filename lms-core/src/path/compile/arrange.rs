use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::circuit::{Circuit, Flow};
use super::{Finding, Path};
use crate::path::graph::Graph;

/// Finds the order of the path: of the steps that could come next, the first written comes.
///
/// If all dependencies, alternatives included, can be respected, they are. Otherwise alternatives run in a circle, and
/// each node comes as soon as enough of what it waits for is there.
pub(super) fn arrange(path: &mut Path) {
    let ranks = Ranks {
        steps: path.steps.len(),
        nodes: path.nodes(),
    };
    let edges: Vec<(u32, u32)> = path
        .edges
        .iter()
        .map(|edge| (ranks.of(path.lead(edge.from)), ranks.of(path.lead(edge.to))))
        .filter(|(from, to)| from != to)
        .collect();
    let circuit = Circuit::new(path);
    let by_edges = || {
        let graph = Graph::new(path.nodes(), &edges).ok()?;
        let order = graph
            .first_order()
            .ok()?
            .into_iter()
            .map(|rank| ranks.node(rank));
        let leads = order.filter(|node| path.lead(*node) == *node);
        Some(leads.flat_map(|node| path.bundle(node)).collect())
    };
    // Credits are earned along the way, which no edge shows.
    let order: Option<Vec<u32>> = if circuit.asks_for_credits() {
        Some(by_need(path, &circuit, ranks, Some(&edges)))
    } else {
        by_edges()
    };
    match order.filter(|order| order.len() == path.nodes()) {
        Some(order) => path.order = order,
        None => {
            path.order = by_need(path, &circuit, ranks, None);
            note_circle(path);
        }
    }
}

/// Groups and gates take no place of their own: they come before all steps that are ready, so that they hold none up.
#[derive(Clone, Copy)]
struct Ranks {
    steps: usize,
    nodes: usize,
}

impl Ranks {
    fn of(self, node: u32) -> u32 {
        let others = self.nodes.saturating_sub(self.steps);
        let node = node as usize;
        let rank = node
            .checked_sub(self.steps)
            .unwrap_or(node.saturating_add(others));
        u32::try_from(rank).unwrap_or(u32::MAX)
    }

    fn node(self, rank: u32) -> u32 {
        let others = self.nodes.saturating_sub(self.steps);
        let rank = rank as usize;
        let node = rank
            .checked_sub(others)
            .unwrap_or(rank.saturating_add(self.steps));
        u32::try_from(node).unwrap_or(u32::MAX)
    }
}

/// Every node as soon as what it needs is there and, where edges are given, everything before it along those.
fn by_need(path: &Path, circuit: &Circuit, ranks: Ranks, edges: Option<&[(u32, u32)]>) -> Vec<u32> {
    let graph = edges
        .and_then(|edges| Graph::new(path.nodes(), edges).ok())
        .unwrap_or_default();
    let mut waiting = graph.indegrees().to_vec();
    let mut ready = vec![false; path.nodes()];
    let (mut flow, mut fresh) = Flow::start(path, circuit);
    let mut heap = BinaryHeap::new();
    let mut order = Vec::with_capacity(path.nodes());
    loop {
        for node in fresh.drain(..).filter(|node| path.lead(*node) == *node) {
            let rank = ranks.of(node);
            if let Some(slot) = ready.get_mut(rank as usize) {
                *slot = true;
            }
            if waiting.get(rank as usize).copied().unwrap_or(0) == 0 {
                heap.push(Reverse(rank));
            }
        }
        let Some(Reverse(rank)) = heap.pop() else {
            break;
        };
        for node in path.bundle(ranks.node(rank)) {
            order.push(node);
            flow.put(node, &mut fresh);
        }
        for target in graph.successors(rank) {
            let Some(count) = waiting.get_mut(*target as usize) else {
                continue;
            };
            *count = count.saturating_sub(1);
            if *count == 0 && ready.get(*target as usize) == Some(&true) {
                heap.push(Reverse(*target));
            }
        }
    }
    order
}

/// Says where a circle of alternatives runs backwards: the first alternative that comes after the step that has it.
fn note_circle(path: &mut Path) {
    let mut position = vec![0_usize; path.nodes()];
    for (place, node) in path.order.iter().enumerate() {
        if let Some(slot) = position.get_mut(*node as usize) {
            *slot = place;
        }
    }
    let at = |node: u32| position.get(node as usize);
    let mut alternatives = path
        .edges
        .iter()
        .filter(|edge| !edge.firm && edge.requirement.is_some());
    let backwards = alternatives
        .find(|edge| at(edge.from) > at(edge.to))
        .copied();
    let Some(edge) = backwards else { return };
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
