//! Many learners at one go: they are compiled to rows of bits, and 64 rows at a time become columns.

use super::MAX_LEARNERS;
use super::population::{AudienceError, Population, is_last, note, split};
use super::turn::turned;
use super::{column::Column, plane::BLOCK_ROWS};
use crate::LearnerId;
use crate::rule::{Facts, RuleSet};

/// Compiled learners in rows that follow one another and share a word of every column.
#[derive(Debug, Default)]
struct Group {
    first: usize,
    /// How many words a learner has.
    width: usize,
    words: Vec<u64>,
}

impl Group {
    fn rows(&self) -> usize {
        self.words.len().checked_div(self.width).unwrap_or_default()
    }

    /// Adds a learner in the next row.
    fn add(&mut self, row: usize, words: &[u64]) {
        if self.words.is_empty() {
            (self.first, self.width) = (row, words.len());
        }
        self.words.extend_from_slice(words);
    }

    /// Writes the rows into the columns of their block; the group is empty afterwards.
    fn write(&mut self, columns: &mut [Column], own: &[u64]) {
        let rows = self.rows();
        let first = self.first % 64;
        let word = self.first % BLOCK_ROWS / 64;
        let all = u32::try_from(rows).map_or(0, |rows| {
            u64::MAX
                .checked_shr(64_u32.saturating_sub(rows))
                .unwrap_or(0)
        });
        let mask = all.wrapping_shl(u32::try_from(first).unwrap_or_default());
        for (pair, (columns, own)) in columns.chunks_mut(64).zip(own).enumerate() {
            let at = pair.wrapping_mul(2);
            let (mut certain, mut possible) = ([0; 64], [0; 64]);
            let into = certain.iter_mut().zip(&mut possible).skip(first);
            for ((certain, possible), words) in into.zip(self.words.chunks_exact(self.width.max(1)))
            {
                if let Some(&[c, p]) = words.get(at..at.wrapping_add(2)) {
                    (*certain, *possible) = (c, p);
                }
            }
            turned(&mut certain);
            turned(&mut possible);
            let turned = certain.into_iter().zip(possible);
            for (bit, (column, (certain, possible))) in
                (0_u32..).zip(columns.iter_mut().zip(turned))
            {
                if own.wrapping_shr(bit) & 1 == 1 {
                    column.write(word, mask, certain, possible);
                }
            }
        }
        self.words.clear();
    }
}

impl Population {
    /// Takes many learners in at one go, several times as fast as one by one. `read` gives each one's facts into cleared
    /// room, and says who it is; one who is there already is read anew.
    ///
    /// Linear in the facts and the questions about them; for learners who are there already also in all questions.
    ///
    /// ```
    /// # use lms_core::record::LearnerRecord;
    /// # use lms_core::rule::audience::Population;
    /// # use lms_core::rule::{RuleSet, Seats, Vocabulary};
    /// # let rules = RuleSet::compile(&[], &Vocabulary::default()).unwrap();
    /// let records = ["ada", "ben"].map(|id| LearnerRecord::new(id.parse().unwrap()));
    /// let mut everyone = Population::new(&rules, "2026-11-22T08:00:00Z".parse().unwrap());
    /// everyone.load(&rules, &records, |record, facts| {
    ///     rules.read_facts(record, &Seats::new(), facts);
    ///     &record.learner
    /// }).unwrap();
    /// assert_eq!(everyone.rows(), 2);
    /// ```
    ///
    /// # Errors
    /// [`AudienceError::Full`]; those before are in.
    pub fn load<'a, L>(
        &mut self,
        rules: &RuleSet,
        learners: impl IntoIterator<Item = L>,
        mut read: impl FnMut(L, &mut Facts) -> &'a LearnerId,
    ) -> Result<(), AudienceError> {
        let learners = learners.into_iter();
        self.ids.reserve(learners.size_hint().0.min(MAX_LEARNERS));
        let (mut group, mut facts) = (Group::default(), Facts::default());
        let mut result = Ok(());
        for learner in learners {
            facts.clear();
            let id = read(learner, &mut facts);
            let known = self.ids.len();
            let Some(row) = self.ids.row(id.as_str()) else {
                result = Err(AudienceError::Full);
                break;
            };
            if row < known {
                self.write_group(&mut group);
                self.put_row(rules, row, &facts, true);
                continue;
            }
            self.open(rules, row);
            let work = &mut self.work;
            work.moves.begin(self.own.len());
            rules.load_watched(&facts, self.since, &mut work.words, &mut work.moves);
            group.add(row, &work.words);
            let moves = work
                .moves
                .end(rules, &facts, self.since.micros(), &self.own);
            let (block, place) = split(row);
            if let Some(columns) = self.blocks.get_mut(block) {
                note(columns, place, moves);
            }
            if row % 64 == 63 {
                self.write_group(&mut group);
            }
        }
        self.write_group(&mut group);
        result
    }

    fn write_group(&mut self, group: &mut Group) {
        let rows = group.rows();
        if rows == 0 {
            return;
        }
        let last = group.first.saturating_add(rows).saturating_sub(1);
        if let Some(columns) = self.blocks.get_mut(split(last).0) {
            group.write(columns, &self.own);
            if is_last(last) {
                columns.iter_mut().for_each(Column::settle);
            }
        }
    }
}
