//! One learner's record, loaded beside the catalogue that judges it.

use std::sync::Arc;

use lms_core::door;
use lms_core::record::LearnerRecord;

use crate::LmsError;

/// One learner: a loaded record with the catalogue it is judged by.
#[derive(uniffi::Object)]
pub struct Learner {
    catalogue: Arc<lms_core::Catalogue>,
    record: LearnerRecord,
}

impl Learner {
    pub(crate) fn new(catalogue: Arc<lms_core::Catalogue>, record: LearnerRecord) -> Self {
        Self { catalogue, record }
    }
}

#[uniffi::export]
impl Learner {
    /// Asks any question about this learner.
    ///
    /// # Errors
    /// The question does not read as one, or names what the catalogue does not have.
    pub fn ask(&self, question: &str) -> Result<String, LmsError> {
        Ok(door::ask(&self.catalogue, Some(&self.record), question)?)
    }
}
