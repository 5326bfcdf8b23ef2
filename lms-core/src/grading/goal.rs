//! "What do I need on the final for a B?": the least mark with which a goal is reached, with all rules on.

use serde::{Deserialize, Serialize};

use super::compile::{Branch, Child, ChildKind, Leaf};
use super::policy::{FittedCurve, LatePolicy, ModerationPolicy};
use super::presentation::BandScheme;
use super::{
    Aggregation, Answer, Asked, CompiledScheme, DropProcedure, DropRule, Exact, RangeChange, Total,
};
use crate::ActivityId;
use crate::number::{Percent, Points};
use crate::record::ScoreSheet;

/// The most marks that are tried one by one where a higher mark does not always help.
pub const MAX_GOAL_TRIALS: i64 = 20_000;

/// The most marks that are tried one by one, times the items of the scheme.
pub const MAX_GOAL_LOOKS: i64 = 4_000_000;

/// What is to be reached, by which item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Goal {
    /// The item whose mark is sought.
    pub item: ActivityId,
    /// The total that is to reach it.
    pub answer: Answer,
    /// What it is to reach.
    pub target: Target,
    /// The marks that can be given are the minimum of the item and steps of this from there.
    pub step: Points,
}

/// What a total is to reach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum Target {
    /// At least so many percent, as published: after the scheme's rounding.
    Published {
        /// The percentage.
        percent: Percent,
    },
    /// At least so many percent before any rounding.
    Exact {
        /// The percentage.
        percent: Percent,
    },
    /// At least a letter or class.
    Band {
        /// Its label.
        label: String,
        /// The bands, best first.
        bands: BandScheme,
    },
}

/// The way to a goal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Way {
    /// This mark is the least that reaches it.
    Needs {
        /// The mark.
        points: Points,
        /// The total with it.
        total: Total,
        /// Every higher mark reaches it too. Where the scheme is not monotone this was looked up, not concluded.
        every_higher: bool,
        /// A higher mark that counts, after all policies, never lowers a total of the scheme. That policies keep the order
        /// of marks as well says [`CompiledScheme::is_monotone`].
        monotone: bool,
    },
    /// The item's minimum is enough.
    Reached {
        /// The total with the minimum.
        total: Total,
        /// Every higher mark reaches it too.
        every_higher: bool,
        /// A higher mark that counts never lowers a total of the scheme.
        monotone: bool,
    },
    /// Not even full marks are enough, nor any mark below.
    OutOfReach {
        /// The total with full marks.
        total: Total,
        /// A higher mark that counts never lowers a total of the scheme.
        monotone: bool,
    },
}

/// Why no way to a goal was sought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GoalError {
    /// The scheme has no such item.
    #[error("the scheme has no such item")]
    Item,
    /// The step is not above zero.
    #[error("the step of marks must be above zero")]
    Step,
    /// The bands have no such label.
    #[error("the bands have no such label")]
    Band,
    /// A higher mark may lower a total here, and there are too many marks to try each.
    #[error(
        "a higher mark may lower the total in this scheme, and more than {MAX_GOAL_TRIALS} marks would have to be tried, or fewer in a scheme of hundreds of items; choose a larger step"
    )]
    TooManyMarks,
}

impl GoalError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Item => "goal_item_unknown",
            Self::Step => "goal_step_not_positive",
            Self::Band => "goal_band_unknown",
            Self::TooManyMarks => "goal_too_many_marks",
        }
    }
}

impl Leaf {
    /// Whether its policies keep the order of marks. Choosing attempts and capping resits do, and so do the mean and the
    /// highest of several markers.
    fn is_monotone(&self) -> bool {
        let deducts_evenly = |late: &LatePolicy| late.rounding.is_none();
        let rises = |curve: &FittedCurve| !curve.factor.is_negative();
        let compares = |policy: &ModerationPolicy| {
            matches!(
                policy,
                ModerationPolicy::Agreed {} | ModerationPolicy::ThirdMarker { .. }
            )
        };
        self.policies.late.as_ref().is_none_or(deducts_evenly)
            && self.policies.curve.as_ref().is_none_or(rises)
            && !self.policies.moderation.as_ref().is_some_and(compares)
    }
}

