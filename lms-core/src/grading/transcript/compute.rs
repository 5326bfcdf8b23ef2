use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    EntryStatus, MAX_ENTRIES, MAX_TERMS, RepeatPolicy, TranscriptEntry, TranscriptError,
    TranscriptPolicy,
};
use crate::CourseId;
use crate::grading::Exact;
use crate::number::Rounding;

/// A computed transcript.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Transcript {
    /// The entries, in their order, with what each counts for in all.
    pub entries: Vec<EntryResult>,
    /// The terms, in the order in which the entries name them.
    pub terms: Vec<TermResult>,
    /// Everything together.
    pub cumulative: GradePointAverage,
}

/// What one entry counts for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EntryResult {
    /// The course.
    pub course: CourseId,
    /// The term.
    pub term: String,
    /// The grade as it is shown, as the entry has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<String>,
    /// What it does to the cumulative average.
    pub effect: EntryEffect,
    /// The credits it earns: those of a repeated course are earned once.
    pub earned: Exact,
}

/// What an entry does to the cumulative average.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum EntryEffect {
    /// It counts.
    Counted,
    /// It counts as one of the attempts whose mean counts.
    Averaged,
    /// Another attempt at the same course counts in its place.
    Replaced,
    /// It has no grade points.
    NotInAverage,
}

/// One term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TermResult {
    /// The term.
    pub term: String,
    /// The term by itself: repeats are not looked at.
    pub own: GradePointAverage,
    /// Everything up to and including the term, as it stood at its end.
    pub cumulative: GradePointAverage,
}

/// Credits and the average of grade points over them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GradePointAverage {
    /// Credits of all courses begun and over, passed or not.
    pub attempted: Exact,
    /// Credits earned.
    pub earned: Exact,
    /// Credits that count in the average.
    pub counted: Exact,
    /// Grade points: credits times grade points for each credit.
    pub quality_points: Exact,
    /// `quality_points / counted`, exact; none without counted credits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exact: Option<Exact>,
    /// The average as it is published, rounded by the policy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub average: Option<Exact>,
}

/// What an entry counts with.
struct Share {
    effect: EntryEffect,
    earned: Exact,
    counted: Exact,
    quality_points: Exact,
}

impl TranscriptPolicy {
    /// Computes a transcript from its entries in the order of time. `O(n log n)` for each term.
    ///
    /// # Errors
    /// [`TranscriptError`] when there are too many entries or terms, or credits are negative.
    ///
    /// ```
    /// use lms_core::grading::transcript::{TranscriptEntry, TranscriptPolicy};
    /// let policy: TranscriptPolicy = serde_json::from_str(r#"{"repeats": {"type": "latest"}}"#).unwrap();
    /// let entries: Vec<TranscriptEntry> = serde_json::from_str(r#"[
    ///     {"course": "a", "term": "1", "credits": "3", "status": {"type": "graded", "qualityPoints": "1", "passed": true}},
    ///     {"course": "a", "term": "2", "credits": "3", "status": {"type": "graded", "qualityPoints": "3", "passed": true}}
    /// ]"#).unwrap();
    /// let transcript = policy.compute(&entries).unwrap();
    /// assert_eq!(transcript.cumulative.average.unwrap().to_string(), "3");
    /// assert_eq!(transcript.cumulative.earned.to_string(), "3");
    /// ```
    pub fn compute(&self, entries: &[TranscriptEntry]) -> Result<Transcript, TranscriptError> {
        if entries.len() > MAX_ENTRIES {
            return Err(TranscriptError::TooMany);
        }
        if self.rounding.digits > Rounding::MAX_DIGITS {
            return Err(TranscriptError::Rounding);
        }
        let negative = entries.iter().find(|entry| entry.credits.micros() < 0);
        if let Some(entry) = negative {
            return Err(TranscriptError::CreditsNegative(entry.course.clone()));
        }
        let mut names: Vec<&str> = Vec::new();
        let mut place: BTreeMap<&str, usize> = BTreeMap::new();
        for entry in entries {
            place.entry(&entry.term).or_insert_with(|| {
                names.push(&entry.term);
                names.len().saturating_sub(1)
            });
        }
        if names.len() > MAX_TERMS {
            return Err(TranscriptError::TooManyTerms);
        }
        let term_of = |entry: &TranscriptEntry| place.get(entry.term.as_str()).copied();
        let shares = self.shares(&entries.iter().collect::<Vec<_>>());
        let terms = names
            .iter()
            .enumerate()
            .map(|(index, name)| {
                let own: Vec<&TranscriptEntry> = entries
                    .iter()
                    .filter(|entry| term_of(entry) == Some(index))
                    .collect();
                let so_far: Vec<&TranscriptEntry> = entries
                    .iter()
                    .filter(|entry| term_of(entry) <= Some(index))
                    .collect();
                let alone: Vec<Share> = own.iter().map(|entry| Share::of(entry)).collect();
                TermResult {
                    term: (*name).to_owned(),
                    own: self.average(&own, &alone),
                    cumulative: self.average(&so_far, &self.shares(&so_far)),
                }
            })
            .collect();
        Ok(Transcript {
            cumulative: self.average(&entries.iter().collect::<Vec<_>>(), &shares),
            terms,
            entries: entries
                .iter()
                .zip(shares)
                .map(|(entry, share)| EntryResult {
                    course: entry.course.clone(),
                    term: entry.term.clone(),
                    grade: entry.grade.clone(),
                    effect: share.effect,
                    earned: share.earned,
                })
                .collect(),
        })
    }

