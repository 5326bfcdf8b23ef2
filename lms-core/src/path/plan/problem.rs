use super::condition::{Condition, Facts, Reader, Value, When};
use super::past::{Worths, again, gains, waits};
use super::set::{MAX_PLANNED_STEPS, Set};
use super::start::{How, Start};
use crate::StepId;
use crate::number::{Fraction, Percent, Points};
use crate::path::compile::{Need, Path, Relation};
use crate::path::definition::{Band, Item, Sharing};
use crate::path::requisites::{Requisites, TooLarge};
use crate::time::{Date, Period};

/// The most groups of a path that is planned (`path_too_large`).
pub const MAX_PLANNED_GROUPS: usize = 256;

/// What is to be planned, whatever the time is measured in.
#[derive(Debug, Clone)]
pub(super) struct Problem {
    /// What each step waits for.
    pub(super) needs: Vec<Condition>,
    /// What is to be reached.
    pub(super) goal: Condition,
    pub(super) credits: Vec<i64>,
    pub(super) points: Vec<i64>,
    /// The credits of each step that count as earned with us.
    pub(super) own: Vec<i64>,
    /// What each step adds to what the conditions have counted already: the credits that it earns, and those with us.
    pub(super) earns: Vec<i64>,
    pub(super) earns_own: Vec<i64>,
    /// The steps that each step waits for in any case: strictly, and at the latest at the same time.
    pub(super) before: Vec<Set>,
    pub(super) with: Vec<Set>,
    /// The steps that can only be taken together with each step, itself included.
    pub(super) bundle: Vec<Set>,
    /// For each step the lowest one that nothing tells apart from it.
    pub(super) class: Vec<u32>,
    /// The steps that are reached without doing anything.
    pub(super) instant: Set,
    /// The steps in the path's order, and each step's place in it.
    pub(super) order: Vec<u32>,
    pub(super) place: Vec<u32>,
    pub(super) done: Set,
    pub(super) since: Vec<Option<Date>>,
    pub(super) taking: Set,
    pub(super) without: Set,
    /// The steps whose deadline went by.
    pub(super) late: Set,
    /// The steps whose rule is met for good.
    pub(super) ruled: Set,
    pub(super) sharing: Vec<Shared>,
    /// Whether it matters when, and not only that, a step was done.
    pub(super) is_timed: bool,
    /// The milestones that wait for a day or a delay, or have to be reached in time.
    pub(super) dated: Set,
    /// The first day on which it is too late to reach each of them.
    pub(super) due: Vec<Option<Date>>,
}

/// How far some groups may count the same step.
#[derive(Debug, Clone)]
pub(super) struct Shared {
    pub(super) groups: Vec<usize>,
    pub(super) sharing: Sharing,
}

