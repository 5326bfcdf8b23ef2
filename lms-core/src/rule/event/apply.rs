//! Keeping a compiled learner up to date: one event looks at the rules that mention what it changed, and at no others.

use super::change::{Change, Delta, Flip};
use crate::record::LearnerRecord;
use crate::rule::compile::names::Kind;
use crate::rule::compile::question::Question;
use crate::rule::learner::Learner;
use crate::rule::learner::facts::{AttemptFact, CompletionFact};
use crate::rule::learner::reading::Reading;
use crate::rule::rule_set::{Mention, RuleSet, get, set};
use crate::time::Instant;
use crate::verdict::{Outcome, Truth};

/// A question whose answer changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Turned {
    question: u32,
    /// Whether it is truer than before.
    rising: bool,
}

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
        let last = |length: usize| u32::try_from(length.saturating_sub(1)).unwrap_or(u32::MAX);
        match &change.0 {
            Delta::Record => self.read_record(learner, record, now, flips),
            Delta::Completed(fact) => {
                let source = last(record.completions.len());
                self.completed(learner, CompletionFact { source, ..*fact }, now, flips);
            }
            Delta::Attempted(fact) => {
                let source = last(record.attempts.len());
                learner.facts.attempts.push(AttemptFact { source, ..*fact });
                let topics = &self.shared.topics;
                self.ask_again(learner, topics.attempts.list(fact.subject), now, flips);
            }
            delta => self.take(learner, delta, now, flips),
        }
    }

    /// Applies a change that needs nothing of the learner's record.
    #[inline]
    pub(crate) fn take(
        &self,
        learner: &mut Learner,
        delta: &Delta,
        now: Instant,
        flips: &mut Vec<Flip>,
    ) {
        let (names, topics) = (&self.shared.names, &self.shared.topics);
        let asked = match delta {
            Delta::Completed(fact) => return self.completed(learner, *fact, now, flips),
            Delta::Uncompleted(course) => return self.uncompleted(learner, *course, now, flips),
            Delta::Nothing | Delta::Record | Delta::Attempted(_) => return,
            Delta::Graded(fact) => {
                // As in the record, a grade that is given anew moves to the end.
                let held = &mut learner.facts.grades;
                held.retain(|held| held.subject != fact.subject);
                held.push(*fact);
                topics.grades.list(fact.subject)
            }
            Delta::Joined(tags, fact) => {
                let (kind, index) = self.tags(*tags);
                let held = tags.of(learner);
                // Who joins again has been there since the first time.
                if held.iter().all(|held| held.tag != fact.tag) {
                    insert(held, *fact, |held| held.tag, kind);
                }
                index.list(fact.tag)
            }
            Delta::Left(tags, tag) => {
                let (_, index) = self.tags(*tags);
                tags.of(learner).retain(|held| held.tag != *tag);
                index.list(*tag)
            }
            Delta::Attribute(fact) => {
                let held = &mut learner.facts.attributes;
                replace(held, fact, |held| held.name, &names.attributes);
                topics.attributes.list(fact.name)
            }
            Delta::Reported(fact) => {
                let held = &mut learner.facts.reported;
                replace(held, fact, |held| held.name, &names.facts);
                topics.reported.list(fact.name)
            }
            Delta::Approval(fact) => {
                let held = &mut learner.facts.approvals;
                replace(held, fact, |held| held.approval, &names.approvals);
                topics.approvals.list(fact.approval)
            }
        };
        self.ask_again(learner, asked, now, flips);
    }

    #[inline]
    fn completed(
        &self,
        learner: &mut Learner,
        fact: CompletionFact,
        now: Instant,
        flips: &mut Vec<Flip>,
    ) {
        learner.facts.completions.push(fact);
        let asked = self.shared.topics.completions.list(fact.course);
        self.ask(learner, asked, now, flips, |learner, number| {
            match self.question(number) {
                // One more completion can only add to a question that each fact answers for itself.
                Some(Question::Completed(wanted)) => {
                    let reading = wanted.of(&fact, now.micros());
                    let truth = reading.truth.max(get(&learner.words, number));
                    Reading { truth, ..reading }
                }
                _ => self.read(number, &learner.facts, now.micros()),
            }
        });
    }

    #[inline]
    fn uncompleted(&self, learner: &mut Learner, course: u32, now: Instant, flips: &mut Vec<Flip>) {
        let held = &mut learner.facts.completions;
        if let Some(last) = held.iter().rposition(|fact| fact.course == course) {
            held.remove(last);
            if is_among(held, course) {
                held.retain(|fact| fact.course != course);
            }
        }
        let asked = self.shared.topics.completions.list(course);
        self.ask(learner, asked, now, flips, |learner, number| {
            match self.question(number) {
                Some(Question::Completed(_)) => Reading::always(Truth::False),
                _ => self.read(number, &learner.facts, now.micros()),
            }
        });
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
        self.settle(learner, changed, now, flips);
    }

    /// Reads questions again, and settles the rules of those whose answer changed.
    fn ask_again(
        &self,
        learner: &mut Learner,
        numbers: &[u32],
        now: Instant,
        flips: &mut Vec<Flip>,
    ) {
        self.ask(learner, numbers, now, flips, |learner, number| {
            self.read(number, &learner.facts, now.micros())
        });
    }

    #[inline(always)]
    fn ask(
        &self,
        learner: &mut Learner,
        numbers: &[u32],
        now: Instant,
        flips: &mut Vec<Flip>,
        read: impl Fn(&Learner, u32) -> Reading,
    ) {
        let mut changed = core::mem::take(&mut learner.changed);
        for &question in numbers {
            let reading = read(learner, question);
            learner.since = learner.since.max(reading.from);
            learner.wake = learner.wake.min(reading.until);
            let held = get(&learner.words, question);
            if reading.truth != held {
                set(&mut learner.words, question, reading.truth);
                changed.push(Turned {
                    question,
                    rising: reading.truth > held,
                });
            }
        }
        self.settle(learner, changed, now, flips);
    }

    /// Decides the rules again that questions which changed can change, and notes whose outcome is another one.
    #[inline]
    fn settle(
        &self,
        learner: &mut Learner,
        mut changed: Vec<Turned>,
        now: Instant,
        flips: &mut Vec<Flip>,
    ) {
        for Turned { question, rising } in &changed {
            for &mention in self.shared.mentions.list(*question) {
                let mention = Mention(mention);
                let rule = mention.rule();
                let Some(&before) = learner.outcomes.get(rule.0 as usize) else {
                    continue;
                };
                // Programs are monotone: what is met stays so when its conditions become truer, what is unmet when less.
                let settled = if mention.raises(*rising) {
                    Outcome::Met
                } else {
                    Outcome::Unmet
                };
                if before == settled {
                    continue;
                }
                let after = self.outcome_of(rule, learner, now);
                // A rule that mentions several of the questions is decided again, and found settled.
                if let Some(held) = learner.outcomes.get_mut(rule.0 as usize)
                    && after != before
                {
                    *held = after;
                    flips.push(Flip {
                        rule,
                        before,
                        after,
                    });
                }
            }
        }
        changed.clear();
        learner.changed = changed;
        if flips.len() > 1 {
            merge(flips);
        }
    }
}

