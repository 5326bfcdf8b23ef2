//! Comparisons of attributes and facts.

use lms_core::record::{AttributeValue, Stated};
use lms_core::rule::{AttributeType, Literal, Sign, Test};
use lms_core::time::Instant;
use lms_core::verdict::Truth;

pub(super) fn compare(
    stated: Option<&Stated>,
    kind: AttributeType,
    test: &Test,
    now: Instant,
) -> Truth {
    let Some(value) = stated
        .filter(|held| held.basis.at <= now)
        .map(|held| &held.value)
    else {
        return if matches!(test, Test::IsEmpty) {
            Truth::True
        } else {
            Truth::Unknown
        };
    };
    if AttributeType::of(value) != kind {
        return Truth::Unknown;
    }
    let text = |holds: &dyn Fn(&str) -> bool| match value {
        AttributeValue::Text(text) => holds(text),
        _ => panic!("the definition was checked"),
    };
    let holds = match test {
        Test::Equals {
            value: Literal(wanted),
        } => value == wanted,
        Test::In { values } => values.iter().any(|one| one.0 == *value),
        Test::Contains { value: part } => match value {
            AttributeValue::Set(set) => set.contains(part),
            _ => text(&|text| text.contains(part.as_str())),
        },
        Test::StartsWith { value: part } => text(&|text| text.starts_with(part.as_str())),
        Test::EndsWith { value: part } => text(&|text| text.ends_with(part.as_str())),
        // Values of one type are ordered as they should be: dates by day, numbers by size.
        Test::Between { min, below } => {
            min.as_ref().is_none_or(|min| *value >= min.0)
                && below.as_ref().is_none_or(|below| *value < below.0)
        }
        Test::Compare {
            sign,
            value: Literal(other),
        } => match sign {
            Sign::Less => value < other,
            Sign::AtMost => value <= other,
            Sign::AtLeast => value >= other,
            Sign::More => value > other,
        },
        Test::IsEmpty => match value {
            AttributeValue::Text(text) => text.is_empty(),
            AttributeValue::Set(set) => set.is_empty(),
            _ => false,
        },
    };
    holds.into()
}
