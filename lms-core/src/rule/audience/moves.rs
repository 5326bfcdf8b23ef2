//! How the answers about one learner change after a population's first instant.

use crate::rule::learner::Watch;
use crate::rule::learner::calendar::FOREVER;
use crate::rule::learner::reading::Reading;
use crate::rule::{Facts, RuleSet};
use crate::verdict::Truth;

/// A question's answer becomes another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Move {
    pub(super) question: u32,
    pub(super) at: i64,
    pub(super) to: Truth,
}

/// The questions of a word: about which some fact has spoken, and about which several have.
#[derive(Debug, Clone, Copy, Default)]
struct Spoken {
    some: u64,
    several: u64,
}

/// Notes, while a learner is read, what each fact says about later. Where one fact alone speaks about a question that is
/// all there is to know; where several do, their answers are put together afterwards.
#[derive(Debug, Clone, Default)]
pub(super) struct Moves {
    spoken: Vec<Spoken>,
    moves: Vec<Move>,
    /// Questions to be read again as a whole.
    again: Vec<u32>,
}

impl Watch for Moves {
    #[inline(always)]
    fn spoke(&mut self, question: u32, reading: Reading, read: impl Fn(i64) -> Reading) {
        self.spoke_for_ever(question / 64, 1_u64.wrapping_shl(question % 64));
        if reading.until != FOREVER {
            self.follow(question, reading, read);
        }
    }

    #[inline(always)]
    fn spoke_for_ever(&mut self, word: u32, mask: u64) {
        if let Some(spoken) = self.spoken.get_mut(word as usize) {
            spoken.several |= spoken.some & mask;
            spoken.some |= mask;
        }
    }
}

impl Moves {
    /// Begins anew, for so many words of questions.
    pub(super) fn begin(&mut self, words: usize) {
        self.moves.clear();
        self.spoken.clear();
        self.spoken.resize(words, Spoken::default());
    }

    /// Readings give the stretch in which they hold, so that each next one is asked for where the last one ends.
    fn follow(&mut self, question: u32, mut reading: Reading, read: impl Fn(i64) -> Reading) {
        while reading.until != FOREVER {
            let (at, before) = (reading.until, reading.truth);
            reading = read(at);
            if reading.truth != before {
                let to = reading.truth;
                self.moves.push(Move { question, at, to });
            }
            if reading.until <= at {
                break;
            }
        }
    }

    /// What was noted about the questions of a mask; those of one question lie together, in order of time.
    pub(super) fn end(
        &mut self,
        rules: &RuleSet,
        facts: &Facts,
        since: i64,
        mask: &[u64],
    ) -> &[Move] {
        if self.moves.is_empty() {
            return &[];
        }
        let mut again = core::mem::take(&mut self.again);
        let spoken = &self.spoken;
        self.moves.retain(|next| {
            let (word, bit) = (
                next.question as usize / 64,
                1_u64.wrapping_shl(next.question % 64),
            );
            if mask.get(word).is_none_or(|mask| mask & bit == 0) {
                return false;
            }
            let several = spoken
                .get(word)
                .is_some_and(|spoken| spoken.several & bit != 0);
            if several {
                again.push(next.question);
            }
            !several
        });
        again.sort_unstable();
        again.dedup();
        for question in again.drain(..) {
            let read = |at| rules.read(question, facts, at);
            self.follow(question, read(since), read);
        }
        self.again = again;
        &self.moves
    }

    /// The bytes that it holds.
    pub(super) fn bytes(&self) -> usize {
        let of = |capacity: usize, size: usize| capacity.saturating_mul(size);
        of(self.spoken.capacity(), size_of::<Spoken>())
            .saturating_add(of(self.moves.capacity(), size_of::<Move>()))
            .saturating_add(of(self.again.capacity(), size_of::<u32>()))
    }
}
