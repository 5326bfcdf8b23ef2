//! A graph grown in parts says the same as one that is grown whole.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::Costs;
use super::effort::Effort;
use super::grow::{Case, Growth};
use super::search::Found;
use super::survey::Survey;
use crate::Catalogue;
use crate::record::LearnerRecord;
use crate::rule::Seats;

/// For each course beyond the first the alternatives that it asks for, each of them courses or an approval.
type Asks = Vec<Vec<Vec<usize>>>;

const COURSES: usize = 14;

fn asks() -> impl Strategy<Value = Asks> {
    // Any course may ask for any other, so that there are circles; the last number stands for an approval.
    let group = proptest::collection::vec(0..=COURSES, 1..4);
    let groups = proptest::collection::vec(group, 0..3);
    proptest::collection::vec(groups, COURSES)
}

fn catalogue(asks: &Asks) -> Catalogue {
    let leaf = |other: &usize| match *other {
        COURSES => json!({"type": "approved", "approval": "dean"}),
        other => json!({"type": "completed", "course": format!("c{other}")}),
    };
    let course = |(at, groups): (usize, &Vec<Vec<usize>>)| {
        let mut course = json!({"id": format!("c{at}"), "title": "A course"});
        if !groups.is_empty() {
            let any = |of: &Vec<usize>| json!({"type": "any", "of": of.iter().map(leaf).collect::<Vec<_>>()});
            let of: Vec<Value> = groups.iter().map(any).collect();
            course["prerequisites"] = json!({"type": "all", "of": of});
        }
        course
    };
    let courses: Vec<Value> = asks.iter().enumerate().map(course).collect();
    let rule = json!({"id": "r", "when": {"type": "completed", "course": "c0"}});
    Catalogue::from_json(&json!({"courses": courses, "rules": [rule]}).to_string()).unwrap()
}

/// What is found when so many goals are grown at first, below a limit, with the goals that were grown.
fn found(catalogue: &Catalogue, costs: &Costs, many: usize, below: u64) -> (Found, usize) {
    let rules = catalogue.rules();
    let record = LearnerRecord::new("ada".parse().unwrap());
    let survey = Survey::of(rules);
    let case = Case {
        rules,
        record: &record,
        costs,
        ground: catalogue,
        survey: &survey,
    };
    let now = "2026-11-22T08:00:00Z".parse().unwrap();
    let facts = rules.facts(&record, &Seats::new());
    let rule = rules.rule(&"r".parse().unwrap()).unwrap();
    let effort = Effort::of(20_000_000);
    let mut growth = Growth::of(&case, &facts, rule.0, vec![now], effort);
    let (goals, found) = growth.cheapest_in_parts(many, below);
    if let Found::Plan { steps, cost, .. } = &found {
        assert_eq!(goals.total(steps), *cost);
        let mut reached = super::reached::Reached::new(&goals);
        for step in steps {
            reached.take(*step);
        }
        assert!(reached.is_met(growth.root));
    }
    (found, goals.len())
}

fn cost(found: &Found) -> Option<(u64, u64)> {
    match found {
        Found::Plan { cost, bound, .. } => Some((*cost, *bound)),
        Found::None => None,
        Found::Spent { .. } => panic!("the effort is enough"),
    }
}

proptest! {
    #[test]
    fn parts_say_what_the_whole_says(asks in asks(), dear in proptest::collection::vec(1..9_u32, COURSES), approve in proptest::option::of(0..30_u32)) {
        let catalogue = catalogue(&asks);
        let courses = (0..).zip(&dear).map(|(at, cost)| (format!("c{at}").parse().unwrap(), *cost));
        let costs = Costs { courses: courses.collect(), approve, waive: None, ..Costs::default() };
        let (whole, _) = found(&catalogue, &costs, usize::MAX, u64::MAX);
        let whole = cost(&whole);
        prop_assert!(whole.is_none_or(|(cost, bound)| cost == bound));
        for many in [1, 8, 40] {
            let (part, _) = found(&catalogue, &costs, many, u64::MAX);
            prop_assert_eq!(cost(&part), whole);
            if let Some((least, _)) = whole {
                prop_assert_eq!(cost(&found(&catalogue, &costs, many, least).0), None);
            }
        }
    }
}

#[test]
fn what_is_farther_than_a_plan_is_dear_is_not_grown() {
    // The first course asks for the dean or for a chain of all others.
    let chain = |at: usize| {
        if at + 1 < COURSES {
            vec![vec![at + 1]]
        } else {
            Vec::new()
        }
    };
    let mut asks: Asks = (0..COURSES).map(chain).collect();
    asks[0] = vec![vec![COURSES, 1]];
    let catalogue = catalogue(&asks);
    let costs = Costs::default();
    let (whole, all) = found(&catalogue, &costs, usize::MAX, u64::MAX);
    let (part, few) = found(&catalogue, &costs, 1, u64::MAX);
    assert_eq!(
        (cost(&whole), cost(&part)),
        (Some((35, 35)), Some((35, 35)))
    );
    assert!(few * 2 < all, "{few} of {all}");
}
