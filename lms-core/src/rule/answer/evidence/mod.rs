//! What a reading rests on: the fact that decided it, the event behind that, and the code that says so.

mod completed;
mod elapsed;
mod held;
mod stated;

use std::borrow::Cow;

use super::by_course::ByCourse;
use crate::ActivityId;
use crate::number::{Percent, Points};
use crate::record::{ApprovalState, AttributeValue, Basis, Grade, LearnerRecord};
use crate::rule::compile::question::Question;
use crate::rule::learner::facts::{EnrolmentFact, Facts};
use crate::rule::learner::reading::Reading;
use crate::rule::rule_set::RuleSet;
use crate::time::Instant;
use crate::verdict::{Found, Node, Truth};
use completed::completed;
use held::{enrolment, holds};
use stated::{ATTRIBUTE, FACT, found, tested};

/// What an explanation says about one condition.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Evidence<'r> {
    pub(crate) code: &'static str,
    seen: Seen<'r>,
    pub(crate) basis: Option<&'r Basis>,
}

/// What the facts say, in two registers: written where it stays by [`Evidence::tell`], and nowhere before.
#[derive(Debug, Clone, Copy)]
pub(super) enum Seen<'r> {
    Nothing,
    /// Not so.
    No,
    Count(u64),
    Instant(i64),
    Percent(i64),
    Points(i64),
    Value(&'r AttributeValue),
}

impl<'r> Evidence<'r> {
    pub(in crate::rule) fn bare(code: &'static str) -> Self {
        Self {
            code,
            seen: Seen::Nothing,
            basis: None,
        }
    }

    fn on(self, basis: Option<&'r Basis>) -> Self {
        Self { basis, ..self }
    }

    fn seen(self, seen: Seen<'r>) -> Self {
        Self { seen, ..self }
    }

    /// Says what was found in a node of which nothing is said yet.
    #[inline(always)]
    pub(super) fn tell(self, node: &mut Node) {
        node.code = Cow::Borrowed(self.code);
        if let Some(basis) = self.basis {
            node.at = Some(basis.at);
            node.event.clone_from(&basis.event);
        }
        match self.seen {
            Seen::Nothing => {}
            Seen::No => node.found = Some(Found::Boolean(false)),
            Seen::Count(count) => node.found = Some(Found::Count(count)),
            Seen::Instant(micros) => {
                if let Ok(at) = Instant::from_micros(micros) {
                    node.found = Some(Found::Instant(at));
                }
            }
            Seen::Percent(micros) => {
                if let Ok(percent) = Percent::from_micros(micros) {
                    node.found = Some(Found::Percent(percent));
                }
            }
            Seen::Points(micros) => {
                if let Ok(points) = Points::from_micros(micros) {
                    node.found = Some(Found::Points(points));
                }
            }
            Seen::Value(value) => node.found = Some(found(value)),
        }
    }
}

/// When something happened, if it did.
fn instant<'r>(micros: Option<i64>) -> Seen<'r> {
    micros.map_or(Seen::Nothing, Seen::Instant)
}

