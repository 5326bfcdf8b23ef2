//! Courses, offerings and grading schemes out of the data; the path, the rules and the certification are ours.

use std::collections::BTreeMap;
use std::path::Path;

use lms_core::number::Percent;
use lms_core::time::Date;
use lms_core::{Catalogue, CourseId, OfferingId, door};
use serde_json::{Value, json};

use super::Account;
use crate::day::{days_after, start, start_of_presentation};
use crate::failure::Failure;
use crate::table::{ASSESSMENTS, COURSES};

/// Our own definitions: a sample degree path, the rules of its modules and a certificate policy.
const OURS: &str = include_str!("../../definitions/degree.json");

/// One presentation of a module.
pub struct Presentation {
    /// The module, such as `AAA`.
    pub module: CourseId,
    /// The presentation, such as `2013J`.
    pub code: String,
    /// Its key in the catalogue, such as `AAA-2013J`.
    pub id: OfferingId,
    /// The first day.
    pub starts: Date,
    /// The day after the last.
    pub ends: Date,
    /// Its assessments in the order of their file.
    pub assessments: Vec<Assessment>,
    /// Whether the data hold any submission for it.
    pub has_submissions: bool,
}

/// One assessment of a presentation.
pub struct Assessment {
    /// Its number.
    pub id: String,
    /// `TMA`, `CMA` or `Exam`.
    pub kind: String,
    /// The due day, counted from the start.
    pub due: i32,
    /// The weight in percent.
    pub weight: Percent,
}

impl Assessment {
    /// Coursework is what is marked along the way; the exam weighs apart.
    pub fn is_coursework(&self) -> bool {
        self.kind != "Exam"
    }
}

impl Presentation {
    /// Days from its start to the day after its last.
    pub fn length(&self) -> i32 {
        self.ends.days_since_epoch() - self.starts.days_since_epoch()
    }
}

pub(super) fn presentations(
    folder: Option<&Path>,
    account: &mut Account,
) -> Result<Vec<Presentation>, Failure> {
    let mut found: Vec<Presentation> = Vec::new();
    let table = account.table(COURSES.name);
    let columns = [
        "code_module",
        "code_presentation",
        "module_presentation_length",
    ];
    COURSES.each_row(folder, columns, |line, row| {
        let fate = row.and_then(|[module, code, length]| {
            let presentation = presentation(module, code, length)?;
            if found.iter().any(|other| other.id == presentation.id) {
                return Err(format!("{module} {code} is listed twice"));
            }
            found.push(presentation);
            Ok(())
        });
        table.row(line, fate);
    })?;
    if found.is_empty() {
        return Err(Failure::new(
            "courses.csv names no presentation",
            "give the files as they were published",
        ));
    }
    Ok(found)
}

fn presentation(module: &str, code: &str, length: &str) -> Result<Presentation, String> {
    let starts = start_of_presentation(code)
        .ok_or_else(|| format!("`{code}` is no presentation such as 2013J"))?;
    let days = length.parse().ok().filter(|days| (1..=1000).contains(days));
    let days = days.ok_or_else(|| format!("`{length}` is no length in days"))?;
    Ok(Presentation {
        module: CourseId::parse(module).map_err(|error| error.to_string())?,
        code: code.to_owned(),
        id: OfferingId::parse(format!("{module}-{code}")).map_err(|error| error.to_string())?,
        starts,
        ends: days_after(starts, days).ok_or("the presentation leaves the calendar")?,
        assessments: Vec::new(),
        has_submissions: false,
    })
}

