//! What a fact says at any time: one answer in a stretch, another outside of it, and a third before the fact is known.

use super::Reading;
use crate::rule::learner::calendar::{FOREVER, SINCE_EVER};
use crate::verdict::Truth;

/// A truth in a half-open stretch and one outside of it. Calendars are asked once to make it, and not again for each
/// instant that is looked at.
#[derive(Debug, Clone, Copy)]
pub(in crate::rule) struct Span {
    from: i64,
    until: i64,
    inside: Truth,
    outside: Truth,
    /// From when on it counts, and what is answered before.
    known: i64,
    unknown: Truth,
}

impl Span {
    /// The same truth for ever.
    #[inline]
    pub(in crate::rule) const fn always(truth: Truth) -> Self {
        Self {
            from: SINCE_EVER,
            until: FOREVER,
            inside: truth,
            outside: truth,
            known: SINCE_EVER,
            unknown: truth,
        }
    }

    /// `inside` in `[from, until)`, and `outside` else; an empty stretch is never.
    #[inline]
    pub(in crate::rule) const fn within(
        from: i64,
        until: i64,
        inside: Truth,
        outside: Truth,
    ) -> Self {
        Self {
            from,
            until,
            inside,
            outside,
            known: SINCE_EVER,
            unknown: outside,
        }
    }

    /// The same, but a fact counts from its own instant; before that the answer is the one without it.
    #[inline]
    pub(in crate::rule) const fn known_from(self, at: i64, without: Truth) -> Self {
        Self {
            known: at,
            unknown: without,
            ..self
        }
    }

    /// The answer at an instant.
    #[inline]
    pub(in crate::rule) fn at(self, now: i64) -> Reading {
        if now < self.known {
            return Reading {
                truth: self.unknown,
                from: SINCE_EVER,
                until: self.known,
            };
        }
        let (truth, from, until) = if self.until <= self.from {
            (self.outside, SINCE_EVER, FOREVER)
        } else if now < self.from {
            (self.outside, SINCE_EVER, self.from)
        } else if now < self.until {
            (self.inside, self.from, self.until)
        } else {
            (self.outside, self.until, FOREVER)
        };
        let from = from.max(self.known);
        Reading { truth, from, until }
    }
}
