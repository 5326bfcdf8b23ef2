//! Lint: what can be proven about a set of rules before any learner meets it.
//!
//! Conditions about one subject (a score, an attribute, windows of the calendar) depend on one another; the table of all
//! answers that they can give together is drawn up (`subject`), and a search over these tables proves that no record at
//! any instant makes a rule true, or not true (`formula`). Each table holds at least every row that some record brings
//! about, so that whatever is found is true of every record, unknown facts included. Nothing is guessed.
//!
//! **Decided exactly**, that is found whenever it is so: conditions on windows, scores, attempts, skills, steps, memberships
//! without units, attributes and facts of every type compared by anything but parts of texts, each table with at most five
//! set members. **Found when it follows from order alone**: courses completed, certificates and credits under several
//! bounds, units above one another. **Taken for independent** (so that some findings are missed, and none is wrong): parts
//! of texts, ages, elapsed times, and conditions on different subjects. Where a limit stops a proof, the report says so.

mod answer;
mod courses;
mod findings;
mod formula;
mod subject;
#[cfg(test)]
mod tests;

pub use answer::{Condition, Finding, Found, Report, Undecided};

/// The most pairs of rules compared with each other. The report says when there were more (`pairs_too_many`).
pub const MAX_PAIRS: usize = 4_000;

/// The most looks at a condition that all proofs of one report take together: some seconds. What is not decided by then is
/// listed as undecided.
pub const MAX_LOOKS: u64 = 50_000_000;
