//! JavaScript values to JSON text and back, by the host's own `JSON`: one crossing each way.

use js_sys::{Array, JSON};
use wasm_bindgen::prelude::*;

use crate::error;

/// The JSON text of an argument: a text is taken as it is, anything else is written as JSON.
pub(crate) fn text(what: &str, value: &JsValue) -> Result<String, JsValue> {
    if let Some(text) = value.as_string() {
        return Ok(text);
    }
    let written = JSON::stringify(value).map_err(|cause| error::not_json(what, &cause))?;
    // `JSON.stringify(undefined)` answers `undefined`, which is no text.
    JsValue::from(written)
        .as_string()
        .ok_or_else(|| error::not_json(what, &JsValue::UNDEFINED))
}

/// The JSON texts of a list of arguments.
pub(crate) fn texts(what: &str, values: &JsValue) -> Result<Vec<String>, JsValue> {
    let list: &Array = values.dyn_ref().ok_or_else(|| {
        error::not_json(&format!("{what}, which are no list,"), &JsValue::UNDEFINED)
    })?;
    list.iter().map(|value| text(what, &value)).collect()
}

/// The value of an answer's JSON text.
pub(crate) fn value(text: &str) -> Result<JsValue, JsValue> {
    JSON::parse(text)
}

/// A question of one type: what the named methods add to `ask`.
pub(crate) fn question(kind: &str, fields: &JsValue) -> Result<String, JsValue> {
    if fields.is_undefined() {
        return Ok(format!(r#"{{"type":"{kind}"}}"#));
    }
    let fields = text("the question", fields)?;
    match fields.trim().strip_prefix('{').map(str::trim_start) {
        Some("}") => Ok(format!(r#"{{"type":"{kind}"}}"#)),
        Some(rest) => Ok(format!(r#"{{"type":"{kind}",{rest}"#)),
        None => Err(error::not_json(
            "the question, which is no object,",
            &JsValue::UNDEFINED,
        )),
    }
}
