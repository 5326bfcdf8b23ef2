//! Checks a leaf against the vocabulary and turns it into a question.

mod bounds;
mod comparison;
mod reference;

use std::sync::Arc;

use super::names::Names;
use super::question::{Completed, Credits, Question, Since, Standing};
use super::vocabulary::Vocabulary;
use crate::number::Percent;
use crate::problem::Problems;
use crate::rule::learner::calendar::{FOREVER, SINCE_EVER};
use crate::rule::{Anchor, Leaf, Length};
use crate::time::{Instant, Zone};

use bounds::{bounds, counts, lengths, moment, period, version, years_of};
pub(crate) use comparison::scalar;
use reference::{Retired, named};

/// The greatest age that a rule can ask for, in years.
pub const MAX_AGE: u32 = 200;

/// Checks leaves; knows the vocabulary and the numbers that ids were given.
pub(crate) struct Checker<'v> {
    pub(crate) vocabulary: &'v Vocabulary,
    pub(crate) names: Names,
    all_courses: Option<Arc<[(u32, i64)]>>,
}

/// Takes a live one, gives the broken question for a retired one, and ends on a problem.
macro_rules! live {
    ($leaf:expr, $found:expr) => {
        match $found? {
            Ok(number) => number,
            Err(Retired) => return Some(Question::Broken(Box::new($leaf.clone()))),
        }
    };
}

impl<'v> Checker<'v> {
    pub(crate) fn new(vocabulary: &'v Vocabulary, names: Names) -> Self {
        Self {
            vocabulary,
            names,
            all_courses: None,
        }
    }

    /// The question of a leaf, or `None` when there is something wrong with it, which was then noted.
    pub(crate) fn question(
        &mut self,
        leaf: &Leaf,
        zone: Zone,
        problems: &mut Problems,
    ) -> Option<Question> {
        Some(match leaf {
            Leaf::Completed {
                course,
                passed,
                min_score,
                within,
                min_version,
            } => {
                let (newer, fresh) = (version(*min_version, problems), period(*within, problems));
                let course = live!(leaf, self.course(course, problems));
                newer.and(fresh)?;
                Question::Completed(Completed {
                    course,
                    passed: *passed,
                    min_score: min_score.map(Percent::micros),
                    within: *within,
                    min_version: *min_version,
                    zone: zone_for(within.is_some(), zone),
                })
            }
            Leaf::Score {
                course,
                activity,
                min,
                below,
            } => {
                let micros = |bound: &Option<Percent>| bound.map(Percent::micros);
                let bounds = bounds(micros(min), micros(below), problems);
                let subject = live!(leaf, self.subject(course, activity.as_ref(), problems));
                Question::Score {
                    subject,
                    bounds: bounds?,
                }
            }
            Leaf::Holds {
                certification,
                still_for,
            } => {
                let kind = &mut self.names.certifications;
                let found = named(kind, "certification", certification.as_str(), problems);
                let zone = zone_for(still_for.is_some(), zone);
                Question::Holds {
                    certification: live!(leaf, found),
                    still_for: *still_for,
                    zone,
                }
            }
            Leaf::Attribute { name, test } => {
                let kind = self.vocabulary.attributes.get(name).copied();
                let check = self.check(kind, test, problems);
                let name = live!(
                    leaf,
                    named(&mut self.names.attributes, "name", name.as_str(), problems)
                );
                Question::Attribute {
                    name,
                    check: check?,
                }
            }
            Leaf::Fact { name, test } => {
                let kind = self.vocabulary.facts.get(name).copied();
                let check = self.check(kind, test, problems);
                let name = live!(
                    leaf,
                    named(&mut self.names.facts, "name", name.as_str(), problems)
                );
                Question::Fact {
                    name,
                    check: check?,
                }
            }
            Leaf::MemberOf { unit, recursive } => {
                let unit = live!(
                    leaf,
                    named(&mut self.names.units, "unit", unit.as_str(), problems)
                );
                Question::Unit {
                    unit,
                    recursive: *recursive,
                }
            }
            Leaf::Group { group } => Question::Group(live!(
                leaf,
                named(&mut self.names.groups, "group", group.as_str(), problems)
            )),
            Leaf::Audience { audience } => {
                let kind = &mut self.names.audiences;
                Question::Audience(live!(
                    leaf,
                    named(kind, "audience", audience.as_str(), problems)
                ))
            }
            Leaf::Role { role } => Question::Role(live!(
                leaf,
                named(&mut self.names.roles, "role", role.as_str(), problems)
            )),
            Leaf::Enrolled { target } => {
                let target = live!(leaf, self.spot(target, problems));
                Question::Enrolment {
                    target,
                    place: Standing::Enrolled,
                }
            }
            Leaf::Waitlisted { target } => {
                let target = live!(leaf, self.spot(target, problems));
                Question::Enrolment {
                    target,
                    place: Standing::Waitlisted,
                }
            }
            Leaf::Withdrawn { target } => {
                let target = live!(leaf, self.spot(target, problems));
                Question::Enrolment {
                    target,
                    place: Standing::Withdrawn,
                }
            }
            Leaf::Attempts {
                course,
                activity,
                min,
                below,
            } => {
                let bounds = counts(*min, *below, problems);
                let subject = live!(leaf, self.subject(course, activity.as_ref(), problems));
                Question::Attempts {
                    subject,
                    bounds: bounds?,
                }
            }
            Leaf::CoolDown {
                course,
                activity,
                wait,
            } => {
                let subject = live!(leaf, self.subject(course, activity.as_ref(), problems));
                Question::CoolDown {
                    subject,
                    wait: *wait,
                    zone: zone_of(*wait, zone),
                }
            }
            Leaf::Skill { skill, level } => {
                let skill = live!(
                    leaf,
                    named(&mut self.names.skills, "skill", skill.as_str(), problems)
                );
                Question::Skill {
                    skill,
                    level: *level,
                }
            }
            Leaf::Window { from, until } => {
                let from_at = moment("from", *from, zone, problems)?;
                let until_at = moment("until", *until, zone, problems)?;
                let bounds = bounds(from_at, until_at, problems)?;
                let from = if from.is_some() {
                    bounds.min
                } else {
                    SINCE_EVER
                };
                let until = if until.is_some() {
                    bounds.below
                } else {
                    FOREVER
                };
                Question::Window { from, until }
            }
            Leaf::Elapsed { since, min, below } => {
                self.elapsed(leaf, since, *min, *below, zone, problems)?
            }
            Leaf::Age {
                attribute,
                min,
                below,
            } => {
                let years = counts(*min, *below, problems);
                let min = years_of("min", *min, problems);
                let below = years_of("below", *below, problems);
                let attribute = self.date_attribute("attribute", attribute, problems);
                years?;
                Question::Age {
                    attribute: attribute?,
                    min: min?,
                    below: below?,
                    zone,
                }
            }
            Leaf::SeatAvailable { offering } => {
                let kind = &mut self.names.offerings;
                Question::Seat(live!(
                    leaf,
                    named(kind, "offering", offering.as_str(), problems)
                ))
            }
            Leaf::Approved { approval } => {
                let kind = &mut self.names.approvals;
                Question::Approved(live!(
                    leaf,
                    named(kind, "approval", approval.as_str(), problems)
                ))
            }
            Leaf::Paid { target } => Question::Paid(live!(leaf, self.spot(target, problems))),
            Leaf::Waived { course } => Question::Waived(live!(leaf, self.course(course, problems))),
            Leaf::Credits {
                courses,
                min,
                within,
            } => {
                if min.micros() <= 0 {
                    let text = "the credits wanted must be more than 0";
                    problems.at("min", |problems| problems.add("credits_not_positive", text));
                    return None;
                }
                period(*within, problems)?;
                let courses = match courses {
                    Some(courses) => live!(leaf, self.credit_courses(courses, problems)),
                    None => self.all_courses(),
                };
                Question::Credits(Credits {
                    courses,
                    min: min.micros(),
                    within: *within,
                    zone: zone_for(within.is_some(), zone),
                })
            }
            Leaf::Step { path, step, state } => {
                let number = live!(
                    leaf,
                    named(&mut self.names.paths, "path", path.as_str(), problems)
                );
                let entry = self.vocabulary.paths.get(path);
                if !entry.is_some_and(|entry| entry.steps.contains(step)) {
                    let text = format!("there is no step `{step}` in `{path}`");
                    problems.at("step", |problems| problems.add("reference_unknown", text));
                    return None;
                }
                let step = self.names.steps.intern(step.as_str());
                let step = self.names.path_steps.intern(&(number, step));
                Question::Step { step, note: *state }
            }
        })
    }

