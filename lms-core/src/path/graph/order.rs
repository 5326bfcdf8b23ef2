use super::Graph;

impl Graph {
    /// The nodes in an order that respects every edge: of the nodes that could come next, the lowest one comes.
    ///
    /// This is the lexicographically smallest of all topological orders, so that the author's order decides every tie.
    /// Kahn's algorithm with the ready nodes in a bitmap of three levels instead of a heap: O(nodes + edges).
    ///
    /// # Errors
    /// The nodes that no order can place, in their own order: those on a cycle or behind one.
    pub fn order(&self) -> Result<Vec<u32>, Vec<u32>> {
        let mut degrees = self.indegrees.clone();
        let mut ready = Ready::new(degrees.len());
        for (node, degree) in degrees.iter().enumerate() {
            ready.insert_if(node, *degree == 0);
        }
        let mut order = Vec::with_capacity(degrees.len());
        while let Some(node) = ready.take_lowest() {
            order.push(node);
            for target in self.successors(node) {
                if let Some(degree) = degrees.get_mut(*target as usize) {
                    *degree = degree.wrapping_sub(1);
                    ready.insert_if(*target as usize, *degree == 0);
                }
            }
        }
        if order.len() == degrees.len() {
            return Ok(order);
        }
        let stuck = (0_u32..)
            .zip(&degrees)
            .filter(|(_, degree)| **degree > 0)
            .map(|(node, _)| node)
            .collect();
        Err(stuck)
    }
}

/// A set of nodes whose lowest is found by three `trailing_zeros`: a bitmap, and two bitmaps of its non-empty words.
struct Ready {
    words: Vec<u64>,
    middle: Vec<u64>,
    top: Vec<u64>,
}

impl Ready {
    fn new(nodes: usize) -> Self {
        let words = nodes.div_ceil(64);
        let middle = words.div_ceil(64);
        Self {
            words: vec![0; words],
            middle: vec![0; middle],
            top: vec![0; middle.div_ceil(64)],
        }
    }

    /// Without a branch: the condition becomes the bit.
    #[inline]
    fn insert_if(&mut self, node: usize, condition: bool) {
        let bit = u64::from(condition);
        if let Some(word) = self.words.get_mut(node >> 6) {
            *word |= bit << (node & 63);
        }
        if let Some(word) = self.middle.get_mut(node >> 12) {
            *word |= bit << ((node >> 6) & 63);
        }
        if let Some(word) = self.top.get_mut(node >> 18) {
            *word |= bit << ((node >> 12) & 63);
        }
    }

    #[inline]
    fn take_lowest(&mut self) -> Option<u32> {
        // With at most 2^22 nodes the top level has 16 words.
        let (high, top) = self
            .top
            .iter_mut()
            .enumerate()
            .find(|(_, word)| **word != 0)?;
        let high = high << 6 | top.trailing_zeros() as usize;
        let middle = self.middle.get_mut(high)?;
        let row = high << 6 | middle.trailing_zeros() as usize;
        let word = self.words.get_mut(row)?;
        let node = row << 6 | word.trailing_zeros() as usize;
        *word &= word.wrapping_sub(1);
        if *word == 0 {
            *middle &= middle.wrapping_sub(1);
            if *middle == 0 {
                *top &= top.wrapping_sub(1);
            }
        }
        u32::try_from(node).ok()
    }
}
