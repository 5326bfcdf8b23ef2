//! What has to be computed for some rules of a rule set, each shared part once.

use core::hash::BuildHasherDefault;
use std::hash::DefaultHasher;

use super::plane::Sense;
use crate::rule::compile::question::Question;
use crate::rule::program::Operator;
use crate::rule::program::part::Part;
use crate::rule::{RuleIx, RuleSet};

/// Looked up only, so that its order never reaches an answer.
type HashMap<K, V> = std::collections::HashMap<K, V, BuildHasherDefault<DefaultHasher>>;

/// A question's planes, as a part reads them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::rule) struct Literal {
    /// Which of the questions that the plan asks.
    pub(in crate::rule) asked: u32,
    pub(in crate::rule) negated: bool,
    /// Whether what waits for a person is taken as given.
    pub(in crate::rule) granted: bool,
}

impl Literal {
    #[inline(always)]
    pub(in crate::rule) fn sense(self) -> Sense {
        if self.negated {
            Sense::Negated
        } else {
            Sense::Straight
        }
    }
}

/// One thing to do for a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rule) enum Step {
    /// Combine literals and earlier results into a place.
    Combine { group: Group, place: u32 },
    /// The rule at this position of the plan has its result in a place; and, where it mentions an approval, in another
    /// one the result if everything that waits were granted.
    Answer {
        rule: u32,
        place: u32,
        granted: Option<u32>,
    },
}

/// An operator over literals and over results of earlier steps, each as a stretch of the plan's lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rule) struct Group {
    pub(in crate::rule) operator: Operator,
    pub(in crate::rule) literals: (u32, u32),
    pub(in crate::rule) parts: (u32, u32),
}

/// The steps for some rules, in order.
#[derive(Debug, Clone, Default)]
pub(in crate::rule) struct Steps {
    pub(in crate::rule) steps: Vec<Step>,
    pub(in crate::rule) literals: Vec<Literal>,
    pub(in crate::rule) parts: Vec<u32>,
    /// The questions asked, by their number in the rule set.
    pub(in crate::rule) asked: Vec<u32>,
    /// How many places results need at the same time.
    pub(in crate::rule) places: usize,
}

impl Steps {
    /// Plans rules. Linear in their size.
    pub(in crate::rule) fn of(rules: &RuleSet, of: &[RuleIx]) -> Self {
        let mut planner = Planner {
            rules,
            steps: Self::default(),
            seen: HashMap::default(),
            questions: HashMap::default(),
            made: 0,
        };
        for (rule, asked) in (0_u32..).zip(of) {
            let part = rules.code.part(asked.0);
            let result = planner.rule(part, false);
            let granted = planner.rule(part, true);
            let granted = (granted != result).then_some(granted);
            planner.steps.steps.push(Step::Answer {
                rule,
                place: result,
                granted,
            });
        }
        planner.steps.assign_places();
        planner.steps
    }

    pub(in crate::rule) fn literals_of(&self, range: (u32, u32)) -> &[Literal] {
        self.literals
            .get(range.0 as usize..range.1 as usize)
            .unwrap_or_default()
    }

    pub(in crate::rule) fn parts_of(&self, range: (u32, u32)) -> &[u32] {
        self.parts
            .get(range.0 as usize..range.1 as usize)
            .unwrap_or_default()
    }

