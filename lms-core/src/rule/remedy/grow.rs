//! Grows the graph of goals out of rules: what is not met asks for the steps that would meet it, and those for the rules
//! that they need.
//!
//! Rules are grown in the order of what must be paid on the way from the root to them (Dijkstra). A plan uses a rule only
//! after paying for a chain of steps that leads to it, so rules beyond the cost of a known plan are never grown.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use super::Ground;
use super::answer::Costs;
use super::dead::Dead;
use super::deed::Deed;
use super::effort::{Effort, broad};
use super::ever::Ever;
use super::goal::{Goal, Goals, StepIx};
use super::step::Taken;
use super::survey::Survey;
use crate::record::LearnerRecord;
use crate::rule::RuleSet;
use crate::rule::compile::outline::Ask;
use crate::rule::compile::question::Question;
use crate::rule::learner::facts::Facts;
use crate::time::Instant;

/// What a reading of a question counts for, beside the facts it looks at.
pub(super) const READING: usize = 16;

/// When something is done or asked: now, or at the end of one of the waits.
pub(super) type Layer = usize;

/// What the whole remedy is asked about.
pub(super) struct Case<'a> {
    pub(super) rules: &'a RuleSet,
    pub(super) record: &'a LearnerRecord,
    pub(super) costs: &'a Costs,
    pub(super) ground: &'a dyn Ground,
    pub(super) survey: &'a Survey,
}

/// The graph while it grows.
pub(super) struct Growth<'a> {
    pub(super) case: &'a Case<'a>,
    /// The learner's facts, completions by course.
    pub(super) facts: Facts,
    /// Room for the completions of one course.
    pub(super) few: Facts,
    /// The instants of the layers.
    pub(super) times: Vec<Instant>,
    pub(super) goals: Goals,
    /// Each step of the graph, in its order.
    pub(super) deeds: Vec<(Deed, Layer)>,
    rules: BTreeMap<(u32, bool, Layer, Option<Deed>), Known>,
    pub(super) literals: BTreeMap<(u32, bool, Layer, Option<Deed>), Goal>,
    /// The step whose needs are being grown: what it breaks by itself was met when it was taken.
    pub(super) taker: Option<Deed>,
    pub(super) steps: BTreeMap<(Deed, Layer), Taken>,
    /// Conditions that hold, and what would break them.
    pub(super) fragile: Vec<(Goal, Vec<(Deed, Layer)>)>,
    /// Rules to be grown, the nearest first and of equally near ones that first met; some stand here more than once.
    open: BinaryHeap<Reverse<Bud>>,
    /// What must be paid on the way from the root to what is being grown.
    pub(super) paid: u64,
    /// The goal of the whole rule.
    pub(super) root: Goal,
    /// Conditions that no step can bring about.
    pub(super) dead: BTreeMap<Goal, Dead>,
    /// A completion that a goal rests on, and the score that the goal asks of it.
    pub(super) demands: Vec<(Goal, StepIx, i64)>,
    /// The first instant after the last layer at which some reading changes.
    pub(super) wake: i64,
    /// Whether all instants are one, so that what is found is a bound.
    pub(super) timeless: bool,
    /// Whether that one instant may be any at all, so that what cannot be met is proven, and what is known for all time.
    pub(super) ever: Option<Ever>,
    /// Whether what is not planned counts as done, so that what is found is a bound.
    pub(super) assume: bool,
    /// The steps of which that was assumed.
    pub(super) assumed: BTreeSet<Deed>,
    /// What growing and searching may still spend.
    pub(super) effort: Effort,
    /// How many facts a question may have to look at that is not about the completion of one course.
    broad: usize,
    /// The graph leaves out plans, however far it is grown: it proves nothing.
    pub(super) cut: bool,
}

/// A rule that the graph has a goal for.
#[derive(Debug, Clone, Copy)]
struct Known {
    goal: Goal,
    /// What must be paid on the cheapest way to it that is known.
    paid: u64,
}

/// A rule to be grown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Bud {
    /// What must be paid on this way to it.
    paid: u64,
    goal: Goal,
    rule: u32,
    negated: bool,
    layer: Layer,
    taker: Option<Deed>,
}

