//! A learner as plain numbers, and the same as the engine's record.

use std::collections::BTreeMap;

use lms_core::record::{
    AttributeValue, Basis, Certificate, Completion, CompletionSource, Grade, LearnerRecord, Stated,
};
use lms_core::time::Date;

use super::names::{certification, course, department, role};
use super::{CERTIFICATIONS, DEPARTMENTS, ROLES, Random, RuleSpec};

/// One learner as plain numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LearnerSpec {
    /// The department.
    pub department: u8,
    /// The role.
    pub role: u8,
    /// Whether the learner is suspended.
    pub suspended: bool,
    /// The day of hire, in days since 1970-01-01.
    pub hired: i32,
    /// Attributes that no rule asks for: site, level, language, remote.
    pub other: [u8; 4],
    /// The completed courses, ascending.
    pub completed: Vec<u16>,
    /// The scores: course and percent, ascending by course.
    pub scores: Vec<(u16, u8)>,
    /// The certificates: certification and first day on which it is no longer valid, ascending by certification.
    pub certificates: Vec<(u8, i32)>,
}

impl LearnerSpec {
    pub(super) fn any(courses: usize, today: i32, random: &mut Random) -> Self {
        let completed = random.distinct(40, courses);
        let scores = completed[..20]
            .iter()
            .map(|course| (*course as u16, 40 + random.below(60) as u8));
        let scores = scores.collect();
        let certificates = random.distinct(5, CERTIFICATIONS);
        Self {
            department: random.below(DEPARTMENTS) as u8,
            role: random.below(ROLES) as u8,
            suspended: random.below(20) == 0,
            hired: today - random.below(3_000) as i32,
            other: [0; 4].map(|_: u8| random.below(8) as u8),
            completed: completed.iter().map(|course| *course as u16).collect(),
            scores,
            certificates: certificates
                .iter()
                .map(|held| (*held as u8, today - 200 + random.below(800) as i32))
                .collect(),
        }
    }

    /// Brings the learner back to 40 completions, 20 scores and 5 certificates, touching first what the rule does not name.
    pub(super) fn even_out(&mut self, courses: usize, random: &mut Random, rule: &RuleSpec) {
        let named = |course: &u16| rule.all.contains(course) || rule.electives.contains(course);
        self.completed.sort_unstable();
        self.completed.dedup();
        while self.completed.len() > 40 {
            let at = random.below(self.completed.len());
            if !named(&self.completed[at]) {
                self.completed.remove(at);
            }
        }
        while self.completed.len() < 40 {
            let course = random.below(courses) as u16;
            if !named(&course) && !self.completed.contains(&course) {
                self.completed.push(course);
            }
        }
        self.completed.sort_unstable();
        while self.scores.len() > 20 {
            let at = random.below(self.scores.len());
            if self.scores[at].0 != rule.scored {
                self.scores.remove(at);
            }
        }
        while self.scores.len() < 20 {
            let course = random.below(courses) as u16;
            if course != rule.scored && self.scores.iter().all(|(scored, _)| *scored != course) {
                self.scores.push((course, 50));
            }
        }
        self.scores.sort_unstable();
        while self.certificates.len() > 5 {
            let at = random.below(self.certificates.len());
            if self.certificates[at].0 != rule.certification {
                self.certificates.remove(at);
            }
        }
        while self.certificates.len() < 5 {
            let held = random.below(CERTIFICATIONS) as u8;
            if held != rule.certification
                && self.certificates.iter().all(|(other, _)| *other != held)
            {
                self.certificates.push((held, 21_000));
            }
        }
        self.certificates.sort_unstable();
    }

    /// The learner as the engine's record.
    #[must_use]
    pub fn record(&self, number: usize) -> LearnerRecord {
        let mut record = LearnerRecord::new(format!("learner-{number}").parse().unwrap());
        let basis = Basis {
            at: "2025-01-01T08:00:00Z".parse().unwrap(),
            event: None,
        };
        let day = |days: i32| Date::from_days_since_epoch(days).unwrap();
        let text = AttributeValue::Text;
        let attributes: BTreeMap<&str, AttributeValue> = [
            ("department", text(department(self.department))),
            ("role", text(role(self.role))),
            ("suspended", AttributeValue::Boolean(self.suspended)),
            ("hireDate", AttributeValue::Date(day(self.hired))),
            ("site", text(format!("site-{}", self.other[0]))),
            (
                "level",
                AttributeValue::Number(self.other[1].to_string().parse().unwrap()),
            ),
            ("language", text(format!("language-{}", self.other[2]))),
            (
                "remote",
                AttributeValue::Boolean(self.other[3].is_multiple_of(2)),
            ),
        ]
        .into();
        for (name, value) in attributes {
            let stated = Stated {
                value,
                basis: basis.clone(),
            };
            record.attributes.insert(name.parse().unwrap(), stated);
        }
        record
            .completions
            .extend(self.completed.iter().map(|number| Completion {
                course: course(*number).parse().unwrap(),
                version: None,
                passed: true,
                score: None,
                credits: None,
                source: CompletionSource::default(),
                basis: basis.clone(),
            }));
        record
            .grades
            .extend(self.scores.iter().map(|(number, score)| Grade {
                course: course(*number).parse().unwrap(),
                activity: None,
                score: score.to_string().parse().unwrap(),
                basis: basis.clone(),
            }));
        record
            .certificates
            .extend(self.certificates.iter().map(|(held, until)| Certificate {
                id: format!("award-{held}").parse().unwrap(),
                certification: certification(*held).parse().unwrap(),
                anchor: day(20_000),
                from: day(20_000),
                until: Some(day(*until)),
                extended_from: None,
                suspensions: Vec::new(),
                revoked: None,
                renews: None,
                basis: basis.clone(),
            }));
        record
    }
}
