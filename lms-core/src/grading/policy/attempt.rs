use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::grading::Exact;
use crate::grading::settings::check_rounding;
use crate::number::Rounding;
use crate::problem::Problems;
use crate::problem::decode::{Read, leaf};

/// The highest number of the attempt that [`AttemptPolicy::Nth`] may name.
pub const MAX_NTH_ATTEMPT: u32 = 10_000;

/// Which of several attempts counts. Attempts without a mark are passed over.
///
/// Attempts are compared by their share of their own maximum, so that 9 of 10 beats 15 of 20. On a tie the one that
/// was handed in earlier counts.
///
/// ```
/// use lms_core::grading::Exact;
/// use lms_core::grading::policy::{AttemptMark, AttemptPolicy};
/// let attempt = |mark, maximum| AttemptMark { mark: Some(Exact::integer(mark)), maximum: Exact::integer(maximum) };
/// let chosen = AttemptPolicy::Highest {}
///     .choose(&[attempt(15, 20), attempt(9, 10)], None, &Exact::integer(20))
///     .unwrap();
/// assert_eq!((chosen.mark, chosen.attempts), (Exact::integer(18), vec![1]));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum AttemptPolicy {
    /// The best one.
    Highest {},
    /// The last one marked.
    Latest {},
    /// The first one marked.
    First {},
    /// The mean of all.
    Average {
        /// How the mean is rounded; none keeps it exact. Open edX and Canvas round to 2 digits.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rounding: Option<Rounding>,
    },
    /// The attempt with this number, counted from 1 among all attempts; the last one marked when there is none with this
    /// number, or it has no mark.
    Nth {
        /// The number.
        n: u32,
    },
    /// The mark that stands is replaced, attempt by attempt, only by a higher one.
    ///
    /// Unlike with `highest`, the mark that stood before counts too: a rescoring can only help.
    OnlyIfHigher {},
}

/// The mark of one attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptMark {
    /// The mark; none while it waits for one.
    pub mark: Option<Exact>,
    /// What it is out of.
    pub maximum: Exact,
}

/// The attempt or attempts that count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChosenAttempt {
    /// The mark, out of the item's maximum.
    pub mark: Exact,
    /// The attempts it rests on, counted from 0 in the order of the list; empty when the standing mark was kept.
    pub attempts: Vec<usize>,
}

impl AttemptMark {
    /// The mark carried over to the item's maximum; as it is where the attempt has no maximum.
    fn out_of(&self, maximum: &Exact) -> Option<Exact> {
        let mark = self.mark.as_ref()?;
        if self.maximum == *maximum {
            return Some(mark.clone());
        }
        Some(match mark.over(&self.maximum) {
            Some(share) => share.times(maximum),
            None => mark.clone(),
        })
    }
}

impl AttemptPolicy {
    /// The mark that counts; `None` when no attempt has one and none stood before.
    ///
    /// `attempts` are in the order of their submission; `standing` is the mark the score had without them. Linear.
    #[must_use]
    pub fn choose(
        &self,
        attempts: &[AttemptMark],
        standing: Option<&Exact>,
        maximum: &Exact,
    ) -> Option<ChosenAttempt> {
        let marked: Vec<(usize, Exact)> = attempts
            .iter()
            .enumerate()
            .filter_map(|(index, attempt)| Some((index, attempt.out_of(maximum)?)))
            .collect();
        let kept = standing.map(|mark| ChosenAttempt {
            mark: mark.clone(),
            attempts: Vec::new(),
        });
        let (Some(first), Some(last)) = (marked.first(), marked.last()) else {
            return kept;
        };
        let one = |(index, mark): &(usize, Exact)| ChosenAttempt {
            mark: mark.clone(),
            attempts: vec![*index],
        };
        Some(match self {
            Self::First {} => one(first),
            Self::Latest {} => one(last),
            Self::Highest {} => one(best(&marked).unwrap_or(first)),
            Self::OnlyIfHigher {} => match (kept, best(&marked)) {
                (Some(kept), Some(best)) if best.1 <= kept.mark => kept,
                (_, best) => one(best.unwrap_or(first)),
            },
            Self::Nth { n } => {
                let wanted = usize::try_from(*n).ok()?.checked_sub(1)?;
                let found = marked.iter().find(|(index, _)| *index == wanted);
                one(found.unwrap_or(last))
            }
            Self::Average { rounding } => {
                let marks: Vec<Exact> = marked.iter().map(|(_, mark)| mark.clone()).collect();
                let mean = Exact::sum(&marks).over(&Exact::count(marks.len()))?;
                ChosenAttempt {
                    mark: rounding.map_or(mean.clone(), |rounding| mean.rounded(rounding)),
                    attempts: marked.iter().map(|(index, _)| *index).collect(),
                }
            }
        })
    }

    /// Notes what is wrong with the policy in itself.
    pub fn check(&self, problems: &mut Problems) {
        if let Self::Nth { n } = self
            && (*n == 0 || *n > MAX_NTH_ATTEMPT)
        {
            let message = format!("the attempt must be from 1 to {MAX_NTH_ATTEMPT}");
            problems.at("n", |found| found.add("attempt_out_of_range", message));
        }
        if let Self::Average {
            rounding: Some(rounding),
        } = self
        {
            check_rounding(*rounding, problems);
        }
    }
}

/// The best mark, the earliest on a tie.
fn best(marked: &[(usize, Exact)]) -> Option<&(usize, Exact)> {
    marked
        .iter()
        .reduce(|best, next| if next.1 > best.1 { next } else { best })
}

impl Read for AttemptPolicy {
    fn read(value: &Value, problems: &mut Problems) -> Option<Self> {
        leaf(value, problems)
    }
}
