//! Builders and strategies shared by the tests.

pub mod json_text;
pub mod vector;
