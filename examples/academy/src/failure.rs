use std::fmt;

/// Why the job cannot be done: one line, with a hint.
#[derive(Debug, PartialEq, Eq)]
pub struct Failure {
    message: String,
    hint: String,
}

impl Failure {
    /// A failure and what would help.
    pub fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: hint.into(),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let one_line = |text: &str| text.replace(['\n', '\r'], " ");
        write!(
            out,
            "academy: {} (hint: {})",
            one_line(&self.message),
            one_line(&self.hint)
        )
    }
}

impl std::error::Error for Failure {}
