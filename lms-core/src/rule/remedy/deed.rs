//! Steps in the numbers of a rule set, and what each does to the facts: a step is tried out on the facts and the
//! questions are read again, so that nobody but the questions themselves says what they mean.

use super::answer::{Costs, Step};
use crate::number::Percent;
use crate::record::{ApprovalState, LearnerRecord, StepNote};
use crate::rule::compile::names::Names;
use crate::rule::learner::calendar::FOREVER;
use crate::rule::learner::facts::{
    ApprovalFact, AttemptFact, CompletionFact, EnrolmentFact, Facts, GradeFact, HeldFact,
    PaymentFact, Place, SkillFact, StepFact, TagFact, WaiverFact,
};
use crate::rule::{RuleSet, Target};

/// A kind of membership.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tag {
    Unit,
    Group,
    Audience,
    Role,
}

/// A course, or one run of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Run {
    pub(super) course: u32,
    pub(super) offering: Option<u32>,
}

/// A step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Deed {
    Complete {
        course: u32,
    },
    Score {
        subject: u32,
        score: i64,
    },
    Attempt {
        subject: u32,
        times: u32,
    },
    Certify {
        certification: u32,
    },
    Approve {
        approval: u32,
    },
    Pay(Run),
    Join(Tag, u32),
    Leave(Tag, u32),
    Enrol(Run),
    Waitlist(Run),
    /// The enrolment at a place of the record.
    Withdraw {
        source: u32,
    },
    Waive {
        course: u32,
    },
    Skill {
        skill: u32,
        level: u32,
    },
    Note {
        step: u32,
        note: Noted,
    },
}

/// The states of a step that one can set out to reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Noted {
    Started,
    Completed,
}

/// What only one step at a time can decide: of two steps with the same slot at most one is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Slot {
    Score(u32),
    Attempts(u32),
    Tag(Tag, u32),
    Place(Run),
    Enrolment(u32),
    Skill(u32),
    Step(u32),
    Own(Deed),
}

impl Deed {
    pub(super) fn slot(self) -> Slot {
        match self {
            Self::Score { subject, .. } => Slot::Score(subject),
            Self::Attempt { subject, .. } => Slot::Attempts(subject),
            Self::Join(tag, number) | Self::Leave(tag, number) => Slot::Tag(tag, number),
            Self::Enrol(run) | Self::Waitlist(run) => Slot::Place(run),
            Self::Withdraw { source } => Slot::Enrolment(source),
            Self::Skill { skill, .. } => Slot::Skill(skill),
            Self::Note { step, .. } => Slot::Step(step),
            own => Slot::Own(own),
        }
    }

    /// What it costs; `None` when it is not offered.
    pub(super) fn cost(self, costs: &Costs, names: &Names) -> Option<u64> {
        let cost = match self {
            Self::Complete { course } => {
                let id = names.courses.id(course);
                let own = id.and_then(|id| costs.courses.get(id)).copied();
                own.or(costs.complete)
            }
            Self::Score { .. } => costs.score,
            Self::Attempt { times, .. } => {
                return costs
                    .attempt
                    .map(|cost| u64::from(cost).saturating_mul(times.into()));
            }
            Self::Certify { .. } => costs.certify,
            Self::Approve { .. } => costs.approve,
            Self::Pay(_) => costs.pay,
            Self::Join(Tag::Role, _) | Self::Leave(Tag::Role, _) => costs.role,
            Self::Join(..) => costs.join,
            Self::Leave(..) => costs.leave,
            Self::Enrol(_) => costs.enrol,
            Self::Waitlist(_) => costs.waitlist,
            Self::Withdraw { .. } => costs.withdraw,
            Self::Waive { .. } => costs.waive,
            Self::Skill { .. } => costs.skill,
            Self::Note { .. } => costs.step,
        };
        cost.map(u64::from)
    }

    /// Does it to the facts, at an instant. `score` is the score that a completion is given, `valid` how long a
    /// certificate holds.
    pub(super) fn apply(self, facts: &mut Facts, at: i64, score: Option<i64>, valid: (i64, i64)) {
        let source = u32::MAX;
        match self {
            Self::Complete { course } => facts.completions.push(CompletionFact {
                course,
                version: Some(u32::MAX),
                passed: true,
                score,
                credits: None,
                at,
                source,
            }),
            Self::Score { subject, score } => facts.grades.push(GradeFact { subject, score, at }),
            Self::Attempt { subject, times } => {
                let attempt = AttemptFact {
                    subject,
                    at,
                    source,
                };
                facts.attempts.extend((0..times).map(|_| attempt));
            }
            Self::Certify { certification } => facts.held.push(HeldFact {
                certification,
                from: at.max(valid.0),
                until: valid.1,
                start: valid.0,
                known: at,
                source,
            }),
            Self::Approve { approval } => facts.approvals.push(ApprovalFact {
                approval,
                state: ApprovalState::Granted,
                at,
            }),
            Self::Pay(run) => facts.payments.push(PaymentFact {
                course: Some(run.course),
                offering: run.offering,
                any_run: run.offering.is_none(),
                at,
                source,
            }),
            Self::Join(tag, number) => tags(facts, tag).push(TagFact { tag: number, at }),
            Self::Leave(tag, number) => tags(facts, tag).retain(|fact| fact.tag != number),
            Self::Enrol(run) | Self::Waitlist(run) => {
                let place = match self {
                    Self::Enrol(_) => Place::Taking,
                    _ => Place::Waiting,
                };
                // The newest state of an enrolment in the same run takes the place of the one before.
                facts.enrolments.retain(|fact| {
                    fact.course != Some(run.course) || fact.offering != run.offering
                });
                facts.enrolments.push(EnrolmentFact {
                    course: Some(run.course),
                    offering: run.offering,
                    place,
                    from: at,
                    until: FOREVER,
                    source,
                });
            }
            Self::Withdraw { source } => {
                let held = facts.enrolments.iter().find(|fact| fact.source == source);
                let Some(held) = held.copied() else {
                    return;
                };
                for fact in facts
                    .enrolments
                    .iter_mut()
                    .filter(|fact| fact.source == source)
                {
                    fact.until = fact.until.min(at);
                }
                facts.enrolments.push(EnrolmentFact {
                    place: Place::Left,
                    from: at,
                    until: FOREVER,
                    ..held
                });
            }
            Self::Waive { course } => facts.waivers.push(WaiverFact {
                course,
                from: at,
                until: FOREVER,
                source,
            }),
            Self::Skill { skill, level } => facts.skills.push(SkillFact {
                skill,
                level,
                from: at,
                until: FOREVER,
            }),
            Self::Note { step, note } => facts.steps.push(StepFact {
                step,
                note: note.note(),
                at,
            }),
        }
    }

