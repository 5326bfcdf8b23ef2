//! The engine inside a learning-management system: enrolment rules, learning paths, grading and certification, explained.
//!
//! It holds no data and does no I/O. A host compiles its definitions to a [`Catalogue`] once, gives it a
//! [`record::LearnerRecord`] and the time, and gets verdicts, grades, standings and due things back; commands go through
//! the deciders of [`decide`]. Hosts that speak JSON use [`door`].
//!
//! ```
//! use lms_core::Catalogue;
//! use lms_core::record::LearnerRecord;
//! use lms_core::verdict::Outcome;
//! let catalogue = Catalogue::from_json(r#"{"courses": [{"id": "a", "title": "A"},
//!     {"id": "b", "title": "B", "prerequisites": {"type": "completed", "course": "a"}}]}"#).unwrap();
//! let record = LearnerRecord::new("ada".parse().unwrap());
//! let now = "2026-11-22T08:00:00Z".parse().unwrap();
//! let course = catalogue.course(&"b".parse().unwrap()).unwrap();
//! let answer = catalogue.eligibility(&record, course, None, &Default::default(), now);
//! assert_eq!(answer.outcome, Outcome::Unmet);
//! ```
//!
//! | module | what it is |
//! |---|---|
//! | [`time`], [`number`], [`verdict`], [`problem`] | the words every other module speaks |
//! | [`record`] | the facts about one learner, folded from events |
//! | [`rule`], [`path`], [`grading`], [`certification`] | the four pillars |
//! | [`catalogue`], [`agenda`], [`decide`] | all definitions together; what falls due; commands |
//! | [`wire`], [`door`] | stored forms; questions and answers as text |
//!
//! Features, all additive: `tz` (on by default) adds IANA time zones, `simd` chooses vector instructions at run time for
//! bulk answers.
#![cfg_attr(
    test,
    allow(
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        clippy::cast_sign_loss,
        clippy::float_arithmetic,
        reason = "a test that overflows fails, as it should"
    )
)]
pub mod agenda;
pub mod catalogue;
pub mod certification;
pub mod decide;
pub mod door;
pub mod grading;
pub mod id;
pub mod number;
pub mod path;
pub mod problem;
pub mod record;
pub mod rule;
pub mod time;
pub mod verdict;
pub mod wire;

pub use catalogue::Catalogue;
pub use id::{
    ActivityId, ApprovalId, AttributeName, AudienceId, CategoryId, CertificateId, CertificationId,
    CourseId, EventId, FactName, GroupId, IdError, LearnerId, MAX_ID_BYTES, OfferingId, PathId,
    PeriodId, PersonId, RoleId, RuleId, SchemeId, SkillId, StepId, UnitId,
};

/// The README's examples, run as tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
