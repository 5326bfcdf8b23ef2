//! The explanation of a dense total, from whole numbers: the tree that walking the scheme gives, without the search for
//! what to drop and without fractions where a count will do.

use super::super::compile::{Branch, ChildKind, CompiledScheme, Leaf};
use super::super::exact::{Divisor, Factored};
use super::super::standing::Standing;
use super::super::{
    Aggregation, Answer, Asked, DropEnd, Exact, Explanation, LeftOut, Nothing, Part, PartOf, Role,
    Step, StepReason, Total, Value,
};
use super::counted::Counted;
use super::kept::Kept;
use super::part::{graded, ungraded, whole};
use super::plan::{Group, Plan, dense_micros, dense_points};
use crate::ActivityId;
use crate::record::{Score, ScoreSheet};

/// One learner, one question.
struct Teller<'s> {
    compiled: &'s CompiledScheme,
    scores: Vec<Option<&'s Score>>,
    concluded: bool,
    /// Marks are supposed, so that none is plain.
    supposes: bool,
    asked: &'s Asked,
    answer: Answer,
}

/// What an item counts, and what is to be said of it.
struct Told<'s> {
    /// In millionths.
    points: Option<i64>,
    steps: Vec<Step<'s>>,
    /// Why it has no grade of its own.
    why: Option<LeftOut>,
}

impl Plan {
    /// A total with everything it rests on; `None` where the learner has something that whole numbers cannot say.
    pub(in super::super) fn explain<'s>(
        &self,
        compiled: &'s CompiledScheme,
        sheet: &'s ScoreSheet,
        asked: &'s Asked,
        answer: Answer,
    ) -> Option<Explanation<'s>> {
        let root = &compiled.root;
        if !sheet.totals.is_empty() {
            return None;
        }
        let teller = Teller {
            compiled,
            scores: compiled.scores(sheet),
            concluded: sheet.concluded,
            supposes: !asked.what_if.is_empty(),
            asked,
            answer,
        };
        let whole = match root.category.aggregation {
            Aggregation::WeightedMean { .. } => teller.weighted(self, root)?,
            _ => teller.group(self.groups.first()?, root)?.0,
        };
        let (total, steps) = self.published(&whole);
        Some(Explanation {
            answer,
            total,
            root: Some(whole),
            periods: Vec::new(),
            steps,
        })
    }

    fn published<'s>(&self, whole: &Part<'s>) -> (Total, Vec<Step<'s>>) {
        let (Some(share), Some(value)) = (&whole.share, &whole.score) else {
            let total = Total::Nothing {
                reason: Nothing::NothingCounted,
                points: None,
            };
            return (total, Vec::new());
        };
        let exact = share.times(&Exact::HUNDRED);
        let percent = exact.rounded(self.rounding);
        let mut steps = Vec::new();
        if percent != exact {
            let rounding = self.rounding;
            steps.push(Step {
                why: StepReason::Rounded { rounding },
                from: Some(exact.clone()),
                to: percent.clone(),
            });
        }
        let total = Total::Graded {
            percent,
            exact,
            points: value.points.clone(),
            maximum: value.maximum.clone(),
            shown: None,
        };
        (
            total.shown_by(self.presentation.as_ref(), &value.minimum),
            steps,
        )
    }
}

