//! The effort of a remedy is bounded, and what is found within it is not called the cheapest without proof.

use serde_json::{Value, json};

use super::effort::Effort;
use super::{Costs, MAX_EFFORT, Proof, Remedy};
use crate::Catalogue;
use crate::record::LearnerRecord;

const LEVELS: usize = 24;
const WIDTH: usize = 25;

/// Every course asks for three alternatives at once, and every alternative may be waited for: each has a window of its own
/// that opens on another day. So every day is worth a look, and none is easy.
fn catalogue() -> Catalogue {
    let leaf = |at: usize| json!({"type": "completed", "course": format!("c{at}")});
    let course = |at: usize| {
        let mut course = json!({"id": format!("c{at}"), "title": "A course"});
        let (level, place) = (at / WIDTH, at % WIDTH);
        if level > 0 {
            let any = |shift: usize| {
                let below =
                    |by: usize| (level - 1) * WIDTH + (place * 7 + shift * 5 + by * 3) % WIDTH;
                let day = 1 + (at * 3 + shift) % 300;
                let (month, day) = (1 + day / 28, 1 + day % 28);
                let window = json!({"type": "window", "from": format!("2027-{month:02}-{day:02}")});
                json!({"type": "any", "of": [leaf(below(0)), leaf(below(1)), leaf(below(2)), window]})
            };
            course["prerequisites"] = json!({"type": "all", "of": [any(0), any(1), any(2)]});
        }
        course
    };
    let courses: Vec<Value> = (0..LEVELS * WIDTH).map(course).collect();
    let wanted: Vec<Value> = (0..WIDTH)
        .map(|at| leaf((LEVELS - 1) * WIDTH + at))
        .collect();
    let rules = json!([{"id": "r", "when": {"type": "atLeast", "count": 6, "of": wanted}}]);
    Catalogue::from_json(&json!({"courses": courses, "rules": rules}).to_string()).unwrap()
}

#[test]
fn the_effort_of_all_instants_together_is_bounded() {
    let catalogue = catalogue();
    let rules = catalogue.rules();
    let rule = rules.rule(&"r".parse().unwrap()).unwrap();
    let record = LearnerRecord::new("ada".parse().unwrap());
    let now = "2026-11-22T08:00:00Z".parse().unwrap();
    // The dearer the steps are beside waiting, the longer it is worth to wait.
    let costs = Costs {
        complete: Some(3_000),
        waive: None,
        ..Costs::default()
    };
    for allowed in [0, 10_000, 1_000_000, MAX_EFFORT] {
        let mut effort = Effort::of(allowed);
        let ground = (&costs, &catalogue as &dyn super::Ground);
        let found =
            rules.remedy_within(rule, &record, &Default::default(), now, ground, &mut effort);
        // What cannot be divided: one rule, and one look at the graph for a plan at once.
        assert!(
            effort.spent() <= allowed + 2_000_000,
            "{} of {allowed}",
            effort.spent()
        );
        match found {
            Remedy::Plan {
                cost,
                proof: Proof::BestFound { bound },
                ..
            } => assert!(bound < cost),
            Remedy::Undecided { .. } => assert!(allowed < 1_000_000),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn what_stands_in_the_way_is_told_once_each_and_counted() {
    const MANY: usize = 2_000;
    let name = |at: usize| json!({"type": "fact", "name": format!("f{at}"), "op": "equals", "value": true});
    // Each is written twice.
    let of: Vec<Value> = (0..MANY).chain(0..MANY).map(name).collect();
    let facts: Vec<Value> = (0..MANY)
        .map(|at| json!({"name": format!("f{at}"), "type": "boolean"}))
        .collect();
    let rules = json!([{"id": "r", "when": {"type": "all", "of": of}}]);
    let catalogue =
        Catalogue::from_json(&json!({"facts": facts, "rules": rules}).to_string()).unwrap();
    let rules = catalogue.rules();
    let rule = rules.rule(&"r".parse().unwrap()).unwrap();
    let record = LearnerRecord::new("ada".parse().unwrap());
    let now = "2026-11-22T08:00:00Z".parse().unwrap();
    let costs = Costs::default();
    let ground = (&costs, &catalogue as &dyn super::Ground);
    let mut effort = Effort::of(MAX_EFFORT);
    let found = rules.remedy_within(rule, &record, &Default::default(), now, ground, &mut effort);
    let Remedy::Impossible { because } = found else {
        panic!("{found:?}");
    };
    let told: Vec<&str> = because
        .iter()
        .filter_map(|one| one.asked.param("name"))
        .collect();
    let mut wanted: Vec<String> = (0..MANY).map(|at| format!("f{at}")).collect();
    assert_eq!(told.len(), MANY);
    wanted.sort_unstable();
    let mut told = told;
    told.sort_unstable();
    assert_eq!(told, wanted);
    assert!(effort.spent() >= 2 * MANY as u64);
}
