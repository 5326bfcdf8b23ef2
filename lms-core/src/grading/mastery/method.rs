use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::grading::Exact;
use crate::grading::exact::sum_within;
use crate::grading::settings::check_rounding;
use crate::number::{Percent, Points, Rounding};
use crate::problem::Problems;
use crate::time::Instant;

/// The most results that one mastery is computed from.
pub const MAX_RESULTS: usize = 10_000;

/// The longest score on the way to a mastery, in bits of its longer part. Decimals and shares of ordinary marks stay far
/// below; a recursive decaying average of 65 % grows by some four bits a result and so takes more than 900 of them.
pub const MAX_SCORE_BITS: u64 = 4_096;

/// How the results of one learner on one skill become one score, and when that is mastery.
///
/// ```
/// use lms_core::grading::mastery::{MasteryRule, SkillResult};
/// let rule: MasteryRule = serde_json::from_str(r#"{
///     "method": {"type": "decayingAverage", "weight": "65", "formula": "recursive"},
///     "mastery": "3", "possible": "5", "rounding": {"mode": "halfUp", "digits": 2}
/// }"#).unwrap();
/// let results: Vec<SkillResult> = serde_json::from_str(r#"[
///     {"points": "1", "at": "2026-01-01T00:00:00Z"}, {"points": "5", "at": "2026-02-01T00:00:00Z"}
/// ]"#).unwrap();
/// let outcome = rule.evaluate(&results).unwrap();
/// assert_eq!(outcome.score, "3.6".parse().ok()); // 5 * 65 % + 1 * 35 %
/// assert!(outcome.mastered);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MasteryRule {
    /// The method.
    pub method: MasteryMethod,
    /// The score from which a skill is mastered, inclusive.
    pub mastery: Points,
    /// The highest score; what a share of a quiz is a share of. Zero takes `mastery` instead.
    #[serde(default)]
    pub possible: Points,
    /// How the score is rounded before it is compared and shown; none keeps it exact. Canvas rounds to 2 digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rounding: Option<Rounding>,
}

/// How many results become one score. They are taken by time; those without an instant are the oldest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum MasteryMethod {
    /// The best result.
    Highest {},
    /// The latest result.
    Latest {},
    /// The mean of all.
    Average {},
    /// The mean of the results at mastery or above, once there are so many.
    NMastery {
        /// How many.
        n: u32,
    },
    /// `latest * weight + mean of the older * (1 - weight)`.
    WeightedAverage {
        /// The weight of the latest result; 65 % is usual.
        weight: Percent,
    },
    /// The latest result counts most. Two formulas go by this name, so the formula is named too.
    DecayingAverage {
        /// The weight of the latest result; 65 % is usual.
        weight: Percent,
        /// Which formula.
        formula: DecayFormula,
    },
}

/// The formulas that gradebooks have called *decaying average*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DecayFormula {
    /// `d(t) = x(t) * weight + d(t - 1) * (1 - weight)`, as newer Canvas computes it.
    Recursive,
    /// `latest * weight + mean of the older * (1 - weight)`, as older Canvas computed it: today's weighted average.
    LatestAgainstMean,
}

/// One result of a learner on a skill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SkillResult {
    /// The score; with `quiz` the points of the questions that measure the skill.
    pub points: Points,
    /// When; none is the oldest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Instant>,
    /// What `points` are out of, where it is not the skill's own scale: they are then carried over to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub out_of: Option<Points>,
    /// The quiz it comes from. For averages, latest and weighted methods every result of a quiz counts as the quiz's
    /// common share (points over possible), as in Canvas: a quiz with three aligned questions is three results.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiz: Option<String>,
}

/// What the results came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MasteryOutcome {
    /// The score; none where the method asks for more results.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<Exact>,
    /// The score before its rounding, where the rounding changed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unrounded: Option<Exact>,
    /// Whether the skill is mastered.
    pub mastered: bool,
    /// The results that the score rests on, counted from 0 in the order of the list.
    pub used: Vec<usize>,
}

