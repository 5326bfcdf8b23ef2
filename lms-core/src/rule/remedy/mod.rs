//! Remedies: the cheapest steps that would make a rule met, proven cheapest, or the proof that there are none.
//!
//! Rules become a graph of goals (`grow`): a condition that is not met asks for the steps that would meet it (found by
//! trying steps on the facts, `deed`), a step for the rule of its course, and so on through prerequisites of
//! prerequisites; equal goals are one. The graph is grown only as far as a plan could be worth it (`horizon`). The
//! cheapest steps are then searched for exactly (`search`), once for every instant that is worth waiting for (`plan`).
//! Where nothing helps now, it is looked into whether anything ever will (`ever`).

mod answer;
mod bearing;
mod credits;
mod dead;
mod deed;
mod effort;
#[cfg(test)]
mod effort_tests;
mod ever;
mod goal;
mod grow;
mod hitting;
mod horizon;
#[cfg(test)]
mod horizon_tests;
mod kept;
mod literal;
mod needs;
mod plan;
mod reached;
mod relaxed;
mod search;
#[cfg(test)]
mod search_tests;
mod settle;
mod step;
mod survey;
#[cfg(test)]
mod tests;
mod timeless;
mod trial;

use crate::record::LearnerRecord;
use crate::rule::RuleIx;
use crate::time::{Instant, Interval};
use crate::{CertificationId, CourseId, OfferingId};

pub use answer::{Costs, Obstacle, PlannedStep, Proof, Remedy, Step};

/// The most goals in one search. What lies beyond is not looked at, and the answer says so.
pub const MAX_GOALS: usize = 200_000;
/// The most elementary operations of one remedy, over all instants that are looked at: growing the graph, searching it and
/// making plans better. It ends at most two million later, where a piece of work cannot be divided.
pub const MAX_EFFORT: u64 = 30_000_000;
/// The most instants that waiting is tried for.
pub const MAX_MOMENTS: usize = 256;

/// The most instants at which one plan takes steps: now, and after waits.
pub const MAX_LAYERS: usize = 8;

/// What must come before a certificate can be awarded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Earned {
    /// Nothing, or nothing that is still to be done.
    Already,
    /// A course must be passed.
    Course(CourseId),
    /// A path must be completed. What that takes is not planned: no plan has this certificate as a step, and a plan that
    /// might cost more than one by way of the path is not called the cheapest.
    Path,
}

/// What steps stand on, beside the rules themselves. A catalogue is one; `()` is one on which steps need nothing.
pub trait Ground {
    /// The rule for enrolling in a course, and so for completing it.
    fn course_rule(&self, course: &CourseId) -> Option<RuleIx>;
    /// The rule for enrolling in a run of a course; it takes in that of the course.
    fn offering_rule(&self, offering: &OfferingId) -> Option<RuleIx>;
    /// What a learner must do before being awarded a certificate.
    fn earned_by(
        &self,
        certification: &CertificationId,
        record: &LearnerRecord,
        now: Instant,
    ) -> Earned;
    /// How long a certificate would hold that the learner earned at an instant.
    fn term(
        &self,
        certification: &CertificationId,
        record: &LearnerRecord,
        at: Instant,
    ) -> Option<Interval>;
}

impl Ground for () {
    fn course_rule(&self, _: &CourseId) -> Option<RuleIx> {
        None
    }
    fn offering_rule(&self, _: &OfferingId) -> Option<RuleIx> {
        None
    }
    fn earned_by(&self, _: &CertificationId, _: &LearnerRecord, _: Instant) -> Earned {
        Earned::Already
    }
    fn term(&self, _: &CertificationId, _: &LearnerRecord, _: Instant) -> Option<Interval> {
        None
    }
}
