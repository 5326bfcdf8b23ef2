//! What-if: the comparison is the difference of two full evaluations.

use std::collections::BTreeMap;

use lms_core::record::LearnerRecord;
use lms_core::rule::audience::AudienceError;
use lms_core::rule::compare::{Difference, Side, compare, in_common};
use lms_core::rule::{RuleIx, RuleSet, Seats};
use lms_core::verdict::{Outcome, Reason, Truth, Verdict};
use proptest::prelude::*;

use super::population::{compiled, instants, learners, named, population};
use crate::rule::worlds::{FIRST, midnight, rules, seats};

/// The conditions of a verdict that do not hold, and how, by what they ask; read off the explanation alone.
fn failing(verdict: &Verdict) -> BTreeMap<(String, bool), Vec<Truth>> {
    fn walk(reason: Reason<'_>, negated: bool, found: &mut BTreeMap<(String, bool), Vec<Truth>>) {
        let kind = &*reason.asked.kind;
        if reason.is_leaf() {
            let key = format!("{kind} {:?}", reason.asked.params);
            let truth = if negated {
                reason.truth.negate()
            } else {
                reason.truth
            };
            found.entry((key, negated)).or_default().push(truth);
            return;
        }
        for child in reason.of() {
            walk(child, negated != matches!(kind, "not" | "none"), found);
        }
    }
    let mut found = BTreeMap::new();
    walk(verdict.reasons.root(), false, &mut found);
    found
}

fn other_reasons(was: &Verdict, is: &Verdict) -> bool {
    let (was, is) = (failing(was), failing(is));
    let keys = was.keys().chain(is.keys());
    let empty = Vec::new();
    keys.into_iter().any(|key| {
        let (was, is) = (
            was.get(key).unwrap_or(&empty),
            is.get(key).unwrap_or(&empty),
        );
        (0..was.len().max(is.len()))
            .any(|at| was.get(at).unwrap_or(&Truth::True) != is.get(at).unwrap_or(&Truth::True))
    })
}

/// The change of one row: which of the four sets it must be in.
fn wanted(was: &Verdict, is: &Verdict) -> [bool; 4] {
    let met = [was, is].map(|verdict| verdict.outcome == Outcome::Met);
    let same = was.outcome == is.outcome;
    [
        !met[0] && met[1],
        met[0] && !met[1],
        !met[0] && !met[1] && !same,
        same && other_reasons(was, is),
    ]
}

fn check(
    before: &Side<'_>,
    after: &Side<'_>,
    pairs: &[(RuleIx, RuleIx)],
    records: &[LearnerRecord],
) {
    let changes = compare(before, after, pairs).unwrap();
    assert_eq!(changes.len(), pairs.len());
    for ((was, is), change) in pairs.iter().zip(&changes) {
        let Difference {
            gained,
            lost,
            moved,
            reasons,
        } = change;
        for (row, record) in records.iter().enumerate() {
            let sides = (before.verdict(*was, record), after.verdict(*is, record));
            let found = [gained, lost, moved, reasons].map(|set| set.contains(row));
            assert_eq!(found, wanted(&sides.0, &sides.1), "row {row}: {sides:#?}");
        }
    }
}

fn records(learners: &[Vec<lms_core::record::Event>]) -> Vec<LearnerRecord> {
    learners
        .iter()
        .enumerate()
        .map(|(number, events)| named(number, events))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn two_days_differ_as_their_verdicts_do(
        definitions in rules(),
        learners in learners(),
        seats in (seats(), seats()),
        (since, instants) in instants(),
    ) {
        let rules = compiled(&definitions);
        let records = records(&learners);
        let population = population(&rules, since, &records);
        let side = |at: usize, seats| {
            let now = instants[at % instants.len()];
            Side { rules: &rules, population: &population, now, seats }
        };
        check(&side(0, &seats.0), &side(1, &seats.1), &in_common(&rules, &rules), &records);
    }

    #[test]
    fn two_catalogues_differ_as_their_verdicts_do(
        definitions in (rules(), rules()),
        learners in learners(),
        seats in seats(),
        (since, instants) in instants(),
    ) {
        let rules: [RuleSet; 2] = [compiled(&definitions.0), compiled(&definitions.1)];
        let records = records(&learners);
        let populations = rules.each_ref().map(|rules| population(rules, since, &records));
        let side = |at: usize| Side {
            rules: &rules[at],
            population: &populations[at],
            now: instants[0],
            seats: &seats,
        };
        let pairs = in_common(&rules[0], &rules[1]);
        prop_assert_eq!(pairs.len(), 2);
        check(&side(0), &side(1), &pairs, &records);
    }
}

#[test]
fn populations_of_other_learners_are_not_compared() {
    let rules = compiled(&[]);
    let people = records(&[Vec::new(), Vec::new()]);
    let now = midnight(FIRST);
    let both = population(&rules, now, &people);
    let one = population(&rules, now, &people[..1]);
    let mut removed = both.clone();
    removed.remove(&people[1].learner);
    let seats = Seats::new();
    let side = |population| Side {
        rules: &rules,
        population,
        now,
        seats: &seats,
    };
    for other in [&one, &removed] {
        let refused = compare(&side(&both), &side(other), &[]);
        assert_eq!(refused, Err(AudienceError::DifferentLearners));
    }
    assert_eq!(
        compare(&side(&both), &side(&both.clone()), &[]),
        Ok(Vec::new())
    );
}
