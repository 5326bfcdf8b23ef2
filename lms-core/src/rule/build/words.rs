//! The words with which a sentence begins: one function for every operator and every kind of condition.

use core::fmt::Display;
use core::str::FromStr;
use std::collections::BTreeSet;

use super::{Coded, Condition, read};
use crate::CourseId;
use crate::id::IdError;
use crate::problem::Problem;
use crate::record::StepNote;
use crate::rule::{Anchor, Expression, Leaf, Target, Test};

/// Every condition must be met.
pub fn all(of: impl IntoIterator<Item = Condition>) -> Condition {
    Condition::group(of.into_iter().collect(), |of| Expression::All { of })
}

/// One condition must be met.
pub fn any(of: impl IntoIterator<Item = Condition>) -> Condition {
    Condition::group(of.into_iter().collect(), |of| Expression::Any { of })
}

/// No condition may be met.
pub fn none(of: impl IntoIterator<Item = Condition>) -> Condition {
    Condition::group(of.into_iter().collect(), |of| Expression::None { of })
}

/// So many conditions must be met.
pub fn at_least(count: u32, of: impl IntoIterator<Item = Condition>) -> Condition {
    Condition::group(of.into_iter().collect(), |of| Expression::AtLeast {
        count,
        of,
    })
}

/// The condition must not be met.
pub fn not(of: Condition) -> Condition {
    Condition::wrap(of, |of| Expression::Not { of })
}

/// What another rule says.
pub fn rule(id: impl Display) -> Condition {
    let mut problems = Vec::new();
    let read = read_or(&id, "rule", STAND_IN, &mut problems);
    Condition {
        made: read.map(|rule| Expression::Rule { rule }),
        problems,
        depth: 1,
        nodes: 1,
        full: false,
    }
}

/// Stands for an id that is none: the sentence goes on, so that the words after it are read too.
const STAND_IN: &str = "unread";

/// Reads a value; what is none is noted, and the stand-in takes its place.
fn read_or<T: FromStr>(
    text: &impl Display,
    field: &str,
    stand_in: &str,
    problems: &mut Vec<Problem>,
) -> Option<T>
where
    T::Err: Coded,
{
    match read(text, field) {
        Ok(value) => Some(value),
        Err(problem) => {
            problems.push(problem);
            stand_in.parse().ok()
        }
    }
}

fn of_id<Id: FromStr<Err = IdError>>(
    id: &impl Display,
    field: &str,
    make: impl FnOnce(Id) -> Leaf,
) -> Condition {
    let mut problems = Vec::new();
    let id = read_or(id, field, STAND_IN, &mut problems);
    Condition::leaf(problems, id.map(make))
}

/// The learner has completed a course.
pub fn completed(course: impl Display) -> Condition {
    of_id(&course, "course", |course| Leaf::Completed {
        course,
        passed: false,
        min_score: None,
        within: None,
        min_version: None,
    })
}

/// The score in a course lies within bounds.
pub fn score(course: impl Display) -> Condition {
    of_id(&course, "course", |course| Leaf::Score {
        course,
        activity: None,
        min: None,
        below: None,
    })
}

/// A certificate is valid now.
pub fn holds(certification: impl Display) -> Condition {
    of_id(&certification, "certification", |certification| {
        Leaf::Holds {
            certification,
            still_for: None,
        }
    })
}

/// A comparison with an attribute.
pub fn attribute(name: impl Display) -> Condition {
    of_id(&name, "name", |name| Leaf::Attribute {
        name,
        test: Test::IsEmpty,
    })
}

/// A comparison with a fact of the host.
pub fn fact(name: impl Display) -> Condition {
    of_id(&name, "name", |name| Leaf::Fact {
        name,
        test: Test::IsEmpty,
    })
}

/// The learner belongs to a unit.
pub fn member_of(unit: impl Display) -> Condition {
    of_id(&unit, "unit", |unit| Leaf::MemberOf {
        unit,
        recursive: false,
    })
}

/// The learner is in a group.
pub fn group(group: impl Display) -> Condition {
    of_id(&group, "group", |group| Leaf::Group { group })
}

/// The learner is in an audience.
pub fn audience(audience: impl Display) -> Condition {
    of_id(&audience, "audience", |audience| Leaf::Audience {
        audience,
    })
}

/// The learner holds a role.
pub fn role(role: impl Display) -> Condition {
    of_id(&role, "role", |role| Leaf::Role { role })
}

