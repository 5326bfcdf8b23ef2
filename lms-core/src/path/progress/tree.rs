use super::credit::Earning;
use crate::number::{Fraction, Percent};
use crate::path::Path;
use crate::path::compile::{Group, Rule};

/// What the groups of a path make of what is done: how far each has come, and whether it is finished.
pub(crate) struct Tree<'a> {
    pub(crate) path: &'a Path,
    /// For each step, whether nothing need be done for it any more.
    pub(crate) settled: &'a [bool],
    /// What the steps earned.
    pub(crate) earning: &'a Earning,
    /// For each step, the scores that a branch may turn on.
    pub(crate) scores: &'a [Vec<Percent>],
    /// For each group, the sharing groups that it is or stands in, as bits.
    pub(crate) shields: &'a [u64],
}

/// How far a node has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reached {
    /// The share of it, 0 to 1.
    pub(crate) share: Fraction,
    /// Whether it is finished.
    pub(crate) finished: bool,
}

impl Reached {
    pub(crate) const NOTHING: Self = Self {
        share: Fraction::ZERO,
        finished: false,
    };
}

impl Tree<'_> {
    /// How far every group has come, when each step is barred from the sharing groups whose bit it has in `barred`.
    ///
    /// Linear in the members of all groups, but for sorting where a choice asks for the best of them.
    pub(crate) fn reached(&self, barred: &[u64]) -> Vec<Reached> {
        let mut found = vec![Reached::NOTHING; self.path.groups.len()];
        for (index, group) in self.path.groups.iter().enumerate().rev() {
            let reached = self.group(index, group, barred, &found);
            if let Some(slot) = found.get_mut(index) {
                *slot = reached;
            }
        }
        found
    }

    /// How far the goal has come.
    pub(crate) fn goal(&self, barred: &[u64]) -> Reached {
        self.reached(barred)
            .first()
            .copied()
            .unwrap_or(Reached::NOTHING)
    }

    /// Whether a step counts in a group: it is settled, and not barred from it or from what it stands in.
    pub(crate) fn counts(&self, step: u32, group: usize, barred: &[u64]) -> bool {
        let settled = self.settled.get(step as usize).copied().unwrap_or(false);
        let bars = barred.get(step as usize).copied().unwrap_or(0);
        let shields = self.shields.get(group).copied().unwrap_or(0);
        settled && bars & shields == 0
    }

    fn group(&self, index: usize, group: &Group, barred: &[u64], found: &[Reached]) -> Reached {
        let member = |node: u32| match (node as usize).checked_sub(self.path.steps.len()) {
            Some(inner) => found.get(inner).copied().unwrap_or(Reached::NOTHING),
            None if self.counts(node, index, barred) => Reached {
                share: Fraction::ONE,
                finished: true,
            },
            None => Reached::NOTHING,
        };
        match &group.rule {
            Rule::All => self.all(group, &member),
            Rule::AtLeast(count) => best_of(
                group.members.iter().map(|node| member(*node)).collect(),
                *count,
            ),
            Rule::OneTrack => best_of(group.members.iter().map(|node| member(*node)).collect(), 1),
            Rule::Branch(on, bands) => {
                let scores = self
                    .scores
                    .get(*on as usize)
                    .map(Vec::as_slice)
                    .unwrap_or_default();
                let open = bands
                    .iter()
                    .map(|band| scores.iter().any(|score| band.contains(*score)));
                let asked = group.members.iter().zip(open).filter(|(_, open)| *open);
                best_of(asked.map(|(node, _)| member(*node)).collect(), 1)
            }
            Rule::Credits(amount) => {
                let mut counted = self.counted(index, group, barred);
                let earned = self.earning.sum(&self.path.ties, &mut counted);
                pool(earned, amount.micros())
            }
            Rule::Points(amount) => {
                let points = |step: u32| {
                    let definition = self.path.definition.steps.get(step as usize);
                    definition.map_or(0, |step| step.points.micros())
                };
                let counted = self.counted(index, group, barred);
                let earned = counted.fold(0_i64, |sum, step| sum.saturating_add(points(step)));
                pool(earned, amount.micros())
            }
        }
    }

    /// Members by their weights; where none has any, each the same.
    fn all(&self, group: &Group, member: &dyn Fn(u32) -> Reached) -> Reached {
        let weight = |node: u32| self.path.weights.get(node as usize).copied().unwrap_or(0);
        let total = group
            .asked()
            .fold(0_i64, |sum, node| sum.saturating_add(weight(node)));
        let (mut whole, mut sum, mut rest) = (0_i64, 0_i64, Fraction::ZERO);
        let mut finished = true;
        for node in group.asked() {
            let reached = member(node);
            let weight = if total == 0 { 1 } else { weight(node) };
            sum = sum.saturating_add(weight);
            finished &= reached.finished;
            if reached.share == Fraction::ONE {
                whole = whole.saturating_add(weight);
            } else if reached.share != Fraction::ZERO {
                rest = add(rest, times(reached.share, weight));
            }
        }
        let earned = add(
            rest,
            Fraction::new(i128::from(whole), 1).unwrap_or(Fraction::ZERO),
        );
        let share = Fraction::new(i128::from(sum), 1).and_then(|sum| earned.checked_div(sum));
        // Nothing is asked for: then nothing is missing.
        Reached {
            share: share.unwrap_or(Fraction::ONE),
            finished,
        }
    }

    /// The steps that count in a group which adds up what they are worth.
    fn counted(&self, index: usize, group: &Group, barred: &[u64]) -> impl Iterator<Item = u32> {
        let pool = group.pool.iter().copied();
        pool.filter(move |step| self.counts(*step, index, barred))
    }
}

