use serde::{Deserialize, Serialize};

use super::calendar::WorkingCalendar;
use crate::StepId;
use crate::number::{Percent, Points};
use crate::time::Date;

/// The most terms that a plan looks at (`terms_too_many`).
pub const MAX_TERMS: usize = 64;
/// How many nodes the search looks at unless the request says less. Beyond it the best plan found is given with the bound
/// that is proven.
pub const MAX_SEARCH_NODES: u64 = 2_000_000;

const DEFAULT_SEARCH_NODES: u64 = 100_000;

/// What a plan is to be made for: when there is time, how much fits in, what is offered when.
///
/// ```
/// use lms_core::path::PlanRequest;
/// let request: PlanRequest = serde_json::from_str(r#"{
///     "time": {"type": "seasons", "seasons": ["autumn", "spring"], "terms": 8},
///     "maxCredits": "18",
///     "offered": [{"step": "thesis", "seasons": ["spring"]}]
/// }"#).unwrap();
/// assert_eq!(request.offered.len(), 1);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlanRequest {
    /// The terms, or the days, that there are.
    pub time: PlanTime,
    /// The most credits at the same time: in one term, or on one day. Missing: any number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_credits: Option<Points>,
    /// The most steps at the same time. Missing: any number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_steps: Option<u32>,
    /// When steps are offered. A step that is not named here is offered always.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offered: Vec<Offered>,
    /// Steps to be counted as done, beside those that the learner's record says are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub done: Vec<StepId>,
    /// Steps that are not to be planned, such as electives that the learner does not want.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<StepId>,
    /// The score that the learner is expected to reach in each step still to come, for requirements that ask for one.
    #[serde(default = "full")]
    pub expected_score: Percent,
    /// How many nodes the search may look at, at most [`MAX_SEARCH_NODES`].
    #[serde(default = "default_nodes")]
    pub search_nodes: u64,
}

fn full() -> Percent {
    Percent::whole(100).unwrap_or_default()
}

fn default_nodes() -> u64 {
    DEFAULT_SEARCH_NODES
}

/// The time that a plan is made in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum PlanTime {
    /// Terms one after the other, each with its own dates and limits.
    Terms {
        /// The terms, in the order of time.
        terms: Vec<Term>,
    },
    /// Terms without dates, in seasons that come round: autumn, spring, autumn, spring ...
    Seasons {
        /// The seasons of a year, in their order, the first one being the first that is planned for.
        seasons: Vec<String>,
        /// How many terms there are in all.
        terms: u32,
    },
    /// Days: every step is taken from a working day on, without interruption, for as long as its `duration` says. Days of
    /// a duration are working days; months are months of the calendar.
    Days {
        /// The first day.
        from: Date,
        /// Which days are worked on.
        #[serde(default)]
        calendar: WorkingCalendar,
        /// How many working days a step without a `duration` takes; a milestone never takes any.
        #[serde(default = "one_day")]
        default_days: u32,
    },
}

fn one_day() -> u32 {
    1
}

/// One term.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Term {
    /// What it is called, such as `autumn 2026`.
    pub name: String,
    /// Its season, for what is offered only then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub season: Option<String>,
    /// Its first day. Needed where steps ask for a delay or a deadline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// The first day after it. What is taken in the term is finished on the day before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// The most credits in this term, where they differ from the request's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_credits: Option<Points>,
    /// The most steps in this term, where they differ from the request's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_steps: Option<u32>,
}

/// When a step is offered: in any term of one of the seasons, and in the terms named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Offered {
    /// The step.
    pub step: StepId,
    /// The seasons.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub seasons: Vec<String>,
    /// The terms, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub terms: Vec<String>,
    /// For a plan by days: the first day on which it can begin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
}
