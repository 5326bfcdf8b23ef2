#![expect(
    clippy::arithmetic_side_effects,
    reason = "numbers without an upper bound do not overflow, and what is taken away was added before"
)]

use num_bigint::BigUint;

use crate::path::graph::Graph;

/// The measures of each node of a graph without cycles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Measures {
    pub(super) blocking: Vec<u32>,
    pub(super) delay: Vec<u32>,
    pub(super) centrality: Vec<BigUint>,
    /// The nodes of the first of the longest ways through the graph.
    pub(super) longest: Vec<u32>,
    /// How many longest ways there are.
    pub(super) longest_count: BigUint,
}

/// Measures a graph along an order that respects every edge.
///
/// O(nodes · edges / 64) for blocking, and for centrality two additions of numbers as long as the graph is deep for each
/// edge: the number of ways through a graph doubles with every few nodes, so that no machine word holds it.
pub(super) fn measure(graph: &Graph, order: &[u32]) -> Measures {
    let ways = Ways::new(graph, order);
    let ahead = heights(graph, order);
    let behind = depths(graph, order);
    let delay: Vec<u32> = ahead
        .iter()
        .zip(&behind)
        .map(|(ahead, behind)| ahead.saturating_add(*behind).saturating_sub(1))
        .collect();
    let longest = longest(graph, &ahead, &behind);
    let longest_count = count_longest(graph, order, &ahead, longest.len());
    Measures {
        blocking: blocking(graph, order),
        centrality: ways.centrality(graph),
        delay,
        longest,
        longest_count,
    }
}

/// For each node how many others can be reached from it: 64 targets at a time, one bit each.
fn blocking(graph: &Graph, order: &[u32]) -> Vec<u32> {
    let nodes = graph.nodes();
    let mut counts = vec![0_u32; nodes];
    let mut reached = vec![0_u64; nodes];
    for first in (0..nodes).step_by(64) {
        for node in order.iter().rev() {
            let successors = graph.successors(*node).iter();
            let ahead = successors.fold(0_u64, |word, next| {
                let index = *next as usize;
                let own = match index.checked_sub(first) {
                    Some(bit) if bit < 64 => 1_u64 << bit,
                    _ => 0,
                };
                word | own | reached.get(index).copied().unwrap_or(0)
            });
            if let Some(slot) = reached.get_mut(*node as usize) {
                *slot = ahead;
            }
            if let Some(count) = counts.get_mut(*node as usize) {
                *count = count.saturating_add(ahead.count_ones());
            }
        }
    }
    counts
}

/// For each node how many nodes the longest way from it has, itself included.
fn heights(graph: &Graph, order: &[u32]) -> Vec<u32> {
    let mut heights = vec![1_u32; graph.nodes()];
    for node in order.iter().rev() {
        let ahead = graph.successors(*node).iter();
        let most = ahead.filter_map(|next| heights.get(*next as usize)).max();
        let height = most.copied().unwrap_or(0).saturating_add(1);
        if let Some(slot) = heights.get_mut(*node as usize) {
            *slot = height;
        }
    }
    heights
}

/// For each node how many nodes the longest way to it has, itself included.
fn depths(graph: &Graph, order: &[u32]) -> Vec<u32> {
    let mut depths = vec![1_u32; graph.nodes()];
    for node in order {
        let next = depths
            .get(*node as usize)
            .copied()
            .unwrap_or(0)
            .saturating_add(1);
        for target in graph.successors(*node) {
            if let Some(slot) = depths.get_mut(*target as usize) {
                *slot = next.max(*slot);
            }
        }
    }
    depths
}

/// The first of the longest ways, in author order.
fn longest(graph: &Graph, ahead: &[u32], behind: &[u32]) -> Vec<u32> {
    let most = ahead.iter().max().copied().unwrap_or(0);
    let height = |node: u32| ahead.get(node as usize).copied().unwrap_or(0);
    let starts = (0_u32..).zip(behind);
    let mut starts = starts.filter(|(node, depth)| **depth == 1 && height(*node) == most);
    let mut way: Vec<u32> = starts.next().map(|(node, _)| node).into_iter().collect();
    while let Some(node) = way.last().copied() {
        let wanted = height(node).saturating_sub(1);
        let ahead = graph.successors(node).iter();
        let next = ahead.filter(|next| wanted > 0 && height(**next) == wanted);
        match next.min() {
            Some(next) => way.push(*next),
            None => break,
        }
    }
    way
}

fn count_longest(graph: &Graph, order: &[u32], ahead: &[u32], most: usize) -> BigUint {
    let height = |node: u32| ahead.get(node as usize).copied().unwrap_or(0);
    let mut counts = vec![BigUint::ZERO; graph.nodes()];
    let mut total = BigUint::ZERO;
    for node in order.iter().rev() {
        let wanted = height(*node).saturating_sub(1);
        let mut count = BigUint::from(u32::from(wanted == 0));
        for next in graph.successors(*node) {
            if height(*next) == wanted {
                count += counts.get(*next as usize).unwrap_or(&BigUint::ZERO);
            }
        }
        if height(*node) as usize == most {
            total += &count;
        }
        if let Some(slot) = counts.get_mut(*node as usize) {
            *slot = count;
        }
    }
    total
}

/// The ways from sources to each node and from each node to sinks: how many, and how many nodes they have together.
struct Ways {
    to: Vec<Sum>,
    from: Vec<Sum>,
}

#[derive(Clone, Default)]
struct Sum {
    count: BigUint,
    length: BigUint,
}

impl Sum {
    const NONE: Self = Self {
        count: BigUint::ZERO,
        length: BigUint::ZERO,
    };

    /// Takes the ways of a neighbour as they are.
    fn join(&mut self, other: &Self) {
        self.count += &other.count;
        self.length += &other.length;
    }

    /// Puts one node at the end of every way; a node that no way leads to starts one.
    fn step(&mut self) {
        if self.count == BigUint::ZERO {
            self.count += 1_u32;
        }
        self.length += &self.count;
    }
}

impl Ways {
    fn new(graph: &Graph, order: &[u32]) -> Self {
        let mut to = vec![Sum::default(); graph.nodes()];
        for node in order {
            let Some(own) = to.get_mut(*node as usize) else {
                continue;
            };
            own.step();
            let own = own.clone();
            for next in graph.successors(*node) {
                if let Some(slot) = to.get_mut(*next as usize) {
                    slot.join(&own);
                }
            }
        }
        let mut from = vec![Sum::default(); graph.nodes()];
        for node in order.iter().rev() {
            let mut own = Sum::default();
            for next in graph.successors(*node) {
                own.join(from.get(*next as usize).unwrap_or(&Sum::NONE));
            }
            own.step();
            if let Some(slot) = from.get_mut(*node as usize) {
                *slot = own;
            }
        }
        Self { to, from }
    }

    /// For an inner node the lengths of all ways through it: each way to it goes on with each way from it, and the node
    /// itself, which is in both, counts once.
    fn centrality(&self, graph: &Graph) -> Vec<BigUint> {
        let nodes = (0_u32..).zip(graph.indegrees());
        nodes
            .zip(self.to.iter().zip(&self.from))
            .map(|((node, indegree), (to, from))| {
                if *indegree == 0 || graph.successors(node).is_empty() {
                    return BigUint::ZERO;
                }
                // `from.length` counts the node itself once for each way, so nothing is taken below zero.
                &to.length * &from.count + &to.count * (&from.length - &from.count)
            })
            .collect()
    }
}
