use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::{Draft, Graph, Path};
use crate::StepId;

/// What one more requirement would do to a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EdgeCheck {
    /// Whether the two would wait for each other for ever.
    pub closes_cycle: bool,
    /// A shortest cycle that it would close, from the step that would wait on; empty when it closes none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cycle: Vec<StepId>,
}

impl Path {
    /// The path under an author's hands: the kernel that says in microseconds whether one more edge would close a cycle.
    ///
    /// Its nodes are those of the path ([`Path::node`]); what is taken together is one node, the lowest of them
    /// ([`Path::lead`]). Alternatives are left out, because a circle of them may have a way out.
    ///
    /// ```
    /// use lms_core::path::Path;
    /// let path = Path::compile(serde_json::from_str(r#"{"id": "p", "steps": [
    ///     {"id": "a", "item": {"type": "milestone"}},
    ///     {"id": "b", "item": {"type": "milestone"}, "requires": [{"type": "before", "step": "a"}]}
    /// ]}"#).unwrap()).unwrap();
    /// let mut draft = path.draft();
    /// assert!(draft.would_close_cycle(path.lead(1), path.lead(0)));
    /// ```
    #[must_use]
    pub fn draft(&self) -> Draft {
        let firm = self.edges.iter().filter(|edge| edge.firm);
        let ends = firm.map(|edge| (self.lead(edge.from), self.lead(edge.to)));
        let edges: Vec<(u32, u32)> = ends.filter(|(from, to)| from != to).collect();
        let draft = Graph::new(self.nodes(), &edges)
            .ok()
            .and_then(|graph| Draft::new(&graph).ok());
        // A compiled path has no cycle; were there one, nothing could be added to it.
        draft.unwrap_or_default()
    }

    /// The node that stands for a node and all that can only be taken together with it.
    #[must_use]
    pub fn lead(&self, node: u32) -> u32 {
        self.bundles.get(node as usize).copied().unwrap_or(node)
    }

    /// Whether it would close a cycle if `to` had to wait for `from`, and which. `None` when one of them is not there.
    ///
    /// Linear in the path; an editor that asks often keeps a [`Path::draft`].
    #[must_use]
    pub fn check_edge(&self, from: &StepId, to: &StepId) -> Option<EdgeCheck> {
        let (from, to) = (self.node(from)?, self.node(to)?);
        let cycle = self.way(to, from);
        let names = cycle
            .into_iter()
            .flatten()
            .filter_map(|node| self.name(node).cloned());
        let mut cycle: Vec<StepId> = names.collect();
        cycle.dedup();
        Some(EdgeCheck {
            closes_cycle: !cycle.is_empty(),
            cycle,
        })
    }

    /// A shortest way along firm dependencies, both ends included.
    fn way(&self, from: u32, to: u32) -> Option<Vec<u32>> {
        let mut leaving: Vec<Vec<u32>> = vec![Vec::new(); self.nodes()];
        for edge in self.edges.iter().filter(|edge| edge.firm) {
            leaving.get_mut(edge.from as usize)?.push(edge.to);
        }
        let mut came: Vec<Option<u32>> = vec![None; self.nodes()];
        let mut queue = VecDeque::from([from]);
        while let Some(node) = queue.pop_front() {
            if node == to {
                break;
            }
            for next in leaving.get(node as usize).into_iter().flatten() {
                let slot = came.get_mut(*next as usize)?;
                if slot.is_none() && *next != from {
                    *slot = Some(node);
                    queue.push_back(*next);
                }
            }
        }
        let mut way = vec![to];
        let mut at = to;
        while at != from {
            at = (*came.get(at as usize)?)?;
            way.push(at);
        }
        way.reverse();
        Some(way)
    }
}
