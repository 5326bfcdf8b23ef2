use serde::{Deserialize, Serialize};

/// Three-valued truth (Kleene's strong logic): what is not known is neither true nor false, and its negation is not known either.
///
/// | a | b | a and b | a or b | not a |
/// |---|---|---|---|---|
/// | true | true | true | true | false |
/// | true | false | false | true | false |
/// | true | unknown | unknown | true | false |
/// | false | false | false | false | true |
/// | false | unknown | false | unknown | true |
/// | unknown | unknown | unknown | unknown | unknown |
///
/// The order is `False < Unknown < True`, so that *and* is the minimum and *or* the maximum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Truth {
    /// The facts say no.
    False,
    /// The facts do not say.
    Unknown,
    /// The facts say yes.
    True,
}

impl Truth {
    /// The negation.
    #[must_use]
    pub fn negate(self) -> Self {
        match self {
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
            Self::True => Self::False,
        }
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }
}

/// A rule's answer for a learner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    /// The rule is met.
    Met,
    /// The rule is not met.
    Unmet,
    /// The facts do not decide it: something is not graded yet, or the rule points at what no longer exists.
    Unknown,
    /// It hangs only on a person's pending decision: it would be met if every pending approval were given.
    Waiting,
}
