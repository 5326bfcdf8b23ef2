use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{CourseDefinition, OfferingDefinition, UnitDefinition};
use crate::certification::CertificationDefinition;
use crate::problem::Problems;
use crate::problem::decode::Fields;

/// All definitions of a host, as they are written: the `data` of the envelope `lms.catalogue`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct CatalogueDefinition {
    /// Units of the organisation.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<UnitDefinition>,
    /// Courses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub courses: Vec<CourseDefinition>,
    /// Runs of courses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub offerings: Vec<OfferingDefinition>,
    /// Certifications.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub certifications: Vec<CertificationDefinition>,
}

/// A list of definitions, each with its index in the document. What could not be read is left out, but its id is known
/// where that much could be read, so that nobody who points at it is told that it does not exist.
#[derive(Debug)]
pub(super) struct Listed<T> {
    pub(super) items: Vec<(usize, T)>,
    pub(super) unreadable: Vec<String>,
}

impl<T> From<Vec<T>> for Listed<T> {
    fn from(items: Vec<T>) -> Self {
        Self {
            items: items.into_iter().enumerate().collect(),
            unreadable: Vec::new(),
        }
    }
}

impl<T: crate::problem::decode::Read> Listed<T> {
    fn read(fields: &mut Fields<'_, '_>, name: &str) -> Self {
        let items = fields.listed(name);
        let all = fields
            .raw(name)
            .and_then(Value::as_array)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let mut read = items.iter().map(|(index, _)| *index).peekable();
        let mut unreadable = Vec::new();
        for (index, value) in all.iter().enumerate() {
            if read.peek() == Some(&index) {
                read.next();
            } else {
                unreadable.extend(value.get("id").and_then(Value::as_str).map(str::to_owned));
            }
        }
        Self { items, unreadable }
    }
}

impl<T> Listed<T> {
    fn into_items(self) -> Vec<T> {
        self.items.into_iter().map(|(_, item)| item).collect()
    }
}

/// The definitions as far as they could be read.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) units: Listed<UnitDefinition>,
    pub(super) courses: Listed<CourseDefinition>,
    pub(super) offerings: Listed<OfferingDefinition>,
    pub(super) certifications: Listed<CertificationDefinition>,
}

impl From<CatalogueDefinition> for Draft {
    fn from(definition: CatalogueDefinition) -> Self {
        Self {
            units: definition.units.into(),
            courses: definition.courses.into(),
            offerings: definition.offerings.into(),
            certifications: definition.certifications.into(),
        }
    }
}

impl Draft {
    pub(super) fn read(value: &Value, problems: &mut Problems) -> Option<Self> {
        let mut fields = Fields::open(value, problems)?;
        let draft = Self {
            units: Listed::read(&mut fields, "units"),
            courses: Listed::read(&mut fields, "courses"),
            offerings: Listed::read(&mut fields, "offerings"),
            certifications: Listed::read(&mut fields, "certifications"),
        };
        fields.close(&["units", "courses", "offerings", "certifications"]);
        Some(draft)
    }

    pub(super) fn into_definition(self) -> CatalogueDefinition {
        CatalogueDefinition {
            units: self.units.into_items(),
            courses: self.courses.into_items(),
            offerings: self.offerings.into_items(),
            certifications: self.certifications.into_items(),
        }
    }
}
