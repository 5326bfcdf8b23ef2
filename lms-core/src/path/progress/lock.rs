use super::Standing;
use super::facts::after;
use super::state::Blocker;
use crate::number::{Fraction, Percent, Points};
use crate::path::compile::{Need, Rule};
use crate::path::definition::Item;
use crate::record::WaiverTarget;
use crate::verdict::Outcome;

impl Standing<'_> {
    /// What keeps a step locked, its own bundle aside.
    pub(super) fn blockers(&self, step: u32) -> Vec<Blocker> {
        let mut found = Vec::new();
        let needs = self
            .path
            .steps
            .get(step as usize)
            .map(|step| step.needs.as_slice());
        let let_off = self.prerequisites_waived(step);
        for need in needs.unwrap_or_default().iter().filter(|_| !let_off) {
            found.extend(self.blocker(step, need));
        }
        found.extend(self.rule(step).filter(|_| !let_off));
        found.extend(self.other_branch(step));
        found
    }

    /// What the step's rule has against it. Without its catalogue nothing is known about a rule.
    fn rule(&self, step: u32) -> Option<Blocker> {
        let id = self
            .path
            .definition
            .steps
            .get(step as usize)?
            .rule
            .as_ref()?;
        let verdict = self.verdicts.get(step as usize).and_then(Option::as_ref);
        let outcome = verdict.map_or(Outcome::Unknown, |verdict| verdict.outcome);
        (outcome != Outcome::Met).then(|| Blocker::Rule {
            rule: id.clone(),
            outcome,
            verdict: verdict.cloned().map(Box::new),
        })
    }

    /// A person may let the learner off the prerequisites of a course, wherever the course stands.
    fn prerequisites_waived(&self, step: u32) -> bool {
        let item = self
            .path
            .definition
            .steps
            .get(step as usize)
            .map(|step| &step.item);
        let Some(Item::Course { course, .. } | Item::Activity { course, .. }) = item else {
            return false;
        };
        self.record.waivers.iter().any(|waiver| {
            let holds = waiver.basis.at <= self.now && waiver.until.is_none_or(|until| self.now < until);
            holds && matches!(&waiver.target, WaiverTarget::Prerequisites { course: of } if of == course)
        })
    }

    /// As deep as requirements stand in requirements.
    fn blocker(&self, step: u32, need: &Need) -> Option<Blocker> {
        let name = |node: &u32| self.path.name(*node).cloned();
        match need {
            Need::Done(node) if self.is_finished(*node) => None,
            Need::Done(node) => Some(Blocker::NotDone { step: name(node)? }),
            Need::DoneOrTaking(node) | Need::Together(node) => {
                let fine = self.is_bundled(step, *node) || self.is_taken(*node);
                if fine {
                    None
                } else {
                    Some(Blocker::NotTogether { step: name(node)? })
                }
            }
            Need::Score(node, wanted) => self.score(*node, *wanted),
            Need::Level(skill, wanted) => {
                let held = self.record.skills.get(skill).filter(|held| {
                    held.basis.at <= self.now && held.until.is_none_or(|until| self.now < until)
                });
                let found = held.map(|held| held.level);
                let low = found.is_none_or(|found| found < *wanted);
                low.then(|| Blocker::Level {
                    skill: skill.clone(),
                    found,
                    wanted: *wanted,
                })
            }
            Need::Share(node, wanted) => {
                let found = self.share(*node);
                let hundred = Fraction::new(i128::from(wanted.micros()), 100_000_000)?;
                if found >= hundred {
                    None
                } else {
                    Some(Blocker::Share {
                        step: name(node)?,
                        found,
                        wanted: *wanted,
                    })
                }
            }
            Need::Delay(node, period) => {
                let step = name(node)?;
                let Some(at) = self.finished_at(*node) else {
                    return Some(Blocker::NotDone { step });
                };
                let opens = after(self.path.definition.zone, at, *period);
                (self.now < opens).then_some(Blocker::TooSoon { step, opens })
            }
            // A deadline that went by makes the step fail; it does not lock it.
            Need::Deadline(_) => None,
            Need::Credits(wanted) => {
                let found = Points::from_micros(self.earned).unwrap_or(*wanted);
                (found < *wanted).then_some(Blocker::Credits {
                    found,
                    wanted: *wanted,
                })
            }
            Need::Of(count, of) => {
                let missing: Vec<Blocker> = of
                    .iter()
                    .filter_map(|need| self.blocker(step, need))
                    .collect();
                let found = of.len().saturating_sub(missing.len());
                let small = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
                (found < *count).then(|| Blocker::TooFew {
                    found: small(found),
                    wanted: small(*count),
                    of: missing,
                })
            }
            Need::Gate(gate) => self.turn(*gate),
        }
    }

    fn score(&self, node: u32, wanted: Percent) -> Option<Blocker> {
        let step = self.path.name(node)?.clone();
        let fact = self.facts.get(node as usize)?;
        if fact.waived.is_some() {
            return None;
        }
        if fact.done.is_none() {
            return Some(Blocker::NotDone { step });
        }
        let found = fact.best();
        let low = found.is_none_or(|found| found < wanted);
        low.then_some(Blocker::Score {
            step,
            found,
            wanted,
        })
    }

    /// The first member before a gate that is not finished.
    fn turn(&self, gate: u32) -> Option<Blocker> {
        if self.is_finished(gate) {
            return None;
        }
        let (mut at, mut first) = (Some(gate), None);
        while let Some(gate) = at.and_then(|gate| self.path.gate(gate)) {
            if !self.is_finished(gate.member) {
                first = Some(gate.member);
            }
            at = gate.previous;
        }
        first
            .and_then(|member| self.path.name(member))
            .map(|step| Blocker::OutOfTurn { step: step.clone() })
    }

    /// A step that only branches ask for is open on the learner's own branches alone.
    pub(super) fn other_branch(&self, step: u32) -> Option<Blocker> {
        let groups = &self.path.steps.get(step as usize)?.groups;
        let mut closed = None;
        for node in groups {
            match self.closed_branch(*node, step) {
                None => return None,
                Some(on) => closed = closed.or(Some(on)),
            }
        }
        let on = closed?;
        let found = self
            .facts
            .get(on as usize)
            .and_then(super::facts::Fact::best);
        Some(Blocker::Branch {
            step: self.path.name(on)?.clone(),
            found,
        })
    }

    /// The step whose score keeps a member of a group off, if one does: in this group or one around it.
    fn closed_branch(&self, group: u32, member: u32) -> Option<u32> {
        let (mut group, mut member) = (Some(group), member);
        while let Some((node, held)) = group.and_then(|node| Some((node, self.path.group(node)?))) {
            if let Rule::Branch(on, bands) = &held.rule {
                let position = held.members.iter().position(|other| *other == member);
                let band = position.and_then(|position| bands.get(position));
                let scores = self
                    .facts
                    .get(*on as usize)
                    .map(|fact| fact.scores.as_slice());
                let inside = |score: &Percent| band.is_some_and(|band| band.contains(*score));
                if !scores.unwrap_or_default().iter().any(inside) {
                    return Some(*on);
                }
            }
            member = node;
            group = held.parent;
        }
        None
    }
}
