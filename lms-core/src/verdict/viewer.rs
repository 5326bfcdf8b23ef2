use serde::{Deserialize, Serialize};

/// Who looks at an answer, from the least to the most privileged. A rule may keep reasons from those below a rank, and a
/// grade leaves out what is hidden from the learner.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum Viewer {
    /// The learner concerned.
    #[default]
    Learner,
    /// Those who teach or manage the learner.
    Staff,
    /// Those who administer the system.
    Administrator,
}

impl Viewer {
    /// The name as it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Learner => "learner",
            Self::Staff => "staff",
            Self::Administrator => "administrator",
        }
    }
}
