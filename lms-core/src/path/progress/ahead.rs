use std::collections::{BTreeMap, BTreeSet};

use super::Standing;
use super::credit::{Earning, Offer, Offers};
use super::facts::{Done, Fact};
use crate::path::compile::{Group, Rule};
use crate::path::definition::Item;
use crate::time::Instant;

/// What could still be earned, and when.
impl Standing<'_> {
    /// When the steps that a group adds up are worth enough.
    pub(super) fn pool_at(
        &self,
        index: usize,
        group: &Group,
        amount: i64,
        credits: bool,
    ) -> Option<Instant> {
        let shield = self.path.sharing.shields.get(index).copied().unwrap_or(0);
        let mut times: Vec<(Instant, i64)> = Vec::with_capacity(group.pool.len());
        let counts = |step: &u32| {
            let bars = self.assignment.barred.get(*step as usize).copied();
            bars.unwrap_or(0) & shield == 0 && self.is_finished(*step)
        };
        let mut counted = group.pool.iter().copied().filter(counts);
        let settled = self.earning.counted(&self.path.ties, &mut counted);
        for step in &group.pool {
            let definition = self.path.definition.steps.get(*step as usize)?;
            let bars = self
                .assignment
                .barred
                .get(*step as usize)
                .copied()
                .unwrap_or(0);
            let Some(at) = self.finish_of(*step).filter(|_| bars & shield == 0) else {
                continue;
            };
            let worth = match (credits, self.is_finished(*step)) {
                (false, _) => definition.points.micros(),
                (true, true) => settled
                    .get(step)
                    .map_or_else(|| self.earning.of(*step), |(_, credits)| *credits),
                (true, false) => definition.credits.micros(),
            };
            times.push((at, worth));
        }
        times.sort_unstable();
        let mut sum = 0_i64;
        let mut times = times.into_iter();
        let reached = times.find(|(_, worth)| {
            sum = sum.saturating_add(*worth);
            sum >= amount
        });
        let at = reached.map(|(at, _)| at);
        if !credits {
            return at;
        }
        let counts = |step: &u32| {
            let bars = self.assignment.barred.get(*step as usize).copied();
            bars.unwrap_or(0) & shield == 0
        };
        self.tied_at(at, amount, &mut group.pool.iter().copied().filter(counts))
    }

    /// What each group of credits counts beyond the credits of its steps: a course is counted once in each group, though it
    /// may earn in a step outside of it. Groups that may not count every step are left out.
    pub(crate) fn beyond_steps(&self) -> Vec<(u32, i64)> {
        let mut found = Vec::new();
        for (index, group) in self.path.groups.iter().enumerate() {
            let is_shielded = self.path.sharing.shields.get(index).copied().unwrap_or(0) != 0;
            if is_shielded || !matches!(group.rule, Rule::Credits(_)) {
                continue;
            }
            let finished = |step: &u32| self.is_finished(*step);
            let pool = || group.pool.iter().copied().filter(finished);
            let whole = self.earning.sum(&self.path.ties, &mut pool());
            let each = pool().fold(0_i64, |sum, step| sum.saturating_add(self.earning.of(step)));
            if whole > each {
                found.push((self.path.group_node(index), whole.saturating_sub(each)));
            }
        }
        found
    }

    /// When some steps earn so much, if it is `at` while no two of them count the same course.
    pub(super) fn tied_at(
        &self,
        at: Option<Instant>,
        amount: i64,
        steps: &mut dyn Iterator<Item = u32>,
    ) -> Option<Instant> {
        let steps: Vec<u32> = steps.collect();
        if !steps.iter().any(|step| self.path.ties.is_tied(*step)) {
            return at;
        }
        let enough = self.most(&mut steps.iter().copied()) >= amount;
        // A step may be done and its course earn in another one: then it takes one more course.
        let last = steps.iter().filter_map(|step| self.finish_of(*step)).max();
        let later = last.map(|last| last.max(self.now));
        at.or(later).filter(|_| enough)
    }

    /// The most that some steps could still earn together, each course once: what they have, and what those that can be
    /// finished would add. A tied step that is done may take another of its courses.
    fn most(&self, steps: &mut dyn Iterator<Item = u32>) -> i64 {
        let steps: Vec<u32> = steps.collect();
        let mut earning = Earning::default();
        earning.credits.resize(self.facts.len(), 0);
        let mut offers = Offers::new();
        for step in &steps {
            let index = *step as usize;
            let (Some(definition), Some(fact)) =
                (self.path.definition.steps.get(index), self.facts.get(index))
            else {
                continue;
            };
            let comes = self.finish_of(*step).is_some();
            let credits = definition.credits.micros();
            if fact.tied {
                let whole = |done: &Done| Some(done.credits);
                let more = comes && fact.waived.is_none();
                offers.insert(
                    *step,
                    self.offers(*step, fact, &whole, more.then_some(credits)),
                );
            } else if let Some(slot) = earning.credits.get_mut(index) {
                *slot = match self.is_finished(*step) {
                    true => self.earning.of(*step),
                    false if comes => credits,
                    false => 0,
                };
            }
        }
        earning.offers = offers;
        earning.sum(&self.path.ties, &mut steps.into_iter())
    }

    /// The steps of groups still asked for that are done by an equivalent, and whose own course would let that one earn
    /// its credits in a step which now earns none.
    pub(super) fn earning_more(&self, asked: &[bool]) -> Vec<u32> {
        let path = self.path;
        let mut found = Vec::new();
        for (index, group) in path.groups.iter().enumerate() {
            let node = path.group_node(index);
            if !matches!(group.rule, Rule::Credits(_)) || asked.get(node as usize) != Some(&true) {
                continue;
            }
            let barred = &self.assignment.barred;
            let shield = path.sharing.shields.get(index).copied().unwrap_or(0);
            let counts = |step: &u32| {
                let bars = barred.get(*step as usize).copied().unwrap_or(0);
                path.ties.is_tied(*step) && self.is_finished(*step) && bars & shield == 0
            };
            let tied: Vec<u32> = group.pool.iter().copied().filter(counts).collect();
            let counted = self.earning.counted(&path.ties, &mut tied.iter().copied());
            let idle = tied.iter().filter(|step| !counted.contains_key(step));
            let knots: BTreeSet<u32> = idle.filter_map(|step| path.ties.knot(*step)).collect();
            let more = tied.into_iter().filter(|step| {
                let knot = path.ties.knot(*step);
                knot.is_some_and(|knot| knots.contains(&knot)) && self.owes_its_course(*step)
            });
            found.extend(more);
        }
        found
    }

    /// Whether a step is done, but not by its own course.
    fn owes_its_course(&self, step: u32) -> bool {
        let definition = self.path.definition.steps.get(step as usize);
        let fact = self.facts.get(step as usize);
        let Some((Item::Course { course, .. }, fact)) = definition.map(|step| &step.item).zip(fact)
        else {
            return false;
        };
        let own = |done: &Done| done.course.as_ref() == Some(course);
        fact.waived.is_none() && !self.too_late(step) && !fact.offers.iter().any(own)
    }

    /// Whether so many credits can still be earned here, with `own` of them earned already.
    pub(super) fn residency_reachable(&self, own: i64) -> bool {
        let Some(residency) = &self.path.definition.residency else {
            return true;
        };
        let wanted = residency.credits.micros();
        if own >= wanted {
            return true;
        }
        let part: BTreeMap<u32, i64> = self.own_ahead().into_iter().collect();
        let mut earning = Earning::default();
        let mut offers = Offers::new();
        let steps = (0_u32..).zip(&self.path.definition.steps).zip(&self.facts);
        for ((step, definition), fact) in steps {
            let comes = !fact.settled() && self.finish_of(step).is_some();
            let credits = part
                .get(&step)
                .copied()
                .unwrap_or(definition.credits.micros());
            let ahead = comes.then_some(credits);
            if fact.tied {
                let ours = |done: &Done| done.by.is_own().then(|| done.own_credits());
                offers.insert(step, self.offers(step, fact, &ours, ahead));
            }
            let untied = Some(fact.own_credits().saturating_add(ahead.unwrap_or(0)));
            earning
                .credits
                .push(untied.filter(|_| !fact.tied).unwrap_or(0));
        }
        earning.offers = offers;
        let all = u32::try_from(earning.credits.len()).unwrap_or(u32::MAX);
        earning.sum(&self.path.ties, &mut (0..all)) >= wanted
    }

    /// What a tied step could count, when each of its courses that is not completed yet would earn so much more.
    fn offers(
        &self,
        step: u32,
        fact: &Fact,
        worth: &dyn Fn(&Done) -> Option<i64>,
        ahead: Option<i64>,
    ) -> Vec<Offer> {
        let mut found = fact.offered(worth);
        let definition = self.path.definition.steps.get(step as usize);
        let Some((credits, definition)) = ahead.zip(definition) else {
            return found;
        };
        let own = (!matches!(definition.item, Item::Course { .. })).then_some(None);
        let courses = definition.courses().map(|course| Some(course.clone()));
        for course in courses.chain(own) {
            if !found.iter().any(|offer| offer.course == course) {
                let rank = found.len();
                found.push(Offer {
                    course,
                    credits,
                    rank,
                });
            }
        }
        found
    }
}
