//! How the parts that count become one number, with the weight of each before and after normalising.

use super::super::compile::Branch;
use super::super::natural::{NaturalPart, learner_weights};
use super::super::{
    Aggregation, Arithmetic, DropEnd, Exact, LeftOut, Normalise, Nothing, OnlyExtraCredit, Part,
    Role,
};
use super::instead::Instead;
use super::{Run, Wanted, drop};

/// A part that could count.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    /// Its place among the parts.
    pub(super) part: usize,
    pub(super) points: Exact,
    /// Maximum - minimum.
    pub(super) range: Exact,
    pub(super) maximum: Exact,
    /// None for points out of nothing.
    pub(super) share: Option<Exact>,
    /// In percent.
    pub(super) weight: Option<Exact>,
    /// The weight kept with a category of natural weights.
    pub(super) stored: Option<Exact>,
    /// The factor of extra credit.
    pub(super) extra: Option<Exact>,
    pub(super) never_drop: bool,
    /// Why it has no grade of its own, when it counts all the same.
    pub(super) ungraded: Option<LeftOut>,
    pub(super) dropped: Option<DropEnd>,
}

/// What the parts come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Combined {
    /// A share of the category's own range.
    Share(Exact),
    /// Points out of points, with the least that its bounds allow.
    Points {
        points: Exact,
        lowest: Exact,
        maximum: Exact,
    },
    /// Points out of nothing.
    Pointless(Exact),
    /// No total.
    Nothing(Nothing),
}

/// What one part counts; none for one that the aggregation did not pick.
type Counted = Option<(Exact, Exact, Exact)>;

/// Keeps what each part counts, where somebody wants to know.
enum Ledger {
    Kept(Vec<Counted>),
    Unwanted,
}

impl Ledger {
    fn note(&mut self, entry: impl FnOnce() -> Counted) {
        if let Self::Kept(entries) = self {
            entries.push(entry());
        }
    }

    fn entries(self) -> Vec<Counted> {
        match self {
            Self::Kept(entries) => entries,
            Self::Unwanted => Vec::new(),
        }
    }
}

impl Combined {
    pub(super) fn share(&self) -> Option<Exact> {
        match self {
            Self::Share(share) => Some(share.clone()),
            Self::Points {
                points, maximum, ..
            } => points.over(maximum),
            Self::Pointless(_) | Self::Nothing(_) => None,
        }
    }
}

