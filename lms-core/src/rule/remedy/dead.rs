//! Conditions that no step can bring about, and why.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::answer::Obstacle;
use super::goal::Goal;
use super::grow::Growth;
use crate::rule::RuleSet;
use crate::rule::compile::outline::Ask;
use crate::rule::compile::question::{Question, Since};
use crate::rule::learner::reading::Reading;
use crate::verdict::{Asked, Truth};

/// A condition that no step can bring about, and why.
pub(super) struct Dead {
    pub(super) question: u32,
    pub(super) negated: bool,
    pub(super) code: &'static str,
}

impl Growth<'_> {
    /// The conditions of some goals that no step can bring about, each once. They are put into words only when somebody is
    /// told, all in one walk over the rules.
    pub(super) fn told_of(&self, goals: &[Goal]) -> Vec<Obstacle> {
        let dead: Vec<&Dead> = goals
            .iter()
            .filter_map(|goal| self.dead.get(goal))
            .collect();
        let wanted = dead.iter().map(|dead| dead.question).collect();
        let words = self.case.rules.words_of(&wanted);
        let mut told = BTreeSet::new();
        let mut found = Vec::new();
        for dead in dead {
            let asked = words.get(&dead.question).copied();
            // Two questions may be put in the same words, as those of two zones are.
            let words = asked.map(|asked| (&asked.kind, &asked.params));
            if told.insert((dead.code, dead.negated, words)) {
                found.push(Obstacle {
                    code: dead.code.into(),
                    asked: asked.cloned().unwrap_or_default(),
                    negated: dead.negated,
                });
            }
        }
        found
    }
}

impl RuleSet {
    /// What questions ask, in words. One walk over all rules, however many questions are wanted.
    fn words_of(&self, wanted: &BTreeSet<u32>) -> BTreeMap<u32, &Asked> {
        let mut words = BTreeMap::new();
        for line in &self.shared.outline.lines {
            if let Ask::Question(question) = line.ask
                && words.len() < wanted.len()
                && wanted.contains(&question)
            {
                let asked = || self.shared.asked(line).map(AsRef::as_ref);
                if let Entry::Vacant(place) = words.entry(question)
                    && let Some(asked) = asked()
                {
                    place.insert(asked);
                }
            }
        }
        words
    }
}

/// Why no step can bring a condition about.
pub(super) fn code(
    asked: &Question,
    negated: bool,
    reading: Reading,
    offered: bool,
) -> &'static str {
    match asked {
        Question::Broken(_) => "retired",
        Question::Attribute { .. } | Question::Fact { .. } | Question::Seat(_) => "host_only",
        Question::Window { .. }
        | Question::Age { .. }
        | Question::CoolDown { .. }
        | Question::Elapsed { .. } => {
            let by_steps = matches!(asked, Question::Elapsed { since, .. } if !matches!(since, Since::Attribute(_)));
            if reading.truth == Truth::Unknown && by_steps {
                // What it counts from has not happened: a step brings that about, and then time does the rest.
                if offered { "not_yet" } else { "not_offered" }
            } else if reading.truth == Truth::Unknown {
                "host_only"
            } else if reading.until == i64::MAX {
                "time_passed"
            } else {
                "not_yet"
            }
        }
        Question::Role(_) if !offered => "host_only",
        Question::Unit { .. } | Question::Group(_) | Question::Audience(_) if !offered => {
            "not_offered"
        }
        _ if negated => "cannot_be_undone",
        _ if !offered => "not_offered",
        _ => "out_of_reach",
    }
}
