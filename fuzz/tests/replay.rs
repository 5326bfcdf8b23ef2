//! The targets on stable Rust: the shared vectors as seeds, mangled in thousands of ways, always the same ones.

use std::fs;
use std::path::{Path, PathBuf};

use lms_core::door;
use lms_fuzz::{TARGETS, Target};
use serde_json::Value;

/// Mutants made of each seed.
const MUTANTS: u64 = 100;

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files_in(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

struct Case {
    name: String,
    catalogue: String,
    record: Option<String>,
    question: String,
    answer: Option<Value>,
}

/// The shared vectors: see `tests/vectors/README.md`.
fn cases() -> Vec<Case> {
    let folder = top().join("tests/vectors");
    let text = |given: &Value| match given {
        Value::String(file) => fs::read_to_string(folder.join(file)).expect("a shared document"),
        other => other.to_string(),
    };
    let is_case = |file: &PathBuf| {
        file.extension().is_some_and(|end| end == "json")
            && !file
                .iter()
                .any(|part| part == "catalogues" || part == "records")
    };
    files_in(&folder)
        .iter()
        .filter(|file| is_case(file))
        .flat_map(|file| {
            let cases: Vec<Value> =
                serde_json::from_slice(&fs::read(file).expect("a file")).expect("cases");
            cases
        })
        .map(|case| Case {
            name: case["name"].to_string(),
            catalogue: text(&case["catalogue"]),
            record: case.get("record").map(text),
            question: case["question"].to_string(),
            answer: case.get("answer").cloned(),
        })
        .collect()
}

fn seeds() -> Vec<(&'static str, Vec<u8>)> {
    let mut seeds = Vec::new();
    for case in cases() {
        let record = case.record.unwrap_or_default();
        let one_line = |text: &str| text.replace('\n', " ");
        let question = [one_line(&case.catalogue), one_line(&record), case.question].join("\n");
        seeds.push(("ask", question.into_bytes()));
        let data = serde_json::from_str::<Value>(&case.catalogue)
            .ok()
            .map(|value| value["data"].to_string());
        seeds.push(("definition", data.unwrap_or_default().into_bytes()));
        if let Ok(record) = serde_json::from_str::<Value>(&record) {
            seeds.push(("wire", record.to_string().into_bytes()));
        }
        seeds.push(("record", record.into_bytes()));
    }
    seeds.sort();
    seeds.dedup();
    seeds
}

/// A small generator, so that every run tries the same mutants.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % sides.max(1)
    }
}

/// Words on which readers of JSON, dates, numbers and ids have stumbled.
const WORDS: &[&str] = &[
    "null",
    "-0",
    "1e400",
    "9223372036854775808",
    "0.1",
    "\"\"",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "[]",
    "{}",
    "[[[[[[[[",
    "true",
    "\"P99999999Y\"",
    "\"9999-12-31T23:59:60Z\"",
    "\"-0.000001\"",
    "\"99999999999999999999\"",
    "{\"type\":\"not\"}",
    ",",
    "\"",
];

fn mutant(seed: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=dice.roll(3) {
        let at = dice.roll(bytes.len() + 1);
        let end = (at + dice.roll(12)).min(bytes.len());
        match dice.roll(5) {
            0 => drop(bytes.drain(at..end)),
            1 => drop(bytes.splice(at..end, WORDS[dice.roll(WORDS.len())].bytes())),
            2 => {
                let again = bytes[at..end].to_vec();
                drop(bytes.splice(at..at, again));
            }
            3 => drop(bytes.splice(
                at..(at + 1).min(bytes.len()),
                dice.roll(10).to_string().bytes(),
            )),
            // One JSON value in place of another.
            _ => {
                let start = bytes[..at]
                    .iter()
                    .rposition(|byte| *byte == b':')
                    .map_or(at, |colon| colon + 1);
                let stop = bytes[start..]
                    .iter()
                    .position(|byte| matches!(byte, b',' | b'}'))
                    .map_or(end, |stop| start + stop);
                drop(bytes.splice(
                    start..stop.max(start),
                    WORDS[dice.roll(WORDS.len())].bytes(),
                ));
            }
        }
    }
    bytes
}

fn target(name: &str) -> Target {
    TARGETS
        .iter()
        .find(|(known, _)| *known == name)
        .expect("a target")
        .1
}

#[test]
fn seeds_and_their_mutants_break_no_promise() {
    let seeds = seeds();
    assert!(!seeds.is_empty());
    for (number, (name, seed)) in seeds.iter().enumerate() {
        target(name)(seed);
        let mut dice = Dice(number as u64);
        for _ in 0..MUTANTS {
            let mutant = mutant(seed, &mut dice);
            let shown = String::from_utf8_lossy(&mutant).into_owned();
            if std::panic::catch_unwind(|| target(name)(&mutant)).is_err() {
                panic!("{name} broke its promise on\n{shown}");
            }
        }
    }
}

#[test]
fn past_crashers_break_no_promise_any_more() {
    for (name, target) in TARGETS {
        for folder in [
            top().join("tests/crashers").join(name),
            top().join("fuzz/corpus").join(name),
        ] {
            for file in files_in(&folder) {
                target(&fs::read(&file).expect("a file"));
            }
        }
    }
}

#[test]
fn features_that_a_host_gives_to_serde_json_change_no_answer() {
    for case in cases() {
        let Some(answer) = case.answer else { continue };
        let catalogue =
            door::compile(&case.catalogue).unwrap_or_else(|error| panic!("{}: {error}", case.name));
        let record = case.record.map(|text| {
            door::load_record(&text).unwrap_or_else(|error| panic!("{}: {error}", case.name))
        });
        let got = door::ask(&catalogue, record.as_ref(), &case.question);
        assert_eq!(
            got.unwrap_or_else(|error| panic!("{}: {error}", case.name)),
            answer.to_string(),
            "{}",
            case.name
        );
    }
}
