use serde::{Deserialize, Serialize};

use super::{Carry, Mapping, Migration};
use crate::number::{Fraction, Percent, Points};
use crate::path::definition::Item;
use crate::path::progress::{Fact, Standing};
use crate::path::{CompletedBy, Paths, StepState};
use crate::record::{CompletionSource, Event, Happened, LearnerRecord, StepNote, WaiverTarget};
use crate::rule::RuleSet;
use crate::time::Instant;
use crate::{LearnerId, StepId};

/// What a move would do to one learner. Nothing is done yet: the events do it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MigrationPreview {
    /// Whose.
    pub learner: LearnerId,
    /// How much is done of the old version.
    pub share_before: Fraction,
    /// How much would be done of the new one.
    pub share_after: Fraction,
    /// Whether the old version is complete.
    pub complete_before: bool,
    /// Whether the new one would be.
    pub complete_after: bool,
    /// Whether the goal of the new one could still be reached.
    pub reachable_after: bool,
    /// What becomes of each step of the new version for which something was done, in its order.
    pub steps: Vec<StepMove>,
    /// Steps of the old version that are done and count for nothing in the new one, in the old order.
    pub lost: Vec<StepId>,
    /// The events that make the move, for the host to store: each fact keeps the day on which it became so.
    pub events: Vec<Event>,
}

/// What becomes of one step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StepMove {
    /// The step of the old version.
    pub from: StepId,
    /// The step of the new one.
    pub to: StepId,
    /// How it is taken over.
    pub how: Carry,
    /// Where it stands before.
    pub before: StepState,
    /// Where the new step would stand.
    pub after: StepState,
}

/// What a move would do to many learners.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PopulationPreview {
    /// How many were looked at: those who follow the old version.
    pub learners: u64,
    /// How many have the version complete before.
    pub complete_before: u64,
    /// How many would have it complete.
    pub complete_after: u64,
    /// For how many the share done would rise.
    pub gain: u64,
    /// For how many it would fall.
    pub fall: u64,
    /// How many could no longer reach the goal.
    pub stranded: u64,
    /// The learners for whom something done would count for nothing, or the goal could not be reached, in the order
    /// given.
    pub hurt: Vec<LearnerId>,
}

