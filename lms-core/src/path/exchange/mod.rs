//! Curricula in and out: the CSV of Curricular Analytics, and the same as JSON.
//!
//! The CSV form is documented with `CurricularAnalytics.jl` ("Reading/Writing Curricula & Degree Plans"): a head of
//! keywords, then a table of courses; a degree plan has a term for each course, and may have additional courses.

mod convert;
mod read;
mod record;
mod terms;
mod write;

use serde::{Deserialize, Serialize};

use crate::number::Points;

pub use convert::{CurriculumError, Loss};
pub use read::{Imported, Note};
pub use record::{CsvError, MAX_CSV_BYTES, MAX_CSV_CELL_BYTES, MAX_CSV_CELLS, MAX_CSV_ROWS};

/// The highest number of a course: the largest that every language reads from JSON exactly.
pub const MAX_COURSE_NUMBER: u64 = 9_007_199_254_740_991;

/// A curriculum, or a degree plan, as Curricular Analytics knows it.
///
/// ```
/// use lms_core::path::Curriculum;
/// let text = "Curriculum,First aid\nCourses\nCourse ID,Course Name,Prefix,Number,Prerequisites,Credit Hours\n\
///     1,Theory,FA,1,,3\n2,Practice,FA,2,1,2\n";
/// let curriculum = Curriculum::from_csv(text).unwrap().curriculum;
/// assert_eq!(curriculum.courses[1].prerequisites, [1]);
/// assert_eq!(Curriculum::from_csv(&curriculum.to_csv()).unwrap().curriculum, curriculum);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Curriculum {
    /// What the curriculum is called.
    pub name: String,
    /// What the degree plan is called; missing: this is a curriculum, and courses have no terms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub degree_plan: Option<String>,
    /// Who offers it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub institution: String,
    /// The degree, such as `BS`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub degree_type: String,
    /// `semester` or `quarter`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub system_type: String,
    /// The code of the Classification of Instructional Programs.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub cip: String,
    /// The courses.
    pub courses: Vec<CurriculumCourse>,
    /// Courses of a degree plan that are not in the curriculum, such as remedial ones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub additional: Vec<CurriculumCourse>,
}

/// One course of a curriculum.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CurriculumCourse {
    /// Its number in this document, by which others refer to it.
    pub id: u64,
    /// What it is called.
    pub name: String,
    /// Its subject, such as `MA`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub prefix: String,
    /// Its number in the subject, such as `113`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub number: String,
    /// The courses that must be finished before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prerequisites: Vec<u64>,
    /// The courses that must be finished before or taken at the same time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corequisites: Vec<u64>,
    /// The courses that must be taken at the same time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub strict_corequisites: Vec<u64>,
    /// What it is worth.
    pub credit_hours: Points,
    /// Who offers it, where that is someone else.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub institution: String,
    /// The name that it commonly has elsewhere.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub canonical_name: String,
    /// The term of the degree plan, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term: Option<u32>,
}

impl Curriculum {
    /// Every course, the additional ones last.
    pub fn all(&self) -> impl Iterator<Item = &CurriculumCourse> {
        self.courses.iter().chain(&self.additional)
    }
}

#[cfg(test)]
mod tests;
