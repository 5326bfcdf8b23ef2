//! From questions whose answer changed to the rules whose outcome did.

use super::change::Flip;
use crate::rule::learner::Learner;
use crate::rule::learner::reading::Reading;
use crate::rule::rule_set::{Mention, RuleSet, get, set};
use crate::time::Instant;
use crate::verdict::Outcome;

/// A question whose answer changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Turned {
    pub(super) question: u32,
    /// Whether it is truer than before.
    pub(super) rising: bool,
}

impl RuleSet {
    /// Reads questions again, and settles the rules of those whose answer changed.
    pub(super) fn ask_again(
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

    /// The same, where the caller knows better how to read them.
    #[inline(always)]
    pub(super) fn ask(
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
        self.settle(learner, &changed, now, flips);
        changed.clear();
        learner.changed = changed;
    }

    /// Decides the rules again that questions which changed can change, and notes whose outcome is another one.
    #[inline]
    pub(super) fn settle(
        &self,
        learner: &mut Learner,
        changed: &[Turned],
        now: Instant,
        flips: &mut Vec<Flip>,
    ) {
        let Learner {
            facts,
            words,
            outcomes,
            ..
        } = learner;
        let (words, outcomes) = (words.as_slice(), outcomes.as_mut_slice());
        for Turned { question, rising } in changed {
            for &mention in self.shared.mentions.list(*question) {
                let mention = Mention(mention);
                let rule = mention.rule();
                let Some(held) = outcomes.get_mut(rule.0 as usize) else {
                    continue;
                };
                // Programs are monotone: what is met stays so when its conditions become truer, what is unmet when less.
                let settled = if mention.raises(*rising) {
                    Outcome::Met
                } else {
                    Outcome::Unmet
                };
                let before = *held;
                if before == settled {
                    continue;
                }
                let after = self.outcome_in(rule, words, facts, now);
                // A rule that mentions several of the questions is decided again, and found settled.
                if after != before {
                    *held = after;
                    flips.push(Flip {
                        rule,
                        before,
                        after,
                    });
                }
            }
        }
        if flips.len() > 1 {
            merge(flips);
        }
    }
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
