//! What a learner's completions earn, each course counted once.
//!
//! | file | what it holds |
//! |---|---|
//! | `ties` | which steps may count the same course |
//! | `matching` | the best way of giving each step one of several things, and each thing to one step |

mod matching;
mod ties;

use std::collections::BTreeMap;

pub(crate) use ties::{MAX_TIED_WORK, Ties};

use crate::CourseId;
use crate::path::Path;
use crate::path::definition::Item;
use matching::{Gain, best};

/// What the completions of one learner earn in each step.
///
/// Most steps count courses that no other step counts, and earn what their completion is worth. Steps that may count the
/// same course are tied: there a sum asks for the best matching of completions to steps, so it depends on which steps are
/// summed up. Nothing ever takes away from such a sum: a further completion only adds to what can be matched.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Earning {
    /// For each step, what it earns when all steps of the path are summed up.
    pub(crate) credits: Vec<i64>,
    /// For each tied step, what it could count.
    pub(crate) offers: Offers,
}

/// What each tied step could count.
pub(crate) type Offers = BTreeMap<u32, Vec<Offer>>;

/// A completion that a tied step could count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Offer {
    /// The course that was completed; what has none is the step's own alone.
    pub(crate) course: Option<CourseId>,
    pub(crate) credits: i64,
    /// Of offers with equal credits, the one with the higher rank is counted.
    pub(crate) rank: usize,
}

/// The rank of the offer that each tied step counts, and what it earns by it; a step whose courses all earn in other steps
/// is not in it.
pub(crate) type Counted = BTreeMap<u32, (usize, i64)>;

impl Earning {
    /// What can be earned at most: each step its credits, by whichever of its courses.
    pub(crate) fn most(path: &Path) -> Self {
        let steps = path.definition.steps.iter();
        let credits = steps.clone().map(|step| step.credits.micros()).collect();
        let tied = (0_u32..)
            .zip(steps)
            .filter(|(step, _)| path.ties.is_tied(*step));
        let offers = tied.map(|(node, step)| {
            let credits = step.credits.micros();
            let courses = step.courses().map(|course| Some(course.clone()));
            // What is no course is done by itself.
            let own = Some(None).filter(|_| !matches!(step.item, Item::Course { .. }));
            let offers = courses.chain(own).zip(0..).map(|(course, rank)| Offer {
                course,
                credits,
                rank,
            });
            (node, offers.collect())
        });
        Self::new(&path.ties, credits, offers.collect()).0
    }

    /// Earnings of a path in which these steps are tied, with what each step could count; and which offer each counts.
    pub(crate) fn new(ties: &Ties, credits: Vec<i64>, offers: Offers) -> (Self, Counted) {
        let mut earning = Self { credits, offers };
        let counted = earning.counted(ties, &mut ties.all());
        for step in ties.all() {
            if let Some(slot) = earning.credits.get_mut(step as usize) {
                *slot = counted.get(&step).map_or(0, |(_, credits)| *credits);
            }
        }
        (earning, counted)
    }

    pub(crate) fn of(&self, step: u32) -> i64 {
        self.credits.get(step as usize).copied().unwrap_or(0)
    }

    /// What some steps earn together, each named once.
    pub(crate) fn sum(&self, ties: &Ties, steps: &mut dyn Iterator<Item = u32>) -> i64 {
        let mut tied = Vec::new();
        let sum = steps.fold(0_i64, |sum, step| {
            if ties.is_tied(step) {
                tied.push(step);
                return sum;
            }
            sum.saturating_add(self.of(step))
        });
        if tied.is_empty() {
            return sum;
        }
        let counted = self.counted(ties, &mut tied.into_iter());
        counted
            .values()
            .fold(sum, |sum, (_, credits)| sum.saturating_add(*credits))
    }

    /// Which offer each of some tied steps counts when just these are summed up, and what it earns.
    pub(crate) fn counted(&self, ties: &Ties, steps: &mut dyn Iterator<Item = u32>) -> Counted {
        let mut found = Counted::new();
        let mut knots: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for step in steps {
            if let Some(knot) = ties.knot(step) {
                knots.entry(knot).or_default().push(step);
            }
        }
        for steps in knots.values_mut() {
            steps.sort_unstable();
            self.untie(steps, &mut found);
        }
        found
    }

    /// The best matching for steps tied to one another, in author order.
    fn untie(&self, steps: &[u32], found: &mut Counted) {
        let offers = |step: u32| self.offers.get(&step).map_or(&[][..], Vec::as_slice);
        let mut seen: BTreeMap<&CourseId, usize> = BTreeMap::new();
        for offer in steps.iter().flat_map(|step| offers(*step)) {
            if let Some(course) = &offer.course {
                let count = seen.entry(course).or_insert(0);
                *count = count.saturating_add(1);
            }
        }
        // What only one of the steps could count need not be shared out.
        seen.retain(|_, count| *count > 1);
        let shared: BTreeMap<&CourseId, usize> = seen.into_keys().zip(0..).collect();
        let place = |offer: &Offer| offer.course.as_ref().and_then(|course| shared.get(course));
        let gain = |row: usize, offer: &Offer| {
            let earlier = steps.len().saturating_sub(row);
            Gain::new(offer.credits, earlier, offer.rank)
        };
        let mut alone: Vec<Option<&Offer>> = vec![None; steps.len()];
        let mut gains: Vec<Vec<Option<(Gain, &Offer)>>> =
            vec![vec![None; shared.len()]; steps.len()];
        for (row, step) in steps.iter().enumerate() {
            let offers = offers(*step);
            let own = offers.iter().filter(|offer| place(offer).is_none());
            let base = own.max_by_key(|offer| gain(row, offer));
            let least = base.map_or(Gain::ZERO, |offer| gain(row, offer));
            for offer in offers {
                let more = gain(row, offer).minus(least);
                let slot = place(offer).and_then(|column| gains.get_mut(row)?.get_mut(*column));
                let better = |slot: &&mut Option<(Gain, &Offer)>| {
                    more > slot.map_or(Gain::ZERO, |(held, _)| held)
                };
                if let Some(slot) = slot.filter(better) {
                    *slot = Some((more, offer));
                }
            }
            if let Some(slot) = alone.get_mut(row) {
                *slot = base;
            }
        }
        let matched = best(
            &|row, column| {
                let slot = gains.get(row)?.get(column)?.as_ref()?;
                Some(slot.0)
            },
            steps.len(),
            shared.len(),
        );
        for ((row, step), own) in steps.iter().enumerate().zip(alone) {
            let shared = matched.get(row).copied().flatten();
            let shared = shared.and_then(|column| Some(gains.get(row)?.get(column)?.as_ref()?.1));
            if let Some(offer) = shared.or(own) {
                found.insert(*step, (offer.rank, offer.credits));
            }
        }
    }
}
