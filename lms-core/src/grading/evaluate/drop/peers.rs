//! The drop procedures of other gradebooks, as they are.

use core::cmp::Reverse;

use super::super::super::compile::{Branch, ChildKind};
use super::super::super::{Aggregation, DropEnd, DropRule, Exact};
use super::super::aggregate::Candidate;
use super::Quotient;

/// Canvas: keep the `n - lowest` parts with the best ratio of points, then of these the ones with the worst ratio when
/// `highest` are gone (`lib/grade_calculator.rb`, after Kane & Kane, "The grade school problem"). Its bisection in
/// floats is an exact search here; what never drops takes part in both ratios. Of parts that
/// cost the same the last one goes, at either end; where nothing has points, the first of the lowest. Raising a score can lower the total.
pub(super) fn canvas(branch: &Branch, candidates: &mut [Candidate]) {
    let droppable = |c: &Candidate| !c.never_drop && c.extra.is_none();
    let quotient = super::quotient(branch.category.aggregation, candidates, droppable);
    let (lowest, highest) = canvas_counts(branch.category.drop, quotient.terms.len());
    let all: Vec<usize> = (0..quotient.terms.len()).collect();
    let pointed =
        quotient.below.is_positive() || quotient.terms.iter().any(|term| term.below.is_positive());
    let (low, rest) = if pointed {
        quotient.extreme(all, lowest, DropEnd::Lowest)
    } else {
        let mut order = all;
        order.sort_by_key(|term| quotient.terms.get(*term).map(|term| term.above.clone()));
        split(order, lowest)
    };
    let high = if pointed {
        quotient.extreme(rest, highest, DropEnd::Highest).0
    } else {
        let kept = rest.len().saturating_sub(highest);
        split(rest, kept).1
    };
    for (terms, end) in [(low, DropEnd::Lowest), (high, DropEnd::Highest)] {
        for term in terms {
            let candidate = quotient.terms.get(term).map(|term| term.candidate);
            if let Some(candidate) = candidate.and_then(|index| candidates.get_mut(index)) {
                candidate.dropped = Some(end);
            }
        }
    }
}

fn canvas_counts(rule: DropRule, droppable: usize) -> (usize, usize) {
    let number = |count: u32| usize::try_from(count).unwrap_or(usize::MAX);
    let lowest = match rule.keep_best {
        Some(keep) => droppable.saturating_sub(number(keep)),
        None => number(rule.lowest).min(droppable.saturating_sub(1)),
    };
    let highest = number(rule.highest);
    if lowest.saturating_add(highest) >= droppable {
        (lowest, 0)
    } else {
        (lowest, highest)
    }
}

fn split(mut order: Vec<usize>, at: usize) -> (Vec<usize>, Vec<usize>) {
    let rest = order.split_off(at.min(order.len()));
    (order, rest)
}

impl Quotient {
    /// Takes `count` terms from one end such that the ratio of the rest is best (or worst); the taken and the rest.
    fn extreme(&self, terms: Vec<usize>, count: usize, end: DropEnd) -> (Vec<usize>, Vec<usize>) {
        if count == 0 || count >= terms.len() {
            return (Vec::new(), terms);
        }
        let keep = terms.len().saturating_sub(count);
        let (lowest, highest) = match end {
            DropEnd::Lowest => (count, 0),
            DropEnd::Highest => (0, count),
        };
        let top = self.top(&terms);
        let at_top = self.order_at(&top, terms.clone(), end);
        let (above, below) = self.sums(
            at_top
                .get(lowest..lowest.saturating_add(keep))
                .unwrap_or_default(),
        );
        // Enough parts without points outweigh every ratio: the bisection then ends at its upper bound.
        let order = if above >= top.times(&below) {
            at_top
        } else {
            self.order_at_root(terms, (lowest, highest), end).0
        };
        match end {
            DropEnd::Lowest => split(order, count),
            DropEnd::Highest => {
                let (rest, taken) = split(order, keep);
                (taken, rest)
            }
        }
    }

