//! The questions behind the named methods, written as the door reads them.

use lms_core::door;
use serde::Serialize;

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
}

impl Question<'_> {
    pub(crate) fn text(&self) -> Result<String, LmsError> {
        Ok(door::write(self)?)
    }
}