pub(super) fn assessments(
    folder: Option<&Path>,
    presentations: &mut [Presentation],
    account: &mut Account,
) -> Result<(), Failure> {
    let index: BTreeMap<String, usize> = presentations
        .iter()
        .enumerate()
        .map(|(index, found)| (found.id.to_string(), index))
        .collect();
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    let table = account.table(ASSESSMENTS.name);
    let columns = [
        "code_module",
        "code_presentation",
        "id_assessment",
        "assessment_type",
        "date",
        "weight",
    ];
    ASSESSMENTS.each_row(folder, columns, |line, row| {
        let mut assumed = None;
        let fate = row.and_then(|[module, code, id, kind, date, weight]| {
            let place = index.get(&format!("{module}-{code}"));
            let place = place.and_then(|place| presentations.get_mut(*place));
            let presentation =
                place.ok_or_else(|| format!("there is no presentation {module} {code}"))?;
            if !matches!(kind, "TMA" | "CMA" | "Exam") {
                return Err(format!("`{kind}` is no kind of assessment"));
            }
            if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(format!("`{id}` is no assessment number"));
            }
            let due = match date {
                "?" => {
                    assumed = Some(String::from(
                        "no due day: taken as the last day of the presentation",
                    ));
                    presentation.length() - 1
                }
                day => day.parse().map_err(|_| format!("`{day}` is no day"))?,
            };
            let weight = weight
                .parse::<Percent>()
                .map_err(|error| format!("weight: {error}"))?;
            if weight.micros() < 0 {
                return Err("the weight is negative".into());
            }
            if let Some(first) = seen.insert(id.to_owned(), line) {
                return Err(format!("assessment {id} stands already in line {first}"));
            }
            let assessment = Assessment {
                id: id.to_owned(),
                kind: kind.to_owned(),
                due,
                weight,
            };
            presentation.assessments.push(assessment);
            Ok(())
        });
        if fate.is_ok() {
            table.assumed.extend(assumed.map(|what| (line, what)));
        }
        table.row(line, fate);
    })
}

/// Builds the catalogue's envelope and compiles it, as a host would.
pub(super) fn compile(presentations: &[Presentation]) -> Result<(Catalogue, String), Failure> {
    let broken = |error: String| {
        Failure::new(
            format!("the definitions do not compile: {error}"),
            "this is a defect",
        )
    };
    let mut data: Value = serde_json::from_str(OURS).map_err(|error| broken(error.to_string()))?;
    let known: Vec<String> = data["courses"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|course| course["id"].as_str().map(str::to_owned))
        .collect();
    let mut modules: Vec<&CourseId> = presentations
        .iter()
        .map(|presentation| &presentation.module)
        .collect();
    modules.sort_unstable();
    modules.dedup();
    for module in modules
        .into_iter()
        .filter(|module| !known.contains(&module.to_string()))
    {
        push(
            &mut data,
            "courses",
            json!({ "id": module, "title": format!("Module {module}"), "credits": "30" }),
        );
    }
    for presentation in presentations {
        let (starts, ends) = (start(presentation.starts), start(presentation.ends));
        push(
            &mut data,
            "offerings",
            json!({ "id": presentation.id, "course": presentation.module, "starts": starts, "ends": ends,
                    "scheme": presentation.id.as_str() }),
        );
        push(&mut data, "schemes", scheme(presentation));
    }
    let envelope = json!({ "schema": "lms.catalogue", "version": 1, "data": data }).to_string();
    let catalogue = door::compile(&envelope).map_err(|error| broken(error.to_string()))?;
    Ok((catalogue, envelope))
}

fn push(data: &mut Value, list: &str, item: Value) {
    match data.get_mut(list).and_then(Value::as_array_mut) {
        Some(items) => items.push(item),
        None => data[list] = Value::Array(vec![item]),
    }
}

/// Coursework is a weighted mean over its items; the exam is shown and weighs apart, so it is not counted here.
fn scheme(presentation: &Presentation) -> Value {
    let items: Vec<Value> = presentation
        .assessments
        .iter()
        .map(|assessment| {
            // Work handed in on the due day is in time: it is due at the start of the next day.
            let due = days_after(presentation.starts, assessment.due.saturating_add(1)).and_then(start);
            json!({ "type": "item", "id": assessment.id, "maximum": "100", "weight": assessment.weight, "due": due,
                    "notCounted": !assessment.is_coursework() })
        })
        .collect();
    json!({
        "id": presentation.id.as_str(),
        "settings": { "finalCounts": "due", "rounding": { "mode": "halfUp", "digits": 2 } },
        "root": { "id": "coursework", "aggregation": { "type": "weightedMean", "normalise": "always" }, "children": items }
    })
}
