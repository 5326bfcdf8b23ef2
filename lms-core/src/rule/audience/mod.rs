//! Bulk: the same rules, asked of a whole population at once.
//!
//! A [`Population`] keeps learners as columns of bits, one for each distinct question of a rule set. A [`Plan`] holds the
//! rules to ask; what they share is computed once. Answers are sets of rows ([`Rows`]), or counts. The whole verdict of
//! one row, with its reasons, is that of the one learner: ask for it with the learner's record.
//!
//! There are no threads inside. A host that has its own takes the [stretches](Population::stretches) of rows, asks the
//! [`Population::range`] of each, and puts the answers together:
//!
//! ```
//! # use lms_core::record::LearnerRecord;
//! # use lms_core::rule::{RuleDefinition, RuleSet, Seats, Vocabulary};
//! use lms_core::rule::audience::{Plan, Population};
//! # let rule: RuleDefinition =
//! #     serde_json::from_str(r#"{"id":"open","when":{"type":"window","from":"2026-11-01"}}"#).unwrap();
//! # let rules = RuleSet::compile(&[rule], &Vocabulary::default()).unwrap();
//! # let now = "2026-11-22T08:00:00Z".parse().unwrap();
//! # let mut everyone = Population::new(&rules, now);
//! # for number in 0..10_000 {
//! #     let id = format!("learner-{number}").parse().unwrap();
//! #     everyone.put_facts(&rules, &id, &Default::default()).unwrap();
//! # }
//! # let all: Vec<_> = rules.rules().collect();
//! let (plan, seats) = (Plan::new(&rules, &all), Seats::new());
//! let ask = |rows| everyone.range(rows).ask(&plan, now, &seats).unwrap();
//! let ask = &ask;
//! let mut answers = std::thread::scope(|scope| {
//!     let workers: Vec<_> = everyone.stretches(4).map(|rows| scope.spawn(move || ask(rows))).collect();
//!     workers.into_iter().map(|worker| worker.join().unwrap()).collect::<Vec<_>>()
//! })
//! .into_iter();
//! let mut whole = answers.next().unwrap();
//! for part in answers {
//!     whole.iter_mut().zip(&part).for_each(|(answer, part)| answer.add(part));
//! }
//! assert_eq!(whole, everyone.ask(&plan, now, &seats).unwrap());
//! assert_eq!(whole[0].met.len(), 10_000);
//! ```

mod ask;
mod column;
mod execute;
mod kernel;
mod load;
mod moves;
mod plan;
mod plane;
mod population;
mod rows;
mod times;
mod turn;

pub use ask::{Answer, Counts, Part, Plan};
pub use kernel::Kernel;
pub use population::{AudienceError, MAX_LEARNERS, Population};
pub use rows::Rows;

pub(in crate::rule) use column::Pair;
pub(in crate::rule) use execute::{Bench, Outcomes};
pub(in crate::rule) use plane::{BLOCK_ROWS, NO_ROWS, Plane};
