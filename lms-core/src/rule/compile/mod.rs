//! Turns rule definitions into a rule set.

pub(in crate::rule) mod asked;
pub(in crate::rule) mod check;
pub(in crate::rule) mod cycle;
mod expression;
pub(in crate::rule) mod ids;
pub(in crate::rule) mod interner;
mod leaves;
pub(in crate::rule) mod lower;
pub(in crate::rule) mod names;
pub(in crate::rule) mod order;
pub(in crate::rule) mod outline;
pub(in crate::rule) mod question;
pub(in crate::rule) mod vocabulary;
pub(in crate::rule) mod wording;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::RuleId;
use crate::problem::{DefinitionErrors, Problems};
use crate::rule::answer::unfold::Unfolding;
use crate::rule::compile::check::Checker;
use crate::rule::compile::ids::{Ids, MAX_IDS};
use crate::rule::compile::interner::Interner;
use crate::rule::compile::leaves::{Known, UNSEEN};
use crate::rule::compile::lower::Written;
use crate::rule::compile::names::Names;
use crate::rule::compile::outline::Outline;
use crate::rule::compile::question::Question;
use crate::rule::compile::vocabulary::Vocabulary;
use crate::rule::compile::wording::Wording;
use crate::rule::learner::topics::{MAX_UNIT_DEPTH, Topics, too_deep};
use crate::rule::program::shortlist::Shortlist;
use crate::rule::rule_set::{Compiled, RuleSet, Shared, blank};
use crate::rule::{Expression, Leaf, MAX_CATALOGUE_NODES, MAX_RULES, RuleDefinition};
use crate::time::Zone;

