use serde::{Deserialize, Serialize};

use crate::problem::{DefinitionErrors, Problem};
use crate::wire::WireError;

/// What went wrong, in the one shape that every language sees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message} [{code}]")]
#[serde(rename_all = "camelCase")]
pub struct LmsError {
    /// The stable code: what programs branch on.
    pub code: String,
    /// The default English text: what people read.
    pub message: String,
    /// Where and what, by the kind of error.
    pub details: Details,
}

/// The details of an error.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Details {
    /// Every problem of a document or question, each with its path.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Problem>,
}

impl LmsError {
    /// An error without details.
    #[must_use]
    pub fn new(code: &str, message: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            message: message.into(),
            details: Details::default(),
        }
    }

    /// A question about something that the catalogue does not define.
    #[must_use]
    pub fn unknown(kind: &str, id: &str) -> Self {
        Self::new("reference_unknown", format!("there is no {kind} `{id}`"))
    }

    pub(super) fn question(errors: DefinitionErrors) -> Self {
        Self {
            code: "question_form".into(),
            message: errors.to_string(),
            details: Details {
                problems: errors.problems,
            },
        }
    }
}

impl From<DefinitionErrors> for LmsError {
    fn from(errors: DefinitionErrors) -> Self {
        Self {
            code: "definition_invalid".into(),
            message: errors.to_string(),
            details: Details {
                problems: errors.problems,
            },
        }
    }
}

impl From<WireError> for LmsError {
    fn from(error: WireError) -> Self {
        let (code, message) = (error.code(), error.to_string());
        let details = match error {
            WireError::Json { problems } => Details {
                problems: problems.problems,
            },
            _ => Details::default(),
        };
        Self {
            code: code.into(),
            message,
            details,
        }
    }
}
