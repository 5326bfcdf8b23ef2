//! Truth, outcomes and verdicts: how the engine says yes, no, not known, or waiting for a person, and why.

mod truth;

pub use truth::{Outcome, Truth};
