//! Laws of the rule engine on random rules and learners.

use std::collections::BTreeMap;

use lms_core::RuleId;
use lms_core::record::LearnerRecord;
use lms_core::rule::{Expression, Flip, Learner, RuleDefinition, RuleIx, RuleSet, Seats};
use lms_core::time::{Instant, Zone};
use lms_core::verdict::{Outcome, Reason, Truth};
use proptest::prelude::*;

use super::reference::{self, World};
use super::worlds::{
    DAYS, FIRST, events, expression, folded, midnight, rule, rules, seats, vocabulary,
};

fn by_id(rules: &[RuleDefinition]) -> BTreeMap<RuleId, RuleDefinition> {
    rules
        .iter()
        .map(|rule| (rule.id.clone(), rule.clone()))
        .collect()
}

fn compiled(rules: &[RuleDefinition]) -> RuleSet {
    RuleSet::compile(rules, &vocabulary()).unwrap()
}

/// The rule under test: the last one.
fn tested(rules: &RuleSet) -> RuleIx {
    rules.rules().last().unwrap()
}

/// Every node of the explanation has the value that the plain evaluator gives it.
fn check_reasons(world: &World<'_>, reason: Reason<'_>, expression: &Expression, zone: Zone) {
    assert_eq!(
        reason.truth,
        reference::truth(world, expression, zone),
        "{expression:?}"
    );
    let children: Vec<(&Expression, Zone)> = match expression {
        Expression::Rule { rule } => vec![(&world.rules[rule].when, world.rules[rule].zone)],
        other => other.children().iter().map(|child| (child, zone)).collect(),
    };
    assert_eq!(reason.of().count(), children.len());
    for (reason, (child, zone)) in reason.of().zip(children) {
        check_reasons(world, reason, child, zone);
    }
    // As long as the reason says, the node's value stays.
    for now in [reason.until.from, reason.until.until.and_then(just_before)]
        .into_iter()
        .flatten()
    {
        let then = World { now, ..*world };
        assert_eq!(
            reason.truth,
            reference::truth(&then, expression, zone),
            "at {now}"
        );
    }
    assert!(reason.until.contains(world.now));
}