impl Migration<'_> {
    /// What the move would do to a learner now.
    ///
    /// Nested paths and rules are known to a set of paths and its catalogue only: ask [`crate::path::RuledPaths::preview`]
    /// where there are any.
    #[must_use]
    pub fn preview(&self, record: &LearnerRecord, now: Instant) -> MigrationPreview {
        self.preview_in(&Paths::default(), None, record, now)
    }

    pub(crate) fn preview_in(
        &self,
        paths: &Paths,
        rules: Option<&RuleSet>,
        record: &LearnerRecord,
        now: Instant,
    ) -> MigrationPreview {
        let before = paths.standing(self.from, record, now, rules);
        let events = self.events(record, &before, now);
        let mut moved = record.clone();
        for event in &events {
            moved.evolve(event);
        }
        let after = paths.standing(self.to, &moved, now, rules);
        let done = |fact: &Fact| fact.settled() || fact.started.is_some();
        let mut steps = Vec::new();
        for mapping in &self.mappings {
            if !before.facts.get(mapping.from).is_some_and(done) {
                continue;
            }
            steps.extend(self.step_move(mapping, &before, &after));
        }
        let carried = |old: usize| {
            let mut mappings = self.mappings.iter().filter(|mapping| mapping.from == old);
            mappings.any(|mapping| after.facts.get(mapping.to).is_some_and(Fact::settled))
        };
        let settled = before
            .facts
            .iter()
            .enumerate()
            .filter(|(_, fact)| fact.settled());
        let lost = settled.filter(|(old, _)| !carried(*old));
        let lost = lost
            .filter_map(|(old, _)| self.from.definition.steps.get(old))
            .map(|step| step.id.clone());
        let lost = lost.collect();
        let (before, after) = (before.answer(), after.answer());
        MigrationPreview {
            learner: record.learner.clone(),
            share_before: before.share,
            share_after: after.share,
            complete_before: before.complete,
            complete_after: after.complete,
            reachable_after: after.reachable,
            steps,
            lost,
            events,
        }
    }

    fn step_move(
        &self,
        mapping: &Mapping,
        before: &Standing<'_>,
        after: &Standing<'_>,
    ) -> Option<StepMove> {
        let old = u32::try_from(mapping.from).ok()?;
        let new = u32::try_from(mapping.to).ok()?;
        Some(StepMove {
            from: self.from.name(old)?.clone(),
            to: self.to.name(new)?.clone(),
            how: mapping.how,
            before: before.state(old)?,
            after: after.state(new)?,
        })
    }

    /// What the move would do to many learners now. Those who do not follow the old version are left out.
    ///
    /// ```
    /// # use lms_core::path::{Migration, Path};
    /// # let version = |json: &str| Path::compile(serde_json::from_str(json).unwrap()).unwrap();
    /// # let old = version(r#"{"id": "p", "version": 1, "steps": [{"id": "a", "item": {"type": "milestone"}}]}"#);
    /// # let new = version(r#"{"id": "p", "version": 2, "steps": [{"id": "a", "item": {"type": "milestone"}}]}"#);
    /// let way = serde_json::from_str(r#"{"path": "p", "from": 1, "to": 2}"#).unwrap();
    /// let way = Migration::compile(way, &old, &new).unwrap();
    /// assert_eq!(way.preview_all([].into_iter(), "2026-11-22T08:00:00Z".parse().unwrap()).learners, 0);
    /// ```
    pub fn preview_all<'r>(
        &self,
        records: impl Iterator<Item = &'r LearnerRecord>,
        now: Instant,
    ) -> PopulationPreview {
        self.preview_all_in(&Paths::default(), None, records, now)
    }

    pub(crate) fn preview_all_in<'r>(
        &self,
        paths: &Paths,
        rules: Option<&RuleSet>,
        records: impl Iterator<Item = &'r LearnerRecord>,
        now: Instant,
    ) -> PopulationPreview {
        let mut sum = PopulationPreview::default();
        for record in records {
            let version = record
                .paths
                .get(self.from.id())
                .map(|pursuit| pursuit.version);
            if version != Some(self.from.version()) {
                continue;
            }
            let one = self.preview_in(paths, rules, record, now);
            let counts = [
                (&mut sum.learners, true),
                (&mut sum.complete_before, one.complete_before),
                (&mut sum.complete_after, one.complete_after),
                (&mut sum.gain, one.share_after > one.share_before),
                (&mut sum.fall, one.share_after < one.share_before),
                (&mut sum.stranded, !one.reachable_after),
            ];
            for (count, is_so) in counts {
                *count = count.saturating_add(u64::from(is_so));
            }
            if !one.lost.is_empty() || !one.reachable_after {
                sum.hurt.push(one.learner);
            }
        }
        sum
    }

    /// The events that make the move.
    fn events(&self, record: &LearnerRecord, before: &Standing<'_>, now: Instant) -> Vec<Event> {
        let path = self.to.id().clone();
        let version = self.to.version();
        let mut events = vec![at(now, Happened::PathStarted { path, version })];
        for mapping in &self.mappings {
            let Some(fact) = before.facts.get(mapping.from) else {
                continue;
            };
            match mapping.how {
                Carry::Keep => self.keep(mapping, record, fact, now, &mut events),
                Carry::CarryOver | Carry::Equivalent => events.extend(self.carry(mapping, fact)),
                Carry::Redo => {
                    if let Some(step) = self.to.definition.steps.get(mapping.to) {
                        let (path, step) = (self.to.id().clone(), step.id.clone());
                        events.push(at(now, Happened::StepReset { path, step }));
                    }
                }
            }
        }
        events
    }

    /// Under the same name nothing need be said; under another, notes and waivers are said again.
    fn keep(
        &self,
        mapping: &Mapping,
        record: &LearnerRecord,
        fact: &Fact,
        now: Instant,
        events: &mut Vec<Event>,
    ) {
        let steps = (
            self.from.definition.steps.get(mapping.from),
            self.to.definition.steps.get(mapping.to),
        );
        let (Some(old), Some(new)) = steps else {
            return;
        };
        let path = self.to.id();
        if old.id != new.id {
            let pursuit = record.paths.get(path);
            if let Some((note, basis)) = pursuit.and_then(|pursuit| pursuit.steps.get(&old.id)) {
                let recognised =
                    pursuit.is_some_and(|pursuit| pursuit.recognised.contains(&old.id));
                let what = Happened::StepNoted {
                    path: path.clone(),
                    step: new.id.clone(),
                    note: *note,
                    source: if recognised {
                        CompletionSource::Recognised
                    } else {
                        CompletionSource::Earned
                    },
                };
                events.push(at(basis.at, what));
            }
            let waivers = record.waivers.iter().filter(|waiver| {
                matches!(&waiver.target, WaiverTarget::Step { path: of, step } if of == path && *step == old.id)
            });
            for waiver in waivers {
                let target = WaiverTarget::Step {
                    path: path.clone(),
                    step: new.id.clone(),
                };
                events.push(at(
                    waiver.basis.at,
                    Happened::Waived {
                        target,
                        until: waiver.until,
                    },
                ));
            }
        }
        if old.item != new.item && fact.done.as_ref().is_some_and(|done| done.at <= now) {
            events.extend(self.carry(mapping, fact));
        }
    }

    /// Says that the new step was completed when the old one was.
    fn carry(&self, mapping: &Mapping, fact: &Fact) -> Option<Event> {
        let new = self.to.definition.steps.get(mapping.to)?;
        let Some(done) = &fact.done else {
            // What a person let the learner off is taken over as well.
            let target = WaiverTarget::Step {
                path: self.to.id().clone(),
                step: new.id.clone(),
            };
            return fact.waived.map(|since| {
                at(
                    since,
                    Happened::Waived {
                        target,
                        until: None,
                    },
                )
            });
        };
        let recognised = mapping.how == Carry::Equivalent || done.own() != Fraction::ONE;
        let source = |otherwise| {
            if recognised {
                CompletionSource::Recognised
            } else {
                otherwise
            }
        };
        let what = match &new.item {
            // A course that the old step shares with the new one counts by itself, unless it is to count as recognised.
            Item::Course { course, .. }
                if done.course.as_ref() == Some(course)
                    && !matches!(done.by, CompletedBy::Equivalent { .. }) =>
            {
                return None;
            }
            Item::Course { course, version } => Happened::Completed {
                course: course.clone(),
                version: *version,
                offering: None,
                passed: true,
                score: best(&fact.scores),
                // A course that earned its credits in another step earns them there after the move as well.
                credits: (fact.tied && done.credits == 0).then_some(Points::ZERO),
                source: source(CompletionSource::Imported),
            },
            _ => Happened::StepNoted {
                path: self.to.id().clone(),
                step: new.id.clone(),
                note: StepNote::Completed,
                source: source(CompletionSource::Earned),
            },
        };
        Some(at(done.at, what))
    }
}

fn best(scores: &[Percent]) -> Option<Percent> {
    scores.iter().copied().max()
}

fn at(at: Instant, what: Happened) -> Event {
    Event {
        id: None,
        at,
        by: None,
        decided_by: None,
        what,
    }
}
