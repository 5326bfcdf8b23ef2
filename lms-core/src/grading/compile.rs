//! A scheme made ready: numbers exact, items numbered.

use super::definition::graph::Graph;
use super::dense::Plan;
use super::evaluate::Calculations;
use super::formula::Formula;
use super::natural::stored_weights;
use super::{Aggregation, Bounding, Category, Exact, Fingerprint, Item, Node, Policies, Scheme};
use crate::number::Points;
use crate::problem::DefinitionErrors;
use crate::record::{Score, ScoreSheet, Visibility};
use crate::{ActivityId, CategoryId};

/// A checked scheme, ready to grade any number of learners.
///
/// ```
/// use lms_core::grading::{Asked, CompiledScheme, Scheme};
/// use lms_core::record::{Score, ScoreSheet};
/// let scheme = Scheme::from_json(r#"{
///     "id": "history-101",
///     "root": {"id": "course", "aggregation": {"type": "weightedMean"}, "children": [
///         {"type": "item", "id": "essay", "maximum": "50", "weight": "40"},
///         {"type": "item", "id": "exam", "maximum": "100", "weight": "60"}]}
/// }"#).unwrap();
/// let compiled = CompiledScheme::new(scheme).unwrap();
/// let mut sheet = ScoreSheet::default();
/// sheet.scores.insert("essay".parse().unwrap(), Score::scored("45".parse().unwrap()));
/// let grade = compiled.grade(&sheet, &Asked::at("2026-11-22T08:00:00Z".parse().unwrap()));
/// assert_eq!(grade.current.percent().unwrap().to_string(), "90");
/// assert_eq!(grade.final_.percent().unwrap().to_string(), "36");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompiledScheme {
    pub(super) scheme: Scheme,
    fingerprint: Fingerprint,
    pub(super) leaves: Vec<Leaf>,
    pub(super) root: Branch,
    pub(super) calculations: Calculations,
    pub(super) plan: Option<Plan>,
    /// The items by id, each with its place.
    by_id: Vec<(ActivityId, usize)>,
}

/// An item with its numbers ready.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Leaf {
    pub(super) item: Item,
    pub(super) minimum: Exact,
    pub(super) maximum: Exact,
    /// The index of its grading period.
    pub(super) period: Option<usize>,
    /// The scheme's policies with its own in their place.
    pub(super) policies: Policies,
    /// No policy, bound or visibility has a say on its marks.
    pub(super) takes_plain_marks: bool,
    /// What its category says about parts without a grade.
    pub(super) ungraded: super::Ungraded,
}

/// A category with its numbers ready.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Branch {
    pub(super) category: Shape,
    pub(super) minimum: Exact,
    pub(super) maximum: Exact,
    pub(super) lower: Option<Exact>,
    pub(super) upper: Option<Exact>,
    pub(super) children: Vec<Child>,
}

/// What a category says apart from its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) id: CategoryId,
    pub(super) aggregation: Aggregation,
    pub(super) drop: super::DropRule,
    pub(super) formula: Option<Formula>,
    pub(super) ungraded: super::Ungraded,
    pub(super) placeholders: usize,
}

/// A part of a category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Child {
    pub(super) kind: ChildKind,
    /// In percent.
    pub(super) weight: Option<Exact>,
    /// The weight kept with a category of natural weights, 0 to 1.
    pub(super) stored: Option<Exact>,
    /// The factor of extra credit.
    pub(super) extra: Option<Exact>,
    pub(super) never_drop: bool,
    /// The written maximum, for weights that depend on all parts.
    pub(super) maximum: Exact,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ChildKind {
    Leaf(usize),
    Branch(Box<Branch>),
}

impl CompiledScheme {
    /// Checks a scheme and makes it ready. `O(n log n)` in its size, but for the search for a formula's shortest cycle.
    ///
    /// # Errors
    /// Everything wrong with the scheme.
    pub fn new(scheme: Scheme) -> Result<Self, DefinitionErrors> {
        scheme.check()?;
        let mut leaves = Vec::new();
        let root = branch(&scheme, &scheme.root, &mut leaves);
        let ids = leaves.iter().map(|leaf| leaf.item.id.clone());
        let mut by_id: Vec<(ActivityId, usize)> = ids.zip(0..).collect();
        by_id.sort_unstable();
        let calculations = Calculations::of(&Graph::of(&scheme.root), &root);
        let plan = Plan::of(&scheme, &root, &leaves);
        Ok(Self {
            calculations,
            plan,
            fingerprint: Fingerprint::of(&scheme),
            scheme,
            leaves,
            root,
            by_id,
        })
    }

    /// The scheme as it was written.
    #[must_use]
    pub fn scheme(&self) -> &Scheme {
        &self.scheme
    }

    /// What tells the scheme from every other. Costs nothing: it was computed when the scheme was made ready.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// The items in the order of the tree.
    pub fn items(&self) -> impl ExactSizeIterator<Item = &Item> {
        self.leaves.iter().map(|leaf| &leaf.item)
    }

    /// The place of an item in [`Self::items`].
    #[must_use]
    pub fn position(&self, activity: &ActivityId) -> Option<usize> {
        let place = self.by_id.binary_search_by(|(id, _)| id.cmp(activity));
        place
            .ok()
            .and_then(|place| self.by_id.get(place))
            .map(|(_, index)| *index)
    }

