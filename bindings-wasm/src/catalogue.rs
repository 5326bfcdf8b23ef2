//! The compiled catalogue: compiled once, asked often.

use std::rc::Rc;

use lms_core::door;
use wasm_bindgen::prelude::*;

use crate::{Learner, error, json};

/// All definitions, compiled and checked. Compile once, keep it, ask it.
#[wasm_bindgen]
pub struct Catalogue {
    inner: Rc<lms_core::Catalogue>,
}

#[wasm_bindgen]
impl Catalogue {
    /// Compiles definitions, given as a JSON text or an object.
    ///
    /// Throws an `LmsError` whose `details.problems` lists every problem with its JSON path.
    pub fn compile(
        #[wasm_bindgen(unchecked_param_type = "Json")] definitions: &JsValue,
    ) -> Result<Catalogue, JsValue> {
        let text = json::text("the catalogue", definitions)?;
        let inner = door::compile(&text).map_err(error::to_js)?;
        Ok(Self {
            inner: Rc::new(inner),
        })
    }

    /// Loads what the host knows about one learner, given as a JSON text or an object.
    #[wasm_bindgen(js_name = loadRecord)]
    pub fn load_record(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Json")] record: &JsValue,
    ) -> Result<Learner, JsValue> {
        let text = json::text("the record", record)?;
        let record = door::load_record(&text).map_err(error::to_js)?;
        Ok(Learner::new(Rc::clone(&self.inner), record))
    }

    /// Asks a question that needs no learner.
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
        door::ask(&self.inner, None, &question).map_err(error::to_js)
    }

    /// Asks one question about many learners in one crossing. Answers a list in the order of the records.
    #[wasm_bindgen(js_name = askEach, unchecked_return_type = "Answered[]")]
    pub fn ask_each(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Json[]")] records: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Question | string")] question: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let records = json::texts("the records", records)?;
        let question = json::text("the question", question)?;
        let answers = door::ask_each(&self.inner, records.iter().map(String::as_str), &question);
        json::value(&answers.map_err(error::to_js)?)
    }
}
