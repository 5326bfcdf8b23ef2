//! Formulas over items, such as `=average([[quiz-1]], [[quiz-2]]) * 0.5`: a small expression language without loops,
//! names or side effects, evaluated in exact fractions.
//!
//! The language is that of Moodle's grade calculations. Operators, by falling precedence: `^` (from the right), unary
//! `-`, `* /`, `+ -`, and the comparisons `== < > <= >=`, which give 1 or 0. Names are read in any case. Functions:
//! `sum average min max` (one argument or more), `mod power` (two), `round` (a number and, if wanted, its digits, also
//! negative ones; ties go away from zero), `floor ceil sqrt abs`, `if(condition, then, else)`, `and or`, and the
//! constants `pi` and `e` (30 decimal places).
//!
//! `sqrt` and `power` with a fraction as exponent are exact where the root is rational; where it is not, it is rounded
//! to [`FORMULA_DIGITS`] decimal places, half to even, and the answer says so. Functions whose values are never
//! rational (`ln`, `sin`, ...) and random numbers are refused by name.

mod cycle;
mod error;
mod evaluate;
mod function;
mod lex;
mod parse;

use serde::{Deserialize, Serialize};

use super::Exact;
use evaluate::Op;

pub use cycle::{MAX_CYCLE_STEPS, shortest_cycle};
pub use error::{FormulaError, FormulaFault};
pub use evaluate::{FORMULA_DIGITS, FormulaRounding, FormulaValue, MAX_FORMULA_BITS};
pub use function::{Function, REFUSED_FUNCTIONS};
pub use lex::{MAX_FORMULA_BYTES, MAX_FORMULA_EXPONENT, MAX_FORMULA_TOKENS};
pub use parse::MAX_FORMULA_DEPTH;

/// A formula that was read and can be evaluated. Written as its text.
///
/// ```
/// use lms_core::grading::Exact;
/// use lms_core::grading::formula::Formula;
/// let formula = Formula::parse("=average([[quiz]], [[exam]]) + 1/3").unwrap();
/// assert_eq!(formula.references(), ["quiz", "exam"]);
/// // Nothing is known of the exam: an empty input counts 0.
/// let value = formula.evaluate(|id| (id == "quiz").then(|| Exact::integer(9))).unwrap();
/// assert_eq!(value.value.to_string(), "29/6");
/// assert_eq!(value.bounded(&Exact::ZERO, &Exact::integer(4)), Exact::integer(4));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
// INVARIANT: `program` is what `parse` made of `text`: a postfix program that leaves exactly one value.
pub struct Formula {
    text: String,
    references: Vec<String>,
    program: Vec<Op>,
}

impl Formula {
    /// Reads a formula; the leading `=` may be left out.
    ///
    /// Items are named `[[id]]`; Moodle's stored form `##gi12##` is read as the item `gi12`. Linear in the text.
    ///
    /// # Errors
    /// [`FormulaError`] says what is wrong and at which byte.
    pub fn parse(text: &str) -> Result<Self, FormulaError> {
        let (program, references) = parse::parse(text)?;
        Ok(Self {
            text: text.to_owned(),
            references,
            program,
        })
    }

    /// The formula as its author wrote it.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The items it names, each once, in the order in which they appear.
    #[must_use]
    pub fn references(&self) -> &[String] {
        &self.references
    }

    /// The value for given inputs, each in the points of its item; an input without a value counts 0.
    ///
    /// Linear in the formula; every number on the way is bounded by [`MAX_FORMULA_BITS`].
    ///
    /// # Errors
    /// [`FormulaFault`] when the value does not exist or cannot be given exactly enough. Only the branch of an `if`
    /// that is taken counts.
    pub fn evaluate(
        &self,
        value_of: impl Fn(&str) -> Option<Exact>,
    ) -> Result<FormulaValue, FormulaFault> {
        let inputs: Vec<Exact> = self
            .references
            .iter()
            .map(|id| value_of(id).unwrap_or(Exact::ZERO))
            .collect();
        evaluate::run(&self.program, &inputs)
    }
}

impl core::str::FromStr for Formula {
    type Err = FormulaError;
    fn from_str(text: &str) -> Result<Self, FormulaError> {
        Self::parse(text)
    }
}

impl core::fmt::Display for Formula {
    fn fmt(&self, out: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        out.write_str(&self.text)
    }
}

impl Serialize for Formula {
    fn serialize<S: serde::Serializer>(&self, encoder: S) -> Result<S::Ok, S::Error> {
        encoder.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Formula {
    fn deserialize<D: serde::Deserializer<'de>>(decoder: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(decoder)?)
            .map_err(|error| serde::de::Error::custom(format_args!("{error} [{}]", error.code())))
    }
}

#[cfg(test)]
mod tests;
