//! A grading scheme as its author writes it: a tree of categories over items, and the choices of a gradebook.

mod category;
mod check;
pub(super) mod graph;
mod item;
mod policies;
mod read;
mod scheme;

pub use category::{Aggregation, Category, DropRule, Limits, Normalise, Ungraded};
pub use check::{MAX_CATEGORIES, MAX_ITEMS, MAX_PERIODS, MAX_PLACEHOLDERS};
pub use item::{ExtraCredit, Item, Node};
pub use policies::Policies;
pub use read::MAX_SCHEME_DEPTH;
pub use scheme::{Period, PeriodTotal, Periods, Scheme};
