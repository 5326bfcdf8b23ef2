use core::ops::Range;

use super::column::Column;
use super::moves::{Move, Moves};
use super::plane::BLOCK_ROWS;
use super::rows::Rows;
use crate::LearnerId;
use crate::record::LearnerRecord;
use crate::rule::compile::ids::{Ids, MAX_IDS};
use crate::rule::compile::question::Question;
use crate::rule::rule_set::get;
use crate::rule::{Facts, RuleSet, Seats};
use crate::time::Instant;
use crate::verdict::Truth;

/// The most learners in one population. Shard more over several.
pub const MAX_LEARNERS: usize = MAX_IDS;

/// Why a population cannot take a learner or answer a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AudienceError {
    /// There are [`MAX_LEARNERS`] learners already.
    #[error("a population has at most {MAX_LEARNERS} learners")]
    Full,
    /// The question is about an instant before the population's first one.
    #[error("the population answers from {since} on")]
    TooEarly {
        /// The population's first instant.
        since: Instant,
    },
    /// The two sides of a comparison have not the same learners in the same rows.
    #[error("the two populations have not the same learners")]
    DifferentLearners,
}

impl AudienceError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Full => "population_full",
            Self::TooEarly { .. } => "population_too_early",
            Self::DifferentLearners => "population_differs",
        }
    }
}

/// Many learners compiled for one rule set: columns of bits in place of learners one by one.
///
/// Each distinct question of the rules is a column with a bit for *certainly* and, where some answer is unknown, one for
/// *possibly* true. What changes in time is kept beside it as the instant of the change, so that a question about any
/// `now` from the population's first instant on is answered exactly; what changed before that instant takes no room.
/// Rows are given in the order in which learners come, and stay.
///
/// Every bit comes from the same reading as a single [`Learner`](crate::rule::Learner)'s, by the same compiled rules. The
/// rule set given to the methods must be the one that the population was made for.
///
/// ```
/// use lms_core::record::LearnerRecord;
/// use lms_core::rule::audience::{Plan, Population};
/// use lms_core::rule::{RuleDefinition, RuleSet, Seats, Vocabulary};
/// let rule: RuleDefinition =
///     serde_json::from_str(r#"{"id":"staff","when":{"type":"role","role":"teacher"}}"#).unwrap();
/// let rules = RuleSet::compile(&[rule], &Vocabulary::default()).unwrap();
/// let now = "2026-11-22T08:00:00Z".parse().unwrap();
///
/// let mut everyone = Population::new(&rules, now);
/// for (id, roles) in [("ada", "{}"), ("ben", r#"{"teacher":{"at":"2026-09-01T00:00:00Z"}}"#)] {
///     let text = format!(r#"{{"learner":"{id}","roles":{roles}}}"#);
///     everyone.put(&rules, &serde_json::from_str::<LearnerRecord>(&text).unwrap()).unwrap();
/// }
/// let staff = rules.rule(&"staff".parse().unwrap()).unwrap();
/// let answers = everyone.ask(&Plan::new(&rules, &[staff]), now, &Seats::new()).unwrap();
/// let met: Vec<&str> = answers[0].met.iter().filter_map(|row| everyone.id(row)).collect();
/// assert_eq!(met, ["ben"]);
/// ```
#[derive(Debug, Clone)]
pub struct Population {
    pub(super) since: Instant,
    pub(super) ids: Ids,
    /// Rows that have a learner.
    pub(super) live: Rows,
    pub(super) blocks: Vec<Vec<Column>>,
    /// For each word of questions, those that depend on the learner.
    pub(super) own: Vec<u64>,
    pub(super) work: Work,
}

/// Room to compile one learner in.
#[derive(Debug, Clone, Default)]
pub(super) struct Work {
    pub(super) words: Vec<u64>,
    pub(super) moves: Moves,
}

/// Whether a question has the same answer for every learner.
pub(in crate::rule) fn is_everywhere(question: &Question) -> bool {
    matches!(question, Question::Window { .. } | Question::Seat(_))
}

