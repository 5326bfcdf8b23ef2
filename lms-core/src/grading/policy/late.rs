use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::grading::Exact;
use crate::grading::settings::check_rounding;
use crate::number::{Percent, Rounding};
use crate::problem::Problems;
use crate::problem::decode::{Fields, Read, leaf};
use crate::record::{Lateness, Score, ScoreStatus};
use crate::time::{Instant, Span};

/// The most steps of one table of late deductions.
pub const MAX_LATE_STEPS: usize = 64;

/// What late work loses.
///
/// The deduction is computed from the mark before it, and both are told apart in [`LateOutcome`]: together they are that
/// mark again. It never pushes a mark below the floor (but for the rounding of the deduction itself, where one is set), and never raises a
/// mark that is already below it.
///
/// ```
/// use lms_core::grading::Exact;
/// use lms_core::grading::policy::{LatePolicy, LateWork};
/// // Canvas: 10 % of the points possible for every day begun, never below 40 %.
/// let policy: LatePolicy = serde_json::from_str(r#"{
///     "deduction": {"type": "perInterval", "interval": "PT24H", "percent": "10"}, "floor": "40"
/// }"#).unwrap();
/// let work = LateWork {
///     mark: &Exact::integer(45), maximum: &Exact::integer(50), minimum: &Exact::ZERO, seconds: 90_000,
/// };
/// let outcome = policy.apply(work);
/// assert_eq!(outcome.intervals, Some(2)); // 25 hours are two days begun
/// assert_eq!(outcome.mark, Exact::integer(35)); // 45 - 20 % of 50
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LatePolicy {
    /// How much is taken off.
    pub deduction: LateDeduction,
    /// What the percentage of the deduction is a percentage of.
    #[serde(default, skip_serializing_if = "is_default")]
    pub base: DeductionBase,
    /// The least that late work is pushed to, in percent of the maximum; none for the item's minimum.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor: Option<Percent>,
    /// How long after the due date work still counts as in time.
    #[serde(default, skip_serializing_if = "is_default")]
    pub grace: Span,
    /// Whether lateness beyond the grace is counted from the due date or from the end of the grace.
    #[serde(default, skip_serializing_if = "is_default")]
    pub grace_counts: Grace,
    /// How the deduction is rounded; none keeps it exact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rounding: Option<Rounding>,
}

/// How much late work loses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum LateDeduction {
    /// So many percent for every interval begun.
    PerInterval {
        /// The interval, such as `PT1H` or `PT24H`.
        interval: Span,
        /// The percent taken off for each.
        percent: Percent,
    },
    /// A table: the first step whose limit the lateness does not exceed applies, and the last one beyond all limits.
    Steps {
        /// The steps, by rising limit.
        steps: Vec<LateStep>,
    },
    /// Late work counts as the floor, or the item's minimum.
    NotAccepted {},
}

/// One step of a table of late deductions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LateStep {
    /// The longest lateness for which the step applies.
    pub up_to: Span,
    /// The percent taken off.
    pub percent: Percent,
}

/// What the percentage of a deduction is taken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DeductionBase {
    /// Of the points possible, as Canvas does.
    #[default]
    Possible,
    /// Of the mark as given.
    Mark,
}

/// From when lateness is counted once the grace is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Grace {
    /// From the due date: the grace only forgives who stays within it.
    #[default]
    FromDue,
    /// From the end of the grace.
    FromGraceEnd,
}

/// A mark and how late the work was.
#[derive(Debug, Clone, Copy)]
pub struct LateWork<'a> {
    /// The mark as given, before any deduction.
    pub mark: &'a Exact,
    /// The points possible.
    pub maximum: &'a Exact,
    /// The item's minimum, usually 0.
    pub minimum: &'a Exact,
    /// How late the work is; 0 for in time.
    pub seconds: u64,
}

/// What the policy made of a mark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LateOutcome {
    /// The mark that counts.
    pub mark: Exact,
    /// What was taken off.
    pub deducted: Exact,
    /// The deduction before it was rounded, where a rounding changed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unrounded: Option<Exact>,
    /// The intervals begun, for a deduction by intervals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intervals: Option<u64>,
    /// Whether the floor kept the mark from falling further.
    pub at_floor: bool,
}

impl LatePolicy {
    /// The mark that counts. An item without points possible loses nothing. Linear in the steps.
    #[must_use]
    pub fn apply(&self, work: LateWork<'_>) -> LateOutcome {
        let counted = self.counted_seconds(work.seconds);
        if counted == 0 || !work.maximum.is_positive() {
            return LateOutcome {
                mark: work.mark.clone(),
                deducted: Exact::ZERO,
                unrounded: None,
                intervals: None,
                at_floor: false,
            };
        }
        let lowest = self.floor.map_or_else(
            || work.minimum.clone(),
            |floor| Exact::share(floor).times(work.maximum),
        );
        let room = work.mark.minus(&lowest).max(Exact::ZERO);
        let (wanted, intervals) = self.wanted(work, counted);
        let at_floor = wanted.as_ref().is_none_or(|wanted| *wanted > room);
        // Of a mark no more is taken than there is, or where marks can be negative more work would count less.
        let most = match self.base {
            DeductionBase::Possible => room.clone(),
            DeductionBase::Mark => room.clone().min(work.mark.clone().max(Exact::ZERO)),
        };
        let exact = wanted.map_or(room, |wanted| wanted.min(most));
        let deducted = match self.rounding {
            Some(rounding) => exact.rounded(rounding),
            None => exact.clone(),
        };
        // As in Canvas, a deduction rounded up past the mark does not push it below zero, nor a negative mark up.
        let mark = if deducted > *work.mark && !work.minimum.is_negative() {
            Exact::ZERO.min(work.mark.clone())
        } else {
            work.mark.minus(&deducted)
        };
        LateOutcome {
            mark,
            unrounded: (deducted != exact).then_some(exact),
            deducted,
            intervals,
            at_floor,
        }
    }

