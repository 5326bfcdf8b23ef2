//! The rule engine: conditions over facts about a learner and the time, compiled once, asked often.

mod expression;
mod leaf;
mod literal;
mod moment;
mod read;

pub use expression::{
    Expression, MAX_CATALOGUE_NODES, MAX_DEPTH, MAX_NODES, MAX_RULES, MAX_SET, MAX_TEXT_BYTES,
    RuleDefinition, Viewer,
};
pub use leaf::{Anchor, Leaf, Sign, Target, Test};
pub use literal::Literal;
pub use moment::{Length, Moment};
