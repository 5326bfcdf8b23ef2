use crate::path::requisites::{Requisites, TooLarge};

/// The most bends that arrows over several columns may have together (`path_too_large`).
pub const MAX_ARROW_BENDS: usize = 20_000;

/// How often the order within columns is improved from each side.
const SWEEPS: usize = 12;

/// What stands in a column: a step, or the bend of an arrow that goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Step(u32),
    Bend(usize),
}

/// Columns of steps and bends, each column in the order from top to bottom, and what is linked to what from one column to
/// the next (K. Sugiyama, S. Tagawa, M. Toda, Methods for visual understanding of hierarchical system structures, 1981).
pub(super) struct Columns {
    pub(super) columns: Vec<Vec<usize>>,
    /// Everything that stands somewhere.
    pub(super) places: Vec<Place>,
    /// For each place what it is linked to in the column before, and in the next.
    pub(super) before: Vec<Vec<usize>>,
    pub(super) after: Vec<Vec<usize>>,
    /// For each arrow the places that it runs through, its ends included.
    pub(super) routes: Vec<Vec<usize>>,
    /// The steps that nothing is linked to.
    pub(super) alone: Vec<u32>,
}

impl Columns {
    pub(super) fn new(requisites: &Requisites) -> Result<Self, TooLarge> {
        let steps = requisites.steps();
        let column = depths(requisites);
        let of = |step: u32| column.get(step as usize).copied().unwrap_or(0);
        let mut linked = vec![false; steps];
        for edge in requisites.edges() {
            for end in [edge.from, edge.to] {
                if let Some(linked) = linked.get_mut(end as usize) {
                    *linked = true;
                }
            }
        }
        let mut found = Self {
            columns: Vec::new(),
            places: Vec::new(),
            before: Vec::new(),
            after: Vec::new(),
            routes: Vec::new(),
            alone: Vec::new(),
        };
        let mut at = vec![usize::MAX; steps];
        for ((step, linked), at) in (0_u32..).zip(linked).zip(&mut at) {
            if linked {
                *at = found.put(Place::Step(step), of(step));
            } else {
                found.alone.push(step);
            }
        }
        for (arrow, edge) in requisites.edges().iter().enumerate() {
            let place = |step: u32| at.get(step as usize).copied().unwrap_or(usize::MAX);
            let mut route = vec![place(edge.from)];
            for column in of(edge.from).saturating_add(1)..of(edge.to) {
                route.push(found.put(Place::Bend(arrow), column));
            }
            route.push(place(edge.to));
            if found.places.len() > steps.saturating_add(MAX_ARROW_BENDS) {
                return Err(TooLarge {
                    what: "bends of arrows",
                    most: MAX_ARROW_BENDS,
                });
            }
            for pair in route.windows(2) {
                if let [one, two] = pair {
                    found.link(*one, *two);
                }
            }
            found.routes.push(route);
        }
        found.untangle();
        Ok(found)
    }

    fn put(&mut self, place: Place, column: usize) -> usize {
        let index = self.places.len();
        self.places.push(place);
        self.before.push(Vec::new());
        self.after.push(Vec::new());
        while self.columns.len() <= column {
            self.columns.push(Vec::new());
        }
        if let Some(column) = self.columns.get_mut(column) {
            column.push(index);
        }
        index
    }

    fn link(&mut self, one: usize, two: usize) {
        if let Some(after) = self.after.get_mut(one) {
            after.push(two);
        }
        if let Some(before) = self.before.get_mut(two) {
            before.push(one);
        }
    }

    /// Orders each column by the mean place of what its members are linked to, from left to right and back, and keeps the
    /// order in which the fewest arrows cross.
    fn untangle(&mut self) {
        let mut best = self.columns.clone();
        let mut fewest = self.crossings();
        for sweep in 0..SWEEPS {
            let count = self.columns.len();
            let columns: Vec<usize> = if sweep & 1 == 0 {
                (1..count).collect()
            } else {
                (0..count.saturating_sub(1)).rev().collect()
            };
            for column in columns {
                self.sort(column, sweep & 1 == 0);
            }
            let crossings = self.crossings();
            if crossings < fewest {
                fewest = crossings;
                best = self.columns.clone();
            }
            if fewest == 0 {
                break;
            }
        }
        self.columns = best;
    }

