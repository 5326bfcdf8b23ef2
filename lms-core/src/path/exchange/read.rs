use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::record::{CsvError, Row, rows};
use super::{Curriculum, CurriculumCourse, MAX_COURSE_NUMBER};
use crate::number::Points;
use crate::problem::decode::shorten;

/// A curriculum that was read, and what was left aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Imported {
    /// The curriculum.
    pub curriculum: Curriculum,
    /// What the document says and a curriculum does not keep.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
}

/// Something that was left aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Note {
    /// The line.
    pub line: u32,
    /// The stable code: `column_ignored`, `keyword_ignored`, `section_ignored`.
    pub code: String,
    /// The default English text.
    pub message: String,
}

const COURSES: &str = "Courses";
const ADDITIONAL: &str = "Additional Courses";
const OUTCOMES: [&str; 2] = ["Course Learning Outcomes", "Curriculum Learning Outcomes"];

impl Curriculum {
    /// Reads the CSV of a curriculum or degree plan.
    ///
    /// Nearly linear in the length of the text.
    ///
    /// # Errors
    /// The first thing that is wrong, with its line and column: `csv_quote_open`, `csv_too_large`, `section_missing`,
    /// `column_missing`, `cell_missing`, `number_form`, `id_duplicate`, `reference_unknown` and others.
    pub fn from_csv(text: &str) -> Result<Imported, CsvError> {
        let rows = rows(text)?;
        let mut reader = Reader {
            rows: rows.iter().peekable(),
            notes: Vec::new(),
            lines: BTreeMap::new(),
        };
        let mut curriculum = reader.head()?;
        curriculum.courses = reader.courses(curriculum.degree_plan.is_some())?;
        if let Some(row) = reader.rows.next_if(|row| row.cell(0) == ADDITIONAL) {
            if curriculum.degree_plan.is_none() {
                let message = "only a degree plan has additional courses";
                return Err(CsvError::new(row.line, 0, "section_not_allowed", message));
            }
            curriculum.additional = reader.courses(true)?;
        }
        if let Some(row) = reader.rows.next() {
            if !OUTCOMES.contains(&row.cell(0)) {
                let message = format!("`{}` is no section", shorten(row.cell(0)));
                return Err(CsvError::new(row.line, 0, "section_unknown", message));
            }
            reader.notes.push(Note {
                line: row.line,
                code: "section_ignored".into(),
                message: "learning outcomes are not kept".into(),
            });
        }
        reader.check(&curriculum)?;
        Ok(Imported {
            curriculum,
            notes: reader.notes,
        })
    }
}

struct Reader<'a, I: Iterator<Item = &'a Row>> {
    rows: core::iter::Peekable<I>,
    notes: Vec<Note>,
    /// Where each course stands, with the columns of its requisites.
    lines: BTreeMap<u64, (u32, [Option<usize>; 3])>,
}

