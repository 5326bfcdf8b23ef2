use std::collections::BTreeMap;

use super::Standing;
use super::facts::{CompletedBy, Done, Fact, after};
use super::share;
use super::state::Blocker;
use super::tree::{Reached, Tree};
use crate::number::Percent;
use crate::path::compile::{Group, Need, Rule};
use crate::path::definition::Item;
use crate::time::Instant;

impl Standing<'_> {
    /// Walks the path in its order: what is finished, since when or when at the earliest, what is open.
    ///
    /// Groups hold up milestones and milestones fill groups, so the walk is repeated while it finishes something new;
    /// once is enough unless alternatives run in a circle.
    pub(super) fn run(&mut self) {
        let settled = self.settled();
        let scores = self.scores();
        self.assignment = share::assign(&self.path.sharing, &self.tree(&settled, &scores));
        for _ in 0..=self.path.groups.len() {
            let before = self.finished.clone();
            let settled = self.settled();
            self.reached = self
                .tree(&settled, &scores)
                .reached(&self.assignment.barred);
            let tied = self.walk();
            if tied {
                self.earn();
            }
            if before == self.finished && !tied {
                break;
            }
        }
    }

    fn settled(&self) -> Vec<bool> {
        self.facts.iter().map(Fact::settled).collect()
    }

    fn scores(&self) -> Vec<Vec<Percent>> {
        self.facts.iter().map(|fact| fact.scores.clone()).collect()
    }

    fn tree<'t>(&'t self, settled: &'t [bool], scores: &'t [Vec<Percent>]) -> Tree<'t> {
        Tree {
            path: self.path,
            settled,
            earning: &self.earning,
            scores,
            shields: &self.path.sharing.shields,
        }
    }

    /// Gives back whether a milestone was reached whose credits are shared out together with those of other steps.
    fn walk(&mut self) -> bool {
        let path = self.path;
        let mut earning = BTreeMap::new();
        let mut tied = false;
        for node in &path.order {
            if (*node as usize) < path.steps.len() {
                if path.bundles.get(*node as usize) == Some(node) {
                    tied |= self.bundle(*node, &mut earning);
                }
            } else if let Some(gate) = path.gate(*node) {
                let before = gate.previous.map(|previous| self.is_finished(previous));
                let done = self.is_finished(gate.member) && before.unwrap_or(true);
                let previous = gate.previous.map(|previous| self.finish_of(previous));
                let at = latest(
                    [Some(self.finish_of(gate.member)), previous]
                        .into_iter()
                        .flatten(),
                );
                self.note(*node, at, at, done);
            } else if let Some(group) = path.group(*node) {
                self.walk_group(*node, group);
            }
        }
        tied
    }

    fn note(&mut self, node: u32, begin: Option<Instant>, finish: Option<Instant>, finished: bool) {
        let node = node as usize;
        for (list, value) in [(&mut self.begin, begin), (&mut self.finish, finish)] {
            if let Some(slot) = list.get_mut(node) {
                *slot = value;
            }
        }
        if let Some(slot) = self.finished.get_mut(node) {
            *slot = finished;
        }
    }

    pub(super) fn finish_of(&self, node: u32) -> Option<Instant> {
        self.finish.get(node as usize).copied().flatten()
    }

    /// Steps that are taken together: most are alone.
    fn bundle(&mut self, lead: u32, earning: &mut BTreeMap<Instant, i64>) -> bool {
        let path = self.path;
        let members: Vec<u32> = path.bundle(lead).collect();
        let mut locks: Vec<Vec<Blocker>> =
            members.iter().map(|step| self.blockers(*step)).collect();
        let stuck: Vec<u32> = members
            .iter()
            .zip(&locks)
            .filter(|(step, locks)| {
                let fact = self.facts.get(**step as usize);
                let free = fact.is_some_and(|fact| fact.settled() || fact.started.is_some());
                (!locks.is_empty() && !free) || self.too_late(**step)
            })
            .map(|(step, _)| *step)
            .collect();
        if members.len() > 1 {
            for (step, locks) in members.iter().zip(&mut locks) {
                locks.extend(
                    stuck
                        .iter()
                        .filter(|other| *other != step)
                        .filter_map(|other| {
                            path.name(*other)
                                .map(|step| Blocker::NotTogether { step: step.clone() })
                        }),
                );
            }
        }
        let begins = members.iter().map(|step| self.earliest(*step, earning));
        let begin = latest(begins.collect::<Vec<_>>().into_iter());
        let mut tied = false;
        for (step, locks) in members.into_iter().zip(locks) {
            tied |= self.reach(step, begin, &locks);
            self.step(step, begin, locks, earning);
        }
        tied
    }

    /// Reaches a milestone when nothing keeps it back; gives back whether its credits are to be shared out anew.
    fn reach(&mut self, step: u32, begin: Option<Instant>, locks: &[Blocker]) -> bool {
        let late = self.too_late(step);
        let beginning = self.beginning();
        let definition = self.path.definition.steps.get(step as usize);
        let milestone = definition.filter(|step| step.item == Item::Milestone && locks.is_empty());
        let fact = self.facts.get_mut(step as usize);
        let Some((definition, fact)) = milestone.zip(fact).filter(|_| !late) else {
            return false;
        };
        let reached = |done: &Done| done.by == CompletedBy::Reached;
        let known = fact.offers.iter().chain(&fact.done).any(reached);
        if known || (fact.waived.is_some() && fact.done.is_none()) {
            return false;
        }
        // It is reached when the last of what it needs was; one that needs nothing, when the learner began.
        let last = begin.filter(|at| *at > Instant::MIN);
        let at = last.map_or(beginning, |at| at.min(self.now));
        if fact.done.is_some() && fact.due.is_some_and(|due| due <= at) {
            return false;
        }
        let held = fact.done.as_ref().map_or(0, |done| done.credits);
        fact.take(Done {
            at,
            by: CompletedBy::Reached,
            until: None,
            credits: definition.credits.micros(),
            course: None,
            here: None,
        });
        let credits = fact.done.as_ref().map_or(0, |done| done.credits);
        if let Some(slot) = self.earning.credits.get_mut(step as usize) {
            *slot = credits;
        }
        self.earned = self.earned.saturating_add(credits.saturating_sub(held));
        fact.tied
    }

    /// When what a step needs was there, or is at the earliest; `None` for never.
    fn earliest(&self, step: u32, earning: &BTreeMap<Instant, i64>) -> Option<Instant> {
        let needs = self.path.steps.get(step as usize)?.needs.iter();
        let branch = self.blocked_for_good(step);
        let begin = latest(needs.map(|need| self.need_at(step, need, earning)))?;
        (!branch).then_some(begin)
    }

    /// Whether the learner's scores lead to other branches: a new score would lead elsewhere, so this counts as closed
    /// only once there is one.
    fn blocked_for_good(&self, step: u32) -> bool {
        let locks = self.other_branch(step);
        matches!(locks, Some(Blocker::Branch { found: Some(_), .. }))
    }

    fn step(
        &mut self,
        step: u32,
        begin: Option<Instant>,
        locks: Vec<Blocker>,
        earning: &mut BTreeMap<Instant, i64>,
    ) {
        let Some(definition) = self.path.definition.steps.get(step as usize) else {
            return;
        };
        let late = self.too_late(step);
        let due = self.due.get(step as usize).copied().flatten();
        let Some(fact) = self.facts.get(step as usize) else {
            return;
        };
        let begun = fact.started.map(|since| since.min(self.now));
        let done = fact.done.as_ref().map(|done| done.at);
        let settled = fact.settled();
        let at = match (done, fact.waived) {
            (Some(done), Some(waived)) => Some(done.min(waived)),
            (done, waived) => done.or(waived),
        };
        let begin = begin.map(|begin| begin.max(self.now));
        let begin = if settled {
            at
        } else {
            begun.map(|_| self.now).or(begin)
        };
        let begin = begin.filter(|_| !late && !fact.let_off);
        let finish = if settled {
            at
        } else {
            let zone = self.path.definition.zone;
            let from = begun.filter(|_| begin.is_some()).or(begin);
            let finish = from.map(|from| {
                definition
                    .duration
                    .map_or(from, |period| after(zone, from, period))
            });
            let finish = finish.map(|finish| finish.max(self.now));
            finish.filter(|finish| due.is_none_or(|due| *finish < due))
        };
        self.note(step, begin, finish, settled);
        if let Some(at) = finish {
            let credits = if settled {
                self.earning.of(step)
            } else {
                definition.credits.micros()
            };
            let sum = earning.entry(at).or_insert(0);
            *sum = sum.saturating_add(credits);
        }
        if let Some(slot) = self.open.get_mut(step as usize) {
            *slot = !settled && locks.is_empty() && !late;
        }
        if let Some(slot) = self.locks.get_mut(step as usize) {
            *slot = locks;
        }
    }

    /// When the learner began, or now.
    fn beginning(&self) -> Instant {
        let pursuit = self.record.paths.get(&self.path.definition.id);
        pursuit.map_or(self.now, |pursuit| pursuit.basis.at.min(self.now))
    }

    /// When a need holds at the earliest.
    fn need_at(&self, step: u32, need: &Need, earning: &BTreeMap<Instant, i64>) -> Option<Instant> {
        match need {
            Need::Done(node) | Need::Gate(node) => self.finish_of(*node),
            Need::Score(node, wanted) => {
                let at = self.finish_of(*node)?;
                // A score that is too low takes another try.
                let low = self.score_is_low(*node, *wanted);
                if low { self.again(*node) } else { Some(at) }
            }
            Need::Share(node, wanted) if wanted.micros() <= 0 => {
                self.begin.get(*node as usize).copied()?
            }
            Need::Share(node, wanted) => {
                let enough =
                    crate::number::Fraction::new(i128::from(wanted.micros()), 100_000_000)?;
                if self.share(*node) >= enough {
                    Some(Instant::MIN)
                } else {
                    self.finish_of(*node)
                }
            }
            Need::DoneOrTaking(node) | Need::Together(node) => {
                if self.is_bundled(step, *node) {
                    return Some(Instant::MIN);
                }
                self.begin.get(*node as usize).copied().flatten()
            }
            Need::Delay(node, period) => self
                .finish_of(*node)
                .map(|at| after(self.path.definition.zone, at, *period)),
            Need::Level(..) => Some(Instant::MIN),
            Need::Deadline(_) => Some(Instant::MIN),
            Need::Credits(wanted) => {
                let mut sum = 0_i64;
                let mut times = earning.iter();
                if wanted.micros() <= 0 {
                    return Some(Instant::MIN);
                }
                let at = times.find(|(_, credits)| {
                    sum = sum.saturating_add(**credits);
                    sum >= wanted.micros()
                });
                let steps = (0_u32..).take(self.path.steps.len());
                let at = at.map(|(at, _)| *at);
                self.tied_at(at, wanted.micros(), &mut steps.into_iter())
            }
            Need::Of(count, of) => nth(
                of.iter().map(|need| self.need_at(step, need, earning)),
                *count,
            ),
        }
    }

    fn score_is_low(&self, node: u32, wanted: Percent) -> bool {
        let fact = self.facts.get(node as usize);
        fact.is_some_and(|fact| {
            fact.done.is_some()
                && fact.waived.is_none()
                && fact.best().is_none_or(|best| best < wanted)
        })
    }

    fn again(&self, node: u32) -> Option<Instant> {
        let definition = self.path.definition.steps.get(node as usize)?;
        let zone = self.path.definition.zone;
        Some(
            definition
                .duration
                .map_or(self.now, |period| after(zone, self.now, period)),
        )
    }

    fn walk_group(&mut self, node: u32, group: &Group) {
        let index = (node as usize).saturating_sub(self.path.steps.len());
        let at = self.group_at(index, group);
        let begin = group
            .members
            .iter()
            .filter_map(|member| self.begin.get(*member as usize).copied().flatten())
            .min();
        let finished = self.group_finished(index, group);
        // While groups compete for steps, a group may lack what was finished long ago.
        let at = if finished {
            // One that asks for nothing is finished when the learner begins.
            at.map(|at| {
                if at == Instant::MIN {
                    self.beginning()
                } else {
                    at.min(self.now)
                }
            })
        } else {
            at.map(|at| at.max(self.now))
        };
        let reached = self.reached.get_mut(index);
        if let Some(reached) = reached.filter(|reached| finished && !reached.finished) {
            *reached = Reached {
                finished,
                ..*reached
            };
        }
        self.note(node, begin, at, finished);
    }

    /// As the tree has it, with the milestones that this walk reached.
    fn group_finished(&self, index: usize, group: &Group) -> bool {
        let barred = self.assignment.barred.as_slice();
        let counts = |step: u32| {
            let bars = barred.get(step as usize).copied().unwrap_or(0);
            bars & self.path.sharing.shields.get(index).copied().unwrap_or(0) == 0
        };
        let has = |member: u32| {
            let step = (member as usize) < self.path.steps.len();
            self.is_finished(member) && (!step || counts(member))
        };
        let number = || group.members.iter().filter(|member| has(**member)).count();
        match &group.rule {
            Rule::All => group.asked().all(has),
            Rule::AtLeast(count) => number() >= *count,
            Rule::OneTrack => number() >= 1,
            Rule::Branch(..) => self.on_branch(group).into_iter().any(has),
            Rule::Credits(_) | Rule::Points(_) => self
                .reached
                .get(index)
                .is_some_and(|reached| reached.finished),
        }
    }

    /// The members of a branch that the learner's scores lead to.
    pub(super) fn on_branch(&self, group: &Group) -> Vec<u32> {
        let Rule::Branch(on, bands) = &group.rule else {
            return Vec::new();
        };
        let scores = self
            .facts
            .get(*on as usize)
            .map(|fact| fact.scores.as_slice());
        let inside = |band: &crate::path::Band| {
            scores
                .unwrap_or_default()
                .iter()
                .any(|score| band.contains(*score))
        };
        let members = group
            .members
            .iter()
            .zip(bands)
            .filter(|(_, band)| inside(band));
        members.map(|(member, _)| *member).collect()
    }

    /// When a group is finished at the earliest, if its members are taken side by side.
    fn group_at(&self, index: usize, group: &Group) -> Option<Instant> {
        let at = |member: &u32| self.finish_of(*member);
        match &group.rule {
            Rule::All => latest(group.asked().map(|member| self.finish_of(member))),
            Rule::AtLeast(count) => nth(group.members.iter().map(at), *count),
            Rule::OneTrack => nth(group.members.iter().map(at), 1),
            Rule::Branch(on, _) => {
                let open = self.on_branch(group);
                let has_score = self
                    .facts
                    .get(*on as usize)
                    .is_some_and(|fact| !fact.scores.is_empty());
                if has_score {
                    return nth(open.iter().map(at), 1);
                }
                let first = nth(group.members.iter().map(at), 1)?;
                Some(first.max(self.finish_of(*on)?))
            }
            Rule::Credits(amount) => self.pool_at(index, group, amount.micros(), true),
            Rule::Points(amount) => self.pool_at(index, group, amount.micros(), false),
        }
    }
}

/// The last of all, `None` when one never comes; from the beginning of time when there is none.
fn latest(times: impl Iterator<Item = Option<Instant>>) -> Option<Instant> {
    let mut times = times;
    times.try_fold(Instant::MIN, |last, next| next.map(|next| last.max(next)))
}

/// The time at which so many of them have come.
fn nth(times: impl Iterator<Item = Option<Instant>>, count: usize) -> Option<Instant> {
    let mut known: Vec<Instant> = times.flatten().collect();
    known.sort_unstable();
    match count.checked_sub(1) {
        None => Some(Instant::MIN),
        Some(last) => known.get(last).copied(),
    }
}
