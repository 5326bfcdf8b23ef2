//! The graph kernel that everything about paths stands on: dense nodes, compressed rows, no allocation where it is hot.
//!
//! petgraph finds the components of a path at compile time; what is asked again and again (an order, what is open, does
//! this edge close a cycle) runs here, because petgraph's own order takes several times as long on the same graph.

mod draft;
mod landmark;
mod order;
mod rows;
mod unlocked;

pub use draft::Draft;
pub use unlocked::Unlocked;

/// The most nodes of a [`Graph`].
pub const MAX_NODES: usize = 1 << 22;
/// The most edges of a [`Graph`].
pub const MAX_GRAPH_EDGES: usize = 1 << 24;

/// Why edges are no graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GraphError {
    /// More than [`MAX_NODES`] nodes or [`MAX_GRAPH_EDGES`] edges.
    #[error("a graph has at most {MAX_NODES} nodes and {MAX_GRAPH_EDGES} edges")]
    TooLarge,
    /// An edge names a node that is not there.
    #[error("edge {edge} names a node that is not there")]
    NodeUnknown {
        /// The position of the edge in the list given.
        edge: usize,
    },
}

impl GraphError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::TooLarge => "graph_too_large",
            Self::NodeUnknown { .. } => "graph_node_unknown",
        }
    }
}

/// A directed graph over the nodes `0..nodes`; an edge `(a, b)` says that `a` comes before `b`.
///
/// Successors stand in one array in the order of the edges given. An edge given twice counts twice.
///
/// ```
/// use lms_core::path::Graph;
/// let graph = Graph::new(3, &[(2, 0), (0, 1)]).unwrap();
/// assert_eq!(graph.order().unwrap(), [2, 0, 1]);
/// assert!(Graph::new(2, &[(0, 1), (1, 0)]).unwrap().order().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
// INVARIANT: `starts` has one entry more than there are nodes and never falls; its last entry is the length of
// `targets`; every target is a node; `indegrees` counts them.
pub struct Graph {
    starts: Vec<u32>,
    targets: Vec<u32>,
    indegrees: Vec<u32>,
}

impl Graph {
    /// Builds the graph. Linear.
    ///
    /// # Errors
    /// [`GraphError`] when it is too large or an edge names a node that is not there.
    pub fn new(nodes: usize, edges: &[(u32, u32)]) -> Result<Self, GraphError> {
        if nodes > MAX_NODES || edges.len() > MAX_GRAPH_EDGES {
            return Err(GraphError::TooLarge);
        }
        let mut starts = vec![0_u32; nodes.saturating_add(1)];
        let mut indegrees = vec![0_u32; nodes];
        for (edge, (from, to)) in edges.iter().enumerate() {
            let unknown = GraphError::NodeUnknown { edge };
            let indegree = indegrees.get_mut(*to as usize).ok_or(unknown)?;
            *indegree = indegree.saturating_add(1);
            if *from as usize >= nodes {
                return Err(unknown);
            }
            if let Some(start) = starts.get_mut(*from as usize) {
                *start = start.saturating_add(1);
            }
        }
        let mut sum = 0_u32;
        for start in &mut starts {
            sum = sum.saturating_add(*start);
            *start = sum;
        }
        // Each row is filled from its end to its start, so that `starts` ends up where every row begins.
        let mut targets = vec![0_u32; edges.len()];
        for (from, to) in edges.iter().rev() {
            if let Some(start) = starts.get_mut(*from as usize) {
                *start = start.saturating_sub(1);
                if let Some(slot) = targets.get_mut(*start as usize) {
                    *slot = *to;
                }
            }
        }
        Ok(Self {
            starts,
            targets,
            indegrees,
        })
    }

    /// How many nodes there are.
    #[must_use]
    pub fn nodes(&self) -> usize {
        self.indegrees.len()
    }

    /// How many edges there are.
    #[must_use]
    pub fn edges(&self) -> usize {
        self.targets.len()
    }

    /// The nodes that a node comes before; empty for a node that is not there.
    #[must_use]
    pub fn successors(&self, node: u32) -> &[u32] {
        let node = node as usize;
        match self.starts.get(node..node.saturating_add(2)) {
            Some(&[from, until]) => self
                .targets
                .get(from as usize..until as usize)
                .unwrap_or_default(),
            _ => &[],
        }
    }

    /// How many edges lead to each node.
    #[must_use]
    pub fn indegrees(&self) -> &[u32] {
        &self.indegrees
    }

    /// The same graph with every edge turned round.
    fn turned(&self) -> Self {
        let nodes = (0_u32..).take(self.nodes());
        let edges: Vec<(u32, u32)> = nodes
            .flat_map(|node| self.successors(node).iter().map(move |to| (*to, node)))
            .collect();
        // The edges are those of a graph already, so that none names a node that is not there.
        Self::new(self.nodes(), &edges).unwrap_or_default()
    }
}
