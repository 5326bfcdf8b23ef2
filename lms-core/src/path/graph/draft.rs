use super::Graph;
use super::landmark::{Landmarks, Side};
use super::rows::Rows;

/// A graph without cycles under an author's hands: edges come and go, and two orders of its nodes are kept.
///
/// A new edge `a → b` can close a cycle only if `b` stands before `a` in every order that respects the edges, and then
/// only nodes between the two can lie on it. The two orders are as different as can be (everything as early as possible,
/// and as late as possible), so that of two nodes that have nothing to do with each other mostly one order says so at
/// once. After an edge is added each order is repaired between the two ends (D. J. Pearce and P. H. J. Kelly, A dynamic
/// topological sort algorithm for directed acyclic graphs, JEA 11, 2006).
///
/// What the orders leave open 64 landmarks mostly decide: which of them a node leads to, and which lead to it, is kept in
/// two words of each node, and follows every edge that is added. Only then is there a search, between the two nodes and
/// from both ends in turn. After an edge is taken away the landmarks no longer count; they are found anew as soon as
/// searches have taken as many steps as that takes, so that taking edges away stays cheap.
///
/// Takes some 44 bytes for each node and 8 for each edge.
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
    landmarks: Landmarks,
    changes: Changes,
    /// The edges at which searches have looked since the landmarks were found.
    looked: usize,
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
        let (after, before) = (Rows::new(graph.clone()), Rows::new(turned));
        Ok(Self {
            landmarks: Landmarks::new(&early, &after, &before),
            changes: Changes::None,
            looked: 0,
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
    /// Mostly constant; otherwise no more than the edges between the two nodes in both orders.
    pub fn would_close_cycle(&mut self, from: u32, to: u32) -> bool {
        let (Some(last), Some(first)) = (self.place(from), self.place(to)) else {
            return false;
        };
        if from == to {
            return true;
        }
        let window = Window { first, last };
        if !window.contains(first) {
            return false;
        }
        if self.changes != Changes::None && self.looked > self.price() {
            self.landmarks = Landmarks::new(&self.order(), &self.after, &self.before);
            self.changes = Changes::None;
            self.looked = 0;
        }
        let told = match self.changes {
            Changes::Removed => None,
            Changes::None | Changes::Added => self.landmarks.leads(to, from),
        };
        told.unwrap_or_else(|| self.search(from, to, window))
    }

    /// At how many edges finding new landmarks looks, by and large.
    fn price(&self) -> usize {
        self.after
            .nodes()
            .saturating_add(self.after.first_edges().saturating_mul(2))
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
            looked: &mut self.looked,
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
        if self.changes != Changes::Removed {
            self.landmarks.add(from, to, &self.after, &self.before);
            self.changes = Changes::Added;
        }
        true
    }

    /// Takes an edge away; `false` when it is not there. The kept orders stay right.
    pub fn remove(&mut self, from: u32, to: u32) -> bool {
        let was_there = self.after.remove(from, to) && self.before.remove(to, from);
        if was_there {
            self.changes = Changes::Removed;
        }
        was_there
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

/// What has happened to the edges since the landmarks were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Changes {
    #[default]
    None,
    /// The landmarks followed, and are right; they may stand at worse places than new ones would.
    Added,
    /// The landmarks see ways that are no longer there, and are not asked.
    Removed,
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
    looked: &'a mut usize,
}

impl Look<'_> {
    /// Looks at the neighbours of a node; whether the search from the other end has been at one of them.
    #[inline]
    fn step(&mut self, rows: &Rows, node: u32, stack: &mut Vec<u32>, own: u32, other: u32) -> bool {
        let row = rows.of(node);
        *self.looked = self.looked.saturating_add(row.len());
        for next in row {
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