    /// The score of each item. Items and sheet are sorted by id, so both are walked once, side by side.
    pub(super) fn scores<'s>(&self, sheet: &'s ScoreSheet) -> Vec<Option<&'s Score>> {
        let mut found = vec![None; self.leaves.len()];
        let mut scores = sheet.scores.iter();
        let mut next = scores.next();
        for (id, index) in &self.by_id {
            while let Some((scored, score)) = next {
                if scored == id {
                    if let Some(slot) = found.get_mut(*index) {
                        *slot = Some(score);
                    }
                    next = scores.next();
                    break;
                }
                if scored > id {
                    break;
                }
                next = scores.next();
            }
        }
        found
    }

    /// The same scheme, always graded by walking its tree: what the quicker ways are compared with. The answers are the
    /// same.
    ///
    /// ```
    /// use lms_core::grading::{CompiledScheme, Scheme};
    /// let scheme = Scheme::from_json(r#"{"id":"s","root":{"id":"course","aggregation":{"type":"mean"},"children":[
    ///     {"type":"item","id":"a","maximum":"10"}]}}"#).unwrap();
    /// let compiled = CompiledScheme::new(scheme).unwrap();
    /// assert!(compiled.is_dense() && !compiled.walked().is_dense());
    /// ```
    #[must_use]
    pub fn walked(self) -> Self {
        Self { plan: None, ..self }
    }
}

/// The depth was checked, so the recursion is bounded.
fn branch(scheme: &Scheme, category: &Category, leaves: &mut Vec<Leaf>) -> Branch {
    let mut children = Vec::with_capacity(category.children.len());
    for node in &category.children {
        let (kind, maximum) = match node {
            Node::Item(item) => {
                let leaf = leaf(scheme, item, category.ungraded);
                let maximum = leaf.maximum.clone();
                leaves.push(leaf);
                (ChildKind::Leaf(leaves.len().saturating_sub(1)), maximum)
            }
            Node::Category(inner) => {
                let inner = branch(scheme, inner, leaves);
                let maximum = inner.maximum.clone();
                (ChildKind::Branch(Box::new(inner)), maximum)
            }
        };
        children.push(Child {
            kind,
            weight: node.weight().map(Exact::from),
            stored: None,
            extra: node.extra_credit().map(super::ExtraCredit::factor),
            never_drop: node.never_drop(),
            maximum,
        });
    }
    // What counts in no total has no weight and adds to no maximum.
    let counts = |child: &Child| match child.kind {
        ChildKind::Leaf(index) => leaves.get(index).is_none_or(|leaf| !leaf.item.not_counted),
        ChildKind::Branch(_) => true,
    };
    if category.aggregation == Aggregation::Natural {
        for child in &mut children {
            child.stored = Some(Exact::ZERO);
        }
        let mut parted: Vec<&mut Child> =
            children.iter_mut().filter(|child| counts(child)).collect();
        let parts: Vec<_> = parted.iter().map(|child| natural_part(child)).collect();
        for (child, stored) in parted.iter_mut().zip(stored_weights(&parts)) {
            child.stored = Some(match scheme.settings.weight_rounding {
                Some(rounding) => stored.rounded(rounding),
                None => stored,
            });
        }
    }
    let adds_points = category.aggregation.adds_points();
    let maximum = if adds_points {
        let normal = children
            .iter()
            .filter(|child| child.extra.is_none() && counts(child));
        let maxima: Vec<Exact> = normal.map(|child| child.maximum.clone()).collect();
        Exact::sum(&maxima)
    } else {
        category.maximum.into()
    };
    Branch {
        category: Shape {
            id: category.id.clone(),
            aggregation: category.aggregation,
            drop: category.drop,
            formula: category.formula.clone(),
            ungraded: category.ungraded,
            placeholders: usize::try_from(category.placeholders).unwrap_or(usize::MAX),
        },
        minimum: if adds_points {
            Exact::ZERO
        } else {
            category.minimum.into()
        },
        maximum,
        lower: category.limits.lower.map(Exact::share),
        upper: category.limits.upper.map(Exact::share),
        children,
    }
}

fn natural_part(child: &Child) -> (Exact, Option<Exact>, bool) {
    let weight = child.weight.as_ref().map(|weight| {
        let share = weight.over(&Exact::HUNDRED);
        share.unwrap_or(Exact::ZERO)
    });
    (child.maximum.clone(), weight, child.extra.is_some())
}

fn leaf(scheme: &Scheme, item: &Item, ungraded: super::Ungraded) -> Leaf {
    let period = item.period.as_ref().and_then(|period| {
        let mut list = scheme.periods.list.iter();
        list.position(|listed| listed.id == *period)
    });
    let mut policies = match &item.policies {
        Some(own) => scheme.policies.with(own),
        None => scheme.policies.clone(),
    };
    let closed = period.and_then(|period| scheme.periods.list.get(period));
    if closed.is_some_and(|period| period.closed) {
        policies.late = None;
        policies.missing = None;
    }
    let takes_plain_marks = policies.curve.is_none()
        && item.factor.is_none()
        && item.offset == Points::ZERO
        && !item.not_counted
        && item.visibility == Visibility::Visible
        && !item.on_scale
        && scheme.settings.item_bounds == Bounding::Free
        && scheme.settings.mark_rounding.is_none();
    Leaf {
        item: item.clone(),
        minimum: item.minimum.into(),
        maximum: item.maximum.into(),
        period,
        policies,
        ungraded,
        takes_plain_marks,
    }
}
