//! Commands on courses and paths.

use super::Rejection;
use super::decide::Decision;
use crate::catalogue::{CourseDefinition, OfferingDefinition};
use crate::decide::roster;
use crate::number::{Percent, Points};
use crate::record::{CompletionSource, Enrolment, EnrolmentState, Happened, ScoreStatus};
use crate::rule::Seats;
use crate::verdict::Outcome;
use crate::{ActivityId, CourseId, OfferingId, PathId};

/// Checks in this order, the first that fails is the answer: known, not retired, not enrolled, window, rules, seats.
pub(super) fn enrol(
    decision: &mut Decision<'_>,
    course: &CourseId,
    run: Option<&OfferingId>,
) -> Result<(), Rejection> {
    let definition = known(decision, course)?;
    let offering = run.map(|run| offering(decision, course, run)).transpose()?;
    if definition.retired {
        return Err(Rejection::CourseRetired);
    }
    if open_enrolment(decision, course, run).is_some() {
        return Err(Rejection::AlreadyEnrolled);
    }
    if let Some(offering) = offering {
        within_window(decision, offering)?;
    }
    let context = decision.context;
    let mut seats = Seats::new();
    if let (Some(offering), Some(roster)) = (offering, context.roster) {
        let free = roster.seats(offering.capacity, context.now).free();
        seats.insert(offering.id.clone(), free.unwrap_or(u32::MAX));
    }
    let record = decision.recorder.state();
    let answer = context
        .catalogue
        .eligibility(record, definition, offering, &seats, context.now);
    if answer.outcome != Outcome::Met {
        return Err(Rejection::RuleUnmet {
            verdict: answer.verdict.map(Box::new),
        });
    }
    let version = offering
        .and_then(|offering| offering.version)
        .unwrap_or(definition.version);
    match offering {
        Some(offering) if offering.capacity.is_some() || context.roster.is_some() => {
            seat(decision, course, version, offering)
        }
        _ => {
            decision.record(Happened::Enrolled {
                course: course.clone(),
                version,
                offering: run.cloned(),
                until: offering.and_then(|offering| offering.ends),
            });
            Ok(())
        }
    }
}

/// Takes a seat, or the place at the end of the queue where there is one.
fn seat(
    decision: &mut Decision<'_>,
    course: &CourseId,
    version: u32,
    offering: &OfferingDefinition,
) -> Result<(), Rejection> {
    let Some(roster) = decision.context.roster else {
        return Err(Rejection::RosterMissing);
    };
    let (learner, now) = (
        decision.recorder.state().learner.clone(),
        decision.context.now,
    );
    let take = roster::Command::TakeSeat {
        learner: learner.clone(),
    };
    match roster::decide(offering, roster, &take, now) {
        Ok(accepted) => {
            decision.roster = Some(accepted);
            decision.record(Happened::Enrolled {
                course: course.clone(),
                version,
                offering: Some(offering.id.clone()),
                until: offering.ends,
            });
        }
        Err(roster::Rejection::Full | roster::Rejection::OthersWait) if offering.waitlist => {
            let wait = roster::Command::Wait { learner };
            decision.roster = Some(roster::decide(offering, roster, &wait, now)?);
            decision.record(Happened::Waitlisted {
                course: course.clone(),
                version,
                offering: offering.id.clone(),
            });
        }
        Err(reason) => return Err(reason.into()),
    }
    Ok(())
}

pub(super) fn withdraw(
    decision: &mut Decision<'_>,
    course: &CourseId,
    run: Option<&OfferingId>,
) -> Result<(), Rejection> {
    let held = open_enrolment(decision, course, run).ok_or(Rejection::NotEnrolled)?;
    let run = held.offering.clone();
    let offering = run
        .as_ref()
        .and_then(|run| decision.context.catalogue.offering(run));
    if let (Some(roster), Some(offering)) = (decision.context.roster, offering) {
        let learner = decision.recorder.state().learner.clone();
        let release = roster::Command::Release { learner };
        decision.roster = Some(roster::decide(
            offering,
            roster,
            &release,
            decision.context.now,
        )?);
    } else if offering.is_some_and(|offering| offering.capacity.is_some()) {
        return Err(Rejection::RosterMissing);
    }
    decision.record(Happened::Withdrawn {
        course: course.clone(),
        offering: run,
    });
    Ok(())
}

