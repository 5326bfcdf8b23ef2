//! Truth, outcomes and verdicts: how the engine says yes, no, not known, or waiting for a person, and why.

mod answer;
mod asked;
mod english;
mod found;
mod reason;
mod reasons;
mod truth;
mod viewer;
mod written;

pub use answer::Verdict;
pub use asked::Asked;
pub use english::MESSAGES;
pub use found::Found;
pub use reason::Reason;
pub use reasons::Reasons;
pub(crate) use reasons::{Node, Shape};
pub use truth::{Outcome, Truth};
pub use viewer::Viewer;