    /// Until here results have numbers of their own; now they get places that are free again after their last use.
    fn assign_places(&mut self) {
        let mut last_use: HashMap<u32, usize> = HashMap::default();
        for (at, step) in self.steps.iter().enumerate() {
            match *step {
                Step::Combine { group, place } => {
                    last_use.insert(place, at);
                    for part in self.parts_of(group.parts) {
                        last_use.insert(*part, at);
                    }
                }
                Step::Answer { place, granted, .. } => {
                    last_use.insert(place, at);
                    last_use.extend(granted.map(|granted| (granted, at)));
                }
            }
        }
        let mut places: HashMap<u32, u32> = HashMap::default();
        let (mut free, mut count) = (Vec::new(), 0_u32);
        let mut used: Vec<u32> = Vec::new();
        for (at, step) in self.steps.iter_mut().enumerate() {
            used.clear();
            match step {
                Step::Combine { group, place } => {
                    let made = *place;
                    *place = free.pop().unwrap_or_else(|| {
                        count = count.saturating_add(1);
                        count.saturating_sub(1)
                    });
                    places.insert(made, *place);
                    used.push(made);
                    let range = group.parts.0 as usize..group.parts.1 as usize;
                    for part in self.parts.get_mut(range).unwrap_or_default() {
                        used.push(*part);
                        *part = places.get(part).copied().unwrap_or_default();
                    }
                }
                Step::Answer { place, granted, .. } => {
                    for result in core::iter::once(place).chain(granted) {
                        used.push(*result);
                        *result = places.get(result).copied().unwrap_or_default();
                    }
                }
            }
            used.sort_unstable();
            used.dedup();
            let over = used
                .iter()
                .filter(|result| last_use.get(result) == Some(&at));
            free.extend(over.filter_map(|result| places.get(result).copied()));
        }
        self.places = count as usize;
    }
}

/// What makes two parts the same.
#[derive(PartialEq, Eq, Hash)]
struct Key {
    operator: Operator,
    literals: Vec<Literal>,
    parts: Vec<u32>,
}

struct Planner<'a> {
    rules: &'a RuleSet,
    steps: Steps,
    seen: HashMap<Key, u32>,
    questions: HashMap<u32, u32>,
    made: u32,
}

impl Planner<'_> {
    fn rule(&mut self, part: Option<Part<'_>>, granted: bool) -> u32 {
        match part {
            Some(part) => self.part(part, granted),
            // A rule that is not there is never met.
            None => self.combine(Key {
                operator: Operator::Any,
                literals: Vec::new(),
                parts: Vec::new(),
            }),
        }
    }

    /// Plans a part and gives the number of its result. Recursion is bounded by the depth of an expanded rule.
    fn part(&mut self, part: Part<'_>, granted: bool) -> u32 {
        let literals = self.literals(part, granted);
        let parts = part.parts().map(|part| self.part(part, granted));
        let mut parts: Vec<u32> = parts.collect();
        if let ([], [one]) = (&literals[..], &parts[..]) {
            let whole = match part.operator {
                Operator::All | Operator::Any => true,
                Operator::AtLeast(need) => need == 1,
            };
            if whole {
                return *one;
            }
        }
        parts.sort_unstable();
        self.combine(Key {
            operator: part.operator,
            literals,
            parts,
        })
    }

    fn combine(&mut self, key: Key) -> u32 {
        if let Some(made) = self.seen.get(&key) {
            return *made;
        }
        let made = self.made;
        self.made = self.made.saturating_add(1);
        let length = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let first_literal = length(self.steps.literals.len());
        self.steps.literals.extend(&key.literals);
        let first_part = length(self.steps.parts.len());
        self.steps.parts.extend(&key.parts);
        let group = Group {
            operator: key.operator,
            literals: (first_literal, length(self.steps.literals.len())),
            parts: (first_part, length(self.steps.parts.len())),
        };
        self.steps.steps.push(Step::Combine { group, place: made });
        self.seen.insert(key, made);
        made
    }

    fn literals(&mut self, part: Part<'_>, granted: bool) -> Vec<Literal> {
        let mut literals = Vec::new();
        for term in part.terms() {
            let first = (term.word / 2).wrapping_mul(64);
            let mut rest = term.mask;
            while rest != 0 {
                let question = first.wrapping_add(rest.trailing_zeros());
                rest &= rest.wrapping_sub(1);
                let approval = matches!(
                    self.rules.shared.questions.get(question as usize),
                    Some(Question::Approved(_))
                );
                literals.push(Literal {
                    asked: self.asked(question),
                    negated: term.word & 1 == 1,
                    granted: granted && approval,
                });
            }
        }
        literals
    }

    fn asked(&mut self, question: u32) -> u32 {
        let asked = &mut self.steps.asked;
        *self.questions.entry(question).or_insert_with(|| {
            asked.push(question);
            u32::try_from(asked.len().saturating_sub(1)).unwrap_or(u32::MAX)
        })
    }
}