impl Problem {
    pub(super) fn new(
        path: &Path,
        start: &Start,
        without: Set,
        expected: Percent,
    ) -> Result<Self, TooLarge> {
        let steps = path.definition().steps.as_slice();
        for (what, count, most) in [
            ("steps", steps.len(), MAX_PLANNED_STEPS),
            ("groups", path.groups.len(), MAX_PLANNED_GROUPS),
        ] {
            if count > most {
                return Err(TooLarge { what, most });
            }
        }
        let score = |step: u32| {
            let own = start.scores.iter().filter(|(scored, _)| *scored == step);
            own.map(|(_, score)| *score).max()
        };
        let past = |step: u32| start.done.iter().find(|past| past.step == step);
        let reached = |step: u32| match past(step).map(|past| past.how) {
            Some(How::Own | How::Recognised | How::Waived) => score(step),
            Some(How::Supposed) => score(step).or(Some(expected)),
            None => Some(score(step).map_or(expected, |score| score.max(expected))),
        };
        // No score is asked for where a person let the learner off.
        let scored = |step: u32, at_least| {
            let waived = past(step).is_some_and(|past| past.how == How::Waived);
            waived || reached(step).is_some_and(|score| score >= at_least)
        };
        let reported = |step: u32, wanted: Percent| {
            let own = start.shares.iter().find(|(other, _)| *other == step);
            let wanted = Fraction::new(i128::from(wanted.micros()), 100_000_000);
            wanted.is_some_and(|wanted| own.map_or(Fraction::ZERO, |(_, share)| *share) >= wanted)
        };
        let sharing = sharing(path);
        let done: Set = start.done.iter().map(|past| past.step).collect();
        let again = again(path, done, &|step, at_least| {
            !scored(step, at_least) && at_least <= expected
        });
        let done = done.without(again);
        let worth = Worths::new(path, start);
        // Where groups compete for steps, one that is taken again counts in them once it is.
        let counted = if sharing.is_empty() {
            again
        } else {
            Set::default()
        };
        let waits = waits(path, counted, &scored);
        let reader = Reader {
            path,
            scored: &scored,
            reported: &reported,
            band: &|on, bands: &[Band]| {
                let score = reached(on)?;
                bands.iter().position(|band| band.contains(score))
            },
            owned: &|node| {
                let index = (node as usize).checked_sub(path.steps.len());
                let restricted = sharing.iter().flat_map(|shared| &shared.groups);
                index.is_some_and(|index| restricted.clone().any(|group| *group == index))
            },
            beyond: &|node| {
                let own = start.beyond.iter().find(|(group, _)| *group == node);
                own.map_or(0, |(_, credits)| *credits)
            },
            again: counted,
            past: &|step| past(step).and_then(|past| past.on),
            value: &|step, measure| worth.of(step, measure),
        };
        // What was done once was open: taking it again waits for nothing, as progress offers it.
        let needs: Vec<Condition> = (0_u32..)
            .zip(&path.steps)
            .map(|(node, step)| {
                if again.contains(node) {
                    return Condition::Of(0, Vec::new());
                }
                let list: Vec<_> = step.needs.iter().map(|need| reader.need(need)).collect();
                Condition::Of(list.len(), list)
            })
            .collect();
        let mut goal = reader.node(path.group_node(0), When::Before);
        if let Some(residency) = &path.definition().residency {
            let own = reader.all_worth(Value::Own, residency.credits.micros());
            goal = Condition::Of(2, vec![goal, own]);
        }
        let after = worth.after(path, start, again);
        let milestones: Set = (0_u32..)
            .zip(steps)
            .filter(|(_, step)| step.item == Item::Milestone)
            .map(|(node, _)| node)
            .collect();
        let mut problem = Self {
            earns: gains(&after.credits, &worth.credits, counted),
            earns_own: gains(&after.own, &worth.own, counted),
            own: after.own,
            credits: worth.credits,
            points: worth.points,
            before: vec![Set::default(); steps.len()],
            with: vec![Set::default(); steps.len()],
            bundle: bundles(path),
            class: Vec::new(),
            instant: milestones,
            order: path
                .order
                .iter()
                .copied()
                .filter(|node| (*node as usize) < steps.len())
                .collect(),
            place: vec![0; steps.len()],
            done,
            since: vec![None; steps.len()],
            taking: start
                .taking
                .iter()
                .copied()
                .filter(|step| !done.contains(*step))
                .collect(),
            without,
            late: Set::default(),
            ruled: start.ruled.iter().copied().collect(),
            is_timed: needs.iter().any(is_timed),
            dated: (0_u32..)
                .zip(needs.iter().zip(&path.steps))
                .filter(|(_, (needs, step))| is_timed(needs) || step.deadline().is_some())
                .map(|(node, _)| node)
                .filter(|node| milestones.contains(*node))
                .collect(),
            due: Vec::new(),
            sharing,
            needs,
            goal,
        };
        for (place, node) in (0_u32..).zip(&problem.order) {
            if let Some(slot) = problem.place.get_mut(*node as usize) {
                *slot = place;
            }
        }
        for past in &start.done {
            let index = past.step as usize;
            if let Some(slot) = problem.since.get_mut(index) {
                *slot = past.on;
            }
            // Taken again, a step is as much work as it was.
            let definition = steps.get(index).filter(|_| again.contains(past.step));
            if let Some((slot, step)) = problem.credits.get_mut(index).zip(definition) {
                *slot = step.credits.micros();
            }
        }
        for edge in Requisites::of(path)?
            .edges()
            .iter()
            .filter(|edge| edge.firm)
        {
            let sets = match edge.relation {
                Relation::Before => &mut problem.before,
                Relation::NotAfter | Relation::Together => &mut problem.with,
            };
            if let Some(set) = sets.get_mut(edge.to as usize) {
                set.insert(edge.from);
            }
        }
        // What waits for a part only of a step, and has it, waits for the rest no more.
        for ((node, own), set) in (0_u32..).zip(&path.steps).zip(&mut problem.before) {
            for need in &own.needs {
                let Need::Share(on, wanted) = need else {
                    continue;
                };
                let waits = problem.needs.get(node as usize);
                if reported(*on, *wanted) && !waits.is_some_and(|waits| asks(waits, *on)) {
                    set.remove(*on);
                }
            }
        }
        // What waits for a step that is taken again, and not only for a better score in it, waits no more.
        for (set, waits) in problem.before.iter_mut().zip(&waits) {
            *set = set.without(counted).union(*waits);
        }
        for set in problem.with.iter_mut().chain(&mut problem.bundle) {
            *set = set.without(counted);
        }
        for step in again.iter() {
            for sets in [&mut problem.before, &mut problem.with] {
                if let Some(set) = sets.get_mut(step as usize) {
                    *set = Set::default();
                }
            }
        }
        for step in counted.iter() {
            if let Some(alone) = problem.bundle.get_mut(step as usize) {
                alone.insert(step);
            }
        }
        problem.class = problem.classes(path);
        problem.done = problem.settle(problem.done);
        Ok(problem)
    }

