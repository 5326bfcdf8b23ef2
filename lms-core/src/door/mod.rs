//! The door: the one way by which JavaScript, Python, Kotlin and any host that speaks JSON reach the engine.
//!
//! Text in, text out, the same bytes in every language. A question is an object with a `type`; see [`QUESTIONS`] for all
//! of them. Bindings decode, call and encode, and add nothing.

mod agenda;
mod audience;
mod batch;
mod certification;
mod decide;
mod eligibility;
mod error;
mod grading;
mod grading_account;
mod grading_cohort;
mod grading_formula;
mod grading_import;
mod grading_marks;
mod grading_show;
mod grading_skills;
mod lint;
mod path;
mod path_picture;
mod path_plan;
mod question;
mod reading;
mod remedy;
mod rule;

use crate::Catalogue;
use crate::problem::Problems;
use crate::record::{Event, LearnerRecord};
use crate::wire::{Schema, seal, unseal};

pub use batch::{ask_each, ask_many};
pub use error::{Details, LmsError};
pub use question::{Ask, Handler, QUESTIONS, write};

/// Compiles a catalogue from JSON text: the envelope `lms.catalogue`.
///
/// # Errors
/// `definition_invalid` with every problem in its details, or an error of the envelope.
///
/// ```
/// let text = r#"{"schema":"lms.catalogue","version":1,"data":{"courses":[{"id":"a","title":"A"}]}}"#;
/// assert!(lms_core::door::compile(text).is_ok());
/// assert_eq!(lms_core::door::compile("{}").unwrap_err().code, "wire_form");
/// ```
pub fn compile(text: &str) -> Result<Catalogue, LmsError> {
    let data = crate::wire::data(Schema::CATALOGUE, text)?;
    Ok(Catalogue::from_value(&data, Problems::new())?)
}

/// Reads a learner record from JSON text: the envelope `lms.learner`.
///
/// # Errors
/// An error of the envelope, or `wire_data` when the data have not the shape of a record.
pub fn load_record(text: &str) -> Result<LearnerRecord, LmsError> {
    Ok(unseal(Schema::LEARNER, text)?)
}

/// The learner record as JSON text, in its envelope.
///
/// # Errors
/// None that the engine's own records can cause.
pub fn save_record(record: &LearnerRecord) -> Result<String, LmsError> {
    Ok(seal(Schema::LEARNER, record)?)
}

/// Folds events (the envelope `lms.events`, holding a list) into a record, in the order given.
///
/// # Errors
/// An error of the envelope; then the record is left as it was.
pub fn evolve(record: &mut LearnerRecord, events: &str) -> Result<(), LmsError> {
    let events: Vec<Event> = unseal(Schema::EVENTS, events)?;
    for event in &events {
        record.evolve(event);
    }
    Ok(())
}

/// Answers a question about a catalogue and, where the question is about one learner, a record.
///
/// ```
/// use lms_core::door;
/// let catalogue = door::compile(
///     r#"{"schema":"lms.catalogue","version":1,"data":{"certifications":[
///         {"id":"bls","title":"Life support","earnedBy":{"type":"award"},"validity":{"type":"period","period":"P1Y"}}]}}"#,
/// )
/// .unwrap();
/// let record = door::load_record(r#"{"schema":"lms.learner","version":1,"data":{"learner":"ada"}}"#).unwrap();
/// let question = r#"{"type":"certificateStatus","certification":"bls","now":"2026-11-22T08:00:00Z"}"#;
/// let answer = door::ask(&catalogue, Some(&record), question).unwrap();
/// assert!(answer.starts_with(r#"{"standing":"notHeld""#));
/// ```
///
/// # Errors
/// `question_unknown`, `question_form` with the path of the spot, `record_missing`, `reference_unknown`, and those of the
/// question itself, such as `scheme_missing`.
pub fn ask(
    catalogue: &Catalogue,
    record: Option<&LearnerRecord>,
    question: &str,
) -> Result<String, LmsError> {
    question::answer(catalogue, record, question)
}
