//! The flat program that rules become: conditions over words of fact bits.
//!
//! Every question has two bits: *certainly true* and *possibly true*. Unknown is possibly but not certainly true. A
//! question's bits lie at the same place of two neighbouring words, the even word for *certainly*. Negation is pushed
//! down to the questions, where it swaps the two: `not q` is certainly true when `q` is not possibly true. What is left
//! is monotone, so that a rule is certainly true when its program holds over the certain bits, and possibly true when it
//! holds with every word exchanged for its neighbour.

pub(in crate::rule) mod code;
pub(in crate::rule) mod index;
pub(in crate::rule) mod layout;
pub(in crate::rule) mod part;
pub(in crate::rule) mod shortlist;

/// How the parts of a condition make its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Operator {
    All,
    Any,
    AtLeast(u32),
}