    fn positions(&self) -> Vec<usize> {
        let mut positions = vec![0; self.places.len()];
        for column in &self.columns {
            for (position, place) in column.iter().enumerate() {
                if let Some(slot) = positions.get_mut(*place) {
                    *slot = position;
                }
            }
        }
        positions
    }

    fn sort(&mut self, column: usize, is_forward: bool) {
        let positions = self.positions();
        let links = if is_forward {
            &self.before
        } else {
            &self.after
        };
        let at = |place: usize| positions.get(place).copied().unwrap_or(0);
        // In thousandths, so that equal means stay equal; one without links stays where it is.
        let mean = |place: usize| {
            let links = links.get(place).map(Vec::as_slice).unwrap_or_default();
            let sum = links
                .iter()
                .fold(0_usize, |sum, link| sum.saturating_add(at(*link)));
            sum.saturating_mul(1_000)
                .checked_div(links.len())
                .unwrap_or(at(place).saturating_mul(1_000))
        };
        let mut keyed: Vec<(usize, usize)> = match self.columns.get(column) {
            Some(column) => column.iter().map(|place| (mean(*place), *place)).collect(),
            None => return,
        };
        keyed.sort_by_key(|(mean, _)| *mean);
        if let Some(column) = self.columns.get_mut(column) {
            *column = keyed.into_iter().map(|(_, place)| place).collect();
        }
    }

    /// How many arrows cross between neighbouring columns: inversions, counted by a Fenwick tree in n log n.
    pub(super) fn crossings(&self) -> usize {
        let positions = self.positions();
        let at = |place: usize| positions.get(place).copied().unwrap_or(0);
        let mut crossings = 0_usize;
        for (column, next) in self.columns.iter().zip(self.columns.iter().skip(1)) {
            let mut tree = vec![0_usize; next.len().saturating_add(1)];
            let mut seen = 0_usize;
            for place in column {
                let links = self
                    .after
                    .get(*place)
                    .map(Vec::as_slice)
                    .unwrap_or_default();
                let mut ends: Vec<usize> = links.iter().map(|link| at(*link)).collect();
                ends.sort_unstable();
                for end in &ends {
                    crossings = crossings.saturating_add(seen.saturating_sub(up_to(&tree, *end)));
                }
                for end in &ends {
                    seen = seen.saturating_add(1);
                    add(&mut tree, *end);
                }
            }
        }
        crossings
    }
}

/// How many entries of a Fenwick tree stand at or below a position.
fn up_to(tree: &[usize], position: usize) -> usize {
    let mut index = position.saturating_add(1);
    let mut sum = 0_usize;
    while index > 0 {
        sum = sum.saturating_add(tree.get(index).copied().unwrap_or(0));
        index &= index.wrapping_sub(1);
    }
    sum
}

fn add(tree: &mut [usize], position: usize) {
    let mut index = position.saturating_add(1);
    while let Some(slot) = tree.get_mut(index) {
        *slot = slot.saturating_add(1);
        index = index.saturating_add(index & index.wrapping_neg());
    }
}

/// The column of each step: one after the last of those that it waits for.
fn depths(requisites: &Requisites) -> Vec<usize> {
    let graph = requisites.graph();
    let mut depths = vec![0_usize; requisites.steps()];
    for node in graph.order().unwrap_or_default() {
        let next = depths
            .get(node as usize)
            .copied()
            .unwrap_or(0)
            .saturating_add(1);
        for target in graph.successors(node) {
            if let Some(slot) = depths.get_mut(*target as usize) {
                *slot = next.max(*slot);
            }
        }
    }
    depths
}
