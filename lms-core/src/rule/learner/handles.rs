//! Numbers for ids, for hosts that keep their learners in numbers and load them without a text.

use super::calendar::FOREVER;
use super::facts::{CompletionFact, Datum, Facts, GradeFact, HeldFact, StatedFact};
use super::intake::Seats;
use crate::number::{Percent, Points};
use crate::record::LearnerRecord;
use crate::rule::compile::names::EMPTY_TEXT;
use crate::rule::rule_set::RuleSet;
use crate::time::{Date, Instant, Interval};
use crate::{ActivityId, AttributeName, CertificationId, CourseId};

macro_rules! handles {
    ($($(#[doc = $doc:literal])+ $name:ident;)+) => {$(
        $(#[doc = $doc])+
        ///
        /// Only good for the rule set that gave it, and never stored.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub(crate) u32);
    )+};
}

handles! {
    /// A course, by number.
    CourseIx;
    /// A course or an activity of it that some rule asks for a score or attempts in, by number.
    SubjectIx;
    /// A certification, by number.
    CertificationIx;
    /// An attribute, by number.
    AttributeIx;
    /// A text that some rule compares with, by number.
    TextIx;
}

impl RuleSet {
    /// The number of a course as something completed; `None` when no rule asks for it.
    #[must_use]
    pub fn course_ix(&self, id: &CourseId) -> Option<CourseIx> {
        let course = self.shared.names.courses.find(id.as_str());
        let asked = |course: &u32| !self.shared.topics.completions.list(*course).is_empty();
        course.filter(asked).map(CourseIx)
    }

    /// The number of a course or activity as something with a score; `None` when no rule asks for it.
    #[must_use]
    pub fn subject_ix(
        &self,
        course: &CourseId,
        activity: Option<&ActivityId>,
    ) -> Option<SubjectIx> {
        self.subject(course, activity).map(SubjectIx)
    }

    /// The number of a certification; `None` when no rule asks for it.
    #[must_use]
    pub fn certification_ix(&self, id: &CertificationId) -> Option<CertificationIx> {
        let held = self.shared.names.certifications.find(id.as_str());
        let asked = |held: &u32| !self.shared.topics.certificates.list(*held).is_empty();
        held.filter(asked).map(CertificationIx)
    }

    /// The number of an attribute; `None` when no rule asks for it.
    #[must_use]
    pub fn attribute_ix(&self, name: &AttributeName) -> Option<AttributeIx> {
        let name = self.shared.names.attributes.find(name.as_str());
        let asked = |name: &u32| !self.shared.topics.attributes.list(*name).is_empty();
        name.filter(asked).map(AttributeIx)
    }

    /// The number of a text; `None` when no rule compares with it. The empty text always has one.
    #[must_use]
    pub fn text_ix(&self, text: &str) -> Option<TextIx> {
        self.shared.names.texts.find(text).map(TextIx)
    }
}

/// Loading by number. A learner that is loaded so can be decided; an explanation names no events.
///
/// Give each fact once: several of one attribute or score are told apart by their order, and the last counts.
impl Facts {
    /// Forgets everything, and keeps the room for the next learner.
    pub fn clear(&mut self) {
        self.attributes.clear();
        self.reported.clear();
        self.completions.clear();
        self.grades.clear();
        self.attempts.clear();
        self.held.clear();
        self.units.clear();
        self.groups.clear();
        self.audiences.clear();
        self.roles.clear();
        self.enrolments.clear();
        self.skills.clear();
        self.approvals.clear();
        self.payments.clear();
        self.waivers.clear();
        self.steps.clear();
        self.seats.clear();
    }

    /// A completed and passed course.
    #[inline]
    pub fn add_completion(
        &mut self,
        course: CourseIx,
        score: Option<Percent>,
        credits: Option<Points>,
        at: Instant,
    ) {
        let fact = CompletionFact::numbered(course, score, credits, at);
        self.completions.push(fact);
    }

    /// Many completed and passed courses without scores or credits of their own: faster than one by one.
    #[inline]
    pub fn add_completions(&mut self, courses: impl IntoIterator<Item = (CourseIx, Instant)>) {
        let of = courses.into_iter();
        let of = of.map(|(course, at)| CompletionFact::numbered(course, None, None, at));
        self.completions.extend(of);
    }

    /// A score.
    #[inline]
    pub fn add_score(&mut self, subject: SubjectIx, score: Percent, at: Instant) {
        self.grades.push(GradeFact::numbered(subject, score, at));
    }

    /// A certificate that is valid in an interval.
    #[inline]
    pub fn add_certificate(&mut self, certification: CertificationIx, valid: Interval) {
        self.held.push(HeldFact::numbered(certification, valid));
    }

    /// A text attribute. `None` stands for a text with something in it that no rule compares with. Rules that look inside
    /// texts need [`RuleSet::facts`].
    #[inline]
    pub fn add_text(&mut self, attribute: AttributeIx, text: Option<TextIx>, at: Instant) {
        self.attributes.push(StatedFact::text(attribute, text, at));
    }

    /// A boolean attribute.
    #[inline]
    pub fn add_boolean(&mut self, attribute: AttributeIx, value: bool, at: Instant) {
        self.attributes
            .push(StatedFact::boolean(attribute, value, at));
    }

    /// A date attribute.
    #[inline]
    pub fn add_date(&mut self, attribute: AttributeIx, value: Date, at: Instant) {
        self.attributes.push(StatedFact::date(attribute, value, at));
    }

    /// A number attribute.
    #[inline]
    pub fn add_number(&mut self, attribute: AttributeIx, value: Points, at: Instant) {
        self.attributes
            .push(StatedFact::number(attribute, value, at));
    }
}

impl CompletionFact {
    #[inline]
    pub(in crate::rule) fn numbered(
        course: CourseIx,
        score: Option<Percent>,
        credits: Option<Points>,
        at: Instant,
    ) -> Self {
        Self {
            course: course.0,
            version: None,
            passed: true,
            score: score.map(Percent::micros),
            credits: credits.map(Points::micros),
            at: at.micros(),
            source: u32::MAX,
        }
    }
}

impl GradeFact {
    #[inline]
    pub(in crate::rule) fn numbered(subject: SubjectIx, score: Percent, at: Instant) -> Self {
        Self {
            subject: subject.0,
            score: score.micros(),
            at: at.micros(),
        }
    }
}

impl HeldFact {
    #[inline]
    pub(in crate::rule) fn numbered(certification: CertificationIx, valid: Interval) -> Self {
        let from = valid.from.map_or(i64::MIN, Instant::micros);
        Self {
            certification: certification.0,
            from,
            until: valid.until.map_or(FOREVER, Instant::micros),
            start: from,
            known: from,
            source: u32::MAX,
        }
    }
}

impl StatedFact {
    #[inline]
    pub(in crate::rule) fn text(name: AttributeIx, text: Option<TextIx>, at: Instant) -> Self {
        let datum = Datum::Text {
            literal: text.map(|text| text.0),
            empty: text == Some(TextIx(EMPTY_TEXT)),
            text: None,
        };
        Self::of(name, datum, at)
    }

    #[inline]
    pub(in crate::rule) fn boolean(name: AttributeIx, value: bool, at: Instant) -> Self {
        Self::of(name, Datum::Scalar(i64::from(value)), at)
    }

    #[inline]
    pub(in crate::rule) fn date(name: AttributeIx, value: Date, at: Instant) -> Self {
        let days = i64::from(value.days_since_epoch());
        Self::of(name, Datum::Scalar(days), at)
    }

    #[inline]
    pub(in crate::rule) fn number(name: AttributeIx, value: Points, at: Instant) -> Self {
        Self::of(name, Datum::Scalar(value.micros()), at)
    }

    #[inline]
    fn of(name: AttributeIx, datum: Datum, at: Instant) -> Self {
        Self {
            name: name.0,
            at: at.micros(),
            datum,
        }
    }
}

impl crate::rule::Learner {
    /// Reads another record into the room of this learner: the fastest way through many records. What was watched is
    /// forgotten.
    pub fn renew(&mut self, rules: &RuleSet, record: &LearnerRecord, seats: &Seats, now: Instant) {
        self.reload(rules, now, |facts| rules.read_facts(record, seats, facts));
    }

    /// Reads another learner into the room of this one: the fastest way through many learners. What was watched is
    /// forgotten.
    pub fn reload(&mut self, rules: &RuleSet, now: Instant, fill: impl FnOnce(&mut Facts)) {
        self.facts.clear();
        fill(&mut self.facts);
        self.outcomes.clear();
        self.refresh(rules, now);
    }
}
