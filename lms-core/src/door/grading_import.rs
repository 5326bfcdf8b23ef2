//! The question that takes over another system's gradebook.

use serde_json::Value;

use super::LmsError;
use super::question::{Ask, write};
use super::reading::read;
use crate::SchemeId;
use crate::grading::import::{Gradebook, import};

/// `importGradebook {gradebook, document, id}`: the scheme of the matching profile, and what does not carry over.
pub(super) fn gradebook(ask: &Ask<'_>) -> Result<String, LmsError> {
    let (gradebook, document, id) = read(ask, &["gradebook", "document", "id"], |fields| {
        let gradebook = fields.required::<Gradebook>("gradebook");
        let document = fields.required::<Value>("document");
        let id = fields.required::<SchemeId>("id");
        Some((gradebook?, document?, id?))
    })?;
    write(&import(gradebook, &document, id)?)
}
