//! Since when time counts.

use super::{Evidence, Seen, by, instant};
use crate::record::{ApprovalState, LearnerRecord};
use crate::rule::compile::question::Since;
use crate::rule::learner::facts::{Facts, Place};
use crate::rule::rule_set::RuleSet;
use crate::verdict::Truth;

impl RuleSet {
    /// Whether enough time has passed since something, and since when it counts.
    pub(super) fn elapsed<'r>(
        &self,
        since: Since,
        truth: Truth,
        facts: &Facts,
        record: &'r LearnerRecord,
        now: i64,
    ) -> Evidence<'r> {
        let names = &self.shared.names;
        let (seen, basis) = match since {
            Since::Attribute(name) => {
                let id = names.attributes.id(name);
                let stated = id.and_then(|id| record.attributes.get(id));
                let seen = stated.map_or(Seen::Nothing, |stated| Seen::Value(&stated.value));
                (seen, stated.map(|stated| &stated.basis))
            }
            Since::Completion(course) => {
                let of = facts
                    .completions
                    .iter()
                    .filter(|fact| fact.course == course);
                let last = of.filter(|fact| fact.at <= now).max_by_key(|fact| fact.at);
                let from = last.and_then(|fact| record.completions.get(fact.source as usize));
                (
                    instant(last.map(|fact| fact.at)),
                    from.map(|from| &from.basis),
                )
            }
            Since::Enrolment(spot) => {
                let of = facts.enrolments.iter().filter(|fact| spot.enrolment(fact));
                let of = of.filter(|fact| fact.place == Place::Taking && fact.from <= now);
                let last = of.max_by_key(|fact| fact.from);
                let from = last.and_then(|fact| record.enrolments.get(fact.source as usize));
                (
                    instant(last.map(|fact| fact.from)),
                    from.map(|from| &from.basis),
                )
            }
            Since::Certificate(certification) => {
                let of = facts
                    .held
                    .iter()
                    .filter(|fact| fact.certification == certification);
                let of = of.filter(|fact| fact.start.max(fact.known) <= now);
                let last = of.max_by_key(|fact| fact.start);
                let from = last.and_then(|fact| record.certificates.get(fact.source as usize));
                (
                    instant(last.map(|fact| fact.start)),
                    from.map(|from| &from.basis),
                )
            }
            Since::Approval(approval) => {
                let id = names.approvals.id(approval);
                let held = id.and_then(|id| record.approvals.get(id));
                let held = held.filter(|held| held.state == ApprovalState::Granted);
                (
                    instant(held.map(|held| held.basis.at.micros())),
                    held.map(|held| &held.basis),
                )
            }
        };
        Evidence::bare(by(truth, "elapsed", "not_elapsed", "anchor_missing"))
            .seen(seen)
            .on(basis)
    }
}