/// One of three codes by truth.
fn by(truth: Truth, yes: &'static str, no: &'static str, unknown: &'static str) -> &'static str {
    match truth {
        Truth::True => yes,
        Truth::False => no,
        Truth::Unknown => unknown,
    }
}

impl RuleSet {
    /// What the reading of a question at `now` rests on. Linear in the facts of its kind.
    pub(crate) fn evidence<'r>(
        &self,
        question: &Question,
        reading: Reading,
        facts: &Facts,
        studied: &ByCourse<'_>,
        record: &'r LearnerRecord,
        now: i64,
    ) -> Evidence<'r> {
        let truth = reading.truth;
        let names = &self.shared.names;
        match question {
            Question::Broken(_) => Evidence::bare("reference_retired"),
            Question::Completed(wanted) => completed(wanted, truth, studied, record, now),
            Question::Score { subject, .. } => {
                let fact = facts.grades.iter().rfind(|fact| fact.subject == *subject);
                let basis = fact.and_then(|fact| self.grade(*subject, fact.at, record));
                Evidence::bare(by(truth, "score_fits", "score_outside", "score_missing"))
                    .seen(
                        fact.filter(|fact| fact.at <= now)
                            .map_or(Seen::Nothing, |fact| Seen::Percent(fact.score)),
                    )
                    .on(basis.map(|grade| &grade.basis))
            }
            Question::Holds { certification, .. } => {
                holds(*certification, truth, facts, record, now)
            }
            Question::Attribute { name, check } => {
                let fact = facts.attributes.iter().rfind(|fact| fact.name == *name);
                let id = names.attributes.id(*name);
                let stated = id.and_then(|id| record.attributes.get(id));
                tested(&ATTRIBUTE, check, truth, fact, stated, now)
            }
            Question::Fact { name, check } => {
                let fact = facts.reported.iter().rfind(|fact| fact.name == *name);
                let id = names.facts.id(*name);
                let stated = id.and_then(|id| record.facts.get(id));
                tested(&FACT, check, truth, fact, stated, now)
            }
            Question::Unit { unit, recursive } => {
                let belong = facts.units.iter().filter(|fact| {
                    let line = self.shared.units.get(fact.tag as usize);
                    fact.tag == *unit
                        || (*recursive && line.is_some_and(|line| line.contains(unit)))
                });
                // Of several units below, the one joined first made it true, or will be the first to.
                let fact = belong.min_by_key(|fact| (fact.at, fact.tag));
                let id = fact.and_then(|fact| names.units.id(fact.tag));
                Evidence::bare(by(truth, "member", "not_member", "not_member"))
                    .on(id.and_then(|id| record.units.get(id)))
            }
            Question::Group(tag) => {
                let id = names.groups.id(*tag);
                Evidence::bare(by(truth, "in_group", "not_in_group", "not_in_group"))
                    .on(id.and_then(|id| record.groups.get(id)))
            }
            Question::Audience(tag) => {
                let id = names.audiences.id(*tag);
                Evidence::bare(by(
                    truth,
                    "in_audience",
                    "not_in_audience",
                    "not_in_audience",
                ))
                .on(id.and_then(|id| record.audiences.get(id)))
            }
            Question::Role(tag) => {
                let id = names.roles.id(*tag);
                Evidence::bare(by(truth, "has_role", "lacks_role", "lacks_role"))
                    .on(id.and_then(|id| record.roles.get(id)))
            }
            Question::Enrolment { target, place } => {
                let of = |fact: &&EnrolmentFact| target.enrolment(fact);
                let last = facts.enrolments.iter().rfind(|fact| {
                    of(fact) && (truth != Truth::True || fact.place == place.place())
                });
                enrolment(*place, truth, last, record)
            }
            Question::Attempts { subject, .. } => {
                let made = facts
                    .attempts
                    .iter()
                    .filter(|fact| fact.subject == *subject);
                let made = made.filter(|fact| fact.at <= now);
                let last = made.clone().max_by_key(|fact| fact.at);
                let basis = last.and_then(|fact| record.attempts.get(fact.source as usize));
                Evidence::bare(by(
                    truth,
                    "attempts_fit",
                    "attempts_outside",
                    "attempts_outside",
                ))
                .seen(Seen::Count(made.count() as u64))
                .on(basis.map(|attempt| &attempt.basis))
            }
            Question::CoolDown { subject, .. } => {
                let made = facts
                    .attempts
                    .iter()
                    .filter(|fact| fact.subject == *subject);
                let last = made
                    .filter(|fact| fact.at <= now)
                    .max_by_key(|fact| fact.at);
                let basis = last.and_then(|fact| record.attempts.get(fact.source as usize));
                Evidence::bare(by(truth, "cooled_down", "cooling_down", "cooling_down"))
                    .seen(instant(last.map(|fact| fact.at)))
                    .on(basis.map(|attempt| &attempt.basis))
            }
            Question::Skill { skill, .. } => {
                let fact = facts.skills.iter().rfind(|fact| fact.skill == *skill);
                let basis = names
                    .skills
                    .id(*skill)
                    .and_then(|id| record.skills.get(id))
                    .map(|held| &held.basis);
                match fact.filter(|fact| fact.from <= now) {
                    None => Evidence::bare("skill_missing"),
                    Some(fact) if fact.until <= now => Evidence::bare("skill_ended")
                        .seen(Seen::Instant(fact.until))
                        .on(basis),
                    Some(fact) => {
                        Evidence::bare(by(truth, "skill_reached", "skill_too_low", "skill_too_low"))
                            .seen(Seen::Count(u64::from(fact.level)))
                            .on(basis)
                    }
                }
            }
            Question::Window { from, until } => match truth {
                Truth::True => Evidence::bare("window_open"),
                _ if now < *from => Evidence::bare("window_upcoming").seen(Seen::Instant(*from)),
                _ => Evidence::bare("window_closed").seen(Seen::Instant(*until)),
            },
            Question::Elapsed { since, .. } => self.elapsed(*since, truth, facts, record, now),
            Question::Age { attribute, .. } => {
                let id = names.attributes.id(*attribute);
                let stated = id.and_then(|id| record.attributes.get(id));
                Evidence::bare(by(truth, "age_fits", "age_outside", "age_missing"))
                    .on(stated.map(|stated| &stated.basis))
            }
            Question::Seat(offering) => {
                let fact = facts.seats.iter().rfind(|fact| fact.offering == *offering);
                Evidence::bare(by(truth, "seat_available", "seat_none", "seats_unknown"))
                    .seen(fact.map_or(Seen::Nothing, |fact| Seen::Count(u64::from(fact.free))))
            }
            Question::Approved(approval) => {
                let id = names.approvals.id(*approval);
                let held = id.and_then(|id| record.approvals.get(id));
                match held.filter(|held| held.basis.at.micros() <= now) {
                    None => Evidence::bare("approval_missing"),
                    Some(held) => {
                        let code = match held.state {
                            ApprovalState::Granted => "approval_granted",
                            ApprovalState::Denied => "approval_denied",
                            ApprovalState::Requested => "approval_pending",
                        };
                        Evidence::bare(code).on(Some(&held.basis))
                    }
                }
            }
            Question::Paid(target) => {
                let fact = facts.payments.iter().filter(|fact| target.payment(fact));
                let fact = fact
                    .filter(|fact| fact.at <= now)
                    .max_by_key(|fact| fact.at);
                let basis = fact.and_then(|fact| record.payments.get(fact.source as usize));
                Evidence::bare(by(truth, "paid", "not_paid", "not_paid"))
                    .on(basis.map(|payment| &payment.basis))
            }
            Question::Waived(course) => {
                let fact = facts.waivers.iter().filter(|fact| fact.course == *course);
                let fact = fact
                    .filter(|fact| fact.from <= now)
                    .max_by_key(|fact| fact.until);
                let basis = fact.and_then(|fact| record.waivers.get(fact.source as usize));
                let basis = basis.map(|waiver| &waiver.basis);
                match fact {
                    Some(fact) if fact.until <= now => Evidence::bare("waiver_ended")
                        .seen(Seen::Instant(fact.until))
                        .on(basis),
                    _ => Evidence::bare(by(truth, "waived", "not_waived", "not_waived")).on(basis),
                }
            }
            Question::Credits(credits) => {
                let (sum, _) = credits.sum(facts, now);
                Evidence::bare(by(
                    truth,
                    "credits_reached",
                    "credits_missing",
                    "credits_missing",
                ))
                .seen(Seen::Points(sum))
            }
            Question::Step { step, .. } => {
                let pair = names.path_steps.key(*step);
                let basis = pair.and_then(|(path, step)| {
                    let path = record.paths.get(names.paths.id(*path)?)?;
                    path.steps
                        .get(names.steps.key(*step)?.as_str())
                        .map(|(_, basis)| basis)
                });
                let no = "step_in_other_state";
                Evidence::bare(by(truth, "step_in_state", no, no)).on(basis)
            }
        }
    }

    /// The grade of a subject in a record, given at an instant: which is compared first, as texts take longer.
    fn grade<'r>(&self, subject: u32, at: i64, record: &'r LearnerRecord) -> Option<&'r Grade> {
        let names = &self.shared.names;
        let (course, activity) = names.subjects.key(subject)?;
        let course = names.courses.id(*course)?;
        let activity = match activity {
            Some(activity) => Some(names.activities.key(*activity)?.as_str()),
            None => None,
        };
        record.grades.iter().rfind(|grade| {
            grade.basis.at.micros() == at
                && grade.course.as_str() == course
                && grade.activity.as_ref().map(ActivityId::as_str) == activity
        })
    }
}
