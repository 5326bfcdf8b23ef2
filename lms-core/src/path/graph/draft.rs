use super::Graph;

/// A graph without cycles under an author's hands: edges come and go, and two orders of its nodes are kept.
///
/// A new edge `a → b` can close a cycle only if `b` stands before `a` in every order that respects the edges, and then
/// only nodes between the two can lie on it; the search looks at nothing else, from both ends in turn. The two orders
/// are as different as can be (everything as early as possible, and as late as possible), so that of two nodes that have
/// nothing to do with each other mostly one order says so at once. After an edge is added each order is repaired between
/// the two ends (D. J. Pearce and P. H. J. Kelly, A dynamic topological sort algorithm for directed acyclic graphs,
/// JEA 11, 2006).
///
/// ```
/// use lms_core::path::{Draft, Graph};
/// let mut draft = Draft::new(&Graph::new(3, &[(0, 1), (1, 2)]).unwrap()).unwrap();
/// assert!(draft.would_close_cycle(2, 0));
/// assert!(!draft.would_close_cycle(0, 2));
/// assert!(draft.add(0, 2));
/// assert!(!draft.add(2, 0));
/// ```
#[derive(Debug, Clone, Default)]
// INVARIANT: each of the two positions is a permutation of the nodes in which every edge goes forward; `after` and
// `before` mirror each other.
pub struct Draft {
    after: Rows,
    before: Rows,
    /// For each node, its place in the early and in the late order.
    position: Vec<[u32; 2]>,
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
        let early = graph.order()?;
        let turned = graph.turned();
        let late = turned.order()?;
        let nodes = graph.nodes();
        let mut position = vec![[0_u32; 2]; nodes];
        for (place, (early, late)) in (0_u32..).zip(early.iter().zip(late.iter().rev())) {
            if let Some([slot, _]) = position.get_mut(*early as usize) {
                *slot = place;
            }
            if let Some([_, slot]) = position.get_mut(*late as usize) {
                *slot = place;
            }
        }
        Ok(Self {
            after: Rows::new(graph.clone()),
            before: Rows::new(turned),
            position,
            seen: vec![0; nodes],
            round: 0,
            front: Vec::new(),
            back: Vec::new(),
        })
    }

    /// Whether the edge would close a cycle. A node that is not there closes none; an edge from a node to itself does.
    ///
    /// Takes no more than the edges between the two nodes in both orders, and mostly a few of them.
    pub fn would_close_cycle(&mut self, from: u32, to: u32) -> bool {
        let (Some(last), Some(first)) = (self.place(from), self.place(to)) else {
            return false;
        };
        if from == to {
            return true;
        }
        let window = Window { first, last };
        window.contains(first) && self.search(from, to, window)
    }

    fn place(&self, node: u32) -> Option<[u32; 2]> {
        self.position.get(node as usize).copied()
    }

    /// Looks for a way from `to` to `from` inside the window, one step forwards and one step backwards in turn.
    fn search(&mut self, from: u32, to: u32, window: Window) -> bool {
        let (forward, backward) = self.next_round();
        self.front.clear();
        self.back.clear();
        self.front.push(to);
        self.back.push(from);
        self.mark(to, forward);
        self.mark(from, backward);
        let mut look = Look {
            window,
            position: &self.position,
            seen: &mut self.seen,
        };
        while let (Some(ahead), Some(behind)) = (self.front.pop(), self.back.pop()) {
            if look.step(&self.after, ahead, &mut self.front, forward, backward)
                || look.step(&self.before, behind, &mut self.back, backward, forward)
            {
                return true;
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

    /// Adds an edge and repairs the orders; `false`, and nothing changes, when it would close a cycle or names a node
    /// that is not there.
    pub fn add(&mut self, from: u32, to: u32) -> bool {
        if self.place(from).is_none()
            || self.place(to).is_none()
            || self.would_close_cycle(from, to)
        {
            return false;
        }
        for order in [Order::Early, Order::Late] {
            self.repair(from, to, order);
        }
        self.after.add(from, to);
        self.before.add(to, from);
        true
    }

    /// Takes an edge away; `false` when it is not there. The kept orders stay right.
    pub fn remove(&mut self, from: u32, to: u32) -> bool {
        self.after.remove(from, to) && self.before.remove(to, from)
    }

    /// Everything in the window that leads to `from` moves before everything that `to` leads to, on the same places.
    fn repair(&mut self, from: u32, to: u32, order: Order) {
        let place = |draft: &Self, node: u32| draft.place(node).map(|place| order.of(place));
        let (first, last) = (place(self, to), place(self, from));
        if first >= last {
            return;
        }
        let inside = |place: u32| first <= Some(place) && Some(place) <= last;
        let mut moved = self.collect(from, &inside, order, Side::Before);
        moved.extend(self.collect(to, &inside, order, Side::After));
        let mut places: Vec<u32> = moved.iter().filter_map(|node| place(self, *node)).collect();
        places.sort_unstable();
        for (node, place) in moved.into_iter().zip(places) {
            if let Some(slot) = self.position.get_mut(node as usize) {
                *order.of_mut(slot) = place;
            }
        }
    }

    /// What is reached from a node inside the window, in the kept order.
    fn collect(
        &mut self,
        start: u32,
        inside: &dyn Fn(u32) -> bool,
        order: Order,
        side: Side,
    ) -> Vec<u32> {
        let (round, _) = self.next_round();
        let mut found = vec![start];
        self.mark(start, round);
        let rows = match side {
            Side::After => &self.after,
            Side::Before => &self.before,
        };
        let mut next = 0_usize;
        while let Some(node) = found.get(next).copied() {
            next = next.saturating_add(1);
            for other in rows.of(node) {
                let place = self.position.get(*other as usize).copied();
                let near = place.is_some_and(|place| inside(order.of(place)));
                let seen = self.seen.get_mut(*other as usize);
                if let Some(seen) = seen.filter(|seen| near && **seen != round) {
                    *seen = round;
                    found.push(*other);
                }
            }
        }
        found.sort_unstable_by_key(|node| self.place(*node).map(|place| order.of(place)));
        found
    }

    /// The nodes in one of the kept orders, which respects every edge.
    #[must_use]
    pub fn order(&self) -> Vec<u32> {
        let nodes = (0_u32..).zip(&self.position);
        let mut order: Vec<(u32, u32)> = nodes.map(|(node, [place, _])| (*place, node)).collect();
        order.sort_unstable();
        order.into_iter().map(|(_, node)| node).collect()
    }
}

/// What stands between two nodes in both orders, the two included.
#[derive(Clone, Copy)]
struct Window {
    first: [u32; 2],
    last: [u32; 2],
}

impl Window {
    #[inline]
    fn contains(self, place: [u32; 2]) -> bool {
        let ([early, late], [last_early, last_late]) = (self.first, self.last);
        let [own_early, own_late] = place;
        // Without a branch for each of the four.
        (early <= own_early)
            & (own_early <= last_early)
            & (late <= own_late)
            & (own_late <= last_late)
    }
}

/// One search: where it may look, and what it has seen.
struct Look<'a> {
    window: Window,
    position: &'a [[u32; 2]],
    seen: &'a mut [u32],
}

impl Look<'_> {
    /// Looks at the neighbours of a node; whether the search from the other end has been at one of them.
    #[inline]
    fn step(&mut self, rows: &Rows, node: u32, stack: &mut Vec<u32>, own: u32, other: u32) -> bool {
        for next in rows.of(node) {
            let place = self.position.get(*next as usize).copied();
            let Some(seen) = self.seen.get_mut(*next as usize) else {
                continue;
            };
            if !place.is_some_and(|place| self.window.contains(place)) || *seen == own {
                continue;
            }
            if *seen == other {
                return true;
            }
            *seen = own;
            stack.push(*next);
        }
        false
    }
}

