//! Items and categories that a formula calculates.

use std::collections::{BTreeMap, BTreeSet};

use super::super::compile::{Branch, ChildKind, CompiledScheme, Leaf};
use super::super::definition::graph::Graph;
use super::super::formula::{Formula, FormulaFault};
use super::super::standing::{Standing, note};
use super::super::{
    Answer, Exact, LeftOut, Nothing, Part, PartOf, Role, Step, StepReason, Ungraded, Value,
};
use super::Run;
use super::aggregate::Combined;
use crate::record::{Score, ScoreStatus};

/// What a formula may need, in an order in which everything comes after what it needs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in super::super) struct Calculations {
    targets: Vec<(String, Target)>,
}

/// A node of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Target {
    Leaf(usize),
    /// The way down from the root, by places among the children.
    Branch(Vec<usize>),
}

impl Calculations {
    /// Empty for a scheme without formulas. The scheme was checked.
    pub(in super::super) fn of(graph: &Graph<'_>, root: &Branch) -> Self {
        if graph.nodes.iter().all(|node| node.formula.is_none()) {
            return Self::default();
        }
        // The graph numbers nodes in the order in which the tree is walked here.
        let mut targets = Vec::new();
        walk(root, &mut Vec::new(), &mut targets);
        let known = graph.known();
        let formulas = graph.nodes.iter().filter_map(|node| node.formula);
        let named: BTreeSet<usize> = formulas
            .flat_map(Formula::references)
            .filter_map(|id| known.get(id.as_str()).copied())
            .collect();
        let needed = |place: &usize| {
            let node = graph.nodes.get(*place);
            named.contains(place) || node.is_some_and(|node| node.formula.is_some())
        };
        let order = graph.order().into_iter().filter(needed);
        let targets = order.filter_map(|place| {
            let node = graph.nodes.get(place)?;
            Some((node.id.to_owned(), targets.get(place)?.clone()))
        });
        Self {
            targets: targets.collect(),
        }
    }

    pub(in super::super) fn is_empty(&self) -> bool {
        self.targets.is_empty()
    }
}

fn walk(branch: &Branch, way: &mut Vec<usize>, targets: &mut Vec<Target>) {
    targets.push(Target::Branch(way.clone()));
    for (place, child) in branch.children.iter().enumerate() {
        match &child.kind {
            ChildKind::Leaf(index) => targets.push(Target::Leaf(*index)),
            ChildKind::Branch(inner) => {
                way.push(place);
                walk(inner, way, targets);
                way.pop();
            }
        }
    }
}

/// The values that formulas have needed so far.
pub(super) type Known<'s> = BTreeMap<(bool, &'s str), Input>;

/// What a formula comes to.
pub(super) enum Calculation {
    /// Points, before any bound.
    Points(Exact),
    /// Nothing that it reads has a value: nor has it.
    Empty,
    /// It has no value: a division by zero and the like.
    Fault(FormulaFault),
}

/// What a formula reads of an item or category.
#[derive(Debug, Clone)]
pub(super) struct Input {
    points: Option<Exact>,
    /// The viewer must not see it, nor what is calculated from it.
    hidden: bool,
}

impl<'s> Run<'s> {
    /// Computes everything that a formula names, each after what it needs.
    pub(super) fn calculate(&self, answer: Answer, period: Option<usize>) {
        self.known.borrow_mut().clear();
        for (id, target) in &self.compiled.calculations.targets {
            let part = match target {
                Target::Leaf(index) => match self.uncounted(*index, period) {
                    Some(input) => {
                        self.known.borrow_mut().insert((true, id), input);
                        continue;
                    }
                    None => self.mark(*index, answer, period),
                },
                Target::Branch(way) => match descend(self.compiled, way) {
                    Some(branch) => self.read(branch, answer, period),
                    None => continue,
                },
            };
            let is_item = matches!(target, Target::Leaf(_));
            let input = Input {
                points: part.score.map(|value| value.points),
                hidden: part.hidden,
            };
            self.known.borrow_mut().insert((is_item, id), input);
        }
    }

