//! The language of rules as authors write it: expressions over conditions, read from JSON and shown as a sentence.

pub(in crate::rule) mod display;
pub(in crate::rule) mod expression;
pub(in crate::rule) mod leaf;
pub(in crate::rule) mod literal;
pub(in crate::rule) mod moment;
pub(in crate::rule) mod read;