impl Population {
    /// An empty population for a rule set, that answers for instants from `since` on. The earlier, the more of what
    /// changed in the past must be kept; `Instant::MIN` keeps everything.
    #[must_use]
    pub fn new(rules: &RuleSet, since: Instant) -> Self {
        let questions = &rules.shared.questions;
        let own = questions.chunks(64).map(|chunk| {
            let bits = (0_u32..)
                .zip(chunk)
                .filter(|(_, question)| !is_everywhere(question));
            bits.fold(0, |word, (bit, _)| word | 1_u64.wrapping_shl(bit))
        });
        Self {
            since,
            ids: Ids::default(),
            live: Rows::default(),
            blocks: Vec::new(),
            own: own.collect(),
            work: Work::default(),
        }
    }

    /// The first instant that it answers for.
    #[must_use]
    pub fn since(&self) -> Instant {
        self.since
    }

    /// How many rows there are, those of removed learners included.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.ids.len()
    }

    /// The rows that have a learner.
    #[must_use]
    pub fn live(&self) -> &Rows {
        &self.live
    }

    /// The row of a learner. Constant time.
    #[must_use]
    pub fn row(&self, learner: &LearnerId) -> Option<usize> {
        self.ids
            .find(learner.as_str())
            .filter(|row| self.live.contains(*row))
    }

    /// The id of the learner in a row.
    #[must_use]
    pub fn id(&self, row: usize) -> Option<&str> {
        self.ids.of(row).filter(|_| self.live.contains(row))
    }

    /// The rows in stretches for so many workers. A host that has its own executor asks [`Population::range`] for each.
    pub fn stretches(&self, workers: usize) -> impl Iterator<Item = Range<usize>> + use<> {
        let rows = self.rows();
        let blocks = rows.div_ceil(BLOCK_ROWS).div_ceil(workers.max(1)).max(1);
        let length = blocks.saturating_mul(BLOCK_ROWS);
        (0..rows)
            .step_by(length)
            .map(move |start| start..start.saturating_add(length).min(rows))
    }

    /// Takes a learner in, or again after an event changed the record; gives the row. Linear in the record and in the
    /// questions about it; for a learner who is there already also in all questions.
    ///
    /// # Errors
    /// [`AudienceError::Full`].
    pub fn put(&mut self, rules: &RuleSet, record: &LearnerRecord) -> Result<usize, AudienceError> {
        self.put_facts(rules, &record.learner, &rules.facts(record, &Seats::new()))
    }

    /// The same from facts that are numbers already: no text is looked at but the learner's id.
    ///
    /// # Errors
    /// [`AudienceError::Full`].
    pub fn put_facts(
        &mut self,
        rules: &RuleSet,
        learner: &LearnerId,
        facts: &Facts,
    ) -> Result<usize, AudienceError> {
        let known = self.ids.len();
        let row = self.ids.row(learner.as_str()).ok_or(AudienceError::Full)?;
        self.put_row(rules, row, facts, row < known);
        Ok(row)
    }

    /// Fills a row; `again` when it was filled before.
    pub(super) fn put_row(&mut self, rules: &RuleSet, row: usize, facts: &Facts, again: bool) {
        self.open(rules, row);
        let (block, place) = split(row);
        let mut work = core::mem::take(&mut self.work);
        work.moves.begin(self.own.len());
        rules.load_watched(facts, self.since, &mut work.words, &mut work.moves);
        if let Some(columns) = self.blocks.get_mut(block) {
            if again {
                for (question, column) in (0_u32..).zip(columns.iter_mut()) {
                    column.set(place, get(&rules.blank, question));
                    column.clear_changes(place);
                }
            }
            write(columns, place, &work.words, &rules.blank, &self.own);
            let since = self.since.micros();
            note(
                columns,
                place,
                work.moves.end(rules, facts, since, &self.own),
            );
            if !again && is_last(row) {
                columns.iter_mut().for_each(Column::settle);
            }
        }
        self.work = work;
    }

    /// Makes a row live, and its block, when it is the first there.
    pub(super) fn open(&mut self, rules: &RuleSet, row: usize) {
        self.live.grow(self.ids.len());
        self.live.insert(row);
        while self.blocks.len() <= split(row).0 {
            let questions = 0_u32..u32::try_from(rules.questions()).unwrap_or(u32::MAX);
            let columns = questions.map(|question| Column::new(get(&rules.blank, question)));
            self.blocks.push(columns.collect());
        }
    }

    /// The bytes that the population holds: its columns, instants, ids and room to work in, spare room included. Linear in
    /// the questions for each 4,096 rows.
    ///
    /// A host that keeps many populations plans with it. It is exact: the allocator was asked for as much.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let blocks = self
            .blocks
            .capacity()
            .saturating_mul(size_of::<Vec<Column>>());
        let columns = self.blocks.iter().map(|columns| {
            let own = columns.capacity().saturating_mul(size_of::<Column>());
            columns
                .iter()
                .map(Column::bytes)
                .fold(own, usize::saturating_add)
        });
        let words = self
            .own
            .capacity()
            .saturating_add(self.work.words.capacity());
        columns
            .fold(blocks, usize::saturating_add)
            .saturating_add(words.saturating_mul(size_of::<u64>()))
            .saturating_add(self.ids.bytes())
            .saturating_add(self.live.bytes())
            .saturating_add(self.work.moves.bytes())
    }

    /// Takes a learner out; whether there was one. The row stays, and is the learner's again should they come back.
    pub fn remove(&mut self, learner: &LearnerId) -> bool {
        let Some(row) = self.row(learner) else {
            return false;
        };
        let mut gone = Rows::new(self.live.rows());
        gone.insert(row);
        self.live.remove(&gone);
        true
    }

    pub(in crate::rule) fn columns(&self, block: usize) -> &[Column] {
        self.blocks
            .get(block)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// Whether another population has the same learners in the same rows.
    pub(in crate::rule) fn has_learners_of(&self, other: &Self) -> bool {
        self.ids == other.ids && self.live == other.live
    }
}

