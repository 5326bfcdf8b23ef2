//! Each condition of the language.

use lms_core::record::{
    ApprovalState, AttributeValue, Basis, EnrolmentState, LearnerRecord, Stated, WaiverTarget,
};
use lms_core::rule::{Anchor, Leaf, Length, Moment, Target};
use lms_core::time::{Instant, Period, Zone};
use lms_core::verdict::Truth;
use lms_core::{ActivityId, CourseId, OfferingId};

use super::World;
use super::compare::compare;
use super::later::{day_later, later, reached, same_time};
use super::retired::names_retired;

pub(super) fn leaf(world: &World<'_>, asked: &Leaf, zone: Zone) -> Truth {
    if names_retired(world.vocabulary, asked) {
        return Truth::Unknown;
    }
    let (now, record) = (world.now, world.record);
    let known = |basis: &Basis| basis.at <= now;
    let fresh = |at: Instant, within: Option<Period>| {
        at <= now
            && within.is_none_or(|within| !reached(now, later(at, Length::Calendar(within), zone)))
    };
    match asked {
        Leaf::Completed {
            course,
            passed,
            min_score,
            within,
            min_version,
        } => {
            let of = record
                .completions
                .iter()
                .filter(|held| held.course == *course);
            let mut best = Truth::False;
            for held in of.filter(|held| fresh(held.basis.at, *within)) {
                let mut fits = Truth::True;
                if *passed && !held.passed {
                    fits = Truth::False;
                }
                if let Some(min) = min_score {
                    fits = fits.min(
                        held.score
                            .map_or(Truth::Unknown, |score| (score >= *min).into()),
                    );
                }
                if let Some(min) = min_version {
                    fits = fits.min(
                        held.version
                            .map_or(Truth::Unknown, |own| (own >= *min).into()),
                    );
                }
                best = best.max(fits);
            }
            best
        }
        Leaf::Score {
            course,
            activity,
            min,
            below,
        } => {
            let mut of = record.grades.iter();
            let held = of.rfind(|held| held.course == *course && held.activity == *activity);
            match held.filter(|held| known(&held.basis)) {
                None => Truth::Unknown,
                Some(held) => (min.is_none_or(|min| held.score >= min)
                    && below.is_none_or(|below| held.score < below))
                .into(),
            }
        }
        Leaf::Holds {
            certification,
            still_for,
        } => {
            let policy = world.vocabulary.certifications[certification].zone;
            let valid = record.certificates.iter().any(|held| {
                if held.certification != *certification || !known(&held.basis) {
                    return false;
                }
                let start = policy.start_of(held.from).unwrap();
                let end = held.until.map(|until| policy.start_of(until).unwrap());
                let revoked = held.revoked.as_ref().map(|basis| basis.at);
                let paused = held.suspensions.iter().any(|pause| pause.contains(now));
                if now < start || reached(now, end) || reached(now, revoked) || paused {
                    return false;
                }
                let Some(period) = still_for else {
                    return true;
                };
                let pauses = held.suspensions.iter().filter_map(|pause| pause.from);
                let ends = pauses
                    .filter(|from| *from > now)
                    .chain(end)
                    .chain(revoked)
                    .min();
                ends.is_none_or(|end| {
                    let date = zone.date(end).unwrap().minus(*period, 1).unwrap();
                    now < same_time(end, date, zone).unwrap()
                })
            });
            valid.into()
        }
        Leaf::Attribute { name, test } => {
            let kind = world.vocabulary.attributes[name];
            compare(record.attributes.get(name.as_str()), kind, test, now)
        }
        Leaf::Fact { name, test } => {
            let kind = world.vocabulary.facts[name];
            compare(record.facts.get(name.as_str()), kind, test, now)
        }
        Leaf::MemberOf { unit, recursive } => {
            let below = |own: &lms_core::UnitId| {
                let mut at = Some(own.clone());
                while let Some(here) = at {
                    if here == *unit {
                        return true;
                    }
                    at = world.vocabulary.units[&here].parent.clone();
                }
                false
            };
            let of = record.units.iter().filter(|(_, basis)| known(basis));
            of.map(|(own, _)| own)
                .any(|own| own == unit || (*recursive && below(own)))
                .into()
        }
        Leaf::Group { group } => record.groups.get(group.as_str()).is_some_and(known).into(),
        Leaf::Audience { audience } => record
            .audiences
            .get(audience.as_str())
            .is_some_and(known)
            .into(),
        Leaf::Role { role } => record.roles.get(role.as_str()).is_some_and(known).into(),
        Leaf::Enrolled { target } => {
            let in_it = record
                .enrolments
                .iter()
                .filter(|held| aims(target, &held.course, held.offering.as_ref()));
            in_it
                .into_iter()
                .any(|held| match (held.state, held.enrolled_at) {
                    (EnrolmentState::Waitlisted, _) => false,
                    (EnrolmentState::Active, since) => {
                        since.unwrap_or(held.basis.at) <= now && !reached(now, held.until)
                    }
                    (_, None) => false,
                    (_, Some(since)) => {
                        since <= now && now < held.basis.at && !reached(now, held.until)
                    }
                })
                .into()
        }
        Leaf::Waitlisted { target } => state(record, target, EnrolmentState::Waitlisted, now),
        Leaf::Withdrawn { target } => state(record, target, EnrolmentState::Withdrawn, now),
        Leaf::Attempts {
            course,
            activity,
            min,
            below,
        } => {
            let count = attempts(record, course, activity.as_ref(), now).len() as u32;
            (min.is_none_or(|min| count >= min) && below.is_none_or(|below| count < below)).into()
        }
        Leaf::CoolDown {
            course,
            activity,
            wait,
        } => {
            let made = attempts(record, course, activity.as_ref(), now);
            made.iter()
                .all(|at| reached(now, later(*at, *wait, zone)))
                .into()
        }
        Leaf::Skill { skill, level } => {
            let held = record.skills.get(skill.as_str());
            held.is_some_and(|held| {
                known(&held.basis) && !reached(now, held.until) && held.level >= *level
            })
            .into()
        }
        Leaf::Window { from, until } => {
            let at = |moment: &Moment| match moment {
                Moment::Day(day) => zone.start_of(*day).unwrap(),
                Moment::Instant(at) => *at,
            };
            (from.as_ref().is_none_or(|from| at(from) <= now)
                && until.as_ref().is_none_or(|until| now < at(until)))
            .into()
        }
        Leaf::Elapsed { since, min, below } => elapsed(world, since, *min, *below, zone),
        Leaf::Age {
            attribute,
            min,
            below,
        } => {
            match record
                .attributes
                .get(attribute.as_str())
                .filter(|held| known(&held.basis))
            {
                Some(Stated {
                    value: AttributeValue::Date(born),
                    ..
                }) => {
                    let birthday = |years: u32| {
                        let day = born.plus(Period::new(years * 12, 0).unwrap(), 1).ok()?;
                        zone.start_of(day).ok()
                    };
                    (reached(now, birthday(min.unwrap_or(0)))
                        && below.is_none_or(|below| !reached(now, birthday(below))))
                    .into()
                }
                _ => Truth::Unknown,
            }
        }
        Leaf::SeatAvailable { offering } => world
            .seats
            .get(offering)
            .map_or(Truth::Unknown, |free| (*free > 0).into()),
        Leaf::Approved { approval } => {
            match record
                .approvals
                .get(approval.as_str())
                .filter(|held| known(&held.basis))
            {
                None => Truth::False,
                Some(held) => match held.state {
                    ApprovalState::Granted => Truth::True,
                    ApprovalState::Denied => Truth::False,
                    ApprovalState::Requested if world.granted => Truth::True,
                    ApprovalState::Requested => Truth::Unknown,
                },
            }
        }
        Leaf::Paid { target } => {
            let pays = |paid: &lms_core::record::Payment| match target {
                Target::Course(course) => paid.course == *course,
                Target::Offering(offering) => {
                    let course = &world.vocabulary.offerings[offering].course;
                    paid.offering.as_ref() == Some(offering)
                        || (paid.offering.is_none() && paid.course == *course)
                }
            };
            record
                .payments
                .iter()
                .any(|paid| known(&paid.basis) && pays(paid))
                .into()
        }
        Leaf::Waived { course } => {
            let target = WaiverTarget::Prerequisites {
                course: course.clone(),
            };
            let of = record
                .waivers
                .iter()
                .filter(|waiver| waiver.target == target);
            of.into_iter()
                .any(|waiver| known(&waiver.basis) && !reached(now, waiver.until))
                .into()
        }
        Leaf::Credits {
            courses,
            min,
            within,
        } => {
            let mut sum = 0;
            let every = world.vocabulary.courses.keys().cloned().collect();
            for course in courses.as_ref().unwrap_or(&every) {
                let of = record
                    .completions
                    .iter()
                    .filter(|held| held.course == *course && held.passed);
                let worth = world.vocabulary.courses[course].credits.micros();
                let of = of.filter(|held| fresh(held.basis.at, *within));
                sum += of
                    .map(|held| held.credits.map_or(worth, |own| own.micros()))
                    .max()
                    .unwrap_or(0);
            }
            (sum >= min.micros()).into()
        }
        Leaf::Step { path, step, state } => {
            let held = record
                .paths
                .get(path.as_str())
                .and_then(|path| path.steps.get(step.as_str()));
            held.is_some_and(|(note, basis)| known(basis) && note == state)
                .into()
        }
    }
}

