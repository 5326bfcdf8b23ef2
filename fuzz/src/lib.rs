//! What the fuzz targets assert. Each takes any bytes, and panics only when the engine breaks a promise.
//!
//! `cargo +nightly fuzz run definition` fuzzes; on stable the same targets are programs that replay the
//! files given as arguments, and `cargo test` replays and mutates the shared vectors.

use lms_core::Catalogue;
use lms_core::door;
use lms_core::record::{Event, LearnerRecord};
use lms_core::wire::{Schema, seal, unseal};

/// A target: what must hold for any bytes.
pub type Target = fn(&[u8]);

/// Every target by its name, which is also that of its corpus and crashers.
pub const TARGETS: &[(&str, Target)] = &[
    ("ask", ask),
    ("definition", definition),
    ("record", record),
    ("wire", wire),
];

/// Definitions that compile say, printed and compiled again, the same; those that do not say where and why.
pub fn definition(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    match Catalogue::from_json(text) {
        Ok(catalogue) => {
            let printed = serde_json::to_string(catalogue.definition()).expect("definitions print");
            let again = Catalogue::from_json(&printed).unwrap_or_else(|errors| {
                panic!("what was printed does not compile: {errors}\n{printed}")
            });
            let twice = serde_json::to_string(again.definition()).expect("definitions print");
            assert_eq!(printed, twice);
        }
        Err(errors) => {
            assert!(!errors.problems.is_empty(), "refused without a reason");
            for problem in errors.problems {
                assert!(
                    problem.path.starts_with('$') && !problem.code.is_empty(),
                    "{problem:?}"
                );
            }
        }
    }
}

/// A record that loads is saved and loaded again as the same record.
pub fn record(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Ok(record) = door::load_record(text) {
        let saved = door::save_record(&record).expect("records are saved");
        let again = door::load_record(&saved).expect("saved records load");
        assert_eq!(record, again);
        assert_eq!(saved, door::save_record(&again).expect("records are saved"));
    }
}

/// Any question to any catalogue is answered or refused, twice alike. The bytes are three lines:
/// catalogue, record (or nothing), question.
pub fn ask(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let mut lines = text.splitn(3, '\n');
    let mut next = || lines.next().unwrap_or_default();
    let (catalogue, record, question) = (next(), next(), next());
    let Ok(catalogue) = door::compile(catalogue) else {
        return;
    };
    let record = door::load_record(record).ok();
    let answer = || door::ask(&catalogue, record.as_ref(), question);
    let first = answer();
    assert_eq!(first, answer());
    match first {
        Ok(text) => {
            drop(serde_json::from_str::<serde_json::Value>(&text).expect("an answer is JSON"))
        }
        Err(error) => assert!(
            !error.code.is_empty() && !error.message.is_empty(),
            "{error:?}"
        ),
    }
}

/// Events that are read are written and read as the same events, and fold into a record that can be stored.
pub fn wire(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let Ok(events) = unseal::<Vec<Event>>(Schema::EVENTS, text) else {
        return;
    };
    let sealed = seal(Schema::EVENTS, &events).expect("events are written");
    assert_eq!(
        events,
        unseal::<Vec<Event>>(Schema::EVENTS, &sealed).expect("written events are read")
    );
    let mut folded = LearnerRecord::new("fuzz".parse().expect("an id"));
    door::evolve(&mut folded, text).expect("events that were read fold");
    record(
        door::save_record(&folded)
            .expect("records are saved")
            .as_bytes(),
    );
}

/// What a target is on stable: a program that replays the files given to it.
///
/// # Panics
/// When a file cannot be read, or the target finds a broken promise.
pub fn replay(target: Target) {
    for file in std::env::args_os().skip(1) {
        let bytes =
            std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        target(&bytes);
        println!("{}: holds", file.display());
    }
}
