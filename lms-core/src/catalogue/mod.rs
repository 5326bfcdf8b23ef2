//! The catalogue: all definitions of a host, checked and compiled. Immutable, and cheap to share between threads.

mod attribute;
mod check;
mod compile;
mod course;
mod definition;
mod eligibility;
mod lint;
mod offering;
mod remedy;
mod rules;
mod transfer;
mod unit;

use std::collections::BTreeMap;

use crate::certification::CertificationDefinition;
use crate::grading::CompiledScheme;
use crate::path::{Path, Paths};
use crate::problem::{DefinitionErrors, Problems, decode};
use crate::rule::RuleSet;
use crate::{CertificationId, CourseId, OfferingId, PathId, SchemeId, UnitId};

pub use attribute::{AttributeDefinition, FactDefinition};
pub use course::CourseDefinition;
pub use definition::CatalogueDefinition;
pub use eligibility::Eligibility;
pub use offering::OfferingDefinition;
pub use unit::UnitDefinition;

use definition::Draft;

/// All definitions, checked and compiled.
///
/// Every query is a method on `&Catalogue` that takes a learner record and `now`. Compile once, share it, and compile a
/// new one when a definition changes.
///
/// ```
/// use lms_core::Catalogue;
/// let catalogue = Catalogue::from_json(r#"{"courses": [{"id": "rust-1", "title": "Rust"}]}"#).unwrap();
/// assert_eq!(catalogue.course(&"rust-1".parse().unwrap()).unwrap().title, "Rust");
///
/// let errors = Catalogue::from_json(r#"{"courses": [{"id": "a"}, {"id": "b", "title": 7}]}"#).unwrap_err();
/// let found: Vec<_> = errors.problems.iter().map(|problem| (problem.path.as_str(), problem.code.as_str())).collect();
/// assert_eq!(found, [("$.courses[0]", "field_missing"), ("$.courses[1].title", "type_mismatch")]);
/// ```
#[derive(Debug, Clone)]
pub struct Catalogue {
    definition: CatalogueDefinition,
    courses: BTreeMap<CourseId, usize>,
    offerings: BTreeMap<OfferingId, usize>,
    units: BTreeMap<UnitId, usize>,
    certifications: BTreeMap<CertificationId, usize>,
    schemes: BTreeMap<SchemeId, usize>,
    paths: Paths,
    compiled_schemes: Vec<CompiledScheme>,
    rules: RuleSet,
}

impl Catalogue {
    /// Checks and compiles definitions. Linear in their size, but for what the parts state themselves.
    ///
    /// # Errors
    /// Every problem of the document at once, each with its code and JSON path.
    pub fn compile(definition: CatalogueDefinition) -> Result<Self, DefinitionErrors> {
        Self::compile_draft(Draft::from(definition), Problems::new())
    }

    /// Reads, checks and compiles the JSON text of a [`CatalogueDefinition`].
    ///
    /// # Errors
    /// Every problem of the document at once: what cannot be read is reported, and what can is still checked.
    pub fn from_json(text: &str) -> Result<Self, DefinitionErrors> {
        let mut problems = Problems::new();
        match decode::parse(text, &mut problems) {
            Some(value) => Self::from_value(&value, problems),
            None => Err(problems.finish().err().unwrap_or_default()),
        }
    }

    pub(crate) fn from_value(
        value: &serde_json::Value,
        mut problems: Problems,
    ) -> Result<Self, DefinitionErrors> {
        match Draft::read(value, &mut problems) {
            Some(draft) => Self::compile_draft(draft, problems),
            None => Err(problems.finish().err().unwrap_or_default()),
        }
    }

    fn compile_draft(draft: Draft, mut problems: Problems) -> Result<Self, DefinitionErrors> {
        let index = check::check(&draft, &mut problems);
        let compiled_schemes = compile::schemes(&draft, &mut problems);
        let paths = compile::paths(&draft, &mut problems);
        let rules = rules::compile(&draft, &mut problems);
        problems.finish()?;
        Ok(Self {
            compiled_schemes,
            paths,
            rules,
            schemes: index.schemes,
            definition: draft.into_definition(),
            courses: index.courses,
            offerings: index.offerings,
            units: index.units,
            certifications: index.certifications,
        })
    }

    /// The definitions that it was compiled from.
    #[must_use]
    pub fn definition(&self) -> &CatalogueDefinition {
        &self.definition
    }

    /// A course. Logarithmic in the number of courses, as are the other look-ups.
    #[must_use]
    pub fn course(&self, id: &CourseId) -> Option<&CourseDefinition> {
        self.definition.courses.get(*self.courses.get(id)?)
    }

    /// A run of a course.
    #[must_use]
    pub fn offering(&self, id: &OfferingId) -> Option<&OfferingDefinition> {
        self.definition.offerings.get(*self.offerings.get(id)?)
    }

    /// A unit of the organisation.
    #[must_use]
    pub fn unit(&self, id: &UnitId) -> Option<&UnitDefinition> {
        self.definition.units.get(*self.units.get(id)?)
    }

    /// A grading scheme, compiled.
    #[must_use]
    pub fn scheme(&self, id: &SchemeId) -> Option<&CompiledScheme> {
        self.compiled_schemes.get(*self.schemes.get(id)?)
    }

    /// The scheme by which a course is graded, or one run of it: the run's own, else the course's.
    #[must_use]
    pub fn scheme_of(
        &self,
        course: &CourseId,
        offering: Option<&OfferingId>,
    ) -> Option<&CompiledScheme> {
        let own = offering.and_then(|offering| self.offering(offering)?.scheme.as_ref());
        self.scheme(own.or(self.course(course)?.scheme.as_ref())?)
    }

    /// A learning path in its newest version, compiled.
    #[must_use]
    pub fn path(&self, id: &PathId) -> Option<&Path> {
        self.paths.path(id, None)
    }

    /// All learning paths in all their versions, compiled.
    #[must_use]
    pub fn paths(&self) -> &Paths {
        &self.paths
    }

    /// A certification.
    #[must_use]
    pub fn certification(&self, id: &CertificationId) -> Option<&CertificationDefinition> {
        self.definition
            .certifications
            .get(*self.certifications.get(id)?)
    }
}
