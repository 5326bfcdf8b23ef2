//! What a question reads from the facts at an instant, and around which stretch of time it reads the same.
//!
//! This is the one place that gives leaves their meaning: learners are compiled, verdicts explained and intervals found
//! by it alone.

mod fact;
mod span;
mod together;

use super::calendar::{FOREVER, SINCE_EVER};
use super::facts::{CompletionFact, Facts, TagFact};
use crate::rule::compile::question::{Check, Completed, Question};
use crate::verdict::Truth;

pub(crate) use fact::{
    aged, approved, completed, elapsed_since_day, enrolled, granted_since, held, noted, paid,
    scored, skilled, stated, tagged, waived,
};
pub(in crate::rule) use span::Span;

/// A truth, and a half-open stretch around the instant asked about in which it stays so without a new event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) truth: Truth,
    pub(crate) from: i64,
    pub(crate) until: i64,
}

impl Reading {
    pub(crate) const fn always(truth: Truth) -> Self {
        Self {
            truth,
            from: SINCE_EVER,
            until: FOREVER,
        }
    }

    /// The same truth in what both stretches share.
    #[inline]
    pub(crate) fn narrowed(self, from: i64, until: i64) -> Self {
        Self {
            truth: self.truth,
            from: self.from.max(from),
            until: self.until.min(until),
        }
    }

    /// The better of two answers.
    #[inline]
    pub(crate) fn or(self, other: Self) -> Self {
        Self {
            truth: self.truth.max(other.truth),
            from: self.from.max(other.from),
            until: self.until.min(other.until),
        }
    }
}

impl Question {
    /// The truth when no fact speaks about the subject.
    pub(crate) fn without_facts(&self, now: i64) -> Reading {
        match self {
            Self::Window { from, until } => {
                Span::within(*from, *until, Truth::True, Truth::False).at(now)
            }
            Self::Attribute { check, .. } | Self::Fact { check, .. } => {
                Reading::always(absent(check))
            }
            Self::Broken(_) | Self::Score { .. } | Self::Age { .. } | Self::Seat(_) => {
                Reading::always(Truth::Unknown)
            }
            Self::Elapsed { .. } => Reading::always(Truth::Unknown),
            Self::Attempts { bounds, .. } => Reading::always(bounds.contain(0).into()),
            Self::CoolDown { .. } => Reading::always(Truth::True),
            Self::Credits(credits) => Reading::always((credits.min <= 0).into()),
            _ => Reading::always(Truth::False),
        }
    }

    /// The answer of the facts at `now`. Linear in the facts of the kind that the question is about.
    pub(crate) fn read(&self, facts: &Facts, units: &[Box<[u32]>], now: i64) -> Reading {
        let none = || self.without_facts(now);
        match self {
            Self::Broken(_) | Self::Window { .. } => none(),
            Self::Completed(wanted) => {
                let all = facts.completions.iter();
                wanted.read(all.filter(|fact| fact.course == wanted.course), now)
            }
            Self::Holds {
                certification,
                still_for,
                zone,
            } => best(
                facts
                    .held
                    .iter()
                    .filter(|fact| fact.certification == *certification),
                |fact| held(fact, *still_for, *zone).at(now),
            ),
            Self::Unit { unit, recursive } => best(
                facts.units.iter().filter(|fact| {
                    fact.tag == *unit || (*recursive && is_below(units, fact.tag, *unit))
                }),
                |fact| tagged(fact).at(now),
            ),
            Self::Group(tag) => tags(&facts.groups, *tag, now),
            Self::Audience(tag) => tags(&facts.audiences, *tag, now),
            Self::Role(tag) => tags(&facts.roles, *tag, now),
            Self::Enrolment { target, place } => best(
                facts
                    .enrolments
                    .iter()
                    .filter(|fact| target.enrolment(fact)),
                |fact| enrolled(fact, *place).at(now),
            ),
            Self::Skill { skill, level } => best(
                facts.skills.iter().filter(|fact| fact.skill == *skill),
                |fact| skilled(fact, *level).at(now),
            ),
            Self::Paid(target) => best(
                facts.payments.iter().filter(|fact| target.payment(fact)),
                |fact| paid(fact).at(now),
            ),
            Self::Waived(course) => best(
                facts.waivers.iter().filter(|fact| fact.course == *course),
                |fact| waived(fact).at(now),
            ),
            Self::Score { subject, bounds } => {
                let last = facts.grades.iter().rfind(|fact| fact.subject == *subject);
                last.map_or_else(none, |fact| scored(fact, *bounds).at(now))
            }
            Self::Attribute { name, check } => {
                let last = facts.attributes.iter().rfind(|fact| fact.name == *name);
                last.map_or_else(none, |fact| stated(fact, check).at(now))
            }
            Self::Fact { name, check } => {
                let last = facts.reported.iter().rfind(|fact| fact.name == *name);
                last.map_or_else(none, |fact| stated(fact, check).at(now))
            }
            Self::Age {
                attribute,
                min,
                below,
                zone,
            } => {
                let last = facts
                    .attributes
                    .iter()
                    .rfind(|fact| fact.name == *attribute);
                last.map_or_else(none, |fact| aged(fact, *min, *below, *zone).at(now))
            }
            Self::Seat(offering) => {
                let last = facts.seats.iter().rfind(|fact| fact.offering == *offering);
                last.map_or_else(none, |fact| Reading::always((fact.free > 0).into()))
            }
            Self::Approved(approval) => {
                let last = facts
                    .approvals
                    .iter()
                    .rfind(|fact| fact.approval == *approval);
                last.map_or_else(none, |fact| approved(fact).at(now))
            }
            Self::Step { step, note } => {
                let last = facts.steps.iter().rfind(|fact| fact.step == *step);
                last.map_or_else(none, |fact| noted(fact, *note).at(now))
            }
            Self::Elapsed {
                since,
                min,
                below,
                zone,
            } => together::elapsed(facts, *since, (*min, *below), *zone, now),
            Self::Attempts { subject, bounds } => together::attempts(facts, *subject, *bounds, now),
            Self::CoolDown {
                subject,
                wait,
                zone,
            } => together::cooled(facts, *subject, *wait, *zone, now),
            Self::Credits(credits) => credits.of(facts, now),
        }
    }
}

impl Completed {
    /// The answer of the completions of the course.
    pub(crate) fn read<'a>(
        &self,
        of: impl Iterator<Item = &'a CompletionFact>,
        now: i64,
    ) -> Reading {
        best(of, |fact| self.of(fact).at(now))
    }
}

fn absent(check: &Check) -> Truth {
    if matches!(check, Check::Empty) {
        Truth::True
    } else {
        Truth::Unknown
    }
}

fn best<'a, F: 'a>(facts: impl Iterator<Item = &'a F>, read: impl Fn(&F) -> Reading) -> Reading {
    facts
        .map(read)
        .fold(Reading::always(Truth::False), Reading::or)
}

/// Whether a unit lies below another one.
fn is_below(units: &[Box<[u32]>], unit: u32, above: u32) -> bool {
    units
        .get(unit as usize)
        .is_some_and(|line| line.contains(&above))
}

fn tags(facts: &[TagFact], tag: u32, now: i64) -> Reading {
    best(facts.iter().filter(|fact| fact.tag == tag), |fact| {
        tagged(fact).at(now)
    })
}
