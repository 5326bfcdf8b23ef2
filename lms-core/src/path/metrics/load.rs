use serde::{Deserialize, Serialize};

use crate::StepId;
use crate::number::{Fraction, Points};
use crate::path::compile::Path;
use crate::path::requisites::Requisites;
use crate::problem::{DefinitionErrors, Problems};

/// The most terms whose load is measured (`terms_out_of_range`).
const MAX_LOAD_TERMS: usize = 1_000;

/// How a plan spreads the work, and how far apart it takes what belongs together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Load {
    /// The credits of each term.
    pub credits: Vec<Points>,
    /// All of them.
    pub total: Points,
    /// The most credits of a term, and the first term (from 1) that has so many.
    pub most: Points,
    /// The first term with the most credits.
    pub most_in: u32,
    /// The fewest credits of a term.
    pub fewest: Points,
    /// The first term with the fewest credits.
    pub fewest_in: u32,
    /// The mean of the terms, exactly.
    pub mean: Fraction,
    /// The variance of the terms, exactly: the square of the standard deviation.
    pub variance: Fraction,
    /// The sum of the differences between every two terms: 0 when all have the same (credit balance).
    pub balance: Points,
    /// The sum over all steps of how many terms after each of its requisites it is taken (requisite distance).
    pub requisite_distance: u64,
    /// The same for each step that waits for another, in author order.
    pub distances: Vec<StepDistance>,
}

/// How many terms after its requisites a step is taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StepDistance {
    /// The step.
    pub step: StepId,
    /// The sum over its requisites.
    pub distance: u64,
}

impl Path {
    /// Measures a plan: the steps of each term, such as those of [`crate::path::TermPlan`]. Steps that are not in it count
    /// for nothing; the measures are those of Curricular Analytics (basic metrics, credit balance, requisite distance).
    ///
    /// # Errors
    /// `terms_out_of_range`, `reference_unknown`, `step_duplicate`, `requisite_later` for a step that is taken before
    /// something it waits for in any case, `path_too_large`.
    ///
    /// ```
    /// use lms_core::path::Path;
    /// let path = Path::compile(serde_json::from_str(r#"{"id": "p", "steps": [
    ///     {"id": "a", "item": {"type": "milestone"}, "credits": "4"}, {"id": "b", "item": {"type": "milestone"}, "credits": "2"},
    ///     {"id": "c", "item": {"type": "milestone"}, "credits": "3", "requires": [{"type": "before", "step": "a"}]}]}"#).unwrap()).unwrap();
    /// let terms = [vec!["a"], vec!["b"], vec!["c"]].map(|term| term.iter().map(|step| step.parse().unwrap()).collect());
    /// let load = path.load(&terms).unwrap();
    /// assert_eq!((load.mean.to_string().as_str(), load.variance.to_string().as_str()), ("3", "2/3"));
    /// assert_eq!((load.balance.to_string().as_str(), load.requisite_distance), ("4", 2));
    /// ```
    pub fn load(&self, terms: &[Vec<StepId>]) -> Result<Load, DefinitionErrors> {
        let mut problems = Problems::new();
        let at = self.placed(terms, &mut problems);
        let distances = self.distances(&at, &mut problems);
        problems.finish()?;
        let steps = &self.definition().steps;
        let sums: Vec<i64> = (0..terms.len())
            .map(|term| {
                let inside = steps.iter().zip(&at).filter(|(_, at)| **at == Some(term));
                inside.fold(0_i64, |sum, (step, _)| {
                    sum.saturating_add(step.credits.micros())
                })
            })
            .collect();
        let points = |micros: i64| Points::from_micros(micros).unwrap_or_default();
        let first = |value: i64| {
            let place = sums.iter().position(|sum| *sum == value).unwrap_or(0);
            u32::try_from(place.saturating_add(1)).unwrap_or(u32::MAX)
        };
        let most = sums.iter().max().copied().unwrap_or(0);
        let fewest = sums.iter().min().copied().unwrap_or(0);
        let (mean, variance) = spread(&sums);
        let pairs = sums.iter().enumerate().flat_map(|(index, one)| {
            let later = sums.iter().skip(index.saturating_add(1));
            later.map(move |two| one.abs_diff(*two))
        });
        let balance = pairs.fold(0_u64, u64::saturating_add);
        let distance = |own: &StepDistance| own.distance;
        Ok(Load {
            total: points(sums.iter().fold(0, |sum, own| sum.saturating_add(*own))),
            most: points(most),
            most_in: first(most),
            fewest: points(fewest),
            fewest_in: first(fewest),
            mean,
            variance,
            balance: points(i64::try_from(balance).unwrap_or(i64::MAX)),
            requisite_distance: distances.iter().map(distance).fold(0, u64::saturating_add),
            credits: sums.into_iter().map(points).collect(),
            distances,
        })
    }

