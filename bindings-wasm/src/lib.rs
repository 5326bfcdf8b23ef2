//! `lms-core` for JavaScript and TypeScript.
//!
//! Thin on purpose: it decodes, calls [`lms_core::door`] and encodes. See the README of this folder.

mod catalogue;
mod error;
mod json;
mod learner;

pub use catalogue::Catalogue;
pub use learner::Learner;

use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.d.ts");
