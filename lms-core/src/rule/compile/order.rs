//! The order of rules that refer to one another, and how large they grow with what they refer to.

use super::cycle;
use super::outline::Line;
use crate::problem::Problems;
use crate::rule::compile::{Builder, MAX_EXPANDED_DEPTH, MAX_EXPANDED_NODES, RulePart, at};
use crate::rule::{MAX_DEPTH, MAX_NODES};

impl Builder<'_, '_> {
    /// The rules that each rule refers to.
    pub(in crate::rule) fn references(&self, outlines: &[u32]) -> Vec<Vec<u32>> {
        let of = |&first: &u32| {
            let mut found: Vec<u32> = self
                .outline
                .of(first)
                .iter()
                .filter_map(Line::rule)
                .collect();
            found.sort_unstable();
            found.dedup();
            found
        };
        // Most catalogues have few rules that refer to others, many have none.
        if self.references.is_empty() {
            return vec![Vec::new(); outlines.len()];
        }
        outlines.iter().map(of).collect()
    }

    /// The rules in an order in which each stands after those that it refers to; `None` when they lead in a circle.
    pub(in crate::rule) fn order(
        &self,
        parts: &[RulePart<'_>],
        references: &[Vec<u32>],
        problems: &mut Problems,
    ) -> Option<Vec<u32>> {
        if references.iter().all(Vec::is_empty) {
            return Some((0..).take(parts.len()).collect());
        }
        match cycle::order(references) {
            Ok(order) => Some(order),
            Err(cycles) => {
                for cycle in cycles {
                    let ids: Vec<&str> = cycle
                        .iter()
                        .chain(cycle.first())
                        .filter_map(|rule| Some(parts.get(*rule as usize)?.id.as_str()))
                        .collect();
                    let text = format!("the rule leads back to itself: {}", ids.join(" -> "));
                    let first = cycle.first().and_then(|rule| parts.get(*rule as usize));
                    let spot = first.map_or(&[][..], |part| part.spot);
                    at(spot, problems, |problems| problems.add("rule_cycle", text));
                }
                None
            }
        }
    }

    /// Sizes with everything referred to. They can double with each reference, so they are counted before they are built.
    pub(in crate::rule) fn check_size(
        &self,
        parts: &[RulePart<'_>],
        outlines: &[u32],
        (references, order): (&[Vec<u32>], &[u32]),
        problems: &mut Problems,
    ) {
        const {
            assert!(
                MAX_NODES as u64 <= MAX_EXPANDED_NODES && MAX_DEPTH <= MAX_EXPANDED_DEPTH as usize
            )
        };
        // The limits on single rules are the narrower ones.
        if references.iter().all(Vec::is_empty) {
            return;
        }
        let mut sizes = vec![(0_u64, 0_u32); parts.len()];
        for &rule in order {
            let Some(&first) = outlines.get(rule as usize) else {
                continue;
            };
            let (mut size, mut depth) = (0_u64, 0_u32);
            for (line, level) in self
                .outline
                .of(first)
                .iter()
                .zip(self.outline.depths(first))
            {
                let below = line
                    .rule()
                    .and_then(|rule| sizes.get(rule as usize))
                    .copied();
                let (more, deeper) = below.unwrap_or_default();
                size = size.saturating_add(1).saturating_add(more);
                depth = depth.max(level.saturating_add(deeper));
            }
            if let Some(entry) = sizes.get_mut(rule as usize) {
                *entry = (size, depth);
            }
            let problem = if size > MAX_EXPANDED_NODES {
                let most = MAX_EXPANDED_NODES;
                Some((
                    "rule_expands_too_large",
                    format!("with the rules that it refers to, a rule has at most {most} nodes"),
                ))
            } else if depth > MAX_EXPANDED_DEPTH {
                let most = MAX_EXPANDED_DEPTH;
                Some((
                    "rule_expands_too_deep",
                    format!(
                        "with the rules that it refers to, a rule is at most {most} levels deep"
                    ),
                ))
            } else {
                None
            };
            if let (Some((code, text)), Some(part)) = (problem, parts.get(rule as usize)) {
                at(part.spot, problems, |problems| problems.add(code, text));
                return;
            }
        }
    }
}