    pub(super) fn steps(&self) -> usize {
        self.needs.len()
    }

    pub(super) fn credits_of(&self, step: u32) -> i64 {
        self.credits.get(step as usize).copied().unwrap_or(0)
    }

    /// The facts when these steps are done, with whatever delay is asked for.
    pub(super) fn facts(&self, done: Set) -> Facts<'_> {
        Facts {
            done,
            now: done,
            credits: &self.earns,
            points: &self.points,
            own: &self.earns_own,
            since: &|_: u32, _: Period| true,
            come: &|_: Date| true,
        }
    }

    /// Takes up when the plan begins: a milestone that waits for nothing is reached then, unless that is known better.
    pub(super) fn start(&mut self, began: Option<Date>, due: impl Fn(u32) -> Option<Date>) {
        let facts = Facts {
            since: &|_: u32, _: Period| false,
            come: &|_: Date| false,
            ..self.facts(Set::default())
        };
        let holds = |step: u32| {
            let needs = self.needs.get(step as usize);
            needs.is_some_and(|needs| facts.holds(needs))
        };
        let at_once: Vec<u32> = self.instant.iter().filter(|step| holds(*step)).collect();
        for step in at_once {
            if let Some(since) = self.since.get_mut(step as usize) {
                *since = since.or(began);
            }
        }
        self.date_milestones();
        let all = 0..u32::try_from(self.steps()).unwrap_or(u32::MAX);
        let due = all.map(|step| due(step).filter(|_| self.dated.contains(step)));
        self.due = due.collect();
    }

    /// Adds every milestone that is reached, but for those for which it matters when.
    pub(super) fn settle(&self, mut done: Set) -> Set {
        loop {
            let facts = self.facts(done);
            let open = self.instant.without(self.dated).without(done);
            let reached: Set = open
                .iter()
                .filter(|step| {
                    let needs = self.needs.get(*step as usize);
                    needs.is_some_and(|needs| facts.holds(needs))
                })
                .collect();
            if reached.is_empty() {
                return done;
            }
            done = done.union(reached);
        }
    }

    /// Tells steps apart by what the path does not say, such as when they are offered.
    pub(super) fn tell_apart<K: PartialEq>(&mut self, key: impl Fn(u32) -> K) {
        let class = core::mem::take(&mut self.class);
        let of = |step: u32| class.get(step as usize).copied().unwrap_or(step);
        self.class = (0_u32..)
            .zip(&class)
            .map(|(step, own)| {
                let mut lower = (0..step).filter(|other| of(*other) == *own);
                lower.find(|other| key(*other) == key(step)).unwrap_or(step)
            })
            .collect();
    }

    /// Steps that nothing tells apart: the same worth and needs, nothing waits for either, members of the same groups.
    fn classes(&self, path: &Path) -> Vec<u32> {
        let mut named = Set::default();
        for needs in &self.needs {
            names(needs, &mut named);
        }
        for group in &path.groups {
            if let crate::path::compile::Rule::Branch(on, _) = group.rule {
                named.insert(on);
            }
        }
        let all = 0..u32::try_from(self.steps()).unwrap_or(u32::MAX);
        let same = |one: u32, two: u32| {
            let (one, two) = (one as usize, two as usize);
            let groups = |index: usize| path.steps.get(index).map(|step| &step.groups);
            let optional =
                |index: usize| path.definition().steps.get(index).map(|step| step.optional);
            self.credits.get(one) == self.credits.get(two)
                && self.earns.get(one) == self.earns.get(two)
                && self.points.get(one) == self.points.get(two)
                && self.own.get(one) == self.own.get(two)
                && self.needs.get(one) == self.needs.get(two)
                && groups(one) == groups(two)
                && optional(one) == optional(two)
        };
        let alone = |step: u32| {
            named.contains(step)
                || self.done.contains(step)
                || self.taking.contains(step)
                || self.without.contains(step)
                || self.instant.contains(step)
        };
        all.clone()
            .map(|step| {
                if alone(step) {
                    return step;
                }
                let mut lower = (0..step).filter(|other| !alone(*other));
                lower.find(|other| same(*other, step)).unwrap_or(step)
            })
            .collect()
    }
}