fn just_before(at: Instant) -> Option<Instant> {
    Instant::from_micros(at.micros() - 1).ok()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn compiled_rules_answer_and_explain_as_the_plain_evaluator(
        rules in rules(), events in events(), seats in seats(), day in -2..DAYS + 60,
    ) {
        let record = folded(&events);
        let now = midnight(FIRST + day);
        let set = compiled(&rules);
        let mut learner = Learner::new(&set, &record, &seats, now);
        let verdict = set.verdict(tested(&set), &mut learner, &record, now);
        let definitions = by_id(&rules);
        let vocabulary = vocabulary();
        let world = World {
            rules: &definitions, vocabulary: &vocabulary, record: &record, seats: &seats, now, granted: false,
        };
        prop_assert_eq!(verdict.outcome, reference::outcome(&world, &rules[1]));
        check_reasons(&world, verdict.reasons.root(), &rules[1].when, Zone::UTC);
    }

    #[test]
    fn a_verdict_holds_exactly_until_it_says(
        rules in rules(), events in events(), seats in seats(), day in 0..DAYS + 60,
    ) {
        let record = folded(&events);
        let set = compiled(&rules);
        let definitions = by_id(&rules);
        let vocabulary = vocabulary();
        let at = |day: i32| {
            let world = World {
                rules: &definitions, vocabulary: &vocabulary, record: &record, seats: &seats,
                now: midnight(FIRST + day), granted: false,
            };
            reference::outcome(&world, &rules[1])
        };
        let now = midnight(FIRST + day);
        let mut learner = Learner::new(&set, &record, &seats, now);
        let verdict = set.verdict(tested(&set), &mut learner, &record, now);
        prop_assert!(verdict.until_is_exact);
        prop_assert!(verdict.until.contains(now));
        // Nothing happens before the first day, and nothing changes later than two years after the last.
        let last = DAYS + 800;
        let until = (day..=last).find(|day| at(*day) != verdict.outcome);
        let from = (-3..=day).rev().find(|day| at(*day) != verdict.outcome);
        prop_assert_eq!(verdict.until.until, until.map(|day| midnight(FIRST + day)));
        prop_assert_eq!(verdict.until.from, from.map(|day| midnight(FIRST + day + 1)));
    }

    #[test]
    fn a_learner_kept_up_by_events_is_the_learner_made_anew(
        first in rules(), more in prop::collection::vec(expression(), 0..4), events in events(), seats in seats(),
        pauses in prop::collection::vec(0..40_i32, 24),
    ) {
        let mut rules = first;
        let more = more.into_iter().enumerate();
        rules.extend(more.map(|(number, when)| rule(&format!("more-{number}"), when)));
        let set = compiled(&rules);
        let mut record = LearnerRecord::new("ada".parse().unwrap());
        let mut day = FIRST;
        let mut kept = Learner::new(&set, &record, &seats, midnight(day));
        let (mut before, mut outcomes, mut flips) = (Vec::new(), Vec::new(), Vec::new());
        set.outcomes(&mut kept, midnight(day), &mut before);
        for (event, pause) in events.iter().zip(&pauses) {
            day += pause;
            let now = midnight(day);
            record.evolve(event);
            set.apply(&mut kept, &record, &set.change(event), now, &mut flips);
            let mut anew = Learner::new(&set, &record, &seats, now);
            set.outcomes(&mut anew, now, &mut outcomes);
            let expected: Vec<Flip> = set
                .rules()
                .zip(before.iter().zip(&outcomes))
                .filter(|(_, (before, after))| before != after)
                .map(|(rule, (before, after))| Flip { rule, before: *before, after: *after })
                .collect();
            prop_assert_eq!(&flips, &expected, "{:?}", event);
            prop_assert_eq!(kept.facts(), anew.facts(), "{:?}", event);
            for (rule, outcome) in set.rules().zip(&outcomes) {
                // Asked one at a time, without the index over the rules.
                prop_assert_eq!(set.outcome(rule, &mut anew, now), *outcome);
                prop_assert_eq!(
                    set.verdict(rule, &mut kept, &record, now),
                    set.verdict(rule, &mut anew, &record, now)
                );
            }
            before.clone_from(&outcomes);
        }
    }

    #[test]
    fn a_learner_moved_through_time_is_the_learner_read_then(
        rules in rules(), events in events(), days in prop::collection::vec(0..DAYS + 400, 1..6),
    ) {
        let record = folded(&events);
        let set = compiled(&rules);
        let mut moved = Learner::new(&set, &record, &Seats::new(), midnight(FIRST));
        for day in days {
            let now = midnight(FIRST + day);
            let mut there = Learner::new(&set, &record, &Seats::new(), now);
            let rule = tested(&set);
            prop_assert_eq!(set.outcome(rule, &mut moved, now), set.outcome(rule, &mut there, now));
        }
    }

    #[test]
    fn negation_obeys_de_morgan_in_three_values(
        parts in prop::collection::vec(expression(), 1..4), events in events(), day in 0..DAYS,
    ) {
        let not = |of: Expression| Expression::Not { of: Box::new(of) };
        let nots: Vec<Expression> = parts.iter().cloned().map(not).collect();
        let all = Expression::All { of: parts.clone() };
        let any = Expression::Any { of: parts.clone() };
        let count = |count: usize, of: &[Expression]| Expression::AtLeast {
            count: u32::try_from(count).unwrap(), of: of.to_vec(),
        };
        let laws = [
            (not(all.clone()), Expression::Any { of: nots.clone() }),
            (not(any.clone()), Expression::All { of: nots.clone() }),
            (Expression::None { of: parts.clone() }, not(any.clone())),
            (not(not(all.clone())), all.clone()),
            (count(1, &parts), any),
            (count(parts.len(), &parts), all),
            (not(count(parts.len(), &parts)), count(1, &nots)),
        ];
        let base = rule("base", serde_json::from_str(r#"{"type":"role","role":"r"}"#).unwrap());
        let record = folded(&events);
        let now = midnight(FIRST + day);
        for (one, other) in laws {
            let truth = |when: Expression| {
                let set = compiled(&[base.clone(), rule("tested", when)]);
                let mut learner = Learner::new(&set, &record, &Seats::new(), now);
                let verdict = set.verdict(tested(&set), &mut learner, &record, now);
                let by_outcome = match verdict.outcome {
                    Outcome::Met => Truth::True,
                    Outcome::Unmet => Truth::False,
                    Outcome::Unknown | Outcome::Waiting => Truth::Unknown,
                };
                assert_eq!(by_outcome, verdict.reasons.root().truth);
                by_outcome
            };
            prop_assert_eq!(truth(one), truth(other));
        }
    }
}
