//! Why a course counts as completed, or does not.

use super::{Evidence, Seen};
use crate::record::LearnerRecord;
use crate::rule::answer::by_course::ByCourse;
use crate::rule::compile::question::Completed;
use crate::rule::learner::facts::CompletionFact;
use crate::verdict::Truth;

pub(super) fn completed<'r>(
    wanted: &Completed,
    truth: Truth,
    studied: &ByCourse<'_>,
    record: &'r LearnerRecord,
    now: i64,
) -> Evidence<'r> {
    let of = studied.of(wanted.course);
    // The completion that came nearest: the one that reads best, of those the newest that has happened.
    let nearest = of.max_by_key(|fact| (wanted.of(fact).at(now).truth, fact.at <= now, fact.at));
    let Some(fact) = nearest else {
        return Evidence::bare("course_not_completed");
    };
    let basis = record
        .completions
        .get(fact.source as usize)
        .map(|held| &held.basis);
    why_not_completed(wanted, truth, fact, now).on(basis)
}

fn why_not_completed<'r>(
    wanted: &Completed,
    truth: Truth,
    fact: &CompletionFact,
    now: i64,
) -> Evidence<'r> {
    if truth == Truth::True {
        return Evidence::bare("course_completed").seen(Seen::Instant(fact.at));
    }
    if now < fact.at {
        return Evidence::bare("course_completion_future").seen(Seen::Instant(fact.at));
    }
    if wanted.passed && !fact.passed {
        return Evidence::bare("course_not_passed").seen(Seen::No);
    }
    if let (Some(min), Some(version)) = (wanted.min_version, fact.version)
        && version < min
    {
        return Evidence::bare("course_version_old").seen(Seen::Count(u64::from(version)));
    }
    if let (Some(min), Some(score)) = (wanted.min_score, fact.score)
        && score < min
    {
        return Evidence::bare("course_score_low").seen(Seen::Percent(score));
    }
    if wanted.expires(fact) <= now {
        return Evidence::bare("course_completion_old").seen(Seen::Instant(fact.at));
    }
    if wanted.min_version.is_some() && fact.version.is_none() {
        return Evidence::bare("course_version_missing");
    }
    Evidence::bare("course_score_missing")
}
