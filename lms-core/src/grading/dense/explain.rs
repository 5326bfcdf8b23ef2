//! The explanation of a dense total, from whole numbers: the tree that walking the scheme gives, without the search for
//! what to drop and without fractions where a count will do.

use super::super::compile::{Branch, ChildKind, CompiledScheme, Leaf};
use super::super::exact::{Divisor, Factored, MILLION};
use super::super::standing::Standing;
use super::super::{
    Aggregation, Answer, Asked, DropEnd, Exact, Explanation, LeftOut, Normalise, Nothing, Part,
    PartOf, Role, Step, StepReason, Total, Value,
};
use super::plan::{Group, Plan, dense_micros, dense_points};
use crate::ActivityId;
use crate::record::{Score, ScoreSheet};

/// One learner, one question.
struct Teller<'s> {
    compiled: &'s CompiledScheme,
    scores: Vec<Option<&'s Score>>,
    concluded: bool,
    asked: &'s Asked,
    answer: Answer,
}

/// What the items of a group count, by place; those without a bit count nothing.
struct Counted {
    /// In millionths.
    points: [i64; 64],
    present: u64,
    /// Nothing is to be said of these but their points.
    plain: u64,
    /// Of all that are present.
    sum: i64,
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
            asked,
            answer,
        };
        let whole = match root.category.aggregation {
            Aggregation::WeightedMean { .. } => teller.weighted(self, root)?,
            _ => teller.group(self.groups.first()?, root)?,
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
        let mut weights = Vec::with_capacity(branch.children.len());
        for (child, group) in branch.children.iter().zip(&plan.groups) {
            match &child.kind {
                ChildKind::Leaf(index) => parts.push(self.single(*index, group)?),
                ChildKind::Branch(inner) => parts.push(self.group(group, inner)?),
            }
            let counts = parts.last().is_some_and(|part| part.score.is_some());
            if counts {
                weights.push(child.weight.clone()?);
            } else if let Some(part) = parts.last_mut()
                && matches!(part.role, Role::Whole)
            {
                part.role = Role::LeftOut {
                    reason: LeftOut::NoTotal,
                };
            }
        }
        let sum = Exact::sum(&weights);
        let divisor = match plan.normalise {
            Normalise::Always => sum,
            Normalise::UnderHundred => sum.min(Exact::HUNDRED),
            Normalise::Never => Exact::HUNDRED,
        };
        let mut share = Exact::ZERO;
        let counted = parts.iter_mut().filter(|part| part.score.is_some());
        for (part, weight) in counted.zip(weights) {
            let normalised = weight.over(&divisor)?;
            let contribution = normalised.times(part.share.as_ref()?);
            share = share.plus(&contribution);
            part.count(weight, normalised, contribution);
        }
        let empty = parts.iter().all(|part| part.score.is_none());
        let mut whole = whole(branch, parts);
        if empty {
            whole.nothing = Some(Nothing::NothingCounted);
        } else {
            whole.reach(branch, share);
        }
        Some(whole)
    }

    /// A group of items with one maximum.
    fn group(&self, group: &Group, branch: &'s Branch) -> Option<Part<'s>> {
        let end = group.start.wrapping_add(group.len);
        let leaves = self.compiled.leaves.get(group.start..end)?;
        let scores = self.scores.get(group.start..end)?;
        let mut counted = Counted {
            points: [0; 64],
            present: 0,
            plain: 0,
            sum: 0,
        };
        let mut told: Vec<Told<'s>> = Vec::new();
        let items = leaves.iter().zip(scores).zip(&mut counted.points);
        for (place, ((leaf, score), slot)) in items.enumerate() {
            let points = if let Some(points) = self.plain(leaf, *score) {
                counted.plain |= 1 << place;
                points
            } else {
                told.push(self.tell(leaf, *score)?);
                match told.last().and_then(|told| told.points) {
                    Some(points) => points,
                    None => continue,
                }
            };
            *slot = points;
            counted.present |= 1 << place;
            counted.sum = counted.sum.wrapping_add(points);
        }
        let present = usize::try_from(counted.present.count_ones()).ok()?;
        let (lowest, highest) = group.drops(present);
        let (low, high) = counted.dropped(lowest, highest);
        let kept = counted.present & !low & !high;
        let count = kept.count_ones();
        let sum = counted.sum.wrapping_sub(counted.sum_of(low | high));
        // At most 64 times a maximum, which has at most 50 bits.
        let possible = Divisor::of(i64::from(count.max(1)).wrapping_mul(group.maximum))?;
        let normalised = Exact::quotient(1, count.max(1).into())?;
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
        let mut told = told.into_iter();
        let parts = leaves.iter().zip(&counted.points).enumerate();
        let parts = parts.map(|(place, (leaf, points))| {
            let is = |bits: u64| bits >> place & 1 == 1;
            let (steps, why) = match is(counted.plain) {
                true => (Vec::new(), None),
                false => told
                    .next()
                    .map_or_else(Default::default, |told| (told.steps, told.why)),
            };
            let points_of = Factored::of(*points);
            let role = if is(kept) {
                Role::Counted {
                    weight: weight.clone(),
                    normalised: normalised.clone(),
                    contribution: points_of.over(possible),
                    extra_credit: false,
                    ungraded: why,
                }
            } else if is(low) {
                dropped(DropEnd::Lowest, low_beaten_by, *points)
            } else if is(high) {
                dropped(DropEnd::Highest, high_beaten_by, *points)
            } else {
                Role::LeftOut {
                    reason: why.unwrap_or(LeftOut::NotGraded),
                }
            };
            let points_of = is(counted.present).then_some(points_of);
            part(leaf, group.divisor, points_of, steps, role)
        });
        let mut whole = whole(branch, parts.collect());
        if count == 0 {
            whole.nothing = Some(Nothing::NothingCounted);
            return Some(whole);
        }
        let share = Factored::of(sum).over(possible);
        if branch.category.aggregation == Aggregation::SumOfPoints {
            whole.share = Some(share);
            whole.score = Some(Value {
                points: Exact::from_micros(sum),
                minimum: Exact::ZERO,
                maximum: weight.times(&Exact::quotient(count.into(), 1)?),
            });
        } else {
            whole.reach(branch, share);
        }
        Some(whole)
    }

    /// An item that stands for itself in the weighted mean.
    fn single(&self, index: usize, group: &Group) -> Option<Part<'s>> {
        let leaf = self.compiled.leaves.get(index)?;
        let told = self.tell(leaf, self.scores.get(index).copied()?)?;
        let role = match told.why {
            Some(reason) => Role::LeftOut { reason },
            None => Role::Whole,
        };
        let points = told.points.map(Factored::of);
        Some(part(leaf, group.divisor, points, told.steps, role))
    }

    /// The points of an item with nothing else to it.
    fn plain(&self, leaf: &Leaf, score: Option<&Score>) -> Option<i64> {
        let points = leaf.plain_mark(score?)?;
        dense_micros(points).filter(|_| self.asked.what_if.is_empty())
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

impl Counted {
    /// The places and points of the set bits, in order.
    fn places(&self, mut bits: u64) -> impl Iterator<Item = (usize, i64)> {
        core::iter::from_fn(move || {
            let place = usize::try_from(bits.trailing_zeros()).ok()?;
            let points = *self.points.get(place)?;
            bits &= bits.wrapping_sub(1);
            Some((place, points))
        })
    }

    fn sum_of(&self, bits: u64) -> i64 {
        // At most 64 numbers of at most 2^40 each.
        self.places(bits)
            .fold(0, |sum, (_, points)| sum.wrapping_add(points))
    }

    /// The bits of so many lowest, of equal ones the later, and of so many of the highest of the rest, of equal ones
    /// the earlier: the order of the joint drop rule.
    fn dropped(&self, lowest: usize, highest: usize) -> (u64, u64) {
        let (mut low, mut high) = (0_u64, 0_u64);
        for _ in 0..lowest {
            let left = self.places(self.present & !low);
            let next = left.reduce(|best, other| if other.1 <= best.1 { other } else { best });
            low |= next.map_or(0, |(place, _)| 1 << place);
        }
        for _ in 0..highest {
            let left = self.places(self.present & !low & !high);
            let next = left.reduce(|best, other| if other.1 > best.1 { other } else { best });
            high |= next.map_or(0, |(place, _)| 1 << place);
        }
        (low, high)
    }

    /// The kept one that would have gone next: [`super::super::evaluate`] takes the first of the lowest and the last of
    /// the highest.
    fn marginal(&self, kept: u64, end: DropEnd) -> Option<(usize, i64)> {
        let kept = self.places(kept);
        match end {
            DropEnd::Lowest => {
                kept.reduce(|best, other| if other.1 < best.1 { other } else { best })
            }
            DropEnd::Highest => {
                kept.reduce(|best, other| if other.1 >= best.1 { other } else { best })
            }
        }
    }
}

#[inline(always)]
fn part<'s>(
    leaf: &'s Leaf,
    divisor: Divisor,
    points: Option<Factored>,
    steps: Vec<Step<'s>>,
    role: Role<'s>,
) -> Part<'s> {
    Part {
        of: PartOf::Item { id: &leaf.item.id },
        role,
        score: points.map(|points| Value {
            points: points.over(MILLION),
            minimum: Exact::ZERO,
            maximum: leaf.maximum.clone(),
        }),
        share: points.map(|points| points.over(divisor)),
        nothing: None,
        hidden: false,
        steps,
        parts: Vec::new(),
    }
}

fn whole<'s>(branch: &'s Branch, parts: Vec<Part<'s>>) -> Part<'s> {
    Part {
        parts,
        ..Part::of(PartOf::Category {
            id: &branch.category.id,
            aggregation: branch.category.aggregation,
        })
    }
}

impl Part<'_> {
    fn count(&mut self, weight: Exact, normalised: Exact, contribution: Exact) {
        self.role = Role::Counted {
            weight,
            normalised,
            contribution,
            extra_credit: false,
            ungraded: match self.role {
                Role::LeftOut { reason } => Some(reason),
                _ => None,
            },
        };
    }

    /// A share of a category's own range.
    fn reach(&mut self, branch: &Branch, share: Exact) {
        let range = branch.maximum.minus(&branch.minimum);
        self.score = Some(Value {
            points: share.times(&range).plus(&branch.minimum),
            minimum: branch.minimum.clone(),
            maximum: branch.maximum.clone(),
        });
        self.share = Some(share);
    }
}