    /// The term of each step.
    fn placed(&self, terms: &[Vec<StepId>], problems: &mut Problems) -> Vec<Option<usize>> {
        let mut at = vec![None; self.definition().steps.len()];
        if !(1..=MAX_LOAD_TERMS).contains(&terms.len()) {
            let message = format!("a plan has 1 to {MAX_LOAD_TERMS} terms");
            problems.add("terms_out_of_range", message);
            return at;
        }
        for (term, steps) in terms.iter().enumerate() {
            problems.item(term, |problems| {
                for (index, step) in steps.iter().enumerate() {
                    let slot = self.node(step).and_then(|node| at.get_mut(node as usize));
                    problems.item(index, |problems| match slot {
                        None => {
                            let message = format!("there is no step `{step}` in this path");
                            problems.add("reference_unknown", message);
                        }
                        Some(Some(_)) => {
                            problems.add("step_duplicate", format!("`{step}` is taken already"));
                        }
                        Some(slot) => *slot = Some(term),
                    });
                }
            });
        }
        at
    }

    fn distances(&self, at: &[Option<usize>], problems: &mut Problems) -> Vec<StepDistance> {
        let requisites = match Requisites::of(self) {
            Ok(requisites) => requisites,
            Err(error) => {
                problems.add(error.code(), error.to_string());
                return Vec::new();
            }
        };
        let mut found = Vec::new();
        for (step, definition) in (0_u32..).zip(&self.definition().steps) {
            let term = |step: u32| at.get(step as usize).copied().flatten();
            let Some(own) = term(step) else { continue };
            let placed = requisites.before(step).iter();
            let mut placed = placed
                .filter_map(|edge| Some((edge, term(edge.from)?)))
                .peekable();
            if placed.peek().is_none() {
                continue;
            }
            let mut distance = 0_u64;
            for (edge, before) in placed {
                match own.checked_sub(before) {
                    Some(terms) => distance = distance.saturating_add(terms as u64),
                    None if edge.firm => {
                        let message =
                            format!("`{}` is taken before what it waits for", definition.id);
                        problems.add("requisite_later", message);
                    }
                    None => {}
                }
            }
            found.push(StepDistance {
                step: definition.id.clone(),
                distance,
            });
        }
        found
    }
}

/// The mean and the variance of some amounts in millionths.
fn spread(sums: &[i64]) -> (Fraction, Fraction) {
    const MICROS: i128 = 1_000_000;
    let count = i128::try_from(sums.len()).unwrap_or(1);
    let total = sums
        .iter()
        .fold(0_i128, |sum, own| sum.saturating_add(i128::from(*own)));
    let squares = sums.iter().fold(0_i128, |sum, own| {
        let own = i128::from(*own);
        sum.saturating_add(own.saturating_mul(own))
    });
    // n · Σx² - (Σx)², over n²; at most 1,000 terms of 10^12 millionths, which 128 bits hold.
    let above = count
        .saturating_mul(squares)
        .saturating_sub(total.saturating_mul(total));
    let mean = Fraction::new(total, count.saturating_mul(MICROS));
    let below = count
        .saturating_mul(count)
        .saturating_mul(MICROS.saturating_mul(MICROS));
    let variance = Fraction::new(above, below);
    (
        mean.unwrap_or(Fraction::ZERO),
        variance.unwrap_or(Fraction::ZERO),
    )
}
