//! Turns rule definitions into a rule set.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::check::Checker;
use super::cycle;
use super::index::Index;
use super::interner::Interner;
use super::names::Names;
use super::outline::{Ask, Line, Outline};
use super::program::{Operator, Plain, Program};
use super::question::Question;
use super::rule_set::{Compiled, RuleSet, Shared};
use super::topics::Topics;
use super::vocabulary::Vocabulary;
use super::{
    Expression, Leaf, MAX_CATALOGUE_NODES, MAX_DEPTH, MAX_NODES, MAX_RULES, RuleDefinition, Viewer,
};
use crate::RuleId;
use crate::problem::{DefinitionErrors, Problems};
use crate::time::Zone;
use crate::verdict::Asked;

/// The most conditions in a rule together with all rules that it refers to, each counted as often as it is referred to.
pub const MAX_EXPANDED_NODES: u64 = 16_384;
/// The deepest nesting of a rule together with the rules that it refers to.
pub const MAX_EXPANDED_DEPTH: u32 = 96;

/// One rule to compile, and where in the document it stands.
#[derive(Debug, Clone)]
pub struct RulePart<'d> {
    /// The name by which others refer to it.
    pub id: &'d RuleId,
    /// Its version.
    pub version: u32,
    /// The zone of its dates and periods.
    pub zone: Zone,
    /// The condition.
    pub when: &'d Expression,
    /// Where the condition stands in the document.
    pub spot: Vec<Spot>,
}

/// One step of the way from the root of a document to a part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    /// Into a field of an object.
    Field(&'static str),
    /// Into an item of a list.
    Item(usize),
}

/// Runs a check at a spot of the document.
fn at<T>(spot: &[Spot], problems: &mut Problems, check: impl FnOnce(&mut Problems) -> T) -> T {
    match spot.split_first() {
        None => check(problems),
        Some((Spot::Field(field), rest)) => {
            problems.at(field, |problems| at(rest, problems, check))
        }
        Some((Spot::Item(index), rest)) => {
            problems.item(*index, |problems| at(rest, problems, check))
        }
    }
}

