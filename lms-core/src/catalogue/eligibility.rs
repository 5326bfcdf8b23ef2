use serde::{Deserialize, Serialize};

use super::{Catalogue, CourseDefinition, OfferingDefinition, rules};
use crate::RuleId;
use crate::record::LearnerRecord;
use crate::rule::{Learner, RuleSet, Seats};
use crate::time::{Instant, Interval};
use crate::verdict::{Outcome, Verdict};

/// Whether a learner may enrol, why, and until when that holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Eligibility {
    /// Whether the learner may enrol.
    pub outcome: Outcome,
    /// The stable code of what decided: `no_rule`, `course_retired` or `rule`.
    pub code: String,
    /// The interval around the instant asked about in which this cannot change without a new event.
    pub until: Interval,
    /// The rule's whole verdict, where a rule decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
}

impl Catalogue {
    /// All rules, compiled: those that authors named, and those of courses (`course:ID`) and runs (`offering:ID`).
    #[must_use]
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// The verdict of a named rule; `None` when there is no such rule. For many rules or many instants over one learner
    /// compile the learner once: see [`Learner`].
    ///
    /// Linear in the record, the questions of the rule, and the facts about them.
    #[must_use]
    pub fn verdict(
        &self,
        rule: &RuleId,
        record: &LearnerRecord,
        seats: &Seats,
        now: Instant,
    ) -> Option<Verdict> {
        let rule = self.rules.rule(rule)?;
        let mut learner = Learner::new(&self.rules, record, seats, now);
        Some(self.rules.verdict(rule, &mut learner, record, now))
    }

    /// Whether a learner may enrol in a course, or in one run of it: not retired, the run's window is open, prerequisites
    /// met or waived, the run's own rule met. Whether a seat is free is the roster's to say.
    ///
    /// ```
    /// use lms_core::Catalogue;
    /// use lms_core::record::LearnerRecord;
    /// use lms_core::verdict::Outcome;
    /// let catalogue = Catalogue::from_json(r#"{"courses": [{"id": "a", "title": "A"},
    ///     {"id": "b", "title": "B", "prerequisites": {"type": "completed", "course": "a"}}]}"#).unwrap();
    /// let record = LearnerRecord::new("ada".parse().unwrap());
    /// let now = "2026-11-22T08:00:00Z".parse().unwrap();
    /// let course = catalogue.course(&"b".parse().unwrap()).unwrap();
    /// let answer = catalogue.eligibility(&record, course, None, &Default::default(), now);
    /// assert_eq!(answer.outcome, Outcome::Unmet);
    /// assert_eq!(answer.verdict.unwrap().reasons.root().code, "any_unmet");
    /// ```
    #[must_use]
    pub fn eligibility(
        &self,
        record: &LearnerRecord,
        course: &CourseDefinition,
        offering: Option<&OfferingDefinition>,
        seats: &Seats,
        now: Instant,
    ) -> Eligibility {
        if course.retired {
            return Eligibility {
                outcome: Outcome::Unmet,
                code: "course_retired".into(),
                until: Interval::ALWAYS,
                verdict: None,
            };
        }
        let run = offering.and_then(|offering| self.rules.rule(&rules::of_offering(offering)));
        // The run's rule takes in the course's; a run without one has nothing to add to it.
        let id = match run {
            Some(_) => offering.map(rules::of_offering),
            None => Some(rules::of_course(course)),
        };
        match id.and_then(|id| self.verdict(&id, record, seats, now)) {
            None => Eligibility {
                outcome: Outcome::Met,
                code: "no_rule".into(),
                until: Interval::ALWAYS,
                verdict: None,
            },
            Some(verdict) => Eligibility {
                outcome: verdict.outcome,
                code: "rule".into(),
                until: verdict.until,
                verdict: Some(verdict),
            },
        }
    }
}
