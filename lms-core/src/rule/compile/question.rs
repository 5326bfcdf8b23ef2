//! A leaf as the engine asks it: ids as numbers, bounds as integers, one per distinct question of all rules.

use std::sync::Arc;

use crate::record::StepNote;
use crate::rule::learner::facts::{Datum, Place};
use crate::rule::{Leaf, Length};
use crate::time::{Period, Zone};

/// One distinct question. Equal leaves of all rules are one question.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Question {
    /// What it asks about was retired. Keeps the leaf, so that each broken one explains itself.
    Broken(Box<Leaf>),
    Completed(Completed),
    Score {
        subject: u32,
        bounds: Bounds,
    },
    Holds {
        certification: u32,
        still_for: Option<Period>,
        zone: Zone,
    },
    Attribute {
        name: u32,
        check: Check,
    },
    Fact {
        name: u32,
        check: Check,
    },
    Unit {
        unit: u32,
        recursive: bool,
    },
    Group(u32),
    Audience(u32),
    Role(u32),
    Enrolment {
        target: Spot,
        place: Standing,
    },
    Attempts {
        subject: u32,
        bounds: Bounds,
    },
    CoolDown {
        subject: u32,
        wait: Length,
        zone: Zone,
    },
    Skill {
        skill: u32,
        level: u32,
    },
    Window {
        from: i64,
        until: i64,
    },
    Elapsed {
        since: Since,
        min: Option<Length>,
        below: Option<Length>,
        zone: Zone,
    },
    Age {
        attribute: u32,
        min: Option<Period>,
        below: Option<Period>,
        zone: Zone,
    },
    Seat(u32),
    Approved(u32),
    Paid(Spot),
    Waived(u32),
    Credits(Credits),
    Step {
        step: u32,
        note: StepNote,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Completed {
    pub(crate) course: u32,
    pub(crate) passed: bool,
    pub(crate) min_score: Option<i64>,
    pub(crate) within: Option<Period>,
    pub(crate) min_version: Option<u32>,
    pub(crate) zone: Zone,
}

impl Completed {
    /// That a course is completed or also passed, and nothing else.
    pub(crate) fn plain(course: u32, passed: bool) -> Self {
        Self {
            course,
            passed,
            min_score: None,
            within: None,
            min_version: None,
            zone: Zone::UTC,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Credits {
    /// Each course with what its completions are worth that do not say so; sorted by course.
    pub(crate) courses: Arc<[(u32, i64)]>,
    pub(crate) min: i64,
    pub(crate) within: Option<Period>,
    pub(crate) zone: Zone,
}

/// Half-open bounds: `min` is inside, `below` is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Bounds {
    pub(crate) min: i64,
    pub(crate) below: i64,
}

impl Bounds {
    pub(crate) fn new(min: Option<i64>, below: Option<i64>) -> Self {
        Self {
            min: min.unwrap_or(i64::MIN),
            below: below.unwrap_or(i64::MAX),
        }
    }

    #[inline]
    pub(crate) fn contain(self, value: i64) -> bool {
        self.min <= value && value < self.below
    }
}

/// A course, or a run of a known course.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Spot {
    Course(u32),
    Offering { offering: u32, course: u32 },
}

/// The state that an enrolment leaf asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Standing {
    Enrolled,
    Waitlisted,
    Withdrawn,
}

impl Standing {
    pub(crate) fn place(self) -> Place {
        match self {
            Self::Enrolled => Place::Taking,
            Self::Waitlisted => Place::Waiting,
            Self::Withdrawn => Place::Left,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Since {
    Attribute(u32),
    Completion(u32),
    Enrolment(Spot),
    Certificate(u32),
    Approval(u32),
}

/// A compiled comparison. Booleans, dates and numbers are all whole numbers here, so that `<= 5` is `< 5.000001`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Check {
    Range(Bounds),
    OneOf(Box<[i64]>),
    /// Numbers of texts, sorted.
    Texts(Box<[u32]>),
    Part(Part, Box<str>),
    Member(u32),
    /// Numbers of the members, sorted.
    Members(Box<[u32]>),
    Empty,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Part {
    Start,
    Middle,
    End,
}

impl Check {
    /// Whether a value passes; `None` when it is not of the type that the schema says.
    pub(crate) fn test(&self, datum: &Datum) -> Option<bool> {
        Some(match (self, datum) {
            (_, Datum::Mistyped) => return None,
            (Self::Range(bounds), Datum::Scalar(value)) => bounds.contain(*value),
            (Self::OneOf(values), Datum::Scalar(value)) => values.contains(value),
            (Self::Texts(texts), Datum::Text { literal, .. }) => {
                literal.is_some_and(|literal| texts.contains(&literal))
            }
            (
                Self::Part(part, wanted),
                Datum::Text {
                    text: Some(text), ..
                },
            ) => match part {
                Part::Start => text.starts_with(&**wanted),
                Part::Middle => text.contains(&**wanted),
                Part::End => text.ends_with(&**wanted),
            },
            (Self::Member(member), Datum::Set { members, .. }) => {
                members.binary_search(member).is_ok()
            }
            (Self::Members(wanted), Datum::Set { members, size }) => {
                *size == wanted.len() && wanted.iter().all(|one| members.binary_search(one).is_ok())
            }
            (Self::Empty, Datum::Text { empty, .. }) => *empty,
            (Self::Empty, Datum::Set { size, .. }) => *size == 0,
            (Self::Empty, Datum::Scalar(_)) => false,
            _ => return None,
        })
    }
}

/// How the facts about a question's subject make its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Each fact speaks for itself, and the best answer counts; without facts it is false.
    Best,
    /// The last fact of the list decides.
    Last,
    /// The facts only answer together.
    Together,
    /// No fact: time alone.
    Clock,
}

impl Question {
    pub(crate) fn mode(&self) -> Mode {
        match self {
            Self::Completed(_)
            | Self::Holds { .. }
            | Self::Unit { .. }
            | Self::Group(_)
            | Self::Audience(_)
            | Self::Role(_)
            | Self::Enrolment { .. }
            | Self::Skill { .. }
            | Self::Paid(_)
            | Self::Waived(_) => Mode::Best,
            Self::Score { .. }
            | Self::Attribute { .. }
            | Self::Fact { .. }
            | Self::Age { .. }
            | Self::Seat(_)
            | Self::Approved(_)
            | Self::Step { .. }
            | Self::Elapsed {
                since: Since::Attribute(_) | Since::Approval(_),
                ..
            } => Mode::Last,
            Self::Elapsed { .. }
            | Self::Attempts { .. }
            | Self::CoolDown { .. }
            | Self::Credits(_) => Mode::Together,
            Self::Window { .. } | Self::Broken(_) => Mode::Clock,
        }
    }
}
