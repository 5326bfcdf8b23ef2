//! One learner's record, loaded beside the catalogue that judges it.

use std::sync::Arc;

use lms_core::door;
use lms_core::record::LearnerRecord;

use crate::LmsError;
use crate::question::{self, Question};

/// One learner: a loaded record with the catalogue it is judged by. It never changes: `evolve` makes another one.
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

    /// Asks many questions about this learner in one crossing.
    ///
    /// The answer is a JSON list in the order of the questions, of `{"answer": …}` or `{"error": …}`.
    ///
    /// # Errors
    /// None: a question that is refused has its error in its place.
    pub fn ask_many(&self, questions: &[String]) -> Result<String, LmsError> {
        let questions = questions.iter().map(String::as_str);
        Ok(door::ask_many(
            &self.catalogue,
            Some(&self.record),
            questions,
        )?)
    }

    /// Folds events, in their envelope and in their order, into a new learner. This one stays as it is.
    ///
    /// # Errors
    /// The events do not read as such.
    pub fn evolve(&self, events: &str) -> Result<Arc<Self>, LmsError> {
        let mut record = self.record.clone();
        door::evolve(&mut record, events)?;
        Ok(Arc::new(Self::new(Arc::clone(&self.catalogue), record)))
    }

    /// The record as JSON text in its envelope: what a host stores, and `load_record` reads for ever.
    ///
    /// # Errors
    /// None that the engine's own records can cause.
    pub fn save_record(&self) -> Result<String, LmsError> {
        Ok(door::save_record(&self.record)?)
    }

    /// Where the learner stands with a certificate, why, and until when.
    ///
    /// # Errors
    /// The catalogue has no such certification, or `now` is no instant.
    pub fn certificate_status(&self, certification: &str, now: &str) -> Result<String, LmsError> {
        self.ask(&Question::CertificateStatus { certification, now }.text()?)
    }

    /// Puts a command, such as `{"type":"enrol","course":"first-aid"}`, to the rules. `by` is who gives it.
    ///
    /// The answer is `accepted` with the events and the record after them, or `rejected` with the reason. Nothing
    /// is stored: the host stores the events, the record, or both.
    ///
    /// # Errors
    /// The command does not read as one, or `now` is no instant.
    #[uniffi::method(default(by = None))]
    pub fn decide(&self, command: &str, now: &str, by: Option<String>) -> Result<String, LmsError> {
        let command = question::command(command)?;
        self.ask(
            &Question::Decide {
                command,
                now,
                by: by.as_deref(),
            }
            .text()?,
        )
    }

    /// May this learner enrol in a course, or in one run of it, and if not, why not?
    ///
    /// # Errors
    /// The catalogue has no such course or offering, or `now` is no instant.
    #[uniffi::method(default(offering = None))]
    pub fn eligibility(
        &self,
        course: &str,
        now: &str,
        offering: Option<String>,
    ) -> Result<String, LmsError> {
        self.ask(
            &Question::Eligibility {
                course,
                now,
                offering: offering.as_deref(),
            }
            .text()?,
        )
    }

    /// Where the learner stands on a path, and what is next.
    ///
    /// # Errors
    /// The catalogue has no such path, or `now` is no instant.
    pub fn path_progress(&self, path: &str, now: &str) -> Result<String, LmsError> {
        self.ask(&Question::PathProgress { path, now }.text()?)
    }

    /// The learner's grade in a course, or in one run of it: current, final, best and worst totals.
    ///
    /// `viewer` is `learner` or `staff`. What staff see, which is asked for without it, takes in marks that are hidden from
    /// the learner: ask as the learner for what you show to one.
    ///
    /// # Errors
    /// The catalogue has no such course or no scheme for it, `now` is no instant, or there is no such viewer.
    #[uniffi::method(default(offering = None, viewer = None))]
    pub fn grade(
        &self,
        course: &str,
        now: &str,
        offering: Option<String>,
        viewer: Option<String>,
    ) -> Result<String, LmsError> {
        self.ask(
            &Question::Grade {
                course,
                now,
                offering: offering.as_deref(),
                viewer: viewer.as_deref(),
            }
            .text()?,
        )
    }
}
