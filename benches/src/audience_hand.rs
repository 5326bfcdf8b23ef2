//! The hand-coded baseline of bulk questions: columns made for this one shape of rule, and a kernel written for it. Plain
//! Rust, no wide instructions asked for. It has no unknowns, no other shapes, no explanations and no other days than
//! whole ones: what generality costs is the ratio to it.

use std::collections::{HashMap, HashSet};

use lms_core::number::Percent;
use lms_core::record::{AttributeValue, LearnerRecord};
use lms_core::time::Date;

use crate::work_abc::{
    CERTIFICATIONS, ELECTIVES_WANTED, LearnerSpec, RuleSpec, Work, certification, course,
    department, role,
};

/// A population in columns.
#[derive(Debug, Default)]
pub struct Columns {
    rows: usize,
    department: Vec<u8>,
    role: Vec<u8>,
    hired: Vec<i32>,
    suspended: Vec<u64>,
    /// By course.
    completed: Vec<Vec<u64>>,
    /// By course; 255 is no score.
    scores: Vec<Vec<u8>>,
    /// By certification: the first day on which it is no longer valid; the earliest day of all for none.
    until: Vec<Vec<i32>>,
}

impl Columns {
    /// Loads learners given as numbers.
    #[must_use]
    pub fn load(courses: usize, learners: &[LearnerSpec]) -> Self {
        // Whole words of 64 rows, so that no kernel has a rest to do.
        let rows = learners.len().div_ceil(64) * 64;
        let mut columns = Self {
            rows,
            department: vec![255; rows],
            role: vec![255; rows],
            hired: vec![i32::MAX; rows],
            suspended: vec![0; rows / 64],
            completed: vec![vec![0; rows / 64]; courses],
            scores: vec![vec![255; rows]; courses],
            until: vec![vec![i32::MIN; rows]; CERTIFICATIONS],
        };
        for (row, learner) in learners.iter().enumerate() {
            columns.department[row] = learner.department;
            columns.role[row] = learner.role;
            columns.hired[row] = learner.hired;
            columns.suspended[row / 64] |= u64::from(learner.suspended) << (row % 64);
            for course in &learner.completed {
                columns.completed[usize::from(*course)][row / 64] |= 1 << (row % 64);
            }
            for (course, score) in &learner.scores {
                columns.scores[usize::from(*course)][row] = *score;
            }
            for (held, until) in &learner.certificates {
                columns.until[usize::from(*held)][row] = *until;
            }
        }
        columns
    }

    /// Counts those who meet a rule.
    #[must_use]
    pub fn count(&self, rule: &RuleSpec, today: i32) -> usize {
        let [a, b, c] = rule.departments;
        let hired = today - rule.hire_days;
        let scores = &self.scores[usize::from(rule.scored)];
        let until = &self.until[usize::from(rule.certification)];
        let all = rule.all.map(|course| &self.completed[usize::from(course)]);
        let electives = rule
            .electives
            .map(|course| &self.completed[usize::from(course)]);
        let mut count = 0;
        for word in 0..self.rows / 64 {
            let rows = word * 64..word * 64 + 64;
            let mut bytes = [0_u8; 64];
            let columns = self.department[rows.clone()]
                .iter()
                .zip(&self.role[rows.clone()])
                .zip(&scores[rows.clone()])
                .zip(&self.hired[rows.clone()])
                .zip(&until[rows]);
            for (byte, ((((department, role), score), hire), until)) in
                bytes.iter_mut().zip(columns)
            {
                let fits =
                    (*department == a) | (*department == b) | (*department == c) | (*role == 0);
                let scored = (*score >= rule.min_score) & (*score != 255);
                *byte = u8::from(fits & scored & (*hire <= hired) & (*until > today));
            }
            let mut met = packed(&bytes) & !self.suspended[word];
            for column in all {
                met &= column[word];
            }
            let (mut one, mut two) = (0, 0);
            for column in electives {
                two |= one & column[word];
                one |= column[word];
            }
            count += (met & two).count_ones() as usize;
        }
        count
    }

    /// Counts those who meet each rule.
    #[must_use]
    pub fn counts(&self, work: &Work) -> Vec<usize> {
        work.rules
            .iter()
            .map(|rule| self.count(rule, work.today))
            .collect()
    }
}

fn packed(bytes: &[u8; 64]) -> u64 {
    let mut word = 0;
    for (place, eight) in bytes.chunks_exact(8).enumerate() {
        let bits =
            u64::from_le_bytes(eight.try_into().unwrap()).wrapping_mul(0x0102_0408_1020_4080);
        word |= (bits >> 56) << (place * 8);
    }
    word
}

/// The same decisions for one learner given as texts, the way an application writes them: sets and maps of texts.
#[must_use]
pub fn met_by_texts(record: &LearnerRecord, rules: &[RuleTexts], today: Date) -> usize {
    let text = |name: &str| match record.attributes.get(name).map(|stated| &stated.value) {
        Some(AttributeValue::Text(text)) => text.as_str(),
        _ => "",
    };
    let (department, role) = (text("department"), text("role"));
    let suspended = record
        .attributes
        .get("suspended")
        .map(|stated| &stated.value);
    let suspended = suspended != Some(&AttributeValue::Boolean(false));
    let hired = match record
        .attributes
        .get("hireDate")
        .map(|stated| &stated.value)
    {
        Some(AttributeValue::Date(day)) => day.days_since_epoch(),
        _ => i32::MAX,
    };
    let completed: HashSet<&str> = record
        .completions
        .iter()
        .map(|done| done.course.as_str())
        .collect();
    let scores: HashMap<&str, Percent> = record
        .grades
        .iter()
        .map(|grade| (grade.course.as_str(), grade.score))
        .collect();
    let until: HashMap<&str, Option<Date>> = record
        .certificates
        .iter()
        .map(|held| (held.certification.as_str(), held.until))
        .collect();
    let met = |rule: &&RuleTexts| {
        (rule.departments.iter().any(|fits| fits == department) || role == rule.role)
            && rule
                .all
                .iter()
                .all(|course| completed.contains(course.as_str()))
            && rule
                .electives
                .iter()
                .filter(|course| completed.contains(course.as_str()))
                .count()
                >= ELECTIVES_WANTED
            && scores
                .get(rule.scored.as_str())
                .is_some_and(|score| *score >= rule.min_score)
            && !suspended
            && hired.saturating_add(rule.hire_days) <= today.days_since_epoch()
            && until
                .get(rule.certification.as_str())
                .is_some_and(|until| until.is_none_or(|until| until > today))
    };
    rules.iter().filter(met).count()
}

/// A rule in texts.
#[derive(Debug, Clone)]
pub struct RuleTexts {
    departments: [String; 3],
    role: String,
    all: [String; 3],
    electives: [String; 5],
    scored: String,
    min_score: Percent,
    hire_days: i32,
    certification: String,
}

impl From<&RuleSpec> for RuleTexts {
    fn from(rule: &RuleSpec) -> Self {
        Self {
            departments: rule.departments.map(department),
            role: role(0),
            all: rule.all.map(course),
            electives: rule.electives.map(course),
            scored: course(rule.scored),
            min_score: rule.min_score.to_string().parse().unwrap(),
            hire_days: rule.hire_days,
            certification: certification(rule.certification),
        }
    }
}
