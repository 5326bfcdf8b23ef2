//! What a question reads from the facts at an instant, and around which stretch of time it reads the same.
//!
//! This is the one place that gives leaves their meaning: learners are compiled, verdicts explained and intervals found
//! by it alone.

mod fact;
mod together;

use super::calendar::{FOREVER, SINCE_EVER};
use super::facts::{CompletionFact, Facts, TagFact};
use crate::rule::compile::question::{Check, Completed, Question};
use crate::verdict::Truth;

pub(crate) use fact::{
    aged, approved, completed, elapsed_since_day, enrolled, granted_since, held, noted, paid,
    scored, skilled, stated, tagged, waived,
};

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

    /// The truth at `now` of something that holds from `from` until `until`, and is `outside` otherwise.
    #[inline]
    pub(in crate::rule) fn within(
        now: i64,
        from: i64,
        until: i64,
        inside: Truth,
        outside: Truth,
    ) -> Self {
        if until <= from || now < from {
            return Self {
                truth: outside,
                from: SINCE_EVER,
                until: if until <= from { FOREVER } else { from },
            };
        }
        if now < until {
            return Self {
                truth: inside,
                from,
                until,
            };
        }
        Self {
            truth: outside,
            from: until,
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

    /// A fact counts from its own instant; before that the answer is the one without it.
    #[inline]
    pub(in crate::rule) fn known_from(self, now: i64, at: i64, without: Truth) -> Self {
        if now < at {
            Self {
                truth: without,
                from: SINCE_EVER,
                until: at,
            }
        } else {
            self.narrowed(at, FOREVER)
        }
    }
}

impl Question {
    /// The truth when no fact speaks about the subject.
    pub(crate) fn without_facts(&self, now: i64) -> Reading {
        match self {
            Self::Window { from, until } => {
                Reading::within(now, *from, *until, Truth::True, Truth::False)
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
                |fact| held(fact, *still_for, *zone, now),
            ),
            Self::Unit { unit, recursive } => best(
                facts.units.iter().filter(|fact| {
                    fact.tag == *unit || (*recursive && is_below(units, fact.tag, *unit))
                }),
                |fact| tagged(fact, now),
            ),
            Self::Group(tag) => tags(&facts.groups, *tag, now),
            Self::Audience(tag) => tags(&facts.audiences, *tag, now),
            Self::Role(tag) => tags(&facts.roles, *tag, now),
            Self::Enrolment { target, place } => best(
                facts
                    .enrolments
                    .iter()
                    .filter(|fact| target.enrolment(fact)),
                |fact| enrolled(fact, *place, now),
            ),
            Self::Skill { skill, level } => best(
                facts.skills.iter().filter(|fact| fact.skill == *skill),
                |fact| skilled(fact, *level, now),
            ),
            Self::Paid(target) => best(
                facts.payments.iter().filter(|fact| target.payment(fact)),
                |fact| paid(fact, now),
            ),
            Self::Waived(course) => best(
                facts.waivers.iter().filter(|fact| fact.course == *course),
                |fact| waived(fact, now),
            ),
            Self::Score { subject, bounds } => {
                let last = facts.grades.iter().rfind(|fact| fact.subject == *subject);
                last.map_or_else(none, |fact| scored(fact, *bounds, now))
            }
            Self::Attribute { name, check } => {
                let last = facts.attributes.iter().rfind(|fact| fact.name == *name);
                last.map_or_else(none, |fact| stated(fact, check, now))
            }
            Self::Fact { name, check } => {
                let last = facts.reported.iter().rfind(|fact| fact.name == *name);
                last.map_or_else(none, |fact| stated(fact, check, now))
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
                last.map_or_else(none, |fact| aged(fact, *min, *below, *zone, now))
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
                last.map_or_else(none, |fact| approved(fact, now))
            }
            Self::Step { step, note } => {
                let last = facts.steps.iter().rfind(|fact| fact.step == *step);
                last.map_or_else(none, |fact| noted(fact, *note, now))
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
        best(of, |fact| self.of(fact, now))
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
        tagged(fact, now)
    })
}