/// Whether a block has no row after this one.
pub(super) fn is_last(row: usize) -> bool {
    row % BLOCK_ROWS == BLOCK_ROWS.wrapping_sub(1)
}

/// The block of a row, and the place there.
pub(super) fn split(row: usize) -> (usize, u16) {
    (
        row / BLOCK_ROWS,
        u16::try_from(row % BLOCK_ROWS).unwrap_or_default(),
    )
}

/// Writes what differs from a learner about whom nothing is known.
fn write(columns: &mut [Column], row: u16, words: &[u64], blank: &[u64], own: &[u64]) {
    let pairs = words
        .chunks_exact(2)
        .zip(blank.chunks_exact(2))
        .zip(own)
        .enumerate();
    for (word, ((pair, blank), own)) in pairs {
        let ([certain, possible], [was_certain, was_possible]) = (pair, blank) else {
            continue;
        };
        let mut rest = ((certain ^ was_certain) | (possible ^ was_possible)) & own;
        while rest != 0 {
            let bit = rest & rest.wrapping_neg();
            let question = word
                .wrapping_mul(64)
                .wrapping_add(rest.trailing_zeros() as usize);
            rest ^= bit;
            let truth = match (certain & bit != 0, possible & bit != 0) {
                (true, _) => Truth::True,
                (false, true) => Truth::Unknown,
                (false, false) => Truth::False,
            };
            if let Some(column) = columns.get_mut(question) {
                column.set(row, truth);
            }
        }
    }
}

/// Notes how a row's answers change after the first instant.
pub(super) fn note(columns: &mut [Column], row: u16, moves: &[Move]) {
    let (mut of, mut lane) = (u32::MAX, 0);
    for next in moves {
        if next.question != of {
            (of, lane) = (next.question, 0);
        }
        if let Some(column) = columns.get_mut(of as usize) {
            column.change(row, next.at, next.to, &mut lane);
        }
    }
}
