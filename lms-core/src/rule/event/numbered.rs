//! Changes in numbers, for hosts that keep their learners in numbers and tell of events without a text.

use super::change::{Change, Delta};
use crate::number::{Percent, Points};
use crate::rule::learner::facts::{CompletionFact, GradeFact, HeldFact, StatedFact};
use crate::rule::{AttributeIx, CertificationIx, CourseIx, SubjectIx, TextIx};
use crate::time::{Date, Instant, Interval};

/// Changes in numbers, beside [`Facts`](crate::rule::Facts) in numbers: each says one fact anew.
///
/// They change what they say and nothing else, and never look at a record: a learner that was loaded from numbers has
/// none, so that [`RuleSet::apply`](crate::rule::RuleSet::apply) is given an empty one. Where one event says more than one
/// thing (a completion that also ends an enrolment which a rule asks about) the host tells of each, or uses
/// [`RuleSet::change`](crate::rule::RuleSet::change).
///
/// ```
/// use lms_core::record::LearnerRecord;
/// use lms_core::rule::{Change, Facts, Learner, RuleDefinition, RuleSet, Vocabulary};
/// use lms_core::verdict::Outcome;
/// let mut vocabulary = Vocabulary::default();
/// vocabulary.courses.insert("bls".parse().unwrap(), Default::default());
/// let rule: RuleDefinition =
///     serde_json::from_str(r#"{"id":"trained","when":{"type":"completed","course":"bls"}}"#).unwrap();
/// let rules = RuleSet::compile(&[rule], &vocabulary).unwrap();
/// let bls = rules.course_ix(&"bls".parse().unwrap()).unwrap(); // once
///
/// let now = "2026-11-22T08:00:00Z".parse().unwrap();
/// let (mut learner, none) = (Learner::from_facts(&rules, Facts::default(), now),
///     LearnerRecord::new("ada".parse().unwrap()));
/// let mut flips = Vec::new();
/// rules.apply(&mut learner, &none, &Change::completion(bls, None, None, now), now, &mut flips);
/// assert_eq!(flips[0].after, Outcome::Met);
/// rules.apply(&mut learner, &none, &Change::completions_withdrawn(bls), now, &mut flips);
/// assert_eq!(flips[0].after, Outcome::Unmet);
/// ```
impl Change {
    /// A course was completed and passed.
    #[must_use]
    pub fn completion(
        course: CourseIx,
        score: Option<Percent>,
        credits: Option<Points>,
        at: Instant,
    ) -> Self {
        let fact = CompletionFact::numbered(course, score, credits, at);
        Self(Delta::Completed(fact))
    }

    /// All completions of a course are taken back.
    #[must_use]
    pub fn completions_withdrawn(course: CourseIx) -> Self {
        Self(Delta::Uncompleted(course.0))
    }

    /// A score, in place of the one before.
    #[must_use]
    pub fn score(subject: SubjectIx, score: Percent, at: Instant) -> Self {
        Self(Delta::Graded(GradeFact::numbered(subject, score, at)))
    }

    /// One more certificate, valid in an interval.
    #[must_use]
    pub fn certificate(certification: CertificationIx, valid: Interval) -> Self {
        Self(Delta::Certified(HeldFact::numbered(certification, valid)))
    }

    /// Another text in an attribute. `None` stands for a text with something in it that no rule compares with. Rules that
    /// look inside texts need [`RuleSet::change`](crate::rule::RuleSet::change).
    #[must_use]
    pub fn text(attribute: AttributeIx, text: Option<TextIx>, at: Instant) -> Self {
        Self(Delta::Attribute(StatedFact::text(attribute, text, at)))
    }

    /// Another boolean in an attribute.
    #[must_use]
    pub fn boolean(attribute: AttributeIx, value: bool, at: Instant) -> Self {
        Self(Delta::Attribute(StatedFact::boolean(attribute, value, at)))
    }

    /// Another date in an attribute.
    #[must_use]
    pub fn date(attribute: AttributeIx, value: Date, at: Instant) -> Self {
        Self(Delta::Attribute(StatedFact::date(attribute, value, at)))
    }

    /// Another number in an attribute.
    #[must_use]
    pub fn number(attribute: AttributeIx, value: Points, at: Instant) -> Self {
        Self(Delta::Attribute(StatedFact::number(attribute, value, at)))
    }
}
