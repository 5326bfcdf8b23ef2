//! The shared vectors: read, run through the door, written back. Their format: `tests/vectors/README.md`.

use std::fs;
use std::path::{Path, PathBuf};

use lms_core::door;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::json_text::{compact, pretty};

/// One case: a question about definitions and facts, and the answer that every language must give.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The behaviour, as a sentence.
    pub name: String,
    /// How the answer is worked out by hand, where that is worth a line.
    why: Option<String>,
    catalogue: Box<RawValue>,
    record: Option<Box<RawValue>>,
    question: Option<Box<RawValue>>,
    answer: Option<Box<RawValue>>,
    error: Option<Box<RawValue>>,
}

/// What the engine said to a case.
#[derive(Debug)]
pub enum Said {
    /// The text of the answer.
    Answer(String),
    /// The refusal.
    Error(door::LmsError),
}

/// The folder of the vectors.
#[must_use]
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors")
}

/// The files of cases, sorted; folders of shared documents are left out.
///
/// # Panics
/// When a folder cannot be read.
#[must_use]
pub fn files() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of vectors") {
            let path = entry.expect("an entry of the folder").path();
            let name = path
                .file_name()
                .and_then(|name| name.to_str())
                .unwrap_or_default();
            if path.is_dir() {
                if !matches!(name, "catalogues" | "records") {
                    folders.push(path);
                }
            } else if name.ends_with(".json") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The cases of a file.
///
/// # Panics
/// When the file is not an array of cases.
#[must_use]
pub fn cases(file: &Path) -> Vec<Case> {
    let text = fs::read_to_string(file).expect("a file of vectors");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

impl Case {
    /// Puts the case to the engine.
    #[must_use]
    pub fn run(&self) -> Said {
        match self.ask() {
            Ok(answer) => Said::Answer(answer),
            Err(error) => Said::Error(error),
        }
    }

    fn ask(&self) -> Result<String, door::LmsError> {
        let catalogue = door::compile(&self.document(&self.catalogue))?;
        let record = self.record.as_deref();
        let record = record
            .map(|given| door::load_record(&self.document(given)))
            .transpose()?;
        let question = self.question.as_deref().map_or("null", RawValue::get);
        door::ask(&catalogue, record.as_ref(), question)
    }

    fn document(&self, given: &RawValue) -> String {
        match serde_json::from_str::<String>(given.get()) {
            Err(_) => given.get().into(),
            Ok(file) => fs::read_to_string(folder().join(&file))
                .unwrap_or_else(|error| panic!("{}: {file}: {error}", self.name)),
        }
    }

    /// Where the engine's word differs from the case's, if it does.
    #[must_use]
    pub fn difference(&self, said: &Said) -> Option<String> {
        let (wanted, got) = match (said, &self.answer, &self.error) {
            (Said::Answer(got), Some(wanted), None) => (compact(wanted.get()), got.clone()),
            (Said::Error(got), None, Some(wanted)) => {
                let wanted = compact(wanted.get());
                let with_details = wanted.contains("\"details\":");
                (wanted, error_text(got, with_details))
            }
            (Said::Answer(got), _, _) => (self.wanted(), got.clone()),
            (Said::Error(got), _, _) => (self.wanted(), error_text(got, true)),
        };
        (wanted != got).then(|| {
            format!(
                "{}\n--- wanted\n{}\n--- got\n{}",
                self.name,
                pretty(&wanted, 0),
                pretty(&got, 0)
            )
        })
    }

    fn wanted(&self) -> String {
        self.answer
            .as_ref()
            .or(self.error.as_ref())
            .map_or_else(|| "null".into(), |raw| compact(raw.get()))
    }

    /// The case as it is written into its file, with what the engine said as the answer.
    #[must_use]
    pub fn blessed(&self, said: &Said) -> String {
        let text = |text: &String| serde_json::to_string(text).expect("a text is JSON");
        let mut fields = vec![("name", text(&self.name))];
        fields.extend(self.why.as_ref().map(|why| ("why", text(why))));
        fields.push(("catalogue", self.catalogue.get().into()));
        for (name, value) in [("record", &self.record), ("question", &self.question)] {
            fields.extend(value.as_ref().map(|raw| (name, raw.get().to_owned())));
        }
        fields.push(match said {
            Said::Answer(text) => ("answer", text.clone()),
            Said::Error(error) => {
                let with_details = self
                    .error
                    .as_ref()
                    .is_some_and(|raw| compact(raw.get()).contains("\"details\":"));
                ("error", error_text(error, with_details))
            }
        });
        let fields: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("    \"{name}\": {}", pretty(value, 4)))
            .collect();
        format!("  {{\n{}\n  }}", fields.join(",\n"))
    }
}

fn error_text(error: &door::LmsError, with_details: bool) -> String {
    if with_details {
        format!(
            "{{\"code\":\"{}\",\"details\":{}}}",
            error.code,
            door::write(&error.details).expect("details are JSON")
        )
    } else {
        format!("{{\"code\":\"{}\"}}", error.code)
    }
}
