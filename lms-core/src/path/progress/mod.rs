//! Where a learner stands on a path, and what comes next.

mod ahead;
mod answer;
mod credit;
mod earn;
mod facts;
mod lock;
mod own;
mod pass;
mod share;
mod state;
mod tree;

pub use answer::{CreditSummary, GroupProgress, Progress, StepProgress};
pub use facts::CompletedBy;
pub use state::{Blocker, FailedBy, StepState};

pub(crate) use credit::{Earning, MAX_TIED_WORK, Ties};
pub(crate) use facts::{Done, Fact, after};
pub(crate) use share::{MAX_SHARED, MAX_SHARING_GROUPS, SharingRules, could_share};
pub(crate) use tree::{add, times};

use crate::PathId;
use crate::number::Fraction;
use crate::path::Path;
use crate::record::LearnerRecord;
use crate::rule::{Learner, RuleSet, Seats};
use crate::time::Instant;
use crate::verdict::Verdict;
use facts::{CompletedBy as By, Sources};
use share::Assignment;
use tree::Reached;

/// How far a nested path has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Nested {
    pub(crate) share: Fraction,
    /// Since when it is finished.
    pub(crate) finished: Option<Instant>,
    pub(crate) begun: Option<Instant>,
    /// The share that was reached here, without what was recognised or waived.
    pub(crate) own: Fraction,
}

/// Everything that is worked out about one learner on one path.
pub(crate) struct Standing<'a> {
    pub(crate) path: &'a Path,
    pub(crate) record: &'a LearnerRecord,
    pub(crate) now: Instant,
    pub(crate) facts: Vec<Fact>,
    /// For each step, when its deadline is, where it has one and the learner has started.
    pub(crate) due: Vec<Option<Instant>>,
    /// For each step, how far a nested path in it has come.
    pub(crate) nested: Vec<Option<Nested>>,
    /// The credits earned, each course counted once.
    pub(crate) earned: i64,
    pub(crate) earning: Earning,
    pub(crate) assignment: Assignment,
    pub(crate) reached: Vec<Reached>,
    /// For each node, when it was finished, or will be at the earliest; `None` for never.
    pub(crate) finish: Vec<Option<Instant>>,
    /// For each node, when it can begin at the earliest.
    pub(crate) begin: Vec<Option<Instant>>,
    /// For each node, whether it is finished.
    pub(crate) finished: Vec<bool>,
    pub(crate) open: Vec<bool>,
    pub(crate) locks: Vec<Vec<Blocker>>,
    /// For each step that has a rule and is not settled, its verdict.
    pub(crate) verdicts: Vec<Option<Verdict>>,
}

impl Path {
    /// Where a learner stands on this path at an instant. What is noted for later has not happened yet.
    ///
    /// Nested paths are known to a set of paths only: ask [`crate::path::Paths::progress`] where there are any.
    ///
    /// Nearly linear in the path and the record; more where groups compete for steps (see [`Progress::proven`]).
    ///
    /// ```
    /// use lms_core::path::{Path, StepState};
    /// use lms_core::record::{Event, LearnerRecord};
    /// let path = Path::compile(serde_json::from_str(r#"{"id": "first-aid", "steps": [
    ///     {"id": "theory", "item": {"type": "course", "course": "FA-1"}},
    ///     {"id": "practice", "item": {"type": "course", "course": "FA-2"},
    ///      "requires": [{"type": "before", "step": "theory"}]}
    /// ]}"#).unwrap()).unwrap();
    /// let mut record = LearnerRecord::new("ada".parse().unwrap());
    /// let now = "2026-11-22T08:00:00Z".parse().unwrap();
    /// assert!(matches!(path.progress(&record, now).steps[1].state, StepState::Locked { .. }));
    ///
    /// let passed = r#"{"at": "2026-11-20T08:00:00Z", "type": "completed", "course": "FA-1", "passed": true}"#;
    /// record.evolve(&serde_json::from_str::<Event>(passed).unwrap());
    /// let progress = path.progress(&record, now);
    /// assert_eq!(progress.share.to_string(), "1/2");
    /// assert_eq!(progress.next[0].as_str(), "practice");
    /// ```
    #[must_use]
    pub fn progress(&self, record: &LearnerRecord, now: Instant) -> Progress {
        Standing::new(self, record, now, &|_, _| None).answer()
    }
}

impl<'a> Standing<'a> {
    pub(crate) fn new(
        path: &'a Path,
        record: &'a LearnerRecord,
        now: Instant,
        nested: &dyn Fn(&PathId, Option<u32>) -> Option<Nested>,
    ) -> Self {
        Self::under(path, record, now, nested, None)
    }

    /// The same under the rules of a catalogue.
    pub(crate) fn under(
        path: &'a Path,
        record: &'a LearnerRecord,
        now: Instant,
        nested: &dyn Fn(&PathId, Option<u32>) -> Option<Nested>,
        rules: Option<&RuleSet>,
    ) -> Self {
        let sources = Sources::new(record, now);
        let definitions = &path.definition.steps;
        let due = deadlines(path, record, now);
        let mut standing = Self {
            path,
            record,
            now,
            facts: (0_u32..)
                .zip(&due)
                .filter_map(|(step, due)| sources.fact(path, step, *due))
                .collect(),
            due,
            nested: vec![None; definitions.len()],
            earned: 0,
            earning: Earning::default(),
            assignment: Assignment {
                barred: vec![0; definitions.len()],
                proven: true,
            },
            reached: Vec::new(),
            finish: vec![None; path.nodes()],
            begin: vec![None; path.nodes()],
            finished: vec![false; path.nodes()],
            open: vec![false; definitions.len()],
            locks: vec![Vec::new(); definitions.len()],
            verdicts: vec![None; definitions.len()],
        };
        standing.nest(nested);
        standing.earn();
        if let Some(rules) = rules {
            standing.ask(rules);
        }
        standing.run();
        standing.own();
        standing
    }

