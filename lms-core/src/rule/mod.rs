//! The rule engine: conditions over facts about a learner and the time, compiled once, asked often.
//!
//! A [`RuleDefinition`] is data: a tree of operators ([`Expression`]) over conditions ([`Leaf`]), each true, false or
//! unknown. [`RuleSet::compile`] checks all rules of a catalogue against its [`Vocabulary`] and turns them into short
//! programs over bits; [`Learner`] turns a learner record into those bits. Outcome, explanation, interval, bulk and
//! what-if all read the same bits and the same readings behind them.

mod answer;
pub mod audience;
pub mod build;
pub mod compare;
mod compile;
mod event;
pub mod import;
mod language;
mod learner;
pub mod lint;
mod program;
pub mod remedy;
mod rule_set;

pub use answer::steady::MAX_STEPS;
pub use compile::check::MAX_AGE;
pub use compile::vocabulary::{
    AttributeType, CertificationEntry, CourseEntry, OfferingEntry, PathEntry, Presence, UnitEntry,
    Vocabulary,
};
pub use compile::{MAX_EXPANDED_DEPTH, MAX_EXPANDED_NODES, RulePart, Spot};
pub use event::change::{Change, Flip};
pub use language::expression::{
    Expression, MAX_CATALOGUE_NODES, MAX_DEPTH, MAX_NODES, MAX_RULES, MAX_SET, MAX_TEXT_BYTES,
    RuleDefinition,
};
pub use language::leaf::{Anchor, Leaf, Sign, Target, Test};
pub use language::literal::Literal;
pub use language::moment::{Length, Moment};
pub use learner::Learner;
pub use learner::facts::Facts;
pub use learner::handles::{AttributeIx, CertificationIx, CourseIx, SubjectIx, TextIx};
pub use learner::intake::Seats;
pub use learner::topics::MAX_UNIT_DEPTH;
pub use rule_set::{RuleIx, RuleSet};

pub use crate::verdict::Viewer;
