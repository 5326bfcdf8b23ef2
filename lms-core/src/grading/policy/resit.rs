use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::late::{check_percent, is_default};
use crate::grading::Exact;
use crate::number::Percent;
use crate::problem::Problems;
use crate::problem::decode::{Fields, Read};

/// How attempts after a fail count: most universities cap them at the pass mark.
///
/// The cap lowers what a resit gives, never what the first sitting gave.
///
/// ```
/// use lms_core::grading::Exact;
/// use lms_core::grading::policy::ResitPolicy;
/// let policy: ResitPolicy = serde_json::from_str(r#"{"cap": "40"}"#).unwrap();
/// let hundred = Exact::integer(100);
/// assert_eq!(policy.mark(Some(&Exact::integer(31)), &[Exact::integer(72)], &hundred), Some(Exact::integer(40)));
/// assert_eq!(policy.mark(Some(&Exact::integer(45)), &[Exact::integer(72)], &hundred), Some(Exact::integer(45)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ResitPolicy {
    /// The most that a resit counts, in percent of the maximum.
    pub cap: Percent,
    /// Which mark counts.
    #[serde(default, skip_serializing_if = "is_default")]
    pub count: ResitCount,
    /// How many resits count at all, the first ones; none for any number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// Which mark counts after resits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ResitCount {
    /// The best of the first sitting and the capped resits.
    #[default]
    Best,
    /// The last resit, capped, even where the first sitting was better.
    Latest,
}

impl ResitPolicy {
    /// The mark that counts, from that of the first sitting and those of the resits in their order; `None` without any.
    #[must_use]
    pub fn mark(&self, first: Option<&Exact>, resits: &[Exact], maximum: &Exact) -> Option<Exact> {
        let cap = Exact::share(self.cap).times(maximum);
        let limit = self.limit.map_or(usize::MAX, |limit| {
            usize::try_from(limit).unwrap_or(usize::MAX)
        });
        let mut capped = resits
            .iter()
            .take(limit)
            .map(|mark| mark.clone().min(cap.clone()));
        match self.count {
            ResitCount::Best => capped.chain(first.cloned()).max(),
            ResitCount::Latest => capped.next_back().or_else(|| first.cloned()),
        }
    }

    /// Notes what is wrong with the policy in itself.
    pub fn check(&self, problems: &mut Problems) {
        problems.at("cap", |problems| check_percent(self.cap, problems));
    }
}

impl Read for ResitPolicy {
    fn read(value: &Value, problems: &mut Problems) -> Option<Self> {
        let mut fields = Fields::open(value, problems)?;
        let cap = fields.required("cap");
        let count = fields.or_default("count");
        let limit = fields.optional("limit");
        fields.close(&["cap", "count", "limit"]);
        Some(Self {
            cap: cap?,
            count: count?,
            limit: limit?,
        })
    }
}
