//! Answers about one learner and one rule: the outcome, why, and until when.

pub(in crate::rule) mod by_course;
pub(in crate::rule) mod disclose;
pub(in crate::rule) mod evidence;
pub(in crate::rule) mod explain;
pub(in crate::rule) mod outcome;
pub(in crate::rule) mod steady;
pub(in crate::rule) mod unfold;