fn sharing(path: &Path) -> Vec<Shared> {
    let rules = path.definition().double_counting.iter();
    rules
        .filter(|rule| rule.sharing != Sharing::Allowed)
        .map(|rule| {
            let index = |name: &StepId| {
                let node = path.node(name)? as usize;
                node.checked_sub(path.steps.len())
            };
            Shared {
                groups: rule.groups.iter().filter_map(index).collect(),
                sharing: rule.sharing,
            }
        })
        .collect()
}

fn bundles(path: &Path) -> Vec<Set> {
    (0_u32..)
        .zip(&path.steps)
        .map(|(node, _)| {
            let lead = path.bundles.get(node as usize).copied().unwrap_or(node);
            path.bundle(lead).collect()
        })
        .collect()
}

fn is_timed(condition: &Condition) -> bool {
    match condition {
        Condition::Since(..) | Condition::From(_) => true,
        Condition::Of(_, list) => list.iter().any(is_timed),
        Condition::Owned(_, inner) => is_timed(inner),
        _ => false,
    }
}

/// Whether a condition cannot hold before a step is done.
fn asks(condition: &Condition, on: u32) -> bool {
    match condition {
        Condition::Done(step) | Condition::Since(step, _) => *step == on,
        Condition::Of(count, list) => {
            *count >= list.len() && list.iter().any(|inner| asks(inner, on))
        }
        Condition::Owned(_, inner) => asks(inner, on),
        _ => false,
    }
}

/// The steps that a condition names one by one.
fn names(condition: &Condition, named: &mut Set) {
    match condition {
        Condition::Done(step) | Condition::Taking(step) | Condition::Since(step, _) => {
            named.insert(*step);
        }
        Condition::Of(_, list) => {
            for inner in list {
                names(inner, named);
            }
        }
        Condition::Owned(_, inner) => names(inner, named),
        Condition::Worth(_)
        | Condition::Share(_)
        | Condition::Held(_)
        | Condition::From(_)
        | Condition::Never => {}
    }
}

/// The sum of the credits of some steps.
pub(super) fn credits(problem: &Problem, steps: Set) -> Points {
    let sum = steps.iter().fold(0_i64, |sum, step| {
        sum.saturating_add(problem.credits_of(step))
    });
    // A compiled path has at most a million credits.
    Points::from_micros(sum).unwrap_or_default()
}
