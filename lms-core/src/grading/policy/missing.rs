use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::late::{check_percent, is_default};
use crate::grading::Exact;
use crate::number::Percent;
use crate::problem::Problems;
use crate::problem::decode::{Fields, Read};
use crate::record::{Score, ScoreStatus};
use crate::time::Instant;

/// What missing work counts. It never touches a mark: only work without one can be missing.
///
/// ```
/// use lms_core::grading::Exact;
/// use lms_core::grading::policy::MissingPolicy;
/// let policy: MissingPolicy = serde_json::from_str(r#"{"deduct": "75", "when": "pastDue"}"#).unwrap();
/// let absent = lms_core::record::Score::with_status(lms_core::record::ScoreStatus::Absent);
/// let due = "2026-03-01T00:00:00Z".parse().ok();
/// let now = "2026-03-02T00:00:00Z".parse().unwrap();
/// assert!(policy.applies(&absent, due, now));
/// assert_eq!(policy.mark(&Exact::integer(20)), Exact::integer(5)); // a quarter of 20
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MissingPolicy {
    /// The percent of the maximum that missing work loses: 100 counts it as zero.
    pub deduct: Percent,
    /// When work is missing.
    #[serde(default, skip_serializing_if = "is_default")]
    pub when: MissingWhen,
}

/// When work without a mark is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum MissingWhen {
    /// Only when a person declared it missing.
    #[default]
    Declared,
    /// Also when nothing was handed in by the due date.
    PastDue,
}

impl MissingPolicy {
    /// Whether the policy gives this work its mark. The due date itself is still in time.
    #[must_use]
    pub fn applies(&self, score: &Score, due: Option<Instant>, now: Instant) -> bool {
        if score.points.is_some() || score.overriding().is_some_and(|set| set.to.is_some()) {
            return false;
        }
        match score.status {
            ScoreStatus::Missing => true,
            ScoreStatus::Absent => {
                self.when == MissingWhen::PastDue
                    && score.submitted_at.is_none()
                    && score.due(due).is_some_and(|due| due < now)
            }
            _ => false,
        }
    }

    /// The mark of missing work on an item with this maximum: `maximum * (100 - deduct) / 100`.
    #[must_use]
    pub fn mark(&self, maximum: &Exact) -> Exact {
        Exact::ONE.minus(&Exact::share(self.deduct)).times(maximum)
    }

    /// Notes what is wrong with the policy in itself.
    pub fn check(&self, problems: &mut Problems) {
        problems.at("deduct", |problems| check_percent(self.deduct, problems));
    }
}

impl Read for MissingPolicy {
    fn read(value: &Value, problems: &mut Problems) -> Option<Self> {
        let mut fields = Fields::open(value, problems)?;
        let deduct = fields.required("deduct");
        let when = fields.or_default("when");
        fields.close(&["deduct", "when"]);
        Some(Self {
            deduct: deduct?,
            when: when?,
        })
    }
}
