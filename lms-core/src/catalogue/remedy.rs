use super::{Catalogue, CourseDefinition, OfferingDefinition, rules};
use crate::certification::EarnedBy;
use crate::record::LearnerRecord;
use crate::rule::remedy::{Costs, Earned, Ground, Remedy};
use crate::rule::{RuleIx, Seats};
use crate::time::{Instant, Interval};
use crate::{CertificationId, CourseId, OfferingId, RuleId};

impl Catalogue {
    /// The cheapest steps that would make a rule met for a learner, through the prerequisites of prerequisites; `None` when
    /// there is no such rule. The rules of courses are named `course:ID`, those of runs `offering:ID`.
    ///
    /// ```
    /// use lms_core::Catalogue;
    /// use lms_core::record::LearnerRecord;
    /// use lms_core::rule::remedy::{Costs, Remedy};
    /// let catalogue = Catalogue::from_json(r#"{"courses": [{"id": "a", "title": "A"},
    ///     {"id": "b", "title": "B", "prerequisites": {"type": "completed", "course": "a"}},
    ///     {"id": "c", "title": "C", "prerequisites": {"type": "completed", "course": "b"}}]}"#).unwrap();
    /// let record = LearnerRecord::new("ada".parse().unwrap());
    /// let now = "2026-11-22T08:00:00Z".parse().unwrap();
    /// let rule = "course:c".parse().unwrap();
    /// let remedy = catalogue.remedy(&rule, &record, &Default::default(), now, &Costs::default()).unwrap();
    /// let Remedy::Plan { steps, cost, .. } = remedy else { panic!() };
    /// assert_eq!((steps.len(), cost), (2, 60));
    /// ```
    #[must_use]
    pub fn remedy(
        &self,
        rule: &RuleId,
        record: &LearnerRecord,
        seats: &Seats,
        now: Instant,
        costs: &Costs,
    ) -> Option<Remedy> {
        let rule = self.rules.rule(rule)?;
        Some(self.rules.remedy(rule, record, seats, now, costs, self))
    }

    /// The rule for enrolling in a course, or in one run of it; `None` when anybody may.
    #[must_use]
    pub fn enrolment_rule(
        &self,
        course: &CourseDefinition,
        offering: Option<&OfferingDefinition>,
    ) -> Option<RuleId> {
        let of_run = offering.map(rules::of_offering);
        of_run
            .filter(|id| self.rules.rule(id).is_some())
            .or_else(|| Some(rules::of_course(course)).filter(|id| self.rules.rule(id).is_some()))
    }
}

impl Ground for Catalogue {
    fn course_rule(&self, course: &CourseId) -> Option<RuleIx> {
        self.rules.rule(&rules::of_course(self.course(course)?))
    }

    fn offering_rule(&self, offering: &OfferingId) -> Option<RuleIx> {
        self.rules
            .rule(&rules::of_offering(self.offering(offering)?))
    }

    fn earned_by(
        &self,
        certification: &CertificationId,
        record: &LearnerRecord,
        now: Instant,
    ) -> Earned {
        match self.certification(certification).map(|of| &of.earned_by) {
            Some(EarnedBy::Course { course }) => Earned::Course(course.clone()),
            Some(EarnedBy::Path { path }) => {
                let paths = self.paths();
                let ruled = paths.under(&self.rules);
                let followed = paths.followed(path, record);
                if followed.is_some_and(|path| ruled.progress(path, record, now).complete) {
                    Earned::Already
                } else {
                    Earned::Path
                }
            }
            Some(EarnedBy::Award) | None => Earned::Already,
        }
    }

    fn term(
        &self,
        certification: &CertificationId,
        record: &LearnerRecord,
        at: Instant,
    ) -> Option<Interval> {
        let policy = self.certification(certification)?;
        let day = policy.zone.date(at).ok()?;
        let held = record.certificates.iter().rev();
        let old = held
            .into_iter()
            .find(|held| held.certification == *certification);
        let renewed = old.and_then(|old| policy.renewal_term(old, day).ok());
        let term = match renewed {
            Some(term) => term,
            None => policy.first_term(day).ok()?,
        };
        let until = match term.until {
            Some(until) => Some(policy.zone.start_of(until).ok()?),
            None => None,
        };
        Some(Interval {
            from: Some(policy.zone.start_of(term.from).ok()?),
            until,
        })
    }
}
