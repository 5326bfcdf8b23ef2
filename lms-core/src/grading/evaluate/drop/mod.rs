//! Which scores are dropped.

mod joint;
mod peers;

use super::super::compile::Branch;
use super::super::{Aggregation, DropEnd, DropProcedure, DropRule, Exact, Normalise};
use super::aggregate::Candidate;

/// Marks what is dropped.
pub(super) fn apply(branch: &Branch, procedure: DropProcedure, candidates: &mut [Candidate]) {
    if branch.category.drop == DropRule::default() {
        return;
    }
    match procedure {
        DropProcedure::Joint => joint::drop(branch, candidates),
        DropProcedure::Canvas => peers::canvas(branch, candidates),
        DropProcedure::Moodle => peers::moodle(branch, candidates),
        DropProcedure::OpenEdx => peers::open_edx(branch.category.drop, candidates),
    }
}

/// The kept part that would have gone instead: of those dropped at the lowest end the worst that was kept.
pub(super) fn marginal(candidates: &[Candidate], end: DropEnd) -> Option<usize> {
    let kept = candidates
        .iter()
        .enumerate()
        .filter(|(_, c)| c.dropped.is_none() && c.is_droppable());
    let by_worth = |one: &(usize, &Candidate), two: &(usize, &Candidate)| {
        let worth = |candidate: &Candidate| candidate.share.clone().unwrap_or(Exact::ZERO);
        worth(one.1).cmp(&worth(two.1))
    };
    match end {
        DropEnd::Lowest => kept.min_by(by_worth),
        DropEnd::Highest => kept.max_by(by_worth),
    }
    .map(|(index, _)| index)
}

impl Candidate {
    /// Extra credit can only help, so it is not dropped.
    fn is_droppable(&self) -> bool {
        !self.never_drop && !self.is_extra()
    }
}

/// A droppable part as a term of the quotient that the total is: `above / below`.
struct Term {
    candidate: usize,
    above: Exact,
    below: Exact,
}

/// The quotient that a category's share is, as far as the droppable parts and the others go.
struct Quotient {
    terms: Vec<Term>,
    above: Exact,
    below: Exact,
    /// What parts without points that never drop add; none where there are no such parts.
    beside: Option<Exact>,
}

fn quotient(
    aggregation: Aggregation,
    candidates: &[Candidate],
    droppable: impl Fn(&Candidate) -> bool,
) -> Quotient {
    let mut quotient = Quotient {
        terms: Vec::with_capacity(candidates.len()),
        above: Exact::ZERO,
        below: Exact::ZERO,
        beside: None,
    };
    for (index, candidate) in candidates.iter().enumerate() {
        let share = || candidate.share.clone().unwrap_or(Exact::ZERO);
        let weighted = |weight: &Exact| (share().times(weight), weight.clone());
        let (above, below) = match aggregation {
            Aggregation::SumOfPoints | Aggregation::Natural => {
                let below = if candidate.is_extra() {
                    Exact::ZERO
                } else {
                    candidate.maximum.clone()
                };
                (candidate.points.clone(), below)
            }
            Aggregation::WeightedMean { normalise } => {
                let weight = candidate.weight.clone().unwrap_or(Exact::ZERO);
                let (above, below) = weighted(&weight);
                match normalise {
                    // The divisor is 100 whatever is dropped.
                    Normalise::Never => (above, Exact::ZERO),
                    _ => (above, below),
                }
            }
            Aggregation::SimpleWeightedMean => weighted(&candidate.range),
            _ => weighted(&Exact::ONE),
        };
        if droppable(candidate) {
            quotient.terms.push(Term {
                candidate: index,
                above,
                below,
            });
        } else {
            let above = above.times(&candidate.factor());
            if candidate.extra.is_none() && below.is_zero() {
                let beside = quotient.beside.get_or_insert(Exact::ZERO);
                *beside = beside.plus(&above);
            }
            quotient.above = quotient.above.plus(&above);
            if candidate.extra.is_none() {
                quotient.below = quotient.below.plus(&below);
            }
        }
    }
    quotient
}

/// How many of each end go, of so many: at least one stays, and the lowest go first.
pub(in super::super) fn counts(rule: DropRule, droppable: usize) -> (usize, usize) {
    let limit = droppable.saturating_sub(1);
    let number = |count: u32| usize::try_from(count).unwrap_or(usize::MAX);
    let highest = number(rule.highest).min(limit);
    let lowest = match rule.keep_best {
        Some(keep) => droppable.saturating_sub(number(keep).saturating_add(highest)),
        None => number(rule.lowest),
    };
    let lowest = lowest.min(limit);
    (lowest, highest.min(limit.saturating_sub(lowest)))
}