    /// The seconds that count as late once the grace is taken into account.
    #[must_use]
    pub fn counted_seconds(&self, late: u64) -> u64 {
        let beyond = late.saturating_sub(self.grace.seconds());
        match self.grace_counts {
            Grace::FromGraceEnd => beyond,
            Grace::FromDue if beyond == 0 => 0,
            Grace::FromDue => late,
        }
    }

    /// What the table or the intervals ask for (none: everything), and the intervals.
    fn wanted(&self, work: LateWork<'_>, late: u64) -> (Option<Exact>, Option<u64>) {
        let base = match self.base {
            DeductionBase::Possible => work.maximum.clone(),
            DeductionBase::Mark => work.mark.clone().max(Exact::ZERO),
        };
        match &self.deduction {
            LateDeduction::PerInterval { interval, percent } => {
                let begun = late.div_ceil(interval.seconds().max(1));
                let times = Exact::quotient(i128::from(begun), 1).unwrap_or(Exact::ZERO);
                let share = Exact::share(*percent).times(&times);
                (Some(base.times(&share)), Some(begun))
            }
            LateDeduction::Steps { steps } => {
                let reached = |step: &&LateStep| late <= step.up_to.seconds();
                let step = steps.iter().find(reached).or(steps.last());
                let share = step.map_or(Exact::ZERO, |step| Exact::share(step.percent));
                (Some(base.times(&share)), None)
            }
            LateDeduction::NotAccepted {} => (None, None),
        }
    }

    /// Notes what is wrong with the policy in itself.
    pub fn check(&self, problems: &mut Problems) {
        problems.at("deduction", |problems| match &self.deduction {
            LateDeduction::PerInterval { interval, percent } => {
                if interval.seconds() == 0 {
                    let message = "an interval must last at least a second";
                    problems.at("interval", |found| {
                        found.add("late_interval_empty", message)
                    });
                }
                problems.at("percent", |problems| check_percent(*percent, problems));
            }
            LateDeduction::Steps { steps } => {
                problems.at("steps", |problems| check_steps(steps, problems))
            }
            LateDeduction::NotAccepted {} => {}
        });
        if let Some(floor) = self.floor {
            problems.at("floor", |problems| check_percent(floor, problems));
        }
        if let Some(rounding) = self.rounding {
            check_rounding(rounding, problems);
        }
    }
}

fn check_steps(steps: &[LateStep], problems: &mut Problems) {
    if steps.is_empty() {
        problems.add("late_steps_empty", "a table of deductions needs a step");
    }
    if steps.len() > MAX_LATE_STEPS {
        let message = format!("a table has at most {MAX_LATE_STEPS} steps");
        problems.add("late_steps_too_many", message);
    }
    let mut before: Option<Span> = None;
    for (index, step) in steps.iter().enumerate() {
        problems.item(index, |problems| {
            if before.is_some_and(|before| before >= step.up_to) {
                let message = "the limits of the steps must rise";
                problems.at("upTo", |found| found.add("late_steps_order", message));
            }
            problems.at("percent", |problems| check_percent(step.percent, problems));
        });
        before = Some(step.up_to);
    }
}

pub(super) fn check_percent(percent: Percent, problems: &mut Problems) {
    if percent < Percent::ZERO || percent.micros() > 100_000_000 {
        problems.add(
            "percent_out_of_range",
            "the percentage must be from 0 to 100",
        );
    }
}

/// How late a piece of work is for this learner, in seconds begun: what a person said, or the instant of submission
/// against the learner's own due date (an extension) or else the activity's.
///
/// 0 for work in time, without a due date or without an instant of submission, and for work declared missing: it is
/// late only where a person says so.
///
/// ```
/// use lms_core::grading::policy::seconds_late;
/// let score: lms_core::record::Score = serde_json::from_str(r#"{
///     "points": "8", "submittedAt": "2026-03-02T00:00:00.5Z", "history": {"due": "2026-03-02T00:00:00Z"}
/// }"#).unwrap();
/// assert_eq!(seconds_late(&score, "2026-03-01T00:00:00Z".parse().ok()), 1);
/// ```
#[must_use]
pub fn seconds_late(score: &Score, due: Option<Instant>) -> u64 {
    match score.lateness {
        Lateness::Late { seconds } => seconds,
        Lateness::OnTime => 0,
        Lateness::Automatic if score.status == ScoreStatus::Missing => 0,
        Lateness::Automatic => match (score.submitted_at, score.due(due)) {
            (Some(submitted), Some(due)) if submitted > due => submitted
                .micros()
                .saturating_sub(due.micros())
                .unsigned_abs()
                .div_ceil(1_000_000),
            _ => 0,
        },
    }
}

impl Read for LatePolicy {
    fn read(value: &Value, problems: &mut Problems) -> Option<Self> {
        let mut fields = Fields::open(value, problems)?;
        let deduction = fields.read("deduction");
        let base = fields.or_default("base");
        let floor = fields.optional("floor");
        let grace = fields.or_default("grace");
        let grace_counts = fields.or_default("graceCounts");
        let rounding = fields.optional("rounding");
        fields.close(&[
            "deduction",
            "base",
            "floor",
            "grace",
            "graceCounts",
            "rounding",
        ]);
        Some(Self {
            deduction: deduction?,
            base: base?,
            floor: floor?,
            grace: grace?,
            grace_counts: grace_counts?,
            rounding: rounding?,
        })
    }
}

impl Read for LateDeduction {
    fn read(value: &Value, problems: &mut Problems) -> Option<Self> {
        leaf(value, problems)
    }
}

pub(super) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
