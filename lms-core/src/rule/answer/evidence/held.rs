//! Which certificate or enrolment counts.

use super::{Evidence, Seen, by};
use crate::record::LearnerRecord;
use crate::rule::compile::question::Standing;
use crate::rule::learner::calendar::FOREVER;
use crate::rule::learner::facts::{EnrolmentFact, Facts, HeldFact};
use crate::verdict::Truth;

pub(super) fn holds<'r>(
    certification: u32,
    truth: Truth,
    facts: &Facts,
    record: &'r LearnerRecord,
    now: i64,
) -> Evidence<'r> {
    let of = facts
        .held
        .iter()
        .filter(|fact| fact.certification == certification);
    let valid = |fact: &HeldFact| fact.from <= now && now < fact.until;
    let Some(fact) = of.max_by_key(|fact| (valid(fact), fact.from <= now, fact.until)) else {
        return Evidence::bare("certificate_not_held");
    };
    let basis = record
        .certificates
        .get(fact.source as usize)
        .map(|held| &held.basis);
    let (code, seen) = match truth {
        Truth::True if fact.until == FOREVER => ("certificate_held_open", Seen::Nothing),
        Truth::True => ("certificate_held", Seen::Instant(fact.until)),
        _ if fact.until <= fact.from => ("certificate_not_held", Seen::Nothing),
        _ if now < fact.from => ("certificate_upcoming", Seen::Instant(fact.from)),
        _ if valid(fact) => ("certificate_too_short", Seen::Instant(fact.until)),
        _ => ("certificate_ended", Seen::Instant(fact.until)),
    };
    Evidence::bare(code).seen(seen).on(basis)
}

pub(super) fn enrolment<'r>(
    place: Standing,
    truth: Truth,
    fact: Option<&EnrolmentFact>,
    record: &'r LearnerRecord,
) -> Evidence<'r> {
    let (yes, no) = match place {
        Standing::Enrolled => ("enrolled", "not_enrolled"),
        Standing::Waitlisted => ("waitlisted", "not_waitlisted"),
        Standing::Withdrawn => ("withdrawn", "not_withdrawn"),
    };
    let basis = fact.and_then(|fact| record.enrolments.get(fact.source as usize));
    Evidence::bare(by(truth, yes, no, no)).on(basis.map(|held| &held.basis))
}
