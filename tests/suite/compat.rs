//! Stored forms as they were released are read for ever, and written again without loss.

use std::fs;
use std::path::Path;

use lms_core::decide::roster::Roster;
use lms_core::door;
use lms_core::record::{Event, LearnerRecord};
use lms_core::wire::{Schema, seal, unseal};
use serde_json::Value;

fn frozen(version: &str, name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("compat")
        .join(version);
    fs::read_to_string(folder.join(format!("{name}.json"))).unwrap()
}

/// Every field and value of the old document stands in the new one.
fn is_kept(old: &Value, new: &Value) -> bool {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => old
            .iter()
            .all(|(name, value)| new.get(name).is_some_and(|new| is_kept(value, new))),
        (Value::Array(old), Value::Array(new)) => {
            old.len() == new.len() && old.iter().zip(new).all(|(old, new)| is_kept(old, new))
        }
        (old, new) => old == new,
    }
}

fn check(old: &str, new: &str) {
    let (old, new): (Value, Value) = (
        serde_json::from_str(old).unwrap(),
        serde_json::from_str(new).unwrap(),
    );
    assert!(is_kept(&old, &new), "{old}\nwas written again as\n{new}");
}

#[test]
fn the_first_learner_record_is_read_and_kept() {
    let text = frozen("v1", "lms.learner");
    let record: LearnerRecord = unseal(Schema::LEARNER, &text).unwrap();
    check(&text, &seal(Schema::LEARNER, &record).unwrap());
}

#[test]
fn the_first_events_are_read_and_kept() {
    let text = frozen("v1", "lms.events");
    let events: Vec<Event> = unseal(Schema::EVENTS, &text).unwrap();
    check(&text, &seal(Schema::EVENTS, &events).unwrap());
}

#[test]
fn the_first_roster_is_read_and_kept() {
    let text = frozen("v1", "lms.roster");
    let roster: Roster = unseal(Schema::ROSTER, &text).unwrap();
    check(&text, &seal(Schema::ROSTER, &roster).unwrap());
}

#[test]
fn the_first_catalogue_compiles_and_is_kept() {
    let text = frozen("v1", "lms.catalogue");
    let catalogue = door::compile(&text).unwrap();
    // Defaults are spelled out when it is written, so it is the definitions that must be the same and not the text.
    let again = door::compile(&seal(Schema::CATALOGUE, catalogue.definition()).unwrap()).unwrap();
    assert_eq!(catalogue.definition(), again.definition());
    assert_eq!(catalogue.definition().courses.len(), 2);
}

#[test]
fn fields_of_the_hosts_own_are_tolerated_in_state_and_refused_in_definitions() {
    let text = r#"{"schema":"lms.learner","version":1,"data":{"learner":"ada","nickname":"A"}}"#;
    assert!(unseal::<LearnerRecord>(Schema::LEARNER, text).is_ok());
    let text = r#"{"schema":"lms.catalogue","version":1,"data":{"colour":"red"}}"#;
    assert_eq!(
        door::compile(text).unwrap_err().details.problems[0].code,
        "field_unknown"
    );
}
