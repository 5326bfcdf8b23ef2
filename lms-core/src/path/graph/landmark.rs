use super::rows::Rows;

/// Some nodes in the middle of things, and for every node which of them it leads to and which lead to it: one bit each.
///
/// A way from `a` to `b` over a landmark is seen at once: `a` leads to it and it leads to `b`. That there is none is seen
/// when `b` leads to a landmark that `a` does not lead to, or a landmark leads to `a` and not to `b`. What is left is
/// between two landmarks, and a search there is short. 16 bytes a node; with no more nodes than landmarks every question
/// is answered.
#[derive(Debug, Clone, Default)]
pub(super) struct Landmarks {
    spots: Vec<Spot>,
}

/// The landmarks that a node leads to, and those that lead to it; a landmark does both to itself.
#[derive(Debug, Clone, Copy, Default)]
struct Spot {
    ahead: u64,
    behind: u64,
}

/// How many landmarks there are at most: the bits of a word.
const LANDMARKS: usize = 64;

#[derive(Clone, Copy)]
pub(super) enum Side {
    Before,
    After,
}

impl Landmarks {
    /// The landmarks of a graph in an order that respects its edges: of each 64th part of the order the node with the
    /// most ways through it. Linear.
    pub(super) fn new(order: &[u32], after: &Rows, before: &Rows) -> Self {
        let mut spots = vec![Spot::default(); order.len()];
        let part = order.len().div_ceil(LANDMARKS).max(1);
        let ways = |node: &u32| {
            let (after, before) = (after.of(*node).len(), before.of(*node).len());
            after
                .saturating_add(1)
                .saturating_mul(before.saturating_add(1))
        };
        for (bit, part) in order.chunks(part).enumerate() {
            let chosen = part.iter().rev().max_by_key(|node| ways(node));
            if let Some(spot) = chosen.and_then(|node| spots.get_mut(*node as usize)) {
                spot.ahead = 1 << (bit & 63);
                spot.behind = spot.ahead;
            }
        }
        let mut landmarks = Self { spots };
        for node in order.iter().rev() {
            landmarks.gather(*node, after, Side::After);
        }
        for node in order {
            landmarks.gather(*node, before, Side::Before);
        }
        landmarks
    }

    /// A node has what its neighbours on one side have.
    fn gather(&mut self, node: u32, rows: &Rows, side: Side) {
        let near = rows.of(node).iter();
        let bits = near.fold(0, |bits, near| bits | self.bits(*near, side));
        self.note(node, bits, side);
    }

    #[inline]
    fn spot(&self, node: u32) -> Spot {
        self.spots.get(node as usize).copied().unwrap_or_default()
    }

    fn bits(&self, node: u32, side: Side) -> u64 {
        match side {
            Side::After => self.spot(node).ahead,
            Side::Before => self.spot(node).behind,
        }
    }

    /// Adds bits to a node; whether one of them is new there.
    fn note(&mut self, node: u32, bits: u64, side: Side) -> bool {
        let Some(spot) = self.spots.get_mut(node as usize) else {
            return false;
        };
        let own = match side {
            Side::After => &mut spot.ahead,
            Side::Before => &mut spot.behind,
        };
        let new = bits & !*own != 0;
        *own |= bits;
        new
    }

    /// Whether a way leads from one node to another, where the landmarks tell.
    #[inline]
    pub(super) fn leads(&self, from: u32, to: u32) -> Option<bool> {
        let (from, to) = (self.spot(from), self.spot(to));
        if from.ahead & to.behind != 0 {
            return Some(true);
        }
        let missed = (to.ahead & !from.ahead) | (from.behind & !to.behind);
        (missed != 0).then_some(false)
    }

    /// An edge was added: what leads to its start leads to all that its end leads to, and the other way round. Over all
    /// edges ever added, each edge is looked at once for each landmark and side at most.
    pub(super) fn add(&mut self, from: u32, to: u32, after: &Rows, before: &Rows) {
        self.spread(from, self.bits(to, Side::After), before, Side::After);
        self.spread(to, self.bits(from, Side::Before), after, Side::Before);
    }

    fn spread(&mut self, start: u32, bits: u64, rows: &Rows, side: Side) {
        let mut stack = vec![start];
        while let Some(node) = stack.pop() {
            if self.note(node, bits, side) {
                stack.extend_from_slice(rows.of(node));
            }
        }
    }
}
