//! The hand-coded baseline of single decisions: bit sets made for this one shape of rule, and the check written out. It
//! has no unknowns, no other shapes, no explanations, no other days than whole ones: what generality costs is the ratio
//! to it.

use std::collections::HashMap;

use lms_core::record::{AttributeValue, LearnerRecord};

use crate::work_abc::{
    CERTIFICATIONS, DEPARTMENTS, ELECTIVES_WANTED, LearnerSpec, ROLES, RuleSpec, certification,
    course, department, role,
};

/// The words of a set of courses; room for 512.
const WORDS: usize = 8;

/// A learner as bit sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandLearner {
    completed: [u64; WORDS],
    departments: u32,
    roles: u32,
    suspended: bool,
    hired: i32,
    /// By certification: the first day on which it is no longer valid.
    until: [i32; CERTIFICATIONS],
    /// By course; 255 is no score.
    scores: Vec<u8>,
}

impl HandLearner {
    /// A learner of whom nothing is known.
    #[must_use]
    pub fn blank(courses: usize) -> Self {
        Self {
            completed: [0; WORDS],
            departments: 0,
            roles: 0,
            suspended: false,
            hired: i32::MAX,
            until: [i32::MIN; CERTIFICATIONS],
            scores: vec![255; courses],
        }
    }

    /// Reads another learner, given as numbers, into the room of this one.
    pub fn load(&mut self, learner: &LearnerSpec) {
        self.completed = [0; WORDS];
        self.scores.fill(255);
        self.until = [i32::MIN; CERTIFICATIONS];
        for course in &learner.completed {
            self.completed[usize::from(*course) / 64] |= 1 << (course % 64);
        }
        for (course, score) in &learner.scores {
            self.scores[usize::from(*course)] = *score;
        }
        for (held, until) in &learner.certificates {
            self.until[usize::from(*held)] = *until;
        }
        self.departments = 1 << learner.department;
        self.roles = 1 << learner.role;
        self.suspended = learner.suspended;
        self.hired = learner.hired;
    }

    /// Notes or takes back a completed course.
    pub fn toggle(&mut self, course: u16) {
        self.completed[usize::from(course) / 64] ^= 1 << (course % 64);
    }
}

/// A rule as masks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandRule {
    pub(crate) departments: u32,
    pub(crate) all: [(usize, u64); 3],
    pub(crate) electives: [(usize, u32); 5],
    pub(crate) scored: usize,
    pub(crate) min_score: u8,
    /// The last day of hire.
    pub(crate) hired: i32,
    pub(crate) certification: usize,
}

impl HandRule {
    /// The rule for a day.
    #[must_use]
    pub fn of(rule: &RuleSpec, today: i32) -> Self {
        let mask = |course: u16| (usize::from(course) / 64, 1_u64 << (course % 64));
        Self {
            departments: rule.departments.iter().fold(0, |mask, one| mask | 1 << one),
            all: rule.all.map(mask),
            electives: rule
                .electives
                .map(|one| (usize::from(one) / 64, u32::from(one % 64))),
            scored: usize::from(rule.scored),
            min_score: rule.min_score,
            hired: today - rule.hire_days,
            certification: usize::from(rule.certification),
        }
    }

    /// Whether the learner meets it.
    #[inline]
    #[must_use]
    pub fn is_met(&self, learner: &HandLearner, today: i32) -> bool {
        let score = learner.scores[self.scored];
        (learner.departments & self.departments != 0 || learner.roles & 1 != 0)
            && self
                .all
                .iter()
                .all(|(word, mask)| learner.completed[*word] & mask != 0)
            && self
                .electives
                .iter()
                .map(|(word, bit)| learner.completed[*word] >> bit & 1)
                .sum::<u64>()
                >= ELECTIVES_WANTED as u64
            && score >= self.min_score
            && score != 255
            && !learner.suspended
            && learner.hired <= self.hired
            && learner.until[self.certification] > today
    }
}

/// The names of everything, as numbers: what loading from texts looks up.
#[derive(Debug)]
pub struct HandNames {
    courses: HashMap<String, u16>,
    departments: HashMap<String, u8>,
    roles: HashMap<String, u8>,
    certifications: HashMap<String, u8>,
}

impl HandNames {
    /// The names of so many courses.
    #[must_use]
    pub fn of(courses: usize) -> Self {
        Self {
            courses: (0..courses as u16)
                .map(|number| (course(number), number))
                .collect(),
            departments: (0..DEPARTMENTS as u8)
                .map(|number| (department(number), number))
                .collect(),
            roles: (0..ROLES as u8)
                .map(|number| (role(number), number))
                .collect(),
            certifications: (0..CERTIFICATIONS as u8)
                .map(|number| (certification(number), number))
                .collect(),
        }
    }

    /// Reads a record into the room of a learner.
    pub fn load(&self, learner: &mut HandLearner, record: &LearnerRecord) {
        learner.completed = [0; WORDS];
        learner.scores.fill(255);
        learner.until = [i32::MIN; CERTIFICATIONS];
        for held in &record.completions {
            if let Some(number) = self.courses.get(held.course.as_str()) {
                learner.completed[usize::from(*number) / 64] |= 1 << (number % 64);
            }
        }
        for held in &record.grades {
            if let Some(number) = self.courses.get(held.course.as_str()) {
                learner.scores[usize::from(*number)] = (held.score.micros() / 1_000_000) as u8;
            }
        }
        for held in &record.certificates {
            if let Some(number) = self.certifications.get(held.certification.as_str()) {
                let until = held.until.map_or(i32::MAX, |day| day.days_since_epoch());
                learner.until[usize::from(*number)] = until;
            }
        }
        for (name, stated) in &record.attributes {
            match (name.as_str(), &stated.value) {
                ("department", AttributeValue::Text(text)) => {
                    learner.departments = self.departments.get(text).map_or(0, |one| 1 << one);
                }
                ("role", AttributeValue::Text(text)) => {
                    learner.roles = self.roles.get(text).map_or(0, |one| 1 << one);
                }
                ("suspended", AttributeValue::Boolean(value)) => learner.suspended = *value,
                ("hireDate", AttributeValue::Date(day)) => learner.hired = day.days_since_epoch(),
                _ => {}
            }
        }
    }
}

/// What a completed course can change, for the event baseline: the rules that mention it.
#[must_use]
pub fn mentions(rules: &[RuleSpec], courses: usize) -> Vec<Vec<u32>> {
    let mut mentions = vec![Vec::new(); courses];
    for (number, rule) in rules.iter().enumerate() {
        for course in rule.all.iter().chain(&rule.electives) {
            mentions[usize::from(*course)].push(number as u32);
        }
    }
    mentions
}
