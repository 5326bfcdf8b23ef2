//! Leaves become questions, each of them once.

use std::sync::Arc;

use super::Builder;
use super::interner::Unseen;
use super::outline::{Ask, Line};
use super::question::{Completed, Question};
use super::wording::Source;
use crate::problem::Problems;
use crate::rule::Leaf;
use crate::time::Zone;

/// What a leaf became: its question, and the place of its wording.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    pub(super) question: u32,
    pub(super) asked: u32,
}

impl Known {
    /// The line of such a leaf.
    pub(super) fn line(self) -> Line {
        Line {
            ask: Ask::Question(self.question),
            asked: self.asked,
            size: 1,
        }
    }
}

/// Of a leaf that was not seen yet.
pub(super) const UNSEEN: Known = Known {
    question: u32::MAX,
    asked: u32::MAX,
};

/// What is known of a leaf of which a problem may be told, so that its place must be.
pub(super) enum Doubtful {
    /// It has a problem, which is told wherever it stands.
    Wrong,
    New(Unseen),
}

impl<'d> Builder<'_, 'd> {
    /// What a leaf becomes of which nothing is to be told.
    #[inline]
    pub(super) fn sound(&mut self, leaf: &'d Leaf, zone: Zone) -> Result<Known, Doubtful> {
        if let Some(known) = self.plain(leaf) {
            return Ok(known);
        }
        let number = self.leaves.look(&(leaf, zone)).map_err(Doubtful::New)?;
        let known = self.known.get(number as usize).copied().flatten();
        known.ok_or(Doubtful::Wrong)
    }

    /// What a doubtful leaf becomes, when no problem was noted.
    pub(super) fn checked(
        &mut self,
        leaf: &'d Arc<Leaf>,
        zone: Zone,
        doubtful: Doubtful,
        problems: &mut Problems,
    ) -> Option<Known> {
        let question = self.checker.question(leaf, zone, problems);
        let Doubtful::New(unseen) = doubtful else {
            return None;
        };
        let known = question.map(|question| Known {
            question: self.questions.intern_owned(question),
            asked: self.word(Source::Leaf(Arc::clone(leaf))),
        });
        self.leaves.put(unseen, (leaf, zone));
        self.known.push(known);
        known
    }

    /// The same for the plain completion of a course that is there.
    #[inline]
    fn plain(&mut self, leaf: &Leaf) -> Option<Known> {
        let &Leaf::Completed {
            ref course,
            passed,
            min_score: None,
            within: None,
            min_version: None,
        } = leaf
        else {
            return None;
        };
        let number = self.checker.names.courses.find(course.as_str())?;
        let places = self.plain.get(number as usize)?;
        let known = *places.get(usize::from(passed))?;
        if known.question != UNSEEN.question {
            return Some(known);
        }
        if self.checker.names.courses.is_retired(number) {
            return None;
        }
        // Its place among the plain ones is how it is found again: no other leaf asks the same.
        let question = Question::Completed(Completed::plain(number, passed));
        let known = Known {
            question: self.questions.push(question),
            asked: self.word(Source::Completed {
                course: number,
                passed,
            }),
        };
        *self
            .plain
            .get_mut(number as usize)?
            .get_mut(usize::from(passed))? = known;
        Some(known)
    }
}
