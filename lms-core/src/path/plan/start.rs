use super::{FailureAnswer, PlanAnswer, PlanRequest};
use crate::StepId;
use crate::number::{Fraction, Percent};
use crate::path::progress::Standing;
use crate::path::{Path, Paths};
use crate::problem::DefinitionErrors;
use crate::record::LearnerRecord;
use crate::time::{Date, Instant};
use crate::verdict::Outcome;

/// Where the learner stands when the plan begins.
#[derive(Debug, Clone, Default)]
pub(crate) struct Start {
    /// The steps that are done.
    pub(super) done: Vec<Past>,
    /// The steps that are being taken: they go into the first term.
    pub(super) taking: Vec<u32>,
    /// What nested paths that are not finished are worth towards residency, once they are.
    pub(super) ahead: Vec<(u32, i64)>,
    /// What groups of credits count beyond the credits of their steps: a course that earns in another step of the path
    /// may count in a group by itself.
    pub(super) beyond: Vec<(u32, i64)>,
    /// The best score of each step that has one.
    pub(super) scores: Vec<(u32, Percent)>,
    /// How much of each step is done that is not finished.
    pub(super) shares: Vec<(u32, Fraction)>,
    /// The first day on which a step with a deadline is too late, for a learner who has started.
    pub(super) due: Vec<(u32, Date)>,
    /// The steps whose rule is met, and stays so without a new event.
    pub(super) ruled: Vec<u32>,
}

/// A step that is done.
#[derive(Debug, Clone, Copy)]
pub(super) struct Past {
    pub(super) step: u32,
    /// When, where it is known.
    pub(super) on: Option<Date>,
    /// The credits that it earned, where they are not its own: a waived step earns none.
    pub(super) credits: Option<i64>,
    /// The part of them that was earned here, likewise.
    pub(super) own: Option<i64>,
    pub(super) how: How,
}

/// How a step came to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// Completed with us.
    Own,
    /// Recognised from elsewhere: it does not count towards residency.
    Recognised,
    /// A person let the learner off: no score is asked for.
    Waived,
    /// The request says so: it counts as completed with us, with the score that is expected.
    Supposed,
}

impl Start {
    pub(crate) fn of(standing: &Standing<'_>) -> Self {
        let mut start = Self {
            ahead: standing.own_ahead(),
            beyond: standing.beyond_steps(),
            ..Self::default()
        };
        let zone = standing.path.definition().zone;
        let day = |at: Instant| zone.date(at).ok();
        for (step, fact) in (0_u32..).zip(&standing.facts) {
            let since = fact.done.as_ref().map(|done| done.at).or(fact.waived);
            if fact.settled() {
                start.done.push(Past {
                    step,
                    on: since.and_then(day),
                    credits: Some(fact.done.as_ref().map_or(0, |done| done.credits)),
                    own: Some(fact.own_credits()),
                    how: match &fact.done {
                        _ if fact.waived.is_some() => How::Waived,
                        Some(done) if !done.by.is_own() => How::Recognised,
                        _ => How::Own,
                    },
                });
            } else {
                start.taking.extend(fact.started.map(|_| step));
                start.shares.push((step, standing.share(step)));
            }
            start.scores.extend(fact.best().map(|score| (step, score)));
        }
        for (step, due) in (0_u32..).zip(&standing.due) {
            start.due.extend(due.and_then(day).map(|due| (step, due)));
        }
        let met = (0_u32..).zip(&standing.verdicts).filter(|(_, verdict)| {
            verdict.as_ref().is_some_and(|verdict| {
                verdict.outcome == Outcome::Met && verdict.until.until.is_none()
            })
        });
        start.ruled.extend(met.map(|(step, _)| step));
        start
    }
}

/// From where a learner stands, whether or not the rules of steps were asked.
impl Standing<'_> {
    pub(crate) fn plan(&self, request: &PlanRequest) -> Result<PlanAnswer, DefinitionErrors> {
        self.path.plan_start(request, &Start::of(self))
    }

    pub(crate) fn plan_failing(
        &self,
        request: &PlanRequest,
        step: &StepId,
    ) -> Result<FailureAnswer, DefinitionErrors> {
        self.path.fail(request, step, &Start::of(self))
    }
}

impl Paths {
    /// The shortest plan for a learner, from where the record says that they stand: what is done is done, and what is
    /// being taken goes into the first term, which should be the running one. See [`Path::plan`].
    ///
    /// # Errors
    /// Everything that is wrong with the request, each with its code and JSON path.
    pub fn plan(
        &self,
        path: &Path,
        request: &PlanRequest,
        record: &LearnerRecord,
        now: Instant,
    ) -> Result<PlanAnswer, DefinitionErrors> {
        self.standing(path, record, now, None).plan(request)
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
        self.standing(path, record, now, None)
            .plan_failing(request, step)
    }
}
