//! Bulk: the same rules, asked of a whole population at once.
//!
//! A [`Population`] keeps learners as columns of bits, one for each distinct question of a rule set. A [`Plan`] holds the
//! rules to ask; what they share is computed once. Answers are sets of rows ([`Rows`]), or counts. The whole verdict of
//! one row, with its reasons, is that of the one learner: ask for it with the learner's record.
//!
//! There are no threads inside. A host that has its own asks [`Population::range`] for stretches of rows.

mod ask;
mod column;
mod execute;
mod ids;
mod kernel;
mod plan;
mod plane;
mod population;
mod rows;
mod times;

pub use ask::{Answer, Counts, Part, Plan};
pub use ids::MAX_LEARNERS;
pub use kernel::Kernel;
pub use population::{AudienceError, Population};
pub use rows::Rows;

pub(in crate::rule) use column::Pair;
pub(in crate::rule) use execute::{Bench, Outcomes};
pub(in crate::rule) use plane::{BLOCK_ROWS, NO_ROWS, Plane};
