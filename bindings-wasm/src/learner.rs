//! One learner's record, loaded beside the catalogue that judges it.

use std::rc::Rc;

use lms_core::door;
use lms_core::record::LearnerRecord;
use wasm_bindgen::prelude::*;

use crate::{error, json};

/// One learner: a loaded record with the catalogue it is judged by.
#[wasm_bindgen]
pub struct Learner {
    catalogue: Rc<lms_core::Catalogue>,
    record: LearnerRecord,
}

impl Learner {
    pub(crate) fn new(catalogue: Rc<lms_core::Catalogue>, record: LearnerRecord) -> Self {
        Self { catalogue, record }
    }

    fn named(&self, kind: &str, fields: &JsValue) -> Result<JsValue, JsValue> {
        let question = json::question(kind, fields)?;
        let answer = door::ask(&self.catalogue, Some(&self.record), &question);
        json::value(&answer.map_err(error::to_js)?)
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
        let question = json::text("the question", question)?;
        door::ask(&self.catalogue, Some(&self.record), &question).map_err(error::to_js)
    }

    /// May this learner enrol in a course, and if not, why not?
    #[wasm_bindgen(unchecked_return_type = "Answer")]
    pub fn eligibility(
        &self,
        #[wasm_bindgen(unchecked_param_type = "{ course: string; now: string }")] about: &JsValue,
    ) -> Result<JsValue, JsValue> {
        self.named("eligibility", about)
    }
}