    /// Asks the rules of the steps that are not settled; the learner is compiled once for all of them.
    fn ask(&mut self, rules: &RuleSet) {
        let mut learner: Option<Learner> = None;
        let steps = self.path.definition.steps.iter().zip(&self.facts);
        for ((step, fact), slot) in steps.zip(&mut self.verdicts) {
            let rule = step.rule.as_ref().filter(|_| !fact.settled());
            let Some(rule) = rule.and_then(|rule| rules.rule(rule)) else {
                continue;
            };
            let (record, now) = (self.record, self.now);
            let learner =
                learner.get_or_insert_with(|| Learner::new(rules, record, &Seats::new(), now));
            *slot = Some(rules.verdict(rule, learner, record, now));
        }
    }

    /// Takes over how far nested paths have come.
    fn nest(&mut self, nested: &dyn Fn(&PathId, Option<u32>) -> Option<Nested>) {
        use crate::path::definition::Item;
        for (index, step) in self.path.definition.steps.iter().enumerate() {
            let Item::Path { path, version } = &step.item else {
                continue;
            };
            let Some(inner) = nested(path, *version) else {
                continue;
            };
            if let Some(slot) = self.nested.get_mut(index) {
                *slot = Some(inner);
            }
            let Some(fact) = self.facts.get_mut(index) else {
                continue;
            };
            let in_time = |at: &Instant| fact.due.is_none_or(|due| *at < due);
            if let Some(at) = inner.finished.filter(in_time) {
                let credits = step.credits.micros();
                fact.take(Done {
                    at,
                    by: By::Reached,
                    until: None,
                    credits,
                    course: None,
                    here: Some(inner.own),
                });
                (fact.failed, fact.expired) = (None, None);
            } else {
                fact.started = fact.started.or(inner.begun);
            }
        }
    }

    /// Whether the step failed its deadline: there is no other try.
    pub(crate) fn too_late(&self, step: u32) -> bool {
        let due = self.due.get(step as usize).copied().flatten();
        let settled = self.facts.get(step as usize).is_some_and(Fact::settled);
        !settled && due.is_some_and(|due| due <= self.now)
    }

    pub(crate) fn is_finished(&self, node: u32) -> bool {
        self.finished.get(node as usize).copied().unwrap_or(false)
    }

    /// Since when a node is finished.
    pub(crate) fn finished_at(&self, node: u32) -> Option<Instant> {
        self.finish
            .get(node as usize)
            .copied()
            .flatten()
            .filter(|_| self.is_finished(node))
    }

    /// Whether a step is finished, being taken, or could be.
    fn is_taken(&self, node: u32) -> bool {
        let started = self
            .facts
            .get(node as usize)
            .is_some_and(|fact| fact.started.is_some());
        let open = self.open.get(node as usize).copied().unwrap_or(false);
        self.is_finished(node) || (started && !self.too_late(node)) || open
    }

    fn is_bundled(&self, one: u32, two: u32) -> bool {
        self.path.bundles.get(one as usize) == self.path.bundles.get(two as usize)
    }

    /// How much of a node is done.
    pub(crate) fn share(&self, node: u32) -> Fraction {
        if self.is_finished(node) {
            return Fraction::ONE;
        }
        match (node as usize).checked_sub(self.path.steps.len()) {
            Some(group) => self
                .reached
                .get(group)
                .map_or(Fraction::ZERO, |reached| reached.share),
            None => {
                let nested = self.nested.get(node as usize).copied().flatten();
                nested
                    .map(|nested| nested.share)
                    .or_else(|| self.reported(node))
                    .unwrap_or(Fraction::ZERO)
            }
        }
    }

    /// The share of a course that the host reports, as the fact `progress/<course>`, 0 to 100.
    fn reported(&self, node: u32) -> Option<Fraction> {
        use crate::path::definition::Item;
        use crate::record::AttributeValue;
        let Item::Course { course, .. } = &self.path.definition.steps.get(node as usize)?.item
        else {
            return None;
        };
        let fact = self
            .record
            .facts
            .get(format!("progress/{course}").as_str())?;
        match fact.value {
            AttributeValue::Number(percent) if fact.basis.at <= self.now => {
                Fraction::new(i128::from(percent.micros()), 100_000_000)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;

/// When each step must be done, where it has a deadline and the learner has started.
fn deadlines(path: &Path, record: &LearnerRecord, now: Instant) -> Vec<Option<Instant>> {
    let start = record.paths.get(&path.definition.id);
    let start = start
        .map(|pursuit| pursuit.basis.at)
        .filter(|at| *at <= now);
    let zone = path.definition.zone;
    let due = |within| Some(after(zone, start?, within?));
    path.steps.iter().map(|step| due(step.deadline())).collect()
}
