//! The decider of a learner's record: enrol, withdraw, submit, score, complete, waive, award, renew, revoke, correct.

mod certificate;
mod command;
mod course;
mod decide;
mod rejection;

pub use command::Command;
pub use decide::{Accepted, Context, decide};
pub use rejection::Rejection;

#[cfg(test)]
mod tests;
