//! Whole verdicts: the outcome with its reasons and the interval in which it holds.

use std::borrow::Cow;
use std::sync::Arc;

use super::by_course::ByCourse;
use super::steady::{Explained, Source};
use crate::record::LearnerRecord;
use crate::rule::compile::outline::{Ask, Line};
use crate::rule::learner::Learner;
use crate::rule::learner::reading::Reading;
use crate::rule::rule_set::{RuleIx, RuleSet};
use crate::time::{Instant, Interval};
use crate::verdict::{Found, Node, Outcome, Reasons, Truth, Verdict};

impl RuleSet {
    /// The whole verdict of a rule for a learner at an instant: outcome, reasons, and until when it holds.
    ///
    /// `record` is the record that the learner was compiled from; the reasons name its events. Linear in the questions of
    /// the rule and the facts about them.
    ///
    /// ```
    /// use lms_core::record::LearnerRecord;
    /// use lms_core::rule::{Learner, RuleDefinition, RuleSet, Seats, Vocabulary};
    /// let mut vocabulary = Vocabulary::default();
    /// vocabulary.courses.insert("bls".parse().unwrap(), Default::default());
    /// let rule: RuleDefinition =
    ///     serde_json::from_str(r#"{"id":"trained","when":{"type":"completed","course":"bls"}}"#).unwrap();
    /// let rules = RuleSet::compile(&[rule], &vocabulary).unwrap();
    /// let record = LearnerRecord::new("ada".parse().unwrap());
    /// let now = "2026-09-01T08:00:00Z".parse().unwrap();
    /// let mut learner = Learner::new(&rules, &record, &Seats::new(), now);
    /// let trained = rules.rule(&"trained".parse().unwrap()).unwrap();
    /// let verdict = rules.verdict(trained, &mut learner, &record, now);
    /// let why = verdict.reasons.root();
    /// assert_eq!(why.code, "course_not_completed");
    /// assert_eq!(why.text(), "`bls` is not completed");
    /// ```
    #[must_use]
    pub fn verdict(
        &self,
        rule: RuleIx,
        learner: &mut Learner,
        record: &LearnerRecord,
        now: Instant,
    ) -> Verdict {
        let outcome = self.outcome(rule, learner, now);
        let studied = ByCourse::new(&learner.facts.completions);
        self.explained(rule, outcome, learner, &studied, record, now)
    }

    fn explained(
        &self,
        rule: RuleIx,
        outcome: Outcome,
        learner: &Learner,
        studied: &ByCourse<'_>,
        record: &LearnerRecord,
        now: Instant,
    ) -> Verdict {
        let source = Source {
            rules: self,
            facts: &learner.facts,
            studied,
        };
        let unfolded = self.unfolding.rule(&self.shared, rule);
        let lines = &*unfolded.lines;
        let mut nodes = Vec::with_capacity(lines.len());
        nodes.resize_with(lines.len(), || Node::UNKNOWN);
        let mut explaining = Explaining {
            source,
            record,
            lines,
            nodes,
            now: now.micros(),
        };
        let (all, _) = explaining.reasons(0, lines.len());
        let nodes = explaining.nodes;
        let asked = Explained {
            lines,
            nodes: &nodes,
        };
        let ((from, until), exact) = source.steady(rule, asked, all, outcome, &learner.words);
        let compiled = self.shared.rules.get(rule.0 as usize);
        Verdict {
            rule: compiled.map(|compiled| compiled.id.clone()),
            version: compiled.map_or(0, |compiled| compiled.version),
            outcome,
            until: Interval::of_micros(from, until),
            until_is_exact: exact,
            reasons: Reasons::new(Arc::clone(&unfolded.shapes), nodes),
        }
    }

    /// The verdicts of all rules, in the order of the definitions.
    #[must_use]
    pub fn verdicts(
        &self,
        learner: &mut Learner,
        record: &LearnerRecord,
        now: Instant,
    ) -> Vec<Verdict> {
        let mut outcomes = Vec::new();
        self.outcomes(learner, now, &mut outcomes);
        let learner = &*learner;
        let studied = ByCourse::new(&learner.facts.completions);
        self.rules()
            .zip(outcomes)
            .map(|(rule, outcome)| self.explained(rule, outcome, learner, &studied, record, now))
            .collect()
    }
}

/// Reads and explains in one pass.
struct Explaining<'a> {
    source: Source<'a>,
    record: &'a LearnerRecord,
    lines: &'a [Line],
    /// What was found, for each line.
    nodes: Vec<Node>,
    now: i64,
}

