//! Whole verdicts: the outcome with its reasons and the interval in which it holds.

use std::borrow::Cow;
use std::sync::Arc;

use super::by_course::ByCourse;
use super::evidence::Evidence;
use super::steady::{Readings, Source};
use crate::record::LearnerRecord;
use crate::rule::compile::outline::Ask;
use crate::rule::learner::calendar::{FOREVER, SINCE_EVER};
use crate::rule::learner::reading::Reading;
use crate::rule::learner::{Learner, interval};
use crate::rule::rule_set::{RuleIx, RuleSet};
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
        let now = now.micros();
        let readings = source.readings(rule, now);
        let ((from, until), exact) = source.steady(rule, &readings, outcome);
        let explaining = Explaining {
            source,
            record,
            readings: &readings,
            now,
        };
        let compiled = self.shared.rules.get(rule.0 as usize);
        let first = compiled.map_or(u32::MAX, |compiled| compiled.outline);
        let mut reasons = Vec::with_capacity(1);
        explaining.reason(first, &mut reasons);
        Verdict {
            rule: compiled.map(|compiled| compiled.id.clone()),
            version: compiled.map_or(0, |compiled| compiled.version),
            outcome,
            until: interval(from, until),
            until_is_exact: exact,
            reasons: reasons.pop().unwrap_or_else(|| explaining.nothing()),
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

struct Explaining<'a> {
    source: Source<'a>,
    record: &'a LearnerRecord,
    readings: &'a Readings<'a>,
    now: i64,
}

impl Explaining<'_> {
    /// Writes the reason of the node at a place. Recursion is bounded by the depth of an expanded rule.
    fn reason(&self, place: u32, out: &mut Vec<Reason>) -> Reading {
        let shared = &self.source.rules.shared;
        let Some(line) = shared.outline.lines.get(place as usize) else {
            out.push(self.nothing());
            return Reading::always(Truth::Unknown);
        };
        let asked = shared.asked(line).map(Arc::clone).unwrap_or_default();
        if let Ask::Question(question) = line.ask {
            let reading = self.readings.of(question);
            let evidence = self.evidence(question, reading);
            let basis = evidence.basis;
            out.push(Reason {
                asked,
                truth: reading.truth,
                code: Cow::Borrowed(evidence.code),
                at: basis.map(|basis| basis.at),
                event: basis.and_then(|basis| basis.event.clone()),
                found: evidence.found,
                until: interval(reading.from, reading.until),
                of: Vec::new(),
            });
            return reading;
        }
        let mut span = Reading::always(Truth::Unknown);
        let mut of = Vec::new();
        if let Ask::Rule(rule) = line.ask {
            let first = shared.outlines.get(rule as usize);
            let reading = self.reason(first.copied().unwrap_or(u32::MAX), &mut of);
            span = span.narrowed(reading.from, reading.until);
        } else {
            of.reserve_exact(shared.outline.children(place).count());
            for child in shared.outline.children(place) {
                let reading = self.reason(child, &mut of);
                span = span.narrowed(reading.from, reading.until);
            }
        }
        let (truth, found) = combine(line.ask, &of);
        out.push(Reason {
            asked,
            truth,
            code: Cow::Borrowed(code(line.ask, truth)),
            found,
            at: None,
            event: None,
            until: interval(span.from, span.until),
            of,
        });
        Reading { truth, ..span }
    }

    fn evidence(&self, question: u32, reading: Reading) -> Evidence<'_> {
        let Source {
            rules,
            facts,
            studied,
        } = self.source;
        let Some(question) = rules.question(question) else {
            return Evidence::bare("");
        };
        rules.evidence(question, reading, facts, studied, self.record, self.now)
    }

    /// What is said of a rule that is not there.
    fn nothing(&self) -> Reason {
        Reason {
            asked: Arc::default(),
            truth: Truth::Unknown,
            code: Cow::Borrowed(""),
            found: None,
            at: None,
            event: None,
            until: interval(SINCE_EVER, FOREVER),
            of: Vec::new(),
        }
    }
}

/// The truth of an operator over its children, by the truth tables of [`crate::rule::Expression`].
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