pub(super) fn submit(
    decision: &mut Decision<'_>,
    course: &CourseId,
    activity: &ActivityId,
) -> Result<(), Rejection> {
    known(decision, course)?;
    taking_part(decision, course)?;
    decision.record(Happened::Submitted {
        course: course.clone(),
        activity: activity.clone(),
    });
    decision.record(Happened::Attempted {
        course: course.clone(),
        activity: Some(activity.clone()),
    });
    Ok(())
}

/// A mark is taken whether or not the learner is still enrolled: marking ends after the course does.
pub(super) fn score(
    decision: &mut Decision<'_>,
    course: &CourseId,
    activity: &ActivityId,
    status: ScoreStatus,
    points: Option<Points>,
    maximum: Option<Points>,
) -> Result<(), Rejection> {
    known(decision, course)?;
    decision.record(Happened::Scored {
        course: course.clone(),
        activity: activity.clone(),
        status,
        points,
        maximum,
    });
    Ok(())
}

pub(super) fn complete(
    decision: &mut Decision<'_>,
    course: &CourseId,
    run: Option<&OfferingId>,
    passed: bool,
    score: Option<Percent>,
    source: CompletionSource,
) -> Result<(), Rejection> {
    let definition = known(decision, course)?;
    let held =
        open_enrolment(decision, course, run).filter(|held| held.state == EnrolmentState::Active);
    if source == CompletionSource::Earned && held.is_none() {
        return Err(Rejection::NotEnrolled);
    }
    let version = held.map(|held| held.version).unwrap_or(definition.version);
    let offering = held
        .and_then(|held| held.offering.clone())
        .or_else(|| run.cloned());
    decision.record(Happened::Completed {
        course: course.clone(),
        version: (source == CompletionSource::Earned).then_some(version),
        offering,
        passed,
        score,
        credits: None,
        source,
    });
    Ok(())
}

pub(super) fn start_path(decision: &mut Decision<'_>, path: &PathId) -> Result<(), Rejection> {
    let known = decision.context.catalogue.path(path);
    let version = known
        .ok_or_else(|| Rejection::unknown("path", path))?
        .version();
    decision.record(Happened::PathStarted {
        path: path.clone(),
        version,
    });
    Ok(())
}

fn known<'a>(
    decision: &Decision<'a>,
    course: &CourseId,
) -> Result<&'a CourseDefinition, Rejection> {
    decision
        .context
        .catalogue
        .course(course)
        .ok_or_else(|| Rejection::unknown("course", course))
}

fn offering<'a>(
    decision: &Decision<'a>,
    course: &CourseId,
    run: &OfferingId,
) -> Result<&'a OfferingDefinition, Rejection> {
    let found = decision
        .context
        .catalogue
        .offering(run)
        .filter(|offering| offering.course == *course);
    found.ok_or_else(|| Rejection::unknown("offering", run))
}

fn within_window(decision: &Decision<'_>, offering: &OfferingDefinition) -> Result<(), Rejection> {
    let (window, now) = (offering.enrolment, decision.context.now);
    match (window.from, window.until) {
        (Some(opens), _) if now < opens => Err(Rejection::EnrolmentNotOpen { opens }),
        (_, Some(closed)) if closed <= now => Err(Rejection::EnrolmentClosed { closed }),
        _ => Ok(()),
    }
}

/// The newest enrolment in the course (in the given run, where one is given) that is active or waiting.
fn open_enrolment<'d>(
    decision: &'d Decision<'_>,
    course: &CourseId,
    run: Option<&OfferingId>,
) -> Option<&'d Enrolment> {
    let now = decision.context.now;
    decision
        .recorder
        .state()
        .enrolments
        .iter()
        .rev()
        .find(|held| {
            held.course == *course
                && (run.is_none() || held.offering.as_ref() == run)
                && matches!(
                    held.state,
                    EnrolmentState::Active | EnrolmentState::Waitlisted
                )
                && held.until.is_none_or(|until| now < until)
        })
}

fn taking_part(decision: &Decision<'_>, course: &CourseId) -> Result<(), Rejection> {
    match open_enrolment(decision, course, None) {
        Some(held) if held.state == EnrolmentState::Active => Ok(()),
        _ => Err(Rejection::NotEnrolled),
    }
}
