//! Remedies against trying everything: applied to the record a remedy makes the rule met, and nothing cheaper does.

use lms_core::Catalogue;
use lms_core::record::LearnerRecord;
use lms_core::rule::remedy::{Costs, Proof, Remedy};
use lms_core::time::Instant;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{cases, evolve};

const NOW: &str = "2026-11-22T08:00:00Z";
const COURSES: [&str; 3] = ["a", "b", "c"];

/// A step as trying everything sees it: what happens, what it costs, and the course whose rule it needs.
#[derive(Debug, Clone)]
struct Deed {
    event: Value,
    cost: u64,
    course: Option<&'static str>,
}

fn deeds(costs: &[u32; 3]) -> Vec<Deed> {
    let mut deeds = Vec::new();
    for (course, cost) in COURSES.into_iter().zip(costs) {
        let event = json!({"at": NOW, "type": "completed", "course": course, "version": 1, "passed": true, "score": "90"});
        deeds.push(Deed {
            event,
            cost: u64::from(*cost),
            course: Some(course),
        });
        let event = json!({"at": NOW, "type": "waived", "target": {"type": "prerequisites", "course": course}});
        deeds.push(Deed {
            event,
            cost: 12,
            course: None,
        });
    }
    let approved = json!({"at": NOW, "type": "approvalGranted", "approval": "dean"});
    deeds.push(Deed {
        event: approved,
        cost: 5,
        course: None,
    });
    let joined = json!({"at": NOW, "type": "groupJoined", "group": "g"});
    deeds.push(Deed {
        event: joined,
        cost: 7,
        course: None,
    });
    deeds
}

fn is_met(catalogue: &Catalogue, rule: &str, record: &LearnerRecord) -> bool {
    let now: Instant = NOW.parse().unwrap();
    super::is_met(catalogue, rule, record, now)
}

/// The least cost over all sets of steps of which each can be taken in its turn and after which the rule is met.
fn by_trying_all(catalogue: &Catalogue, record: &LearnerRecord, deeds: &[Deed]) -> Option<u64> {
    let mut best: Option<u64> = None;
    for set in 0_u32..1 << deeds.len() {
        let mut left: Vec<&Deed> = deeds
            .iter()
            .enumerate()
            .filter(|(at, _)| set >> at & 1 == 1)
            .map(|(_, deed)| deed)
            .collect();
        let cost = left.iter().map(|deed| deed.cost).sum();
        if best.is_some_and(|best| best <= cost) {
            continue;
        }
        let mut record = record.clone();
        let can = |deed: &Deed, record: &LearnerRecord| {
            deed.course
                .is_none_or(|course| is_met(catalogue, &format!("course:{course}"), record))
        };
        while let Some(next) = left.iter().position(|deed| can(deed, &record)) {
            evolve(&mut record, &left.remove(next).event);
        }
        if left.is_empty() && is_met(catalogue, "r", &record) {
            best = Some(cost);
        }
    }
    best
}

fn leaf() -> impl Strategy<Value = Value> {
    let course = proptest::sample::select(COURSES.to_vec());
    prop_oneof![
        4 => course.clone().prop_map(|course| json!({"type": "completed", "course": course})),
        2 => course.prop_map(|course| json!({"type": "completed", "course": course, "minScore": "80", "passed": true})),
        2 => Just(json!({"type": "approved", "approval": "dean"})),
        1 => Just(json!({"type": "group", "group": "g"})),
        1 => Just(json!({"type": "role", "role": "boss"})),
        1 => Just(json!({"type": "credits", "courses": ["a", "b", "c"], "min": "5"})),
    ]
}

fn rule() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(3, 12, 3, |inner| {
        let of = proptest::collection::vec(inner, 1..4);
        prop_oneof![
            of.clone().prop_map(|of| json!({"type": "all", "of": of})),
            of.clone().prop_map(|of| json!({"type": "any", "of": of})),
            (of, 1..4_usize).prop_map(|(of, count)| {
                let count = count.min(of.len());
                json!({"type": "atLeast", "count": count, "of": of})
            }),
        ]
    })
}

