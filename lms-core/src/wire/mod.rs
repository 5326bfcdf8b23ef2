//! Stored forms: every document sits in an envelope `{ "schema": "lms.learner", "version": 1, "data": … }`.
//!
//! Older versions are read for ever, step by step; newer ones are refused with a clear error and never guessed.

mod envelope;
mod error;
mod schema;

pub(crate) use envelope::data;
pub use envelope::{Envelope, seal, unseal};
pub use error::WireError;
pub use schema::{Schema, Upcast};
