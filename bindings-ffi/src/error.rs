//! The one error shape, as an exception of each language.

use lms_core::door;

/// What went wrong. Branch on `code`, show `message`, read `details`.
///
/// Kotlin calls the message `text`, since every exception there has a `message` of its own.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
#[uniffi::export(Display)]
pub enum LmsError {
    /// The engine refused the call.
    #[error("{message} [{code}]")]
    Refused {
        /// The stable code, such as `definition_invalid`.
        code: String,
        /// The default English text.
        message: String,
        /// What the code is about, as JSON text: an object such as `{"problems":[…]}`.
        details: String,
    },
}

impl From<door::LmsError> for LmsError {
    fn from(error: door::LmsError) -> Self {
        Self::Refused {
            code: error.code,
            message: error.message,
            details: door::write(&error.details).unwrap_or_default(),
        }
    }
}