/// Why results came to no score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MasteryError {
    /// There are more than [`MAX_RESULTS`].
    #[error("a mastery is computed from at most {MAX_RESULTS} results")]
    TooMany,
    /// A score would have more than [`MAX_SCORE_BITS`] bits: the results are out of numbers without common factors, or a
    /// decaying average goes through too many of them.
    #[error("the exact score of these results is a fraction of more than {MAX_SCORE_BITS} bits")]
    TooLong,
}

impl MasteryError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::TooMany => "results_too_many",
            Self::TooLong => "score_too_long",
        }
    }
}

/// How the scores of a class become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ClassRollup {
    /// The mean.
    Mean,
    /// The middle one, or the mean of the two middle ones.
    Median,
}

impl ClassRollup {
    /// The class's score; `None` for an empty class. `O(n log n)`.
    ///
    /// # Errors
    /// [`MasteryError::TooLong`] when the scores have no common denominator of a reasonable length.
    pub fn of(
        self,
        scores: &[Exact],
        rounding: Option<Rounding>,
    ) -> Result<Option<Exact>, MasteryError> {
        let score = match self {
            Self::Mean => mean(scores)?,
            Self::Median => {
                let mut sorted = scores.to_vec();
                sorted.sort();
                let upper = sorted.len() / 2;
                let lower = sorted.len().saturating_sub(1) / 2;
                mean(sorted.get(lower..=upper).unwrap_or_default())?
            }
        };
        Ok(score.map(|score| match rounding {
            Some(rounding) => score.rounded(rounding),
            None => score,
        }))
    }
}

impl MasteryRule {
    /// What the results come to. Results at the same instant keep the order of the list. `O(n log n)`, each step on numbers
    /// of at most [`MAX_SCORE_BITS`].
    ///
    /// # Errors
    /// [`MasteryError`] when there are too many results, or their exact score would be too long.
    pub fn evaluate(&self, results: &[SkillResult]) -> Result<MasteryOutcome, MasteryError> {
        if results.len() > MAX_RESULTS {
            return Err(MasteryError::TooMany);
        }
        let mut ordered: Vec<(usize, &SkillResult)> = results.iter().enumerate().collect();
        ordered.sort_by_key(|(_, result)| result.at);
        let shares = self.quiz_shares(results);
        let scores: Vec<(usize, Exact)> = ordered
            .iter()
            .map(|(index, result)| (*index, self.score(result, &shares)))
            .collect();
        let (exact, used) = self.method.combine(&scores, &Exact::from(self.mastery))?;
        let score = exact.clone().map(|exact| match self.rounding {
            Some(rounding) => exact.rounded(rounding),
            None => exact,
        });
        Ok(MasteryOutcome {
            mastered: score
                .as_ref()
                .is_some_and(|score| *score >= Exact::from(self.mastery)),
            unrounded: if score == exact { None } else { exact },
            score,
            used,
        })
    }

    /// The highest score of the skill; the mastery score where none is given.
    fn scale(&self) -> Exact {
        if self.possible > Points::ZERO {
            Exact::from(self.possible)
        } else {
            Exact::from(self.mastery)
        }
    }

