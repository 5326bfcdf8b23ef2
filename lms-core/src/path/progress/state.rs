use serde::{Deserialize, Serialize};

use super::facts::CompletedBy;
use crate::number::{Fraction, Percent, Points};
use crate::time::Instant;
use crate::verdict::{Outcome, Verdict};
use crate::{RuleId, SkillId, StepId};

/// Where a learner stands on one step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum StepState {
    /// Not to be taken yet: everything that it waits for, in the order of its requirements.
    Locked {
        /// Why.
        reasons: Vec<Blocker>,
    },
    /// To be taken now.
    Open,
    /// Being taken.
    InProgress {
        /// Since when.
        since: Instant,
    },
    /// Completed, and it counts.
    Completed {
        /// Since when.
        at: Instant,
        /// How.
        by: CompletedBy,
        /// The first instant at which it no longer counts.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Instant>,
    },
    /// A person let the learner off; it earns no credits.
    Waived {
        /// Since when.
        at: Instant,
    },
    /// Tried and not passed, or too late.
    Failed {
        /// Since when.
        at: Instant,
        /// Why.
        reason: FailedBy,
        /// What would keep the learner from trying again now; empty when nothing does.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        reasons: Vec<Blocker>,
    },
    /// It was completed, and that no longer counts.
    Expired {
        /// Since when.
        at: Instant,
        /// What would keep the learner from doing it again now; empty when nothing does.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        reasons: Vec<Blocker>,
    },
}

/// Why a step has failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FailedBy {
    /// It was not passed. It may be tried again.
    NotPassed,
    /// Its deadline went by. There is no other try.
    Deadline,
}

/// One thing that keeps a step locked: what is found, and what is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Blocker {
    /// A step or group is not finished.
    NotDone {
        /// Which.
        step: StepId,
    },
    /// A step is neither finished nor can it be taken at the same time.
    NotTogether {
        /// Which.
        step: StepId,
    },
    /// An earlier member of a group that is taken in order is not finished.
    OutOfTurn {
        /// Which.
        step: StepId,
    },
    /// A score is too low, or there is none.
    Score {
        /// In which step.
        step: StepId,
        /// The best score; missing when there is none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        found: Option<Percent>,
        /// The score needed.
        wanted: Percent,
    },
    /// A level is too low, or none was assessed.
    Level {
        /// Of which skill.
        skill: SkillId,
        /// The level; missing when none holds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        found: Option<u32>,
        /// The level needed.
        wanted: u32,
    },
    /// Too little of a step or group is done.
    Share {
        /// Of which.
        step: StepId,
        /// The share that is done, 0 to 1.
        found: Fraction,
        /// The share needed, 0 to 100.
        wanted: Percent,
    },
    /// It is too soon after a step or group was finished.
    TooSoon {
        /// After which.
        step: StepId,
        /// When it opens.
        opens: Instant,
    },
    /// Too few credits are earned.
    Credits {
        /// The credits earned.
        found: Points,
        /// The credits needed.
        wanted: Points,
    },
    /// The learner's score leads to another branch, or there is no score yet.
    Branch {
        /// The step whose score decides.
        step: StepId,
        /// The best score; missing when there is none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        found: Option<Percent>,
    },
    /// The step's rule is not met, or nothing is known about it.
    Rule {
        /// Which rule.
        rule: RuleId,
        /// Unmet, unknown, or waiting for a person.
        outcome: Outcome,
        /// The whole verdict with its reasons; missing where the path is asked without its catalogue.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        verdict: Option<Box<Verdict>>,
    },
    /// Too few of several alternatives hold.
    TooFew {
        /// How many hold.
        found: u32,
        /// How many must.
        wanted: u32,
        /// What keeps the others from holding.
        of: Vec<Blocker>,
    },
}

impl Blocker {
    /// The stable code of the reason.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotDone { .. } => "step_not_done",
            Self::NotTogether { .. } => "step_not_together",
            Self::OutOfTurn { .. } => "step_out_of_turn",
            Self::Score { .. } => "score_too_low",
            Self::Level { .. } => "level_too_low",
            Self::Share { .. } => "share_too_low",
            Self::TooSoon { .. } => "too_soon",
            Self::Credits { .. } => "credits_too_few",
            Self::Branch { .. } => "other_branch",
            Self::Rule { .. } => "rule_not_met",
            Self::TooFew { .. } => "too_few_alternatives",
        }
    }
}
