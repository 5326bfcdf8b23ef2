//! Who may see which reasons. The whole explanation is always made; a viewer gets a copy with parts left out.

use crate::rule::Viewer;
use crate::time::Interval;
use crate::verdict::{Reason, Verdict};

impl Viewer {
    /// The verdict as this viewer may see it: below a `disclosed` condition that is for more privileged viewers nothing is
    /// shown but whether it is met. The outcome, its interval and the verdict given stay as they are.
    ///
    /// Linear in the explanation.
    ///
    /// ```
    /// use lms_core::record::LearnerRecord;
    /// use lms_core::rule::{Learner, RuleDefinition, RuleSet, Viewer, Vocabulary};
    /// let rule: RuleDefinition = serde_json::from_str(
    ///     r#"{"id":"r","when":{"type":"disclosed","to":"staff","of":{"type":"role","role":"suspended"}}}"#).unwrap();
    /// let rules = RuleSet::compile(&[rule], &Vocabulary::default()).unwrap();
    /// let record = LearnerRecord::new("ada".parse().unwrap());
    /// let now = "2026-11-22T08:00:00Z".parse().unwrap();
    /// let mut learner = Learner::new(&rules, &record, &Default::default(), now);
    /// let verdict = rules.verdict(rules.rule(&"r".parse().unwrap()).unwrap(), &mut learner, &record, now);
    /// assert_eq!(verdict.reasons.of.len(), 1);
    /// let shown = Viewer::Learner.view(&verdict);
    /// assert!(shown.reasons.of.is_empty());
    /// assert_eq!(shown.outcome, verdict.outcome);
    /// assert_eq!(Viewer::Staff.view(&verdict), verdict);
    /// ```
    #[must_use]
    pub fn view(self, verdict: &Verdict) -> Verdict {
        Verdict {
            reasons: self.part(&verdict.reasons, verdict.until),
            ..verdict.clone()
        }
    }

    /// Recursion is bounded by the depth of an expanded rule, or of the JSON that an explanation was read from.
    fn part(self, reason: &Reason, until: Interval) -> Reason {
        if self.may_see(reason) {
            let of = reason
                .of
                .iter()
                .map(|child| self.part(child, until))
                .collect();
            return Reason {
                of,
                ..reason.without_parts()
            };
        }
        // Its own interval would give away the dates below it.
        Reason {
            found: None,
            at: None,
            event: None,
            until,
            ..reason.without_parts()
        }
    }

    fn may_see(self, reason: &Reason) -> bool {
        reason.asked.kind != "disclosed"
            || [Self::Learner, Self::Staff, Self::Administrator]
                .into_iter()
                .any(|to| reason.asked.param("to") == Some(to.as_str()) && to <= self)
    }
}

impl Reason {
    fn without_parts(&self) -> Self {
        Self {
            asked: self.asked.clone(),
            truth: self.truth,
            code: self.code.clone(),
            found: self.found.clone(),
            at: self.at,
            event: self.event.clone(),
            until: self.until,
            of: Vec::new(),
        }
    }
}
