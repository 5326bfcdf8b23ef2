use core::fmt;
use core::str::FromStr;

/// Units of the sixth decimal place in one whole.
const SCALE: i64 = 1_000_000;

/// Why a text is not a decimal number of the engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecimalError {
    /// The text is not a plain decimal number such as `-12.5`.
    #[error("the text is not a decimal number such as 87.5")]
    Form,
    /// More than six digits follow the point: they are never rounded away in silence.
    #[error("a number has at most six digits after the point")]
    Digits,
    /// The number lies outside the bounds of its type.
    #[error("the number lies outside -1000000000 to 1000000000")]
    Range,
}

impl DecimalError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Form => "decimal_form",
            Self::Digits => "decimal_digits",
            Self::Range => "decimal_out_of_range",
        }
    }
}

const MAX_MICROS: i64 = 1_000_000_000 * SCALE;

fn parse(text: &str) -> Result<i64, DecimalError> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !plain(whole) || !plain(part) {
        return Err(DecimalError::Form);
    }
    let part = part.trim_end_matches('0');
    if part.len() > 6 {
        return Err(DecimalError::Digits);
    }
    let whole = whole.parse::<i64>().map_err(|_| DecimalError::Range)?;
    let micros = format!("{part:0<6}")
        .parse::<i64>()
        .map_err(|_| DecimalError::Form)?;
    let size = whole
        .checked_mul(SCALE)
        .and_then(|size| size.checked_add(micros));
    match size {
        Some(_) if text.len() > 64 => Err(DecimalError::Form),
        Some(size) if size <= MAX_MICROS => Ok(if negative { size.wrapping_neg() } else { size }),
        _ => Err(DecimalError::Range),
    }
}

fn print(micros: i64, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    let size = micros.unsigned_abs();
    let (whole, part) = (size / 1_000_000, size % 1_000_000);
    let sign = if micros < 0 { "-" } else { "" };
    if part == 0 {
        return write!(out, "{sign}{whole}");
    }
    let part = format!("{part:06}");
    write!(out, "{sign}{whole}.{}", part.trim_end_matches('0'))
}

macro_rules! decimal {
    ($($(#[doc = $doc:literal])+ $name:ident;)+) => {$(
        $(#[doc = $doc])+
        ///
        /// Exact to six decimal places, between -1,000,000,000 and 1,000,000,000. Written as a decimal text (`"87.5"`);
        /// a JSON number is read too. A float reaches the engine only there, as the shortest decimal that names it.
        ///
        /// # Errors
        /// [`DecimalError`] when the text is no plain decimal, has more than six decimal places or is out of bounds.
        ///
        /// ```
        #[doc = concat!("use lms_core::number::", stringify!($name), ";")]
        #[doc = concat!("let value: ", stringify!($name), " = \"87.50\".parse().unwrap();")]
        /// assert_eq!(value.to_string(), "87.5");
        /// assert_eq!(value.micros(), 87_500_000);
        /// ```
        // INVARIANT: |micros| <= 10^15.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(i64);

        impl $name {
            /// Nothing.
            pub const ZERO: Self = Self(0);

            /// A whole number.
            ///
            /// # Errors
            /// [`DecimalError::Range`] beyond the bounds.
            pub fn whole(value: i32) -> Result<Self, DecimalError> {
                i64::from(value).checked_mul(SCALE).ok_or(DecimalError::Range).and_then(Self::from_micros)
            }

            /// So many millionths.
            ///
            /// # Errors
            /// [`DecimalError::Range`] beyond the bounds.
            pub fn from_micros(micros: i64) -> Result<Self, DecimalError> {
                if micros.unsigned_abs() <= MAX_MICROS.unsigned_abs() {
                    Ok(Self(micros))
                } else {
                    Err(DecimalError::Range)
                }
            }

            /// The number in millionths.
            #[must_use]
            pub const fn micros(self) -> i64 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                print(self.0, out)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                print(self.0, out)
            }
        }

        impl FromStr for $name {
            type Err = DecimalError;
            fn from_str(text: &str) -> Result<Self, DecimalError> {
                parse(text).map(Self)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, encoder: S) -> Result<S::Ok, S::Error> {
                encoder.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(decoder: D) -> Result<Self, D::Error> {
                decoder.deserialize_any(Decimal).map(Self)
            }
        }
    )+};
}

decimal! {
    /// Points of an assessment, or credits of a course.
    Points;
    /// Hundredths of a whole: `100` is all of it.
    Percent;
}

struct Decimal;

impl Decimal {
    fn read<E: serde::de::Error>(text: &str) -> Result<i64, E> {
        parse(text).map_err(|error| E::custom(format_args!("{error} [{}]", error.code())))
    }
}

impl<'de> serde::de::Visitor<'de> for Decimal {
    type Value = i64;
    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a decimal number as text, or a number")
    }
    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<i64, E> {
        Self::read(text)
    }
    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<i64, E> {
        Self::read(&value.to_string())
    }
    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<i64, E> {
        Self::read(&value.to_string())
    }
    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<i64, E> {
        Self::read(&value.to_string())
    }
    /// How serde_json hands over a decimal where a host has its feature `arbitrary_precision` on.
    fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<i64, A::Error> {
        let fields = serde::de::value::MapAccessDeserializer::new(map);
        match <serde_json::Number as serde::Deserialize>::deserialize(fields)
            .map(|number| number.as_f64())
        {
            Ok(Some(value)) => self.visit_f64(value),
            _ => Err(serde::de::Error::invalid_type(
                serde::de::Unexpected::Map,
                &self,
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact_or_refused() {
        let points = |text: &str| text.parse::<Points>();
        for (text, printed) in [
            ("0", "0"),
            ("-0", "0"),
            ("007.50", "7.5"),
            ("-0.000001", "-0.000001"),
            ("1000000000", "1000000000"),
        ] {
            assert_eq!(points(text).unwrap().to_string(), printed);
        }
        assert_eq!(points("0.0000001"), Err(DecimalError::Digits));
        assert_eq!(points("0.1000000"), points("0.1"));
        assert_eq!(points("1000000000.000001"), Err(DecimalError::Range));
        assert_eq!(points("99999999999999999999"), Err(DecimalError::Range));
        for text in ["", ".5", "5.", "1e3", "+1", " 1", "NaN", "1,5", "--1", "٣"] {
            assert_eq!(points(text), Err(DecimalError::Form), "{text}");
        }
        assert_eq!(
            serde_json::from_str::<Points>("87.1").unwrap().micros(),
            87_100_000
        );
        assert_eq!(
            serde_json::to_string(&points("87.10").unwrap()).unwrap(),
            "\"87.1\""
        );
        let huge = serde_json::from_str::<Points>("1e300").unwrap_err();
        assert!(huge.to_string().contains("decimal_out_of_range"), "{huge}");
        assert_eq!(points(&"0".repeat(65)), Err(DecimalError::Form));
        assert!(serde_json::from_str::<Points>("0.12345678").is_err());
    }
}