impl<'a, I: Iterator<Item = &'a Row>> Reader<'a, I> {
    /// The keywords before the courses.
    fn head(&mut self) -> Result<Curriculum, CsvError> {
        let mut curriculum = Curriculum::default();
        let first = self.rows.peek().copied();
        match first {
            Some(row) if row.cell(0) == "Curriculum" && !row.cell(1).is_empty() => {}
            Some(row) if row.cell(0) == "Curriculum" => {
                return Err(CsvError::new(
                    row.line,
                    1,
                    "cell_missing",
                    "the curriculum has a name",
                ));
            }
            row => {
                let message = "the first row is `Curriculum` and its name";
                let line = row.map_or(1, |row| row.line);
                return Err(CsvError::new(line, 0, "section_missing", message));
            }
        }
        let mut seen: Vec<&str> = Vec::new();
        let mut last = 1;
        for row in self.rows.by_ref() {
            let keyword = row.cell(0);
            let value = row.text(1).to_owned();
            last = row.line;
            match keyword {
                "Curriculum" => curriculum.name = value,
                "Degree Plan" if value.trim().is_empty() => {
                    let message = "the degree plan has a name";
                    return Err(CsvError::new(row.line, 1, "cell_missing", message));
                }
                "Degree Plan" => curriculum.degree_plan = Some(value),
                "Institution" => curriculum.institution = value,
                "Degree Type" => curriculum.degree_type = value,
                "System Type" => {
                    // `Semester` is as good: the programs that read this form do not mind capitals here.
                    curriculum.system_type = value.trim().to_ascii_lowercase();
                    if !["", "semester", "quarter"].contains(&curriculum.system_type.as_str()) {
                        let message = "the system is `semester` or `quarter`";
                        return Err(CsvError::new(row.line, 1, "system_unknown", message));
                    }
                }
                "CIP" => curriculum.cip = value,
                COURSES => return Ok(curriculum),
                // Other programs write a year or sums of their own here.
                _ => {
                    self.notes.push(Note {
                        line: row.line,
                        code: "keyword_ignored".into(),
                        message: format!("the row `{}` is not kept", shorten(keyword)),
                    });
                    continue;
                }
            }
            if seen.contains(&keyword) {
                let message = format!("`{keyword}` is given twice");
                return Err(CsvError::new(row.line, 0, "keyword_duplicate", message));
            }
            seen.push(keyword);
        }
        let message = "there is no row `Courses`";
        Err(CsvError::new(last, 0, "section_missing", message))
    }

    /// A table of courses: its header, and rows until the next section.
    fn courses(&mut self, has_terms: bool) -> Result<Vec<CurriculumCourse>, CsvError> {
        let Some(header) = self.rows.next() else {
            let message = "the table of courses has a header";
            return Err(CsvError::new(1, 0, "section_missing", message));
        };
        let columns = Columns::read(header, has_terms, &mut self.notes)?;
        let mut courses = Vec::new();
        let is_section = |row: &Row| row.cell(0) == ADDITIONAL || OUTCOMES.contains(&row.cell(0));
        while let Some(row) = self.rows.next_if(|row| !is_section(row)) {
            let course = columns.course(row)?;
            let place = (row.line, columns.requisites());
            if self.lines.insert(course.id, place).is_some() {
                let message = format!("the course id {} is taken", course.id);
                let column = columns.id.unwrap_or(0);
                return Err(CsvError::new(row.line, column, "id_duplicate", message));
            }
            courses.push(course);
        }
        Ok(courses)
    }

    /// Every course referred to is there.
    fn check(&self, curriculum: &Curriculum) -> Result<(), CsvError> {
        for course in curriculum.all() {
            let Some((line, columns)) = self.lines.get(&course.id) else {
                continue;
            };
            let lists = [
                &course.prerequisites,
                &course.corequisites,
                &course.strict_corequisites,
            ];
            for (list, column) in lists.into_iter().zip(columns) {
                let column = column.unwrap_or(0);
                for other in list {
                    if *other == course.id {
                        let message = "a course does not require itself";
                        return Err(CsvError::new(*line, column, "self_requirement", message));
                    }
                    if !self.lines.contains_key(other) {
                        let message = format!("there is no course {other}");
                        return Err(CsvError::new(*line, column, "reference_unknown", message));
                    }
                }
            }
        }
        Ok(())
    }
}

/// Which column holds what.
#[derive(Default)]
struct Columns {
    id: Option<usize>,
    name: Option<usize>,
    prefix: Option<usize>,
    number: Option<usize>,
    prerequisites: Option<usize>,
    corequisites: Option<usize>,
    strict: Option<usize>,
    credits: Option<usize>,
    institution: Option<usize>,
    canonical: Option<usize>,
    term: Option<usize>,
}