    fn elapsed(
        &mut self,
        leaf: &Leaf,
        anchor: &Anchor,
        min: Option<Length>,
        below: Option<Length>,
        zone: Zone,
        problems: &mut Problems,
    ) -> Option<Question> {
        let sound = lengths(min, below, problems);
        let since = problems.at("since", |problems| {
            Some(match anchor {
                Anchor::Attribute { name } => Ok(Since::Attribute(
                    self.date_attribute("name", name, problems)?,
                )),
                Anchor::Completion { course } => {
                    self.course(course, problems)?.map(Since::Completion)
                }
                Anchor::Enrolment { target } => self.spot(target, problems)?.map(Since::Enrolment),
                Anchor::Certificate { certification } => {
                    let kind = &mut self.names.certifications;
                    named(kind, "certification", certification.as_str(), problems)?
                        .map(Since::Certificate)
                }
                Anchor::Approval { approval } => {
                    let kind = &mut self.names.approvals;
                    named(kind, "approval", approval.as_str(), problems)?.map(Since::Approval)
                }
            })
        });
        let since = live!(leaf, since);
        sound?;
        let by_day = matches!(since, Since::Attribute(_));
        let calendar = |length: Option<Length>| matches!(length, Some(Length::Calendar(_)));
        let zoned = by_day || calendar(min) || calendar(below);
        Some(Question::Elapsed {
            since,
            min,
            below,
            zone: zone_for(zoned, zone),
        })
    }
}

/// Equal questions of rules in different zones are one question when the zone does not matter to them.
fn zone_for(matters: bool, zone: Zone) -> Zone {
    if matters { zone } else { Zone::UTC }
}

fn zone_of(length: Length, zone: Zone) -> Zone {
    zone_for(matches!(length, Length::Calendar(_)), zone)
}

/// Instants of windows are kept as microseconds.
const _: () = assert!(FOREVER > Instant::MAX.micros() && SINCE_EVER < Instant::MIN.micros());
