//! Inputs that once broke the engine, or were built to: see `tests/crashers/README.md`.

use std::fs;
use std::path::Path;

use lms_core::door;
use lms_core::record::LearnerRecord;

fn inputs(kind: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("crashers")
        .join(kind);
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    assert!(!files.is_empty(), "no input of the kind {kind}");
    files
        .iter()
        .map(|file| {
            (
                file.display().to_string(),
                String::from_utf8_lossy(&fs::read(file).unwrap()).into_owned(),
            )
        })
        .collect()
}

#[test]
fn hostile_definitions_are_refused_with_their_problems() {
    for (file, text) in inputs("definition") {
        let errors = lms_core::Catalogue::from_json(&text).expect_err(&file);
        assert!(
            errors
                .problems
                .iter()
                .all(|problem| problem.path.starts_with('$')),
            "{file}: {errors:?}"
        );
        assert!(!errors.problems.is_empty(), "{file}");
    }
}

#[test]
fn hostile_records_are_refused_or_stored_as_they_were() {
    for (file, text) in inputs("record") {
        match door::load_record(&text) {
            Err(error) => assert!(!error.code.is_empty(), "{file}"),
            Ok(record) => {
                let saved = door::save_record(&record).unwrap();
                assert_eq!(door::load_record(&saved).unwrap(), record, "{file}");
            }
        }
    }
}

#[test]
fn hostile_events_are_refused_or_fold() {
    for (file, text) in inputs("wire") {
        let mut record = LearnerRecord::new("ada".parse().unwrap());
        let before = record.clone();
        match door::evolve(&mut record, &text) {
            Err(error) => assert!(!error.code.is_empty() && record == before, "{file}"),
            Ok(()) => assert!(door::save_record(&record).is_ok(), "{file}"),
        }
    }
}

#[test]
fn hostile_questions_are_answered_or_refused() {
    for (file, text) in inputs("ask") {
        let mut lines = text.splitn(3, '\n');
        let mut next = || lines.next().unwrap_or_default();
        let catalogue = door::compile(next()).unwrap_or_else(|error| panic!("{file}: {error}"));
        let record = door::load_record(next()).ok();
        match door::ask(&catalogue, record.as_ref(), next()) {
            Err(error) => assert!(!error.code.is_empty(), "{file}"),
            Ok(answer) => assert!(
                serde_json::from_str::<serde_json::Value>(&answer).is_ok(),
                "{file}"
            ),
        }
    }
}