impl CompiledScheme {
    /// Whether a higher score can never lower a total: no drop procedure of another gradebook is at work, no mode is
    /// taken, nothing is calculated by a formula, no deduction from late work is rounded (10 % of 14.9, rounded to 1,
    /// leave 13.9, and of 15, rounded to 2, leave 13), no curve falls, no markers must agree or call a third (52 and 62
    /// may count 57, and 52 and 63 what the third says, or nothing yet), and no category that drops changes its weight
    /// by what it drops. A curve that is fitted anew to marks of the class is another curve; this is about one.
    ///
    /// A category that changes its weight is one that adds up points, drops among parts that need not have one maximum, and counts
    /// by its own maximum in its parent (a sum of points, a simple weighted mean, natural weights). It keeps what is
    /// best for its own share, which need not be best for the parent:
    ///
    /// - quiz 10/10 beside homework that drops the lower of a 5/10 and b 49/100: a is kept, (10 + 5) / 20 = 75 %;
    /// - with b 51/100 it is b that is kept: (10 + 51) / 110 = 55 %.
    ///
    /// Weights by percentage, or items of one maximum in such a category, keep a scheme monotone. The answer looks at
    /// the scheme alone, so it can be no where no mark of this learner would do harm.
    ///
    /// It is about marks, whoever gave them and whatever they are out of. A category's total that a teacher set stands
    /// still; set without a maximum it is out of what its parts come to, which a drop rule can change with a mark.
    ///
    /// ```
    /// use lms_core::grading::{CompiledScheme, Scheme};
    /// let monotone = |course: &str, last: &str| {
    ///     let text = format!(r#"{{"id":"s","root":{{"id":"course","aggregation":{{"type":"{course}"}},"children":[
    ///         {{"type":"item","id":"quiz","maximum":"10"}},
    ///         {{"type":"category","id":"homework","aggregation":{{"type":"sumOfPoints"}},"drop":{{"lowest":1}},"children":[
    ///             {{"type":"item","id":"a","maximum":"10"}},{{"type":"item","id":"b","maximum":"{last}"}}]}}]}}}}"#);
    ///     CompiledScheme::new(Scheme::from_json(&text).unwrap()).unwrap().is_monotone()
    /// };
    /// assert!(!monotone("sumOfPoints", "100"));
    /// assert!(monotone("sumOfPoints", "10")); // whatever is dropped, homework counts 10
    /// assert!(monotone("mean", "100")); // whatever is dropped, homework counts half
    /// ```
    #[must_use]
    pub fn is_monotone(&self) -> bool {
        self.counts_monotonely() && self.leaves.iter().all(Leaf::is_monotone)
    }

    /// The same of the marks that count, after the policies: of those that are supposed.
    fn counts_monotonely(&self) -> bool {
        self.calculations.is_empty() && self.is_monotone_at(&self.root)
    }

    /// The depth was checked, so the recursion is bounded.
    fn is_monotone_at(&self, branch: &Branch) -> bool {
        let here = branch.category.aggregation != Aggregation::Mode
            && (self.scheme.settings.drop == DropProcedure::Joint
                || branch.category.drop == DropRule::default());
        let by_maximum = matches!(
            branch.category.aggregation,
            Aggregation::SumOfPoints | Aggregation::SimpleWeightedMean | Aggregation::Natural
        );
        here && branch.children.iter().all(|child| match &child.kind {
            ChildKind::Leaf(_) => true,
            ChildKind::Branch(inner) => {
                !(by_maximum && self.drops_maxima(inner)) && self.is_monotone_at(inner)
            }
        })
    }

    /// Whether the maximum of a category can depend on which of its parts are dropped.
    fn drops_maxima(&self, branch: &Branch) -> bool {
        if !branch.category.aggregation.adds_points() || branch.category.drop == DropRule::default()
        {
            return false;
        }
        let droppable = || {
            let children = branch.children.iter();
            children.filter(|child| !child.never_drop && child.extra.is_none())
        };
        // The sheet can give another maximum to a mark kept in its own range, and to a category's total.
        let is_written = |child: &Child| {
            matches!(child.kind, ChildKind::Leaf(_))
                && self.scheme.settings.range_change != RangeChange::KeepRange
        };
        let first = droppable().next().map(|child| &child.maximum);
        let alike = |child: &Child| is_written(child) && Some(&child.maximum) == first;
        droppable().count() > 1 && !droppable().all(alike)
    }

