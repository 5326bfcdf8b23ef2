use super::Graph;

/// A graph without cycles under an author's hands: edges come and go, and an order of the nodes is kept.
///
/// A new edge `a → b` can close a cycle only if `b` stands before `a` in the kept order, and then only nodes between the
/// two can lie on it; the search looks at nothing else, from both ends in turn. After an edge is added the order is
/// repaired between the two (D. J. Pearce and P. H. J. Kelly, A dynamic topological sort algorithm for directed acyclic
/// graphs, JEA 11, 2006).
///
/// ```
/// use lms_core::path::{Draft, Graph};
/// let mut draft = Draft::new(&Graph::new(3, &[(0, 1), (1, 2)]).unwrap()).unwrap();
/// assert!(draft.would_close_cycle(2, 0));
/// assert!(!draft.would_close_cycle(0, 2));
/// assert!(draft.add(0, 2));
/// assert!(!draft.add(2, 0));
/// ```
#[derive(Debug, Clone)]
// INVARIANT: `position` is a permutation of the nodes in which every edge goes forward; `after` and `before` mirror each other.
pub struct Draft {
    after: Vec<Vec<u32>>,
    before: Vec<Vec<u32>>,
    position: Vec<u32>,
    /// The round in which a search from the front (even) or the back (odd) last saw a node.
    seen: Vec<u32>,
    round: u32,
    front: Vec<u32>,
    back: Vec<u32>,
}

impl Draft {
    /// Starts from a graph. Linear.
    ///
    /// # Errors
    /// The nodes on a cycle or behind one, when the graph has a cycle already.
    pub fn new(graph: &Graph) -> Result<Self, Vec<u32>> {
        let order = graph.order()?;
        let nodes = graph.nodes();
        let mut position = vec![0_u32; nodes];
        for (place, node) in (0_u32..).zip(&order) {
            if let Some(slot) = position.get_mut(*node as usize) {
                *slot = place;
            }
        }
        let mut before = vec![Vec::new(); nodes];
        let mut after = Vec::with_capacity(nodes);
        for (node, _) in (0_u32..).zip(graph.indegrees()) {
            after.push(graph.successors(node).to_vec());
            for target in graph.successors(node) {
                if let Some(list) = before.get_mut(*target as usize) {
                    Vec::push(list, node);
                }
            }
        }
        Ok(Self {
            after,
            before,
            position,
            seen: vec![0; nodes],
            round: 0,
            front: Vec::new(),
            back: Vec::new(),
        })
    }

    /// Whether the edge would close a cycle. A node that is not there closes none; an edge from a node to itself does.
    ///
    /// Takes no more than the edges between the two nodes in the kept order, and mostly a few of them.
    pub fn would_close_cycle(&mut self, from: u32, to: u32) -> bool {
        let (Some(last), Some(first)) = (self.place(from), self.place(to)) else {
            return false;
        };
        if last < first {
            return false;
        }
        if from == to {
            return true;
        }
        self.search(from, to, first, last)
    }

    fn place(&self, node: u32) -> Option<u32> {
        self.position.get(node as usize).copied()
    }

    /// Looks for a way from `to` to `from` inside the window, one step forwards and one step backwards in turn.
    fn search(&mut self, from: u32, to: u32, first: u32, last: u32) -> bool {
        let (forward, backward) = self.next_round();
        self.front.clear();
        self.back.clear();
        self.front.push(to);
        self.back.push(from);
        self.mark(to, forward);
        self.mark(from, backward);
        let (position, seen) = (&self.position, &mut self.seen);
        while let (Some(ahead), Some(behind)) = (self.front.pop(), self.back.pop()) {
            for (list, stack, own, other) in [
                (
                    self.after.get(ahead as usize),
                    &mut self.front,
                    forward,
                    backward,
                ),
                (
                    self.before.get(behind as usize),
                    &mut self.back,
                    backward,
                    forward,
                ),
            ] {
                for next in list.into_iter().flatten() {
                    let inside = position
                        .get(*next as usize)
                        .is_some_and(|place| (first..=last).contains(place));
                    let Some(seen) = seen.get_mut(*next as usize).filter(|_| inside) else {
                        continue;
                    };
                    if *seen == other {
                        return true;
                    }
                    if *seen != own {
                        *seen = own;
                        stack.push(*next);
                    }
                }
            }
        }
        false
    }

