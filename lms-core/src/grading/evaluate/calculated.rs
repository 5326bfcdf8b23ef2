//! Items and categories that a formula calculates.

use std::collections::BTreeMap;

use super::super::compile::{Branch, ChildKind, CompiledScheme};
use super::super::definition::graph::Graph;
use super::super::formula::Formula;
use super::super::standing::Standing;
use super::super::{Answer, Exact};
use super::Run;

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
        let named: Vec<usize> = formulas
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
                    None => self.leaf(*index, answer, period),
                },
                Target::Branch(way) => match descend(self.compiled, way) {
                    Some(branch) => self.branch(branch, answer, period),
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

    /// An item that counts in no total can still be what a formula reads: often it is there for that alone.
    fn uncounted(&self, index: usize, period: Option<usize>) -> Option<Input> {
        let leaf = self.compiled.leaves.get(index)?;
        if !leaf.item.not_counted
            || leaf.item.formula.is_some()
            || (period.is_some() && leaf.period != period)
        {
            return None;
        }
        let standing = leaf.marked(
            self.sheet.scores.get(&leaf.item.id),
            self.sheet.concluded,
            self.asked,
            &self.compiled.scheme.settings,
        );
        Some(match standing {
            Standing::Graded { value, hidden, .. } => Input {
                points: Some(value.points),
                hidden,
            },
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

    /// The points that a formula gives, before any bound; none when it has no value.
    pub(super) fn formula(&self, formula: &Formula) -> Option<Exact> {
        let known = self.known.borrow();
        let value_of = |id: &str| match known.get(&(true, id)) {
            Some(input) => input.points.clone(),
            None => known
                .get(&(false, id))
                .and_then(|input| input.points.clone()),
        };
        formula.evaluate(value_of).ok().map(|value| value.value)
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
