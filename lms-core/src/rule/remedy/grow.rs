//! Grows the graph of goals out of rules: what is not met asks for the steps that would meet it, and those for the rules
//! that they need.

use std::collections::BTreeMap;

use super::answer::{Costs, Obstacle};
use super::deed::Deed;
use super::goal::{Goal, Goals, StepIx};
use super::kept::Kept;
use super::survey::Survey;
use super::{Ground, MAX_GOALS};
use crate::record::LearnerRecord;
use crate::rule::RuleSet;
use crate::rule::compile::outline::Ask;
use crate::rule::compile::question::Question;
use crate::rule::learner::facts::Facts;
use crate::rule::learner::reading::Reading;
use crate::time::Instant;
use crate::verdict::Truth;

/// When something is done or asked: now, or at the end of the wait.
pub(super) type Layer = usize;

/// What the whole remedy is asked about.
pub(super) struct Case<'a> {
    pub(super) rules: &'a RuleSet,
    pub(super) record: &'a LearnerRecord,
    pub(super) costs: &'a Costs,
    pub(super) ground: &'a dyn Ground,
    pub(super) survey: &'a Survey,
}

/// A condition that no step can bring about, and why.
struct Dead {
    question: u32,
    negated: bool,
    code: &'static str,
}

/// The graph while it grows.
pub(super) struct Growth<'a> {
    pub(super) case: &'a Case<'a>,
    /// The learner's facts, completions by course.
    pub(super) facts: Facts,
    /// Room for the completions of one course.
    few: Facts,
    /// The instants of the layers.
    pub(super) times: Vec<Instant>,
    pub(super) goals: Goals,
    /// Each step of the graph, in its order; `None` for a condition that holds as long as no step breaks it.
    pub(super) deeds: Vec<Option<(Deed, Layer)>>,
    rules: BTreeMap<(u32, bool, Layer), Goal>,
    literals: BTreeMap<(u32, bool, Layer), Goal>,
    steps: BTreeMap<(Deed, Layer), (StepIx, Goal)>,
    /// Conditions that hold, and what would break them.
    fragile: Vec<(Goal, Vec<Deed>)>,
    /// Rules still to be grown.
    open: Vec<(u32, bool, Layer, Goal)>,
    /// Conditions that no step can bring about.
    dead: BTreeMap<Goal, Dead>,
    /// A completion that a goal rests on, and the score that the goal asks of it.
    pub(super) demands: Vec<(Goal, StepIx, i64)>,
    /// The first instant after the last layer at which some reading changes.
    pub(super) wake: i64,
    /// The graph grew too large and was cut, or leaves out plans for another reason: it proves nothing.
    pub(super) cut: bool,
}

impl<'a> Growth<'a> {
    /// The graph for a rule that is to be met at the last of the instants.
    pub(super) fn of(
        case: &'a Case<'a>,
        facts: &Facts,
        rule: u32,
        times: Vec<Instant>,
    ) -> (Self, Goal) {
        let mut facts = facts.clone();
        facts.completions.sort_by_key(|fact| fact.course);
        let mut growth = Self {
            case,
            facts,
            few: Facts::default(),
            goals: Goals::default(),
            deeds: Vec::new(),
            rules: BTreeMap::new(),
            literals: BTreeMap::new(),
            steps: BTreeMap::new(),
            fragile: Vec::new(),
            open: Vec::new(),
            dead: BTreeMap::new(),
            demands: Vec::new(),
            wake: i64::MAX,
            cut: false,
            times,
        };
        let root = growth.rule(rule, false, growth.last());
        while let Some((rule, negated, layer, goal)) = growth.open.pop() {
            if growth.goals.len() > MAX_GOALS {
                growth.cut = true;
                break;
            }
            let outline = case.rules.shared.outlines.get(rule as usize).copied();
            let child = growth.line(outline.unwrap_or(u32::MAX), negated, layer);
            growth.goals.feed(goal, child, 1);
        }
        growth.settle();
        (growth, root)
    }

    fn last(&self) -> Layer {
        self.times.len().saturating_sub(1)
    }

    pub(super) fn at(&self, layer: Layer) -> i64 {
        self.times.get(layer).map_or(i64::MAX, |at| at.micros())
    }

    pub(super) fn rule(&mut self, rule: u32, negated: bool, layer: Layer) -> Goal {
        if let Some(goal) = self.rules.get(&(rule, negated, layer)) {
            return *goal;
        }
        let goal = self.goals.reserve(1);
        self.rules.insert((rule, negated, layer), goal);
        self.open.push((rule, negated, layer, goal));
        goal
    }

