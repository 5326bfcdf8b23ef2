//! Keeping a compiled learner up to date: one event looks at the rules that mention what it changed, and at no others.

use super::change::{Change, Delta, Flip};
use super::settle::Turned;
use crate::record::LearnerRecord;
use crate::rule::learner::Learner;
use crate::rule::learner::facts::{AttemptFact, CompletionFact};
use crate::rule::rule_set::RuleSet;
use crate::time::Instant;

impl RuleSet {
    /// Applies an event to a compiled learner; `record` is the learner's record with the event already folded in.
    ///
    /// Reports every rule whose outcome is another one now, also those that time alone changed since the learner was last
    /// read; in the order of the definitions. Linear in the rules that mention what changed: 200 or 20,000 others cost
    /// nothing. The first call decides all rules once, to know what they were. Later ones do not allocate, but for facts
    /// that outgrow their room.
    ///
    /// ```
    /// use lms_core::record::{Event, LearnerRecord};
    /// use lms_core::rule::{Learner, RuleDefinition, RuleSet, Seats, Vocabulary};
    /// use lms_core::verdict::Outcome;
    /// let mut vocabulary = Vocabulary::default();
    /// vocabulary.courses.insert("bls".parse().unwrap(), Default::default());
    /// let rule: RuleDefinition =
    ///     serde_json::from_str(r#"{"id":"trained","when":{"type":"completed","course":"bls"}}"#).unwrap();
    /// let rules = RuleSet::compile(&[rule], &vocabulary).unwrap();
    ///
    /// let now = "2026-11-22T08:00:00Z".parse().unwrap();
    /// let mut record = LearnerRecord::new("ada".parse().unwrap());
    /// let mut learner = Learner::new(&rules, &record, &Seats::new(), now);
    /// let event: Event = serde_json::from_str(
    ///     r#"{"id":"e1","at":"2026-11-22T08:00:00Z","type":"completed","course":"bls","passed":true}"#).unwrap();
    ///
    /// let change = rules.change(&event); // once, for every learner to whom it happens
    /// record.evolve(&event);
    /// let mut flips = Vec::new(); // kept for the next event
    /// rules.apply(&mut learner, &record, &change, now, &mut flips);
    /// assert_eq!((flips[0].before, flips[0].after), (Outcome::Unmet, Outcome::Met));
    /// ```
    #[inline]
    pub fn apply(
        &self,
        learner: &mut Learner,
        record: &LearnerRecord,
        change: &Change,
        now: Instant,
        flips: &mut Vec<Flip>,
    ) {
        self.watch(learner, now, flips);
        // An empty record has no last place.
        let last = |length: usize| u32::try_from(length.wrapping_sub(1)).unwrap_or(u32::MAX);
        match &change.0 {
            Delta::Record => self.read_record(learner, record, now, flips),
            Delta::Completed(fact) => {
                let source = last(record.completions.len());
                self.completed(learner, CompletionFact { source, ..*fact }, now, flips);
            }
            Delta::Uncompleted(course) => self.uncompleted(learner, *course, now, flips),
            Delta::Attempted(fact) => {
                let source = last(record.attempts.len());
                learner.facts.attempts.push(AttemptFact { source, ..*fact });
                let topics = &self.shared.topics;
                self.ask_again(learner, topics.attempts.list(fact.subject), now, flips);
            }
            delta => self.take(learner, delta, now, flips),
        }
    }

    fn read_record(
        &self,
        learner: &mut Learner,
        record: &LearnerRecord,
        now: Instant,
        flips: &mut Vec<Flip>,
    ) {
        let seats = core::mem::take(&mut learner.facts.seats);
        let facts = self.facts(record, &crate::rule::Seats::new());
        learner.facts = crate::rule::Facts { seats, ..facts };
        self.read_all(learner, now, flips);
    }

    /// Tells a learner the number of free seats anew.
    pub fn apply_seats(
        &self,
        learner: &mut Learner,
        seats: &crate::rule::Seats,
        now: Instant,
        flips: &mut Vec<Flip>,
    ) {
        self.watch(learner, now, flips);
        learner.facts.seats = self.seats(seats);
        self.read_all(learner, now, flips);
    }

