//! Both drop rules at once.

use core::cmp::Ordering;

use super::super::super::compile::Branch;
use super::super::super::{DropEnd, Exact};
use super::super::aggregate::Candidate;
use super::Quotient;

/// Of all ways to drop the lowest, the one with the best total after the highest of the rest are dropped.
///
/// Let `f(q)` be the sum of `above - q * below` over the terms without the `lowest` smallest and `highest` greatest of
/// these differences. Dropping from the ends is the best play of both sides for a fixed `q`, and `f` falls as `q`
/// rises, so the total sought is the one root of `f`. It is found by Newton's steps kept within a bracket that is
/// halved in between; at the root the order of the differences says what goes. Of parts with equal differences any may go
/// for this total; those with the larger divisors stay, so that the maximum of what is kept, by which the category may
/// count in another, is the same in whatever order its parts are written. Of parts equal in that too the last goes from
/// the lowest, and the first from the highest.
pub(super) fn drop(branch: &Branch, candidates: &mut [Candidate]) {
    let quotient = super::quotient(
        branch.category.aggregation,
        candidates,
        Candidate::is_droppable,
    );
    let (lowest, highest) = super::counts(branch.category.drop, quotient.terms.len());
    if lowest == 0 && highest == 0 {
        return;
    }
    let all = (0..quotient.terms.len()).collect();
    let (mut order, q) = quotient.order_at_root(all, (lowest, highest), DropEnd::Lowest);
    quotient.keep_larger(&mut order, &q, (lowest, highest));
    let end = order.len().saturating_sub(highest);
    for (place, term) in order.iter().enumerate() {
        let Some(candidate) = quotient
            .terms
            .get(*term)
            .and_then(|term| candidates.get_mut(term.candidate))
        else {
            continue;
        };
        if place < lowest {
            candidate.dropped = Some(DropEnd::Lowest);
        } else if place >= end {
            candidate.dropped = Some(DropEnd::Highest);
        }
    }
}

/// More steps than any bracket needs: twice the bits of the widest ratio and of the closest two crossings.
const MAX_STEPS: usize = 700;

impl Quotient {
    /// Some terms in ascending order of `above - q * below`, of equal ones the later nearer to one end.
    pub(super) fn order_at(&self, q: &Exact, mut terms: Vec<usize>, later: DropEnd) -> Vec<usize> {
        let worth: Vec<Exact> = self
            .terms
            .iter()
            .map(|term| term.above.minus(&q.times(&term.below)))
            .collect();
        terms.sort_unstable_by(|one, two| {
            let order = worth.get(*one).cmp(&worth.get(*two));
            order.then(match later {
                DropEnd::Lowest => two.cmp(one),
                DropEnd::Highest => one.cmp(two),
            })
        });
        terms
    }

    /// The order at the `q` where the terms that are left, `lowest` and `highest` taken away, come to zero.
    pub(super) fn order_at_root(
        &self,
        terms: Vec<usize>,
        (lowest, highest): (usize, usize),
        later: DropEnd,
    ) -> (Vec<usize>, Exact) {
        let below = |term: &usize| self.terms.get(*term).map(|term| &term.below);
        let first = terms.first().and_then(below);
        let equal = terms.iter().all(|term| below(term) == first);
        let all = || {
            let (above, below) = self.sums(&terms);
            above.over(&below)
        };
        let Some(mut q) = (!equal).then(all).flatten() else {
            let q = Exact::ZERO;
            return (self.order_at(&q, terms, later), q);
        };
        let (mut low, mut high): (Option<Exact>, Option<Exact>) = (None, None);
        for step in 0..MAX_STEPS {
            let order = self.order_at(&q, terms.clone(), later);
            let end = order.len().saturating_sub(highest);
            let (above, below) = self.sums(order.get(lowest..end).unwrap_or_default());
            let left = above.minus(&q.times(&below));
            match left.cmp(&Exact::ZERO) {
                Ordering::Equal => return (order, q),
                Ordering::Greater => low = Some(q.clone()),
                Ordering::Less => high = Some(q.clone()),
            }
            let newton = above.over(&below).filter(|next| {
                low.as_ref().is_none_or(|low| next > low)
                    && high.as_ref().is_none_or(|high| next < high)
            });
            let middle = low
                .as_ref()
                .zip(high.as_ref())
                .and_then(|(low, high)| low.plus(high).over(&Exact::integer(2)));
            q = match (newton, middle) {
                (Some(newton), Some(_)) if step % 2 == 0 => newton,
                (_, Some(middle)) => middle,
                (Some(newton), None) => newton,
                (None, None) => return (order, q),
            };
        }
        (self.order_at(&q, terms, later), q)
    }

    /// Of terms that are equal at `q`, and of which some go and some stay, lets those with the smallest divisors go.
    fn keep_larger(&self, order: &mut [usize], q: &Exact, (lowest, highest): (usize, usize)) {
        let end = order.len().saturating_sub(highest);
        let worth = |term: &usize| {
            let term = self.terms.get(*term)?;
            Some(term.above.minus(&q.times(&term.below)))
        };
        let below = |term: &usize| self.terms.get(*term).map(|term| &term.below);
        let mut place = 0_usize;
        for same in order.chunk_by_mut(|one, two| worth(one) == worth(two)) {
            let (from, until) = (place, place.saturating_add(same.len()));
            place = until;
            let low = lowest.min(until).saturating_sub(from);
            let high = until.saturating_sub(end.max(from));
            let gone = low.saturating_add(high);
            if gone == 0 || gone >= same.len() {
                continue;
            }
            same.sort_by(|one, two| below(one).cmp(&below(two)).then(two.cmp(one)));
            let Some((_, rest)) = same.split_at_mut_checked(low) else {
                continue;
            };
            // The smallest of the rest go to the other end.
            rest.sort_by(|one, two| below(two).cmp(&below(one)).then(two.cmp(one)));
        }
    }

    /// What the fixed parts and some terms come to, above and below the line.
    pub(super) fn sums(&self, terms: &[usize]) -> (Exact, Exact) {
        let kept = terms.iter().filter_map(|term| self.terms.get(*term));
        let fixed = (self.above.clone(), self.below.clone());
        kept.fold(fixed, |(above, below), term| {
            (above.plus(&term.above), below.plus(&term.below))
        })
    }
}
