//! The questions behind the named methods, written as the door reads them.

use lms_core::door;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::LmsError;

#[derive(Serialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub(crate) enum Question<'a> {
    CertificateStatus {
        certification: &'a str,
        now: &'a str,
    },
    Decide {
        command: Box<RawValue>,
        now: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        by: Option<&'a str>,
    },
    Eligibility {
        course: &'a str,
        now: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        offering: Option<&'a str>,
    },
    Grade {
        course: &'a str,
        now: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        offering: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        viewer: Option<&'a str>,
    },
    PathProgress {
        path: &'a str,
        now: &'a str,
    },
}

impl Question<'_> {
    pub(crate) fn text(&self) -> Result<String, LmsError> {
        Ok(door::write(self)?)
    }
}

/// A command as part of a question. It must be one JSON value, so that a text from elsewhere adds nothing
/// to the question around it; what the value means is for the door to say.
pub(crate) fn command(text: &str) -> Result<Box<RawValue>, LmsError> {
    serde_json::from_str(text)
        .map_err(|error| door::LmsError::new("question_form", error.to_string()).into())
}