impl<'s> Run<'s> {
    /// Drops, adds up, and writes each part's role where reasons are wanted.
    pub(super) fn combine(
        &self,
        branch: &'s Branch,
        mut candidates: Vec<Candidate>,
        parts: &mut [Part<'s>],
    ) -> Combined {
        let settings = &self.compiled.scheme.settings;
        drop::apply(branch, settings.drop, &mut candidates);
        let kept: Vec<&Candidate> = candidates.iter().filter(|c| c.dropped.is_none()).collect();
        if self.wanted == Wanted::Total {
            return self.add_up(branch, &kept, &mut Ledger::Unwanted);
        }
        let mut ledger = Ledger::Kept(Vec::with_capacity(kept.len()));
        let combined = self.add_up(branch, &kept, &mut ledger);
        for (candidate, counted) in kept.iter().zip(ledger.entries()) {
            let Some(part) = parts.get_mut(candidate.part) else {
                continue;
            };
            part.role = match counted {
                Some((weight, normalised, contribution)) => Role::Counted {
                    weight,
                    normalised,
                    contribution,
                    extra_credit: candidate.is_extra(),
                    ungraded: candidate.ungraded,
                },
                None => Role::LeftOut {
                    reason: LeftOut::NotPicked,
                },
            };
        }
        if kept.len() < candidates.len() {
            self.tell_dropped(branch, &candidates, &kept, parts);
        }
        combined
    }

    /// Writes the role of what was dropped: what was kept in its place, and what the share would be otherwise.
    fn tell_dropped(
        &self,
        branch: &Branch,
        candidates: &[Candidate],
        kept: &[&Candidate],
        parts: &mut [Part<'s>],
    ) {
        let settings = &self.compiled.scheme.settings;
        let marginal = |end| drop::marginal(candidates, end);
        let ends = [DropEnd::Lowest, DropEnd::Highest].map(|end| (end, marginal(end)));
        let instead = Instead::of(branch.category.aggregation, settings, kept);
        for (index, candidate) in candidates.iter().enumerate() {
            let Some(end) = candidate.dropped else {
                continue;
            };
            let beaten_by = ends.iter().find(|(other, _)| *other == end);
            let beaten_by = beaten_by.and_then(|(_, marginal)| *marginal);
            let share_instead = beaten_by.and_then(|beaten_by| match &instead {
                Some(instead) if !candidate.is_extra() => {
                    instead.share(candidate, candidates.get(beaten_by)?)
                }
                _ => {
                    let swapped = candidates.iter().enumerate().filter(|(other, candidate)| {
                        *other == index || (*other != beaten_by && candidate.dropped.is_none())
                    });
                    let swapped: Vec<&Candidate> = swapped.map(|(_, one)| one).collect();
                    self.add_up(branch, &swapped, &mut Ledger::Unwanted).share()
                }
            });
            let beaten_by = beaten_by
                .and_then(|index| candidates.get(index))
                .and_then(|beaten_by| parts.get(beaten_by.part))
                .map(|part| part.of);
            if let Some(part) = parts.get_mut(candidate.part) {
                part.role = Role::Dropped {
                    end,
                    beaten_by,
                    share_instead,
                };
            }
        }
    }

    fn add_up(&self, branch: &Branch, kept: &[&Candidate], ledger: &mut Ledger) -> Combined {
        let settings = &self.compiled.scheme.settings;
        let sum = Weighted {
            arithmetic: settings.arithmetic,
            only_extra: settings.only_extra_credit,
        };
        if kept.is_empty() {
            return Combined::Nothing(Nothing::NothingCounted);
        }
        match branch.category.aggregation {
            Aggregation::SumOfPoints => sum_of_points(settings.arithmetic, kept, ledger),
            Aggregation::Natural => natural(kept, ledger),
            Aggregation::WeightedMean { normalise } => {
                let weight = |c: &Candidate| c.weight.clone().unwrap_or(Exact::ZERO);
                sum.weighted(kept, weight, normalise, ledger)
            }
            Aggregation::SimpleWeightedMean => {
                let weight = |c: &Candidate| c.range.clone();
                sum.weighted(kept, weight, Normalise::Always, ledger)
            }
            Aggregation::Mean | Aggregation::MeanWithExtraCredit => {
                sum.weighted(kept, |_| Exact::ONE, Normalise::Always, ledger)
            }
            Aggregation::Median
            | Aggregation::Mode
            | Aggregation::Lowest
            | Aggregation::Highest => pick(branch.category.aggregation, kept, ledger),
        }
    }
}

impl Candidate {
    /// Whether it adds to the points earned only.
    pub(super) fn is_extra(&self) -> bool {
        self.extra.is_some() || self.share.is_none()
    }

    pub(super) fn factor(&self) -> Exact {
        self.extra.clone().unwrap_or(Exact::ONE)
    }

    pub(super) fn reached(&self) -> Exact {
        self.share.clone().unwrap_or(Exact::ZERO)
    }
}

struct Weighted {
    arithmetic: Arithmetic,
    only_extra: OnlyExtraCredit,
}

impl Weighted {
    /// The mean of the shares by some weight. Extra credit adds to the sum and not to the weights.
    fn weighted(
        &self,
        kept: &[&Candidate],
        weight: impl Fn(&Candidate) -> Exact,
        normalise: Normalise,
        ledger: &mut Ledger,
    ) -> Combined {
        let arithmetic = self.arithmetic;
        let weights: Vec<Exact> = kept.iter().map(|c| weight(c)).collect();
        let mut normal = Vec::with_capacity(kept.len());
        for (candidate, weight) in kept.iter().zip(&weights) {
            if candidate.extra.is_none() {
                normal.push(weight.clone());
            }
        }
        let sum = Exact::sum(&normal);
        let divisor = match normalise {
            Normalise::Always => sum,
            Normalise::UnderHundred => sum.min(Exact::HUNDRED),
            Normalise::Never => Exact::HUNDRED,
        };
        let divisor = if divisor.is_positive() {
            divisor
        } else if normal.is_empty() && self.only_extra == OnlyExtraCredit::SumAsShare {
            Exact::ONE
        } else {
            return Combined::Nothing(if normal.is_empty() {
                Nothing::OnlyExtraCredit
            } else {
                Nothing::ZeroWeight
            });
        };
        let share = |candidate: &Candidate| match &candidate.extra {
            Some(factor) => candidate.reached().times(factor),
            None => candidate.reached(),
        };
        if let (Ledger::Unwanted, Arithmetic::Exact) = (&*ledger, arithmetic) {
            let terms = kept
                .iter()
                .zip(&weights)
                .map(|(c, weight)| share(c).times(weight));
            let sum = Exact::sum(&terms.collect::<Vec<_>>());
            return Combined::Share(sum.over(&divisor).unwrap_or(Exact::ZERO));
        }
        let equal = weights.iter().all(|weight| *weight == Exact::ONE);
        let mut terms = Vec::with_capacity(kept.len());
        for (candidate, weight) in kept.iter().zip(weights) {
            let weighted = weight.times(&candidate.factor());
            let normalised = weighted.over(&divisor).unwrap_or(Exact::ZERO);
            let factor = arithmetic.keep(normalised.clone());
            let contribution = arithmetic.times(&factor, &candidate.reached());
            terms.push(contribution.clone());
            ledger.note(|| Some((weight, normalised, contribution)));
        }
        if arithmetic == Arithmetic::Binary64 && equal && normalise == Normalise::Always {
            // A mean in floats adds first and divides once.
            let shares: Vec<Exact> = kept.iter().map(|c| share(c)).collect();
            if let Some(mean) = arithmetic.over(&arithmetic.sum(&shares), &divisor) {
                return Combined::Share(mean);
            }
        }
        Combined::Share(arithmetic.sum(&terms))
    }
}

/// All points earned out of all points possible; what has no maximum, or is extra credit, only adds.
fn sum_of_points(arithmetic: Arithmetic, kept: &[&Candidate], ledger: &mut Ledger) -> Combined {
    let mut earned = Vec::with_capacity(kept.len());
    let mut possible = Vec::with_capacity(kept.len());
    for candidate in kept {
        earned.push(candidate.points.times(&candidate.factor()));
        if !candidate.is_extra() {
            possible.push(candidate.maximum.clone());
        }
    }
    let maximum = Exact::sum(&possible);
    for (candidate, earned) in kept.iter().zip(&earned) {
        ledger.note(|| {
            let over = |value: &Exact| value.over(&maximum).unwrap_or(Exact::ZERO);
            let weighted = candidate.maximum.times(&candidate.factor());
            Some((candidate.maximum.clone(), over(&weighted), over(earned)))
        });
    }
    let points = arithmetic.sum(&earned);
    if maximum.is_positive() {
        Combined::Points {
            points,
            lowest: Exact::ZERO,
            maximum,
        }
    } else {
        Combined::Pointless(points)
    }
}

fn natural(kept: &[&Candidate], ledger: &mut Ledger) -> Combined {
    let parts: Vec<NaturalPart> = kept
        .iter()
        .map(|candidate| NaturalPart {
            maximum: candidate.maximum.clone(),
            stored: candidate.stored.clone().unwrap_or(Exact::ZERO),
            overridden: candidate.weight.is_some(),
            extra: candidate.extra.is_some(),
        })
        .collect();
    let (weights, maximum) = learner_weights(&parts);
    let mut terms = Vec::with_capacity(kept.len());
    for ((candidate, part), weight) in kept.iter().zip(&parts).zip(weights) {
        let normalised = weight.times(&candidate.factor());
        let contribution = normalised.times(&candidate.reached());
        terms.push(contribution.clone());
        ledger.note(|| Some((part.stored.clone(), normalised, contribution)));
    }
    let points = Exact::sum(&terms).times(&maximum);
    // Below zero as far as the minima of what counts go.
    let lowest = kept.iter().zip(&parts).filter_map(|(candidate, part)| {
        let counts = !part.extra && part.stored.is_positive();
        counts.then(|| candidate.maximum.minus(&candidate.range))
    });
    let lowest = Exact::sum(&lowest.collect::<Vec<_>>());
    if maximum.is_positive() {
        Combined::Points {
            points,
            lowest,
            maximum,
        }
    } else {
        Combined::Pointless(points)
    }
}

/// The median, the mode, the lowest or the highest share.
fn pick(aggregation: Aggregation, kept: &[&Candidate], ledger: &mut Ledger) -> Combined {
    let mut order: Vec<usize> = (0..kept.len()).collect();
    let share = |index: &usize| kept.get(*index).map_or(Exact::ZERO, |c| c.reached());
    order.sort_by_key(share);
    let half = order.len() / 2;
    let picked: Vec<usize> = match aggregation {
        Aggregation::Lowest => order.iter().take(1).copied().collect(),
        Aggregation::Highest => order.last().into_iter().copied().collect(),
        Aggregation::Median if order.len() % 2 == 1 => {
            order.get(half).into_iter().copied().collect()
        }
        Aggregation::Median => {
            let lower = half.saturating_sub(1);
            order.get(lower..=half).unwrap_or_default().to_vec()
        }
        _ => most_frequent(&order, share),
    };
    let weight = Exact::ONE
        .over(&Exact::count(picked.len()))
        .unwrap_or(Exact::ZERO);
    let mut sum = Exact::ZERO;
    let mut counts = vec![false; kept.len()];
    for index in picked {
        if let Some(counts) = counts.get_mut(index) {
            *counts = true;
        }
    }
    for (candidate, counts) in kept.iter().zip(counts) {
        let entry = counts.then(|| {
            let contribution = candidate.reached().times(&weight);
            sum = sum.plus(&contribution);
            (Exact::ONE, weight.clone(), contribution)
        });
        ledger.note(|| entry);
    }
    Combined::Share(sum)
}

/// Of the shares that occur most often the highest; all parts that have it.
fn most_frequent(order: &[usize], share: impl Fn(&usize) -> Exact) -> Vec<usize> {
    let mut best: &[usize] = &[];
    for run in order.chunk_by(|one, two| share(one) == share(two)) {
        if run.len() >= best.len() {
            best = run;
        }
    }
    best.to_vec()
}
