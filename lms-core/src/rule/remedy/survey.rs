//! What the questions of a rule set ask about each subject: which scores, counts, levels and runs are worth a step.

use std::collections::{BTreeMap, BTreeSet};

use crate::rule::RuleSet;
use crate::rule::compile::question::{Question, Spot};

/// The values worth reaching, by subject.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// The least bounds of scores.
    pub(super) scores: BTreeMap<u32, BTreeSet<i64>>,
    /// The least bounds of attempts.
    pub(super) attempts: BTreeMap<u32, BTreeSet<i64>>,
    pub(super) levels: BTreeMap<u32, BTreeSet<u32>>,
    /// The greatest least score of completions, by course.
    pub(super) grades: BTreeMap<u32, i64>,
    /// The runs of a course that payments, and enrolments, are asked about.
    pub(super) paid: BTreeMap<u32, BTreeSet<u32>>,
    pub(super) runs: BTreeMap<u32, BTreeSet<u32>>,
}

impl Survey {
    /// Linear in the distinct questions of the rule set.
    pub(super) fn of(rules: &RuleSet) -> Self {
        let mut survey = Self::default();
        for question in &rules.shared.questions {
            match question {
                Question::Completed(wanted) => {
                    if let Some(score) = wanted.min_score {
                        let most = survey.grades.entry(wanted.course).or_insert(score);
                        *most = score.max(*most);
                    }
                }
                Question::Score { subject, bounds } => {
                    // Without a least bound any score does that stays below the other one.
                    let least = match bounds.below {
                        _ if bounds.min > i64::MIN => bounds.min,
                        below if below > 0 => 0,
                        below => below.saturating_sub(1),
                    };
                    survey.scores.entry(*subject).or_default().insert(least);
                }
                Question::Attempts { subject, bounds } if bounds.min > 0 => {
                    survey
                        .attempts
                        .entry(*subject)
                        .or_default()
                        .insert(bounds.min);
                }
                Question::Skill { skill, level } => {
                    survey.levels.entry(*skill).or_default().insert(*level);
                }
                Question::Paid(Spot::Offering { offering, course }) => {
                    survey.paid.entry(*course).or_default().insert(*offering);
                }
                Question::Enrolment {
                    target: Spot::Offering { offering, course },
                    ..
                } => {
                    survey.runs.entry(*course).or_default().insert(*offering);
                }
                _ => {}
            }
        }
        survey
    }
}