/// Whether a course is among completions. In eights, without a branch for each.
fn is_among(facts: &[CompletionFact], course: u32) -> bool {
    let mut eights = facts.chunks(8);
    eights.any(|eight| {
        eight
            .iter()
            .fold(false, |found, fact| found | (fact.course == course))
    })
}

/// Puts flips in the order of the rules and two of one rule together, and drops what came back to where it was.
#[inline(never)]
fn merge(flips: &mut Vec<Flip>) {
    // Stable: of two flips of one rule, what time changed comes before what the event did.
    flips.sort_by_key(|flip| flip.rule);
    flips.dedup_by(|later, earlier| {
        let same = later.rule == earlier.rule;
        if same {
            earlier.after = later.after;
        }
        same
    });
    flips.retain(|flip| flip.before != flip.after);
}

/// Puts a fact in the place of the one that bears its number, or where a record read anew would have it.
fn replace<F: Clone>(facts: &mut Vec<F>, fact: &F, number: impl Fn(&F) -> u32, kind: &Kind) {
    match facts.iter_mut().find(|held| number(held) == number(fact)) {
        Some(held) => held.clone_from(fact),
        None => insert(facts, fact.clone(), number, kind),
    }
}

/// Puts a new fact where a record read anew would have it. The record keeps these by id, and an answer may tell of them in
/// their order; the numbers of an open vocabulary follow the rules instead, so that the ids themselves are compared.
fn insert<F>(facts: &mut Vec<F>, fact: F, number: impl Fn(&F) -> u32, kind: &Kind) {
    let id = kind.ids.key(number(&fact));
    let place = facts.partition_point(|held| kind.ids.key(number(held)) < id);
    facts.insert(place, fact);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Event;
    use crate::rule::{RuleDefinition, Seats, Vocabulary};

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
