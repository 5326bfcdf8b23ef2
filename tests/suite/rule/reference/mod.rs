//! The rules of the language, evaluated as plainly as possible: over the definition tree and the learner record, leaf by
//! leaf, with none of the rule engine's code.

mod compare;
mod later;
mod leaf;
mod retired;

use std::collections::BTreeMap;

use lms_core::record::LearnerRecord;
use lms_core::rule::{Expression, RuleDefinition, Vocabulary};
use lms_core::time::{Instant, Zone};
use lms_core::verdict::{Outcome, Truth};
use lms_core::{OfferingId, RuleId};

use leaf::leaf;

/// What a rule is evaluated over.
pub struct World<'a> {
    pub rules: &'a BTreeMap<RuleId, RuleDefinition>,
    pub vocabulary: &'a Vocabulary,
    pub record: &'a LearnerRecord,
    pub seats: &'a BTreeMap<OfferingId, u32>,
    pub now: Instant,
    /// Whether every pending approval counts as granted.
    pub granted: bool,
}

pub fn outcome(world: &World<'_>, rule: &RuleDefinition) -> Outcome {
    match truth(world, &rule.when, rule.zone) {
        Truth::True => Outcome::Met,
        Truth::False => Outcome::Unmet,
        Truth::Unknown => {
            let granted = World {
                granted: true,
                ..*world
            };
            if truth(&granted, &rule.when, rule.zone) == Truth::True {
                Outcome::Waiting
            } else {
                Outcome::Unknown
            }
        }
    }
}

pub fn truth(world: &World<'_>, expression: &Expression, zone: Zone) -> Truth {
    let of = |list: &[Expression]| -> Vec<Truth> {
        list.iter().map(|child| truth(world, child, zone)).collect()
    };
    match expression {
        Expression::All { of: list } => {
            let list = of(list);
            if list.iter().all(|t| *t == Truth::True) {
                Truth::True
            } else if list.contains(&Truth::False) {
                Truth::False
            } else {
                Truth::Unknown
            }
        }
        Expression::Any { of: list } => any(&of(list)),
        Expression::None { of: list } => any(&of(list)).negate(),
        Expression::AtLeast { count, of: list } => {
            let list = of(list);
            let met = list.iter().filter(|t| **t == Truth::True).count();
            let unmet = list.iter().filter(|t| **t == Truth::False).count();
            if met >= *count as usize {
                Truth::True
            } else if list.len() - unmet < *count as usize {
                Truth::False
            } else {
                Truth::Unknown
            }
        }
        Expression::Not { of } => truth(world, of, zone).negate(),
        Expression::Rule { rule } => {
            let rule = &world.rules[rule];
            truth(world, &rule.when, rule.zone)
        }
        Expression::Disclosed { of, .. } => truth(world, of, zone),
        Expression::Leaf(asked) => leaf(world, asked, zone),
    }
}

fn any(list: &[Truth]) -> Truth {
    if list.contains(&Truth::True) {
        Truth::True
    } else if list.contains(&Truth::Unknown) {
        Truth::Unknown
    } else {
        Truth::False
    }
}