    /// Recursion is bounded by the depth of one rule; other rules wait in `open`.
    fn line(&mut self, place: u32, negated: bool, layer: Layer) -> Goal {
        let case = self.case;
        let outline = &case.rules.shared.outline;
        let Some(line) = outline.lines.get(place as usize) else {
            return self.goals.reserve(1);
        };
        let inner = negated != matches!(line.ask, Ask::Not | Ask::None);
        let children: Vec<u32> = outline.children(place).collect();
        let need = match line.ask {
            Ask::Question(question) => return self.literal(question, negated, layer),
            Ask::Rule(rule) => return self.rule(rule, negated, layer),
            Ask::Not | Ask::Disclosed => 1,
            Ask::All | Ask::None if !negated => children.len(),
            Ask::Any if negated => children.len(),
            Ask::All | Ask::Any | Ask::None => 1,
            Ask::AtLeast(count) if negated => children
                .len()
                .saturating_sub(count as usize)
                .saturating_add(1),
            Ask::AtLeast(count) => count as usize,
        };
        let children: Vec<Goal> = children
            .into_iter()
            .map(|child| self.line(child, inner, layer))
            .collect();
        self.goals
            .at_least(u64::try_from(need).unwrap_or(u64::MAX), &children)
    }

    fn literal(&mut self, question: u32, negated: bool, layer: Layer) -> Goal {
        if let Some(goal) = self.literals.get(&(question, negated, layer)) {
            return *goal;
        }
        let goal = self.goals.reserve(1);
        self.literals.insert((question, negated, layer), goal);
        let case = self.case;
        let Some(asked) = case.rules.shared.questions.get(question as usize) else {
            return goal;
        };
        let reading = self.read(asked, layer);
        let holds = fits(reading, negated);
        let deeds = self.deeds_on(asked);
        let mut helpful = Vec::new();
        let mut harmful = Vec::new();
        let mut offered = false;
        for deed in deeds {
            for done in 0..=layer {
                let after = self.tried(deed, done, asked, layer);
                match (holds, fits(after, negated)) {
                    (false, true) => helpful.push((deed, done)),
                    (true, false) if done == layer => harmful.push(deed),
                    _ => {}
                }
            }
            offered |= deed.cost(case.costs, &case.rules.shared.names).is_some();
        }
        if let (true, true, Question::Credits(credits)) = (holds, negated, asked) {
            // Several courses may reach together what none reaches alone. No step towards it is taken; that may miss plans.
            let every: Vec<Deed> = credits
                .courses
                .iter()
                .map(|of| Deed::Complete { course: of.0 })
                .collect();
            self.cut |= harmful.len() < every.len();
            harmful = every;
        }
        if holds {
            self.fragile.push((goal, harmful));
            return goal;
        }
        let mut reachable = false;
        for (deed, done) in helpful {
            if let Some((step, met)) = self.step(deed, done) {
                reachable = true;
                self.goals.feed(goal, met, 1);
                if let (Question::Completed(wanted), false) = (asked, negated) {
                    self.demands
                        .extend(wanted.min_score.map(|score| (goal, step, score)));
                }
            } else if deed.cost(case.costs, &case.rules.shared.names).is_none() {
                offered = false;
            }
        }
        reachable |= self.together(asked, negated, layer, goal);
        if !reachable {
            let code = code(asked, negated, reading, offered);
            let dead = Dead {
                question,
                negated,
                code,
            };
            self.dead.insert(goal, dead);
        }
        goal
    }

    /// A step with what it needs itself; `None` when it is not offered.
    pub(super) fn step(&mut self, deed: Deed, layer: Layer) -> Option<(StepIx, Goal)> {
        if let Some(found) = self.steps.get(&(deed, layer)) {
            return Some(*found);
        }
        let cost = deed.cost(self.case.costs, &self.case.rules.shared.names)?;
        let after = self.needs(deed, layer);
        let found = self.goals.step(cost, after);
        self.deeds.push(Some((deed, layer)));
        self.steps.insert((deed, layer), found);
        Some(found)
    }

    fn read(&mut self, asked: &Question, layer: Layer) -> Reading {
        let at = self.at(layer);
        let units = &self.case.rules.shared.units;
        let reading = asked.read(self.facts_about(asked), units, at);
        self.note(reading, layer);
        reading
    }