    /// The share that each quiz reached on the skill, over all its results.
    fn quiz_shares<'r>(&self, results: &'r [SkillResult]) -> BTreeMap<&'r str, Exact> {
        if matches!(
            self.method,
            MasteryMethod::Highest {} | MasteryMethod::NMastery { .. }
        ) {
            return BTreeMap::new();
        }
        let mut sums: BTreeMap<&str, (Exact, Exact)> = BTreeMap::new();
        for result in results {
            if let (Some(quiz), Some(out_of)) = (&result.quiz, result.out_of) {
                let sum = sums.entry(quiz).or_insert((Exact::ZERO, Exact::ZERO));
                sum.0 = sum.0.plus(&Exact::from(result.points));
                sum.1 = sum.1.plus(&Exact::from(out_of));
            }
        }
        sums.into_iter()
            .filter_map(|(quiz, (points, possible))| Some((quiz, points.over(&possible)?)))
            .collect()
    }

    /// A result on the skill's own scale.
    fn score(&self, result: &SkillResult, shares: &BTreeMap<&str, Exact>) -> Exact {
        let own = Exact::from(result.points);
        let Some(out_of) = result.out_of else {
            return own;
        };
        let merged = result.quiz.as_deref().and_then(|quiz| shares.get(quiz));
        match merged.cloned().or_else(|| own.over(&Exact::from(out_of))) {
            Some(share) => share.times(&self.scale()),
            None => own,
        }
    }

    /// Notes what is wrong with the rule in itself.
    pub fn check(&self, problems: &mut Problems) {
        problems.at("method", |problems| match &self.method {
            MasteryMethod::NMastery { n } if *n == 0 => {
                let message = "at least one result is needed";
                problems.at("n", |found| found.add("mastery_count", message));
            }
            MasteryMethod::WeightedAverage { weight }
            | MasteryMethod::DecayingAverage { weight, .. } => {
                let within = *weight > Percent::ZERO && weight.micros() <= 100_000_000;
                if !within {
                    let message = "the weight must be above 0 and at most 100";
                    problems.at("weight", |found| found.add("percent_out_of_range", message));
                }
            }
            _ => {}
        });
        if let Some(rounding) = self.rounding {
            check_rounding(rounding, problems);
        }
    }
}

impl MasteryMethod {
    /// The score of results in the order of time, and those it rests on.
    fn combine(
        &self,
        scores: &[(usize, Exact)],
        mastery: &Exact,
    ) -> Result<(Option<Exact>, Vec<usize>), MasteryError> {
        let all = || scores.iter().map(|(index, _)| *index).collect();
        let values = || -> Vec<Exact> { scores.iter().map(|(_, score)| score.clone()).collect() };
        let one = |found: Option<&(usize, Exact)>| match found {
            Some((index, score)) => (Some(score.clone()), vec![*index]),
            None => (None, Vec::new()),
        };
        Ok(match self {
            Self::Highest {} => one(scores
                .iter()
                .reduce(|best, next| if next.1 > best.1 { next } else { best })),
            Self::Latest {} => one(scores.last()),
            Self::Average {} => (mean(&values())?, all()),
            Self::NMastery { n } => {
                let reached: Vec<&(usize, Exact)> = scores
                    .iter()
                    .filter(|(_, score)| score >= mastery)
                    .collect();
                if usize::try_from(*n).is_ok_and(|n| reached.len() < n) {
                    return Ok((None, Vec::new()));
                }
                let values: Vec<Exact> = reached.iter().map(|(_, score)| score.clone()).collect();
                let used = reached.iter().map(|(index, _)| *index).collect();
                (mean(&values)?, used)
            }
            Self::WeightedAverage { weight }
            | Self::DecayingAverage {
                weight,
                formula: DecayFormula::LatestAgainstMean,
            } => {
                let values = values();
                let Some((latest, older)) = values.split_last() else {
                    return Ok((None, Vec::new()));
                };
                let score = match mean(older)? {
                    Some(older) => blend(latest, &older, *weight)?,
                    None => latest.clone(),
                };
                (Some(score), all())
            }
            Self::DecayingAverage {
                weight,
                formula: DecayFormula::Recursive,
            } => {
                let mut values = values().into_iter();
                let first = values.next();
                let decayed = match first {
                    Some(first) => Some(
                        values.try_fold(first, |before, next| blend(&next, &before, *weight))?,
                    ),
                    None => None,
                };
                (decayed, all())
            }
        })
    }
}

/// `new * weight + old * (1 - weight)`.
fn blend(new: &Exact, old: &Exact, weight: Percent) -> Result<Exact, MasteryError> {
    let weight = Exact::share(weight);
    let parts = [new.times(&weight), old.times(&Exact::ONE.minus(&weight))];
    sum_within(&parts, MAX_SCORE_BITS).ok_or(MasteryError::TooLong)
}

fn mean(values: &[Exact]) -> Result<Option<Exact>, MasteryError> {
    let sum = sum_within(values, MAX_SCORE_BITS).ok_or(MasteryError::TooLong)?;
    Ok(sum.over(&Exact::count(values.len())))
}
