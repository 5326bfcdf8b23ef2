//! What is done to a mark before it counts: lateness, missing work, the choice among attempts, moderation, resits, curves.
//!
//! The engine starts each time from the stored score: within one grade each policy sees what the one before it made of the
//! mark, and nothing of it is stored, so that grading again changes nothing. A host that stores what a policy made of a
//! mark in place of the mark would have it applied twice.

mod attempt;
mod curve;
mod late;
mod missing;
mod moderation;
mod resit;

pub use attempt::{AttemptMark, AttemptPolicy, ChosenAttempt, MAX_NTH_ATTEMPT};
pub use curve::{
    Curve, CurveCeiling, CurveError, CurveRule, FittedCurve, MAX_CURVE_BITS, MeanMethod,
};
pub use late::{
    DeductionBase, Grace, LateDeduction, LateOutcome, LatePolicy, LateStep, LateWork,
    MAX_LATE_STEPS, seconds_late,
};
pub use missing::{MissingPolicy, MissingWhen};
pub use moderation::{MAX_MARKERS, Moderated, ModerationPolicy, ThirdMark, Waiting};
pub use resit::{ResitCount, ResitPolicy};

#[cfg(test)]
mod tests;
