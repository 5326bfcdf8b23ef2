//! Why the value of an attribute or host fact passes a comparison, or does not.

use super::{Evidence, Seen};
use crate::record::{AttributeValue, Stated};
use crate::rule::compile::asked::shown;
use crate::rule::compile::question::Check;
use crate::rule::learner::facts::{Datum, StatedFact};
use crate::verdict::{Found, Truth};

/// A value as what was found. Only texts and sets take a copy.
pub(super) fn found(value: &AttributeValue) -> Found {
    match value {
        AttributeValue::Boolean(value) => Found::Boolean(*value),
        AttributeValue::Date(date) => Found::Date(*date),
        AttributeValue::Number(number) => Found::Points(*number),
        AttributeValue::Text(_) | AttributeValue::Set(_) => Found::Text(shown(value).into()),
    }
}

/// The codes of a comparison.
pub(super) struct Codes {
    pub(super) fits: &'static str,
    pub(super) differs: &'static str,
    pub(super) missing: &'static str,
    pub(super) mistyped: &'static str,
    pub(super) empty: &'static str,
}

pub(super) const ATTRIBUTE: Codes = Codes {
    fits: "attribute_fits",
    differs: "attribute_differs",
    missing: "attribute_missing",
    mistyped: "attribute_mistyped",
    empty: "attribute_empty",
};

pub(super) const FACT: Codes = Codes {
    fits: "fact_fits",
    differs: "fact_differs",
    missing: "fact_missing",
    mistyped: "fact_mistyped",
    empty: "fact_empty",
};

pub(super) fn tested<'r>(
    codes: &Codes,
    check: &Check,
    truth: Truth,
    fact: Option<&StatedFact>,
    stated: Option<&'r Stated>,
    now: i64,
) -> Evidence<'r> {
    let Some((fact, stated)) = fact.filter(|fact| fact.at <= now).zip(stated) else {
        let empty = *check == Check::Empty;
        return Evidence::bare(if empty { codes.empty } else { codes.missing });
    };
    let code = match truth {
        _ if fact.datum == Datum::Mistyped => codes.mistyped,
        Truth::True if *check == Check::Empty => codes.empty,
        Truth::True => codes.fits,
        Truth::False => codes.differs,
        Truth::Unknown => codes.missing,
    };
    Evidence::bare(code)
        .seen(Seen::Value(&stated.value))
        .on(Some(&stated.basis))
}
