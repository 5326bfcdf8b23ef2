use super::{Costs, Proof, Remedy};
use crate::Catalogue;
use crate::record::{Event, LearnerRecord};

const NOW: &str = "2026-11-22T08:00:00Z";

fn catalogue(rule: &str) -> Catalogue {
    let text = format!(
        r#"{{"attributes":[{{"name":"department","type":"text"}}],
        "units":[{{"id":"ward"}}],
        "courses":[
            {{"id":"a","title":"A"}},
            {{"id":"b","title":"B","prerequisites":{{"type":"completed","course":"a"}}}},
            {{"id":"c","title":"C","prerequisites":{{"type":"any","of":[
                {{"type":"completed","course":"b"}},{{"type":"approved","approval":"dean"}}]}}}},
            {{"id":"d","title":"D","credits":"4"}},
            {{"id":"e","title":"E","credits":"3"}},
            {{"id":"f","title":"F","prerequisites":{{"type":"window","from":"2026-11-25","until":"2026-11-27"}}}},
            {{"id":"once","title":"Once","prerequisites":{{"type":"not","of":{{"type":"completed","course":"once"}}}}}},
            {{"id":"old","title":"Old","retired":true}},
            {{"id":"x","title":"X","prerequisites":{{"type":"completed","course":"y"}}}},
            {{"id":"y","title":"Y","prerequisites":{{"type":"completed","course":"x"}}}}],
        "offerings":[{{"id":"o","course":"a"}}],
        "certifications":[{{"id":"k","title":"K","earnedBy":{{"type":"course","course":"b"}},
            "validity":{{"type":"period","period":"P1Y"}}}},
            {{"id":"byPath","title":"By a path","earnedBy":{{"type":"path","path":"p"}},
            "validity":{{"type":"period","period":"P1Y"}}}}],
        "paths":[{{"id":"p","steps":[{{"id":"one","item":{{"type":"course","course":"a"}}}}]}}],
        "rules":[{{"id":"r","when":{rule}}}]}}"#
    );
    Catalogue::from_json(&text).unwrap()
}

fn record(events: &[&str]) -> LearnerRecord {
    let mut record = LearnerRecord::new("ada".parse().unwrap());
    for event in events {
        let event: Event = serde_json::from_str(event).unwrap();
        record.evolve(&event);
    }
    record
}

fn found(rule: &str, events: &[&str], costs: &str) -> Remedy {
    let costs: Costs = serde_json::from_str(costs).unwrap();
    let seats = Default::default();
    let now = NOW.parse().unwrap();
    catalogue(rule)
        .remedy(&"r".parse().unwrap(), &record(events), &seats, now, &costs)
        .unwrap()
}

/// The steps of a plan that is proven cheapest, with its cost.
fn plan(rule: &str, events: &[&str], costs: &str) -> (Vec<String>, u64) {
    match found(rule, events, costs) {
        Remedy::Plan { steps, cost, proof } => {
            assert_eq!(proof, Proof::Optimal);
            assert_eq!(steps.iter().map(|step| step.cost).sum::<u64>(), cost);
            let step = |step: &super::PlannedStep| {
                let value = serde_json::to_value(&step.step).unwrap();
                let words = value
                    .as_object()
                    .unwrap()
                    .iter()
                    .filter(|(name, _)| *name != "type");
                let words: Vec<String> = words
                    .map(|(_, value)| value.as_str().map_or(value.to_string(), str::to_owned))
                    .collect();
                format!("{} {}", value["type"].as_str().unwrap(), words.join(" "))
            };
            (steps.iter().map(step).collect(), cost)
        }
        other => panic!("{other:?}"),
    }
}

fn obstacles(rule: &str, events: &[&str], costs: &str) -> Vec<(String, String)> {
    match found(rule, events, costs) {
        Remedy::Impossible { because } => because
            .into_iter()
            .map(|found| (found.code, found.asked.kind.to_string()))
            .collect(),
        other => panic!("{other:?}"),
    }
}

const A: &str = r#"{"type":"completed","course":"a"}"#;
const C: &str = r#"{"type":"completed","course":"c"}"#;
const DONE_A: &str =
    r#"{"at":"2026-01-01T00:00:00Z","type":"completed","course":"a","passed":true,"score":"60"}"#;

