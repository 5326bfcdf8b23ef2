//! Reads a learner record into the numbers of a rule set.

use core::borrow::Borrow;
use std::collections::BTreeMap;

use super::calendar::{FOREVER, start_of};
use super::facts::{
    ApprovalFact, AttemptFact, CompletionFact, Datum, EnrolmentFact, Facts, GradeFact, HeldFact,
    PaymentFact, Place, SeatFact, SkillFact, StatedFact, StepFact, TagFact, WaiverFact,
};
use crate::number::{Percent, Points};
use crate::record::{
    AttributeValue, Basis, Certificate, Completion, Enrolment, EnrolmentState, Grade,
    LearnerRecord, Stated, WaiverTarget,
};
use crate::rule::compile::check::scalar;
use crate::rule::compile::names::{Kind, Typed};
use crate::rule::compile::vocabulary::AttributeType;
use crate::rule::program::index::Index;
use crate::rule::rule_set::RuleSet;
use crate::time::{Date, Instant};
use crate::{ActivityId, CourseId, OfferingId};

/// How many seats are free in offerings, as the host counted them when it asks.
pub type Seats = BTreeMap<OfferingId, u32>;

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

impl RuleSet {
    /// Reads a record: only what some rule asks about is kept. Linear in the size of the record.
    #[must_use]
    pub fn facts(&self, record: &LearnerRecord, seats: &Seats) -> Facts {
        let mut facts = Facts::default();
        self.read_facts(record, seats, &mut facts);
        facts
    }

    /// The same into facts that are there already and are forgotten: their room is used again, so that reading one record
    /// after the other soon allocates nothing.
    pub fn read_facts(&self, record: &LearnerRecord, seats: &Seats, facts: &mut Facts) {
        let names = &self.shared.names;
        let topics = &self.shared.topics;
        facts.clear();
        let attributes = record.attributes.iter().filter_map(|(name, stated)| {
            let name = names.attributes.find(name.as_str())?;
            self.stated(
                name,
                stated,
                &topics.attributes,
                &self.shared.types.attributes,
            )
        });
        facts.attributes.extend(attributes);
        let reported = record.facts.iter().filter_map(|(name, stated)| {
            let name = names.facts.find(name.as_str())?;
            self.stated(name, stated, &topics.reported, &self.shared.types.facts)
        });
        facts.reported.extend(reported);
        self.completions(&record.completions, &mut facts.completions);
        self.grades(record, &mut facts.grades);
        self.attempts(record, &mut facts.attempts);
        self.held(&record.certificates, &mut facts.held);
        tags(&record.units, &names.units, &topics.units, &mut facts.units);
        tags(
            &record.groups,
            &names.groups,
            &topics.groups,
            &mut facts.groups,
        );
        tags(
            &record.audiences,
            &names.audiences,
            &topics.audiences,
            &mut facts.audiences,
        );
        tags(&record.roles, &names.roles, &topics.roles, &mut facts.roles);
        self.enrolments(&record.enrolments, &mut facts.enrolments);
        self.skills(record, &mut facts.skills);
        self.approvals(record, &mut facts.approvals);
        self.payments(record, &mut facts.payments);
        self.waivers(record, &mut facts.waivers);
        self.steps(record, &mut facts.steps);
        self.seats_into(seats, &mut facts.seats);
    }

    pub(crate) fn stated(
        &self,
        name: u32,
        stated: &Stated,
        index: &Index,
        types: &[Typed],
    ) -> Option<StatedFact> {
        if index.list(name).is_empty() {
            return None;
        }
        let typed = types.get(name as usize)?;
        Some(StatedFact {
            name,
            at: stated.basis.at.micros(),
            datum: self.datum(*typed, &stated.value),
        })
    }

    fn datum(&self, typed: Typed, value: &AttributeValue) -> Datum {
        if AttributeType::of(value) != typed.kind {
            return Datum::Mistyped;
        }
        match value {
            AttributeValue::Text(text) => Datum::Text {
                literal: self.shared.names.texts.find(text.as_str()),
                empty: text.is_empty(),
                text: typed.keeps_text.then(|| text.as_str().into()),
            },
            AttributeValue::Set(set) => {
                let texts = &self.shared.names.texts;
                let mut members: Vec<u32> = set
                    .iter()
                    .filter_map(|member| texts.find(member.as_str()))
                    .collect();
                members.sort_unstable();
                Datum::Set {
                    members: members.into(),
                    size: set.len(),
                }
            }
            other => scalar(other).map_or(Datum::Mistyped, Datum::Scalar),
        }
    }

