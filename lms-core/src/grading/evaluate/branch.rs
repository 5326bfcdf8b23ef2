//! One category: its parts are computed, sorted out, dropped from, and brought together.

use super::super::compile::{Branch, ChildKind};
use super::super::standing::{Standing, note};
use super::super::{
    Aggregation, Answer, Exact, LeftOut, NoneGraded, Part, PartOf, Role, StepReason, Ungraded,
    Value, ZeroPoint,
};
use super::Run;
use super::aggregate::Candidate;
use super::settle::taken_out;

impl<'s> Run<'s> {
    /// The total of a category as it counts above. The depth was checked, so the recursion is bounded.
    pub(super) fn branch(
        &self,
        branch: &'s Branch,
        answer: Answer,
        period: Option<usize>,
    ) -> Part<'s> {
        let mut whole = self.total(branch, answer, period);
        if let Some(score) = self.sheet.totals.get(&branch.category.id) {
            if let Some(reason) = taken_out(score) {
                whole.take_out(reason);
            }
            self.unseen_total(branch, score, &mut whole);
        }
        whole
    }

    /// The total of a category, whether or not it was taken out for the learner.
    pub(super) fn total(
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
        let mut whole = Part {
            of: PartOf::Category {
                id: &branch.category.id,
                aggregation: branch.category.aggregation,
                calculated: branch.category.formula.is_some(),
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
        if let Some(score) = self.sheet.totals.get(&branch.category.id) {
            self.set_by_hand(branch, score, &mut whole);
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
        if candidates
            .iter()
            .all(|candidate| candidate.ungraded.is_some())
            && branch.category.ungraded == Ungraded::AsMinimum
            && settings.none_graded == NoneGraded::Nothing
            && answer != Answer::Best
        {
            return Vec::new();
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
}