    /// The step in the host's own ids; `None` never happens for a number that came from the rule set.
    pub(super) fn step(
        self,
        rules: &RuleSet,
        record: &LearnerRecord,
        min_score: Option<i64>,
    ) -> Option<Step> {
        let names = &rules.shared.names;
        let course = |number| names.courses.id(number)?.parse().ok();
        let subject = |number: u32| {
            let (of, activity) = names.subjects.key(number)?;
            let activity = match activity {
                Some(activity) => Some(names.activities.key(*activity)?.parse().ok()?),
                None => None,
            };
            Some((course(*of)?, activity))
        };
        let target = |run: Run| {
            Some(match run.offering {
                Some(offering) => Target::Offering(names.offerings.id(offering)?.parse().ok()?),
                None => Target::Course(course(run.course)?),
            })
        };
        Some(match self {
            Self::Complete { course: number } => Step::Complete {
                course: course(number)?,
                min_score: min_score.and_then(|score| Percent::from_micros(score).ok()),
            },
            Self::Score {
                subject: number,
                score,
            } => {
                let (course, activity) = subject(number)?;
                let score = Percent::from_micros(score).ok()?;
                Step::Score {
                    course,
                    activity,
                    score,
                }
            }
            Self::Attempt {
                subject: number,
                times,
            } => {
                let (course, activity) = subject(number)?;
                Step::Attempt {
                    course,
                    activity,
                    times,
                }
            }
            Self::Certify { certification } => Step::Certify {
                certification: names.certifications.id(certification)?.parse().ok()?,
            },
            Self::Approve { approval } => Step::Approve {
                approval: names.approvals.id(approval)?.parse().ok()?,
            },
            Self::Pay(run) => Step::Pay {
                target: target(run)?,
            },
            Self::Join(Tag::Group, number) => Step::JoinGroup {
                group: names.groups.id(number)?.parse().ok()?,
            },
            Self::Leave(Tag::Group, number) => Step::LeaveGroup {
                group: names.groups.id(number)?.parse().ok()?,
            },
            Self::Join(Tag::Audience, number) => Step::JoinAudience {
                audience: names.audiences.id(number)?.parse().ok()?,
            },
            Self::Leave(Tag::Audience, number) => Step::LeaveAudience {
                audience: names.audiences.id(number)?.parse().ok()?,
            },
            Self::Join(Tag::Unit, number) => Step::JoinUnit {
                unit: names.units.id(number)?.parse().ok()?,
            },
            Self::Leave(Tag::Unit, number) => Step::LeaveUnit {
                unit: names.units.id(number)?.parse().ok()?,
            },
            Self::Join(Tag::Role, number) => Step::GrantRole {
                role: names.roles.id(number)?.parse().ok()?,
            },
            Self::Leave(Tag::Role, number) => Step::EndRole {
                role: names.roles.id(number)?.parse().ok()?,
            },
            Self::Enrol(run) => Step::Enrol {
                target: target(run)?,
            },
            Self::Waitlist(run) => Step::Waitlist {
                target: target(run)?,
            },
            Self::Withdraw { source } => {
                let held = record.enrolments.get(source as usize)?;
                Step::Withdraw {
                    course: held.course.clone(),
                    offering: held.offering.clone(),
                }
            }
            Self::Waive { course: number } => Step::Waive {
                course: course(number)?,
            },
            Self::Skill { skill, level } => Step::Skill {
                skill: names.skills.id(skill)?.parse().ok()?,
                level,
            },
            Self::Note { step, note } => {
                let (path, step) = names.path_steps.key(step)?;
                Step::Step {
                    path: names.paths.id(*path)?.parse().ok()?,
                    step: names.steps.key(*step)?.parse().ok()?,
                    state: note.note(),
                }
            }
        })
    }
}

impl Noted {
    fn note(self) -> StepNote {
        match self {
            Self::Started => StepNote::Started,
            Self::Completed => StepNote::Completed,
        }
    }
}

fn tags(facts: &mut Facts, tag: Tag) -> &mut Vec<TagFact> {
    match tag {
        Tag::Unit => &mut facts.units,
        Tag::Group => &mut facts.groups,
        Tag::Audience => &mut facts.audiences,
        Tag::Role => &mut facts.roles,
    }
}
