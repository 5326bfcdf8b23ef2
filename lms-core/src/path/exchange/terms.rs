use super::Curriculum;
use super::convert::Loss;
use crate::StepId;
use crate::path::{Path, PathDefinition};
use crate::problem::DefinitionErrors;

/// The most terms of a degree plan; those of a higher number are not listed.
const MAX_DEGREE_TERMS: u32 = 1_000;

impl Curriculum {
    /// A plan for a path as a degree plan: the curriculum of the path ([`Curriculum::from_path`]), each course with the
    /// term in which it is taken. Steps that are in no term, such as electives left out, have none.
    ///
    /// [`Curriculum::terms`] gives the terms back.
    ///
    /// # Errors
    /// What is wrong with the plan, as of [`Path::load`].
    ///
    /// ```
    /// use lms_core::path::{Curriculum, Path};
    /// let path = Path::compile(serde_json::from_str(r#"{"id": "p", "title": "P", "steps": [
    ///     {"id": "FA 1", "title": "Theory", "item": {"type": "course", "course": "FA 1"}, "credits": "3"},
    ///     {"id": "FA 2", "title": "Practice", "item": {"type": "course", "course": "FA 2"}, "credits": "2"}
    /// ]}"#).unwrap()).unwrap();
    /// let terms = vec![vec!["FA 2".parse().unwrap()], vec![], vec!["FA 1".parse().unwrap()]];
    /// let (plan, _) = Curriculum::degree_plan(&path, "Three terms", &terms).unwrap();
    /// let read = Curriculum::from_csv(&plan.to_csv()).unwrap().curriculum;
    /// assert_eq!(read.terms(&read.to_path("p".parse().unwrap()).unwrap()), terms);
    /// ```
    pub fn degree_plan(
        path: &Path,
        name: &str,
        terms: &[Vec<StepId>],
    ) -> Result<(Self, Vec<Loss>), DefinitionErrors> {
        path.load(terms)?;
        let (mut curriculum, losses) = Self::from_path(path);
        curriculum.degree_plan = Some(name.to_owned());
        for (term, steps) in (1_u32..).zip(terms) {
            for node in steps.iter().filter_map(|step| path.node(step)) {
                // Courses are those of the path's steps, in their order.
                if let Some(course) = curriculum.courses.get_mut(node as usize) {
                    course.term = Some(term);
                }
            }
        }
        Ok((curriculum, losses))
    }

    /// The steps of each term of a degree plan, for the path that was made from it ([`Curriculum::to_path`]): what
    /// [`Path::load`] measures. Empty for a curriculum without terms; terms above the thousandth are left out.
    #[must_use]
    pub fn terms(&self, path: &PathDefinition) -> Vec<Vec<StepId>> {
        let placed = |term: Option<u32>| term.filter(|term| (1..=MAX_DEGREE_TERMS).contains(term));
        let last = self.all().filter_map(|course| placed(course.term)).max();
        let mut terms = vec![Vec::new(); last.unwrap_or(0) as usize];
        for (course, step) in self.all().zip(&path.steps) {
            let index = placed(course.term).and_then(|term| term.checked_sub(1));
            if let Some(term) = index.and_then(|index| terms.get_mut(index as usize)) {
                term.push(step.id.clone());
            }
        }
        terms
    }
}
