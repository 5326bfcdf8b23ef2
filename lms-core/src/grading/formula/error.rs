use serde::{Deserialize, Serialize};

use super::{MAX_FORMULA_BYTES, MAX_FORMULA_DEPTH, MAX_FORMULA_TOKENS};

/// Why a text is not a formula. Positions are byte offsets in the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormulaError {
    /// There is nothing to compute.
    #[error("the formula is empty")]
    Empty,
    /// The text has more than [`MAX_FORMULA_BYTES`] bytes.
    #[error("a formula has at most {MAX_FORMULA_BYTES} bytes")]
    TooLong,
    /// The text has more than [`MAX_FORMULA_TOKENS`] numbers, names and signs.
    #[error("a formula has at most {MAX_FORMULA_TOKENS} numbers, names and signs")]
    TooManyTokens,
    /// Brackets and operators are nested deeper than [`MAX_FORMULA_DEPTH`].
    #[error("a formula is nested at most {MAX_FORMULA_DEPTH} deep")]
    TooDeep,
    /// A character that no formula has.
    #[error("the formula has an unexpected character at byte {at}")]
    Character {
        /// Where.
        at: usize,
    },
    /// A number that is not one, or is out of bounds.
    #[error("the formula has a malformed number at byte {at}")]
    Number {
        /// Where.
        at: usize,
    },
    /// An item reference that is not closed, empty or too long.
    #[error("the formula has a malformed item reference at byte {at}")]
    Reference {
        /// Where.
        at: usize,
    },
    /// A sign or name where something else must stand.
    #[error("the formula cannot go on at byte {at}")]
    Syntax {
        /// Where; the length of the text when it ends too early.
        at: usize,
    },
    /// No function of this name.
    #[error("there is no function `{name}`")]
    FunctionUnknown {
        /// The name.
        name: String,
    },
    /// A function whose values are not rational, or random.
    #[error("the function `{name}` has no exact value and is not offered")]
    FunctionRefused {
        /// The name.
        name: String,
    },
    /// A function with too few or too many arguments.
    #[error("the function `{name}` does not take {given} arguments")]
    Arguments {
        /// The name.
        name: String,
        /// How many were given.
        given: usize,
    },
}

impl FormulaError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "formula_empty",
            Self::TooLong => "formula_too_long",
            Self::TooManyTokens => "formula_too_many_tokens",
            Self::TooDeep => "formula_too_deep",
            Self::Character { .. } => "formula_character",
            Self::Number { .. } => "formula_number",
            Self::Reference { .. } => "formula_reference",
            Self::Syntax { .. } => "formula_syntax",
            Self::FunctionUnknown { .. } => "formula_function_unknown",
            Self::FunctionRefused { .. } => "formula_function_refused",
            Self::Arguments { .. } => "formula_arguments",
        }
    }
}

/// Why a formula has no value for the given inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error, Serialize, Deserialize)]
pub enum FormulaFault {
    /// A division, or `mod`, by zero; zero raised to a negative power.
    #[error("{}", self.text())]
    #[serde(rename = "formulaDivisionByZero")]
    DivisionByZero,
    /// The root of a negative number.
    #[error("{}", self.text())]
    #[serde(rename = "formulaNegativeRoot")]
    NegativeRoot,
    /// A power with an exponent that is neither whole nor a simple fraction, or one that is far too large.
    #[error("{}", self.text())]
    #[serde(rename = "formulaExponent")]
    Exponent,
    /// A number on the way grew out of all bounds.
    #[error("{}", self.text())]
    #[serde(rename = "formulaTooLarge")]
    TooLarge,
}

impl FormulaFault {
    /// What is wrong, in a sentence without its end.
    #[must_use]
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::DivisionByZero => "the formula divides by zero",
            Self::NegativeRoot => "the formula takes the root of a negative number",
            Self::Exponent => "the formula raises to a power that is not computed",
            Self::TooLarge => "a number in the formula grows too long",
        }
    }

    /// The stable code of this fault.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::DivisionByZero => "formula_division_by_zero",
            Self::NegativeRoot => "formula_negative_root",
            Self::Exponent => "formula_exponent",
            Self::TooLarge => "formula_too_large",
        }
    }
}
