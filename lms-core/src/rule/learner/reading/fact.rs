//! What one fact says about a question, at any time.

use super::absent;
use super::span::Span;
use crate::record::{ApprovalState, StepNote};
use crate::rule::Length;
use crate::rule::compile::question::{Bounds, Check, Completed, Spot, Standing};
use crate::rule::learner::calendar::{FOREVER, after, before, start_after, start_of};
use crate::rule::learner::facts::{
    ApprovalFact, CompletionFact, Datum, EnrolmentFact, GradeFact, HeldFact, PaymentFact,
    SkillFact, StatedFact, StepFact, TagFact, WaiverFact,
};
use crate::time::{Period, Zone};
use crate::verdict::Truth;

#[inline]
pub(crate) fn tagged(fact: &TagFact) -> Span {
    Span::within(fact.at, FOREVER, Truth::True, Truth::False)
}

/// What one completion says about having completed, or passed, its course.
#[inline]
pub(crate) fn completed(fact: &CompletionFact, passed: bool) -> Span {
    if passed && !fact.passed {
        return Span::always(Truth::False);
    }
    Span::within(fact.at, FOREVER, Truth::True, Truth::False)
}

impl Completed {
    /// Whether it asks for nothing but the completion, or that it was passed: then [`completed`] answers it.
    pub(crate) fn is_plain(&self) -> bool {
        self.min_score.is_none() && self.min_version.is_none() && self.within.is_none()
    }

    /// What one completion of the course says.
    #[inline]
    pub(in crate::rule) fn of(&self, fact: &CompletionFact) -> Span {
        let version = match (self.min_version, fact.version) {
            (None, _) => Truth::True,
            (Some(_), None) => Truth::Unknown,
            (Some(min), Some(version)) => (min <= version).into(),
        };
        let score = match (self.min_score, fact.score) {
            (None, _) => Truth::True,
            (Some(_), None) => Truth::Unknown,
            (Some(min), Some(score)) => (min <= score).into(),
        };
        let passed = Truth::from(!self.passed || fact.passed);
        let fits = version.min(score).min(passed);
        if fits == Truth::False {
            return Span::always(Truth::False);
        }
        let until = self.expires(fact);
        Span::within(fact.at, until, fits, Truth::False)
    }

    /// When a completion stops counting.
    #[inline]
    pub(crate) fn expires(&self, fact: &CompletionFact) -> i64 {
        self.within.map_or(FOREVER, |within| {
            after(fact.at, Length::Calendar(within), self.zone)
        })
    }
}

#[inline]
pub(crate) fn held(fact: &HeldFact, still_for: Option<Period>, zone: Zone) -> Span {
    let until = still_for.map_or(fact.until, |period| before(fact.until, period, zone));
    Span::within(fact.from, until, Truth::True, Truth::False)
}

impl Spot {
    pub(crate) fn enrolment(self, fact: &EnrolmentFact) -> bool {
        match self {
            Self::Course(course) => fact.course == Some(course),
            Self::Offering { offering, .. } => fact.offering == Some(offering),
        }
    }

    pub(crate) fn payment(self, fact: &PaymentFact) -> bool {
        match self {
            Self::Course(course) => fact.course == Some(course),
            Self::Offering { offering, course } => {
                fact.offering == Some(offering) || (fact.any_run && fact.course == Some(course))
            }
        }
    }
}

#[inline]
pub(crate) fn enrolled(fact: &EnrolmentFact, place: Standing) -> Span {
    if fact.place != place.place() {
        return Span::always(Truth::False);
    }
    Span::within(fact.from, fact.until, Truth::True, Truth::False)
}

#[inline]
pub(crate) fn skilled(fact: &SkillFact, level: u32) -> Span {
    let fits = Truth::from(level <= fact.level);
    Span::within(fact.from, fact.until, fits, Truth::False)
}

#[inline]
pub(crate) fn paid(fact: &PaymentFact) -> Span {
    Span::within(fact.at, FOREVER, Truth::True, Truth::False)
}

#[inline]
pub(crate) fn waived(fact: &WaiverFact) -> Span {
    Span::within(fact.from, fact.until, Truth::True, Truth::False)
}

#[inline]
pub(crate) fn scored(fact: &GradeFact, bounds: Bounds) -> Span {
    let fits = bounds.contain(fact.score).into();
    Span::within(fact.at, FOREVER, fits, Truth::Unknown)
}

#[inline]
pub(crate) fn stated(fact: &StatedFact, check: &Check) -> Span {
    let fits = check.test(&fact.datum).map_or(Truth::Unknown, Truth::from);
    Span::within(fact.at, FOREVER, fits, absent(check))
}

#[inline]
pub(crate) fn approved(fact: &ApprovalFact) -> Span {
    let decided = match fact.state {
        ApprovalState::Granted => Truth::True,
        ApprovalState::Denied => Truth::False,
        ApprovalState::Requested => Truth::Unknown,
    };
    Span::within(fact.at, FOREVER, decided, Truth::False)
}

#[inline]
pub(crate) fn noted(fact: &StepFact, note: StepNote) -> Span {
    let fits = Truth::from(fact.note == note);
    Span::within(fact.at, FOREVER, fits, Truth::False)
}

fn day_of(fact: &StatedFact) -> Option<i32> {
    match fact.datum {
        Datum::Scalar(day) => i32::try_from(day).ok(),
        _ => None,
    }
}

pub(crate) fn aged(
    fact: &StatedFact,
    min: Option<Period>,
    below: Option<Period>,
    zone: Zone,
) -> Span {
    let Some(born) = day_of(fact) else {
        return Span::always(Truth::Unknown);
    };
    let from = min.map_or_else(|| start_of(born, zone), |min| start_after(born, min, zone));
    let until = below.map_or(FOREVER, |below| start_after(born, below, zone));
    Span::within(from, until, Truth::True, Truth::False).known_from(fact.at, Truth::Unknown)
}

/// Elapsed time since a day in an attribute, known since `fact.at`.
pub(crate) fn elapsed_since_day(
    fact: &StatedFact,
    (min, below): (Option<Length>, Option<Length>),
    zone: Zone,
) -> Span {
    let Some(day) = day_of(fact) else {
        return Span::always(Truth::Unknown);
    };
    let later = |length: Length| match length {
        Length::Calendar(period) => start_after(day, period, zone),
        exact => after(start_of(day, zone), exact, zone),
    };
    let from = min.map_or_else(|| start_of(day, zone), later);
    let until = below.map_or(FOREVER, later);
    Span::within(from, until, Truth::True, Truth::False).known_from(fact.at, Truth::Unknown)
}

pub(crate) fn elapsed_since(
    at: i64,
    (min, below): (Option<Length>, Option<Length>),
    zone: Zone,
) -> Span {
    let from = min.map_or(at, |min| after(at, min, zone));
    let until = below.map_or(FOREVER, |below| after(at, below, zone));
    Span::within(from, until, Truth::True, Truth::False).known_from(at, Truth::Unknown)
}

pub(crate) fn granted_since(
    fact: &ApprovalFact,
    bounds: (Option<Length>, Option<Length>),
    zone: Zone,
) -> Span {
    if fact.state == ApprovalState::Granted {
        elapsed_since(fact.at, bounds, zone)
    } else {
        Span::always(Truth::Unknown)
    }
}
