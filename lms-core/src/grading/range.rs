//! A mark in the range of its item: what a later change of the range, the item's own factor, bounds and rounding make
//! of it.

use super::compile::Leaf;
use super::standing::note;
use super::{Bounding, Exact, RangeChange, Settings, Step, StepReason, Value};
use crate::number::{Points, RoundingMode};

/// Where a mark comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hand {
    /// It was given for the work: factor and offset of the item are still to come.
    Marked,
    /// It was set or locked over whatever was computed: nothing is multiplied or added any more.
    Set,
}

/// Added to a place on a scale before it is rounded, in millionths, as Moodle does: a half of which only five decimal
/// places were kept is a half.
const NUDGE: i64 = 10;

impl Leaf {
    /// Points in the range of the item.
    pub(super) fn value(&self, points: Exact) -> Value {
        Value {
            points,
            minimum: self.minimum.clone(),
            maximum: self.maximum.clone(),
        }
    }

    /// A mark in the range that the settings give it: rescaled where the maximum changed, multiplied and added to,
    /// bounded, rounded, in this order.
    pub(super) fn ranged<'a>(
        &self,
        mark: Exact,
        given_for: Option<Points>,
        hand: Hand,
        settings: &Settings,
        steps: &mut Vec<Step<'a>>,
    ) -> Value {
        let mut value = self.value(mark);
        let mut top = self.maximum.clone();
        // What is not above the minimum is no range: a mark of it could only be kept as it is.
        let given_for = given_for
            .map(|given_for| Exact::from(given_for).max(self.minimum.clone()))
            .filter(|given_for| *given_for != self.maximum);
        if let Some(given_for) = given_for {
            match settings.range_change {
                // It was within its range when it was given.
                RangeChange::KeepPoints => top = top.max(given_for),
                RangeChange::KeepRange => {
                    top = given_for.clone();
                    value.maximum = given_for;
                }
                RangeChange::KeepPercent => {
                    let reached = value.points.minus(&value.minimum);
                    if let Some(share) = reached.over(&given_for.minus(&value.minimum)) {
                        let range = value.maximum.minus(&value.minimum);
                        let rescaled = share.times(&range).plus(&value.minimum);
                        note(&mut value.points, rescaled, StepReason::Rescaled, steps);
                    }
                }
            }
        }
        if hand == Hand::Marked && !self.item.on_scale {
            self.multiplied(&mut value, steps);
        }
        let bounding = match settings.item_bounds {
            Bounding::Range if self.item.unlimited => Bounding::TenTimes,
            bounding => bounding,
        };
        let bounded = bounding.bound(&value.points, &self.minimum, &top);
        if !self.item.on_scale {
            note(&mut value.points, bounded, StepReason::Bounded, steps);
        }
        self.kept(&mut value, settings, steps);
        value
    }

    fn multiplied(&self, value: &mut Value, steps: &mut Vec<Step<'_>>) {
        if let Some(factor) = self.item.factor {
            let multiplied = value.points.times(&Exact::share(factor));
            let why = StepReason::Factor { factor };
            note(&mut value.points, multiplied, why, steps);
        }
        if self.item.offset != Points::ZERO {
            let moved = value.points.plus(&self.item.offset.into());
            note(&mut value.points, moved, StepReason::Offset, steps);
        }
    }

    /// A mark as a gradebook keeps it: on its scale, or with so many digits.
    pub(super) fn kept(&self, value: &mut Value, settings: &Settings, steps: &mut Vec<Step<'_>>) {
        if self.item.on_scale {
            let nudged = value.points.plus(&Exact::from_micros(NUDGE));
            let place = nudged.nearest(RoundingMode::HalfAway);
            let place = place.min(value.maximum.clone()).max(value.minimum.clone());
            note(&mut value.points, place, StepReason::OnScale, steps);
        } else if let Some(rounding) = settings.mark_rounding {
            let rounded = value.points.rounded(rounding);
            let why = StepReason::Rounded { rounding };
            note(&mut value.points, rounded, why, steps);
        }
    }
}

impl Bounding {
    /// A number between two ends, as far as it must lie there.
    pub(super) fn bound(self, number: &Exact, low: &Exact, high: &Exact) -> Exact {
        let high = match self {
            Self::Free => return number.clone(),
            Self::Range => high.clone(),
            Self::TenTimes => high.times(&Exact::integer(10)),
        };
        number.clone().min(high).max(low.clone())
    }
}