fn aims(target: &Target, course: &CourseId, offering: Option<&OfferingId>) -> bool {
    match target {
        Target::Course(id) => id == course,
        Target::Offering(id) => Some(id) == offering,
    }
}

fn state(record: &LearnerRecord, target: &Target, state: EnrolmentState, now: Instant) -> Truth {
    let of = record.enrolments.iter();
    let of = of.filter(|held| aims(target, &held.course, held.offering.as_ref()));
    of.into_iter()
        .any(|held| held.state == state && held.basis.at <= now)
        .into()
}

fn attempts(
    record: &LearnerRecord,
    course: &CourseId,
    activity: Option<&ActivityId>,
    now: Instant,
) -> Vec<Instant> {
    let of = record.attempts.iter();
    let of = of.filter(|made| made.course == *course && made.activity.as_ref() == activity);
    of.map(|made| made.basis.at)
        .filter(|at| *at <= now)
        .collect()
}

fn elapsed(
    world: &World<'_>,
    since: &Anchor,
    min: Option<Length>,
    below: Option<Length>,
    zone: Zone,
) -> Truth {
    let (now, record) = (world.now, world.record);
    let between = |from: Option<Instant>, until: Option<Option<Instant>>| {
        Truth::from(reached(now, from) && !until.is_some_and(|until| reached(now, until)))
    };
    let anchor = match since {
        Anchor::Attribute { name } => {
            let held = record.attributes.get(name.as_str());
            return match held.filter(|held| held.basis.at <= now) {
                Some(Stated {
                    value: AttributeValue::Date(day),
                    ..
                }) => between(
                    min.map_or_else(
                        || zone.start_of(*day).ok(),
                        |min| day_later(*day, min, zone),
                    ),
                    below.map(|below| day_later(*day, below, zone)),
                ),
                _ => Truth::Unknown,
            };
        }
        Anchor::Completion { course } => {
            let of = record
                .completions
                .iter()
                .filter(|held| held.course == *course);
            of.map(|held| held.basis.at).filter(|at| *at <= now).max()
        }
        Anchor::Enrolment { target } => {
            let of = record.enrolments.iter();
            let of = of.filter(|held| aims(target, &held.course, held.offering.as_ref()));
            let start = |held: &lms_core::record::Enrolment| match held.state {
                EnrolmentState::Active => Some(held.enrolled_at.unwrap_or(held.basis.at)),
                EnrolmentState::Waitlisted => None,
                _ => held.enrolled_at,
            };
            of.filter_map(start).filter(|at| *at <= now).max()
        }
        Anchor::Certificate { certification } => {
            let policy = world.vocabulary.certifications[certification].zone;
            let of = record.certificates.iter();
            let of = of.filter(|held| held.certification == *certification && held.basis.at <= now);
            of.map(|held| policy.start_of(held.from).unwrap())
                .filter(|at| *at <= now)
                .max()
        }
        Anchor::Approval { approval } => {
            let held = record.approvals.get(approval.as_str());
            let held = held.filter(|held| held.state == ApprovalState::Granted);
            held.map(|held| held.basis.at).filter(|at| *at <= now)
        }
    };
    match anchor {
        None => Truth::Unknown,
        Some(at) => between(
            min.map_or(Some(at), |min| later(at, min, zone)),
            below.map(|below| later(at, below, zone)),
        ),
    }
}
