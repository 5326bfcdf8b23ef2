use super::Catalogue;
use crate::path::{Finding, Path};

impl Catalogue {
    /// What is worth a second look in a path: its own findings ([`Path::findings`]), and what only the catalogue can tell.
    ///
    /// An equivalent course need not be one of the catalogue: what learners bring from elsewhere is the very case of
    /// equivalence, and a record may hold completions of courses that are taught by others. So that a name mistyped is
    /// found all the same, each such course is named here with the code `equivalent_elsewhere`.
    ///
    /// ```
    /// use lms_core::Catalogue;
    /// let catalogue = Catalogue::from_json(r#"{"courses": [{"id": "calculus", "title": "Calculus"}], "paths": [
    ///     {"id": "p", "steps": [{"id": "a", "item": {"type": "course", "course": "calculus"},
    ///         "equivalents": ["oxford-m1"]}]}
    /// ]}"#).unwrap();
    /// let findings = catalogue.path_findings(catalogue.path(&"p".parse().unwrap()).unwrap());
    /// assert_eq!(findings[0].path, "$.steps[0].equivalents[0]");
    /// ```
    #[must_use]
    pub fn path_findings(&self, path: &Path) -> Vec<Finding> {
        let mut findings = path.findings().to_vec();
        for (index, step) in path.definition().steps.iter().enumerate() {
            for (spot, course) in step.equivalents.iter().enumerate() {
                if self.course(course).is_none() {
                    findings.push(Finding {
                        path: format!("$.steps[{index}].equivalents[{spot}]"),
                        code: "equivalent_elsewhere".into(),
                        message: format!(
                            "`{course}` is no course of this catalogue: it counts when a record says that it was \
                             completed elsewhere"
                        ),
                    });
                }
            }
        }
        findings
    }
}