    fn average(&self, entries: &[&TranscriptEntry], shares: &[Share]) -> GradePointAverage {
        let sum = |part: fn(&Share) -> &Exact| {
            Exact::sum(
                &shares
                    .iter()
                    .map(|share| part(share).clone())
                    .collect::<Vec<_>>(),
            )
        };
        let attempted: Vec<Exact> = entries
            .iter()
            .filter(|entry| {
                !matches!(
                    entry.status,
                    EntryStatus::InProgress {} | EntryStatus::Audit {} | EntryStatus::Transfer {}
                )
            })
            .map(|entry| Exact::from(entry.credits))
            .collect();
        let (counted, quality_points) = (
            sum(|share| &share.counted),
            sum(|share| &share.quality_points),
        );
        let exact = quality_points.over(&counted);
        GradePointAverage {
            attempted: Exact::sum(&attempted),
            earned: sum(|share| &share.earned),
            counted,
            quality_points,
            average: exact.as_ref().map(|exact| exact.rounded(self.rounding)),
            exact,
        }
    }

    /// What each entry counts with when repeats are looked at.
    fn shares(&self, entries: &[&TranscriptEntry]) -> Vec<Share> {
        let mut shares: Vec<Share> = entries.iter().map(|entry| Share::of(entry)).collect();
        let mut attempts: BTreeMap<&CourseId, Vec<usize>> = BTreeMap::new();
        for (index, entry) in entries.iter().enumerate() {
            if !entry.repeatable {
                attempts.entry(&entry.course).or_default().push(index);
            }
        }
        for places in attempts.into_values() {
            earn_once(&places, &mut shares);
            let graded: Vec<usize> = places
                .into_iter()
                .filter(|place| {
                    shares
                        .get(*place)
                        .is_some_and(|share| share.effect == EntryEffect::Counted)
                })
                .collect();
            self.replace(&graded, entries, &mut shares);
        }
        shares
    }

    fn replace(&self, graded: &[usize], entries: &[&TranscriptEntry], shares: &mut [Share]) {
        if graded.len() < 2 || self.repeats == (RepeatPolicy::All {}) {
            return;
        }
        let points = |place: &usize| entries.get(*place).and_then(|entry| entry.quality());
        if self.repeats == (RepeatPolicy::Average {}) {
            let parts = Exact::count(graded.len());
            for place in graded {
                if let Some(share) = shares.get_mut(*place) {
                    share.effect = EntryEffect::Averaged;
                    share.counted = share.counted.over(&parts).unwrap_or(Exact::ZERO);
                    share.quality_points = share.quality_points.over(&parts).unwrap_or(Exact::ZERO);
                }
            }
            return;
        }
        let kept = match self.repeats {
            RepeatPolicy::First {} => graded.first(),
            RepeatPolicy::Highest {} => graded.iter().max_by_key(|place| points(place)),
            _ => graded.last(),
        };
        let limit = self.replacement_limit.map_or(usize::MAX, |limit| {
            usize::try_from(limit).unwrap_or(usize::MAX)
        });
        for place in graded
            .iter()
            .filter(|place| Some(*place) != kept)
            .take(limit)
        {
            if let Some(share) = shares.get_mut(*place) {
                share.effect = EntryEffect::Replaced;
                share.counted = Exact::ZERO;
                share.quality_points = Exact::ZERO;
            }
        }
    }
}

/// The credits of a course are earned by its first attempt that passed.
fn earn_once(places: &[usize], shares: &mut [Share]) {
    let mut earned = false;
    for place in places {
        if let Some(share) = shares
            .get_mut(*place)
            .filter(|share| share.earned.is_positive())
        {
            if earned {
                share.earned = Exact::ZERO;
            }
            earned = true;
        }
    }
}

impl TranscriptEntry {
    fn quality(&self) -> Option<Exact> {
        match self.status {
            EntryStatus::Graded { quality_points, .. } => Some(Exact::from(quality_points)),
            _ => None,
        }
    }
}

impl Share {
    /// What an entry counts with by itself.
    fn of(entry: &TranscriptEntry) -> Self {
        let credits = Exact::from(entry.credits);
        let earns = match entry.status {
            EntryStatus::Graded { passed, .. } | EntryStatus::PassFail { passed } => passed,
            EntryStatus::Transfer {} => true,
            _ => false,
        };
        let earned = if earns { credits.clone() } else { Exact::ZERO };
        match entry.quality() {
            Some(points) => Self {
                effect: EntryEffect::Counted,
                earned,
                quality_points: points.times(&credits),
                counted: credits,
            },
            None => Self {
                effect: EntryEffect::NotInAverage,
                earned,
                counted: Exact::ZERO,
                quality_points: Exact::ZERO,
            },
        }
    }
}
