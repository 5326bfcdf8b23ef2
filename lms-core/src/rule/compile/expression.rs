//! Writes the outline of an expression: operators by what they are called, leaves by their questions.

use super::Builder;
use super::outline::{Ask, Line};
use super::wording::{Source, Wording};
use crate::problem::Problems;
use crate::rule::{Expression, MAX_DEPTH, MAX_NODES, Viewer};
use crate::time::Zone;

/// The places of the operators' wordings in the list.
const ALL: u32 = 0;
const ANY: u32 = 1;
const NONE: u32 = 2;
const NOT: u32 = 3;
const FIRST_VIEWER: u32 = 4;

/// What stands at these places.
pub(super) fn operators() -> impl Iterator<Item = Wording> {
    let operators = [
        Source::Operator("all"),
        Source::Operator("any"),
        Source::Operator("none"),
        Source::Operator("not"),
        Source::Disclosed(Viewer::Learner),
        Source::Disclosed(Viewer::Staff),
        Source::Disclosed(Viewer::Administrator),
    ];
    operators.into_iter().map(Wording::from)
}

impl<'d> Builder<'_, 'd> {
    /// Writes the outline of an expression; how many nodes it has is counted in `size`.
    pub(super) fn line(
        &mut self,
        expression: &'d Expression,
        zone: Zone,
        depth: usize,
        size: &mut usize,
        problems: &mut Problems,
    ) {
        *size = size.saturating_add(1);
        if *size > MAX_NODES {
            if *size == MAX_NODES.saturating_add(1) {
                let text = format!("a rule has at most {MAX_NODES} nodes");
                problems.add("rule_too_large", text);
            }
            return;
        }
        if depth > MAX_DEPTH {
            let text = format!("a rule is at most {MAX_DEPTH} levels deep");
            problems.add("rule_too_deep", text);
            return;
        }
        let place = self.outline.lines.len();
        let (ask, asked) = match expression {
            Expression::Leaf(leaf) => {
                let known = self.sound(leaf, zone);
                let known = known
                    .or_else(|doubtful| self.checked(leaf, zone, doubtful, problems).ok_or(()));
                if let Ok(known) = known {
                    self.outline.lines.push(known.line());
                }
                return;
            }
            Expression::Rule { rule } => match self.ids.number(rule.as_str()) {
                Some(number) => (Ask::Rule(number), self.reference(number)),
                None => {
                    let text = format!("there is no rule `{rule}`");
                    problems.at("rule", |problems| problems.add("reference_unknown", text));
                    return;
                }
            },
            Expression::All { .. } => (Ask::All, ALL),
            Expression::Any { .. } => (Ask::Any, ANY),
            Expression::None { .. } => (Ask::None, NONE),
            Expression::Not { .. } => (Ask::Not, NOT),
            Expression::Disclosed { to, .. } => {
                let place = match to {
                    Viewer::Learner => FIRST_VIEWER,
                    Viewer::Staff => FIRST_VIEWER.wrapping_add(1),
                    Viewer::Administrator => FIRST_VIEWER.wrapping_add(2),
                };
                (Ask::Disclosed, place)
            }
            Expression::AtLeast { count, of } => {
                if *count == 0 || (*count as usize > of.len() && !of.is_empty()) {
                    let text = format!(
                        "the count must be from 1 to {}, the number of conditions",
                        of.len()
                    );
                    problems.at("count", |problems| problems.add("count_out_of_range", text));
                }
                (Ask::AtLeast(*count), self.count(*count))
            }
        };
        self.outline.lines.push(Line {
            ask,
            asked,
            size: 1,
        });
        let below = depth.saturating_add(1);
        match expression {
            Expression::All { of }
            | Expression::Any { of }
            | Expression::None { of }
            | Expression::AtLeast { of, .. } => {
                if of.is_empty() {
                    problems.at("of", |problems| {
                        problems.add("group_empty", "the group must have a condition");
                    });
                }
                problems.at("of", |problems| {
                    for (index, child) in of.iter().enumerate() {
                        if let Expression::Leaf(leaf) = child
                            && *size < MAX_NODES
                            && below <= MAX_DEPTH
                        {
                            *size = size.saturating_add(1);
                            let known = self.sound(leaf, zone).or_else(|doubtful| {
                                let check = |problems: &mut Problems| {
                                    self.checked(leaf, zone, doubtful, problems)
                                };
                                problems.item(index, check).ok_or(())
                            });
                            if let Ok(known) = known {
                                self.outline.lines.push(known.line());
                            }
                            continue;
                        }
                        problems.item(index, |problems| {
                            self.line(child, zone, below, size, problems);
                        });
                        if *size > MAX_NODES {
                            break;
                        }
                    }
                });
            }
            Expression::Not { of } | Expression::Disclosed { of, .. } => {
                problems.at("of", |problems| {
                    self.line(of, zone, below, size, problems);
                })
            }
            Expression::Rule { .. } | Expression::Leaf(_) => {}
        }
        self.outline.close(place);
    }

    fn count(&mut self, count: u32) -> u32 {
        if let Some(place) = self.counts.get(&count) {
            return *place;
        }
        let place = self.word(Source::AtLeast(count));
        self.counts.insert(count, place);
        place
    }

    fn reference(&mut self, rule: u32) -> u32 {
        if let Some(place) = self.references.get(&rule) {
            return *place;
        }
        let place = self.word(Source::Rule(rule));
        self.references.insert(rule, place);
        place
    }

    pub(super) fn word(&mut self, source: Source) -> u32 {
        let place = u32::try_from(self.wordings.len()).unwrap_or(u32::MAX);
        self.wordings.push(Wording::from(source));
        place
    }
}
