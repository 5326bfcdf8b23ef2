//! `lms-core` for Python and Kotlin, by UniFFI.
//!
//! Thin on purpose: it decodes, calls [`lms_core::door`] and encodes. See the README of this folder.

mod catalogue;
mod error;
mod learner;
mod question;

pub use catalogue::Catalogue;
pub use error::LmsError;
pub use learner::Learner;

uniffi::setup_scaffolding!();