/// The whole rule may also forbid; prerequisites only ask. Sums of credits are not forbidden here: what several courses
/// reach together is only avoided altogether, which proves nothing.
fn whole() -> impl Strategy<Value = Value> {
    let barred = leaf().prop_filter("a sum of credits", |leaf| leaf["type"] != "credits");
    (rule(), proptest::option::of(barred)).prop_map(|(rule, barred)| match barred {
        Some(barred) => json!({"type": "all", "of": [rule, {"type": "not", "of": barred}]}),
        None => rule,
    })
}

fn world() -> impl Strategy<Value = (Value, Vec<Value>, [u32; 3])> {
    let prerequisites = proptest::collection::vec(proptest::option::of(rule()), 3);
    let done = proptest::collection::vec(
        (
            proptest::sample::select(COURSES.to_vec()),
            proptest::option::of(60..100_u32),
        ),
        0..2,
    );
    (whole(), prerequisites, done, proptest::array::uniform3(1..15_u32)).prop_map(|(rule, prerequisites, done, costs)| {
        let courses: Vec<Value> = COURSES
            .iter()
            .zip(prerequisites)
            .zip(2..)
            .map(|((id, when), credits)| {
                let mut course = json!({"id": id, "title": id, "credits": credits.to_string()});
                if let Some(when) = when {
                    course["prerequisites"] = when;
                }
                course
            })
            .collect();
        let events = done
            .into_iter()
            .map(|(course, score)| {
                let mut event = json!({"at": "2026-01-01T00:00:00Z", "type": "completed", "course": course, "passed": true});
                if let Some(score) = score {
                    event["score"] = score.to_string().into();
                }
                event
            })
            .collect();
        (json!({"courses": courses, "rules": [{"id": "r", "when": rule}]}), events, costs)
    })
}

proptest! {
    #![proptest_config(cases())]
    #[test]
    fn a_remedy_makes_the_rule_met_and_none_is_cheaper((catalogue, events, costs) in world()) {
        let text = catalogue.to_string();
        let catalogue = Catalogue::from_json(&text).unwrap();
        let mut record = LearnerRecord::new("ada".parse().unwrap());
        for event in &events {
            evolve(&mut record, event);
        }
        let deeds = deeds(&costs);
        let expected = by_trying_all(&catalogue, &record, &deeds);
        let mut priced = Costs { waive: Some(12), approve: Some(5), join: Some(7), leave: None, wait_per_day: None, ..Costs::default() };
        for (course, cost) in COURSES.into_iter().zip(costs) {
            priced.courses.insert(course.parse().unwrap(), cost);
        }
        let found = catalogue.remedy(&"r".parse().unwrap(), &record, &Default::default(), NOW.parse().unwrap(), &priced).unwrap();
        match (found, expected) {
            (Remedy::Met, Some(0)) => {}
            (Remedy::Plan { steps, cost, proof }, Some(expected)) => {
                prop_assert_eq!((cost, proof), (expected, Proof::Optimal), "{} {:?} {:?}", text, events, steps);
                for step in steps {
                    let value = serde_json::to_value(&step.step).unwrap();
                    let course = value["course"].as_str().unwrap_or_default().to_owned();
                    let event = match value["type"].as_str().unwrap() {
                        "complete" => {
                            prop_assert!(is_met(&catalogue, &format!("course:{course}"), &record), "{} {:?}", text, events);
                            let mut event = deeds.iter().find(|deed| deed.course == Some(&course)).unwrap().event.clone();
                            // The score that the step names is enough.
                            event["score"] = value.get("minScore").cloned().unwrap_or("0".into());
                            event
                        }
                        "waive" => json!({"at": NOW, "type": "waived", "target": {"type": "prerequisites", "course": course}}),
                        "approve" => json!({"at": NOW, "type": "approvalGranted", "approval": "dean"}),
                        "joinGroup" => json!({"at": NOW, "type": "groupJoined", "group": "g"}),
                        other => panic!("{other}"),
                    };
                    evolve(&mut record, &event);
                }
                prop_assert!(is_met(&catalogue, "r", &record), "{} {:?}", text, events);
            }
            (Remedy::Impossible { because }, None) => prop_assert!(!because.is_empty()),
            (found, expected) => prop_assert!(false, "{:?} {:?} {} {:?}", found, expected, text, events),
        }
    }
}
