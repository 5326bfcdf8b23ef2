//! The leaves of the condition tree: what a rule can ask about a learner, the target and the time.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::number::{Percent, Points};
use crate::record::StepNote;
use crate::rule::{Length, Literal, Moment};
use crate::time::Period;
use crate::{
    ActivityId, ApprovalId, AttributeName, AudienceId, CertificationId, CourseId, FactName,
    GroupId, OfferingId, PathId, RoleId, SkillId, StepId, UnitId,
};

/// One question about the facts. All bounds are half-open: `min` is inside, `below` is not.
///
/// Truth of each leaf (`?` is unknown); a leaf over something the catalogue has retired is always `?`, with its own code:
///
/// | leaf | true | false | ? |
/// |---|---|---|---|
/// | `completed` | a completion fits | none fits | one would fit but has no score (with `minScore`) or no version (with `minVersion`) |
/// | `score` | within the bounds | outside | no score yet |
/// | `holds` | a certificate is valid now, and still for the period | none is | never |
/// | `attribute` | the comparison holds | it does not | not given, or of another type than the schema says (`isEmpty` of one not given is true) |
/// | `memberOf`, `group`, `audience`, `role` | is one | is not | never |
/// | `enrolled`, `waitlisted`, `withdrawn` | in that state now | not | never |
/// | `attempts` | the count is within the bounds | outside | never |
/// | `coolDown` | no attempt, or the last is long enough ago | too recent | never |
/// | `skill` | held at the level or higher now | not | never |
/// | `window` | now is inside | outside | never |
/// | `elapsed` | so long since | not so long, or too long | what it counts from has not happened or is not given |
/// | `age` | within the bounds | outside | the date of birth is not given |
/// | `seatAvailable` | a seat is free | none is | the host gave no number |
/// | `approved` | granted | denied, or not asked for | asked for and undecided |
/// | `paid` | paid | not paid | never |
/// | `waived` | waived | not waived | never |
/// | `credits` | the sum reaches the minimum | it does not | never |
/// | `step` | in that state | in another, or not begun | never |
/// | `fact` | the comparison holds | it does not | not given, or of another type (`isEmpty` of one not given is true) |
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Leaf {
    /// The learner has completed a course. Recognised and imported completions count.
    Completed {
        /// The course.
        course: CourseId,
        /// Whether it must have been passed. Otherwise being through is enough, as a failed but finished course is.
        #[serde(default, skip_serializing_if = "is_false")]
        passed: bool,
        /// The least score of the completion.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min_score: Option<Percent>,
        /// How long a completion counts, from its own instant: `P2Y`. Without it, for ever.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        within: Option<Period>,
        /// The oldest version of the course that counts.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min_version: Option<u32>,
    },
    /// The score in a course, or in one activity of it, lies within bounds.
    ///
    /// It is the grade that was last reported by a `graded` event. Marks in a score sheet are no grade yet: what a
    /// grading scheme makes of them is computed above the rules, may be hidden or not released, and counts here once the
    /// host reports it. Without a grade the condition is unknown.
    Score {
        /// The course.
        course: CourseId,
        /// The activity; without it the course's own score.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        activity: Option<ActivityId>,
        /// The least score that fits.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<Percent>,
        /// The least score that no longer fits.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        below: Option<Percent>,
    },
    /// A certificate of the certification is valid now.
    Holds {
        /// The certification.
        certification: CertificationId,
        /// How long it must still be valid: it counts until so long before its end.
        #[serde(default, rename = "for", skip_serializing_if = "Option::is_none")]
        still_for: Option<Period>,
    },
    /// A comparison with an attribute, typed by the catalogue's schema.
    Attribute {
        /// The attribute.
        name: AttributeName,
        /// How its value must compare.
        #[serde(flatten)]
        test: Test,
    },
    /// The learner belongs to a unit of the organisation now.
    MemberOf {
        /// The unit.
        unit: UnitId,
        /// Whether belonging to a unit below it counts too.
        #[serde(default, skip_serializing_if = "is_false")]
        recursive: bool,
    },
    /// The learner is in a group now.
    Group {
        /// The group.
        group: GroupId,
    },
    /// The learner is in an audience now.
    Audience {
        /// The audience.
        audience: AudienceId,
    },
    /// The learner holds a role now.
    Role {
        /// The role.
        role: RoleId,
    },
    /// The learner is enrolled now.
    Enrolled {
        /// In what.
        #[serde(flatten)]
        target: Target,
    },
    /// The learner waits for a seat now.
    Waitlisted {
        /// For what.
        #[serde(flatten)]
        target: Target,
    },
    /// The learner was enrolled and has withdrawn.
    Withdrawn {
        /// From what.
        #[serde(flatten)]
        target: Target,
    },
    /// The number of attempts lies within bounds.
    Attempts {
        /// The course.
        course: CourseId,
        /// The activity; without it attempts at the course itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        activity: Option<ActivityId>,
        /// The least number that fits.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<u32>,
        /// The least number that no longer fits: `below: 3` leaves a learner with two attempts one more.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        below: Option<u32>,
    },
    /// The last attempt is long enough ago.
    CoolDown {
        /// The course.
        course: CourseId,
        /// The activity; without it attempts at the course itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        activity: Option<ActivityId>,
        /// How long: hours (`PT24H`) or calendar days (`P7D`).
        #[serde(rename = "for")]
        wait: Length,
    },
    /// The learner holds a skill at a level, or above, now.
    Skill {
        /// The skill.
        skill: SkillId,
        /// The least level.
        level: u32,
    },
    /// Now lies in a stretch of the calendar.
    Window {
        /// Its first moment: a day (from its start in the rule's zone) or an instant.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<Moment>,
        /// The first moment after it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Moment>,
    },
    /// So much time has passed since something.
    Elapsed {
        /// Since what.
        since: Anchor,
        /// The least time that fits.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<Length>,
        /// The least time that no longer fits.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        below: Option<Length>,
    },
    /// The learner's age in whole years. Who was born on 29 February has the birthday on 28 February in common years.
    Age {
        /// The date attribute that holds the day of birth.
        attribute: AttributeName,
        /// The least age that fits.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<u32>,
        /// The least age that no longer fits.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        below: Option<u32>,
    },
    /// A seat is free in an offering, as the host counted.
    SeatAvailable {
        /// The offering.
        offering: OfferingId,
    },
    /// A person has approved.
    Approved {
        /// The named approval.
        approval: ApprovalId,
    },
    /// The learner has paid.
    Paid {
        /// For what.
        #[serde(flatten)]
        target: Target,
    },
    /// The prerequisites of a course are waived for the learner.
    Waived {
        /// The course.
        course: CourseId,
    },
    /// The credits of completions reach a minimum.
    Credits {
        /// The courses that count; each at most once, with the completion that gives most. Without it, every course of the
        /// catalogue, retired ones included.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        courses: Option<BTreeSet<CourseId>>,
        /// The least sum of credits.
        min: Points,
        /// How long a completion counts, from its own instant. Without it, for ever.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        within: Option<Period>,
    },
    /// A step of a path is in a state, as a `stepNoted` event said last.
    ///
    /// For steps that a person or the host decides. A step that stands for a course has no note of its own: ask
    /// `completed` for it. A step without a note is in no state, so that the condition is false.
    Step {
        /// The path.
        path: PathId,
        /// The step.
        step: StepId,
        /// What was noted.
        state: StepNote,
    },
    /// A comparison with a named fact that only the host knows.
    Fact {
        /// The fact.
        name: FactName,
        /// How its value must compare.
        #[serde(flatten)]
        test: Test,
    },
}

