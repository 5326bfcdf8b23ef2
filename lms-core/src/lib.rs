//! lms-core
#![cfg_attr(
    test,
    allow(
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        clippy::cast_sign_loss,
        clippy::float_arithmetic,
        reason = "a test that overflows fails, as it should"
    )
)]
pub mod agenda;
pub mod catalogue;
pub mod certification;
pub mod decide;
pub mod door;
pub mod grading;
pub mod id;
pub mod number;
pub mod path;
pub mod problem;
pub mod record;
pub mod rule;
pub mod time;
pub mod verdict;
pub mod wire;

pub use catalogue::Catalogue;
pub use id::*;
