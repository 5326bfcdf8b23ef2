//! The conditions of two rules, side by side.

use std::collections::BTreeMap;

use crate::rule::RuleIx;
use crate::rule::audience::Plan;
use crate::rule::compile::outline::Ask;
use crate::verdict::Asked;

/// A condition on both sides, or on one: which of the questions of each side's plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Condition {
    pub(super) was: Option<u32>,
    pub(super) is: Option<u32>,
    /// Whether the rule wants it not to be so.
    pub(super) negated: bool,
}

type Key<'a> = (
    &'a str,
    &'a BTreeMap<std::borrow::Cow<'static, str>, String>,
    bool,
);
type Sides = (Vec<u32>, Vec<u32>);

impl Condition {
    /// The conditions of two rules. They belong together when they ask the same in the same sense (under the same number
    /// of negations, odd or even), in the order in which they stand.
    pub(super) fn of_both(
        before: &Plan<'_>,
        was: RuleIx,
        after: &Plan<'_>,
        is: RuleIx,
    ) -> Vec<Self> {
        let mut found: BTreeMap<Key<'_>, Sides> = BTreeMap::new();
        walk(before, was, |asked, negated, question| {
            found
                .entry((&asked.kind, &asked.params, negated))
                .or_default()
                .0
                .push(question);
        });
        walk(after, is, |asked, negated, question| {
            found
                .entry((&asked.kind, &asked.params, negated))
                .or_default()
                .1
                .push(question);
        });
        let mut pairs = Vec::new();
        for ((_, _, negated), (was, is)) in found {
            let length = was.len().max(is.len());
            pairs.extend((0..length).map(|at| Self {
                was: was.get(at).copied(),
                is: is.get(at).copied(),
                negated,
            }));
        }
        pairs
    }
}

/// Every condition of a rule and of those that it refers to. Bounded by the limits on expanded rules.
fn walk<'r>(plan: &Plan<'r>, rule: RuleIx, mut found: impl FnMut(&'r Asked, bool, u32)) {
    let shared = &plan.rule_set().shared;
    let numbers: BTreeMap<u32, u32> = plan.steps.asked.iter().copied().zip(0..).collect();
    let Some(&first) = shared.outlines.get(rule.0 as usize) else {
        return;
    };
    let mut open = vec![(first, false)];
    while let Some((place, negated)) = open.pop() {
        let Some(line) = shared.outline.lines.get(place as usize) else {
            continue;
        };
        match line.ask {
            Ask::Question(question) => {
                let asked = shared.asked(line);
                if let (Some(asked), Some(number)) = (asked, numbers.get(&question)) {
                    found(asked, negated, *number);
                }
            }
            Ask::Rule(rule) => {
                open.extend(
                    shared
                        .outlines
                        .get(rule as usize)
                        .map(|first| (*first, negated)),
                );
            }
            ask => {
                let negated = negated != matches!(ask, Ask::Not | Ask::None);
                open.extend(shared.outline.children(place).map(|child| (child, negated)));
            }
        }
    }
}