#[test]
fn prerequisites_of_prerequisites_are_weighed_against_their_alternatives() {
    assert_eq!(
        plan(C, &[], "{}"),
        (vec!["approve dean".into(), "complete c".into()], 35)
    );
    let dear = r#"{"approve":90}"#;
    assert_eq!(
        plan(C, &[], dear),
        (
            vec![
                "complete a".into(),
                "complete b".into(),
                "complete c".into()
            ],
            90
        )
    );
    assert_eq!(plan(C, &[DONE_A], r#"{"approve":31}"#).1, 60);
    let waived = r#"{"approve":90,"waive":20}"#;
    assert_eq!(
        plan(C, &[], waived),
        (vec!["waive c".into(), "complete c".into()], 50)
    );
}

#[test]
fn a_course_asks_for_the_score_that_the_rule_asks_for_and_no_more() {
    let rule = r#"{"type":"any","of":[{"type":"completed","course":"a","minScore":"70"},
        {"type":"all","of":[{"type":"completed","course":"a","minScore":"90"},{"type":"role","role":"r"}]}]}"#;
    assert_eq!(
        plan(rule, &[DONE_A], "{}"),
        (vec!["complete a 70".into()], 30)
    );
}

#[test]
fn waiting_is_weighed_against_doing() {
    let rule = |until: &str| {
        format!(r#"{{"type":"any","of":[{{"type":"window","from":"{until}"}},{A}]}}"#)
    };
    assert_eq!(
        plan(&rule("2026-11-25"), &[], "{}"),
        (vec!["wait 2026-11-25T00:00:00Z".into()], 3)
    );
    assert_eq!(
        plan(&rule("2027-11-25"), &[], "{}"),
        (vec!["complete a".into()], 30)
    );
    assert_eq!(
        plan(&rule("2026-11-25"), &[], r#"{"waitPerDay":null}"#).1,
        30
    );
}

#[test]
fn what_must_be_done_before_the_wait_is_done_now() {
    let rule = format!(
        r#"{{"type":"all","of":[{A},{{"type":"elapsed","since":{{"type":"completion","course":"a"}},"min":"P7D"}}]}}"#
    );
    assert_eq!(
        plan(&rule, &[], "{}"),
        (
            vec!["complete a".into(), "wait 2026-11-29T08:00:00Z".into()],
            37
        )
    );
}

#[test]
fn a_plan_waits_as_often_as_it_must() {
    // The course is open for two days only, and what is asked is to have done it a week ago.
    let rule = r#"{"type":"all","of":[{"type":"completed","course":"f"},
        {"type":"elapsed","since":{"type":"completion","course":"f"},"min":"P7D"}]}"#;
    assert_eq!(
        plan(rule, &[], r#"{"waive":null}"#),
        (
            vec![
                "wait 2026-11-25T00:00:00Z".into(),
                "complete f".into(),
                "wait 2026-12-02T00:00:00Z".into()
            ],
            40
        )
    );
}

#[test]
fn what_a_path_takes_is_not_planned_and_the_answer_says_so() {
    let holds = r#"{"type":"holds","certification":"byPath"}"#;
    let undecided = found(holds, &[], r#"{"waitPerDay":null}"#);
    assert_eq!(undecided, Remedy::Undecided { bound: 5 });
    let either = format!(r#"{{"type":"any","of":[{holds},{A}]}}"#);
    let Remedy::Plan { steps, cost, proof } = found(&either, &[], "{}") else {
        panic!("a course is a plan");
    };
    assert_eq!((steps.len(), cost), (1, 30));
    assert_eq!(proof, Proof::BestFound { bound: 5 });
    // The path is no cheaper than its certificate.
    assert_eq!(plan(&either, &[], r#"{"certify":30}"#).1, 30);
}

#[test]
fn no_step_breaks_what_the_plan_rests_on() {
    let rule = format!(r#"{{"type":"all","of":[{C},{{"type":"not","of":{A}}}]}}"#);
    assert_eq!(
        plan(&rule, &[], r#"{"approve":500,"waive":400}"#),
        (vec!["waive c".into(), "complete c".into()], 430)
    );
    assert_eq!(
        obstacles(&rule, &[DONE_A], "{}"),
        [("cannot_be_undone".into(), "completed".into())]
    );
    let both = format!(r#"{{"type":"all","of":[{A},{{"type":"not","of":{A}}}]}}"#);
    assert_eq!(
        obstacles(&both, &[], "{}"),
        [("steps_clash".into(), String::new())]
    );
}

#[test]
fn credits_are_filled_up_by_the_cheapest_courses() {
    let rule = r#"{"type":"credits","courses":["a","d","e"],"min":"6"}"#;
    assert_eq!(
        plan(rule, &[], "{}"),
        (vec!["complete d".into(), "complete e".into()], 60)
    );
    let done = r#"{"at":"2026-01-01T00:00:00Z","type":"completed","course":"d","passed":true}"#;
    assert_eq!(plan(rule, &[done], "{}"), (vec!["complete e".into()], 30));
    assert!(matches!(
        found(
            r#"{"type":"credits","courses":["a","e"],"min":"6"}"#,
            &[],
            "{}"
        ),
        Remedy::Impossible { .. }
    ));
}

#[test]
fn what_only_the_host_can_change_is_no_step_and_is_named() {
    let attribute = r#"{"type":"attribute","name":"department","op":"equals","value":"nursing"}"#;
    assert_eq!(
        obstacles(attribute, &[], "{}"),
        [("host_only".into(), "attribute".into())]
    );
    let role = r#"{"type":"role","role":"tutor"}"#;
    assert_eq!(
        obstacles(role, &[], "{}"),
        [("host_only".into(), "role".into())]
    );
    assert_eq!(
        plan(role, &[], r#"{"role":3}"#),
        (vec!["grantRole tutor".into()], 3)
    );
    let passed = r#"{"type":"window","until":"2026-01-01"}"#;
    assert_eq!(
        obstacles(passed, &[], "{}"),
        [("time_passed".into(), "window".into())]
    );
    let old = r#"{"type":"completed","course":"old"}"#;
    assert_eq!(
        obstacles(old, &[], "{}"),
        [("retired".into(), "completed".into())]
    );
    let circle = r#"{"type":"completed","course":"x"}"#;
    assert_eq!(
        obstacles(circle, &[], r#"{"waive":null}"#)[0].0,
        "not_offered"
    );
}

#[test]
fn certificates_are_earned_by_their_course_and_renewed_before_they_lapse() {
    let holds = r#"{"type":"holds","certification":"k","for":"P30D"}"#;
    let (steps, cost) = plan(holds, &[], "{}");
    assert_eq!(steps, ["complete a", "complete b", "certify k"]);
    assert_eq!(cost, 65);
    let too_long = r#"{"type":"holds","certification":"k","for":"P2Y"}"#;
    assert!(matches!(
        found(too_long, &[], "{}"),
        Remedy::Impossible { .. }
    ));
}

#[test]
fn places_are_taken_and_left() {
    let enrolled = r#"{"type":"enrolled","offering":"o"}"#;
    assert_eq!(plan(enrolled, &[], "{}"), (vec!["enrol o".into()], 2));
    let in_a = r#"{"at":"2026-01-01T00:00:00Z","type":"enrolled","course":"a","version":1}"#;
    let not = r#"{"type":"not","of":{"type":"enrolled","course":"a"}}"#;
    assert_eq!(plan(not, &[in_a], "{}"), (vec!["withdraw a".into()], 10));
    let group = r#"{"type":"all","of":[{"type":"group","group":"g"},{"type":"memberOf","unit":"ward","recursive":true}]}"#;
    assert_eq!(plan(group, &[], "{}").0, ["joinGroup g", "joinUnit ward"]);
    assert_eq!(
        plan(r#"{"type":"paid","offering":"o"}"#, &[], "{}"),
        (vec!["pay o".into()], 10)
    );
    let attempts = r#"{"type":"attempts","course":"a","min":3}"#;
    assert_eq!(plan(attempts, &[], "{}"), (vec!["attempt a 3".into()], 30));
}

#[test]
fn a_met_rule_needs_nothing() {
    assert_eq!(found(A, &[DONE_A], "{}"), Remedy::Met);
}

#[test]
fn a_course_may_be_open_only_to_who_has_not_had_it() {
    let once = r#"{"type":"completed","course":"once"}"#;
    assert_eq!(plan(once, &[], "{}"), (vec!["complete once".into()], 30));
    // What else may come only before it can be done first.
    let both = format!(r#"{{"type":"all","of":[{once},{A}]}}"#);
    assert_eq!(
        plan(&both, &[], "{}"),
        (vec!["complete once".into(), "complete a".into()], 60)
    );
}
