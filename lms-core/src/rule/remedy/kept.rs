//! What a step changes in the facts, so that trying it can be taken back.

use super::deed::{Deed, Tag};
use crate::rule::learner::facts::{EnrolmentFact, Facts, TagFact};

/// What a step changes, kept so that it can be taken back.
pub(super) enum Kept {
    Lengths([usize; 9]),
    Enrolments(Vec<EnrolmentFact>),
    Tags(Tag, Vec<TagFact>),
}

impl Kept {
    pub(super) fn of(deed: Deed, facts: &Facts) -> Self {
        match deed {
            Deed::Enrol(_) | Deed::Waitlist(_) | Deed::Withdraw { .. } => {
                Self::Enrolments(facts.enrolments.clone())
            }
            Deed::Join(tag, _) | Deed::Leave(tag, _) => Self::Tags(
                tag,
                match tag {
                    Tag::Unit => facts.units.clone(),
                    Tag::Group => facts.groups.clone(),
                    Tag::Audience => facts.audiences.clone(),
                    Tag::Role => facts.roles.clone(),
                },
            ),
            _ => Self::Lengths([
                facts.completions.len(),
                facts.grades.len(),
                facts.attempts.len(),
                facts.held.len(),
                facts.approvals.len(),
                facts.payments.len(),
                facts.waivers.len(),
                facts.skills.len(),
                facts.steps.len(),
            ]),
        }
    }

    pub(super) fn restore(self, facts: &mut Facts) {
        match self {
            Self::Enrolments(kept) => facts.enrolments = kept,
            Self::Tags(Tag::Unit, kept) => facts.units = kept,
            Self::Tags(Tag::Group, kept) => facts.groups = kept,
            Self::Tags(Tag::Audience, kept) => facts.audiences = kept,
            Self::Tags(Tag::Role, kept) => facts.roles = kept,
            Self::Lengths(
                [
                    completions,
                    grades,
                    attempts,
                    held,
                    approvals,
                    payments,
                    waivers,
                    skills,
                    steps,
                ],
            ) => {
                facts.completions.truncate(completions);
                facts.grades.truncate(grades);
                facts.attempts.truncate(attempts);
                facts.held.truncate(held);
                facts.approvals.truncate(approvals);
                facts.payments.truncate(payments);
                facts.waivers.truncate(waivers);
                facts.skills.truncate(skills);
                facts.steps.truncate(steps);
            }
        }
    }
}
