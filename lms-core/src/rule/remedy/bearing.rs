//! Which steps bear on a question.

use std::collections::{BTreeMap, BTreeSet};

use super::deed::{Deed, Noted, Run, Tag};
use super::grow::Growth;
use crate::record::StepNote;
use crate::rule::compile::question::{Question, Since, Spot, Standing};
use crate::rule::learner::facts::EnrolmentFact;

impl Growth<'_> {
    /// Every step that bears on a question, for better or for worse.
    /// Whether a step bears on a question.
    pub(super) fn is_about(&self, asked: &Question, deed: Deed) -> bool {
        match (asked, deed) {
            (Question::Credits(credits), Deed::Complete { course }) => credits
                .courses
                .binary_search_by_key(&course, |of| of.0)
                .is_ok(),
            _ => self.deeds_on(asked).contains(&deed),
        }
    }

    pub(super) fn deeds_on(&self, asked: &Question) -> Vec<Deed> {
        let survey = self.case.survey;
        let run = |spot: Spot| match spot {
            Spot::Course(course) => Run {
                course,
                offering: None,
            },
            Spot::Offering { offering, course } => Run {
                course,
                offering: Some(offering),
            },
        };
        let runs = |spot: Spot, of: &BTreeMap<u32, BTreeSet<u32>>| {
            let this = run(spot);
            let whole = Run {
                course: this.course,
                offering: None,
            };
            let others = of
                .get(&this.course)
                .into_iter()
                .flatten()
                .map(move |offering| Run {
                    course: this.course,
                    offering: Some(*offering),
                });
            let mut all: Vec<Run> = match spot {
                Spot::Course(_) => core::iter::once(whole).chain(others).collect(),
                Spot::Offering { .. } => vec![this],
            };
            if matches!(asked, Question::Paid(_)) && !all.contains(&whole) {
                all.push(whole);
            }
            all
        };
        let tag = |tag: Tag, number: u32| vec![Deed::Join(tag, number), Deed::Leave(tag, number)];
        let withdrawals = || {
            let open = |fact: &&EnrolmentFact| fact.source != u32::MAX;
            let facts = self.facts.enrolments.iter().filter(open);
            facts.map(|fact| Deed::Withdraw {
                source: fact.source,
            })
        };
        match asked {
            Question::Broken(_)
            | Question::Attribute { .. }
            | Question::Fact { .. }
            | Question::Window { .. }
            | Question::Age { .. }
            | Question::Seat(_) => Vec::new(),
            Question::Completed(wanted) => vec![Deed::Complete {
                course: wanted.course,
            }],
            Question::Credits(credits) => {
                let course = |of: &(u32, i64)| Deed::Complete { course: of.0 };
                credits.courses.iter().map(course).collect()
            }
            Question::Score { subject, .. } => {
                let score = |score: &i64| Deed::Score {
                    subject: *subject,
                    score: *score,
                };
                // A score is only ever raised.
                let held = self
                    .facts
                    .grades
                    .iter()
                    .rfind(|fact| fact.subject == *subject);
                let raised = |score: &&i64| held.is_none_or(|held| held.score < **score);
                let known = survey.scores.get(subject).into_iter().flatten();
                known.filter(raised).map(score).collect()
            }
            Question::Attempts { subject, .. } | Question::CoolDown { subject, .. } => {
                let made = self
                    .facts
                    .attempts
                    .iter()
                    .filter(|fact| fact.subject == *subject);
                let made = i64::try_from(made.count()).unwrap_or(i64::MAX);
                let known = survey.attempts.get(subject).into_iter().flatten();
                let more = |min: &i64| {
                    u32::try_from(min.saturating_sub(made))
                        .ok()
                        .filter(|more| *more > 0)
                };
                known
                    .filter_map(more)
                    .map(|times| Deed::Attempt {
                        subject: *subject,
                        times,
                    })
                    .collect()
            }
            Question::Holds { certification, .. } => vec![Deed::Certify {
                certification: *certification,
            }],
            Question::Unit { unit, .. } => tag(Tag::Unit, *unit),
            Question::Group(number) => tag(Tag::Group, *number),
            Question::Audience(number) => tag(Tag::Audience, *number),
            Question::Role(number) => tag(Tag::Role, *number),
            Question::Enrolment { target, place } => {
                let runs = runs(*target, &survey.runs).into_iter();
                let into: Vec<Deed> = match place {
                    Standing::Waitlisted => runs
                        .filter(|run| run.offering.is_some())
                        .flat_map(|run| [Deed::Waitlist(run), Deed::Enrol(run)])
                        .collect(),
                    _ => runs.map(Deed::Enrol).collect(),
                };
                into.into_iter().chain(withdrawals()).collect()
            }
            Question::Skill { skill, .. } => {
                let level = |level: &u32| Deed::Skill {
                    skill: *skill,
                    level: *level,
                };
                survey
                    .levels
                    .get(skill)
                    .into_iter()
                    .flatten()
                    .map(level)
                    .collect()
            }
            Question::Elapsed { since, .. } => match since {
                Since::Attribute(_) => Vec::new(),
                Since::Completion(course) => vec![Deed::Complete { course: *course }],
                Since::Enrolment(spot) => runs(*spot, &survey.runs)
                    .into_iter()
                    .map(Deed::Enrol)
                    .collect(),
                Since::Certificate(certification) => vec![Deed::Certify {
                    certification: *certification,
                }],
                Since::Approval(approval) => vec![Deed::Approve {
                    approval: *approval,
                }],
            },
            Question::Approved(approval) => vec![Deed::Approve {
                approval: *approval,
            }],
            Question::Paid(spot) => runs(*spot, &survey.paid)
                .into_iter()
                .map(Deed::Pay)
                .collect(),
            Question::Waived(course) => vec![Deed::Waive { course: *course }],
            Question::Step { step, note } => {
                let wanted = match note {
                    StepNote::Started => Noted::Started,
                    StepNote::Completed | StepNote::Failed => Noted::Completed,
                };
                let other = match wanted {
                    Noted::Started => Noted::Completed,
                    Noted::Completed => Noted::Started,
                };
                [wanted, other]
                    .map(|note| Deed::Note { step: *step, note })
                    .to_vec()
            }
        }
    }
}
