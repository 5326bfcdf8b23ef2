//! What is known about a learner's work on one activity: not only a number, but where it stands and how it came to be.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::number::Points;
use crate::time::Instant;
use crate::{ActivityId, CategoryId, EventId, PersonId};

/// A learner's work on one activity, as the host knows it.
///
/// No score at all and a score with the status `absent` mean the same. `late`, `hidden`, `overridden` and `locked` go
/// together with any status, so they are qualities beside it and not further statuses.
///
/// ```
/// use lms_core::record::{Score, ScoreStatus};
/// let score: Score = serde_json::from_str(r#"{"points": "17.5", "maximum": "20"}"#).unwrap();
/// assert_eq!(score.status, ScoreStatus::Scored);
/// assert_eq!(score, Score::scored("17.5".parse().unwrap()).out_of("20".parse().unwrap()));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Score {
    /// Where the work stands.
    #[serde(skip_serializing_if = "is_default")]
    pub status: ScoreStatus,
    /// The mark as given, before any deduction that a policy makes. With `pendingReview` what is marked so far.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub points: Option<Points>,
    /// The maximum when the mark was given, for when the activity's maximum is changed later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum: Option<Points>,
    /// When the counted work was handed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub submitted_at: Option<Instant>,
    /// When the mark was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub graded_at: Option<Instant>,
    /// Who may see the mark.
    #[serde(skip_serializing_if = "is_default")]
    pub visibility: Visibility,
    /// Whether the work is late: by its instant, or because a person said so.
    #[serde(skip_serializing_if = "is_default")]
    pub lateness: Lateness,
    /// The mark is fixed: no policy changes it any more.
    #[serde(skip_serializing_if = "is_default")]
    pub locked: bool,
    /// How the mark came to be; boxed, because most scores have none of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub history: Option<Box<ScoreHistory>>,
    /// The event that gave the mark as it stands, when the host numbers its events.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<EventId>,
}

/// Where a learner's work on an activity stands.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum ScoreStatus {
    /// Marked. Without points it is work that was handed in and has no mark yet.
    #[default]
    Scored,
    /// Nothing was handed in, and nobody has said that this is final.
    Absent,
    /// Handed in, and a person still has to mark it or a part of it.
    PendingReview,
    /// The learner need not do it: it counts neither for nor against.
    Excused,
    /// A teacher took the mark out of the totals; it stays visible, and formulas that name it read it.
    Excluded,
    /// Declared missing: the missing-work policy decides what it counts.
    Missing,
    /// Carried over from an earlier presentation or from recognised prior learning: it counts like a mark.
    Banked,
    /// The learner withdrew from the activity: it counts neither for nor against.
    Withdrawn,
}

/// Who may see a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Visibility {
    /// The learner sees it.
    #[default]
    Visible,
    /// The learner does not see it, until an instant when one is given.
    Hidden {
        /// The first instant at which the learner sees it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Instant>,
    },
    /// It is not posted yet: for the learner it is as if it were not marked.
    Unposted,
}

/// Whether work is late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Lateness {
    /// By comparing the instant of submission with the due date.
    #[default]
    Automatic,
    /// A person set it late, by so many seconds.
    Late {
        /// How late.
        seconds: u64,
    },
    /// A person set it in time, whatever the instants say.
    OnTime,
}

/// How a mark came to be.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ScoreHistory {
    /// The attempts in the order of their submission; an attempt policy chooses among them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attempts: Vec<Attempt>,
    /// The marks of several markers of the same work; a moderation policy makes one of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
    /// Who set the mark by hand, oldest first. The last one counts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub overrides: Vec<ScoreOverride>,
    /// The learner's own due date, where it differs from the activity's (an extension).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Instant>,
}

/// One attempt at an activity.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Attempt {
    /// The mark; none while it waits for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub points: Option<Points>,
    /// The maximum of the attempt, where it differs from the score's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum: Option<Points>,
    /// When it was handed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub submitted_at: Option<Instant>,
    /// A resit: an attempt allowed after a fail, which a resit policy may cap.
    #[serde(skip_serializing_if = "is_default")]
    pub resit: bool,
}

