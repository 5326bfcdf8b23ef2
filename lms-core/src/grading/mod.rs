//! How scores become a grade: exactly, explained, and in the way of any gradebook.

mod account;
mod arithmetic;
mod ask;
pub mod cohort;
mod compile;
mod contribution;
pub mod definition;
mod dense;
mod evaluate;
pub mod exact;
mod explain;
mod fingerprint;
pub mod formula;
mod goal;
pub mod import;
pub mod mastery;
mod natural;
pub mod policy;
pub mod presentation;
mod preview;
mod range;
pub mod rubric;
mod settings;
mod standing;
mod total;
pub mod transcript;

pub use account::Line;
pub use ask::{Answer, Asked};
pub use compile::CompiledScheme;
pub use contribution::{Contribution, ContributionKind};
pub use definition::{
    Aggregation, Category, DropRule, ExtraCredit, Item, Limits, MAX_CATEGORIES, MAX_ITEMS,
    MAX_PERIODS, MAX_PLACEHOLDERS, MAX_SCHEME_DEPTH, Node, Normalise, Period, PeriodTotal, Periods,
    Policies, Scheme, Ungraded,
};
pub use dense::{Class, Row};
pub use exact::{Exact, ExactError, MAX_EXACT_TEXT};
pub use explain::{
    DropEnd, Explanation, LeftOut, Nothing, Part, PartOf, PeriodPart, Role, Step, StepReason, Value,
};
pub use fingerprint::Fingerprint;
pub use goal::{Goal, GoalError, MAX_GOAL_LOOKS, MAX_GOAL_TRIALS, Target, Way};
pub use preview::{Changed, Preview, preview};
pub use settings::{
    Arithmetic, Bounding, Concluded, DropProcedure, EmptyCategory, FinalCounts, NoneGraded,
    OnlyExtraCredit, Pending, Profile, RangeChange, Settings, Unseen, ZeroPoint,
};
pub use total::{Grade, Total};
