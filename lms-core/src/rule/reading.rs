//! What a question reads from the facts at an instant, and around which stretch of time it reads the same.
//!
//! This is the one place that gives leaves their meaning: learners are compiled, verdicts explained and intervals found
//! by it alone.

use super::Length;
use super::calendar::{FOREVER, SINCE_EVER, after, before, start_after, start_of};
use super::facts::{
    ApprovalFact, CompletionFact, EnrolmentFact, Facts, GradeFact, HeldFact, PaymentFact,
    SkillFact, StatedFact, StepFact, TagFact, WaiverFact,
};
use super::question::{Bounds, Check, Completed, Credits, Question, Since, Spot, Standing};
use crate::record::ApprovalState;
use crate::time::{Period, Zone};
use crate::verdict::Truth;

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
    fn within(now: i64, from: i64, until: i64, inside: Truth, outside: Truth) -> Self {
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
    fn known_from(self, now: i64, at: i64, without: Truth) -> Self {
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
            Self::Completed(wanted) => best(
                facts
                    .completions
                    .iter()
                    .filter(|fact| fact.course == wanted.course),
                |fact| wanted.of(fact, now),
            ),
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
            } => elapsed(facts, *since, (*min, *below), *zone, now),
            Self::Attempts { subject, bounds } => attempts(facts, *subject, *bounds, now),
            Self::CoolDown {
                subject,
                wait,
                zone,
            } => cooled(facts, *subject, *wait, *zone, now),
            Self::Credits(credits) => credits.of(facts, now),
        }
    }
}

