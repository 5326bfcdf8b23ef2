//! Parts of an explanation, as a dense group makes them.

use super::super::compile::{Branch, Leaf};
use super::super::exact::{Divisor, Factored, MILLION};
use super::super::{Exact, Part, PartOf, Role, Step, Value};

#[inline(always)]
pub(super) fn graded<'s>(
    leaf: &'s Leaf,
    divisor: Divisor,
    points: Factored,
    steps: Vec<Step<'s>>,
    role: Role<'s>,
) -> Part<'s> {
    Part {
        of: PartOf::Item { id: &leaf.item.id },
        role,
        score: Some(Value {
            points: points.over(MILLION),
            minimum: Exact::ZERO,
            maximum: leaf.maximum.clone(),
        }),
        share: Some(points.over(divisor)),
        nothing: None,
        hidden: false,
        steps,
        parts: Vec::new(),
    }
}

/// Without points there is nothing that steps were taken with.
pub(super) fn ungraded<'s>(leaf: &'s Leaf, role: Role<'s>) -> Part<'s> {
    Part {
        role,
        ..Part::of(PartOf::Item { id: &leaf.item.id })
    }
}

pub(super) fn whole<'s>(branch: &'s Branch, parts: Vec<Part<'s>>) -> Part<'s> {
    Part {
        parts,
        ..Part::of(PartOf::Category {
            id: &branch.category.id,
            aggregation: branch.category.aggregation,
            calculated: branch.category.formula.is_some(),
        })
    }
}

impl Part<'_> {
    pub(super) fn count(&mut self, weight: Exact, normalised: Exact, contribution: Exact) {
        self.role = Role::Counted {
            weight,
            normalised,
            contribution,
            extra_credit: false,
            ungraded: match self.role {
                Role::LeftOut { reason } => Some(reason),
                _ => None,
            },
        };
    }

    /// A share of a category's own range.
    pub(super) fn reach(&mut self, branch: &Branch, share: Exact) {
        let range = branch.maximum.minus(&branch.minimum);
        self.score = Some(Value {
            points: share.times(&range).plus(&branch.minimum),
            minimum: branch.minimum.clone(),
            maximum: branch.maximum.clone(),
        });
        self.share = Some(share);
    }
}
