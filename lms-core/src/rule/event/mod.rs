//! One event of one learner: what it changes, and which rules it flips.

pub(in crate::rule) mod apply;
pub(in crate::rule) mod change;
mod numbered;
pub(in crate::rule) mod settle;
mod take;