/// The most nodes, operators and conditions, in a rule together with all rules that it refers to, each counted as often as it is referred to.
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
    pub spot: &'d [Spot],
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
pub(super) fn at<T>(
    spot: &[Spot],
    problems: &mut Problems,
    check: impl FnOnce(&mut Problems) -> T,
) -> T {
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
        for (index, rule) in definitions.iter().enumerate() {
            if rule.version == 0 {
                let text = format!("the versions of `{}` are counted from 1", rule.id);
                problems.item(index, |problems| {
                    problems.at("version", |problems| problems.add("version_zero", text));
                });
            }
        }
        let spots: Vec<[Spot; 2]> = (0..definitions.len())
            .map(|index| [Spot::Item(index), Spot::Field("when")])
            .collect();
        let parts: Vec<RulePart<'_>> = definitions
            .iter()
            .zip(&spots)
            .map(|(rule, spot)| RulePart {
                id: &rule.id,
                version: rule.version,
                zone: rule.zone,
                when: &rule.when,
                spot,
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
        // Conditions on the units at the top would be false of those too far below.
        if let Some(unit) = too_deep(vocabulary) {
            let text = format!("`{unit}` is deeper than {MAX_UNIT_DEPTH} units");
            problems.add("units_too_deep", text);
        }
        Self::compile_checked(parts, vocabulary, problems)
    }

    /// The same for a vocabulary whose units were checked where they stand in the document.
    pub(crate) fn compile_checked(
        parts: &[RulePart<'_>],
        vocabulary: &Vocabulary,
        problems: &mut Problems,
    ) -> Self {
        Builder::new(vocabulary, parts.len()).compile(parts, problems)
    }
}

pub(super) struct Builder<'v, 'd> {
    checker: Checker<'v>,
    ids: Ids,
    /// The completions of each course that ask for nothing else, and for a pass: most conditions are of this kind, and the
    /// course's number tells them apart.
    plain: Vec<[Known; 2]>,
    /// Other leaves seen so far, in their zone, with their question; none when there was something wrong with the leaf.
    leaves: Interner<(&'d Leaf, Zone)>,
    known: Vec<Option<Known>>,
    questions: Interner<Question>,
    wordings: Vec<Wording>,
    /// The wordings of the counts.
    counts: BTreeMap<u32, u32>,
    pub(super) outline: Outline,
    nodes: usize,
    /// The wordings of the references to rules.
    pub(super) references: BTreeMap<u32, u32>,
}

impl<'v, 'd> Builder<'v, 'd> {
    fn new(vocabulary: &'v Vocabulary, rules: usize) -> Self {
        // Room for two new conditions in each rule: most name what others name too.
        let usual = rules.min(MAX_RULES).saturating_mul(2);
        let names = Names::of(vocabulary);
        let mut room = Vec::with_capacity(usual);
        room.extend(expression::operators());
        Self {
            ids: Ids::with_room(rules.min(MAX_RULES)),
            plain: vec![[UNSEEN; 2]; names.courses.len()],
            checker: Checker::new(vocabulary, names),
            leaves: Interner::with_capacity(usual),
            known: Vec::with_capacity(usual),
            questions: Interner::with_capacity(usual),
            wordings: room,
            counts: BTreeMap::new(),
            outline: Outline {
                lines: Vec::with_capacity(usual.saturating_mul(10)),
            },
            nodes: 0,
            references: BTreeMap::new(),
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
        // The last row is left free, so that what is full is known to be too much.
        if self.checker.names.exceed(MAX_IDS.saturating_sub(1)) {
            let text = format!("of each kind, a catalogue has fewer than {MAX_IDS} ids");
            problems.add("vocabulary_too_large", text);
            return RuleSet::default();
        }
        let before = problems.count();
        for part in parts {
            let known = self.ids.len();
            self.ids.row(part.id.as_str());
            if self.ids.len() == known {
                let text = format!("the rule `{}` is defined twice", part.id);
                let rule = part.spot.split_last().map_or(part.spot, |(_, rule)| rule);
                at(rule, problems, |problems| {
                    problems.at("id", |problems| problems.add("id_duplicate", text));
                });
            }
        }
        let mut outlines = Vec::with_capacity(parts.len());
        for part in parts {
            let mut size = 0;
            let first = self.outline.lines.len();
            at(part.spot, problems, |problems| {
                self.line(part.when, part.zone, 1, &mut size, problems)
            });
            outlines.push(u32::try_from(first).unwrap_or(u32::MAX));
            self.nodes = self.nodes.saturating_add(size);
        }
        if self.nodes > MAX_CATALOGUE_NODES {
            let text = format!("all rules have at most {MAX_CATALOGUE_NODES} nodes together");
            problems.add("rules_too_large", text);
        }
        if problems.count() > before {
            return RuleSet::default();
        }
        let references = self.references(&outlines);
        let Some(order) = self.order(parts, &references, problems) else {
            return RuleSet::default();
        };
        self.check_size(parts, &outlines, (&references, &order), problems);
        if problems.count() > before {
            return RuleSet::default();
        }
        self.finish(parts, outlines)
    }

    fn finish(self, parts: &[RulePart<'_>], outlines: Vec<u32>) -> RuleSet {
        let rules = parts.iter().map(|part| Compiled {
            id: part.id.clone(),
            version: part.version,
        });
        let rules = rules.collect();
        let questions = self.questions.into_keys();
        let blank = blank(&questions);
        let Written { code, mentions } =
            lower::write(&self.outline, &outlines, questions.len(), &blank);
        let units =
            crate::rule::learner::topics::unit_lines(self.checker.vocabulary, &self.checker.names);
        RuleSet {
            shortlist: Shortlist::of(&code, &blank, &mentions),
            shared: Shared {
                ids: self.ids,
                types: names::Types::of(self.checker.vocabulary, &questions),
                topics: Topics::of(&questions, &self.checker.names, &units),
                names: self.checker.names,
                units,
                questions,
                wordings: self.wordings,
                outline: self.outline,
                outlines,
                rules,
                mentions,
                asks: OnceLock::new(),
            },
            blank,
            code,
            unfolding: Unfolding::default(),
        }
    }
}