/// How far a group has come that asks for an amount.
fn pool(earned: i64, amount: i64) -> Reached {
    let share = Fraction::new(i128::from(earned.min(amount)), i128::from(amount));
    Reached {
        share: share.unwrap_or(Fraction::ONE),
        finished: earned >= amount,
    }
}

/// The mean of the best so many.
fn best_of(mut members: Vec<Reached>, count: usize) -> Reached {
    let finished = members.iter().filter(|reached| reached.finished).count() >= count;
    members.sort_unstable_by_key(|reached| core::cmp::Reverse(reached.share));
    let best = members.iter().take(count);
    let sum = best.fold(Fraction::ZERO, |sum, reached| add(sum, reached.share));
    let count = i128::try_from(count)
        .ok()
        .and_then(|count| Fraction::new(count, 1));
    let share = count.and_then(|count| sum.checked_div(count));
    Reached {
        share: share.unwrap_or(sum),
        finished,
    }
}

/// Sums and products are exact. Only where a denominator would leave 128 bits (dozens of groups whose amounts share no
/// factor) is what is added cut to a billionth first, downwards.
pub(crate) fn add(one: Fraction, two: Fraction) -> Fraction {
    one.checked_add(two)
        .or_else(|| cut(one).checked_add(cut(two)))
        .unwrap_or(one)
}

pub(crate) fn times(share: Fraction, weight: i64) -> Fraction {
    let weight = Fraction::new(i128::from(weight), 1).unwrap_or(Fraction::ONE);
    share
        .checked_mul(weight)
        .or_else(|| cut(share).checked_mul(weight))
        .unwrap_or(Fraction::ZERO)
}

const BILLION: i128 = 1_000_000_000;

fn cut(share: Fraction) -> Fraction {
    let whole = share.numerator().div_euclid(share.denominator());
    let rest = share.numerator().rem_euclid(share.denominator());
    // Both fit after dropping as many low bits as the denominator has above 64.
    let drop = 128_u32
        .saturating_sub(share.denominator().leading_zeros())
        .saturating_sub(64);
    let billionths = (rest >> drop).checked_mul(BILLION);
    let part = billionths
        .and_then(|part| part.checked_div((share.denominator() >> drop).saturating_add(1)));
    let scaled = whole
        .checked_mul(BILLION)
        .and_then(|whole| whole.checked_add(part?));
    scaled
        .and_then(|scaled| Fraction::new(scaled, BILLION))
        .unwrap_or(Fraction::ZERO)
}
