//! How scores become a grade: exactly, explained, and in the way of any gradebook.

pub mod exact;

pub use exact::{Exact, ExactError, MAX_EXACT_TEXT};
