//! Rules as formulas over subjects, and the search for answers of the subjects that make a rule true, or not true.

use core::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use super::subject::{Subject, subjects};
use crate::rule::RuleSet;
use crate::rule::compile::outline::Ask;
use crate::verdict::Truth;

/// The most partial assignments that one proof looks at.
const MAX_ASSIGNMENTS: u64 = 20_000;
/// The most subjects in one proof; the search goes as deep.
const MAX_SUBJECTS: usize = 256;
/// The most nodes of a formula with all rules that it refers to.
const MAX_FORMULA: usize = 4_096;

/// A rule, with the rules that it refers to written out.
#[derive(Debug, Clone)]
pub(super) enum Formula {
    /// A condition, by its line and its question.
    Leaf(u32, u32),
    All(Vec<Self>),
    Any(Vec<Self>),
    AtLeast(u32, Vec<Self>),
    Not(Box<Self>),
}

/// The formula of a line; `None` when it is too large.
pub(super) fn formula(rules: &RuleSet, line: u32) -> Option<Formula> {
    build(rules, line, &mut MAX_FORMULA.clone())
}

/// Recursion is bounded by the depth of an expanded rule.
fn build(rules: &RuleSet, place: u32, left: &mut usize) -> Option<Formula> {
    *left = left.checked_sub(1)?;
    let outline = &rules.shared.outline;
    let ask = outline.lines.get(place as usize)?.ask;
    let mut of = Vec::new();
    match ask {
        Ask::Question(question) => return Some(Formula::Leaf(place, question)),
        Ask::Rule(rule) => return build(rules, *rules.shared.outlines.get(rule as usize)?, left),
        _ => {
            for child in outline.children(place) {
                of.push(build(rules, child, left)?);
            }
        }
    }
    Some(match ask {
        Ask::Any => Formula::Any(of),
        Ask::None => Formula::Not(Box::new(Formula::Any(of))),
        Ask::Not => Formula::Not(Box::new(of.pop()?)),
        Ask::AtLeast(count) => Formula::AtLeast(count, of),
        _ => Formula::All(of),
    })
}

impl Formula {
    pub(super) fn leaves(&self, into: &mut Vec<(u32, u32)>) {
        match self {
            Self::Leaf(line, question) => into.push((*line, *question)),
            Self::All(of) | Self::Any(of) | Self::AtLeast(_, of) => {
                for child in of {
                    child.leaves(into);
                }
            }
            Self::Not(of) => of.leaves(into),
        }
    }

    /// The least and the greatest truth that it can still have.
    fn range(&self, leaf: &impl Fn(u32, u32) -> (Truth, Truth)) -> (Truth, Truth) {
        match self {
            Self::Leaf(line, question) => leaf(*line, *question),
            Self::Not(of) => {
                let (least, most) = of.range(leaf);
                (most.negate(), least.negate())
            }
            Self::All(of) => of
                .iter()
                .map(|child| child.range(leaf))
                .fold((Truth::True, Truth::True), |(least, most), (low, high)| {
                    (least.min(low), most.min(high))
                }),
            Self::Any(of) => of.iter().map(|child| child.range(leaf)).fold(
                (Truth::False, Truth::False),
                |(least, most), (low, high)| (least.max(low), most.max(high)),
            ),
            Self::AtLeast(count, of) => {
                let (mut low, mut high): (Vec<Truth>, Vec<Truth>) =
                    of.iter().map(|child| child.range(leaf)).unzip();
                let nth = |list: &mut Vec<Truth>| {
                    list.sort_unstable_by(|one, two| two.cmp(one));
                    let place = (*count as usize).saturating_sub(1);
                    list.get(place).copied().unwrap_or(Truth::False)
                };
                (nth(&mut low), nth(&mut high))
            }
        }
    }
}

/// What a formula is wanted to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    True,
    NotTrue,
}

/// How a search ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// No row of any subject's answers does it: proven, for every record and instant.
    Never,
    /// Some answers do it.
    Possible,
    /// The limit was reached.
    Open,
}

/// What all proofs of one report may still look at together, in conditions.
pub(super) struct Allowance(Cell<u64>);

impl Allowance {
    pub(super) fn of(conditions: u64) -> Self {
        Self(Cell::new(conditions))
    }

