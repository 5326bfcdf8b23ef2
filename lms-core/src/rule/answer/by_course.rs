//! A learner's completions by course, for one explanation: found at once instead of searched for by every question.

use crate::rule::learner::facts::CompletionFact;

/// A power of two; more completions than this share chains.
const HEADS: usize = 128;
const NONE: u32 = u32::MAX;

/// Chains through the completions, one for each value of the last bits of a course's number.
#[derive(Debug)]
pub(crate) struct ByCourse<'f> {
    facts: &'f [CompletionFact],
    heads: [u32; HEADS],
    next: Vec<u32>,
}

fn head_of(course: u32) -> usize {
    course as usize & HEADS.wrapping_sub(1)
}

impl<'f> ByCourse<'f> {
    /// Linear in the completions.
    pub(crate) fn new(facts: &'f [CompletionFact]) -> Self {
        let mut heads = [NONE; HEADS];
        let mut next = vec![NONE; facts.len()];
        // From the last to the first, so that each chain is in the order of the record.
        let mut place = u32::try_from(facts.len()).unwrap_or(NONE);
        for (fact, next) in facts.iter().zip(&mut next).rev() {
            place = place.wrapping_sub(1);
            if let Some(head) = heads.get_mut(head_of(fact.course)) {
                *next = core::mem::replace(head, place);
            }
        }
        Self { facts, heads, next }
    }

    /// The completions of a course, in the order of the record.
    pub(crate) fn of(&self, course: u32) -> impl Iterator<Item = &'f CompletionFact> + '_ {
        let mut at = self.heads.get(head_of(course)).copied().unwrap_or(NONE);
        core::iter::from_fn(move || {
            loop {
                let fact = self.facts.get(at as usize)?;
                at = self.next.get(at as usize).copied().unwrap_or(NONE);
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