    /// An item as a formula reads it: what its category counts for an empty one is no mark of it.
    fn mark(&self, index: usize, answer: Answer, period: Option<usize>) -> Part<'s> {
        let mut part = self.leaf(index, answer, period);
        let leaf = self.compiled.leaves.get(index);
        let filled = leaf.is_some_and(|leaf| leaf.ungraded == Ungraded::AsMinimum);
        if filled && answer != Answer::Best && matches!(part.role, Role::LeftOut { .. }) {
            part.score = None;
        }
        part
    }

    /// The total of a category as a formula reads it: a teacher who excludes it takes it out of the totals above, not
    /// out of what is calculated from it.
    fn read(&self, branch: &'s Branch, answer: Answer, period: Option<usize>) -> Part<'s> {
        match self.sheet.totals.get(&branch.category.id) {
            Some(score) if score.status == ScoreStatus::Excluded => {
                let mut kept = self.total(branch, answer, period);
                self.unseen_total(branch, score, &mut kept);
                kept
            }
            _ => self.branch(branch, answer, period),
        }
    }

    /// A mark that counts in no total can still be what a formula reads: that of an item that is there for the formula
    /// alone, and one that was excluded from the totals for this learner.
    fn uncounted(&self, index: usize, period: Option<usize>) -> Option<Input> {
        let leaf = self.compiled.leaves.get(index)?;
        let score = self.sheet.scores.get(&leaf.item.id);
        let excluded = score.filter(|score| score.status == ScoreStatus::Excluded);
        if (!leaf.item.not_counted && excluded.is_none())
            || (period.is_some() && leaf.period != period)
        {
            return None;
        }
        let kept = excluded.map(|score| Score {
            status: ScoreStatus::Scored,
            ..score.clone()
        });
        let standing = leaf.marked(
            kept.as_ref().or(score),
            self.sheet.concluded,
            self.asked,
            &self.compiled.scheme.settings,
        );
        Some(match (standing, &leaf.item.formula) {
            (Standing::Graded { value, hidden, .. }, _) => Input {
                points: Some(value.points),
                hidden,
            },
            (Standing::Open { .. }, Some(formula)) => {
                let mut part = Part::of(PartOf::Item { id: &leaf.item.id });
                self.calculated(leaf, formula, &mut part);
                Input {
                    points: part.score.map(|value| value.points),
                    hidden: self.rests_on_hidden(Some(formula)),
                }
            }
            _ => Input {
                points: None,
                hidden: false,
            },
        })
    }

    /// Whether anything that a formula reads is hidden from the viewer.
    pub(super) fn rests_on_hidden(&self, formula: Option<&Formula>) -> bool {
        let Some(formula) = formula else {
            return false;
        };
        let known = self.known.borrow();
        let hidden = |id: &String| {
            let input = known.get(&(true, id.as_str()));
            input
                .or_else(|| known.get(&(false, id.as_str())))
                .is_some_and(|input| input.hidden)
        };
        formula.references().iter().any(hidden)
    }

    fn formula(&self, formula: &Formula) -> Calculation {
        let known = self.known.borrow();
        let value_of = |id: &str| match known.get(&(true, id)) {
            Some(input) => input.points.clone(),
            None => known
                .get(&(false, id))
                .and_then(|input| input.points.clone()),
        };
        let mut named = formula.references().iter().peekable();
        if named.peek().is_some() && named.all(|id| value_of(id).is_none()) {
            return Calculation::Empty;
        }
        match formula.evaluate(value_of) {
            Ok(value) => Calculation::Points(value.value),
            Err(fault) => Calculation::Fault(fault),
        }
    }

    /// A calculated item, always within its range. Where nothing that it reads has a value, it is not graded.
    pub(super) fn calculated(&self, leaf: &'s Leaf, formula: &Formula, part: &mut Part<'s>) {
        let points = match self.formula(formula) {
            Calculation::Points(points) => points,
            Calculation::Fault(fault) => {
                part.role = Role::LeftOut {
                    reason: LeftOut::Formula(fault),
                };
                part.score = None;
                return;
            }
            Calculation::Empty => {
                part.role = Role::LeftOut {
                    reason: LeftOut::NotGraded,
                };
                part.score = (leaf.ungraded == Ungraded::AsMinimum)
                    .then(|| leaf.value(leaf.minimum.clone()));
                return;
            }
        };
        part.steps.push(Step {
            why: StepReason::Calculated,
            from: None,
            to: points.clone(),
        });
        let mut value = leaf.value(points);
        let bounded = value
            .points
            .clone()
            .min(value.maximum.clone())
            .max(value.minimum.clone());
        note(
            &mut value.points,
            bounded,
            StepReason::Bounded,
            &mut part.steps,
        );
        let settings = &self.compiled.scheme.settings;
        leaf.kept(&mut value, settings, &mut part.steps);
        part.score = Some(value);
    }

    /// A calculated total, always within the category's range; its parts count only through the formula.
    pub(super) fn by_formula(
        &self,
        branch: &Branch,
        formula: &Formula,
        parts: &mut [Part<'s>],
    ) -> Combined {
        for part in parts {
            part.share = part.score.as_ref().and_then(Value::share);
            if !matches!(part.role, Role::LeftOut { .. }) {
                part.role = Role::LeftOut {
                    reason: LeftOut::InFormula,
                };
            }
        }
        let points = match self.formula(formula) {
            Calculation::Points(points) => points,
            Calculation::Empty => return Combined::Nothing(Nothing::NothingCounted),
            Calculation::Fault(fault) => return Combined::Nothing(Nothing::Formula(fault)),
        };
        let range = branch.maximum.minus(&branch.minimum);
        match points.minus(&branch.minimum).over(&range) {
            Some(share) => Combined::Share(share.min(Exact::ONE).max(Exact::ZERO)),
            None => Combined::Pointless(points),
        }
    }
}

fn descend<'s>(compiled: &'s CompiledScheme, way: &[usize]) -> Option<&'s Branch> {
    let mut branch = &compiled.root;
    for place in way {
        match &branch.children.get(*place)?.kind {
            ChildKind::Branch(inner) => branch = inner,
            ChildKind::Leaf(_) => return None,
        }
    }
    Some(branch)
}
