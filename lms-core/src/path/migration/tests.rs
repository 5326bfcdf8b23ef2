use super::*;
use crate::record::{Event, LearnerRecord};

fn version(number: u32, steps: &[(&str, &str)]) -> Path {
    let steps: Vec<String> = steps
        .iter()
        .map(|(id, course)| {
            format!(
                r#"{{"id":"{id}","item":{{"type":"course","course":"{course}"}},"credits":"5"}}"#
            )
        })
        .collect();
    let json = format!(
        r#"{{"id":"p","version":{number},"residency":{{"credits":"5"}},"steps":[{}]}}"#,
        steps.join(",")
    );
    Path::compile(serde_json::from_str(&json).unwrap()).unwrap()
}

fn record(events: &[&str]) -> LearnerRecord {
    let mut record = LearnerRecord::new("ada".parse().unwrap());
    for event in events {
        record.evolve(&serde_json::from_str::<Event>(event).unwrap());
    }
    record
}

const STARTED: &str =
    r#"{"at":"2026-01-01T00:00:00Z","type":"pathStarted","path":"p","version":1}"#;
const PASSED_A: &str =
    r#"{"at":"2026-02-01T00:00:00Z","type":"completed","course":"A","passed":true,"score":"80"}"#;

fn preview(how: &str, events: &[&str]) -> (MigrationPreview, LearnerRecord) {
    let (old, new) = (
        version(1, &[("a", "A"), ("x", "X")]),
        version(2, &[("b", "B"), ("x", "X")]),
    );
    let definition = format!(
        r#"{{"path":"p","from":1,"to":2,"steps":[{{"from":"a","to":"b","how":"{how}"}}]}}"#
    );
    let way = Migration::compile(serde_json::from_str(&definition).unwrap(), &old, &new).unwrap();
    let record = record(events);
    (
        way.preview(&record, "2026-06-01T00:00:00Z".parse().unwrap()),
        record,
    )
}

#[test]
fn what_was_done_is_carried_over_recognised_or_done_again() {
    let (kept, _) = preview("carryOver", &[STARTED, PASSED_A]);
    assert_eq!(kept.share_after.to_string(), "1/2");
    assert!(
        matches!(&kept.steps[0].after, crate::path::StepState::Completed { by: crate::path::CompletedBy::Earned, at, .. }
        if at.to_string() == "2026-02-01T00:00:00Z")
    );
    let (equal, _) = preview("equivalent", &[STARTED, PASSED_A]);
    assert!(matches!(
        &equal.steps[0].after,
        crate::path::StepState::Completed {
            by: crate::path::CompletedBy::Recognised,
            ..
        }
    ));
    let (again, _) = preview("redo", &[STARTED, PASSED_A]);
    assert_eq!(again.share_after.to_string(), "0");
    assert_eq!(again.lost[0].as_str(), "a");
}

#[test]
fn what_was_recognised_stays_recognised_under_another_name() {
    let version = |number: u32, id: &str| {
        let json = format!(
            r#"{{"id":"p","version":{number},"residency":{{"credits":"5"}},"steps":[{{"id":"{id}","item":{{"type":"freeCredit"}},"credits":"5"}}]}}"#
        );
        Path::compile(serde_json::from_str(&json).unwrap()).unwrap()
    };
    let now = "2026-06-01T00:00:00Z".parse().unwrap();
    for (how, source, recognised) in [
        ("keep", "recognised", "5"),
        ("carryOver", "recognised", "5"),
        ("equivalent", "earned", "5"),
        ("keep", "earned", "0"),
        ("carryOver", "earned", "0"),
    ] {
        let (old, new) = (version(1, "abroad"), version(2, "elsewhere"));
        let definition = format!(
            r#"{{"path":"p","from":1,"to":2,"steps":[{{"from":"abroad","to":"elsewhere","how":"{how}"}}]}}"#
        );
        let way =
            Migration::compile(serde_json::from_str(&definition).unwrap(), &old, &new).unwrap();
        let noted = format!(
            r#"{{"at":"2026-02-01T00:00:00Z","type":"stepNoted","path":"p","step":"abroad","note":"completed","source":"{source}"}}"#
        );
        let mut moved = record(&[STARTED, &noted]);
        for event in way.preview(&moved, now).events {
            moved.evolve(&event);
        }
        let credits = new.progress(&moved, now).credits;
        assert_eq!(
            (credits.earned.to_string(), credits.recognised.to_string()),
            ("5".to_owned(), recognised.to_owned()),
            "{how} {source}"
        );
    }
}

#[test]
fn a_redone_step_counts_again_only_for_what_comes_after() {
    let (old, new) = (version(1, &[("a", "A")]), version(2, &[("a", "A")]));
    let definition = r#"{"path":"p","from":1,"to":2,"steps":[{"from":"a","to":"a","how":"redo"}]}"#;
    let way = Migration::compile(serde_json::from_str(definition).unwrap(), &old, &new).unwrap();
    let mut moved = record(&[STARTED, PASSED_A]);
    let now = "2026-06-01T00:00:00Z".parse().unwrap();
    for event in way.preview(&moved, now).events {
        moved.evolve(&event);
    }
    assert_eq!(moved.paths["p"].version, 2);
    assert!(!new.progress(&moved, now).complete);
    let again = PASSED_A.replace("2026-02", "2026-07");
    moved.evolve(&serde_json::from_str(&again).unwrap());
    assert!(
        new.progress(&moved, "2026-08-01T00:00:00Z".parse().unwrap())
            .complete
    );
}

#[test]
fn a_population_shows_who_is_hurt() {
    let (old, new) = (
        version(1, &[("a", "A"), ("x", "X")]),
        version(2, &[("x", "X")]),
    );
    let definition = r#"{"path":"p","from":1,"to":2}"#;
    let way = Migration::compile(serde_json::from_str(definition).unwrap(), &old, &new).unwrap();
    assert_eq!(way.findings()[0].code, "step_dropped");
    let (hurt, fine, other) = (
        record(&[STARTED, PASSED_A]),
        record(&[STARTED]),
        record(&[]),
    );
    let sum = way.preview_all(
        [&hurt, &fine, &other].into_iter(),
        "2026-06-01T00:00:00Z".parse().unwrap(),
    );
    assert_eq!((sum.learners, sum.fall, sum.hurt.len()), (2, 1, 1));
}

#[test]
fn a_way_that_leads_nowhere_is_refused() {
    let (old, new) = (version(1, &[("a", "A")]), version(2, &[("b", "B")]));
    let definition = r#"{"path":"p","from":1,"to":3,"steps":[{"from":"a","to":"zz","how":"keep"},
        {"from":"a","to":"b","how":"keep"},{"from":"a","to":"b","how":"redo"}]}"#;
    let problems =
        Migration::compile(serde_json::from_str(definition).unwrap(), &old, &new).unwrap_err();
    let codes: Vec<_> = problems
        .problems
        .iter()
        .map(|problem| problem.code.as_str())
        .collect();
    assert_eq!(
        codes,
        ["path_mismatch", "reference_unknown", "mapping_conflict"]
    );
}
