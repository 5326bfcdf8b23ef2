//! Exact numbers: points, percent and money as scaled integers, fractions, and named roundings. No floats.

mod decimal;
mod fraction;
mod money;
mod rounding;

pub use decimal::{DecimalError, Percent, Points};
pub use fraction::Fraction;
pub use money::{Currency, Money};
pub use rounding::{Rounding, RoundingMode};
