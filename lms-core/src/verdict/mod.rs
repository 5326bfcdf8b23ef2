//! Truth, outcomes and verdicts: how the engine says yes, no, not known, or waiting for a person, and why.

mod answer;
mod english;
mod reason;
mod truth;

pub use answer::Verdict;
pub use english::MESSAGES;
pub use reason::{Asked, Found, Reason};
pub use truth::{Outcome, Truth};
