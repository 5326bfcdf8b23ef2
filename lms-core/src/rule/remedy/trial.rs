//! Steps are tried on the facts: what a condition reads before and after.

use super::deed::Deed;
use super::grow::{Growth, Layer};
use super::kept::Kept;
use crate::rule::compile::question::Question;
use crate::rule::learner::facts::Facts;
use crate::rule::learner::reading::Reading;
use crate::time::Instant;
use crate::verdict::Truth;

impl Growth<'_> {
    pub(super) fn read(&mut self, asked: &Question, layer: Layer) -> Reading {
        let reading = self.read_at(asked, self.at(layer));
        self.note(reading, layer);
        reading
    }

    /// What a question reads at an instant when nothing is done.
    pub(super) fn read_at(&mut self, asked: &Question, at: i64) -> Reading {
        self.count(asked);
        let units = &self.case.rules.shared.units;
        asked.read(self.facts_about(asked), units, at)
    }

    /// The facts that can answer a question. Most ask whether one course was completed, of learners who completed
    /// hundreds: theirs are picked out, so that reading does not look at the others.
    fn facts_about(&mut self, asked: &Question) -> &mut Facts {
        let Question::Completed(wanted) = asked else {
            return &mut self.facts;
        };
        let all = &self.facts.completions;
        let first = all.partition_point(|fact| fact.course < wanted.course);
        let rest = all.get(first..).unwrap_or_default();
        let of = rest.iter().take_while(|fact| fact.course == wanted.course);
        self.few.completions.clear();
        self.few.completions.extend(of);
        &mut self.few
    }

    fn note(&mut self, reading: Reading, layer: Layer) {
        if layer == self.last() {
            self.wake = self.wake.min(reading.until);
        }
    }

    /// What a question reads at a layer when a step was taken at the same or an earlier one.
    pub(super) fn tried(
        &mut self,
        deed: Deed,
        done: Layer,
        asked: &Question,
        layer: Layer,
    ) -> Reading {
        self.count(asked);
        let (at, now) = (self.at(done), self.at(layer));
        let mut valid = (at, i64::MAX);
        let mut score = None;
        match deed {
            Deed::Complete { course } => score = self.case.survey.grades.get(&course).copied(),
            Deed::Certify { certification } => {
                let id = self
                    .case
                    .rules
                    .shared
                    .names
                    .certifications
                    .id(certification);
                let term = id
                    .and_then(|id| id.parse().ok())
                    .zip(self.times.get(done))
                    .and_then(|(id, at)| self.case.ground.term(&id, self.case.record, *at));
                if let Some(term) = term {
                    valid.0 = term.from.map_or(at, Instant::micros);
                    valid.1 = term.until.map_or(i64::MAX, Instant::micros);
                }
            }
            _ => {}
        }
        let units = &self.case.rules.shared.units;
        let facts = self.facts_about(asked);
        let keep = Kept::of(deed, facts);
        deed.apply(facts, at, score, valid);
        let reading = asked.read(facts, units, now);
        keep.restore(facts);
        self.note(reading, layer);
        reading
    }
}

/// Whether a condition reads as is wanted of it.
pub(super) fn fits(reading: Reading, negated: bool) -> bool {
    reading.truth == if negated { Truth::False } else { Truth::True }
}
