use std::collections::BTreeMap;

use crate::CourseId;
use crate::path::definition::PathDefinition;

/// The most work for matching courses to the steps that may count them: for steps tied to one another by courses that
/// several of them may count, the square of the smaller number of the two, times both numbers together
/// (`courses_tied_too_widely`). One course may so be counted by any number of steps, and eighty courses by eighty steps.
pub(crate) const MAX_TIED_WORK: usize = 1_100_000;

/// Which steps may count the same course, by way of equivalents or because they ask for the same one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Ties {
    /// For each tied step, the first step of those that it is tied to, directly or through others.
    knots: BTreeMap<u32, u32>,
    /// The most work that one matching takes.
    work: usize,
}

impl Ties {
    /// Nearly linear in the steps and their equivalents.
    pub(crate) fn new(definition: &PathDefinition) -> Self {
        let mut holders: BTreeMap<&CourseId, Vec<u32>> = BTreeMap::new();
        for (node, step) in (0_u32..).zip(&definition.steps) {
            for course in step.courses() {
                let list = holders.entry(course).or_default();
                if list.last() != Some(&node) {
                    list.push(node);
                }
            }
        }
        holders.retain(|_, steps| steps.len() > 1);
        let mut roots: Vec<u32> = (0_u32..).take(definition.steps.len()).collect();
        for (one, two) in holders
            .values()
            .flat_map(|steps| steps.iter().zip(steps.iter().skip(1)))
        {
            let (one, two) = (root(&mut roots, *one), root(&mut roots, *two));
            if let Some(slot) = roots.get_mut(one.max(two) as usize) {
                *slot = one.min(two);
            }
        }
        let mut ties = Self::default();
        let mut sizes: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
        for steps in holders.values() {
            for step in steps {
                let knot = root(&mut roots, *step);
                if ties.knots.insert(*step, knot).is_none() {
                    let size = sizes.entry(knot).or_default();
                    size.0 = size.0.saturating_add(1);
                }
            }
            let knot = steps.first().map(|step| root(&mut roots, *step));
            if let Some(size) = knot.and_then(|knot| sizes.get_mut(&knot)) {
                size.1 = size.1.saturating_add(1);
            }
        }
        let work = |(steps, courses): &(usize, usize)| {
            let short = *steps.min(courses);
            short
                .saturating_mul(short)
                .saturating_mul(steps.saturating_add(*courses))
        };
        ties.work = sizes.values().map(work).max().unwrap_or(0);
        ties
    }

    pub(crate) fn work(&self) -> usize {
        self.work
    }

    pub(crate) fn is_tied(&self, step: u32) -> bool {
        !self.knots.is_empty() && self.knots.contains_key(&step)
    }

    /// The first of the steps that it is tied to.
    pub(crate) fn knot(&self, step: u32) -> Option<u32> {
        self.knots.get(&step).copied()
    }

    /// Every tied step, in author order.
    pub(crate) fn all(&self) -> impl Iterator<Item = u32> {
        self.knots.keys().copied()
    }
}

/// The first step of those tied together so far.
fn root(roots: &mut [u32], step: u32) -> u32 {
    let mut at = step;
    while let Some(next) = roots.get(at as usize).copied().filter(|next| *next != at) {
        // Half of the way is cut each time, so that the next look is shorter.
        let far = roots.get(next as usize).copied().unwrap_or(next);
        if let Some(slot) = roots.get_mut(at as usize) {
            *slot = far;
        }
        at = far;
    }
    at
}
