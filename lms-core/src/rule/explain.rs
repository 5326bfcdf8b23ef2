//! Whole verdicts: the outcome with its reasons and the interval in which it holds.

use std::borrow::Cow;
use std::sync::Arc;

use super::learner::{Learner, interval};
use super::outline::Ask;
use super::reading::Reading;
use super::rule_set::{RuleIx, RuleSet};
use super::steady::Readings;
use crate::record::LearnerRecord;
use crate::time::Instant;
use crate::verdict::{Found, Outcome, Reason, Truth, Verdict};

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
    /// assert_eq!(verdict.reasons.code, "course_not_completed");
    /// assert_eq!(verdict.reasons.text(), "`bls` is not completed");
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
        let readings = self.readings(rule, &learner.facts, now);
        let ((from, until), exact) = self.steady(rule, learner, &readings, outcome);
        let explaining = Explaining {
            rules: self,
            learner,
            record,
            readings: &readings,
            now: now.micros(),
        };
        let compiled = self.shared.rules.get(rule.0 as usize);
        let first = compiled.map_or(u32::MAX, |compiled| compiled.outline);
        Verdict {
            rule: compiled.map(|compiled| compiled.id.clone()),
            version: compiled.map_or(0, |compiled| compiled.version),
            outcome,
            until: interval(from, until),
            until_is_exact: exact,
            reasons: explaining.reason(first).0,
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
        self.rules()
            .map(|rule| self.verdict(rule, learner, record, now))
            .collect()
    }
}

struct Explaining<'a> {
    rules: &'a RuleSet,
    learner: &'a Learner,
    record: &'a LearnerRecord,
    readings: &'a Readings<'a>,
    now: i64,
}

impl Explaining<'_> {
    /// The reason of the node at a place. Recursion is bounded by the depth of an expanded rule.
    fn reason(&self, place: u32) -> (Reason, Reading) {
        let line = self.rules.shared.outline.lines.get(place as usize);
        let asked = line.and_then(|line| self.rules.shared.asked(line));
        let asked = asked.map(Arc::clone).unwrap_or_default();
        let ask = line.map_or(Ask::Any, |line| line.ask);
        if let Ask::Question(question) = ask {
            let reading = self.readings.of(question);
            let evidence = self.rules.question(question).map(|question| {
                let facts = &self.learner.facts;
                self.rules
                    .evidence(question, reading, facts, self.record, self.now)
            });
            let basis = evidence.as_ref().and_then(|evidence| evidence.basis);
            let reason = Reason {
                asked,
                truth: reading.truth,
                code: Cow::Borrowed(evidence.as_ref().map_or("", |evidence| evidence.code)),
                at: basis.map(|basis| basis.at),
                event: basis.and_then(|basis| basis.event.clone()),
                found: evidence.and_then(|evidence| evidence.found),
                until: interval(reading.from, reading.until),
                of: Vec::new(),
            };
            return (reason, reading);
        }
        let mut of = Vec::new();
        let mut span = Reading::always(Truth::Unknown);
        let mut add = |place: u32| {
            let (reason, reading) = self.reason(place);
            span = span.narrowed(reading.from, reading.until);
            of.push(reason);
        };
        match ask {
            Ask::Rule(rule) => {
                let first = self.rules.shared.outlines.get(rule as usize);
                add(first.copied().unwrap_or(u32::MAX));
            }
            _ => self.rules.shared.outline.children(place).for_each(add),
        }
        let (truth, found) = combine(ask, &of);
        let reason = Reason {
            asked,
            truth,
            code: Cow::Borrowed(code(ask, truth)),
            found,
            at: None,
            event: None,
            until: interval(span.from, span.until),
            of,
        };
        (reason, Reading { truth, ..span })
    }
}

/// The truth of an operator over its children, by the truth tables of [`super::Expression`].
fn combine(ask: Ask, of: &[Reason]) -> (Truth, Option<Found>) {
    let truths = of.iter().map(|reason| reason.truth);
    let least = truths.clone().min().unwrap_or(Truth::True);
    let most = truths.clone().max().unwrap_or(Truth::False);
    match ask {
        Ask::All | Ask::Rule(_) | Ask::Disclosed | Ask::Question(_) => (least, None),
        Ask::Any => (most, None),
        Ask::None | Ask::Not => (most.negate(), None),
        Ask::AtLeast(count) => {
            let certain = truths.clone().filter(|truth| *truth == Truth::True).count();
            let possible = truths.filter(|truth| *truth != Truth::False).count();
            let count = count as usize;
            let truth = if certain >= count {
                Truth::True
            } else if possible < count {
                Truth::False
            } else {
                Truth::Unknown
            };
            (truth, Some(Found::Count(certain as u64)))
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
