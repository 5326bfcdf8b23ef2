use super::Graph;

/// What is open to a learner: the nodes that are not done and whose every predecessor is. Kept while completions come in.
///
/// ```
/// use lms_core::path::{Graph, Unlocked};
/// let graph = Graph::new(3, &[(0, 1), (0, 2), (1, 2)]).unwrap();
/// let mut state = Unlocked::new(&graph);
/// state.complete(&graph, 0);
/// assert_eq!(state.open().collect::<Vec<_>>(), [1]);
/// assert_eq!(Unlocked::after(&graph, &[0]), state);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unlocked {
    waiting: Vec<u32>,
    done: Vec<u64>,
    free: Vec<u64>,
}

impl Unlocked {
    /// Nothing is done yet. Linear in the nodes.
    #[must_use]
    pub fn new(graph: &Graph) -> Self {
        let waiting = graph.indegrees().to_vec();
        Self {
            free: free(&waiting),
            done: vec![0; waiting.len().div_ceil(64)],
            waiting,
        }
    }

    /// From scratch: these nodes are done. Linear in the nodes and the edges that leave what is done.
    #[must_use]
    pub fn after(graph: &Graph, done: &[u32]) -> Self {
        let mut waiting = graph.indegrees().to_vec();
        let mut finished = vec![0_u64; waiting.len().div_ceil(64)];
        for node in done {
            let bit = 1_u64 << (node & 63);
            let word = finished
                .get_mut(*node as usize >> 6)
                .filter(|word| **word & bit == 0);
            let Some(word) = word.filter(|_| (*node as usize) < graph.nodes()) else {
                continue;
            };
            *word |= bit;
            for target in graph.successors(*node) {
                if let Some(waiting) = waiting.get_mut(*target as usize) {
                    *waiting = waiting.wrapping_sub(1);
                }
            }
        }
        // Which nodes wait for nothing is read off once at the end, and not after every edge.
        Self {
            free: free(&waiting),
            done: finished,
            waiting,
        }
    }

    /// Notes that a node is done; `false` when it already was, or is not there. As many steps as the node has successors.
    ///
    /// A node may be done before what it waits for: what was recognised stays so.
    #[inline]
    pub fn complete(&mut self, graph: &Graph, node: u32) -> bool {
        let (word, bit) = (node as usize >> 6, 1_u64 << (node & 63));
        match self.done.get_mut(word) {
            Some(done) if *done & bit == 0 && (node as usize) < self.waiting.len() => *done |= bit,
            _ => return false,
        }
        // Slices of their own: behind `self`, every write would make the next turn fetch both addresses anew.
        let (waiting, free) = (self.waiting.as_mut_slice(), self.free.as_mut_slice());
        for target in graph.successors(node) {
            let word = free.get_mut(*target as usize >> 6);
            if let (Some(waiting), Some(free)) = (waiting.get_mut(*target as usize), word) {
                *waiting = waiting.wrapping_sub(1);
                *free |= u64::from(*waiting == 0) << (*target & 63);
            }
        }
        true
    }

    /// Takes a completion back, such as one that was retracted or has expired; `false` when it was not there.
    #[inline]
    pub fn reopen(&mut self, graph: &Graph, node: u32) -> bool {
        let (word, bit) = (node as usize >> 6, 1_u64 << (node & 63));
        match self.done.get_mut(word) {
            Some(done) if *done & bit != 0 => *done &= !bit,
            _ => return false,
        }
        let (waiting, free) = (self.waiting.as_mut_slice(), self.free.as_mut_slice());
        for target in graph.successors(node) {
            let word = free.get_mut(*target as usize >> 6);
            if let (Some(waiting), Some(free)) = (waiting.get_mut(*target as usize), word) {
                // What was taken off when the node was done: never more than there are edges.
                *waiting = waiting.wrapping_add(1);
                *free &= !(1_u64 << (*target & 63));
            }
        }
        true
    }

    /// The open nodes as a bitmap: bit `n % 64` of word `n / 64`.
    pub fn words(&self) -> impl ExactSizeIterator<Item = u64> {
        self.free
            .iter()
            .zip(&self.done)
            .map(|(free, done)| free & !done)
    }

    /// The open nodes, in their order.
    pub fn open(&self) -> impl Iterator<Item = u32> {
        (0_u32..)
            .step_by(64)
            .zip(self.words())
            .flat_map(|(first, word)| {
                core::iter::successors(Some(word), |rest| Some(rest & rest.wrapping_sub(1)))
                    .take_while(|rest| *rest != 0)
                    .map(move |rest| first.wrapping_add(rest.trailing_zeros()))
            })
    }

    /// How many nodes are open.
    #[must_use]
    pub fn count(&self) -> usize {
        self.words().map(|word| word.count_ones() as usize).sum()
    }

    /// Whether a node is done.
    #[must_use]
    pub fn is_done(&self, node: u32) -> bool {
        self.done
            .get(node as usize >> 6)
            .is_some_and(|word| word >> (node & 63) & 1 == 1)
    }
}

/// Which counters stand at nothing, as a bitmap.
fn free(waiting: &[u32]) -> Vec<u64> {
    let word = |chunk: &[u32]| {
        let counts = chunk.iter().rev();
        counts.fold(0_u64, |word, count| word << 1 | u64::from(*count == 0))
    };
    waiting.chunks(64).map(word).collect()
}
