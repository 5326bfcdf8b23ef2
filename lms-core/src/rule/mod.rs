//! The rule engine: conditions over facts about a learner and the time, compiled once, asked often.
//!
//! A [`RuleDefinition`] is data: a tree of operators ([`Expression`]) over conditions ([`Leaf`]), each true, false or
//! unknown. [`RuleSet::compile`] checks all rules of a catalogue against its [`Vocabulary`] and turns them into short
//! programs over bits; [`Learner`] turns a learner record into those bits. Outcome, explanation, interval, bulk and
//! what-if all read the same bits and the same readings behind them.

mod apply;
mod asked;
pub mod audience;
pub mod build;
mod by_course;
mod calendar;
mod change;
mod check;
mod code;
pub mod compare;
mod compile;
mod compile_order;
mod cycle;
mod disclose;
mod display;
mod evidence;
mod explain;
mod expression;
mod facts;
mod handles;
pub mod import;
mod index;
mod intake;
mod interner;
mod leaf;
mod learner;
pub mod lint;
mod literal;
mod lower;
mod moment;
mod names;
mod outcome;
mod outline;
mod program;
mod question;
mod read;
mod reading;
pub mod remedy;
mod rule_set;
mod shortlist;
mod steady;
mod topics;
mod vocabulary;
mod wording;

pub use change::{Change, Flip};
pub use check::MAX_AGE;
pub use compile::{MAX_EXPANDED_DEPTH, MAX_EXPANDED_NODES, RulePart, Spot};
pub use expression::{
    Expression, MAX_CATALOGUE_NODES, MAX_DEPTH, MAX_NODES, MAX_RULES, MAX_SET, MAX_TEXT_BYTES,
    RuleDefinition, Viewer,
};
pub use facts::Facts;
pub use handles::{AttributeIx, CertificationIx, CourseIx, SubjectIx, TextIx};
pub use intake::Seats;
pub use leaf::{Anchor, Leaf, Sign, Target, Test};
pub use learner::Learner;
pub use literal::Literal;
pub use moment::{Length, Moment};
pub use rule_set::{RuleIx, RuleSet};
pub use steady::MAX_STEPS;
pub use topics::MAX_UNIT_DEPTH;
pub use vocabulary::{
    AttributeType, CertificationEntry, CourseEntry, OfferingEntry, PathEntry, Presence, UnitEntry,
    Vocabulary,
};
