//! One learner's record, loaded beside the catalogue that judges it.

use std::rc::Rc;

use lms_core::door;
use lms_core::record::LearnerRecord;
use wasm_bindgen::prelude::*;

use crate::{error, json};

/// One learner: a loaded record with the catalogue it is judged by. It never changes: `evolve` makes another one.
#[wasm_bindgen]
pub struct Learner {
    catalogue: Rc<lms_core::Catalogue>,
    record: LearnerRecord,
}

impl Learner {
    pub(crate) fn new(catalogue: Rc<lms_core::Catalogue>, record: LearnerRecord) -> Self {
        Self { catalogue, record }
    }

    fn answer(&self, question: &str) -> Result<String, JsValue> {
        door::ask(&self.catalogue, Some(&self.record), question).map_err(error::to_js)
    }

    fn named(&self, kind: &str, fields: &JsValue) -> Result<JsValue, JsValue> {
        json::value(&self.answer(&json::question(kind, fields)?)?)
    }
}

#[wasm_bindgen]
impl Learner {
    /// Asks any question about this learner.
    #[wasm_bindgen(unchecked_return_type = "Answer")]
    pub fn ask(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Question | string")] question: &JsValue,
    ) -> Result<JsValue, JsValue> {
        json::value(&self.ask_text(question)?)
    }

    /// As `ask`, but answers the JSON text itself: the same bytes in every language.
    #[wasm_bindgen(js_name = askText)]
    pub fn ask_text(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Question | string")] question: &JsValue,
    ) -> Result<String, JsValue> {
        self.answer(&json::text("the question", question)?)
    }

    /// Asks many questions about this learner in one crossing. Answers a list in the order of the questions.
    #[wasm_bindgen(js_name = askMany, unchecked_return_type = "Answered[]")]
    pub fn ask_many(
        &self,
        #[wasm_bindgen(unchecked_param_type = "(Question | string)[]")] questions: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let questions = json::texts("the questions", questions)?;
        let questions = questions.iter().map(String::as_str);
        let answers = door::ask_many(&self.catalogue, Some(&self.record), questions);
        json::value(&answers.map_err(error::to_js)?)
    }

    /// Folds events, in their envelope and in their order, into a new learner. This one stays as it is.
    pub fn evolve(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Json")] events: &JsValue,
    ) -> Result<Learner, JsValue> {
        let events = json::text("the events", events)?;
        let mut record = self.record.clone();
        door::evolve(&mut record, &events).map_err(error::to_js)?;
        Ok(Self::new(Rc::clone(&self.catalogue), record))
    }

    /// The record as JSON text in its envelope: what a host stores, and `loadRecord` reads for ever.
    #[wasm_bindgen(js_name = saveRecord)]
    pub fn save_record(&self) -> Result<String, JsValue> {
        door::save_record(&self.record).map_err(error::to_js)
    }

    /// Where the learner stands with a certificate, why, and until when.
    #[wasm_bindgen(js_name = certificateStatus, unchecked_return_type = "Answer")]
    pub fn certificate_status(
        &self,
        #[wasm_bindgen(unchecked_param_type = "{ certification: string; now: string }")]
        about: &JsValue,
    ) -> Result<JsValue, JsValue> {
        self.named("certificateStatus", about)
    }

    /// Puts a command, such as `{ type: "enrol", course: "first-aid" }`, to the rules. `by` is who gives it.
    ///
    /// Answers `accepted` with the events and the record after them, or `rejected` with the reason. Nothing is
    /// stored: the host stores the events, the record, or both.
    #[wasm_bindgen(unchecked_return_type = "Answer")]
    pub fn decide(
        &self,
        #[wasm_bindgen(
            unchecked_param_type = "{ command: Question; now: string; by?: string; roster?: object }"
        )]
        about: &JsValue,
    ) -> Result<JsValue, JsValue> {
        self.named("decide", about)
    }

    /// May this learner enrol in a course, or in one run of it, and if not, why not?
    #[wasm_bindgen(unchecked_return_type = "Answer")]
    pub fn eligibility(
        &self,
        #[wasm_bindgen(
            unchecked_param_type = "{ course: string; now: string; offering?: string; seats?: unknown }"
        )]
        about: &JsValue,
    ) -> Result<JsValue, JsValue> {
        self.named("eligibility", about)
    }

    /// Where the learner stands on a path, and what is next.
    #[wasm_bindgen(js_name = pathProgress, unchecked_return_type = "Answer")]
    pub fn path_progress(
        &self,
        #[wasm_bindgen(unchecked_param_type = "{ path: string; now: string; version?: number }")]
        about: &JsValue,
    ) -> Result<JsValue, JsValue> {
        self.named("pathProgress", about)
    }

    /// The learner's grade in a course, or in one run of it: current, final, best and worst totals. Without a `viewer` as
    /// staff see it; ask as `learner` for what you show to one, which leaves out what is hidden.
    #[wasm_bindgen(unchecked_return_type = "Answer")]
    pub fn grade(
        &self,
        #[wasm_bindgen(
            unchecked_param_type = "{ course: string; now: string; offering?: string; viewer?: string; suppose?: object }"
        )]
        about: &JsValue,
    ) -> Result<JsValue, JsValue> {
        self.named("grade", about)
    }
}
