use super::{Curriculum, CurriculumCourse};

const HEADER: [&str; 10] = [
    "Course ID",
    "Course Name",
    "Prefix",
    "Number",
    "Prerequisites",
    "Corequisites",
    "Strict-Corequisites",
    "Credit Hours",
    "Institution",
    "Canonical Name",
];

impl Curriculum {
    /// Writes the CSV of Curricular Analytics; reading it gives the same curriculum. Linear.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let has_terms = self.degree_plan.is_some();
        let width = HEADER.len().saturating_add(usize::from(has_terms));
        let mut out = String::new();
        row(&mut out, width, &["Curriculum", &self.name]);
        if let Some(name) = &self.degree_plan {
            row(&mut out, width, &["Degree Plan", name]);
        }
        row(&mut out, width, &["Institution", &self.institution]);
        row(&mut out, width, &["Degree Type", &self.degree_type]);
        row(&mut out, width, &["System Type", &self.system_type]);
        row(&mut out, width, &["CIP", &self.cip]);
        row(&mut out, width, &["Courses"]);
        table(&mut out, &self.courses, has_terms);
        if !self.additional.is_empty() {
            row(&mut out, width, &["Additional Courses"]);
            table(&mut out, &self.additional, has_terms);
        }
        out
    }
}

fn table(out: &mut String, courses: &[CurriculumCourse], has_terms: bool) {
    let mut header = HEADER.to_vec();
    if has_terms {
        header.push("Term");
    }
    row(out, header.len(), &header);
    for course in courses {
        let list = |ids: &[u64]| {
            let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
            ids.join(";")
        };
        let mut cells = vec![
            course.id.to_string(),
            course.name.clone(),
            course.prefix.clone(),
            course.number.clone(),
            list(&course.prerequisites),
            list(&course.corequisites),
            list(&course.strict_corequisites),
            course.credit_hours.to_string(),
            course.institution.clone(),
            course.canonical_name.clone(),
        ];
        if has_terms {
            cells.push(course.term.map(|term| term.to_string()).unwrap_or_default());
        }
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        row(out, cells.len(), &cells);
    }
}

fn row(out: &mut String, width: usize, cells: &[&str]) {
    for column in 0..width.max(cells.len()) {
        if column > 0 {
            out.push(',');
        }
        let cell = cells.get(column).copied().unwrap_or_default();
        if cell.contains([',', '"', '\n', '\r', '#']) || cell.trim().len() != cell.len() {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(cell);
        }
    }
    out.push('\n');
}
