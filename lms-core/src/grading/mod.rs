//! How scores become a grade: exactly, explained, and in the way of any gradebook.

pub mod definition;
pub mod exact;
pub mod policy;
mod settings;

pub use definition::{
    Aggregation, Category, DropRule, ExtraCredit, Item, Limits, MAX_CATEGORIES, MAX_ITEMS,
    MAX_PERIODS, MAX_PLACEHOLDERS, MAX_SCHEME_DEPTH, Node, Normalise, Period, PeriodTotal, Periods,
    Scheme, Ungraded,
};
pub use exact::{Exact, ExactError, MAX_EXACT_TEXT};
pub use settings::{
    Arithmetic, Bounding, Concluded, DropProcedure, EmptyCategory, FinalCounts, OnlyExtraCredit,
    Pending, Profile, RangeChange, Settings, Unseen, ZeroPoint,
};
