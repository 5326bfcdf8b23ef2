use serde::{Deserialize, Serialize};

use crate::number::{Percent, Rounding, RoundingMode};
use crate::problem::Problems;

/// A gradebook whose behaviour a scheme starts from.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum Profile {
    /// No quirk: exact throughout, rounded once, and a higher score never gives a lower grade, save where the written
    /// scheme itself has it so, as a *mode* or a formula can.
    /// [`CompiledScheme::is_monotone`](super::CompiledScheme::is_monotone) lists these and tells whether a scheme is free
    /// of them.
    #[default]
    Plain,
    /// As Canvas computes it on its server.
    Canvas,
    /// As Moodle computes it, with its five stored decimal places.
    Moodle,
    /// As Open edX computes it, in its binary fractions.
    OpenEdx,
}

/// Every choice on which gradebooks differ. A profile names a set of them; a scheme may change each one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Settings {
    /// Which ungraded work the final grade counts, as its minimum.
    pub final_counts: FinalCounts,
    /// What work that waits for a marker counts in the final grade.
    pub pending: Pending,
    /// What work never begun counts once the enrolment is concluded.
    pub concluded: Concluded,
    /// What an unposted mark is to a learner who looks.
    pub unposted: Unseen,
    /// What a hidden mark is to a learner who looks.
    pub hidden: Unseen,
    /// What an item without points is.
    pub zero_point: ZeroPoint,
    /// What happens to a mark when the maximum of its item changes later.
    pub range_change: RangeChange,
    /// Whether a mark may lie outside the range of its item.
    pub item_bounds: Bounding,
    /// Whether a total may lie outside the range of its category.
    pub category_bounds: Bounding,
    /// How it is decided which scores are dropped.
    pub drop: DropProcedure,
    /// What a total is to which only extra credit contributes.
    pub only_extra_credit: OnlyExtraCredit,
    /// What a category without any counted work is.
    pub empty_category: EmptyCategory,
    /// What a category is that counts ungraded work as its minimum, when none of its work is graded.
    pub none_graded: NoneGraded,
    /// The numbers it is computed in.
    pub arithmetic: Arithmetic,
    /// A rounding of every mark, in points, as the last thing before it counts.
    pub mark_rounding: Option<Rounding>,
    /// A rounding of the weights that a category of natural weights keeps (0 to 1), before what a learner's absent work
    /// leaves of them is looked at.
    pub weight_rounding: Option<Rounding>,
    /// A rounding of the share (0 to 1) of every item and every sum of points, before a mean is taken of them. What is a
    /// mean itself is not rounded again.
    pub share_rounding: Option<Rounding>,
    /// A rounding of every category total, in points, before its parent uses it.
    pub category_rounding: Option<Rounding>,
    /// A rounding of every period's percentage before the course total uses it.
    pub period_rounding: Option<Rounding>,
    /// Added to the percentage before it is rounded.
    pub bias: Percent,
    /// The rounding of the published percentage.
    pub rounding: Rounding,
}

/// Which ungraded work the final grade counts, as its minimum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FinalCounts {
    /// Work due at or before the instant asked about, and work without a due date.
    Due,
    /// All of it.
    All,
}

/// What work that waits for a marker counts in the final grade. It never counts in the current one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Pending {
    /// Nothing, for or against.
    LeaveOut,
    /// What is marked so far, zero when nothing is.
    CountMarkedPart,
}

/// What work never begun counts in the final grade once the enrolment is concluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Concluded {
    /// Zero, as before.
    CountUnstarted,
    /// Nothing, for or against.
    LeaveOutUnstarted,
}

/// What a mark that a learner must not see yet is in the totals that the learner sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Unseen {
    /// It counts: the total can give it away.
    Include,
    /// It is as if it had not been marked.
    AsUngraded,
    /// It counts neither for nor against.
    LeaveOut,
    /// It counts as zero.
    AsZero,
    /// Every total that depends on it is hidden too.
    HideTotal,
}

/// What an item without points is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ZeroPoint {
    /// It counts neither for nor against.
    Ignore,
    /// Its points are added to the points earned, and nothing to the points possible.
    ExtraCredit,
}

/// What happens to a mark when the maximum of its item changes after it was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RangeChange {
    /// Its percentage stays, its points are rescaled to the new maximum.
    KeepPercent,
    /// Its points stay: 75 points of now 50 are 150 %.
    KeepPoints,
    /// It stays a mark out of the maximum it was given for.
    KeepRange,
}

/// Whether a number may lie outside its range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Bounding {
    /// It may.
    Free,
    /// It is raised or lowered to the nearer end.
    Range,
    /// It may reach ten times the upper end: Moodle's unlimited grades.
    TenTimes,
}