    /// The upper bound of the ratio with which the bisection begins.
    fn top(&self, terms: &[usize]) -> Exact {
        let mut beside = self.beside.clone().unwrap_or(Exact::ZERO);
        let (mut earned, mut possible) = (self.above.minus(&beside), self.below.clone());
        let mut best: Option<Exact> = self.above.over(&self.below);
        for term in terms.iter().filter_map(|term| self.terms.get(*term)) {
            if let Some(ratio) = term.above.over(&term.below) {
                earned = earned.plus(&term.above);
                possible = possible.plus(&term.below);
                best = Some(best.map_or(ratio.clone(), |best| best.max(ratio)));
            } else {
                beside = beside.plus(&term.above);
            }
        }
        if self.beside.is_none()
            && beside.is_zero()
            && terms.iter().all(|term| {
                self.terms
                    .get(*term)
                    .is_some_and(|term| term.below.is_positive())
            })
        {
            return best.unwrap_or(Exact::ZERO);
        }
        let points = earned.max(possible.clone()).plus(&beside);
        points.over(&possible).unwrap_or(Exact::ZERO)
    }
}

/// Moodle: the lowest shares go, of equal ones that with the larger maximum; keeping the best applies only where
/// nothing is dropped (`lib/grade/grade_category.php`, `apply_limit_rules`). Everything may go.
pub(super) fn moodle(branch: &Branch, candidates: &mut [Candidate]) {
    let aggregation = branch.category.aggregation;
    if aggregation == Aggregation::Natural && !is_even(branch) {
        return;
    }
    let spares_extra = matches!(
        aggregation,
        Aggregation::SimpleWeightedMean | Aggregation::MeanWithExtraCredit | Aggregation::Natural
    );
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    order.retain(|index| {
        candidates
            .get(*index)
            .is_some_and(|c| !(c.never_drop || spares_extra && c.extra.is_some()))
    });
    order.sort_by_key(|index| {
        let candidate = candidates.get(*index);
        candidate.map(|c| (c.share.clone(), Reverse(c.maximum.clone())))
    });
    let rule = branch.category.drop;
    let number = |count: u32| usize::try_from(count).unwrap_or(usize::MAX);
    let lowest = match rule.keep_best {
        Some(keep) if rule.lowest == 0 => order.len().saturating_sub(number(keep)),
        _ => number(rule.lowest),
    };
    mark(&order, lowest, number(rule.highest), candidates);
}

/// Natural weights are dropped from only where nothing can tell the parts apart.
fn is_even(branch: &Branch) -> bool {
    let mut children = branch.children.iter();
    let Some(first) = children.next() else {
        return true;
    };
    branch.children.iter().all(|child| {
        matches!(child.kind, ChildKind::Leaf(_))
            && child.extra.is_none()
            && child.maximum == first.maximum
            && child.stored == first.stored
    })
}

/// Open edX: the lowest percentages go, of equal ones the later (`xmodule/graders.py`, `total_with_drops`). Everything
/// may go, placeholders first.
pub(super) fn open_edx(rule: DropRule, candidates: &mut [Candidate]) {
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    order.retain(|index| candidates.get(*index).is_some_and(|c| !c.never_drop));
    order.sort_by_key(|index| {
        let share = candidates.get(*index).map(|c| c.share.clone());
        (share, Reverse(*index))
    });
    let number = |count: u32| usize::try_from(count).unwrap_or(usize::MAX);
    let lowest = match rule.keep_best {
        Some(keep) if rule.lowest == 0 => order.len().saturating_sub(number(keep)),
        _ => number(rule.lowest),
    };
    mark(&order, lowest, number(rule.highest), candidates);
}

fn mark(order: &[usize], lowest: usize, highest: usize, candidates: &mut [Candidate]) {
    for index in order.iter().take(lowest) {
        if let Some(candidate) = candidates.get_mut(*index) {
            candidate.dropped = Some(DropEnd::Lowest);
        }
    }
    for index in order.iter().skip(lowest).rev().take(highest) {
        if let Some(candidate) = candidates.get_mut(*index) {
            candidate.dropped = Some(DropEnd::Highest);
        }
    }
}
