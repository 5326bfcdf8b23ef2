//! The quick way for the schemes that most courses have: whole numbers, one pass, the same answer.
//!
//! A scheme is *dense* when its root is a weighted mean of single items and of groups whose items have one maximum, or
//! is such a group itself, and no setting asks for more than exact sums. Then a total is
//!
//! ```text
//! sum over groups of weight * kept points / (kept items * maximum)   over   the sum of the counted weights
//! ```
//!
//! With `scale` the least common multiple of all `kept items * maximum` that can occur, each summand is a whole number
//! (`weight * scale / (kept items * maximum)`, kept in a table) times the kept points in millionths. Sums of these are
//! exact, their size is bounded when the scheme is compiled, and the one rounding is one division. Where a bound does
//! not hold, or a learner has something that whole numbers cannot say, the tree is walked instead.

mod cells;
mod class;
mod columns;
mod counted;
mod explain;
mod kept;
mod mark;
mod part;
mod pass;
mod plan;
mod quotient;
mod row;

pub use class::Class;
pub(super) use plan::Plan;
pub use row::Row;