#[derive(Clone, Copy)]
enum Side {
    Before,
    After,
}

#[derive(Clone, Copy)]
enum Order {
    Early,
    Late,
}

impl Order {
    fn of(self, [early, late]: [u32; 2]) -> u32 {
        match self {
            Self::Early => early,
            Self::Late => late,
        }
    }

    fn of_mut(self, [early, late]: &mut [u32; 2]) -> &mut u32 {
        match self {
            Self::Early => early,
            Self::Late => late,
        }
    }
}

/// The rows of a graph, and beside them the few that have changed since.
#[derive(Debug, Clone, Default)]
struct Rows {
    graph: Graph,
    /// Whole rows that took the place of those in the graph, for the nodes with a bit in `has_changed`.
    changed: std::collections::BTreeMap<u32, Vec<u32>>,
    has_changed: Vec<u64>,
}

impl Rows {
    fn new(graph: Graph) -> Self {
        let words = graph.nodes().div_ceil(64);
        Self {
            graph,
            changed: std::collections::BTreeMap::new(),
            has_changed: vec![0; words],
        }
    }

    #[inline]
    fn of(&self, node: u32) -> &[u32] {
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

    fn add(&mut self, from: u32, to: u32) {
        self.change(from).push(to);
    }

    fn remove(&mut self, from: u32, to: u32) -> bool {
        let Some(spot) = self.of(from).iter().position(|other| *other == to) else {
            return false;
        };
        self.change(from).remove(spot);
        true
    }
}
