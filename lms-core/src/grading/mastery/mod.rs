//! Mastery of outcomes and competencies: what many results on one skill come to, and how children prove a parent.

mod competency;
mod method;

pub use competency::{
    ChildPoints, Competency, CompetencyResult, CompetencyRule, CompetencyTree, MAX_COMPETENCIES,
};
pub use method::{
    ClassRollup, DecayFormula, MAX_RESULTS, MAX_SCORE_BITS, MasteryError, MasteryMethod,
    MasteryOutcome, MasteryRule, SkillResult,
};

#[cfg(test)]
mod tests;
