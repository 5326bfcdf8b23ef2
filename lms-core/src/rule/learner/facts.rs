//! A learner's facts with every id as a number of the rule set: what the engine reads.
//!
//! Only what some rule asks for is kept. Each fact knows its place in the learner record (`source`), so that an
//! explanation can name the event it rests on, unless its id finds it there: the record moves a grade that is given anew.

use crate::record::{ApprovalState, StepNote};

/// A value of an attribute or host fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Datum {
    /// A boolean (0 and 1), a date (days since 1970-01-01) or a number (millionths).
    Scalar(i64),
    /// A text: its number among the texts that rules compare with, and the text itself where a rule looks inside.
    Text {
        literal: Option<u32>,
        empty: bool,
        text: Option<Box<str>>,
    },
    /// A set: the members that rules ask for, sorted, and how many it has in all.
    Set { members: Box<[u32]>, size: usize },
    /// Not of the type that the schema says.
    Mistyped,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StatedFact {
    pub(crate) name: u32,
    pub(crate) at: i64,
    pub(crate) datum: Datum,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CompletionFact {
    pub(crate) course: u32,
    pub(crate) version: Option<u32>,
    pub(crate) passed: bool,
    pub(crate) score: Option<i64>,
    pub(crate) credits: Option<i64>,
    pub(crate) at: i64,
    pub(crate) source: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct GradeFact {
    pub(crate) subject: u32,
    pub(crate) score: i64,
    pub(crate) at: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AttemptFact {
    pub(crate) subject: u32,
    pub(crate) at: i64,
    pub(crate) source: u32,
}

/// A stretch during which a certificate is valid; a suspension splits a certificate in two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct HeldFact {
    pub(crate) certification: u32,
    pub(crate) from: i64,
    pub(crate) until: i64,
    /// When its validity began, whatever was suspended since.
    pub(crate) start: i64,
    /// When that became known.
    pub(crate) known: i64,
    pub(crate) source: u32,
}

/// Membership in a unit, group or audience, or a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TagFact {
    pub(crate) tag: u32,
    pub(crate) at: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Waiting, since `at`.
    Waiting,
    /// Taking part, or having taken part until `at`.
    Taking,
    /// Gone, since `at`.
    Left,
}

/// One stretch of an enrolment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct EnrolmentFact {
    pub(crate) course: Option<u32>,
    pub(crate) offering: Option<u32>,
    pub(crate) place: Place,
    pub(crate) from: i64,
    pub(crate) until: i64,
    pub(crate) source: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SkillFact {
    pub(crate) skill: u32,
    pub(crate) level: u32,
    pub(crate) from: i64,
    pub(crate) until: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ApprovalFact {
    pub(crate) approval: u32,
    pub(crate) state: ApprovalState,
    pub(crate) at: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PaymentFact {
    pub(crate) course: Option<u32>,
    pub(crate) offering: Option<u32>,
    /// Paid for the course without naming a run.
    pub(crate) any_run: bool,
    pub(crate) at: i64,
    pub(crate) source: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WaiverFact {
    pub(crate) course: u32,
    pub(crate) from: i64,
    pub(crate) until: i64,
    pub(crate) source: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StepFact {
    pub(crate) step: u32,
    pub(crate) note: StepNote,
    pub(crate) at: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SeatFact {
    pub(crate) offering: u32,
    pub(crate) free: u32,
}

/// One learner's facts in the numbers of one rule set.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    pub(crate) attributes: Vec<StatedFact>,
    pub(crate) reported: Vec<StatedFact>,
    pub(crate) completions: Vec<CompletionFact>,
    pub(crate) grades: Vec<GradeFact>,
    pub(crate) attempts: Vec<AttemptFact>,
    pub(crate) held: Vec<HeldFact>,
    pub(crate) units: Vec<TagFact>,
    pub(crate) groups: Vec<TagFact>,
    pub(crate) audiences: Vec<TagFact>,
    pub(crate) roles: Vec<TagFact>,
    pub(crate) enrolments: Vec<EnrolmentFact>,
    pub(crate) skills: Vec<SkillFact>,
    pub(crate) approvals: Vec<ApprovalFact>,
    pub(crate) payments: Vec<PaymentFact>,
    pub(crate) waivers: Vec<WaiverFact>,
    pub(crate) steps: Vec<StepFact>,
    pub(crate) seats: Vec<SeatFact>,
}