impl RuleSet {
    /// Checks and compiles rules. Linear in their size and in that of the vocabulary.
    ///
    /// ```
    /// use lms_core::rule::{RuleDefinition, RuleSet, Vocabulary};
    /// let mut vocabulary = Vocabulary::default();
    /// vocabulary.courses.insert("bls".parse().unwrap(), Default::default());
    /// let rule: RuleDefinition =
    ///     serde_json::from_str(r#"{"id":"trained","when":{"type":"completed","course":"bls"}}"#).unwrap();
    /// let rules = RuleSet::compile(&[rule], &vocabulary).unwrap();
    /// assert_eq!(rules.len(), 1);
    ///
    /// let wrong: RuleDefinition =
    ///     serde_json::from_str(r#"{"id":"trained","when":{"type":"completed","course":"bsl"}}"#).unwrap();
    /// let problem = &RuleSet::compile(&[wrong], &vocabulary).unwrap_err().problems[0];
    /// assert_eq!((problem.path.as_str(), problem.code.as_str()), ("$[0].when.course", "reference_unknown"));
    /// ```
    ///
    /// # Errors
    /// Every problem of every rule, each with its JSON path in the list of rules.
    pub fn compile(
        definitions: &[RuleDefinition],
        vocabulary: &Vocabulary,
    ) -> Result<Self, DefinitionErrors> {
        let mut problems = Problems::new();
        let part =
            |(index, rule): (usize, &'_ RuleDefinition)| (index, rule.id.clone(), rule.version);
        for (index, id, version) in definitions.iter().enumerate().map(part) {
            if version == 0 {
                let text = format!("the versions of `{id}` are counted from 1");
                problems.item(index, |problems| {
                    problems.at("version", |problems| problems.add("version_zero", text));
                });
            }
        }
        let parts: Vec<RulePart<'_>> = definitions
            .iter()
            .enumerate()
            .map(|(index, rule)| RulePart {
                id: &rule.id,
                version: rule.version,
                zone: rule.zone,
                when: &rule.when,
                spot: vec![Spot::Item(index), Spot::Field("when")],
            })
            .collect();
        let rules = Self::compile_parts(&parts, vocabulary, &mut problems);
        problems.finish()?;
        Ok(rules)
    }

    /// Checks and compiles rules that stand anywhere in a document. When problems were noted, what it gives is of no use.
    #[must_use]
    pub fn compile_parts(
        parts: &[RulePart<'_>],
        vocabulary: &Vocabulary,
        problems: &mut Problems,
    ) -> Self {
        Builder::new(vocabulary).compile(parts, problems)
    }
}

struct Builder<'v, 'd> {
    checker: Checker<'v>,
    ids: Interner<String>,
    /// Leaves seen so far, in their zone, with their question and what they ask.
    leaves: Interner<(&'d Leaf, Zone)>,
    known: Vec<(u32, u32)>,
    questions: Interner<Question>,
    asked: Vec<Arc<Asked>>,
    counts: BTreeMap<u32, u32>,
    outline: Outline,
    nodes: usize,
}

/// The places of the operators' [`Asked`] in the list.
const ALL: u32 = 0;
const ANY: u32 = 1;
const NONE: u32 = 2;
const NOT: u32 = 3;
const FIRST_VIEWER: u32 = 4;

impl<'v, 'd> Builder<'v, 'd> {
    fn new(vocabulary: &'v Vocabulary) -> Self {
        let to = |viewer: Viewer| Asked::new("disclosed", [("to", viewer.as_str().to_owned())]);
        let asked = [
            Asked::new("all", []),
            Asked::new("any", []),
            Asked::new("none", []),
            Asked::new("not", []),
            to(Viewer::Learner),
            to(Viewer::Staff),
            to(Viewer::Administrator),
        ];
        Self {
            checker: Checker {
                vocabulary,
                names: Names::of(vocabulary),
            },
            ids: Interner::default(),
            leaves: Interner::default(),
            known: Vec::new(),
            questions: Interner::default(),
            asked: asked.into_iter().map(Arc::new).collect(),
            counts: BTreeMap::new(),
            outline: Outline::default(),
            nodes: 0,
        }
    }

    fn compile(mut self, parts: &[RulePart<'d>], problems: &mut Problems) -> RuleSet {
        if parts.len() > MAX_RULES {
            problems.add(
                "rules_too_many",
                format!("a catalogue has at most {MAX_RULES} rules"),
            );
            return RuleSet::default();
        }
        let before = problems.count();
        for part in parts {
            let known = self.ids.len();
            self.ids.intern(part.id.as_str());
            if self.ids.len() == known {
                let text = format!("the rule `{}` is defined twice", part.id);
                at(&part.spot, problems, |problems| {
                    problems.add("id_duplicate", text)
                });
            }
        }
        // What a reference to a rule asks stands right after the fixed ones, in the order of the rules.
        let first_rule = self.asked.len();
        self.asked.extend(parts.iter().map(|part| {
            let params = [
                ("rule", part.id.to_string()),
                ("version", part.version.to_string()),
            ];
            Arc::new(Asked::new("rule", params))
        }));
        let mut outlines = Vec::with_capacity(parts.len());
        for part in parts {
            let mut size = 0;
            let first = self.outline.lines.len();
            at(&part.spot, problems, |problems| {
                self.line(part.when, part.zone, 1, &mut size, first_rule, problems)
            });
            outlines.push(u32::try_from(first).unwrap_or(u32::MAX));
            self.nodes = self.nodes.saturating_add(size);
        }
        if self.nodes > MAX_CATALOGUE_NODES {
            let text = format!("all rules have at most {MAX_CATALOGUE_NODES} conditions together");
            problems.add("rules_too_large", text);
        }
        if problems.count() > before {
            return RuleSet::default();
        }
        let references = self.references(&outlines);
        let Some(order) = self.order(parts, &references, problems) else {
            return RuleSet::default();
        };
        self.check_size(parts, &outlines, &order, problems);
        if problems.count() > before {
            return RuleSet::default();
        }
        self.finish(parts, &outlines)
    }

    /// Writes the outline of an expression; how many nodes it has is counted in `size`.
    fn line(
        &mut self,
        expression: &'d Expression,
        zone: Zone,
        depth: usize,
        size: &mut usize,
        first_rule: usize,
        problems: &mut Problems,
    ) {
        *size = size.saturating_add(1);
        if *size > MAX_NODES {
            if *size == MAX_NODES.saturating_add(1) {
                let text = format!("a rule has at most {MAX_NODES} conditions");
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
            Expression::Leaf(leaf) => match self.leaf(leaf, zone, problems) {
                Some((question, asked)) => (Ask::Question(question), asked),
                None => return,
            },
            Expression::Rule { rule } => match self.ids.find(rule.as_str()) {
                Some(number) => {
                    let asked = first_rule.saturating_add(number as usize);
                    (Ask::Rule(number), u32::try_from(asked).unwrap_or(u32::MAX))
                }
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
                for (index, child) in of.iter().enumerate() {
                    problems.at("of", |problems| {
                        problems.item(index, |problems| {
                            self.line(child, zone, below, size, first_rule, problems);
                        });
                    });
                    if *size > MAX_NODES {
                        break;
                    }
                }
            }
            Expression::Not { of } | Expression::Disclosed { of, .. } => {
                problems.at("of", |problems| {
                    self.line(of, zone, below, size, first_rule, problems);
                })
            }
            Expression::Rule { .. } | Expression::Leaf(_) => {}
        }
        self.outline.close(place);
    }

    fn leaf(&mut self, leaf: &'d Leaf, zone: Zone, problems: &mut Problems) -> Option<(u32, u32)> {
        if let Some(number) = self.leaves.find(&(leaf, zone)) {
            return self.known.get(number as usize).copied();
        }
        let question = self.checker.question(leaf, zone, problems)?;
        let question = self.questions.intern(&question);
        let asked = u32::try_from(self.asked.len()).unwrap_or(u32::MAX);
        self.asked.push(Arc::new(leaf.asked()));
        self.leaves.intern(&(leaf, zone));
        self.known.push((question, asked));
        Some((question, asked))
    }

    fn count(&mut self, count: u32) -> u32 {
        let asked = &mut self.asked;
        *self.counts.entry(count).or_insert_with(|| {
            asked.push(Arc::new(Asked::new(
                "atLeast",
                [("count", count.to_string())],
            )));
            u32::try_from(asked.len().saturating_sub(1)).unwrap_or(u32::MAX)
        })
    }

    /// The rules that each rule refers to.
    fn references(&self, outlines: &[u32]) -> Vec<Vec<u32>> {
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
        outlines.iter().map(of).collect()
    }

    /// The rules in an order in which each stands after those that it refers to; `None` when they lead in a circle.
    fn order(
        &self,
        parts: &[RulePart<'_>],
        references: &[Vec<u32>],
        problems: &mut Problems,
    ) -> Option<Vec<u32>> {
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
                    let spot = first.map_or(&[][..], |part| &part.spot);
                    at(spot, problems, |problems| problems.add("rule_cycle", text));
                }
                None
            }
        }
    }

    /// Sizes with everything referred to. They can double with each reference, so they are counted before they are built.
    fn check_size(
        &self,
        parts: &[RulePart<'_>],
        outlines: &[u32],
        order: &[u32],
        problems: &mut Problems,
    ) {
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
                    format!(
                        "with the rules that it refers to, a rule has at most {most} conditions"
                    ),
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
                at(&part.spot, problems, |problems| problems.add(code, text));
                return;
            }
        }
    }

    fn finish(self, parts: &[RulePart<'_>], outlines: &[u32]) -> RuleSet {
        let mut program = Program::default();
        let mut rules = Vec::with_capacity(parts.len());
        let mut mentions = Vec::new();
        let mut seen = vec![u32::MAX; self.questions.len()];
        for (number, (part, &outline)) in parts.iter().zip(outlines).enumerate() {
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            let plain = plain(&self.outline, outlines, outline, false, &mut |question| {
                if let Some(seen) = seen.get_mut(question as usize)
                    && *seen != number
                {
                    *seen = number;
                    mentions.push((question, number));
                }
            });
            rules.push(Compiled {
                id: part.id.clone(),
                version: part.version,
                root: program.write(plain),
                outline,
            });
        }
        let questions = self.questions.keys().to_vec();
        let units = super::topics::unit_lines(self.checker.vocabulary, &self.checker.names);
        let topics = Topics::of(&questions, &self.checker.names, &units);
        mentions.sort_unstable();
        let asks = mentions.iter().map(|(question, rule)| (*rule, *question));
        let asks = Index::of(rules.len(), asks);
        let mentions = Index::of(questions.len(), mentions.into_iter());
        RuleSet::from(Shared {
            ids: self.ids,
            types: super::names::Types::of(self.checker.vocabulary, &questions),
            names: self.checker.names,
            units,
            questions,
            asked: self.asked,
            outline: self.outline,
            outlines: outlines.to_vec(),
            program,
            rules,
            topics,
            mentions,
            asks,
        })
    }
}

/// A condition with negation pushed down and references put in. Bounded by the limits on expanded rules.
fn plain(
    outline: &Outline,
    outlines: &[u32],
    at: u32,
    negated: bool,
    mention: &mut impl FnMut(u32),
) -> Plain {
    let Some(line) = outline.lines.get(at as usize) else {
        return Plain::Group(Operator::Any, Vec::new());
    };
    let mut parts = |negated: bool| -> Vec<Plain> {
        let of = outline.children(at);
        of.map(|child| plain(outline, outlines, child, negated, mention))
            .collect()
    };
    match line.ask {
        Ask::Question(question) => {
            mention(question);
            Plain::Literal { question, negated }
        }
        Ask::Rule(rule) => {
            let first = outlines.get(rule as usize).copied().unwrap_or(u32::MAX);
            plain(outline, outlines, first, negated, mention)
        }
        Ask::Disclosed => Plain::Group(Operator::All, parts(negated)),
        Ask::Not => Plain::Group(Operator::All, parts(!negated)),
        Ask::All if negated => Plain::Group(Operator::Any, parts(true)),
        Ask::All => Plain::Group(Operator::All, parts(false)),
        Ask::Any if negated => Plain::Group(Operator::All, parts(true)),
        Ask::Any => Plain::Group(Operator::Any, parts(false)),
        Ask::None if negated => Plain::Group(Operator::Any, parts(false)),
        Ask::None => Plain::Group(Operator::All, parts(true)),
        Ask::AtLeast(count) => {
            let parts = parts(negated);
            // Fewer than n of m are met when at least m - n + 1 are not.
            let all = u32::try_from(parts.len()).unwrap_or(u32::MAX);
            let need = if negated {
                all.saturating_sub(count).saturating_add(1)
            } else {
                count
            };
            let operator = match need {
                1 => Operator::Any,
                need if need == all => Operator::All,
                need => Operator::AtLeast(need),
            };
            Plain::Group(operator, parts)
        }
    }
}