    fn completions<'l>(&self, completions: &'l [Completion], into: &mut Vec<CompletionFact>) {
        into.reserve(completions.len());
        let courses = &self.shared.names.courses;
        let id = |completion: &'l Completion| completion.course.as_str();
        courses.find_each(completions, id, |source, completion, course| {
            into.extend(course.and_then(|of| self.completion_of(of, completion, source)));
        });
    }

    pub(crate) fn completion(
        &self,
        completion: &Completion,
        source: u32,
    ) -> Option<CompletionFact> {
        let course = self.shared.names.courses.find(completion.course.as_str())?;
        self.completion_of(course, completion, source)
    }

    #[inline]
    fn completion_of(
        &self,
        course: u32,
        completion: &Completion,
        source: u32,
    ) -> Option<CompletionFact> {
        if self.shared.topics.completions.list(course).is_empty() {
            return None;
        }
        Some(CompletionFact {
            course,
            version: completion.version,
            passed: completion.passed,
            score: completion.score.map(Percent::micros),
            credits: completion.credits.map(Points::micros),
            at: completion.basis.at.micros(),
            source,
        })
    }

    pub(crate) fn subject(&self, course: &CourseId, activity: Option<&ActivityId>) -> Option<u32> {
        let course = self.shared.names.courses.find(course.as_str())?;
        self.subject_in(course, activity)
    }

    #[inline]
    fn subject_in(&self, course: u32, activity: Option<&ActivityId>) -> Option<u32> {
        let names = &self.shared.names;
        match activity {
            Some(activity) => {
                let activity = names.activities.find(activity.as_str())?;
                names.subjects.find(&(course, Some(activity)))
            }
            None => self.shared.topics.subject_of(course),
        }
    }

    fn grades<'l>(&self, record: &'l LearnerRecord, into: &mut Vec<GradeFact>) {
        let courses = &self.shared.names.courses;
        let id = |grade: &'l Grade| grade.course.as_str();
        courses.find_each(&record.grades, id, |_, grade, course| {
            let subject = course.and_then(|of| self.subject_in(of, grade.activity.as_ref()));
            into.extend(subject.map(|subject| GradeFact {
                subject,
                score: grade.score.micros(),
                at: grade.basis.at.micros(),
            }));
        });
    }

    fn attempts(&self, record: &LearnerRecord, into: &mut Vec<AttemptFact>) {
        let of = record
            .attempts
            .iter()
            .enumerate()
            .filter_map(|(source, attempt)| {
                let subject = self.subject(&attempt.course, attempt.activity.as_ref())?;
                Some(AttemptFact {
                    subject,
                    at: attempt.basis.at.micros(),
                    source: number(source),
                })
            });
        into.extend(of);
    }

    fn held(&self, certificates: &[Certificate], into: &mut Vec<HeldFact>) {
        let names = &self.shared.names;
        for (source, certificate) in certificates.iter().enumerate() {
            let id = certificate.certification.as_str();
            let Some(certification) = names.certifications.find(id) else {
                continue;
            };
            if self
                .shared
                .topics
                .certificates
                .list(certification)
                .is_empty()
            {
                continue;
            }
            let zone = names
                .zones
                .get(certification as usize)
                .copied()
                .unwrap_or_default();
            let day = |day: Date| start_of(day.days_since_epoch(), zone);
            let start = day(certificate.from);
            let known = certificate.basis.at.micros();
            let ends = [
                certificate.until.map(day),
                certificate
                    .revoked
                    .as_ref()
                    .map(|revoked| revoked.at.micros()),
            ];
            let end = ends.into_iter().flatten().min().unwrap_or(FOREVER);
            let mut push = |from, until| {
                into.push(HeldFact {
                    certification,
                    from,
                    until,
                    start,
                    known,
                    source: number(source),
                });
            };
            if certificate.suspensions.is_empty() {
                push(start.max(known), end);
            } else {
                for (from, until) in valid(start.max(known), end, certificate) {
                    push(from, until);
                }
            }
        }
    }

    fn enrolments(&self, enrolments: &[Enrolment], into: &mut Vec<EnrolmentFact>) {
        let names = &self.shared.names;
        let topics = &self.shared.topics;
        for (source, enrolment) in enrolments.iter().enumerate() {
            let course = names
                .courses
                .find(enrolment.course.as_str())
                .filter(|course| !topics.enrolment_courses.list(*course).is_empty());
            let offering = enrolment
                .offering
                .as_ref()
                .and_then(|offering| names.offerings.find(offering.as_str()))
                .filter(|offering| !topics.enrolment_offerings.list(*offering).is_empty());
            if course.is_none() && offering.is_none() {
                continue;
            }
            let at = enrolment.basis.at.micros();
            let micros = |at: Option<Instant>| at.map(Instant::micros);
            let ends = micros(enrolment.until).unwrap_or(FOREVER);
            let mut push = |place, from, until| {
                into.push(EnrolmentFact {
                    course,
                    offering,
                    place,
                    from,
                    until,
                    source: number(source),
                });
            };
            match enrolment.state {
                EnrolmentState::Waitlisted => push(Place::Waiting, at, FOREVER),
                EnrolmentState::Active => {
                    push(
                        Place::Taking,
                        micros(enrolment.enrolled_at).unwrap_or(at),
                        ends,
                    );
                }
                EnrolmentState::Completed | EnrolmentState::Withdrawn => {
                    if let Some(from) = micros(enrolment.enrolled_at) {
                        push(Place::Taking, from, ends.min(at));
                    }
                    if enrolment.state == EnrolmentState::Withdrawn {
                        push(Place::Left, at, FOREVER);
                    }
                }
            }
        }
    }

    fn skills(&self, record: &LearnerRecord, into: &mut Vec<SkillFact>) {
        let of = record.skills.iter().filter_map(|(skill, held)| {
            Some(SkillFact {
                skill: self.shared.names.skills.find(skill.as_str())?,
                level: held.level,
                from: held.basis.at.micros(),
                until: held.until.map_or(FOREVER, Instant::micros),
            })
        });
        into.extend(of);
    }

    fn approvals(&self, record: &LearnerRecord, into: &mut Vec<ApprovalFact>) {
        let of = record.approvals.iter().filter_map(|(approval, held)| {
            Some(ApprovalFact {
                approval: self.shared.names.approvals.find(approval.as_str())?,
                state: held.state,
                at: held.basis.at.micros(),
            })
        });
        into.extend(of);
    }

    fn payments(&self, record: &LearnerRecord, into: &mut Vec<PaymentFact>) {
        let names = &self.shared.names;
        let of = record
            .payments
            .iter()
            .enumerate()
            .filter_map(|(source, payment)| {
                let course = names.courses.find(payment.course.as_str());
                let offering = payment.offering.as_ref();
                let fact = PaymentFact {
                    course,
                    offering: offering.and_then(|id| names.offerings.find(id.as_str())),
                    any_run: offering.is_none(),
                    at: payment.basis.at.micros(),
                    source: number(source),
                };
                (fact.course.is_some() || fact.offering.is_some()).then_some(fact)
            });
        into.extend(of);
    }

    fn waivers(&self, record: &LearnerRecord, into: &mut Vec<WaiverFact>) {
        let of = record
            .waivers
            .iter()
            .enumerate()
            .filter_map(|(source, waiver)| {
                let WaiverTarget::Prerequisites { course } = &waiver.target else {
                    return None;
                };
                Some(WaiverFact {
                    course: self.shared.names.courses.find(course.as_str())?,
                    from: waiver.basis.at.micros(),
                    until: waiver.until.map_or(FOREVER, Instant::micros),
                    source: number(source),
                })
            });
        into.extend(of);
    }

    fn steps(&self, record: &LearnerRecord, into: &mut Vec<StepFact>) {
        let names = &self.shared.names;
        for (path, pursuit) in &record.paths {
            let Some(path) = names.paths.find(path.as_str()) else {
                continue;
            };
            into.extend(pursuit.steps.iter().filter_map(|(step, (note, basis))| {
                let step = names.steps.find(step.as_str())?;
                Some(StepFact {
                    step: names.path_steps.find(&(path, step))?,
                    note: *note,
                    at: basis.at.micros(),
                })
            }));
        }
    }

    pub(crate) fn seats(&self, seats: &Seats) -> Vec<SeatFact> {
        let mut facts = Vec::new();
        self.seats_into(seats, &mut facts);
        facts
    }

    fn seats_into(&self, seats: &Seats, into: &mut Vec<SeatFact>) {
        let of = seats.iter().filter_map(|(offering, free)| {
            let offering = self.shared.names.offerings.find(offering.as_str())?;
            Some(SeatFact {
                offering,
                free: *free,
            })
        });
        into.extend(of);
    }
}

fn tags<I: Ord + Borrow<str>>(
    held: &BTreeMap<I, Basis>,
    kind: &Kind,
    index: &Index,
    into: &mut Vec<TagFact>,
) {
    let of = held.iter().filter_map(|(id, basis)| {
        let tag = kind.find(id.borrow())?;
        (!index.list(tag).is_empty()).then_some(TagFact {
            tag,
            at: basis.at.micros(),
        })
    });
    into.extend(of);
}

/// The stretches between a start and an end in which a certificate is not suspended.
fn valid(from: i64, end: i64, certificate: &Certificate) -> Vec<(i64, i64)> {
    let mut pauses: Vec<(i64, i64)> = certificate
        .suspensions
        .iter()
        .map(|pause| {
            let from = pause.from.map_or(i64::MIN, Instant::micros);
            (from, pause.until.map_or(FOREVER, Instant::micros))
        })
        .collect();
    pauses.sort_unstable();
    let mut stretches = Vec::new();
    let mut at = from;
    for (pause, resume) in pauses {
        if at < pause.min(end) {
            stretches.push((at, pause.min(end)));
        }
        at = at.max(resume);
    }
    if at < end || stretches.is_empty() {
        stretches.push((at, end));
    }
    stretches
}