    /// The facts that can answer a question. Most ask whether one course was completed, of learners who completed
    /// hundreds: theirs are picked out, so that reading does not look at the others.
    fn facts_about(&mut self, asked: &Question) -> &mut Facts {
        let Question::Completed(wanted) = asked else {
            return &mut self.facts;
        };
        let all = &self.facts.completions;
        let first = all.partition_point(|fact| fact.course < wanted.course);
        let rest = all.get(first..).unwrap_or_default();
        let of = rest.iter().take_while(|fact| fact.course == wanted.course);
        self.few.completions.clear();
        self.few.completions.extend(of);
        &mut self.few
    }

    fn note(&mut self, reading: Reading, layer: Layer) {
        if layer == self.last() {
            self.wake = self.wake.min(reading.until);
        }
    }

    /// What a question reads at a layer when a step was taken at the same or an earlier one.
    fn tried(&mut self, deed: Deed, done: Layer, asked: &Question, layer: Layer) -> Reading {
        let (at, now) = (self.at(done), self.at(layer));
        let mut valid = (at, i64::MAX);
        let mut score = None;
        match deed {
            Deed::Complete { course } => score = self.case.survey.grades.get(&course).copied(),
            Deed::Certify { certification } => {
                let id = self
                    .case
                    .rules
                    .shared
                    .names
                    .certifications
                    .ids
                    .key(certification);
                let term = id
                    .and_then(|id| id.parse().ok())
                    .zip(self.times.get(done))
                    .and_then(|(id, at)| self.case.ground.term(&id, self.case.record, *at));
                if let Some(term) = term {
                    valid.0 = term.from.map_or(at, Instant::micros);
                    valid.1 = term.until.map_or(i64::MAX, Instant::micros);
                }
            }
            _ => {}
        }
        let units = &self.case.rules.shared.units;
        let facts = self.facts_about(asked);
        let keep = Kept::of(deed, facts);
        deed.apply(facts, at, score, valid);
        let reading = asked.read(facts, units, now);
        keep.restore(facts);
        self.note(reading, layer);
        reading
    }

    /// The condition of a goal that no step can bring about. Put into words only when somebody is told.
    pub(super) fn obstacle(&self, goal: Goal) -> Option<Obstacle> {
        let dead = self.dead.get(&goal)?;
        Some(Obstacle {
            code: dead.code.into(),
            asked: self.case.rules.asked_of(dead.question),
            negated: dead.negated,
        })
    }

    /// Lets conditions that hold clash with the steps that would break them, and steps of one slot with each other.
    fn settle(&mut self) {
        let certain = self.goals.reserve(0);
        for (goal, harmful) in core::mem::take(&mut self.fragile) {
            let layers = 0..=self.last();
            let breaks: Vec<StepIx> = harmful
                .into_iter()
                .flat_map(|deed| layers.clone().map(move |layer| (deed, layer)))
                .filter_map(|key| self.steps.get(&key).map(|(step, _)| *step))
                .collect();
            if breaks.is_empty() {
                self.goals.feed(goal, certain, 1);
                continue;
            }
            let (keep, kept) = self.goals.step(0, None);
            self.deeds.push(None);
            self.goals.feed(goal, kept, 1);
            for step in breaks {
                self.goals.clash(keep, step);
            }
        }
        let mut slots: BTreeMap<super::deed::Slot, Vec<StepIx>> = BTreeMap::new();
        for ((deed, _), (step, _)) in &self.steps {
            slots.entry(deed.slot()).or_default().push(*step);
        }
        for steps in slots.values() {
            for (index, one) in steps.iter().enumerate() {
                for two in steps.iter().skip(index.saturating_add(1)) {
                    self.goals.clash(*one, *two);
                }
            }
        }
    }
}

/// Why no step can bring a condition about.
fn code(asked: &Question, negated: bool, reading: Reading, offered: bool) -> &'static str {
    match asked {
        Question::Broken(_) => "retired",
        Question::Attribute { .. } | Question::Fact { .. } | Question::Seat(_) => "host_only",
        Question::Window { .. }
        | Question::Age { .. }
        | Question::CoolDown { .. }
        | Question::Elapsed { .. } => {
            if reading.truth == Truth::Unknown {
                "host_only"
            } else if reading.until == i64::MAX {
                "time_passed"
            } else {
                "not_yet"
            }
        }
        Question::Role(_) if !offered => "host_only",
        Question::Unit { .. } | Question::Group(_) | Question::Audience(_) if !offered => {
            "not_offered"
        }
        _ if negated => "cannot_be_undone",
        _ if !offered => "not_offered",
        _ => "out_of_reach",
    }
}

fn fits(reading: Reading, negated: bool) -> bool {
    reading.truth == if negated { Truth::False } else { Truth::True }
}
