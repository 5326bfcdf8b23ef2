//! What a learner did: completions, grades, attempts, enrolments, steps of paths.

use super::number;
use crate::number::{Percent, Points};
use crate::record::{Completion, Enrolment, EnrolmentState, Grade, LearnerRecord};
use crate::rule::learner::calendar::FOREVER;
use crate::rule::learner::facts::{
    AttemptFact, CompletionFact, EnrolmentFact, GradeFact, Place, StepFact,
};
use crate::rule::rule_set::RuleSet;
use crate::time::Instant;
use crate::{ActivityId, CourseId};

impl RuleSet {
    pub(super) fn completions<'l>(
        &self,
        completions: &'l [Completion],
        into: &mut Vec<CompletionFact>,
    ) {
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

    pub(super) fn grades<'l>(&self, record: &'l LearnerRecord, into: &mut Vec<GradeFact>) {
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

    pub(super) fn attempts(&self, record: &LearnerRecord, into: &mut Vec<AttemptFact>) {
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

    pub(super) fn enrolments(&self, enrolments: &[Enrolment], into: &mut Vec<EnrolmentFact>) {
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

    pub(super) fn steps(&self, record: &LearnerRecord, into: &mut Vec<StepFact>) {
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
}
