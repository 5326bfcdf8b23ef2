//! Other rule engines on the same work, for comparison. Built with the feature `peers` only.
//!
//! Each peer gets the rules in a form that suits it: names resolved when compiling, maps rather than lists, literals
//! rather than variables. `today` is baked into its rules. Only what all of them can say is asked: no unknowns, no
//! reasons, no intervals.

mod cedar;
mod cel;
mod datalogic;
mod wirefilter;
mod zen;

use crate::work_abc::{LearnerSpec, Work, certification, course, department, role};

pub use cedar::Cedar;
pub use cel::Cel;
pub use datalogic::Datalogic;
pub use wirefilter::Wirefilter;
pub use zen::Zen;

/// Memory for contexts that live as long as one learner is looked at.
pub type Arena = datalogic_rs::bumpalo::Bump;

/// A learner as a host has it: texts and numbers.
#[derive(Debug, Clone)]
pub struct Texts {
    /// The department.
    pub department: String,
    /// The role.
    pub role: String,
    /// Whether the learner is suspended.
    pub suspended: bool,
    /// The day of hire, in days since 1970-01-01.
    pub hired: i64,
    /// The completed courses.
    pub completed: Vec<String>,
    /// The scores by course.
    pub scores: Vec<(String, i64)>,
    /// The first day on which a certificate is no longer valid, by certification.
    pub until: Vec<(String, i64)>,
}

impl From<&LearnerSpec> for Texts {
    fn from(learner: &LearnerSpec) -> Self {
        let scores = learner.scores.iter();
        let certificates = learner.certificates.iter();
        Self {
            department: department(learner.department),
            role: role(learner.role),
            suspended: learner.suspended,
            hired: i64::from(learner.hired),
            completed: learner
                .completed
                .iter()
                .map(|number| course(*number))
                .collect(),
            scores: scores
                .map(|(number, score)| (course(*number), i64::from(*score)))
                .collect(),
            until: certificates
                .map(|(held, day)| (certification(*held), i64::from(*day)))
                .collect(),
        }
    }
}

/// Another engine.
pub trait Peer {
    /// Its name and version.
    const NAME: &'static str;
    /// A learner in the form that it evaluates.
    type Context<'a>
    where
        Self: 'a;
    /// Compiles the rules.
    fn new(work: &Work) -> Self;
    /// Builds a learner's context.
    fn context<'a>(&'a self, learner: &'a Texts, arena: &'a Arena) -> Self::Context<'a>;
    /// Decides each rule, in order.
    fn decide(&self, context: &Self::Context<'_>, met: impl FnMut(usize, bool));
}
