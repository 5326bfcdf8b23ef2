//! Validated identifiers: one type per kind of thing, so that a course can never be passed as a path.
//!
//! An id is the host's own key (a slug, a number, a UUID) as text. The engine never invents one. Copies share the text.

use core::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The longest id accepted, in bytes.
pub const MAX_ID_BYTES: usize = 128;

/// Why a text is not an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// The text is empty.
    #[error("an id must not be empty")]
    Empty,
    /// The text has more than [`MAX_ID_BYTES`] bytes.
    #[error("an id has at most {MAX_ID_BYTES} bytes")]
    TooLong,
    /// The text has a control character, or white space at its start or end.
    #[error("an id has no control characters and no white space at either end")]
    Character,
}

impl IdError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "id_empty",
            Self::TooLong => "id_too_long",
            Self::Character => "id_character",
        }
    }
}

fn check(text: &str) -> Result<(), IdError> {
    if text.is_empty() {
        return Err(IdError::Empty);
    }
    if text.len() > MAX_ID_BYTES {
        return Err(IdError::TooLong);
    }
    if text.chars().any(char::is_control) || text.trim().len() != text.len() {
        return Err(IdError::Character);
    }
    Ok(())
}

fn decode<'de, D: Deserializer<'de>>(decoder: D) -> Result<Arc<str>, D::Error> {
    decoder.deserialize_str(Text)
}

struct Text;

impl de::Visitor<'_> for Text {
    type Value = Arc<str>;
    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a string")
    }
    fn visit_str<E: de::Error>(self, text: &str) -> Result<Arc<str>, E> {
        check(text).map_err(|error| E::custom(format_args!("{error} [{}]", error.code())))?;
        Ok(text.into())
    }
}

macro_rules! string_id {
    ($($(#[doc = $doc:literal])+ $name:ident;)+) => {$(
        $(#[doc = $doc])+
        ///
        /// # Errors
        /// [`IdError`] when the text is empty, longer than [`MAX_ID_BYTES`] bytes, has a control character or outer space.
        ///
        /// ```
        #[doc = concat!("let id = lms_core::", stringify!($name), "::parse(\"b-12\").unwrap();")]
        /// assert_eq!(id.as_str(), "b-12");
        #[doc = concat!("assert!(lms_core::", stringify!($name), "::parse(\" \").is_err());")]
        /// ```
        // INVARIANT: the text passed `check`.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Checks a text and takes it as an id.
            ///
            /// # Errors
            /// [`IdError`] names what is wrong with the text.
            pub fn parse(text: impl Into<Arc<str>>) -> Result<Self, IdError> {
                let text = text.into();
                check(&text)?;
                Ok(Self(text))
            }

            /// The id as the host wrote it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        /// The text of the id, shared and not copied.
        impl From<&$name> for Arc<str> {
            fn from(id: &$name) -> Self {
                Self::clone(&id.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(&self.0)
            }
        }

        impl core::str::FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                Self::parse(text)
            }
        }

        impl core::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, encoder: S) -> Result<S::Ok, S::Error> {
                encoder.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(decoder: D) -> Result<Self, D::Error> {
                decode(decoder).map(Self)
            }
        }
    )+};
}

string_id! {
    /// Something assessed or done inside a course: a quiz, an assignment, an exam.
    ActivityId;
    /// A named condition that a person decides, such as a manager's consent.
    ApprovalId;
    /// A named attribute of a learner, such as `department`.
    AttributeName;
    /// A set of learners that the host keeps by a rule of its own.
    AudienceId;
    /// A category of a grading scheme: a group of items with a total of its own.
    CategoryId;
    /// One certificate awarded to one learner.
    CertificateId;
    /// A certification policy: what earns a certificate and how long it holds.
    CertificationId;
    /// A course: what is taught.
    CourseId;
    /// An event on a learner's or a roster's line, as the host numbered it.
    EventId;
    /// A fact that only the host knows, given by name.
    FactName;
    /// A group of learners inside a course or school.
    GroupId;
    /// A learner: the host's key for the person who learns.
    LearnerId;
    /// One run of a course: window, seats, staff.
    OfferingId;
    /// A learning path.
    PathId;
    /// A grading period: a term or quarter with a grade of its own.
    PeriodId;
    /// A person who acts: a teacher, a manager, an administrator, the learner.
    PersonId;
    /// A role held by a learner, such as `contractor`.
    RoleId;
    /// A named rule of a catalogue.
    RuleId;
    /// A grading scheme.
    SchemeId;
    /// A skill or competency.
    SkillId;
    /// A step of a learning path.
    StepId;
    /// A unit of an organisation: a department, a school, a ward.
    UnitId;
}

impl RuleId {
    /// The name of a rule that the engine makes of a definition, such as `course:bls`. It may be longer than what a host
    /// may write, so that every id of a host has one. Hosts' own rules may not begin so (see the catalogue's checks).
    pub(crate) fn made_of(kind: &str, id: &str) -> Self {
        Self(format!("{kind}:{id}").into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_are_no_ids_are_refused_with_their_code() {
        assert_eq!(CourseId::parse("").unwrap_err().code(), "id_empty");
        assert_eq!(
            CourseId::parse("x".repeat(129)).unwrap_err().code(),
            "id_too_long"
        );
        assert_eq!(
            CourseId::parse("a\u{7}b").unwrap_err().code(),
            "id_character"
        );
        assert_eq!(CourseId::parse(" a").unwrap_err().code(), "id_character");
        assert!(serde_json::from_str::<CourseId>("\" a\"").is_err());
        assert_eq!(
            serde_json::from_str::<CourseId>("\"a b\"")
                .unwrap()
                .as_str(),
            "a b"
        );
    }
}
