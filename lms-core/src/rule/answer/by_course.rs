//! A learner's completions by course, for one explanation: found at once instead of searched for by every question.

use crate::rule::learner::facts::CompletionFact;

/// A power of two; more completions than this share chains.
const HEADS: usize = 128;
/// So many completions are chained without allocating.
const FEW: usize = 64;
const NONE: u32 = u32::MAX;

/// Chains through the completions, one for each value of the last bits of a course's number.
#[derive(Debug)]
pub(crate) struct ByCourse<'f> {
    facts: &'f [CompletionFact],
    heads: [u32; HEADS],
    /// What follows each completion in its chain, when there are few.
    few: [u32; FEW],
    /// The same when there are more; otherwise empty.
    many: Vec<u32>,
}

fn head_of(course: u32) -> usize {
    course as usize & HEADS.wrapping_sub(1)
}

impl<'f> ByCourse<'f> {
    /// Linear in the completions.
    pub(crate) fn new(facts: &'f [CompletionFact]) -> Self {
        let mut studied = Self {
            facts,
            heads: [NONE; HEADS],
            few: [NONE; FEW],
            many: Vec::new(),
        };
        let next = if facts.len() <= FEW {
            &mut studied.few[..]
        } else {
            studied.many.resize(facts.len(), NONE);
            &mut studied.many[..]
        };
        // From the last to the first, so that each chain is in the order of the record.
        let mut place = u32::try_from(facts.len()).unwrap_or(NONE);
        for (fact, next) in facts.iter().zip(next).rev() {
            place = place.wrapping_sub(1);
            if let Some(head) = studied.heads.get_mut(head_of(fact.course)) {
                *next = core::mem::replace(head, place);
            }
        }
        studied
    }

    /// The completions of a course, in the order of the record.
    pub(crate) fn of(&self, course: u32) -> impl Iterator<Item = &'f CompletionFact> + '_ {
        let mut at = self.heads.get(head_of(course)).copied().unwrap_or(NONE);
        let next = if self.many.is_empty() {
            &self.few[..]
        } else {
            &self.many[..]
        };
        core::iter::from_fn(move || {
            loop {
                let fact = self.facts.get(at as usize)?;
                at = next.get(at as usize).copied().unwrap_or(NONE);
                if fact.course == course {
                    return Some(fact);
                }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_course_finds_its_completions_in_the_order_of_the_record() {
        let fact = |course, source| CompletionFact {
            course,
            version: None,
            passed: true,
            score: None,
            credits: None,
            at: 0,
            source,
        };
        // 5 and 133 share a chain.
        let facts = [fact(5, 0), fact(133, 1), fact(7, 2), fact(5, 3)];
        let by_course = ByCourse::new(&facts);
        let of = |course| {
            by_course
                .of(course)
                .map(|fact| fact.source)
                .collect::<Vec<_>>()
        };
        assert_eq!(of(5), [0, 3]);
        assert_eq!(of(133), [1]);
        assert_eq!(of(6), [0; 0]);
        assert!(ByCourse::new(&[]).of(5).next().is_none());
    }
}
