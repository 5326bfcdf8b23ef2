//! Calendar time: instants, dates, periods and zones. Time is always an argument; nothing here asks a clock.

mod date;
mod instant;
mod interval;
mod period;
mod span;
mod zone;

pub use date::Date;
pub use instant::Instant;
pub use interval::Interval;
pub use period::Period;
pub use span::Span;
pub use zone::Zone;

/// Why a text or a calculation is no time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// The text is not of the form the type takes.
    #[error("the text is not {expected}")]
    Form {
        /// The form expected, with an example.
        expected: &'static str,
    },
    /// The result lies outside the years 0001 to 9999.
    #[error("the time lies outside the years 0001 to 9999")]
    Range,
    /// The zone is not known to this build.
    #[error("the time zone is not known (IANA names need the feature `tz`)")]
    Zone,
}

impl TimeError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Form { .. } => "time_form",
            Self::Range => "time_out_of_range",
            Self::Zone => "zone_unknown",
        }
    }
}

/// Serde through the text form, for a type with `Display` and `FromStr`.
macro_rules! serde_by_text {
    ($name:ty) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, encoder: S) -> Result<S::Ok, S::Error> {
                encoder.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(decoder: D) -> Result<Self, D::Error> {
                struct Text;
                impl serde::de::Visitor<'_> for Text {
                    type Value = $name;
                    fn expecting(&self, out: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                        out.write_str("a text")
                    }
                    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<$name, E> {
                        text.parse().map_err(|error: crate::time::TimeError| {
                            E::custom(format_args!("{error} [{}]", error.code()))
                        })
                    }
                }
                decoder.deserialize_str(Text)
            }
        }
    };
}
pub(crate) use serde_by_text;
