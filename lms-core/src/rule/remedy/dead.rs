//! Conditions that no step can bring about, and why.

use super::answer::Obstacle;
use super::goal::Goal;
use super::grow::Growth;
use crate::rule::compile::question::Question;
use crate::rule::learner::reading::Reading;
use crate::verdict::Truth;

/// A condition that no step can bring about, and why.
pub(super) struct Dead {
    pub(super) question: u32,
    pub(super) negated: bool,
    pub(super) code: &'static str,
}

impl Growth<'_> {
    /// The condition of a goal that no step can bring about. Put into words only when somebody is told.
    pub(super) fn obstacle(&self, goal: Goal) -> Option<Obstacle> {
        let dead = self.dead.get(&goal)?;
        Some(Obstacle {
            code: dead.code.into(),
            asked: self.case.rules.asked_of(dead.question),
            negated: dead.negated,
        })
    }
}

/// Why no step can bring a condition about.
pub(super) fn code(
    asked: &Question,
    negated: bool,
    reading: Reading,
    offered: bool,
) -> &'static str {
    match asked {
        Question::Broken(_) => "retired",
        Question::Attribute { .. } | Question::Fact { .. } | Question::Seat(_) => "host_only",
        Question::Window { .. }
        | Question::Age { .. }
        | Question::CoolDown { .. }
        | Question::Elapsed { .. } => {
            if reading.truth == Truth::Unknown {
                "host_only"
            } else if reading.until == i64::MAX {
                "time_passed"
            } else {
                "not_yet"
            }
        }
        Question::Role(_) if !offered => "host_only",
        Question::Unit { .. } | Question::Group(_) | Question::Audience(_) if !offered => {
            "not_offered"
        }
        _ if negated => "cannot_be_undone",
        _ if !offered => "not_offered",
        _ => "out_of_reach",
    }
}
