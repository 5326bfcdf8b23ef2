use core::fmt;

use num_bigint::BigUint;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The most digits of a [`Count`] that is read.
pub const MAX_COUNT_DIGITS: usize = 10_000;

/// A whole number without an upper bound, written as text: ways through a graph are more than any machine word holds.
///
/// # Errors
/// Parsing gives an error for anything but at most [`MAX_COUNT_DIGITS`] decimal digits.
///
/// ```
/// use lms_core::path::Count;
/// let count: Count = serde_json::from_str("\"340282366920938463463374607431768211456\"").unwrap();
/// assert_eq!(count.to_string(), "340282366920938463463374607431768211456");
/// assert_eq!(count.to_u64(), None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Count(BigUint);

impl Count {
    /// The number, if 64 bits hold it.
    #[must_use]
    pub fn to_u64(&self) -> Option<u64> {
        u64::try_from(&self.0).ok()
    }
}

impl From<BigUint> for Count {
    fn from(value: BigUint) -> Self {
        Self(value)
    }
}

impl From<u64> for Count {
    fn from(value: u64) -> Self {
        Self(value.into())
    }
}

impl fmt::Display for Count {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, out)
    }
}

impl Serialize for Count {
    fn serialize<S: Serializer>(&self, encoder: S) -> Result<S::Ok, S::Error> {
        encoder.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(decoder: D) -> Result<Self, D::Error> {
        let text = String::deserialize(decoder)?;
        let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = Some(text.as_bytes()).filter(|text| plain && text.len() <= MAX_COUNT_DIGITS);
        let number = number.and_then(|text| BigUint::parse_bytes(text, 10));
        number
            .map(Self)
            .ok_or_else(|| de::Error::custom("the text is not a whole number"))
    }
}
