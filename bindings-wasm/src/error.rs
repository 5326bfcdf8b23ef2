//! The one error shape, as a JavaScript `Error` with `code` and `details`.

use js_sys::{Error, JSON, Object, Reflect};
use lms_core::door::{self, LmsError};
use wasm_bindgen::prelude::*;

/// The engine's error as a real `Error`: it has a stack, and `instanceof Error` holds.
pub(crate) fn to_js(error: LmsError) -> JsValue {
    let details = door::write(&error.details)
        .ok()
        .and_then(|text| JSON::parse(&text).ok());
    make(
        &error.code,
        &error.message,
        details.unwrap_or_else(|| Object::new().into()),
    )
}

/// The error for an argument that JavaScript itself cannot write as JSON.
pub(crate) fn not_json(what: &str, cause: &JsValue) -> JsValue {
    let cause = cause.dyn_ref::<Error>().map_or_else(
        || String::from("it has no JSON form"),
        |error| error.message().into(),
    );
    make(
        "json_invalid",
        &format!("{what} cannot be written as JSON: {cause}"),
        Object::new().into(),
    )
}

fn make(code: &str, message: &str, details: JsValue) -> JsValue {
    let error = Error::new(message);
    error.set_name("LmsError");
    for (field, value) in [("code", JsValue::from_str(code)), ("details", details)] {
        // Writing to a plain object that we have just made cannot be refused.
        let _ = Reflect::set(&error, &JsValue::from_str(field), &value);
    }
    error.into()
}
