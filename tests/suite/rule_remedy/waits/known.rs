//! Plans that were missed once.

use lms_core::Catalogue;
use lms_core::record::LearnerRecord;
use lms_core::rule::remedy::{Costs, Proof, Remedy};
use serde_json::{Value, json};

use super::super::evolve;
use super::world::NOW;

fn remedy(mut catalogue: Value, rule: Value, events: &[Value]) -> Option<Remedy> {
    catalogue["rules"] = json!([{"id": "r", "when": rule}]);
    let catalogue = Catalogue::from_json(&catalogue.to_string()).unwrap();
    let mut record = LearnerRecord::new("ada".parse().unwrap());
    events.iter().for_each(|event| evolve(&mut record, event));
    let costs = Costs {
        complete: Some(3),
        waive: None,
        ..Costs::default()
    };
    let (rule, now) = ("r".parse().unwrap(), NOW.parse().unwrap());
    catalogue.remedy(&rule, &record, &Default::default(), now, &costs)
}

/// The steps of a plan that is proven the cheapest.
fn plan(catalogue: Value, rule: Value, events: &[Value]) -> Vec<String> {
    let remedy = remedy(catalogue, rule, events);
    let Some(Remedy::Plan { steps, proof, .. }) = remedy else {
        panic!("{remedy:?}");
    };
    assert_eq!(proof, Proof::Optimal);
    let said = steps.iter().map(|step| {
        let step = serde_json::to_value(&step.step).unwrap();
        let word = |key: &str| step[key].as_str().map(str::to_owned);
        let what = ["course", "unit", "until"].into_iter().find_map(word);
        format!("{} {}", word("type").unwrap(), what.unwrap())
    });
    said.collect()
}

/// A course that is open from one day until another one.
fn open(id: &str, from: &str, until: &str) -> Value {
    let when = json!({"type": "window", "from": from, "until": until});
    json!({"id": id, "title": id, "credits": "3", "prerequisites": when})
}

#[test]
fn credits_come_from_courses_that_are_open_at_different_instants() {
    let courses = [
        open("a", "2026-11-22", "2026-11-23"),
        open("b", "2026-11-24", "2026-11-25"),
    ];
    let sum = json!({"type": "credits", "courses": ["a", "b"], "min": "6", "within": "P3D"});
    let steps = ["complete a", "wait 2026-11-24T00:00:00Z", "complete b"];
    assert_eq!(plan(json!({"courses": courses}), sum, &[]), steps);
}

#[test]
fn what_is_left_for_a_step_is_left_for_what_comes_after_a_wait() {
    let outside =
        json!({"type": "not", "of": {"type": "memberOf", "unit": "ward", "recursive": true}});
    let mut course = open("a", "2026-11-22", "2026-11-23");
    course["prerequisites"] = json!({"type": "all", "of": [course["prerequisites"], outside]});
    let units = ["one", "two"].map(|id| json!({"id": id, "parent": "ward"}));
    let units = [&[json!({"id": "ward"})], &units[..]].concat();
    let later = json!({"type": "window", "from": "2026-11-25"});
    let done = json!({"type": "completed", "course": "a"});
    let joined =
        |unit: &str| json!({"at": "2026-01-01T00:00:00Z", "type": "unitJoined", "unit": unit});
    let steps = [
        "leaveUnit one",
        "leaveUnit two",
        "complete a",
        "wait 2026-11-25T00:00:00Z",
    ];
    assert_eq!(
        plan(
            json!({"courses": [course], "units": units}),
            json!({"type": "all", "of": [done, outside, later]}),
            &[joined("one"), joined("two")],
        ),
        steps
    );
}

#[test]
fn what_holds_now_is_renewed_while_that_is_possible() {
    let done =
        json!({"at": "2026-11-21T00:00:00Z", "type": "completed", "course": "a", "passed": true});
    let rule = json!({"type": "all", "of": [
        {"type": "completed", "course": "a", "within": "P4D"},
        {"type": "window", "from": "2026-11-26"}]});
    let courses = json!({"courses": [open("a", "2026-11-23", "2026-11-24")]});
    let steps = [
        "wait 2026-11-23T00:00:00Z",
        "complete a",
        "wait 2026-11-26T00:00:00Z",
    ];
    assert_eq!(plan(courses, rule, &[done]), steps);
}

/// What stands in the way of a rule that is proven never to be met.
fn obstacles(catalogue: Value, rule: Value) -> Vec<String> {
    let remedy = remedy(catalogue, rule, &[]);
    let Some(Remedy::Impossible { because }) = remedy else {
        panic!("{remedy:?}");
    };
    let said = because
        .iter()
        .map(|of| format!("{} {}", of.code, of.asked.kind));
    said.collect()
}

fn done(course: &str) -> Value {
    json!({"type": "completed", "course": course})
}

fn since(course: &str, min: &str) -> Value {
    json!({"type": "elapsed", "since": {"type": "completion", "course": course}, "min": min})
}

fn all(of: &[&Value]) -> Value {
    json!({"type": "all", "of": of})
}

/// Each wait for the delay gives new instants to wait for, so that looking at all of them would never end.
#[test]
fn a_course_that_closes_before_a_delay_is_over_is_proven_out_of_reach() {
    let window = |until: &str| json!({"type": "window", "until": until});
    let courses = |until: &str| {
        let needs = all(&[&done("a"), &since("a", "P7D"), &window(until)]);
        json!({"courses": [{"id": "a", "title": "A"}, {"id": "b", "title": "B", "prerequisites": needs}]})
    };
    let rule = || all(&[&done("b"), &since("b", "P1D")]);
    let steps = [
        "complete a",
        "wait 2026-11-29T00:00:00Z",
        "complete b",
        "wait 2026-11-30T00:00:00Z",
    ];
    assert_eq!(plan(courses("2026-11-30"), rule(), &[]), steps);
    // It closes as the delay ends.
    let told = obstacles(courses("2026-11-29"), rule());
    assert_eq!(
        told,
        ["not_offered waived", "not_yet elapsed", "not_yet elapsed"]
    );
}

#[test]
fn courses_that_bring_the_credits_they_need_are_proven_out_of_reach() {
    let sum = json!({"type": "credits", "courses": ["a", "b", "c"], "min": "1"});
    let courses = |a: Value| {
        let (b, c) = (
            all(&[&done("a"), &since("a", "P1D")]),
            all(&[&done("b"), &since("b", "P1D")]),
        );
        json!({"courses": [
            {"id": "a", "title": "A", "credits": "2", "prerequisites": a},
            {"id": "b", "title": "B", "credits": "3", "prerequisites": b},
            {"id": "c", "title": "C", "credits": "4", "prerequisites": c}]})
    };
    assert_eq!(
        plan(
            courses(json!({"type": "window", "until": "2026-12-01"})),
            done("b"),
            &[]
        )
        .len(),
        3
    );
    let told = obstacles(courses(sum), done("b"));
    assert!(told.contains(&"not_yet elapsed".to_owned()), "{told:?}");
}
