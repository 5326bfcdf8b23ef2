use serde::Serialize;
use serde_json::Value;

use super::{
    AttributeDefinition, CourseDefinition, FactDefinition, OfferingDefinition, UnitDefinition,
};
use crate::certification::CertificationDefinition;
use crate::grading::Scheme;
use crate::path::PathDefinition;
use crate::problem::Problems;
use crate::problem::decode::{Fields, Read};
use crate::rule::RuleDefinition;

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

impl<T: Read> Listed<T> {
    fn read(fields: &mut Fields<'_, '_>, name: &'static str) -> Self {
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
                let id = value.get("id").or_else(|| value.get("name"));
                unreadable.extend(id.and_then(Value::as_str).map(str::to_owned));
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

macro_rules! lists {
    ($($(#[doc = $doc:literal])+ $name:ident: $definition:ty = $field:literal;)+) => {
        /// All definitions of a host, as they are written: the `data` of the envelope `lms.catalogue`.
        #[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
        #[serde(rename_all = "camelCase")]
        pub struct CatalogueDefinition {
            $($(#[doc = $doc])+ #[serde(skip_serializing_if = "Vec::is_empty")] pub $name: Vec<$definition>,)+
        }

        /// The definitions as far as they could be read.
        #[derive(Debug)]
        pub(super) struct Draft {
            $(pub(super) $name: Listed<$definition>,)+
        }

        impl From<CatalogueDefinition> for Draft {
            fn from(definition: CatalogueDefinition) -> Self {
                Self { $($name: definition.$name.into(),)+ }
            }
        }

        impl Draft {
            pub(super) fn read(value: &Value, problems: &mut Problems) -> Option<Self> {
                let mut fields = Fields::open(value, problems)?;
                let draft = Self { $($name: Listed::read(&mut fields, $field),)+ };
                fields.close(&[$($field),+]);
                Some(draft)
            }

            pub(super) fn into_definition(self) -> CatalogueDefinition {
                CatalogueDefinition { $($name: self.$name.into_items(),)+ }
            }
        }
    };
}

lists! {
    /// Attributes of learners that rules may ask for, with their types.
    attributes: AttributeDefinition = "attributes";
    /// Facts that the host reports and rules may ask for, with their types.
    facts: FactDefinition = "facts";
    /// Units of the organisation.
    units: UnitDefinition = "units";
    /// Courses.
    courses: CourseDefinition = "courses";
    /// Runs of courses.
    offerings: OfferingDefinition = "offerings";
    /// Named rules.
    rules: RuleDefinition = "rules";
    /// Grading schemes.
    schemes: Scheme = "schemes";
    /// Learning paths.
    paths: PathDefinition = "paths";
    /// Certifications.
    certifications: CertificationDefinition = "certifications";
}
