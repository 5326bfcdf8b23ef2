use std::collections::{BTreeSet, VecDeque};

use petgraph::algo::kosaraju_scc;
use petgraph::graph::DiGraph;

use super::{Dependency, Path, Relation};
use crate::problem::Problems;

/// How many edges the search for shortest cycles looks at. Beyond it, cycles are still reported, one for each tangle at
/// least, and the witness is a shortest one through its first edge.
const MAX_WITNESS_WORK: usize = 20_000_000;

/// Finds what waits for itself, and what can only be taken together.
///
/// Only firm dependencies count here: a circle of alternatives may have a way out. A component of the graph in which
/// some step comes strictly before another is an error, and every strict dependency in it is shown on a shortest cycle
/// through some strict dependency; a component without one is a bundle that is taken together.
pub(super) fn check(path: &mut Path, problems: &mut Problems) {
    let nodes = path.nodes();
    path.bundles = (0_u32..).take(nodes).collect();
    let firm = |edge: &&Dependency| edge.firm;
    let edges = path
        .edges
        .iter()
        .filter(firm)
        .map(|edge| (edge.from, edge.to));
    let mut graph = DiGraph::<(), (), u32>::with_capacity(nodes, path.edges.len());
    for _ in 0..nodes {
        graph.add_node(());
    }
    for (from, to) in edges {
        graph.add_edge(from.into(), to.into(), ());
    }
    // Kosaraju's algorithm here, because petgraph's Tarjan recurses as deep as the path is long.
    let mut components: Vec<Vec<u32>> = kosaraju_scc(&graph)
        .into_iter()
        .filter(|component| component.len() > 1)
        .map(|component| {
            let mut members: Vec<u32> = component
                .into_iter()
                .filter_map(|node| u32::try_from(node.index()).ok())
                .collect();
            members.sort_unstable();
            members
        })
        .collect();
    components.sort_unstable();
    let mut work = MAX_WITNESS_WORK;
    for members in components {
        let tangle = Tangle::new(path, &members);
        if tangle.strict.is_empty() {
            let lowest = members.first().copied().unwrap_or(0);
            for member in &members {
                if let Some(bundle) = path.bundles.get_mut(*member as usize) {
                    *bundle = lowest;
                }
            }
            path.bundled.insert(lowest, members);
            continue;
        }
        for cycle in tangle.witnesses(&mut work) {
            report(path, &cycle, problems);
        }
    }
}

/// One component: its nodes renumbered, and the firm edges between them.
struct Tangle<'a> {
    /// For each node of it, the edges that leave it, in document order.
    leaving: Vec<Vec<(usize, &'a Dependency)>>,
    /// The strict edges: from, to, edge.
    strict: Vec<(usize, usize, &'a Dependency)>,
}

impl<'a> Tangle<'a> {
    fn new(path: &'a Path, members: &[u32]) -> Self {
        let mut tangle = Self {
            leaving: vec![Vec::new(); members.len()],
            strict: Vec::new(),
        };
        for edge in path.edges.iter().filter(|edge| edge.firm) {
            let ends = (
                members.binary_search(&edge.from),
                members.binary_search(&edge.to),
            );
            let (Ok(from), Ok(to)) = ends else { continue };
            if let Some(leaving) = tangle.leaving.get_mut(from) {
                leaving.push((to, edge));
            }
            if edge.relation == Relation::Before {
                tangle.strict.push((from, to, edge));
            }
        }
        tangle
    }

    /// Shortest cycles that together show every strict edge, the shortest first.
    fn witnesses(&self, work: &mut usize) -> Vec<Vec<&'a Dependency>> {
        let mut found = Vec::new();
        for (index, (from, to, edge)) in self.strict.iter().enumerate() {
            if *work == 0 && index > 0 {
                break;
            }
            if let Some(mut back) = self.shortest(*to, *from, work) {
                back.insert(0, *edge);
                found.push(back);
            }
        }
        found.sort_by_key(Vec::len);
        let mut shown = BTreeSet::new();
        found.retain(|cycle| {
            let strict = |edge: &&&Dependency| edge.relation == Relation::Before;
            let ends = cycle.iter().filter(strict).map(|edge| (edge.from, edge.to));
            let ends: Vec<_> = ends.collect();
            // The first edge is the one that the cycle was looked for.
            let fresh = ends.first().is_some_and(|end| !shown.contains(end));
            if fresh {
                shown.extend(ends);
            }
            fresh
        });
        found
    }

    /// A shortest way from one node to another, breadth first.
    fn shortest(&self, from: usize, to: usize, work: &mut usize) -> Option<Vec<&'a Dependency>> {
        let mut came: Vec<Option<(usize, &Dependency)>> = vec![None; self.leaving.len()];
        let mut queue = VecDeque::from([from]);
        while let Some(node) = queue.pop_front() {
            if node == to {
                break;
            }
            for (next, edge) in self.leaving.get(node).into_iter().flatten() {
                *work = work.saturating_sub(1);
                let slot = came.get_mut(*next).filter(|_| *next != from);
                if let Some(slot) = slot.filter(|slot| slot.is_none()) {
                    *slot = Some((node, *edge));
                    queue.push_back(*next);
                }
            }
        }
        let mut way = Vec::new();
        let mut at = to;
        while at != from {
            let (previous, edge) = (*came.get(at)?)?;
            way.push(edge);
            at = previous;
        }
        way.reverse();
        Some(way)
    }
}

fn report(path: &Path, cycle: &[&Dependency], problems: &mut Problems) {
    // The cycle is told from its first written step on, and stands at the requirement that leads back to it.
    let start = (0..cycle.len())
        .min_by_key(|at| cycle.get(*at).map(|edge| edge.from))
        .unwrap_or(0);
    let turned = cycle.iter().cycle().skip(start).take(cycle.len());
    let turned: Vec<&Dependency> = turned.copied().collect();
    let mut names: Vec<String> = turned
        .iter()
        .filter_map(|edge| path.name(edge.from))
        .map(|name| format!("`{name}`"))
        .collect();
    names.extend(names.first().cloned());
    let together = turned
        .iter()
        .any(|edge| edge.relation == Relation::Together);
    let (code, message) = if together {
        let message = "these are to be taken together, and one before the other: ";
        ("together_contradiction", message)
    } else {
        ("cycle", "each waits for the one before it: ")
    };
    let message = format!("{message}{}", names.join(" → "));
    let written = turned.iter().rev().find(|edge| edge.requirement.is_some());
    match written.and_then(|edge| edge.requirement.map(|index| (edge.to, index))) {
        Some((step, index)) => problems.at("steps", |problems| {
            problems.item(step as usize, |problems| {
                problems.at("requires", |problems| {
                    problems.item(index as usize, |problems| problems.add(code, message));
                });
            });
        }),
        None => problems.at("goal", |problems| problems.add(code, message)),
    }
}