    /// Moves a learner to another instant; reports what time alone changed. Free while no bit changes.
    pub fn advance(&self, learner: &mut Learner, now: Instant, flips: &mut Vec<Flip>) {
        self.watch(learner, now, flips);
    }

    /// Begins a report: makes sure that the learner is read at `now` and that the outcomes of all rules are known.
    #[inline]
    pub(crate) fn watch(&self, learner: &mut Learner, now: Instant, flips: &mut Vec<Flip>) {
        flips.clear();
        if learner.outcomes.len() != self.len() || !learner.is_good(now) {
            self.catch_up(learner, now, flips);
        }
    }

    #[inline(never)]
    fn catch_up(&self, learner: &mut Learner, now: Instant, flips: &mut Vec<Flip>) {
        if learner.outcomes.len() != self.len() {
            // What they were when the learner was last read, so that the first call reports what time changed since.
            let then = Instant::from_micros(learner.since).unwrap_or(Instant::MIN);
            let mut outcomes = core::mem::take(&mut learner.outcomes);
            self.outcomes_of(learner, then, &mut outcomes);
            learner.outcomes = outcomes;
        }
        if !learner.is_good(now) {
            self.read_all(learner, now, flips);
        }
    }

    /// Reads every bit again and settles the rules of those that changed.
    fn read_all(&self, learner: &mut Learner, now: Instant, flips: &mut Vec<Flip>) {
        let before = core::mem::take(&mut learner.words);
        learner.refresh(self, now);
        let mut changed = core::mem::take(&mut learner.changed);
        let pairs = before.chunks_exact(2).zip(learner.words.chunks_exact(2));
        for (word, pair) in (0_u32..).zip(pairs) {
            let ([certain, possible], [now_certain, now_possible]) = pair else {
                continue;
            };
            let truer = (now_certain & !certain) | (now_possible & !possible);
            let mut bits = (certain ^ now_certain) | (possible ^ now_possible);
            while bits != 0 {
                changed.push(Turned {
                    question: word.wrapping_mul(64).wrapping_add(bits.trailing_zeros()),
                    rising: truer & bits & bits.wrapping_neg() != 0,
                });
                bits &= bits.wrapping_sub(1);
            }
        }
        self.settle(learner, &changed, now, flips);
        changed.clear();
        learner.changed = changed;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Event;
    use crate::rule::{RuleDefinition, Seats, Vocabulary};
    use crate::verdict::Outcome;

    /// Time makes each of the rules wait for a person, then the person agrees: one flip each, from unmet to met.
    #[test]
    fn what_time_and_an_event_change_together_is_one_flip_of_each_rule() {
        let rule = |number: usize| -> RuleDefinition {
            let text = format!(
                r#"{{"id":"rule-{number}","when":{{"type":"all","of":[
                    {{"type":"window","from":"2026-09-01"}},
                    {{"type":"approved","approval":"head"}},
                    {{"type":"not","of":{{"type":"role","role":"role-{number}"}}}}]}}}}"#
            );
            serde_json::from_str(&text).unwrap()
        };
        let rules: Vec<RuleDefinition> = (0..60).map(rule).collect();
        let rules = RuleSet::compile(&rules, &Vocabulary::default()).unwrap();
        let mut record = LearnerRecord::new("ada".parse().unwrap());
        let event = |kind: &str| -> Event {
            let text = format!(
                r#"{{"id":"{kind}","at":"2026-01-01T00:00:00Z","type":"{kind}","approval":"head"}}"#
            );
            serde_json::from_str(&text).unwrap()
        };
        record.evolve(&event("approvalRequested"));
        let summer = "2026-06-01T00:00:00Z".parse().unwrap();
        let mut learner = Learner::new(&rules, &record, &Seats::new(), summer);
        let mut flips = Vec::new();
        rules.advance(&mut learner, summer, &mut flips);
        assert_eq!(flips, []);
        let granted = event("approvalGranted");
        record.evolve(&granted);
        let autumn = "2026-10-01T00:00:00Z".parse().unwrap();
        rules.apply(
            &mut learner,
            &record,
            &rules.change(&granted),
            autumn,
            &mut flips,
        );
        let expected: Vec<Flip> = rules
            .rules()
            .map(|rule| Flip {
                rule,
                before: Outcome::Unmet,
                after: Outcome::Met,
            })
            .collect();
        assert_eq!(flips, expected);
    }
}
