//! Leaves become questions, each of them once.

use std::sync::Arc;

use super::Builder;
use super::names::Named;
use super::outline::{Ask, Line};
use super::question::{Completed, Question};
use super::wording::Source;
use crate::problem::Problems;
use crate::rule::{Expression, Leaf};
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

impl<'d> Builder<'_, 'd> {
    /// A leaf that was found sound before, of which nothing is left to be told.
    #[inline]
    pub(super) fn seen(&mut self, expression: &'d Expression, zone: Zone) -> Option<Known> {
        let Expression::Leaf(leaf) = expression else {
            return None;
        };
        self.plain(leaf).or_else(|| {
            let number = self.leaves.find(&(&**leaf, zone))?;
            *self.known.get(number as usize)?
        })
    }

    pub(super) fn leaf(
        &mut self,
        leaf: &'d Arc<Leaf>,
        zone: Zone,
        problems: &mut Problems,
    ) -> Option<Known> {
        if let Some(known) = self.plain(leaf) {
            return Some(known);
        }
        let number = self.leaves.intern(&(leaf, zone)) as usize;
        if let Some(Some(known)) = self.known.get(number) {
            return Some(*known);
        }
        let known = self.checker.question(leaf, zone, problems).map(|question| {
            let question = self.questions.intern_owned(question);
            let asked = self.word(Source::Leaf(Arc::clone(leaf)));
            Known { question, asked }
        });
        // A leaf with a problem is checked wherever it stands, so that each place is told.
        if number == self.known.len() {
            self.known.push(known);
        }
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
        let Named::Live(number) = self.checker.names.courses.name(course.as_str()) else {
            return None;
        };
        let places = self.plain.get(number as usize)?;
        let known = *places.get(usize::from(passed))?;
        if known.question != UNSEEN.question {
            return Some(known);
        }
        let question = Question::Completed(Completed::plain(number, passed));
        let known = Known {
            question: self.questions.intern_owned(question),
            asked: self.word(Source::Completed {
                course: course.clone(),
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
