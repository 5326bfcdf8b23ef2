//! What an event changes, in the numbers of a rule set.

use crate::record::{ApprovalState, Basis, Completion, Event, Happened, Stated};
use crate::rule::compile::names::Kind;
use crate::rule::learner::Learner;
use crate::rule::learner::facts::{
    ApprovalFact, AttemptFact, CompletionFact, GradeFact, HeldFact, StatedFact, TagFact,
};
use crate::rule::program::index::Index;
use crate::rule::rule_set::{RuleIx, RuleSet};
use crate::verdict::Outcome;

/// A rule whose outcome changed for a learner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flip {
    /// The rule.
    pub rule: RuleIx,
    /// The outcome before.
    pub before: Outcome,
    /// The outcome now.
    pub after: Outcome,
}

/// What an event changes, in the numbers of a rule set. Made once per event, good for every learner to whom it happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change(pub(crate) Delta);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Delta {
    /// Nothing that any rule asks about.
    Nothing,
    /// A course was completed.
    Completed(CompletionFact),
    /// All completions of a course are gone.
    Uncompleted(u32),
    Graded(GradeFact),
    Attempted(AttemptFact),
    Joined(Tags, TagFact),
    Left(Tags, u32),
    Attribute(StatedFact),
    Reported(StatedFact),
    Approval(ApprovalFact),
    /// One more stretch in which a certificate is held. Only hosts that work with numbers say so: an event of the record
    /// may end other certificates.
    Certified(HeldFact),
    /// More than one fact, or one that rests on others: the record is read again.
    Record,
}

/// A kind of membership.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tags {
    Units,
    Groups,
    Audiences,
    Roles,
}

impl Tags {
    pub(crate) fn of(self, learner: &mut Learner) -> &mut Vec<TagFact> {
        let facts = &mut learner.facts;
        match self {
            Self::Units => &mut facts.units,
            Self::Groups => &mut facts.groups,
            Self::Audiences => &mut facts.audiences,
            Self::Roles => &mut facts.roles,
        }
    }
}

impl RuleSet {
    /// What an event changes for the rules of this set.
    #[must_use]
    pub fn change(&self, event: &Event) -> Change {
        let names = &self.shared.names;
        let topics = &self.shared.topics;
        let at = event.at.micros();
        let basis = || Basis {
            at: event.at,
            event: event.id.clone(),
        };
        let asked = |tags, id: &str| {
            let (kind, index) = self.tags(tags);
            kind.find(id).filter(|tag| !index.list(*tag).is_empty())
        };
        let joined = |tags, id: &str| {
            asked(tags, id).map_or(Delta::Nothing, |tag| {
                Delta::Joined(tags, TagFact { tag, at })
            })
        };
        let left =
            |tags, id: &str| asked(tags, id).map_or(Delta::Nothing, |tag| Delta::Left(tags, tag));
        let approval = |id: &crate::ApprovalId, state| {
            let fact = |approval| ApprovalFact {
                approval,
                state,
                at,
            };
            names
                .approvals
                .find(id.as_str())
                .map_or(Delta::Nothing, |id| Delta::Approval(fact(id)))
        };
        Change(match &event.what {
            Happened::Completed {
                course,
                version,
                passed,
                score,
                credits,
                source,
                ..
            } => {
                let enrolments = names
                    .courses
                    .find(course.as_str())
                    .is_some_and(|course| !topics.enrolment_courses.list(course).is_empty());
                if enrolments || self.asks_about_runs() {
                    Delta::Record
                } else {
                    let completion = Completion {
                        course: course.clone(),
                        version: *version,
                        passed: *passed,
                        score: *score,
                        credits: *credits,
                        source: *source,
                        basis: basis(),
                    };
                    self.completion(&completion, 0)
                        .map_or(Delta::Nothing, Delta::Completed)
                }
            }
            Happened::Graded {
                course,
                activity,
                score: Some(score),
            } => {
                let subject = self.subject(course, activity.as_ref());
                let fact = |subject| GradeFact {
                    subject,
                    score: score.micros(),
                    at,
                };
                subject.map_or(Delta::Nothing, |subject| Delta::Graded(fact(subject)))
            }
            Happened::Attempted { course, activity } => {
                let subject = self.subject(course, activity.as_ref());
                let fact = |subject| AttemptFact {
                    subject,
                    at,
                    source: 0,
                };
                subject.map_or(Delta::Nothing, |subject| Delta::Attempted(fact(subject)))
            }
            Happened::UnitJoined { unit } => joined(Tags::Units, unit.as_str()),
            Happened::UnitLeft { unit } => left(Tags::Units, unit.as_str()),
            Happened::GroupJoined { group } => joined(Tags::Groups, group.as_str()),
            Happened::GroupLeft { group } => left(Tags::Groups, group.as_str()),
            Happened::AudienceJoined { audience } => joined(Tags::Audiences, audience.as_str()),
            Happened::AudienceLeft { audience } => left(Tags::Audiences, audience.as_str()),
            Happened::RoleGranted { role } => joined(Tags::Roles, role.as_str()),
            Happened::RoleEnded { role } => left(Tags::Roles, role.as_str()),
            Happened::AttributeSet { name, value } => {
                let stated = Stated {
                    value: value.clone(),
                    basis: basis(),
                };
                let name = names.attributes.find(name.as_str());
                let types = &self.shared.types.attributes;
                name.and_then(|name| self.stated(name, &stated, &topics.attributes, types))
                    .map_or(Delta::Nothing, Delta::Attribute)
            }
            Happened::FactReported { name, value } => {
                let stated = Stated {
                    value: value.clone(),
                    basis: basis(),
                };
                let name = names.facts.find(name.as_str());
                let types = &self.shared.types.facts;
                name.and_then(|name| self.stated(name, &stated, &topics.reported, types))
                    .map_or(Delta::Nothing, Delta::Reported)
            }
            Happened::ApprovalRequested { approval: id } => approval(id, ApprovalState::Requested),
            Happened::ApprovalGranted { approval: id } => approval(id, ApprovalState::Granted),
            Happened::ApprovalDenied { approval: id } => approval(id, ApprovalState::Denied),
            _ => Delta::Record,
        })
    }

    /// The names of a kind of membership, and the questions about each.
    pub(crate) fn tags(&self, tags: Tags) -> (&Kind, &Index) {
        let (names, topics) = (&self.shared.names, &self.shared.topics);
        match tags {
            Tags::Units => (&names.units, &topics.units),
            Tags::Groups => (&names.groups, &topics.groups),
            Tags::Audiences => (&names.audiences, &topics.audiences),
            Tags::Roles => (&names.roles, &topics.roles),
        }
    }

    fn asks_about_runs(&self) -> bool {
        !self.shared.topics.enrolment_offerings.is_empty()
    }

    /// The change that takes back every completion of a course.
    #[must_use]
    pub fn completions_withdrawn(&self, course: &crate::CourseId) -> Change {
        let course = self.shared.names.courses.find(course.as_str());
        Change(course.map_or(Delta::Nothing, Delta::Uncompleted))
    }
}
