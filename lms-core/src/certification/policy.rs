use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::problem::Problems;
use crate::problem::decode::{Fields, Read, leaf};
use crate::time::{Period, Zone};
use crate::{CertificationId, CourseId, PathId};

/// The most reminders of one policy.
pub const MAX_REMINDERS: usize = 32;

/// A certification policy: what earns a certificate, how long it holds, and how it renews.
///
/// ```
/// use lms_core::certification::CertificationDefinition;
/// use lms_core::problem::{Problems, decode::{Read, parse}};
/// let mut problems = Problems::new();
/// let text = r#"{
///     "id": "first-aid", "title": "First aid", "zone": "Europe/London",
///     "earnedBy": {"type": "course", "course": "first-aid-1"},
///     "validity": {"type": "period", "period": "P2Y"},
///     "renewal": {"base": "expiry", "window": "P3M", "grace": "P30D"},
///     "reminders": ["P60D", "P7D"]
/// }"#;
/// let value = parse(text, &mut problems).unwrap();
/// let policy = CertificationDefinition::read(&value, &mut problems).unwrap();
/// assert!(problems.finish().is_ok());
/// let term = policy.first_term("2024-02-29".parse().unwrap()).unwrap();
/// assert_eq!(term.until.unwrap().to_string(), "2026-02-28");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CertificationDefinition {
    /// The certification.
    pub id: CertificationId,
    /// What it is called.
    pub title: String,
    /// The version of this policy.
    #[serde(default = "one")]
    pub version: u32,
    /// The zone in which its days begin.
    #[serde(default)]
    pub zone: Zone,
    /// What earns it.
    pub earned_by: EarnedBy,
    /// How long it holds.
    pub validity: Validity,
    /// How it renews; `None` when it cannot be renewed but only earned again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renewal: Option<RenewalPolicy>,
    /// How long before expiry the learner is reminded: calendar periods counted back from the expiry.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reminders: Vec<Period>,
}

const fn one() -> u32 {
    1
}

/// What earns a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum EarnedBy {
    /// A course, passed.
    Course {
        /// The course.
        course: CourseId,
    },
    /// A path, completed.
    Path {
        /// The path.
        path: PathId,
    },
    /// A person's award; nothing earns it by itself.
    Award,
}

/// How long a certificate holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum Validity {
    /// For a calendar period from the day it begins.
    Period {
        /// The period, such as `P2Y`.
        period: Period,
    },
    /// Until a fixed day of the year, such as every 31 August; the day itself is still valid.
    FixedDate {
        /// The month, 1 to 12.
        month: u32,
        /// The day of the month; a 31st means the last day of a shorter month.
        day: u32,
        /// The least validity: a fixed day that comes sooner than this is passed over.
        #[serde(default)]
        minimum: Period,
    },
    /// Until it is revoked.
    UntilRevoked,
}

/// From which day a renewal counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RenewalBase {
    /// From the old expiry when renewed in time or in grace, so that renewing early loses nothing; from completion when late.
    Expiry,
    /// From the day on which the renewal was completed.
    Completion,
}

/// How a certificate renews.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RenewalPolicy {
    /// From which day a renewal counts.
    pub base: RenewalBase,
    /// How long before expiry the renewal window opens; `None` for at any time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<Period>,
    /// How long after expiry the certificate may still be renewed as if in time.
    #[serde(default)]
    pub grace: Period,
}

impl Read for CertificationDefinition {
    fn read(value: &Value, problems: &mut Problems) -> Option<Self> {
        let mut fields = Fields::open(value, problems)?;
        let id = fields.required("id");
        let title = fields.required("title");
        let version = fields.optional("version");
        let zone = fields.or_default("zone");
        let earned_by = fields.read("earnedBy");
        let validity = fields.read("validity");
        let renewal = fields.read_optional("renewal");
        let reminders = fields.or_default::<Vec<Period>>("reminders");
        fields.close(&[
            "id",
            "title",
            "version",
            "zone",
            "earnedBy",
            "validity",
            "renewal",
            "reminders",
        ]);
        Some(Self {
            id: id?,
            title: title?,
            version: version?.unwrap_or(1),
            zone: zone?,
            earned_by: earned_by?,
            validity: validity?,
            renewal: renewal?,
            reminders: reminders?,
        })
    }
}

impl Read for EarnedBy {
    fn read(value: &Value, problems: &mut Problems) -> Option<Self> {
        leaf(value, problems)
    }
}

impl Read for Validity {
    fn read(value: &Value, problems: &mut Problems) -> Option<Self> {
        leaf(value, problems)
    }
}

impl Read for RenewalPolicy {
    fn read(value: &Value, problems: &mut Problems) -> Option<Self> {
        let mut fields = Fields::open(value, problems)?;
        let base = fields.required("base");
        let window = fields.optional("window");
        let grace = fields.or_default("grace");
        fields.close(&["base", "window", "grace"]);
        Some(Self {
            base: base?,
            window: window?,
            grace: grace?,
        })
    }
}

impl CertificationDefinition {
    /// Notes what is wrong with the policy in itself; references are the catalogue's business.
    pub fn check(&self, problems: &mut Problems) {
        problems.at("validity", |problems| match &self.validity {
            Validity::Period { period } if period.is_zero() => {
                problems.add(
                    "validity_empty",
                    "a certificate must hold for at least a day",
                );
            }
            Validity::FixedDate { month, day, .. } => {
                let longest = match month {
                    1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
                    4 | 6 | 9 | 11 => 30,
                    2 => 29,
                    _ => 0,
                };
                if *day == 0 || *day > longest {
                    problems.add(
                        "time_out_of_range",
                        format!("there is no day {day} in month {month}"),
                    );
                }
            }
            Validity::Period { .. } | Validity::UntilRevoked => {}
        });
        if self.reminders.len() > MAX_REMINDERS {
            let message = format!("a policy has at most {MAX_REMINDERS} reminders");
            problems.at("reminders", |problems| {
                problems.add("reminders_too_many", message)
            });
        }
        if self.renewal.is_some() && self.validity == Validity::UntilRevoked {
            let message = "a certificate that holds until revoked has nothing to renew";
            problems.at("renewal", |problems| {
                problems.add("renewal_pointless", message)
            });
        }
    }
}