impl<'s> Teller<'s> {
    /// The weighted mean of groups and single items; `None` where some part of it is not a group of the plan.
    fn weighted(&self, plan: &Plan, branch: &'s Branch) -> Option<Part<'s>> {
        if plan.groups.len() != branch.children.len() {
            return None;
        }
        let mut parts = Vec::with_capacity(branch.children.len());
        let mut kept = Vec::with_capacity(branch.children.len());
        for (child, group) in branch.children.iter().zip(&plan.groups) {
            let (mut part, comes_to) = match &child.kind {
                ChildKind::Leaf(index) => self.single(*index, group)?,
                ChildKind::Branch(inner) => self.group(group, inner)?,
            };
            if part.score.is_none() && matches!(part.role, Role::Whole) {
                part.role = Role::LeftOut {
                    reason: LeftOut::NoTotal,
                };
            }
            parts.push(part);
            kept.push(comes_to);
        }
        let quotient = plan.add_up(kept.iter().copied());
        let children = branch.children.iter().zip(&plan.groups).zip(kept);
        let counted = parts.iter_mut().zip(children);
        for (part, ((child, group), kept)) in counted.filter(|(part, _)| part.score.is_some()) {
            let below = Divisor::of(quotient.below)?;
            let normalised = Factored::of(group.weight).over(below);
            let contribution = match group.weighed(kept, quotient.below) {
                Some(contribution) => contribution,
                None => normalised.times(part.share.as_ref()?),
            };
            part.count(child.weight.clone()?, normalised, contribution);
        }
        let mut whole = whole(branch, parts);
        match plan.share(&quotient) {
            None => whole.nothing = Some(Nothing::NothingCounted),
            Some(share) => whole.reach(branch, share),
        }
        Some(whole)
    }

    /// A group of items with one maximum, and what it comes to.
    fn group(&self, group: &Group, branch: &'s Branch) -> Option<(Part<'s>, Kept)> {
        let end = group.start.wrapping_add(group.len);
        let leaves = self.compiled.leaves.get(group.start..end)?;
        let mut counted = Counted::NONE;
        let told = self.count(leaves, self.scores.get(group.start..end)?, &mut counted)?;
        let present = usize::try_from(counted.present.count_ones()).ok()?;
        let (lowest, highest) = group.drops(present);
        let (low, high) = counted.dropped(lowest, highest);
        let kept = counted.present & !low & !high;
        let sum = counted.sum.wrapping_sub(counted.sum_of(low | high));
        let comes_to = Kept {
            points: sum,
            count: kept.count_ones(),
        };
        let count = i64::from(comes_to.count.max(1));
        // At most 64 times a maximum, which has at most 50 bits.
        let maximum = count.wrapping_mul(group.maximum);
        let possible = Divisor::of(maximum)?;
        let normalised = Factored::ONE.over(Divisor::of(count)?);
        let weight = match branch.category.aggregation {
            Aggregation::SumOfPoints | Aggregation::SimpleWeightedMean => {
                Exact::from_micros(group.maximum)
            }
            Aggregation::WeightedMean { .. } => branch.children.first()?.weight.clone()?,
            _ => Exact::ONE,
        };
        // Of those dropped at one end, the kept one that goes first among its like, and the sum without it.
        let beaten = |dropped: u64, end: DropEnd| {
            let kept = if dropped == 0 { 0 } else { kept };
            let (place, points) = counted.marginal(kept, end)?;
            Some((&leaves.get(place)?.item.id, sum.wrapping_sub(points)))
        };
        let low_beaten_by = beaten(low, DropEnd::Lowest);
        let high_beaten_by = beaten(high, DropEnd::Highest);
        let dropped = |end, beaten_by: Option<(&'s ActivityId, i64)>, points: i64| Role::Dropped {
            end,
            beaten_by: beaten_by.map(|(id, _)| PartOf::Item { id }),
            share_instead: beaten_by
                .map(|(_, rest)| Factored::of(rest.wrapping_add(points)).over(possible)),
        };
        // Most parts are plain and kept: each is made as one, without a question asked and where it stays.
        let parts = leaves.iter().zip(&counted.points).map(|(leaf, points)| {
            let reached = Factored::of(*points);
            let role = Role::Counted {
                weight: weight.clone(),
                normalised: normalised.clone(),
                contribution: reached.over(possible),
                extra_credit: false,
                ungraded: None,
            };
            graded(leaf, group.divisor, reached, Vec::new(), role)
        });
        let mut parts: Vec<Part<'s>> = parts.collect();
        let mut told = told.into_iter();
        let others = counted.places(group.all & !(kept & counted.plain));
        for (place, points) in others {
            let bit = 1_u64.wrapping_shl(u32::try_from(place).ok()?);
            let is = |bits: u64| bits & bit != 0;
            let part = parts.get_mut(place)?;
            let mut why = None;
            if !is(counted.plain) {
                let told = told.next()?;
                part.steps = told.steps;
                why = told.why;
            }
            if is(kept) {
                if let Role::Counted { ungraded, .. } = &mut part.role {
                    *ungraded = why;
                }
            } else if is(low) {
                part.role = dropped(DropEnd::Lowest, low_beaten_by, points);
            } else if is(high) {
                part.role = dropped(DropEnd::Highest, high_beaten_by, points);
            } else {
                let reason = why.unwrap_or(LeftOut::NotGraded);
                *part = ungraded(leaves.get(place)?, Role::LeftOut { reason });
            }
        }
        let mut whole = whole(branch, parts);
        if comes_to.count == 0 {
            whole.nothing = Some(Nothing::NothingCounted);
            return Some((whole, comes_to));
        }
        let share = Factored::of(sum).over(possible);
        if branch.category.aggregation == Aggregation::SumOfPoints {
            whole.share = Some(share);
            whole.score = Some(Value {
                points: Exact::from_micros(sum),
                minimum: Exact::ZERO,
                maximum: Exact::from_micros(maximum),
            });
        } else {
            whole.reach(branch, share);
        }
        Some((whole, comes_to))
    }

    /// Counts the items of a group, and gives what is to be said of those that are not plain, in their order.
    #[inline]
    fn count(
        &self,
        leaves: &'s [Leaf],
        scores: &[Option<&'s Score>],
        counted: &mut Counted,
    ) -> Option<Vec<Told<'s>>> {
        let mut told = Vec::new();
        let items = leaves.iter().zip(scores).zip(&mut counted.points);
        let mut bit = 1_u64;
        for ((leaf, score), slot) in items {
            let points = if let Some(points) = self.plain(leaf, *score) {
                counted.plain |= bit;
                Some(points)
            } else {
                told.push(self.tell(leaf, *score)?);
                told.last().and_then(|told| told.points)
            };
            if let Some(points) = points {
                *slot = points;
                counted.present |= bit;
                counted.sum = counted.sum.wrapping_add(points);
            }
            bit = bit.wrapping_shl(1);
        }
        Some(told)
    }

    /// An item that stands for itself in the weighted mean.
    fn single(&self, index: usize, group: &Group) -> Option<(Part<'s>, Kept)> {
        let leaf = self.compiled.leaves.get(index)?;
        let told = self.tell(leaf, self.scores.get(index).copied()?)?;
        let role = match told.why {
            Some(reason) => Role::LeftOut { reason },
            None => Role::Whole,
        };
        let comes_to = Kept {
            points: told.points.unwrap_or(0),
            count: told.points.is_some().into(),
        };
        let part = match told.points {
            None => ungraded(leaf, role),
            Some(points) => graded(leaf, group.divisor, Factored::of(points), told.steps, role),
        };
        Some((part, comes_to))
    }

    /// The points of an item with nothing else to it.
    fn plain(&self, leaf: &Leaf, score: Option<&Score>) -> Option<i64> {
        if self.supposes {
            return None;
        }
        dense_micros(leaf.plain_mark(score?)?)
    }

    /// What any item counts; `None` where whole numbers cannot say.
    fn tell(&self, leaf: &'s Leaf, score: Option<&'s Score>) -> Option<Told<'s>> {
        let settings = &self.compiled.scheme.settings;
        let (points, steps, why) = match leaf.standing(score, self.concluded, self.asked, settings)
        {
            Standing::Graded {
                value,
                steps,
                hidden,
            } => {
                if hidden || value.maximum != leaf.maximum {
                    return None;
                }
                (Some(dense_points(&value.points)?), steps, None)
            }
            Standing::Open {
                partial: Some(_), ..
            } => return None,
            Standing::Open {
                why,
                in_final,
                reachable,
                ..
            } => {
                let counts = match self.answer {
                    Answer::Current => None,
                    Answer::Final => in_final.then_some(0),
                    Answer::Best if reachable => Some(leaf.item.maximum.micros()),
                    Answer::Best | Answer::Worst => Some(0),
                };
                (counts, Vec::new(), Some(why))
            }
            Standing::Out(why) => (None, Vec::new(), Some(why)),
        };
        Some(Told { points, steps, why })
    }
}

impl Group {
    /// What a group adds to the share of the whole, where whole words can say it.
    fn weighed(&self, kept: Kept, weights: i64) -> Option<Exact> {
        let above = kept.points.checked_mul(self.weight)?;
        let possible = i64::from(kept.count).checked_mul(self.maximum)?;
        let below = Divisor::of(possible.checked_mul(weights)?)?;
        (above != i64::MIN).then(|| Factored::of(above).over(below))
    }
}
