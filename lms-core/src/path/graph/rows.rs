use std::collections::BTreeMap;

use super::Graph;

/// The rows of a graph, and beside them the few that have changed since.
#[derive(Debug, Clone, Default)]
pub(super) struct Rows {
    graph: Graph,
    /// Whole rows that took the place of those in the graph, for the nodes with a bit in `has_changed`.
    changed: BTreeMap<u32, Vec<u32>>,
    has_changed: Vec<u64>,
}

impl Rows {
    pub(super) fn new(graph: Graph) -> Self {
        let words = graph.nodes().div_ceil(64);
        Self {
            graph,
            changed: BTreeMap::new(),
            has_changed: vec![0; words],
        }
    }

    #[inline]
    pub(super) fn of(&self, node: u32) -> &[u32] {
        let word = self
            .has_changed
            .get(node as usize >> 6)
            .copied()
            .unwrap_or(0);
        if word >> (node & 63) & 1 == 0 {
            return self.graph.successors(node);
        }
        self.changed
            .get(&node)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    fn change(&mut self, node: u32) -> &mut Vec<u32> {
        if let Some(word) = self.has_changed.get_mut(node as usize >> 6) {
            *word |= 1_u64 << (node & 63);
        }
        let row = self.graph.successors(node);
        self.changed.entry(node).or_insert_with(|| row.to_vec())
    }

    /// How many nodes there are.
    pub(super) fn nodes(&self) -> usize {
        self.graph.nodes()
    }

    /// How many edges the graph had to begin with.
    pub(super) fn first_edges(&self) -> usize {
        self.graph.edges()
    }

    pub(super) fn add(&mut self, from: u32, to: u32) {
        self.change(from).push(to);
    }

    pub(super) fn remove(&mut self, from: u32, to: u32) -> bool {
        let Some(spot) = self.of(from).iter().position(|other| *other == to) else {
            return false;
        };
        self.change(from).remove(spot);
        true
    }
}
