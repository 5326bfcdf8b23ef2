//! Who may see which reasons. The whole explanation is always made; a viewer gets a copy with parts left out.

use crate::rule::Viewer;
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
    /// assert_eq!(verdict.reasons.walk().count(), 2);
    /// let shown = Viewer::Learner.view(&verdict);
    /// assert!(shown.reasons.root().is_leaf());
    /// assert_eq!(shown.outcome, verdict.outcome);
    /// assert_eq!(Viewer::Staff.view(&verdict), verdict);
    /// ```
    #[must_use]
    pub fn view(self, verdict: &Verdict) -> Verdict {
        let reasons = &verdict.reasons;
        if reasons.walk().all(|reason| self.may_see(&reason)) {
            return verdict.clone();
        }
        // Its own interval would give away the dates below it.
        let hidden = |reason: &Reason<'_>| (!self.may_see(reason)).then_some(verdict.until);
        Verdict {
            reasons: reasons.without(hidden),
            ..verdict.clone()
        }
    }

    fn may_see(self, reason: &Reason<'_>) -> bool {
        reason.asked.kind != "disclosed"
            || [Self::Learner, Self::Staff, Self::Administrator]
                .into_iter()
                .any(|to| reason.asked.param("to") == Some(to.as_str()) && to <= self)
    }
}
