//! Checks a comparison against the type of what it compares.

use super::Checker;
use super::bounds::{bounds, set_size};
use crate::problem::Problems;
use crate::record::AttributeValue;
use crate::rule::compile::question::{Bounds, Check, Part};
use crate::rule::compile::vocabulary::AttributeType;
use crate::rule::{Literal, MAX_SET, MAX_TEXT_BYTES, Sign, Test};

impl Checker<'_> {
    /// Compiles a comparison for values of a type; `None` for the type when the name is not known, which is noted elsewhere.
    pub(super) fn check(
        &mut self,
        kind: Option<AttributeType>,
        test: &Test,
        problems: &mut Problems,
    ) -> Option<Check> {
        let kind = kind?;
        match test {
            Test::IsEmpty => Some(Check::Empty),
            Test::Equals { value } => {
                let value = typed("value", kind, value, problems)?;
                Some(match value {
                    AttributeValue::Text(text) => {
                        Check::Texts([self.names.texts.intern(text.as_str())].into())
                    }
                    AttributeValue::Set(set) => {
                        let mut members: Vec<u32> = set
                            .iter()
                            .map(|member| self.names.texts.intern(member.as_str()))
                            .collect();
                        members.sort_unstable();
                        Check::Members(members.into())
                    }
                    other => Check::OneOf([scalar(other)?].into()),
                })
            }
            Test::In { values } => {
                if !set_size("values", values.len(), problems) {
                    return None;
                }
                if kind == AttributeType::Set {
                    mismatch(
                        "op",
                        "`in` asks for one value, and this is a set; use `contains`",
                        problems,
                    );
                    return None;
                }
                let mut sound = true;
                let (mut texts, mut scalars) = match kind {
                    AttributeType::Text => (Vec::with_capacity(values.len()), Vec::new()),
                    _ => (Vec::new(), Vec::with_capacity(values.len())),
                };
                for (index, value) in values.iter().enumerate() {
                    let typed = problems.at("values", |problems| {
                        problems.item(index, |problems| typed_here(kind, value, problems))
                    });
                    match typed {
                        Some(AttributeValue::Text(text)) => {
                            texts.push(self.names.texts.intern(text.as_str()))
                        }
                        Some(other) => scalars.extend(scalar(other)),
                        None => sound = false,
                    }
                }
                texts.sort_unstable();
                scalars.sort_unstable();
                sound.then(|| match kind {
                    AttributeType::Text => Check::Texts(texts.into()),
                    _ => Check::OneOf(scalars.into()),
                })
            }
            Test::Contains { value } => match kind {
                AttributeType::Set if text_fits(value, problems) => {
                    Some(Check::Member(self.names.texts.intern(value.as_str())))
                }
                AttributeType::Set => None,
                _ => part(Part::Middle, kind, value, problems),
            },
            Test::StartsWith { value } => part(Part::Start, kind, value, problems),
            Test::EndsWith { value } => part(Part::End, kind, value, problems),
            Test::Between { min, below } => {
                ordered(kind, problems)?;
                let read = |field: &'static str,
                            value: &Option<Literal>,
                            problems: &mut Problems| match value {
                    Some(value) => typed(field, kind, value, problems).map(scalar),
                    None => Some(None),
                };
                let (min, below) = (read("min", min, problems), read("below", below, problems));
                Some(Check::Range(bounds(min?, below?, problems)?))
            }
            Test::Compare { sign, value } => {
                ordered(kind, problems)?;
                let value = scalar(typed("value", kind, value, problems)?)?;
                Some(Check::Range(match sign {
                    Sign::Less => Bounds::new(None, Some(value)),
                    Sign::AtMost => Bounds::new(None, Some(value.saturating_add(1))),
                    Sign::AtLeast => Bounds::new(Some(value), None),
                    Sign::More => Bounds::new(Some(value.saturating_add(1)), None),
                }))
            }
        }
    }
}

fn text_fits(text: &str, problems: &mut Problems) -> bool {
    if text.len() > MAX_TEXT_BYTES {
        let message = format!("a text has at most {MAX_TEXT_BYTES} bytes");
        problems.at("value", |problems| problems.add("text_too_long", message));
    }
    text.len() <= MAX_TEXT_BYTES
}

fn mismatch(field: &'static str, text: &str, problems: &mut Problems) {
    problems.at(field, |problems| problems.add("value_type_mismatch", text));
}

fn typed<'l>(
    field: &'static str,
    kind: AttributeType,
    value: &'l Literal,
    problems: &mut Problems,
) -> Option<&'l AttributeValue> {
    problems.at(field, |problems| typed_here(kind, value, problems))
}

fn typed_here<'l>(
    kind: AttributeType,
    value: &'l Literal,
    problems: &mut Problems,
) -> Option<&'l AttributeValue> {
    let found = AttributeType::of(&value.0);
    if found != kind {
        let text = format!("expected a {}, found a {}", kind.name(), found.name());
        problems.add("value_type_mismatch", text);
        return None;
    }
    let is_too_long = |text: &String| text.len() > MAX_TEXT_BYTES;
    let has_long_text = match &value.0 {
        AttributeValue::Text(text) => is_too_long(text),
        AttributeValue::Set(set) if set.len() > MAX_SET => {
            let text = format!("a set has at most {MAX_SET} items");
            problems.add("set_too_large", text);
            return None;
        }
        AttributeValue::Set(set) => set.iter().any(is_too_long),
        AttributeValue::Boolean(_) | AttributeValue::Date(_) | AttributeValue::Number(_) => false,
    };
    if has_long_text {
        let text = format!("a text has at most {MAX_TEXT_BYTES} bytes");
        problems.add("text_too_long", text);
        return None;
    }
    Some(&value.0)
}

/// A boolean, date or number as a whole number.
pub(crate) fn scalar(value: &AttributeValue) -> Option<i64> {
    match value {
        AttributeValue::Boolean(value) => Some(i64::from(*value)),
        AttributeValue::Date(date) => Some(i64::from(date.days_since_epoch())),
        AttributeValue::Number(number) => Some(number.micros()),
        AttributeValue::Set(_) | AttributeValue::Text(_) => None,
    }
}

fn ordered(kind: AttributeType, problems: &mut Problems) -> Option<()> {
    if matches!(kind, AttributeType::Number | AttributeType::Date) {
        return Some(());
    }
    let text = format!("a {} has no order; only numbers and dates do", kind.name());
    mismatch("op", &text, problems);
    None
}

fn part(part: Part, kind: AttributeType, value: &str, problems: &mut Problems) -> Option<Check> {
    if kind != AttributeType::Text {
        let text = format!("only a text has parts, and this is a {}", kind.name());
        mismatch("op", &text, problems);
        return None;
    }
    text_fits(value, problems).then(|| Check::Part(part, value.into()))
}
