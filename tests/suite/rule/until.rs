//! How long a verdict holds, to the microsecond, where the clocks change: days of 23 and 25 hours, hours that do not exist
//! or come twice, and events at any second.

use lms_core::rule::{Learner, RuleSet};
use lms_core::time::{Instant, Zone};
use proptest::prelude::*;

use super::reference::{self, World};
use super::worlds::{When, events_in, folded, midnight, rules_in, seats, vocabulary};

/// Times around the change of the clocks at 01:00 UTC, around midnight in Berlin, and some with odd seconds.
const CLOCK: &[&str] = &[
    "T00:00:00Z",
    "T00:30:00Z",
    "T00:59:59.999999Z",
    "T01:00:00Z",
    "T01:30:00.25Z",
    "T02:17:43Z",
    "T21:59:59Z",
    "T22:00:00Z",
    "T23:00:00Z",
    "T23:15:01.000001Z",
];

/// Ten days around a change of the clocks in Berlin.
fn around(first: i32) -> When {
    When {
        first,
        days: 10,
        periods: &["P1D", "P2D", "P3D", "P7D", "P1M"],
        clock: CLOCK,
        zone: "Europe/Berlin".parse::<Zone>().unwrap(),
    }
}

const QUARTER: i64 = 900_000_000;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_verdict_holds_exactly_until_it_says_where_the_clocks_change(
        // From 2024-03-26, and from 2024-10-22.
        (when, rules, events) in prop_oneof![Just(around(19_808)), Just(around(20_018))]
            .prop_flat_map(|when| (Just(when), rules_in(when), events_in(when))),
        seats in seats(), day in -1..14_i32, micros in prop_oneof![Just(0), 0..86_400_000_000_i64],
    ) {
        let first = when.first;
        let record = folded(&events);
        let set = RuleSet::compile(&rules, &vocabulary()).unwrap();
        let definitions = rules.iter().map(|rule| (rule.id.clone(), rule.clone())).collect();
        let vocabulary = vocabulary();
        let at = |now: Instant| {
            let world = World {
                rules: &definitions, vocabulary: &vocabulary, record: &record, seats: &seats, now, granted: false,
            };
            reference::outcome(&world, &rules[1])
        };
        let instant = |micros: i64| Instant::from_micros(micros).unwrap();
        let now = instant(midnight(first + day).micros() + micros);
        let mut learner = Learner::new(&set, &record, &seats, now);
        let tested = set.rules().last().unwrap();
        let verdict = set.verdict(tested, &mut learner, &record, now);
        prop_assert!(verdict.until_is_exact);
        prop_assert!(verdict.until.contains(now));
        prop_assert_eq!(verdict.outcome, at(now));
        // At its ends it changes, to the microsecond.
        if let Some(until) = verdict.until.until {
            prop_assert_ne!(at(until), verdict.outcome, "at {}", until);
            prop_assert_eq!(at(instant(until.micros() - 1)), verdict.outcome, "just before {}", until);
        }
        if let Some(from) = verdict.until.from {
            prop_assert_eq!(at(from), verdict.outcome, "at {}", from);
            prop_assert_ne!(at(instant(from.micros() - 1)), verdict.outcome, "just before {}", from);
        }
        // In between it does not: at every quarter of an hour, and around every event.
        let quarters = (0..17 * 96).map(|quarter| midnight(first - 2).micros() + quarter * QUARTER);
        let around = events.iter().map(|event| event.at.micros());
        for then in quarters.chain(around).flat_map(|at| [at - 1, at]).map(instant) {
            if verdict.until.contains(then) {
                prop_assert_eq!(at(then), verdict.outcome, "at {}", then);
            }
        }
    }
}
