//! Work D: a graph of 10,000 courses and 30,000 edges, and the hand-coded kernels that paths are measured against.

/// A small generator of numbers, so that every run and every language measures the same graph (xorshift64*).
#[derive(Debug, Clone)]
pub struct Numbers(u64);

impl Numbers {
    /// Starts from a seed that is not zero.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed.max(1))
    }

    /// The next number below a bound.
    pub fn below(&mut self, bound: u32) -> u32 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32) as u32;
        ((u64::from(high) * u64::from(bound)) >> 32) as u32
    }
}

/// Courses and edges of work D.
pub const COURSES: u32 = 10_000;
/// Prerequisites of work D.
pub const EDGES: usize = 30_000;

/// A graph without cycles whose edges span at most `span` places, under names that are shuffled: the order in which
/// courses are written says nothing about the order in which they are taken.
#[must_use]
pub fn edges(span: u32, seed: u64) -> Vec<(u32, u32)> {
    let mut numbers = Numbers::new(seed);
    let mut names: Vec<u32> = (0..COURSES).collect();
    for place in (1..COURSES).rev() {
        names.swap(place as usize, numbers.below(place + 1) as usize);
    }
    (0..EDGES)
        .map(|_| {
            let to = 1 + numbers.below(COURSES - 1);
            let from = to - 1 - numbers.below(span.min(to));
            (names[from as usize], names[to as usize])
        })
        .collect()
}

/// So many different courses that a learner has completed, each after what it waits for.
#[must_use]
pub fn completions(order: &[u32], count: usize, seed: u64) -> Vec<u32> {
    // The first two fifths of the order are mostly done: a learner completes early courses.
    let mut numbers = Numbers::new(seed);
    let mut early: Vec<u32> = order[..order.len() * 2 / 5].to_vec();
    while early.len() > count {
        let place = numbers.below(early.len() as u32) as usize;
        early.swap_remove(place);
    }
    early
}

/// Compressed rows, written by hand for one purpose.
#[derive(Debug, Clone)]
pub struct Rows {
    /// Where each row starts, and the end of the last.
    pub starts: Vec<u32>,
    /// The successors of all nodes.
    pub targets: Vec<u32>,
    /// How many edges lead to each node.
    pub indegrees: Vec<u32>,
}

impl Rows {
    /// Builds the rows by counting.
    #[must_use]
    pub fn new(nodes: usize, edges: &[(u32, u32)]) -> Self {
        let mut starts = vec![0_u32; nodes + 1];
        let mut indegrees = vec![0_u32; nodes];
        for (from, to) in edges {
            starts[*from as usize + 1] += 1;
            indegrees[*to as usize] += 1;
        }
        for node in 0..nodes {
            starts[node + 1] += starts[node];
        }
        let mut next = starts.clone();
        let mut targets = vec![0_u32; edges.len()];
        for (from, to) in edges {
            let slot = &mut next[*from as usize];
            targets[*slot as usize] = *to;
            *slot += 1;
        }
        Self {
            starts,
            targets,
            indegrees,
        }
    }

    fn row(&self, node: u32) -> &[u32] {
        let node = node as usize;
        &self.targets[self.starts[node] as usize..self.starts[node + 1] as usize]
    }

    /// Kahn's algorithm with a queue and without branches on the degree: some order, and whether there is one.
    #[must_use]
    pub fn kahn(&self) -> Option<Vec<u32>> {
        let nodes = self.indegrees.len();
        let mut degrees = self.indegrees.clone();
        let mut queue = vec![0_u32; nodes + 1];
        let mut tail = 0;
        for (node, degree) in degrees.iter().enumerate() {
            queue[tail] = node as u32;
            tail += usize::from(*degree == 0);
        }
        let mut head = 0;
        while head < tail {
            let node = queue[head];
            head += 1;
            for target in self.row(node) {
                let degree = &mut degrees[*target as usize];
                *degree -= 1;
                queue[tail] = *target;
                tail += usize::from(*degree == 0);
            }
        }
        queue.truncate(tail);
        (tail == nodes).then_some(queue)
    }

    /// What is open after some completions: counters, then those that are at nothing and not done.
    #[must_use]
    pub fn unlocked(&self, done: &[u32]) -> Vec<u64> {
        let mut waiting = self.indegrees.clone();
        let mut finished = vec![0_u64; waiting.len().div_ceil(64)];
        for node in done {
            finished[*node as usize >> 6] |= 1 << (node & 63);
            for target in self.row(*node) {
                waiting[*target as usize] -= 1;
            }
        }
        let mut open = vec![0_u64; finished.len()];
        for (chunk, (open, finished)) in waiting.chunks(64).zip(open.iter_mut().zip(&finished)) {
            let mut word = 0;
            for (bit, count) in chunk.iter().enumerate() {
                word |= u64::from(*count == 0) << bit;
            }
            *open = word & !finished;
        }
        open
    }
}