/// How it is decided which scores are dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DropProcedure {
    /// Both rules at once: of all ways to drop the lowest, the one with the best total after the highest are dropped.
    Joint,
    /// First the best ratio of points without the lowest, then from what is left the worst ratio without the highest.
    Canvas,
    /// The lowest shares, of equal ones that with the larger maximum; under natural weights only among equals.
    Moodle,
    /// The lowest percentages, of equal ones the later; an average over what is left.
    OpenEdx,
}

/// What a total is to which only extra credit contributes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum OnlyExtraCredit {
    /// No total: extra credit to nothing is nothing.
    Nothing,
    /// The weighted sum itself, taken for a share.
    SumAsShare,
}

/// What a category without any counted work is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum EmptyCategory {
    /// No total.
    Nothing,
    /// Zero.
    Zero,
}

/// What a category is that counts ungraded work as its minimum, when none of its work is graded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum NoneGraded {
    /// The total of the minima.
    Minimum,
    /// No total: nothing graded is not nought. In the best case, which supposes marks, there is one all the same.
    Nothing,
}

/// The numbers it is computed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Arithmetic {
    /// Exact fractions.
    Exact,
    /// Binary fractions of 53 bits, rounded after each step: what a gradebook that uses floats gets.
    Binary64,
}

impl Profile {
    /// The settings that the profile names.
    #[must_use]
    pub fn settings(self) -> Settings {
        let plain = Settings {
            final_counts: FinalCounts::Due,
            pending: Pending::LeaveOut,
            concluded: Concluded::CountUnstarted,
            unposted: Unseen::LeaveOut,
            hidden: Unseen::LeaveOut,
            zero_point: ZeroPoint::Ignore,
            range_change: RangeChange::KeepPercent,
            item_bounds: Bounding::Free,
            category_bounds: Bounding::Free,
            drop: DropProcedure::Joint,
            only_extra_credit: OnlyExtraCredit::Nothing,
            empty_category: EmptyCategory::Nothing,
            none_graded: NoneGraded::Minimum,
            arithmetic: Arithmetic::Exact,
            mark_rounding: None,
            weight_rounding: None,
            share_rounding: None,
            category_rounding: None,
            period_rounding: None,
            bias: Percent::ZERO,
            rounding: to(RoundingMode::HalfUp, 2),
        };
        match self {
            Self::Plain => plain,
            Self::Canvas => Settings {
                final_counts: FinalCounts::All,
                pending: Pending::CountMarkedPart,
                concluded: Concluded::LeaveOutUnstarted,
                unposted: Unseen::AsUngraded,
                hidden: Unseen::AsUngraded,
                zero_point: ZeroPoint::ExtraCredit,
                range_change: RangeChange::KeepPoints,
                drop: DropProcedure::Canvas,
                period_rounding: Some(to(RoundingMode::HalfUp, 2)),
                ..plain
            },
            Self::Moodle => Settings {
                final_counts: FinalCounts::All,
                hidden: Unseen::HideTotal,
                unposted: Unseen::HideTotal,
                range_change: RangeChange::KeepPoints,
                item_bounds: Bounding::Range,
                category_bounds: Bounding::Range,
                drop: DropProcedure::Moodle,
                only_extra_credit: OnlyExtraCredit::SumAsShare,
                none_graded: NoneGraded::Nothing,
                mark_rounding: Some(to(RoundingMode::HalfAway, 5)),
                weight_rounding: Some(to(RoundingMode::HalfAway, 5)),
                category_rounding: Some(to(RoundingMode::HalfAway, 5)),
                rounding: to(RoundingMode::HalfAway, 2),
                ..plain
            },
            Self::OpenEdx => Settings {
                final_counts: FinalCounts::All,
                pending: Pending::CountMarkedPart,
                hidden: Unseen::AsZero,
                unposted: Unseen::AsZero,
                range_change: RangeChange::KeepRange,
                drop: DropProcedure::OpenEdx,
                empty_category: EmptyCategory::Zero,
                arithmetic: Arithmetic::Binary64,
                share_rounding: Some(to(RoundingMode::HalfEven, 4)),
                bias: Percent::from_micros(50_000).unwrap_or_default(),
                rounding: to(RoundingMode::HalfAway, 0),
                ..plain
            },
        }
    }
}

/// Notes a `rounding` that keeps more digits than a number has.
pub(super) fn check_rounding(rounding: Rounding, problems: &mut Problems) {
    check_rounding_at("rounding", rounding, problems);
}

/// The same under another name.
pub(super) fn check_rounding_at(name: &'static str, rounding: Rounding, problems: &mut Problems) {
    if rounding.digits > Rounding::MAX_DIGITS {
        let message = format!(
            "a rounding keeps at most {} decimal places",
            Rounding::MAX_DIGITS
        );
        problems.at(name, |found| found.add("rounding_digits", message));
    }
}

const fn to(mode: RoundingMode, digits: u8) -> Rounding {
    Rounding { mode, digits }
}

impl Default for Settings {
    fn default() -> Self {
        Profile::Plain.settings()
    }
}
