use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Curriculum, CurriculumCourse};
use crate::path::compile::Path;
use crate::path::definition::{Item, Measure, PathDefinition, Requirement, StepDefinition};
use crate::time::Zone;
use crate::{CourseId, IdError, PathId, StepId};

/// The requirement that a column of the table makes of a step.
type Requires = fn(StepId) -> Requirement;

/// Why a curriculum is no path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CurriculumError {
    /// A course's subject and number are no id.
    #[error("course {course}: {error}")]
    Id {
        /// The course's number in the document.
        course: u64,
        /// What is wrong.
        error: IdError,
    },
    /// A requisite is not in the curriculum.
    #[error("course {course} refers to course {other}, which is not there")]
    Reference {
        /// The course.
        course: u64,
        /// What it refers to.
        other: u64,
    },
}

impl CurriculumError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Id { error, .. } => error.code(),
            Self::Reference { .. } => "reference_unknown",
        }
    }
}

/// Something that a path says and a curriculum cannot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Loss {
    /// The JSON path of the spot in the path's definition.
    pub path: String,
    /// The default English text.
    pub message: String,
}

impl Curriculum {
    /// The curriculum as a path: each course a step that is named by its subject and number (`MA 113`), or by its number in
    /// the document where these are missing or not unique; all of them to be finished. Credits are measured.
    ///
    /// # Errors
    /// [`CurriculumError`] when a course's subject and number are no id, or a requisite is not there.
    pub fn to_path(&self, id: PathId) -> Result<PathDefinition, CurriculumError> {
        let mut names: BTreeMap<String, usize> = BTreeMap::new();
        for course in self.all() {
            let count = names.entry(name(course)).or_default();
            *count = count.saturating_add(1);
        }
        let key = |course: &CurriculumCourse| {
            let name = name(course);
            if names.get(&name) == Some(&1) && !name.is_empty() {
                return name;
            }
            let number = course.id.to_string();
            if names.contains_key(&number) {
                format!("#{number}")
            } else {
                number
            }
        };
        let keys: BTreeMap<u64, String> =
            self.all().map(|course| (course.id, key(course))).collect();
        let step = |course: &CurriculumCourse| -> Result<StepDefinition, CurriculumError> {
            let of = |error| CurriculumError::Id {
                course: course.id,
                error,
            };
            let own = keys.get(&course.id).cloned().unwrap_or_default();
            let mut requires = Vec::new();
            let lists: [(&[u64], Requires); 3] = [
                (&course.prerequisites, |step| Requirement::Before { step }),
                (&course.corequisites, |step| Requirement::BeforeOrTogether {
                    step,
                }),
                (&course.strict_corequisites, |step| Requirement::Together {
                    step,
                }),
            ];
            for (list, requirement) in lists {
                for other in list {
                    let Some(key) = keys.get(other) else {
                        return Err(CurriculumError::Reference {
                            course: course.id,
                            other: *other,
                        });
                    };
                    requires.push(requirement(StepId::parse(key.clone()).map_err(of)?));
                }
            }
            Ok(StepDefinition {
                id: StepId::parse(own.clone()).map_err(of)?,
                title: Some(course.name.clone()),
                item: Item::Course {
                    course: CourseId::parse(own).map_err(of)?,
                    version: None,
                },
                credits: course.credit_hours,
                points: crate::number::Points::ZERO,
                requires,
                rule: None,
                equivalents: Vec::new(),
                optional: false,
                valid_for: None,
                duration: None,
            })
        };
        Ok(PathDefinition {
            id,
            version: 1,
            title: Some(self.name.clone()),
            zone: Zone::UTC,
            measure: Measure::Credits,
            steps: self.all().map(step).collect::<Result<_, _>>()?,
            goal: None,
            double_counting: Vec::new(),
            residency: None,
        })
    }