/// The learner is enrolled in a course.
pub fn enrolled(course: impl Display) -> Condition {
    of_id(&course, "course", |course| Leaf::Enrolled {
        target: Target::Course(course),
    })
}

/// The learner waits for a seat in a course.
pub fn waitlisted(course: impl Display) -> Condition {
    of_id(&course, "course", |course| Leaf::Waitlisted {
        target: Target::Course(course),
    })
}

/// The learner has withdrawn from a course.
pub fn withdrawn(course: impl Display) -> Condition {
    of_id(&course, "course", |course| Leaf::Withdrawn {
        target: Target::Course(course),
    })
}

/// The learner has paid for a course.
pub fn paid(course: impl Display) -> Condition {
    of_id(&course, "course", |course| Leaf::Paid {
        target: Target::Course(course),
    })
}

/// The number of attempts at a course.
pub fn attempts(course: impl Display) -> Condition {
    of_id(&course, "course", |course| Leaf::Attempts {
        course,
        activity: None,
        min: None,
        below: None,
    })
}

/// The last attempt at a course is so long ago.
pub fn cool_down(course: impl Display, wait: impl Display) -> Condition {
    let mut problems = Vec::new();
    let course = read_or(&course, "course", STAND_IN, &mut problems);
    let wait = read_or(&wait, "for", "P0D", &mut problems);
    let made = course.zip(wait).map(|(course, wait)| Leaf::CoolDown {
        course,
        activity: None,
        wait,
    });
    Condition::leaf(problems, made)
}

/// The learner holds a skill.
pub fn skill(skill: impl Display, level: u32) -> Condition {
    of_id(&skill, "skill", |skill| Leaf::Skill { skill, level })
}

/// Now lies in a stretch of the calendar.
pub fn window() -> Condition {
    let leaf = Leaf::Window {
        from: None,
        until: None,
    };
    Condition::leaf(Vec::new(), Some(leaf))
}

/// So much time has passed since something.
pub fn elapsed(since: Anchor) -> Condition {
    let leaf = Leaf::Elapsed {
        since,
        min: None,
        below: None,
    };
    Condition::leaf(Vec::new(), Some(leaf))
}

/// The learner's age by a date attribute.
pub fn age(attribute: impl Display) -> Condition {
    of_id(&attribute, "attribute", |attribute| Leaf::Age {
        attribute,
        min: None,
        below: None,
    })
}

/// A seat is free in an offering.
pub fn seat_available(offering: impl Display) -> Condition {
    of_id(&offering, "offering", |offering| Leaf::SeatAvailable {
        offering,
    })
}

/// A person has approved.
pub fn approved(approval: impl Display) -> Condition {
    of_id(&approval, "approval", |approval| Leaf::Approved {
        approval,
    })
}

/// The prerequisites of a course are waived.
pub fn waived(course: impl Display) -> Condition {
    of_id(&course, "course", |course| Leaf::Waived { course })
}

/// The credits of completions of any course of the catalogue reach a minimum.
pub fn all_credits(min: impl Display) -> Condition {
    of_credits(None, Vec::new(), &min)
}

/// The credits of completions of these courses reach a minimum.
pub fn credits<T: Display>(courses: impl IntoIterator<Item = T>, min: impl Display) -> Condition {
    let mut problems = Vec::new();
    let mut set = BTreeSet::new();
    for (index, course) in courses.into_iter().enumerate() {
        match read(&course, &format!("courses[{index}]")) {
            Ok(course) => {
                set.insert(course);
            }
            Err(problem) => problems.push(problem),
        }
    }
    of_credits(Some(set), problems, &min)
}

fn of_credits(
    courses: Option<BTreeSet<CourseId>>,
    mut problems: Vec<Problem>,
    min: &impl Display,
) -> Condition {
    let min = read_or(min, "min", "0", &mut problems);
    let made = min.map(|min| Leaf::Credits {
        courses,
        min,
        within: None,
    });
    Condition::leaf(problems, made)
}

/// A step of a path is in a state.
pub fn step(path: impl Display, step: impl Display, state: StepNote) -> Condition {
    let mut problems = Vec::new();
    let path = read_or(&path, "path", STAND_IN, &mut problems);
    let step = read_or(&step, "step", STAND_IN, &mut problems);
    let made = path
        .zip(step)
        .map(|(path, step)| Leaf::Step { path, step, state });
    Condition::leaf(problems, made)
}
