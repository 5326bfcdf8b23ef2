use super::progress::Standing;
use super::{
    FailureAnswer, Migration, MigrationPreview, Path, Paths, PlanAnswer, PlanRequest,
    PopulationPreview, Progress,
};
use crate::StepId;
use crate::problem::DefinitionErrors;
use crate::record::LearnerRecord;
use crate::rule::RuleSet;
use crate::time::Instant;

/// Paths under the rules of their catalogue: every question about a learner, asked so that the rules of steps count.
///
/// Without rules nothing is known about a step's rule: it is locked as unknown, and a milestone that has one is never
/// reached. A host with a catalogue asks here, so that no two answers contradict each other.
///
/// ```
/// use lms_core::path::Paths;
/// use lms_core::record::LearnerRecord;
/// use lms_core::rule::RuleSet;
/// let paths = Paths::compile(serde_json::from_str(r#"[
///     {"id": "p", "steps": [{"id": "a", "item": {"type": "course", "course": "A"}}]}
/// ]"#).unwrap()).unwrap();
/// let (rules, now) = (RuleSet::default(), "2026-11-22T08:00:00Z".parse().unwrap());
/// let path = paths.path(&"p".parse().unwrap(), None).unwrap();
/// let progress = paths.under(&rules).progress(path, &LearnerRecord::new("ada".parse().unwrap()), now);
/// assert_eq!(progress.next[0].as_str(), "a");
/// ```
#[derive(Debug, Clone, Copy)]
pub struct RuledPaths<'a> {
    paths: &'a Paths,
    rules: &'a RuleSet,
}

impl Paths {
    /// The same paths under the rules of their catalogue.
    #[must_use]
    pub fn under<'a>(&'a self, rules: &'a RuleSet) -> RuledPaths<'a> {
        RuledPaths { paths: self, rules }
    }
}

impl RuledPaths<'_> {
    /// Where a learner stands on a path of the set at an instant, nested paths included. A step whose rule is not met is
    /// locked, with the whole verdict. See [`Path::progress`].
    #[must_use]
    pub fn progress(&self, path: &Path, record: &LearnerRecord, now: Instant) -> Progress {
        self.standing(path, record, now).answer()
    }

    /// The shortest plan for a learner from where they stand. What is met for good of the rules of steps is not listed
    /// among what the plan takes for granted. See [`Paths::plan`].
    ///
    /// # Errors
    /// As [`Paths::plan`].
    pub fn plan(
        &self,
        path: &Path,
        request: &PlanRequest,
        record: &LearnerRecord,
        now: Instant,
    ) -> Result<PlanAnswer, DefinitionErrors> {
        self.standing(path, record, now).plan(request)
    }

    /// What shifts in a learner's plan when a step is failed. See [`Path::plan_failing`].
    ///
    /// # Errors
    /// As [`Path::plan_failing`].
    pub fn plan_failing(
        &self,
        path: &Path,
        request: &PlanRequest,
        step: &StepId,
        record: &LearnerRecord,
        now: Instant,
    ) -> Result<FailureAnswer, DefinitionErrors> {
        self.standing(path, record, now).plan_failing(request, step)
    }

    /// What a move to another version of a path would do to a learner, nested paths included. See [`Migration::preview`].
    #[must_use]
    pub fn preview(
        &self,
        migration: &Migration<'_>,
        record: &LearnerRecord,
        now: Instant,
    ) -> MigrationPreview {
        migration.preview_in(self.paths, Some(self.rules), record, now)
    }

    /// What the move would do to many learners. See [`Migration::preview_all`].
    pub fn preview_all<'r>(
        &self,
        migration: &Migration<'_>,
        records: impl Iterator<Item = &'r LearnerRecord>,
        now: Instant,
    ) -> PopulationPreview {
        migration.preview_all_in(self.paths, Some(self.rules), records, now)
    }

    fn standing<'s>(
        &'s self,
        path: &'s Path,
        record: &'s LearnerRecord,
        now: Instant,
    ) -> Standing<'s> {
        self.paths.standing(path, record, now, Some(self.rules))
    }
}