    /// A path as a curriculum, with everything that a curriculum cannot say.
    ///
    /// Courses are numbered in author order. Without losses, [`Curriculum::to_path`] gives the definition back.
    #[must_use]
    pub fn from_path(path: &Path) -> (Self, Vec<Loss>) {
        let definition = path.definition();
        let numbers: BTreeMap<&StepId, u64> = definition
            .steps
            .iter()
            .map(|step| &step.id)
            .zip(1_u64..)
            .collect();
        let mut losses = Losses::default();
        losses.head(definition);
        let courses = definition.steps.iter().enumerate().map(|(index, step)| {
            losses.step(index, step);
            let parts = step.id.as_str().split_once(' ');
            let (prefix, number) = parts
                .filter(|(prefix, number)| prefix.trim() == *prefix && number.trim() == *number)
                .unwrap_or(("", step.id.as_str()));
            let mut course = CurriculumCourse {
                id: numbers.get(&step.id).copied().unwrap_or(0),
                name: named(step.title.as_deref(), step.id.as_str()),
                prefix: prefix.to_owned(),
                number: number.to_owned(),
                credit_hours: step.credits,
                ..CurriculumCourse::default()
            };
            if !step.requires.is_sorted_by_key(column) {
                losses.note(
                    format!("$.steps[{index}].requires"),
                    "a curriculum lists what comes before, then what may come together, then what must",
                );
            }
            for (place, requirement) in step.requires.iter().enumerate() {
                let (list, other) = match requirement {
                    Requirement::Before { step } => (&mut course.prerequisites, step),
                    Requirement::BeforeOrTogether { step } => (&mut course.corequisites, step),
                    Requirement::Together { step } => (&mut course.strict_corequisites, step),
                    _ => {
                        losses.note(
                            format!("$.steps[{index}].requires[{place}]"),
                            "only `before`, `beforeOrTogether` and `together` can be said",
                        );
                        continue;
                    }
                };
                match numbers.get(other) {
                    Some(number) if list.contains(number) => losses.note(
                        format!("$.steps[{index}].requires[{place}]"),
                        "a curriculum names a course once",
                    ),
                    Some(number) => list.push(*number),
                    None => losses.note(
                        format!("$.steps[{index}].requires[{place}]"),
                        "a requirement on a group cannot be said",
                    ),
                }
            }
            course
        });
        let curriculum = Self {
            name: named(definition.title.as_deref(), definition.id.as_str()),
            courses: courses.collect(),
            ..Self::default()
        };
        (curriculum, losses.0)
    }
}

/// The column of the table that a requirement stands in; what stands in none keeps its place.
fn column(requirement: &Requirement) -> u8 {
    match requirement {
        Requirement::BeforeOrTogether { .. } => 1,
        Requirement::Together { .. } => 2,
        _ => 0,
    }
}

fn name(course: &CurriculumCourse) -> String {
    format!("{} {}", course.prefix.trim(), course.number.trim())
        .trim()
        .to_owned()
}

fn named(title: Option<&str>, id: &str) -> String {
    title
        .filter(|title| !is_blank(Some(title)))
        .unwrap_or(id)
        .to_owned()
}

/// Whether the id has to stand for a title: a course and a curriculum have names.
fn is_blank(title: Option<&str>) -> bool {
    title.is_none_or(|title| title.trim().is_empty())
}

#[derive(Default)]
struct Losses(Vec<Loss>);

impl Losses {
    fn note(&mut self, path: String, message: &str) {
        self.0.push(Loss {
            path,
            message: message.to_owned(),
        });
    }

    fn head(&mut self, definition: &PathDefinition) {
        for (field, is_lost) in [
            ("version", definition.version != 1),
            ("title", is_blank(definition.title.as_deref())),
            ("zone", definition.zone != Zone::UTC),
            ("measure", definition.measure != Measure::Credits),
            ("goal", definition.goal.is_some()),
            ("doubleCounting", !definition.double_counting.is_empty()),
            ("residency", definition.residency.is_some()),
        ] {
            if is_lost {
                self.note(format!("$.{field}"), "a curriculum does not keep it");
            }
        }
    }

    fn step(&mut self, index: usize, step: &StepDefinition) {
        let course = Item::Course {
            course: match CourseId::parse(step.id.as_str()) {
                Ok(course) => course,
                Err(_) => return,
            },
            version: None,
        };
        for (field, is_lost) in [
            ("title", is_blank(step.title.as_deref())),
            ("item", step.item != course),
            ("points", step.points.micros() != 0),
            ("rule", step.rule.is_some()),
            ("equivalents", !step.equivalents.is_empty()),
            ("optional", step.optional),
            ("validFor", step.valid_for.is_some()),
            ("duration", step.duration.is_some()),
        ] {
            if is_lost {
                self.note(
                    format!("$.steps[{index}].{field}"),
                    "a curriculum does not keep it",
                );
            }
        }
    }
}
