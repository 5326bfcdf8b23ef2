use super::{LmsError, ask, load_record};
use crate::Catalogue;
use crate::record::LearnerRecord;

/// Answers many questions about one learner in one crossing.
///
/// The answer is a JSON list in the order of the questions. Each item is `{"answer": …}`, or `{"error": …}` where that
/// question alone is refused. Linear in the questions.
///
/// # Errors
/// None that the engine's own answers can cause.
///
/// ```
/// use lms_core::door;
/// let catalogue = door::compile(r#"{"schema":"lms.catalogue","version":1,"data":{}}"#).unwrap();
/// let answers = door::ask_many(&catalogue, None, ["{}"]).unwrap();
/// assert!(answers.starts_with(r#"[{"error":{"code":"question_form","#));
/// ```
pub fn ask_many<'a>(
    catalogue: &Catalogue,
    record: Option<&LearnerRecord>,
    questions: impl IntoIterator<Item = &'a str>,
) -> Result<String, LmsError> {
    list(
        questions
            .into_iter()
            .map(|question| ask(catalogue, record, question)),
    )
}

/// Answers one question about many learners in one crossing: the records are JSON texts in their envelopes.
///
/// The answer is a list as of [`ask_many`], in the order of the records; a record that cannot be read is refused in
/// its place, and the others are answered. Linear in the records.
///
/// # Errors
/// None that the engine's own answers can cause.
///
/// ```
/// use lms_core::door;
/// let catalogue = door::compile(r#"{"schema":"lms.catalogue","version":1,"data":{}}"#).unwrap();
/// let answers = door::ask_each(&catalogue, ["", "[]"], r#"{"type":"certificateStatus"}"#).unwrap();
/// assert_eq!(answers.matches(r#"{"error":{"code":"wire_form""#).count(), 2);
/// ```
pub fn ask_each<'a>(
    catalogue: &Catalogue,
    records: impl IntoIterator<Item = &'a str>,
    question: &str,
) -> Result<String, LmsError> {
    list(
        records
            .into_iter()
            .map(|record| ask(catalogue, Some(&load_record(record)?), question)),
    )
}

fn list(answers: impl Iterator<Item = Result<String, LmsError>>) -> Result<String, LmsError> {
    let mut text = String::from("[");
    for answer in answers {
        if text.len() > 1 {
            text.push(',');
        }
        match answer {
            Ok(answer) => {
                text.push_str(r#"{"answer":"#);
                text.push_str(&answer);
            }
            Err(error) => {
                text.push_str(r#"{"error":"#);
                text.push_str(&super::write(&error)?);
            }
        }
        text.push('}');
    }
    text.push(']');
    Ok(text)
}