fn absent(check: &Check) -> Truth {
    if *check == Check::Empty {
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

#[inline]
pub(crate) fn tagged(fact: &TagFact, now: i64) -> Reading {
    Reading::within(now, fact.at, FOREVER, Truth::True, Truth::False)
}

impl Completed {
    /// What one completion of the course says.
    #[inline]
    pub(crate) fn of(&self, fact: &CompletionFact, now: i64) -> Reading {
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
            return Reading::always(Truth::False);
        }
        let until = self.expires(fact);
        Reading::within(now, fact.at, until, fits, Truth::False)
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
pub(crate) fn held(fact: &HeldFact, still_for: Option<Period>, zone: Zone, now: i64) -> Reading {
    let until = still_for.map_or(fact.until, |period| before(fact.until, period, zone));
    Reading::within(now, fact.from, until, Truth::True, Truth::False)
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
pub(crate) fn enrolled(fact: &EnrolmentFact, place: Standing, now: i64) -> Reading {
    if fact.place != place.place() {
        return Reading::always(Truth::False);
    }
    Reading::within(now, fact.from, fact.until, Truth::True, Truth::False)
}

#[inline]
pub(crate) fn skilled(fact: &SkillFact, level: u32, now: i64) -> Reading {
    let fits = Truth::from(level <= fact.level);
    Reading::within(now, fact.from, fact.until, fits, Truth::False)
}

#[inline]
pub(crate) fn paid(fact: &PaymentFact, now: i64) -> Reading {
    Reading::within(now, fact.at, FOREVER, Truth::True, Truth::False)
}

#[inline]
pub(crate) fn waived(fact: &WaiverFact, now: i64) -> Reading {
    Reading::within(now, fact.from, fact.until, Truth::True, Truth::False)
}

#[inline]
pub(crate) fn scored(fact: &GradeFact, bounds: Bounds, now: i64) -> Reading {
    let fits = bounds.contain(fact.score).into();
    Reading::within(now, fact.at, FOREVER, fits, Truth::Unknown)
}

#[inline]
pub(crate) fn stated(fact: &StatedFact, check: &Check, now: i64) -> Reading {
    let fits = check.test(&fact.datum).map_or(Truth::Unknown, Truth::from);
    Reading::within(now, fact.at, FOREVER, fits, absent(check))
}

#[inline]
pub(crate) fn approved(fact: &ApprovalFact, now: i64) -> Reading {
    let decided = match fact.state {
        ApprovalState::Granted => Truth::True,
        ApprovalState::Denied => Truth::False,
        ApprovalState::Requested => Truth::Unknown,
    };
    Reading::within(now, fact.at, FOREVER, decided, Truth::False)
}

#[inline]
pub(crate) fn noted(fact: &StepFact, note: crate::record::StepNote, now: i64) -> Reading {
    let fits = Truth::from(fact.note == note);
    Reading::within(now, fact.at, FOREVER, fits, Truth::False)
}

fn day_of(fact: &StatedFact) -> Option<i32> {
    match fact.datum {
        super::facts::Datum::Scalar(day) => i32::try_from(day).ok(),
        _ => None,
    }
}

pub(crate) fn aged(
    fact: &StatedFact,
    min: Option<Period>,
    below: Option<Period>,
    zone: Zone,
    now: i64,
) -> Reading {
    let Some(born) = day_of(fact) else {
        return Reading::always(Truth::Unknown);
    };
    let from = min.map_or_else(|| start_of(born, zone), |min| start_after(born, min, zone));
    let until = below.map_or(FOREVER, |below| start_after(born, below, zone));
    Reading::within(now, from, until, Truth::True, Truth::False).known_from(
        now,
        fact.at,
        Truth::Unknown,
    )
}

/// Elapsed time since a day in an attribute, known since `fact.at`.
pub(crate) fn elapsed_since_day(
    fact: &StatedFact,
    (min, below): (Option<Length>, Option<Length>),
    zone: Zone,
    now: i64,
) -> Reading {
    let Some(day) = day_of(fact) else {
        return Reading::always(Truth::Unknown);
    };
    let later = |length: Length| match length {
        Length::Calendar(period) => start_after(day, period, zone),
        exact => after(start_of(day, zone), exact, zone),
    };
    let from = min.map_or_else(|| start_of(day, zone), later);
    let until = below.map_or(FOREVER, later);
    Reading::within(now, from, until, Truth::True, Truth::False).known_from(
        now,
        fact.at,
        Truth::Unknown,
    )
}

pub(crate) fn elapsed_since(
    at: i64,
    (min, below): (Option<Length>, Option<Length>),
    zone: Zone,
    now: i64,
) -> Reading {
    let from = min.map_or(at, |min| after(at, min, zone));
    let until = below.map_or(FOREVER, |below| after(at, below, zone));
    Reading::within(now, from, until, Truth::True, Truth::False).known_from(now, at, Truth::Unknown)
}

fn elapsed(
    facts: &Facts,
    since: Since,
    bounds: (Option<Length>, Option<Length>),
    zone: Zone,
    now: i64,
) -> Reading {
    let unknown = || Reading::always(Truth::Unknown);
    match since {
        Since::Attribute(name) => {
            let last = facts.attributes.iter().rfind(|fact| fact.name == name);
            last.map_or_else(unknown, |fact| elapsed_since_day(fact, bounds, zone, now))
        }
        Since::Approval(approval) => {
            let last = facts
                .approvals
                .iter()
                .rfind(|fact| fact.approval == approval);
            last.map_or_else(unknown, |fact| granted_since(fact, bounds, zone, now))
        }
        Since::Completion(course) => {
            let of = facts
                .completions
                .iter()
                .filter(|fact| fact.course == course);
            latest(of.map(|fact| (fact.at, fact.at)), bounds, zone, now)
        }
        Since::Enrolment(spot) => {
            let of = facts.enrolments.iter();
            let of =
                of.filter(|fact| spot.enrolment(fact) && fact.place == super::facts::Place::Taking);
            latest(of.map(|fact| (fact.from, fact.from)), bounds, zone, now)
        }
        Since::Certificate(certification) => {
            let of = facts
                .held
                .iter()
                .filter(|fact| fact.certification == certification);
            latest(
                of.map(|fact| (fact.start, fact.start.max(fact.known))),
                bounds,
                zone,
                now,
            )
        }
    }
}

pub(crate) fn granted_since(
    fact: &ApprovalFact,
    bounds: (Option<Length>, Option<Length>),
    zone: Zone,
    now: i64,
) -> Reading {
    if fact.state == ApprovalState::Granted {
        elapsed_since(fact.at, bounds, zone, now)
    } else {
        Reading::always(Truth::Unknown)
    }
}

/// Elapsed time since the latest of some instants that are known at `now`; each comes with when it was known.
fn latest(
    of: impl Iterator<Item = (i64, i64)>,
    bounds: (Option<Length>, Option<Length>),
    zone: Zone,
    now: i64,
) -> Reading {
    let (mut newest, mut from, mut next) = (None, SINCE_EVER, FOREVER);
    for (at, known) in of {
        if known <= now {
            newest = newest.max(Some(at));
            from = from.max(known);
        } else {
            next = next.min(known);
        }
    }
    let reading = newest.map_or(Reading::always(Truth::Unknown), |at| {
        elapsed_since(at, bounds, zone, now)
    });
    reading.narrowed(from, next)
}

fn attempts(facts: &Facts, subject: u32, bounds: Bounds, now: i64) -> Reading {
    let (mut count, mut from, mut next) = (0_i64, SINCE_EVER, FOREVER);
    for fact in facts.attempts.iter().filter(|fact| fact.subject == subject) {
        if fact.at <= now {
            count = count.saturating_add(1);
            from = from.max(fact.at);
        } else {
            next = next.min(fact.at);
        }
    }
    Reading::always(bounds.contain(count).into()).narrowed(from, next)
}

fn cooled(facts: &Facts, subject: u32, wait: Length, zone: Zone, now: i64) -> Reading {
    let of = facts.attempts.iter().filter(|fact| fact.subject == subject);
    let reading = latest(
        of.map(|fact| (fact.at, fact.at)),
        (Some(wait), None),
        zone,
        now,
    );
    // Nothing was tried yet: there is nothing to wait for.
    match reading.truth {
        Truth::Unknown => Reading {
            truth: Truth::True,
            ..reading
        },
        _ => reading,
    }
}

impl Credits {
    fn of(&self, facts: &Facts, now: i64) -> Reading {
        let (sum, reading) = self.sum(facts, now);
        Reading {
            truth: (self.min <= sum).into(),
            ..reading
        }
    }

    /// The credits that count at `now`, and around which stretch the same completions count.
    pub(crate) fn sum(&self, facts: &Facts, now: i64) -> (i64, Reading) {
        let mut reading = Reading::always(Truth::False);
        let mut most = vec![0_i64; self.courses.len()];
        for fact in facts.completions.iter().filter(|fact| fact.passed) {
            let Ok(place) = self
                .courses
                .binary_search_by_key(&fact.course, |course| course.0)
            else {
                continue;
            };
            let counts =
                Reading::within(now, fact.at, self.expires(fact), Truth::True, Truth::False);
            reading = reading.or(counts);
            let worth = self.courses.get(place).map_or(0, |course| course.1);
            if let Some(most) = most.get_mut(place)
                && counts.truth == Truth::True
            {
                *most = (*most).max(fact.credits.unwrap_or(worth));
            }
        }
        let sum = most.into_iter().fold(0_i64, i64::saturating_add);
        (sum, reading)
    }

    fn expires(&self, fact: &CompletionFact) -> i64 {
        self.within.map_or(FOREVER, |within| {
            after(fact.at, Length::Calendar(within), self.zone)
        })
    }
}
