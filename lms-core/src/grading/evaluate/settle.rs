//! From what the parts of a category come to, to its total: range, limits, bounds, rounding, and a teacher's hand.

use super::super::compile::Branch;
use super::super::standing::note;
use super::super::{EmptyCategory, Exact, LeftOut, Nothing, Part, Role, Step, StepReason, Value};
use super::Run;
use super::aggregate::Combined;
use crate::record::{Score, ScoreStatus};

impl<'s> Run<'s> {
    /// From the combined parts to the category's total: its range, limits, bounds and rounding.
    pub(super) fn settle(&self, branch: &Branch, combined: Combined, whole: &mut Part<'s>) {
        let settings = &self.compiled.scheme.settings;
        let (share, points, lowest, maximum) = match combined {
            Combined::Nothing(reason) => {
                whole.nothing = Some(reason);
                if settings.empty_category != EmptyCategory::Zero {
                    return;
                }
                (Exact::ZERO, None, None, branch.maximum.clone())
            }
            Combined::Pointless(points) => {
                whole.nothing = Some(Nothing::WithoutPoints);
                whole.score = Some(Value {
                    points,
                    minimum: Exact::ZERO,
                    maximum: Exact::ZERO,
                });
                return;
            }
            Combined::Share(share) => (share, None, None, branch.maximum.clone()),
            Combined::Points {
                points,
                lowest,
                maximum,
            } => match points.over(&maximum) {
                Some(share) => (share, Some(points), lowest.over(&maximum), maximum),
                None => return,
            },
        };
        let mut share = share;
        let range = maximum.minus(&branch.minimum);
        let mut limited = share.clone();
        if let Some(lower) = &branch.lower {
            limited = limited.max(lower.clone());
        }
        if let Some(upper) = &branch.upper {
            limited = limited.min(upper.clone());
        }
        note(&mut share, limited, StepReason::Limited, &mut whole.steps);
        let lowest = lowest.unwrap_or(Exact::ZERO);
        let bounded = settings.category_bounds.bound(&share, &lowest, &Exact::ONE);
        note(&mut share, bounded, StepReason::Bounded, &mut whole.steps);
        let unchanged = whole.steps.is_empty();
        let mut points = match points {
            Some(points) if unchanged => points,
            _ => share.times(&range).plus(&branch.minimum),
        };
        if let Some(rounding) = settings.category_rounding {
            let rounded = points.rounded(rounding);
            let why = StepReason::Rounded { rounding };
            note(&mut points, rounded, why, &mut whole.steps);
            share = points.minus(&branch.minimum).over(&range).unwrap_or(share);
        }
        whole.share = Some(share);
        whole.score = Some(Value {
            points,
            minimum: branch.minimum.clone(),
            maximum,
        });
    }

    /// A total that a teacher set, or of which a teacher set the maximum.
    pub(super) fn set_by_hand(&self, branch: &Branch, score: &'s Score, whole: &mut Part<'s>) {
        let settings = &self.compiled.scheme.settings;
        let computed = whole.score.as_ref().map(|value| value.points.clone());
        let given = score.points.map(Exact::from);
        let set = match score.overriding() {
            Some(set) => match set.to {
                Some(to) => Some((to.into(), StepReason::Overridden { by: &set.by })),
                None => {
                    let points = given.or_else(|| computed.clone());
                    points.map(|points| (points, StepReason::RangeSet { by: &set.by }))
                }
            },
            None => given.map(|points| (points, StepReason::Set)),
        };
        let Some((mut points, why)) = set else {
            return;
        };
        let maximum = score.given_for();
        let maximum = maximum.map_or_else(
            || {
                let computed = whole.score.as_ref().map(|value| value.maximum.clone());
                computed.unwrap_or_else(|| branch.maximum.clone())
            },
            Exact::from,
        );
        whole.steps.push(Step {
            why,
            from: computed,
            to: points.clone(),
        });
        let bounds = settings.category_bounds;
        let bounded = bounds.bound(&points, &branch.minimum, &maximum);
        note(&mut points, bounded, StepReason::Bounded, &mut whole.steps);
        if let Some(rounding) = settings.category_rounding {
            let rounded = points.rounded(rounding);
            let why = StepReason::Rounded { rounding };
            note(&mut points, rounded, why, &mut whole.steps);
        }
        let value = Value {
            points,
            minimum: branch.minimum.clone(),
            maximum,
        };
        whole.nothing = None;
        whole.share = value.share();
        whole.score = Some(value);
    }
}

/// Why a total counts neither for nor against, where a teacher took it out.
pub(super) fn taken_out(score: &Score) -> Option<LeftOut> {
    match score.status {
        ScoreStatus::Excused => Some(LeftOut::Excused),
        ScoreStatus::Excluded => Some(LeftOut::Excluded),
        ScoreStatus::Withdrawn => Some(LeftOut::Withdrawn),
        _ => None,
    }
}

impl<'s> Part<'s> {
    pub(super) fn take_out(&mut self, reason: LeftOut) {
        self.score = None;
        self.share = None;
        self.role = Role::LeftOut { reason };
    }
}