impl<'a> Growth<'a> {
    /// The graph for a rule that is to be met at the last of the instants, with nothing grown yet.
    pub(super) fn of(
        case: &'a Case<'a>,
        facts: &Facts,
        rule: u32,
        times: Vec<Instant>,
        mut effort: Effort,
    ) -> Self {
        let mut facts = facts.clone();
        let broad = broad(&facts);
        effort.look_at(broad.saturating_add(facts.completions.len()));
        facts.completions.sort_by_key(|fact| fact.course);
        let mut growth = Self {
            case,
            facts,
            few: Facts::default(),
            goals: Goals::default(),
            deeds: Vec::new(),
            rules: BTreeMap::new(),
            literals: BTreeMap::new(),
            taker: None,
            steps: BTreeMap::new(),
            fragile: Vec::new(),
            open: BinaryHeap::new(),
            paid: 0,
            root: 0,
            dead: BTreeMap::new(),
            demands: Vec::new(),
            wake: i64::MAX,
            timeless: false,
            ever: None,
            assume: true,
            assumed: BTreeSet::new(),
            effort,
            broad,
            cut: false,
            times,
        };
        growth.root = growth.rule(rule, false, growth.last());
        growth
    }

    /// The same, with all instants as one: what is found is a bound for all plans at these instants.
    pub(super) fn timeless(
        case: &'a Case<'a>,
        facts: &Facts,
        rule: u32,
        times: Vec<Instant>,
        effort: Effort,
    ) -> Self {
        let first = times.first().copied().into_iter().collect();
        let mut growth = Self::of(case, facts, rule, first, effort);
        growth.times = times;
        growth.timeless = true;
        growth
    }

    /// The same with nothing assumed: what is found is a plan.
    pub(super) fn certain(mut self) -> Self {
        self.assume = false;
        self
    }

    /// Grows every rule to which a way leads that costs less than `below`, until there are `many` goals or the effort is
    /// spent.
    pub(super) fn grow(&mut self, below: u64, many: usize) {
        while self.beyond() < below && self.goals.len() < many && !self.effort.is_spent() {
            let Some(Reverse(bud)) = self.open.pop() else {
                break;
            };
            self.paid = bud.paid;
            let outline = self.case.rules.shared.outlines.get(bud.rule as usize);
            let outline = outline.copied().unwrap_or(u32::MAX);
            self.taker = bud.taker;
            let child = self.line(outline, bud.negated, bud.layer);
            self.taker = None;
            self.goals.feed(bud.goal, child, 1);
            self.skim();
        }
    }

    /// Takes away the ways to rules that a cheaper one has led to.
    fn skim(&mut self) {
        while let Some(Reverse(bud)) = self.open.peek() {
            let known = self
                .rules
                .get(&(bud.rule, bud.negated, bud.layer, bud.taker));
            if known.is_none_or(|known| known.paid == bud.paid) {
                break;
            }
            self.open.pop();
        }
    }

    /// What a plan costs at least that uses a rule which is not grown.
    pub(super) fn beyond(&self) -> u64 {
        self.open.peek().map_or(u64::MAX, |Reverse(bud)| bud.paid)
    }

    pub(super) fn last(&self) -> Layer {
        self.times.len().saturating_sub(1)
    }

    pub(super) fn at(&self, layer: Layer) -> i64 {
        self.times.get(layer).map_or(i64::MAX, |at| at.micros())
    }

    /// Counts a reading of a question.
    pub(super) fn count(&mut self, asked: &Question) {
        self.effort.look_at(match asked {
            Question::Completed(_) => READING,
            Question::Credits(_) => READING
                .saturating_add(self.broad)
                .saturating_add(self.facts.completions.len()),
            _ => READING.saturating_add(self.broad),
        });
    }

    pub(super) fn rule(&mut self, rule: u32, negated: bool, layer: Layer) -> Goal {
        let paid = self.paid;
        if self.taker.is_some() {
            let asks = self.case.rules.shared.asks().list(rule).len();
            self.effort.look_at(READING.saturating_mul(asks));
        }
        let taker = self.taker.filter(|deed| self.bears(*deed, rule));
        let goals = &mut self.goals;
        let mut nearer = false;
        let key = (rule, negated, layer, taker);
        let known = self.rules.entry(key).or_insert_with(|| {
            nearer = true;
            let goal = goals.reserve(1);
            Known { goal, paid }
        });
        // Rules are grown the nearest first, so that no nearer way is found to one that is grown.
        nearer |= paid < known.paid;
        if nearer {
            known.paid = paid;
            self.open.push(Reverse(Bud {
                paid,
                goal: known.goal,
                rule,
                negated,
                layer,
                taker,
            }));
        }
        known.goal
    }

    /// Whether a step bears on something that a rule asks, itself or through the rules that it refers to.
    fn bears(&self, deed: Deed, rule: u32) -> bool {
        let shared = &self.case.rules.shared;
        let asks = shared.asks().list(rule).iter();
        let mut asked = asks.filter_map(|question| shared.questions.get(*question as usize));
        asked.any(|asked| self.is_about(asked, deed))
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
}