    /// `None` when nothing is left.
    fn take(&self, conditions: usize) -> Option<()> {
        let conditions = u64::try_from(conditions).unwrap_or(u64::MAX);
        let left = self.0.get().checked_sub(conditions);
        self.0.set(left.unwrap_or(0));
        left.map(|_| ())
    }
}

/// Formulas wanted true or not true, all at once.
pub(super) struct Claim<'f> {
    allowance: &'f Allowance,
    /// How many conditions one look takes.
    size: usize,
    wanted: Vec<(&'f Formula, Wanted)>,
    subjects: Vec<Subject>,
    /// For each question its subject and its place in the rows.
    places: BTreeMap<u32, (usize, usize)>,
    leaves: Vec<(u32, u32)>,
}

impl<'f> Claim<'f> {
    pub(super) fn new(
        rules: &RuleSet,
        wanted: Vec<(&'f Formula, Wanted)>,
        allowance: &'f Allowance,
    ) -> Self {
        let mut leaves = Vec::new();
        for (formula, _) in &wanted {
            formula.leaves(&mut leaves);
        }
        let questions: BTreeSet<u32> = leaves.iter().map(|(_, question)| *question).collect();
        let subjects = subjects(rules, &questions);
        let mut places = BTreeMap::new();
        for (at, subject) in subjects.iter().enumerate() {
            for (place, question) in subject.questions.iter().enumerate() {
                places.insert(*question, (at, place));
            }
        }
        let size = leaves.len().saturating_add(1);
        leaves.sort_unstable();
        leaves.dedup();
        Self {
            allowance,
            size,
            wanted,
            subjects,
            places,
            leaves,
        }
    }

    /// Whether answers exist that make every formula as wanted.
    pub(super) fn decide(&self) -> Answer {
        self.decide_without(&BTreeSet::new())
    }

    /// As [`Self::decide`], with some lines free to be anything.
    fn decide_without(&self, free: &BTreeSet<u32>) -> Answer {
        if self.subjects.len() > MAX_SUBJECTS {
            return Answer::Open;
        }
        let mut rows = vec![None; self.subjects.len()];
        let mut left = MAX_ASSIGNMENTS;
        match self.search(0, &mut rows, free, &mut left) {
            Some(true) => Answer::Possible,
            Some(false) => Answer::Never,
            None => Answer::Open,
        }
    }

    /// Recursion is bounded by the number of subjects.
    fn search<'s>(
        &'s self,
        at: usize,
        rows: &mut Vec<Option<&'s Vec<Truth>>>,
        free: &BTreeSet<u32>,
        left: &mut u64,
    ) -> Option<bool> {
        *left = left.checked_sub(1)?;
        self.allowance.take(self.size)?;
        let range = |line: u32, question: u32| {
            if free.contains(&line) {
                return (Truth::False, Truth::True);
            }
            let place = self.places.get(&question);
            let row =
                place.and_then(|(subject, place)| rows.get(*subject)?.map(|row| (row, *place)));
            match row.and_then(|(row, place)| row.get(place)) {
                Some(truth) => (*truth, *truth),
                None => (Truth::False, Truth::True),
            }
        };
        let possible = self.wanted.iter().all(|(formula, wanted)| {
            let (least, most) = formula.range(&range);
            match wanted {
                Wanted::True => most == Truth::True,
                Wanted::NotTrue => least < Truth::True,
            }
        });
        if !possible {
            return Some(false);
        }
        let Some(subject) = self.subjects.get(at) else {
            return Some(true);
        };
        for row in &subject.rows {
            if let Some(slot) = rows.get_mut(at) {
                *slot = Some(row);
            }
            let found = self.search(at.saturating_add(1), rows, free, left);
            if let Some(slot) = rows.get_mut(at) {
                *slot = None;
            }
            if found != Some(false) {
                return found;
            }
        }
        Some(false)
    }

    /// The lines that a proof of *never* rests on: with any one of them free, answers would exist (or the search stops).
    pub(super) fn conflict(&self) -> Vec<u32> {
        let mut free = BTreeSet::new();
        for (line, _) in &self.leaves {
            free.insert(*line);
            if self.decide_without(&free) != Answer::Never {
                free.remove(line);
            }
        }
        let kept = self.leaves.iter().map(|(line, _)| *line);
        kept.filter(|line| !free.contains(line)).collect()
    }
}
