//! What is wrong with a document: every problem at once, each with a stable code and the JSON path of the spot.

pub mod decode;
mod plain;
mod tree;

use serde::{Deserialize, Serialize};

/// The most problems that one check reports; the last one then says that there are more.
pub const MAX_PROBLEMS: usize = 1_000;

/// One thing wrong with a definition.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// Where: a JSON path such as `$.courses[3].rule.all[0]`.
    pub path: String,
    /// The stable code, such as `reference_unknown`.
    pub code: String,
    /// The default English text.
    pub message: String,
}

/// Everything wrong with a definition document, in the order of the document.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, thiserror::Error)]
#[error("{}", self.summary())]
#[serde(rename_all = "camelCase")]
pub struct DefinitionErrors {
    /// The problems; never empty in an error that was returned.
    pub problems: Vec<Problem>,
}

impl DefinitionErrors {
    fn summary(&self) -> String {
        match self.problems.as_slice() {
            [] => String::from("the definition has no problem"),
            [one] => format!("{}: {} [{}]", one.path, one.message, one.code),
            [one, rest @ ..] => {
                format!(
                    "{}: {} [{}], and {} more",
                    one.path,
                    one.message,
                    one.code,
                    rest.len()
                )
            }
        }
    }
}

/// Collects problems while a document is checked, and knows where in it the check stands.
///
/// ```
/// use lms_core::problem::Problems;
/// let mut problems = Problems::new();
/// problems.at("courses", |problems| problems.item(2, |problems| problems.add("id_duplicate", "the id `b` is taken")));
/// assert_eq!(problems.finish().unwrap_err().problems[0].path, "$.courses[2]");
/// ```
#[derive(Debug, Default)]
pub struct Problems {
    path: Vec<Segment>,
    found: Vec<Problem>,
    dropped: usize,
}

#[derive(Debug)]
enum Segment {
    Field(&'static str),
    Key(String),
    Item(usize),
}

impl Problems {
    /// Nothing found yet, standing at the root.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Runs a check inside a field of the current spot.
    #[inline]
    pub fn at<T>(&mut self, field: &'static str, check: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(Segment::Field(field));
        let answer = check(self);
        self.path.pop();
        answer
    }

    /// Runs a check inside a field whose name stands in the document, such as the key of a map.
    pub fn key<T>(&mut self, key: &str, check: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(Segment::Key(key.into()));
        let answer = check(self);
        self.path.pop();
        answer
    }

    /// Runs a check inside an item of the current list.
    #[inline]
    pub fn item<T>(&mut self, index: usize, check: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(Segment::Item(index));
        let answer = check(self);
        self.path.pop();
        answer
    }

    /// Runs a check at a spot below the current one.
    fn within(&mut self, mut below: Vec<Segment>, check: impl FnOnce(&mut Self)) {
        let here = self.path.len();
        self.path.append(&mut below);
        check(self);
        self.path.truncate(here);
    }

    /// Notes a problem at the current spot.
    pub fn add(&mut self, code: &str, message: impl Into<String>) {
        if self.found.len() >= MAX_PROBLEMS {
            self.dropped = self.dropped.saturating_add(1);
            return;
        }
        self.found.push(Problem {
            path: self.path(),
            code: code.into(),
            message: message.into(),
        });
    }

    /// The JSON path of the current spot.
    #[must_use]
    pub fn path(&self) -> String {
        let mut text = String::from("$");
        for segment in &self.path {
            let name = match segment {
                Segment::Field(name) => name,
                Segment::Key(name) => name.as_str(),
                Segment::Item(index) => {
                    text.push_str(&format!("[{index}]"));
                    continue;
                }
            };
            if is_plain(name) {
                text.push('.');
                text.push_str(name);
            } else {
                text.push_str(&format!("[{name:?}]"));
            }
        }
        text
    }

    /// Takes over what a check of its own found, at the current spot.
    pub fn absorb(&mut self, errors: DefinitionErrors) {
        let here = self.path();
        for problem in errors.problems {
            if self.found.len() >= MAX_PROBLEMS {
                self.dropped = self.dropped.saturating_add(1);
                continue;
            }
            let rest = problem.path.strip_prefix('$').unwrap_or(&problem.path);
            self.found.push(Problem {
                path: format!("{here}{rest}"),
                ..problem
            });
        }
    }

    /// How many problems were noted so far: compare before and after a check to know whether it passed.
    #[must_use]
    pub fn count(&self) -> usize {
        self.found.len().saturating_add(self.dropped)
    }

    /// Ends the check.
    ///
    /// # Errors
    /// All problems found, when there is any.
    pub fn finish(mut self) -> Result<(), DefinitionErrors> {
        if self.dropped > 0 {
            self.path.clear();
            let message = format!("{} more problems are not listed", self.dropped);
            self.found.push(Problem {
                path: "$".into(),
                code: "problems_truncated".into(),
                message,
            });
        }
        if self.found.is_empty() {
            Ok(())
        } else {
            Err(DefinitionErrors {
                problems: self.found,
            })
        }
    }
}

fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
