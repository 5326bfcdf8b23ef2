//! A rule written out with the rules that it names: what all its explanations have in common.
//!
//! Made when a rule is first explained, and kept unless rules that name rules make it long.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use crate::rule::compile::outline::{Ask, Line};
use crate::rule::rule_set::{RuleIx, Shared};
use crate::verdict::Shape;

/// What is kept of each rule is at most so long, so that all rules together take memory in proportion to their number.
const KEPT_LINES: usize = 256;

/// One rule, in preorder: what each reason asks, for the engine and in words.
#[derive(Debug, Clone)]
pub(crate) struct Unfolded {
    /// Their sizes count the lines of the rules that are named.
    pub(super) lines: Vec<Line>,
    /// As many as there are lines.
    pub(super) shapes: Arc<[Shape]>,
}

impl Unfolded {
    /// The rule whose outline begins at a place.
    fn of(shared: &Shared, place: u32) -> Self {
        let mut lines = Vec::new();
        unfold(shared, place, &mut lines);
        let shapes = lines.iter().map(|line| Shape {
            asked: shared.asked(line).map(Arc::clone).unwrap_or_default(),
            size: line.size,
        });
        Self {
            shapes: shapes.collect(),
            lines,
        }
    }
}

/// Recursion is bounded by the depth of an expanded rule.
fn unfold(shared: &Shared, place: u32, lines: &mut Vec<Line>) {
    // What is not there is a question that nobody can answer.
    let line = shared.outline.lines.get(place as usize).copied();
    let line = line.unwrap_or(Line {
        ask: Ask::Question(u32::MAX),
        asked: u32::MAX,
        size: 1,
    });
    let start = lines.len();
    lines.push(line);
    if let Ask::Rule(rule) = line.ask {
        let first = shared.outlines.get(rule as usize);
        unfold(shared, first.copied().unwrap_or(u32::MAX), lines);
    } else {
        for child in shared.outline.children(place) {
            unfold(shared, child, lines);
        }
    }
    let size = lines.len().saturating_sub(start);
    if let Some(line) = lines.get_mut(start) {
        line.size = u32::try_from(size).unwrap_or(u32::MAX);
    }
}

/// The unfolded rules of a rule set, by their number; a long one is known to be so.
#[derive(Debug, Clone, Default)]
pub(crate) struct Unfolding {
    rules: OnceLock<Box<[OnceLock<Option<Unfolded>>]>>,
}

impl Unfolding {
    /// One rule unfolded; the first time it is asked for costs as much as the rule is long.
    pub(super) fn rule(&self, shared: &Shared, rule: RuleIx) -> Cow<'_, Unfolded> {
        let number = rule.0 as usize;
        let rules = self
            .rules
            .get_or_init(|| shared.rules.iter().map(|_| OnceLock::new()).collect());
        let make = || {
            let first = shared.outlines.get(number);
            Unfolded::of(shared, first.copied().unwrap_or(u32::MAX))
        };
        let kept = rules.get(number).and_then(|kept| {
            kept.get_or_init(|| Some(make()).filter(|made| made.lines.len() <= KEPT_LINES))
                .as_ref()
        });
        kept.map_or_else(|| Cow::Owned(make()), Cow::Borrowed)
    }
}
