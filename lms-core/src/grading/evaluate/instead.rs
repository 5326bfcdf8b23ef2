//! What a share would be with a dropped part in the place of a kept one, without adding up all parts anew.

use super::super::settings::Settings;
use super::super::{Aggregation, Arithmetic, Exact, Normalise};
use super::aggregate::Candidate;

/// A share as the quotient of two sums over the parts that were kept. Exchanging one part changes each sum by two terms,
/// so that telling what every dropped part would have done takes linear time.
pub(super) struct Instead {
    aggregation: Aggregation,
    above: Exact,
    below: Exact,
}

impl Instead {
    /// `None` where the share is no such quotient, or where each step is rounded and the order of adding matters.
    pub(super) fn of(
        aggregation: Aggregation,
        settings: &Settings,
        kept: &[&Candidate],
    ) -> Option<Self> {
        if settings.arithmetic != Arithmetic::Exact {
            return None;
        }
        let terms = kept.iter().map(|candidate| terms(aggregation, candidate));
        let (above, below): (Vec<Exact>, Vec<Exact>) =
            terms.collect::<Option<Vec<_>>>()?.into_iter().unzip();
        Some(Self {
            aggregation,
            above: Exact::sum(&above),
            below: Exact::sum(&below),
        })
    }

    /// The share with one part instead of a kept one; none when it would have nothing to be a share of.
    pub(super) fn share(&self, one: &Candidate, kept: &Candidate) -> Option<Exact> {
        let (one_above, one_below) = terms(self.aggregation, one)?;
        let (kept_above, kept_below) = terms(self.aggregation, kept)?;
        let above = self.above.plus(&one_above.minus(&kept_above));
        let below = self.below.plus(&one_below.minus(&kept_below));
        let divisor = match self.aggregation {
            Aggregation::WeightedMean { normalise } => match normalise {
                Normalise::Always => below,
                Normalise::UnderHundred => below.min(Exact::HUNDRED),
                Normalise::Never => Exact::HUNDRED,
            },
            _ => below,
        };
        if divisor.is_positive() {
            above.over(&divisor)
        } else {
            None
        }
    }
}

/// What a part adds above and below the line.
fn terms(aggregation: Aggregation, candidate: &Candidate) -> Option<(Exact, Exact)> {
    let weight = match aggregation {
        Aggregation::SumOfPoints => {
            let below = if candidate.is_extra() {
                Exact::ZERO
            } else {
                candidate.maximum.clone()
            };
            return Some((candidate.points.times(&candidate.factor()), below));
        }
        Aggregation::WeightedMean { .. } => candidate.weight.clone().unwrap_or(Exact::ZERO),
        Aggregation::SimpleWeightedMean => candidate.range.clone(),
        Aggregation::Mean | Aggregation::MeanWithExtraCredit => Exact::ONE,
        Aggregation::Natural
        | Aggregation::Median
        | Aggregation::Mode
        | Aggregation::Lowest
        | Aggregation::Highest => return None,
    };
    let above = candidate
        .reached()
        .times(&candidate.factor())
        .times(&weight);
    let below = if candidate.extra.is_none() {
        weight
    } else {
        Exact::ZERO
    };
    Some((above, below))
}