    /// The least mark of an item with which a total reaches a target, everything else as it is or as supposed.
    ///
    /// In a monotone scheme found by bisection over the marks that can be given; elsewhere each of them is tried.
    ///
    /// ```
    /// use lms_core::grading::{Answer, Asked, CompiledScheme, Goal, Scheme, Target, Way};
    /// use lms_core::record::{Score, ScoreSheet};
    /// let scheme = Scheme::from_json(r#"{"id":"s","root":{"id":"course","aggregation":{"type":"weightedMean"},"children":[
    ///     {"type":"item","id":"essay","maximum":"50","weight":"40"},
    ///     {"type":"item","id":"final","maximum":"100","weight":"60"}]}}"#).unwrap();
    /// let compiled = CompiledScheme::new(scheme).unwrap();
    /// let mut sheet = ScoreSheet::default();
    /// sheet.scores.insert("essay".parse().unwrap(), Score::scored("45".parse().unwrap()));
    /// let goal = Goal {
    ///     item: "final".parse().unwrap(),
    ///     answer: Answer::Final,
    ///     target: Target::Published { percent: "80".parse().unwrap() },
    ///     step: "0.5".parse().unwrap(),
    /// };
    /// let asked = Asked::at("2026-11-22T08:00:00Z".parse().unwrap());
    /// let Way::Needs { points, .. } = compiled.goal(&sheet, &asked, &goal).unwrap() else { panic!() };
    /// assert_eq!(points.to_string(), "73.5"); // 36 % + 0.6 * 73.5 % = 80.1 %, and 73 is 0.2 % short
    /// ```
    ///
    /// # Errors
    /// [`GoalError`] when the item or band is unknown, the step is not positive, or there are too many marks to try.
    pub fn goal(&self, sheet: &ScoreSheet, asked: &Asked, goal: &Goal) -> Result<Way, GoalError> {
        let index = self.position(&goal.item).ok_or(GoalError::Item)?;
        let leaf = self.leaves.get(index).ok_or(GoalError::Item)?;
        if goal.step <= Points::ZERO {
            return Err(GoalError::Step);
        }
        if let Target::Band { label, bands } = &goal.target
            && bands.band(label).is_none()
        {
            return Err(GoalError::Band);
        }
        let (low, high) = (leaf.item.minimum.micros(), leaf.item.maximum.micros());
        let range = high.saturating_sub(low);
        let steps = range.checked_div(goal.step.micros()).unwrap_or(0);
        // The last mark is the maximum itself, whether or not the steps meet it.
        let uneven = range.checked_rem(goal.step.micros()) != Some(0);
        let last = steps.saturating_add(i64::from(uneven));
        let mark = |place: i64| {
            let micros = low.saturating_add(place.saturating_mul(goal.step.micros()));
            Points::from_micros(micros.min(high)).unwrap_or(leaf.item.maximum)
        };
        let mut supposing = asked.clone();
        let mut total_at = |place: i64| {
            supposing.what_if.insert(goal.item.clone(), mark(place));
            self.total_of(sheet, &supposing, goal.answer)
        };
        let items = i64::try_from(self.leaves.len()).unwrap_or(i64::MAX).max(1);
        // A supposed mark counts as it is, whatever the policies.
        let monotone = self.counts_monotonely();
        let found = if monotone {
            bisect(last, |place| goal.target.is_reached(&total_at(place)))
        } else if last > MAX_GOAL_TRIALS.min(MAX_GOAL_LOOKS.checked_div(items).unwrap_or(0)) {
            return Err(GoalError::TooManyMarks);
        } else {
            (0..=last).find(|place| goal.target.is_reached(&total_at(*place)))
        };
        let Some(place) = found else {
            return Ok(Way::OutOfReach {
                total: total_at(last),
                monotone,
            });
        };
        let mut above = place.saturating_add(1)..=last;
        let every_higher = monotone || above.all(|place| goal.target.is_reached(&total_at(place)));
        let total = total_at(place);
        Ok(if place == 0 {
            Way::Reached {
                total,
                every_higher,
                monotone,
            }
        } else {
            Way::Needs {
                points: mark(place),
                total,
                every_higher,
                monotone,
            }
        })
    }
}

/// The first place from 0 to `last` at which something holds that, once it holds, goes on holding.
fn bisect(last: i64, mut holds: impl FnMut(i64) -> bool) -> Option<i64> {
    if !holds(last) {
        return None;
    }
    let (mut low, mut high) = (0_i64, last);
    while low < high {
        let middle = low.saturating_add(high.saturating_sub(low) / 2);
        if holds(middle) {
            high = middle;
        } else {
            low = middle.saturating_add(1);
        }
    }
    Some(high)
}

impl Target {
    /// Whether a total reaches it; no total reaches nothing.
    #[must_use]
    pub fn is_reached(&self, total: &Total) -> bool {
        let Total::Graded { percent, exact, .. } = total else {
            return false;
        };
        match self {
            Self::Published { percent: wanted } => *percent >= Exact::from(*wanted),
            Self::Exact { percent: wanted } => *exact >= Exact::from(*wanted),
            Self::Band { label, bands } => {
                let Some(share) = exact.over(&Exact::HUNDRED) else {
                    return false;
                };
                let place = |label: &str| {
                    let wanted = bands.band(label)?;
                    bands.bands.iter().position(|band| band == wanted)
                };
                let reached = bands
                    .look_up(&share)
                    .and_then(|found| place(&found.band.label));
                reached
                    .zip(place(label))
                    .is_some_and(|(reached, wanted)| reached <= wanted)
            }
        }
    }
}