    fn next_round(&mut self) -> (u32, u32) {
        if self.round >= u32::MAX.wrapping_sub(4) {
            self.seen.fill(0);
            self.round = 0;
        }
        self.round = self.round.wrapping_add(2);
        (self.round, self.round.wrapping_add(1))
    }

    fn mark(&mut self, node: u32, round: u32) {
        if let Some(seen) = self.seen.get_mut(node as usize) {
            *seen = round;
        }
    }

    /// Adds an edge and repairs the order; `false`, and nothing changes, when it would close a cycle or names a node
    /// that is not there.
    pub fn add(&mut self, from: u32, to: u32) -> bool {
        let (Some(last), Some(first)) = (self.place(from), self.place(to)) else {
            return false;
        };
        if self.would_close_cycle(from, to) {
            return false;
        }
        if first < last {
            self.repair(from, to, first, last);
        }
        if let Some(list) = self.after.get_mut(from as usize) {
            list.push(to);
        }
        if let Some(list) = self.before.get_mut(to as usize) {
            list.push(from);
        }
        true
    }

    /// Takes an edge away; `false` when it is not there. The kept order stays right.
    pub fn remove(&mut self, from: u32, to: u32) -> bool {
        let mut taken = false;
        for (lists, at, node) in [(&mut self.after, from, to), (&mut self.before, to, from)] {
            let list = lists.get_mut(at as usize);
            if let Some((list, spot)) = list.and_then(|list| {
                list.iter()
                    .position(|other| *other == node)
                    .map(|spot| (list, spot))
            }) {
                list.remove(spot);
                taken = true;
            }
        }
        taken
    }

    /// Everything in the window that leads to `from` moves before everything that `to` leads to, on the same places.
    fn repair(&mut self, from: u32, to: u32, first: u32, last: u32) {
        let mut moved = self.collect(from, first, last, Side::Before);
        let ahead = self.collect(to, first, last, Side::After);
        moved.extend(ahead);
        let mut places: Vec<u32> = moved.iter().filter_map(|node| self.place(*node)).collect();
        places.sort_unstable();
        for (node, place) in moved.into_iter().zip(places) {
            if let Some(slot) = self.position.get_mut(node as usize) {
                *slot = place;
            }
        }
    }

    /// What is reached from a node inside the window, in the kept order.
    fn collect(&mut self, start: u32, first: u32, last: u32, side: Side) -> Vec<u32> {
        let (round, _) = self.next_round();
        let mut found = vec![start];
        self.mark(start, round);
        let mut next = 0_usize;
        while let Some(node) = found.get(next).copied() {
            next = next.saturating_add(1);
            let lists = match side {
                Side::After => &self.after,
                Side::Before => &self.before,
            };
            for other in lists.get(node as usize).into_iter().flatten() {
                let inside = self
                    .position
                    .get(*other as usize)
                    .is_some_and(|place| (first..=last).contains(place));
                let seen = self.seen.get_mut(*other as usize);
                if let Some(seen) = seen.filter(|seen| inside && **seen != round) {
                    *seen = round;
                    found.push(*other);
                }
            }
        }
        found.sort_unstable_by_key(|node| self.position.get(*node as usize).copied());
        found
    }

    /// The nodes in the kept order, which respects every edge.
    #[must_use]
    pub fn order(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0_u32..)
            .zip(&self.position)
            .map(|(node, _)| node)
            .collect();
        order.sort_unstable_by_key(|node| self.position.get(*node as usize).copied());
        order
    }
}

#[derive(Clone, Copy)]
enum Side {
    Before,
    After,
}