impl Explaining<'_> {
    /// Explains the lines from one place to another; gives what the stretches of all answers there share, and how many of
    /// the reasons side by side there have which truth. Recursion is bounded by the depth of an expanded rule.
    fn reasons(&mut self, mut place: usize, end: usize) -> (Reading, Tally) {
        let mut all = Reading::always(Truth::Unknown);
        let mut tally = Tally::default();
        let lines = self.lines;
        while place < end {
            let Some(line) = lines.get(place) else {
                break;
            };
            let next = place.saturating_add(line.size as usize);
            let reading = match line.ask {
                Ask::Question(question) => self.answer(question, place),
                _ => self.operator(line.ask, place, next),
            };
            all = all.narrowed(reading.from, reading.until);
            tally.count(reading.truth);
            place = next;
        }
        (all, tally)
    }

    #[inline(always)]
    fn operator(&mut self, ask: Ask, place: usize, end: usize) -> Reading {
        let (all, tally) = self.reasons(place.saturating_add(1), end);
        let (truth, found) = tally.truth(ask);
        if let Some(node) = self.nodes.get_mut(place) {
            node.truth = truth;
            node.code = Cow::Borrowed(code(ask, truth));
            node.found = found;
            (node.from, node.until) = (all.from, all.until);
        }
        Reading { truth, ..all }
    }

    #[inline(always)]
    fn answer(&mut self, question: u32, place: usize) -> Reading {
        let reading = self.source.read(question, self.now);
        // Each part is written straight to its place: a copy that is put together elsewhere, and then moved as a whole,
        // has the processor wait for it.
        let source = self.source;
        if let Some(node) = self.nodes.get_mut(place) {
            node.truth = reading.truth;
            (node.from, node.until) = (reading.from, reading.until);
            if let Some(question) = source.rules.question(question) {
                source
                    .rules
                    .evidence(
                        question,
                        reading,
                        source.facts,
                        source.studied,
                        self.record,
                        self.now,
                    )
                    .tell(node);
            }
        }
        reading
    }
}

/// How many children are true, unknown and false.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    met: u32,
    unknown: u32,
    unmet: u32,
}

impl Tally {
    fn count(&mut self, truth: Truth) {
        let count = match truth {
            Truth::True => &mut self.met,
            Truth::Unknown => &mut self.unknown,
            Truth::False => &mut self.unmet,
        };
        *count = count.saturating_add(1);
    }

    /// The truth of an operator over its children, by the truth tables of [`crate::rule::Expression`].
    fn truth(self, ask: Ask) -> (Truth, Option<Found>) {
        let any = match (self.met, self.unknown) {
            (1.., _) => Truth::True,
            (0, 1..) => Truth::Unknown,
            (0, 0) => Truth::False,
        };
        let all = match (self.unmet, self.unknown) {
            (1.., _) => Truth::False,
            (0, 1..) => Truth::Unknown,
            (0, 0) => Truth::True,
        };
        match ask {
            Ask::All | Ask::Rule(_) | Ask::Disclosed | Ask::Question(_) => (all, None),
            Ask::Any => (any, None),
            Ask::None | Ask::Not => (any.negate(), None),
            Ask::AtLeast(count) => {
                let truth = if self.met >= count {
                    Truth::True
                } else if self.met.saturating_add(self.unknown) < count {
                    Truth::False
                } else {
                    Truth::Unknown
                };
                (truth, Some(Found::Count(u64::from(self.met))))
            }
        }
    }
}

fn code(ask: Ask, truth: Truth) -> &'static str {
    let codes = match ask {
        Ask::All | Ask::Question(_) => ["all_met", "all_unmet", "all_unknown"],
        Ask::Any => ["any_met", "any_unmet", "any_unknown"],
        Ask::None => ["none_met", "none_unmet", "none_unknown"],
        Ask::AtLeast(_) => ["at_least_met", "at_least_unmet", "at_least_unknown"],
        Ask::Not => ["not_met", "not_unmet", "not_unknown"],
        Ask::Disclosed => ["disclosed_met", "disclosed_unmet", "disclosed_unknown"],
        Ask::Rule(_) => ["rule_met", "rule_unmet", "rule_unknown"],
    };
    let [met, unmet, unknown] = codes;
    match truth {
        Truth::True => met,
        Truth::False => unmet,
        Truth::Unknown => unknown,
    }
}

impl Verdict {
    /// Whether the rule is met.
    #[must_use]
    pub fn is_met(&self) -> bool {
        self.outcome == Outcome::Met
    }
}