impl Columns {
    fn read(header: &Row, has_terms: bool, notes: &mut Vec<Note>) -> Result<Self, CsvError> {
        let mut columns = Self::default();
        for (index, _) in header.cells.iter().enumerate() {
            let name = header.cell(index);
            let slot = match name {
                "" => continue,
                "Course ID" => &mut columns.id,
                "Course Name" => &mut columns.name,
                "Prefix" => &mut columns.prefix,
                "Number" => &mut columns.number,
                "Prerequisites" => &mut columns.prerequisites,
                "Corequisites" => &mut columns.corequisites,
                "Strict-Corequisites" => &mut columns.strict,
                "Credit Hours" => &mut columns.credits,
                "Institution" => &mut columns.institution,
                "Canonical Name" => &mut columns.canonical,
                "Term" if has_terms => &mut columns.term,
                _ => {
                    notes.push(Note {
                        line: header.line,
                        code: "column_ignored".into(),
                        message: format!("the column `{}` is not kept", shorten(name)),
                    });
                    continue;
                }
            };
            if slot.replace(index).is_some() {
                let message = format!("the column `{name}` is there twice");
                return Err(CsvError::new(
                    header.line,
                    index,
                    "column_duplicate",
                    message,
                ));
            }
        }
        let needed = [
            ("Course ID", columns.id),
            ("Course Name", columns.name),
            ("Credit Hours", columns.credits),
        ];
        match needed.into_iter().find(|(_, column)| column.is_none()) {
            Some((name, _)) => {
                let message = format!("the column `{name}` is missing");
                Err(CsvError::new(header.line, 0, "column_missing", message))
            }
            None => Ok(columns),
        }
    }

    fn requisites(&self) -> [Option<usize>; 3] {
        [self.prerequisites, self.corequisites, self.strict]
    }

    fn course(&self, row: &Row) -> Result<CurriculumCourse, CsvError> {
        let text = |column: Option<usize>| column.map_or("", |column| row.text(column)).to_owned();
        let plain = |column: Option<usize>| column.map_or("", |column| row.cell(column)).to_owned();
        let error = |column: Option<usize>, code: &str, message: String| {
            CsvError::new(row.line, column.unwrap_or(0), code, message)
        };
        let name = text(self.name);
        if name.trim().is_empty() {
            let message = String::from("a course has a name");
            return Err(error(self.name, "cell_missing", message));
        }
        let credits = plain(self.credits);
        let credit_hours: Points = credits.parse().map_err(|_| {
            let message = format!("`{}` is no number of credits", shorten(&credits));
            error(self.credits, "number_form", message)
        })?;
        if credit_hours < Points::ZERO {
            let message = String::from("credits are not below zero");
            return Err(error(self.credits, "credits_out_of_range", message));
        }
        let term = match plain(self.term).as_str() {
            "" => None,
            term => Some(
                term.parse::<u32>()
                    .ok()
                    .filter(|term| *term > 0)
                    .ok_or_else(|| {
                        let message = format!("`{}` is no term: they count from 1", shorten(term));
                        error(self.term, "number_form", message)
                    })?,
            ),
        };
        let list = |column: Option<usize>| -> Result<Vec<u64>, CsvError> {
            let text = plain(column);
            // Spreadsheets turn the semicolon of the form into what their users are used to.
            let items = text.split([';', ',', '.', ':']).map(str::trim);
            let mut found = Vec::new();
            for item in items.filter(|item| !item.is_empty()) {
                let id = number(item).ok_or_else(|| {
                    let message = format!("`{}` is no course id", shorten(item));
                    error(column, "number_form", message)
                })?;
                if found.contains(&id) {
                    return Err(error(
                        column,
                        "requisite_duplicate",
                        format!("{id} is there twice"),
                    ));
                }
                found.push(id);
            }
            Ok(found)
        };
        let id = plain(self.id);
        Ok(CurriculumCourse {
            id: number(&id).ok_or_else(|| {
                let message = format!("`{}` is no course id: a whole number", shorten(&id));
                error(self.id, "number_form", message)
            })?,
            name,
            prefix: text(self.prefix),
            number: text(self.number),
            prerequisites: list(self.prerequisites)?,
            corequisites: list(self.corequisites)?,
            strict_corequisites: list(self.strict)?,
            credit_hours,
            institution: text(self.institution),
            canonical_name: text(self.canonical),
            term,
        })
    }
}

fn number(text: &str) -> Option<u64> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse::<u64>().ok().filter(|_| is_plain)?;
    (number <= MAX_COURSE_NUMBER).then_some(number)
}
