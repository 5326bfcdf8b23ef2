use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::policy::{
    AttemptPolicy, FittedCurve, LatePolicy, MissingPolicy, ModerationPolicy, ResitPolicy,
};
use crate::problem::Problems;
use crate::problem::decode::{Fields, Read};

/// What is done to marks before they count, in this order: moderation, the choice among attempts, resits, the curve,
/// and what late work loses. Locked and overridden marks are left alone.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Policies {
    /// How the marks of several markers become one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moderation: Option<ModerationPolicy>,
    /// Which attempt counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempts: Option<AttemptPolicy>,
    /// What resits count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resits: Option<ResitPolicy>,
    /// The curve, fitted to the class already.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub curve: Option<FittedCurve>,
    /// What late work loses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub late: Option<LatePolicy>,
    /// What missing work counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<MissingPolicy>,
}

impl Policies {
    /// Whether nothing is done.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// These policies, with the given ones in the place of their like.
    #[must_use]
    pub fn with(&self, other: &Self) -> Self {
        Self {
            moderation: other.moderation.clone().or_else(|| self.moderation.clone()),
            attempts: other.attempts.clone().or_else(|| self.attempts.clone()),
            resits: other.resits.or(self.resits),
            curve: other.curve.clone().or_else(|| self.curve.clone()),
            late: other.late.clone().or_else(|| self.late.clone()),
            missing: other.missing.or(self.missing),
        }
    }

    pub(super) fn check(&self, problems: &mut Problems) {
        if let Some(policy) = &self.moderation {
            problems.at("moderation", |problems| policy.check(problems));
        }
        if let Some(policy) = &self.attempts {
            problems.at("attempts", |problems| policy.check(problems));
        }
        if let Some(policy) = &self.resits {
            problems.at("resits", |problems| policy.check(problems));
        }
        if let Some(curve) = &self.curve {
            problems.at("curve", |problems| curve.check(problems));
        }
        if let Some(policy) = &self.late {
            problems.at("late", |problems| policy.check(problems));
        }
        if let Some(policy) = &self.missing {
            problems.at("missing", |problems| policy.check(problems));
        }
    }
}

impl Read for Policies {
    fn read(value: &Value, problems: &mut Problems) -> Option<Self> {
        let mut fields = Fields::open(value, problems)?;
        let moderation = fields.optional("moderation");
        let attempts = fields.optional("attempts");
        let resits = fields.optional("resits");
        let curve = fields.optional("curve");
        let late = fields.optional("late");
        let missing = fields.optional("missing");
        fields.close(&[
            "moderation",
            "attempts",
            "resits",
            "curve",
            "late",
            "missing",
        ]);
        Some(Self {
            moderation: moderation?,
            attempts: attempts?,
            resits: resits?,
            curve: curve?,
            late: late?,
            missing: missing?,
        })
    }
}
