use super::Catalogue;
use crate::rule::lint::Report;

impl Catalogue {
    /// What is proven about the rules before any learner meets them: see [`crate::rule::RuleSet::lint`].
    ///
    /// ```
    /// use lms_core::Catalogue;
    /// use lms_core::rule::lint::Found;
    /// let catalogue = Catalogue::from_json(r#"{"courses": [
    ///     {"id": "a", "title": "A", "prerequisites": {"type": "completed", "course": "b"}},
    ///     {"id": "b", "title": "B", "prerequisites": {"type": "completed", "course": "a"}}]}"#).unwrap();
    /// let report = catalogue.lint();
    /// assert!(report.findings.iter().any(|finding| matches!(&finding.what, Found::PrerequisiteCycle { courses } if courses.len() == 2)));
    /// ```
    #[must_use]
    pub fn lint(&self) -> Report {
        let courses: Vec<_> = self
            .definition
            .courses
            .iter()
            .map(|course| course.id.clone())
            .collect();
        self.rules.lint(&courses, self)
    }
}
