//! The roster of an offering: who has a seat, who waits, and in which order seats are offered.
//!
//! A newcomer never overtakes those who wait; a free seat goes to the first in the queue who may take it; ties go by the
//! order of asking. Seats that were offered and not confirmed in time are free again, without any job having to run.

mod command;
mod decide;
mod event;
mod rejection;
mod state;

pub use command::Command;
pub use decide::{Accepted, decide};
pub use event::{Event, Happened};
pub use rejection::Rejection;
pub use state::{Roster, Seat, Seats, Waiter};

#[cfg(test)]
mod tests;