/// A course, or one run of a course.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Target {
    /// Any run of the course, or the course without runs.
    Course(CourseId),
    /// One run.
    Offering(OfferingId),
}

/// How a value must compare. Text is compared byte by byte: equal means written the same, in the same case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "camelCase")]
pub enum Test {
    /// The value is this one; sets are equal when they have the same members. For every type.
    Equals {
        /// The value wanted.
        value: Literal,
    },
    /// The value is one of these. For text, number, date and boolean.
    In {
        /// The values that fit.
        values: Vec<Literal>,
    },
    /// A text has this part, or a set this member.
    Contains {
        /// The part or member.
        value: String,
    },
    /// A text starts with this.
    StartsWith {
        /// The start.
        value: String,
    },
    /// A text ends with this.
    EndsWith {
        /// The end.
        value: String,
    },
    /// A number or date lies within bounds: from `min`, before `below`.
    Between {
        /// The least value that fits.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<Literal>,
        /// The least value that no longer fits.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        below: Option<Literal>,
    },
    /// A number or date compares with a value: the four signs, for rules written with them.
    Compare {
        /// The sign.
        sign: Sign,
        /// The value on its right side.
        value: Literal,
    },
    /// Nothing is given, or an empty text or set. For every type.
    IsEmpty,
}

/// A sign of order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Sign {
    /// Less than.
    #[serde(rename = "<")]
    Less,
    /// Less than or equal.
    #[serde(rename = "<=")]
    AtMost,
    /// Greater than or equal.
    #[serde(rename = ">=")]
    AtLeast,
    /// Greater than.
    #[serde(rename = ">")]
    More,
}

impl Sign {
    /// The sign as it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::AtLeast => ">=",
            Self::More => ">",
        }
    }
}

/// What elapsed time is counted from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Anchor {
    /// The start of the day in a date attribute, such as the day of hire.
    Attribute {
        /// The attribute.
        name: AttributeName,
    },
    /// The latest completion of a course.
    Completion {
        /// The course.
        course: CourseId,
    },
    /// The latest enrolment.
    Enrolment {
        /// In what.
        #[serde(flatten)]
        target: Target,
    },
    /// The start of the latest certificate of a certification.
    Certificate {
        /// The certification.
        certification: CertificationId,
    },
    /// The latest grant of an approval.
    Approval {
        /// The approval.
        approval: ApprovalId,
    },
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde calls it by reference"
)]
fn is_false(value: &bool) -> bool {
    !value
}
