//! The compiled catalogue: compiled once, asked often, shared between threads.

use std::sync::Arc;

use lms_core::door;

use crate::{Learner, LmsError};

/// All definitions, compiled and checked. Compile once, keep it, ask it from any thread.
#[derive(uniffi::Object)]
pub struct Catalogue {
    inner: Arc<lms_core::Catalogue>,
}

#[uniffi::export]
impl Catalogue {
    /// Compiles a document of definitions.
    ///
    /// # Errors
    /// `details` lists every problem of the document, each with its code and JSON path.
    #[uniffi::constructor]
    pub fn compile(definitions: &str) -> Result<Arc<Self>, LmsError> {
        let inner = Arc::new(door::compile(definitions)?);
        Ok(Arc::new(Self { inner }))
    }

    /// Loads what the host knows about one learner.
    ///
    /// # Errors
    /// The record does not read as one; `details` says where.
    pub fn load_record(&self, record: &str) -> Result<Arc<Learner>, LmsError> {
        let record = door::load_record(record)?;
        Ok(Arc::new(Learner::new(Arc::clone(&self.inner), record)))
    }

    /// Asks a question that needs no learner.
    ///
    /// # Errors
    /// The question does not read as one, or names what the catalogue does not have.
    pub fn ask(&self, question: &str) -> Result<String, LmsError> {
        Ok(door::ask(&self.inner, None, question)?)
    }

    /// Asks one question about many learners in one crossing: the records as JSON texts in their envelopes.
    ///
    /// The answer is a JSON list in the order of the records, of `{"answer": …}` or `{"error": …}`.
    ///
    /// # Errors
    /// None: a record that cannot be read has its error in its place.
    pub fn ask_each(&self, records: &[String], question: &str) -> Result<String, LmsError> {
        let records = records.iter().map(String::as_str);
        Ok(door::ask_each(&self.inner, records, question)?)
    }
}
