//! From what the groups come to, to the one division that rounds.

use super::super::{Answer, Exact, Normalise, Nothing, Total};
use super::cells::Dense;
use super::kept::Kept;
use super::plan::Plan;
use crate::number::{Percent, RoundingMode};

/// A total before it is divided: `above / (scale * below)` is its share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quotient {
    pub(super) above: i128,
    /// In the unit of the weights; zero when nothing counts.
    pub(super) below: i64,
    /// What the first group comes to: all there is where the course total is one group.
    first: Kept,
}

impl Plan {
    pub(super) fn quotient(&self, dense: &Dense, answer: Answer) -> Quotient {
        match answer {
            Answer::Current | Answer::Final => self.add_up(dense.kept_groups(answer)),
            Answer::Best | Answer::Worst => self.afresh(dense, answer),
        }
    }

    /// From the points, not from the kept sums.
    pub(super) fn afresh(&self, dense: &Dense, answer: Answer) -> Quotient {
        let present = dense.present(answer);
        let groups = self.groups.iter();
        if answer == Answer::Best {
            let filled = dense.filled(self);
            return self.add_up(groups.map(|group| filled.kept(group, present)));
        }
        self.add_up(groups.map(|group| dense.kept(group, present)))
    }

    /// The bounds checked in [`Plan::of`] keep every sum within its type, full marks for what is open included.
    pub(super) fn add_up(&self, kept: impl Iterator<Item = Kept>) -> Quotient {
        let mut above: i128 = 0;
        let mut below: i64 = 0;
        let mut first: Option<Kept> = None;
        for (group, kept) in self.groups.iter().zip(kept) {
            first = first.or(Some(kept));
            let factor = usize::try_from(kept.count)
                .ok()
                .and_then(|count| group.factors.get(count.wrapping_sub(1)));
            if let Some(factor) = factor {
                let summand = i128::from(*factor).wrapping_mul(i128::from(kept.points));
                above = above.wrapping_add(summand);
                below = below.wrapping_add(group.weight);
            }
        }
        let below = match self.normalise {
            _ if below == 0 => 0,
            Normalise::Always => below,
            Normalise::UnderHundred => below.min(self.hundred),
            Normalise::Never => self.hundred,
        };
        Quotient {
            above,
            below,
            first: first.unwrap_or_default(),
        }
    }

    pub(super) fn percent(&self, quotient: &Quotient) -> Option<Percent> {
        let (steps, step) = self.steps;
        let above = quotient.above.wrapping_mul(steps);
        let below = self.scale.wrapping_mul(quotient.below.into());
        let whole = divide(self.rounding.mode, above, below)?;
        let micros = i64::try_from(whole).ok()?.checked_mul(step)?;
        Percent::from_micros(micros).ok()
    }

    /// The part of what could be reached; none when nothing counts.
    pub(super) fn share(&self, quotient: &Quotient) -> Option<Exact> {
        Exact::quotient(
            quotient.above,
            self.scale.wrapping_mul(quotient.below.into()),
        )
    }

    pub(super) fn total(&self, quotient: &Quotient) -> Total {
        let Some(share) = self.share(quotient) else {
            return Total::Nothing {
                reason: Nothing::NothingCounted,
                points: None,
            };
        };
        let exact = share.times(&Exact::HUNDRED);
        let (points, maximum) = match self.points_of {
            None => (exact.clone(), Exact::HUNDRED),
            Some(each) => {
                let count = Exact::quotient(quotient.first.count.into(), 1);
                let maximum = count.map(|count| count.times(&Exact::from_micros(each)));
                let points = Exact::from_micros(quotient.first.points);
                (points, maximum.unwrap_or(Exact::HUNDRED))
            }
        };
        Total::Graded {
            percent: exact.rounded(self.rounding),
            points,
            exact,
            maximum,
            shown: None,
        }
        .shown_by(self.presentation.as_ref(), &Exact::ZERO)
    }
}

/// [`RoundingMode::divide`] with a single division: most quotients fit in a machine word.
pub(super) fn divide(mode: RoundingMode, above: i128, below: i128) -> Option<i128> {
    if below <= 0 {
        return None;
    }
    let (whole, rest) = match (i64::try_from(above), i64::try_from(below)) {
        (Ok(above), Ok(below)) => (
            i128::from(above.checked_div(below)?),
            i128::from(above.checked_rem(below)?),
        ),
        _ => {
            let whole = above.checked_div(below)?;
            (whole, above.wrapping_sub(whole.wrapping_mul(below)))
        }
    };
    // Towards zero so far; `rest` has the sign of `above`.
    let twice = rest.wrapping_mul(2);
    let away = match mode {
        RoundingMode::Truncate => false,
        RoundingMode::HalfAway => twice >= below || twice <= below.wrapping_neg(),
        RoundingMode::HalfUp => twice >= below || twice < below.wrapping_neg(),
        RoundingMode::HalfEven => {
            let tie = twice == below || twice == below.wrapping_neg();
            let beyond = twice > below || twice < below.wrapping_neg();
            beyond || (tie && whole & 1 == 1)
        }
    };
    match (away, rest < 0) {
        (false, _) => Some(whole),
        (true, false) => whole.checked_add(1),
        (true, true) => whole.checked_sub(1),
    }
}