/// The mark that one of several markers gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Mark {
    /// The marker.
    pub by: PersonId,
    /// The mark.
    pub points: Points,
    /// The mark is what the markers agreed on after comparing theirs.
    #[serde(default, skip_serializing_if = "is_default")]
    pub agreed: bool,
}

/// A mark set by hand over whatever was there, or only what it is out of, or both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScoreOverride {
    /// When.
    pub at: Instant,
    /// Who.
    pub by: PersonId,
    /// The mark before; none when there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Points>,
    /// The mark set; none leaves the computed one. Without a maximum either, the override is lifted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Points>,
    /// The maximum set; none leaves it as it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<Points>,
    /// Why, in the teacher's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// All that is known about a learner's marks in one course.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ScoreSheet {
    /// The scores by activity.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub scores: BTreeMap<ActivityId, Score>,
    /// Category totals that a teacher set, locked, hid or excluded, by category of the scheme. `points` are out of the
    /// category's maximum.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub totals: BTreeMap<CategoryId, Score>,
    /// The enrolment is concluded: work never begun counts no more (some gradebooks then leave it out of the final grade).
    #[serde(skip_serializing_if = "is_default")]
    pub concluded: bool,
}

impl Score {
    /// A plain mark.
    #[must_use]
    pub fn scored(points: Points) -> Self {
        Self {
            points: Some(points),
            ..Self::default()
        }
    }

    /// A score that has only a status.
    #[must_use]
    pub fn with_status(status: ScoreStatus) -> Self {
        Self {
            status,
            ..Self::default()
        }
    }

    /// The same score with the maximum that held when it was given.
    #[must_use]
    pub fn out_of(self, maximum: Points) -> Self {
        Self {
            maximum: Some(maximum),
            ..self
        }
    }

    /// The override in force: the last one, unless it lifted the one before.
    #[must_use]
    pub fn overriding(&self) -> Option<&ScoreOverride> {
        let last = self.history.as_ref()?.overrides.last()?;
        (last.to.is_some() || last.maximum.is_some()).then_some(last)
    }

    /// What the mark is out of: as it was set by hand, or else when it was given.
    #[must_use]
    pub fn given_for(&self) -> Option<Points> {
        let set = self.overriding().and_then(|set| set.maximum);
        set.or(self.maximum)
    }

    /// The due date that holds for this learner.
    #[must_use]
    pub fn due(&self, of_activity: Option<Instant>) -> Option<Instant> {
        self.history
            .as_ref()
            .and_then(|history| history.due)
            .or(of_activity)
    }

    /// Whether the learner may see the mark at an instant.
    #[must_use]
    pub fn is_visible(&self, now: Instant) -> bool {
        match self.visibility {
            Visibility::Visible => true,
            Visibility::Hidden { until } => until.is_some_and(|until| until <= now),
            Visibility::Unposted => false,
        }
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_stays_small_and_its_common_form_short() {
        assert!(size_of::<Score>() <= 144);
        let score = Score::scored(Points::whole(7).unwrap());
        assert_eq!(serde_json::to_string(&score).unwrap(), r#"{"points":"7"}"#);
    }

    #[test]
    fn the_last_override_counts_until_it_is_lifted() {
        let set = |to: Option<i32>| ScoreOverride {
            at: Instant::MIN,
            by: PersonId::parse("t").unwrap(),
            from: None,
            to: to.map(|to| Points::whole(to).unwrap()),
            maximum: None,
            reason: None,
        };
        let score = |overrides: Vec<ScoreOverride>| Score {
            history: Some(Box::new(ScoreHistory {
                overrides,
                ..ScoreHistory::default()
            })),
            ..Score::default()
        };
        assert_eq!(
            score(vec![set(Some(3)), set(Some(4))]).overriding(),
            Some(&set(Some(4)))
        );
        assert_eq!(score(vec![set(Some(3)), set(None)]).overriding(), None);
    }

    #[test]
    fn a_mark_hidden_until_an_instant_is_seen_from_it_on() {
        let until: Instant = "2026-01-01T00:00:00Z".parse().unwrap();
        let score = Score {
            visibility: Visibility::Hidden { until: Some(until) },
            ..Score::default()
        };
        assert!(!score.is_visible(Instant::MIN));
        assert!(score.is_visible(until));
    }
}
