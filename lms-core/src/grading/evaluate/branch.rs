//! One category: its parts are computed, sorted out, dropped from, and brought together.

use super::super::compile::{Branch, ChildKind, Leaf};
use super::super::formula::Formula;
use super::super::standing::{Standing, note};
use super::super::{
    Aggregation, Answer, Bounding, EmptyCategory, Exact, LeftOut, Nothing, Part, PartOf, Role,
    Step, StepReason, Ungraded, Value, ZeroPoint,
};
use super::Run;
use super::aggregate::{Candidate, Combined};
use crate::record::{Score, ScoreStatus};

impl<'s> Run<'s> {
    /// The total of a category. The depth was checked, so the recursion is bounded.
    pub(super) fn branch(
        &self,
        branch: &'s Branch,
        answer: Answer,
        period: Option<usize>,
    ) -> Part<'s> {
        let mut parts: Vec<Part<'s>> = branch
            .children
            .iter()
            .map(|child| match &child.kind {
                ChildKind::Leaf(index) => self.leaf(*index, answer, period),
                ChildKind::Branch(inner) => self.branch(inner, answer, period),
            })
            .collect();
        let score = self.sheet.totals.get(&branch.category.id);
        let mut whole = Part {
            of: PartOf::Category {
                id: &branch.category.id,
                aggregation: branch.category.aggregation,
            },
            role: Role::Whole,
            score: None,
            share: None,
            nothing: None,
            hidden: parts.iter().any(|part| part.hidden)
                || self.rests_on_hidden(branch.category.formula.as_ref()),
            steps: Vec::new(),
            parts: Vec::new(),
        };
        let combined = match &branch.category.formula {
            Some(formula) => self.by_formula(branch, formula, &mut parts),
            None => {
                let candidates = self.candidates(branch, answer, &mut parts);
                self.combine(branch, candidates, &mut parts)
            }
        };
        self.settle(branch, combined, &mut whole);
        whole.parts = parts;
        if let Some(score) = score {
            set_by_hand(branch, score, &mut whole);
            self.unseen_total(branch, score, &mut whole);
        }
        whole
    }

    pub(super) fn leaf(&self, index: usize, answer: Answer, period: Option<usize>) -> Part<'s> {
        let Some((leaf, standing)) = self
            .compiled
            .leaves
            .get(index)
            .zip(self.standings.get(index))
        else {
            return Part::of(PartOf::Placeholder);
        };
        let mut part = Part::of(PartOf::Item { id: &leaf.item.id });
        if period.is_some() && leaf.period != period {
            part.role = Role::LeftOut {
                reason: LeftOut::OtherPeriod,
            };
            return part;
        }
        if let (Some(formula), Standing::Open { .. }) = (&leaf.item.formula, standing) {
            self.calculated(leaf, formula, &mut part);
            part.hidden = self.rests_on_hidden(Some(formula));
            return part;
        }
        match standing {
            Standing::Out(reason) => part.role = Role::LeftOut { reason: *reason },
            Standing::Graded {
                value,
                steps,
                hidden,
            } => {
                part.score = Some(value.clone());
                part.steps.clone_from(steps);
                part.hidden = *hidden;
            }
            Standing::Open {
                why,
                in_final,
                partial,
                reachable,
            } => {
                part.role = Role::LeftOut { reason: *why };
                let none = || leaf.value(leaf.minimum.clone());
                // The best case supposes that what can still be handed in is, whatever is done with work that is not.
                part.score = match (leaf.ungraded, answer) {
                    (_, Answer::Best) if *reachable => Some(leaf.value(leaf.maximum.clone())),
                    (Ungraded::AsMinimum, _) => Some(none()),
                    (Ungraded::LeaveOut, _) | (Ungraded::ByAnswer, Answer::Current) => None,
                    (Ungraded::ByAnswer, Answer::Final) => {
                        in_final.then(|| partial.clone().unwrap_or_else(none))
                    }
                    (Ungraded::ByAnswer, Answer::Best | Answer::Worst) => {
                        Some(partial.clone().unwrap_or_else(none))
                    }
                };
            }
        }
        part
    }

    /// A calculated item, always within its range.
    fn calculated(&self, leaf: &'s Leaf, formula: &Formula, part: &mut Part<'s>) {
        let Some(points) = self.formula(formula) else {
            part.role = Role::LeftOut {
                reason: LeftOut::FormulaFault,
            };
            return;
        };
        part.steps.push(Step {
            why: StepReason::Calculated,
            from: None,
            to: points.clone(),
        });
        let mut value = leaf.value(points);
        let bounded = value
            .points
            .clone()
            .min(value.maximum.clone())
            .max(value.minimum.clone());
        note(
            &mut value.points,
            bounded,
            StepReason::Bounded,
            &mut part.steps,
        );
        part.score = Some(value);
    }

    /// A calculated total, always within the category's range; its parts count only through the formula.
    fn by_formula(&self, branch: &Branch, formula: &Formula, parts: &mut [Part<'s>]) -> Combined {
        for part in parts {
            part.share = part.score.as_ref().and_then(Value::share);
            if !matches!(part.role, Role::LeftOut { .. }) {
                part.role = Role::LeftOut {
                    reason: LeftOut::InFormula,
                };
            }
        }
        let Some(points) = self.formula(formula) else {
            return Combined::Nothing(Nothing::FormulaFault);
        };
        let range = branch.maximum.minus(&branch.minimum);
        match points.minus(&branch.minimum).over(&range) {
            Some(share) => Combined::Share(share.min(Exact::ONE).max(Exact::ZERO)),
            None => Combined::Pointless(points),
        }
    }

    /// What is left to count. Parts that do not count get their role here.
    fn candidates(
        &self,
        branch: &'s Branch,
        answer: Answer,
        parts: &mut Vec<Part<'s>>,
    ) -> Vec<Candidate> {
        let settings = &self.compiled.scheme.settings;
        let aggregation = branch.category.aggregation;
        let mut candidates = Vec::with_capacity(parts.len());
        for (index, (part, child)) in parts.iter_mut().zip(&branch.children).enumerate() {
            if part.nothing.is_some()
                && part.score.is_none()
                && branch.category.ungraded == Ungraded::AsMinimum
            {
                part.score = Some(Value {
                    points: Exact::ZERO,
                    minimum: Exact::ZERO,
                    maximum: child.maximum.clone(),
                });
                part.role = Role::LeftOut {
                    reason: LeftOut::NoTotal,
                };
            }
            let Some(value) = &part.score else {
                if matches!(part.role, Role::Whole) {
                    part.role = Role::LeftOut {
                        reason: LeftOut::NoTotal,
                    };
                }
                continue;
            };
            let ungraded = match part.role {
                Role::LeftOut { reason } => Some(reason),
                _ => None,
            };
            // Natural weights count from zero, so that negative points survive.
            part.share = if aggregation == Aggregation::Natural {
                value.points.over(&value.maximum)
            } else {
                settings.arithmetic.share(value)
            };
            // A mean is not rounded again before the mean that it goes into.
            let is_mean = matches!(&child.kind, ChildKind::Branch(inner)
                if !inner.category.aggregation.adds_points());
            if !is_mean {
                self.round_share(part);
            }
            let (Some(value), share) = (&part.score, &part.share) else {
                continue;
            };
            let weightless = child.weight.as_ref().is_some_and(Exact::is_zero)
                && (matches!(aggregation, Aggregation::WeightedMean { .. }));
            let pointless = share.is_none();
            let adds = settings.zero_point == ZeroPoint::ExtraCredit
                && aggregation == Aggregation::SumOfPoints;
            if weightless || (pointless && !adds) {
                part.role = Role::LeftOut {
                    reason: if weightless {
                        LeftOut::ZeroWeight
                    } else {
                        LeftOut::WithoutPoints
                    },
                };
                continue;
            }
            candidates.push(Candidate {
                part: index,
                points: value.points.clone(),
                range: value.maximum.minus(&value.minimum),
                maximum: value.maximum.clone(),
                share: share.clone(),
                weight: child.weight.clone(),
                stored: child.stored.clone(),
                extra: child.extra.clone(),
                never_drop: child.never_drop,
                ungraded,
                dropped: None,
            });
        }
        self.placeholders(branch, answer, parts, &mut candidates);
        candidates
    }

    /// Fills up with work that the scheme expects. The current total looks at what is graded only.
    fn placeholders(
        &self,
        branch: &Branch,
        answer: Answer,
        parts: &mut Vec<Part<'s>>,
        candidates: &mut Vec<Candidate>,
    ) {
        if answer == Answer::Current {
            return;
        }
        let share = if answer == Answer::Best {
            Exact::ONE
        } else {
            Exact::ZERO
        };
        while candidates.len() < branch.category.placeholders {
            let mut part = Part::of(PartOf::Placeholder);
            part.share = Some(share.clone());
            candidates.push(Candidate {
                part: parts.len(),
                points: share.clone(),
                range: Exact::ONE,
                maximum: Exact::ONE,
                share: Some(share.clone()),
                weight: None,
                stored: None,
                extra: None,
                never_drop: false,
                ungraded: Some(LeftOut::Expected),
                dropped: None,
            });
            parts.push(part);
        }
    }

    fn round_share(&self, part: &mut Part<'s>) {
        let settings = &self.compiled.scheme.settings;
        let (Some(share), Some(rounding)) = (&mut part.share, settings.share_rounding) else {
            return;
        };
        let rounded = settings.arithmetic.round(share, rounding);
        note(
            share,
            rounded,
            StepReason::Rounded { rounding },
            &mut part.steps,
        );
    }

    /// From the combined parts to the category's total: its range, limits, bounds and rounding.
    fn settle(&self, branch: &Branch, combined: Combined, whole: &mut Part<'s>) {
        let settings = &self.compiled.scheme.settings;
        let (share, points, maximum) = match combined {
            Combined::Nothing(reason) => {
                whole.nothing = Some(reason);
                if settings.empty_category != EmptyCategory::Zero {
                    return;
                }
                (Exact::ZERO, None, branch.maximum.clone())
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
            Combined::Share(share) => (share, None, branch.maximum.clone()),
            Combined::Points { points, maximum } => match points.over(&maximum) {
                Some(share) => (share, Some(points), maximum),
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
        if settings.category_bounds == Bounding::Range {
            let bounded = share.clone().max(Exact::ZERO).min(Exact::ONE);
            note(&mut share, bounded, StepReason::Bounded, &mut whole.steps);
        }
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
}

/// A total that a teacher set, took out or hid.
fn set_by_hand<'s>(branch: &Branch, score: &'s Score, whole: &mut Part<'s>) {
    match score.status {
        ScoreStatus::Excused => whole.take_out(LeftOut::Excused),
        ScoreStatus::Excluded => whole.take_out(LeftOut::Excluded),
        ScoreStatus::Withdrawn => whole.take_out(LeftOut::Withdrawn),
        _ => {}
    }
    let set = match score.overriding() {
        Some(set) => set.to.map(|to| {
            let maximum = set.maximum.or(score.maximum);
            (to, maximum, StepReason::Overridden { by: &set.by })
        }),
        None => score
            .points
            .map(|points| (points, score.maximum, StepReason::Set)),
    };
    let Some((points, maximum, why)) = set else {
        return;
    };
    let maximum = maximum.map_or_else(
        || {
            let computed = whole.score.as_ref().map(|value| value.maximum.clone());
            computed.unwrap_or_else(|| branch.maximum.clone())
        },
        Exact::from,
    );
    let value = Value {
        points: points.into(),
        minimum: branch.minimum.clone(),
        maximum,
    };
    whole.steps.push(Step {
        why,
        from: whole.score.as_ref().map(|value| value.points.clone()),
        to: value.points.clone(),
    });
    whole.nothing = None;
    whole.share = value.share();
    whole.score = Some(value);
}

impl<'s> Part<'s> {
    pub(super) fn take_out(&mut self, reason: LeftOut) {
        self.score = None;
        self.share = None;
        self.role = Role::LeftOut { reason };
    }
}
