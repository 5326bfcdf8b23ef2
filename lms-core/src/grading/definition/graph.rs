//! What depends on what through formulas.

use std::collections::BTreeMap;

use super::super::formula::Formula;
use super::{Category, Node};

/// The items and categories of a scheme as nodes, in the order of the tree, the root first. A node depends on what its
/// formula names, and a category without one on its parts.
pub(in super::super) struct Graph<'s> {
    pub(in super::super) nodes: Vec<GraphNode<'s>>,
    pub(in super::super) edges: Vec<Vec<usize>>,
}

/// An item or a category.
#[derive(Clone, Copy)]
pub(in super::super) struct GraphNode<'s> {
    pub(in super::super) id: &'s str,
    pub(in super::super) is_item: bool,
    pub(in super::super) formula: Option<&'s Formula>,
}

impl<'s> Graph<'s> {
    pub(in super::super) fn of(root: &'s Category) -> Self {
        let mut graph = Self {
            nodes: Vec::new(),
            edges: Vec::new(),
        };
        graph.add(root);
        let known = graph.known();
        for (node, edges) in graph.nodes.iter().zip(&mut graph.edges) {
            if let Some(formula) = node.formula {
                let named = formula.references().iter();
                *edges = named
                    .filter_map(|id| known.get(id.as_str()).copied())
                    .collect();
            }
        }
        graph
    }

    /// Where each id stands; an item goes before a category of the same id.
    pub(in super::super) fn known(&self) -> BTreeMap<&'s str, usize> {
        let mut known = BTreeMap::new();
        for (index, node) in self.nodes.iter().enumerate() {
            if node.is_item || !known.contains_key(node.id) {
                known.insert(node.id, index);
            }
        }
        known
    }

    /// The nodes such that each comes after all it depends on. Without cycles that is all of them.
    pub(in super::super) fn order(&self) -> Vec<usize> {
        let mut waiting: Vec<usize> = self.edges.iter().map(Vec::len).collect();
        let mut dependants: Vec<Vec<usize>> = vec![Vec::new(); self.nodes.len()];
        for (node, edges) in self.edges.iter().enumerate() {
            for target in edges {
                if let Some(dependants) = dependants.get_mut(*target) {
                    dependants.push(node);
                }
            }
        }
        let mut order: Vec<usize> = (0..self.nodes.len())
            .filter(|node| waiting.get(*node) == Some(&0))
            .collect();
        let mut next = 0;
        while let Some(node) = order.get(next).copied() {
            next = next.saturating_add(1);
            for dependant in dependants.get(node).into_iter().flatten() {
                if let Some(waiting) = waiting.get_mut(*dependant) {
                    *waiting = waiting.saturating_sub(1);
                    if *waiting == 0 {
                        order.push(*dependant);
                    }
                }
            }
        }
        order
    }

    /// Called only after the depth was checked.
    fn add(&mut self, category: &'s Category) -> usize {
        let place = self.push(GraphNode {
            id: category.id.as_str(),
            is_item: false,
            formula: category.formula.as_ref(),
        });
        for child in &category.children {
            let child = match child {
                Node::Category(inner) => self.add(inner),
                Node::Item(item) => self.push(GraphNode {
                    id: item.id.as_str(),
                    is_item: true,
                    formula: item.formula.as_ref(),
                }),
            };
            if let Some(edges) = self.edges.get_mut(place) {
                edges.push(child);
            }
        }
        place
    }

    fn push(&mut self, node: GraphNode<'s>) -> usize {
        self.nodes.push(node);
        self.edges.push(Vec::new());
        self.nodes.len().saturating_sub(1)
    }
}
