//! The work that the rule benchmarks measure: A (one decision), B (200 rules, one learner) and C (100,000 learners by
//! 20 rules). One generator, so that every bench and every peer answers the same questions.
//!
//! Everything is drawn from a seed as plain numbers ([`RuleSpec`], [`LearnerSpec`]); from these come the engine's own
//! forms ([`RuleSpec::definition`], [`LearnerSpec::record`]), the hand-coded baselines and the peers' contexts. What is
//! right is said once, by [`RuleSpec::is_met`].
//!
//! ```
//! use lms_benches::work_abc::Work;
//! let work = Work::c(1_000);
//! assert_eq!((work.rules.len(), work.learners.len(), work.courses), (20, 1_000, 146));
//! let (rule, learner) = (work.rules[0].definition(0), work.learners[0].record(0));
//! assert_eq!(learner.completions.len(), 40);
//! assert!(rule.when.children().len() == 7);
//! ```
//!
//! A rule says: (department in 3 departments or role = contractor) and completed all of 3 courses and at least 2 of 5
//! electives and score in one of the courses >= 70 and not suspended and so many days since the day of hire and a
//! certificate valid now. A learner has 8 attributes, 40 completed courses, 20 scores and 5 certificates with an expiry.

mod learner;
mod names;
mod random;
mod rule;

use lms_core::record::LearnerRecord;
use lms_core::rule::{
    AttributeType, CertificationEntry, CourseEntry, RuleDefinition, RuleSet, Vocabulary,
};
use lms_core::time::Instant;

pub use learner::LearnerSpec;
pub use names::{certification, course, department, role};
pub use random::Random;
pub use rule::RuleSpec;

/// Departments that a learner may be in.
pub const DEPARTMENTS: usize = 12;
/// Roles that a learner may have; role 0 is `contractor`.
pub const ROLES: usize = 6;
/// Certifications; number 0 is the one that rule A asks for.
pub const CERTIFICATIONS: usize = 10;
/// How many electives of five a rule asks for.
pub const ELECTIVES_WANTED: usize = 2;
/// The days since hire that rules ask for.
pub const HIRE_DAYS: [i32; 4] = [30, 90, 180, 365];

/// Rules, learners and the instant at which the questions are asked.
#[derive(Debug, Clone)]
pub struct Work {
    /// How many courses there are.
    pub courses: usize,
    /// The rules.
    pub rules: Vec<RuleSpec>,
    /// The learners.
    pub learners: Vec<LearnerSpec>,
    /// Today, in days since 1970-01-01. The questions are asked at its start, in UTC.
    pub today: i32,
}

impl Work {
    /// Work A: one rule over 146 courses and 64 learners. Learner 0 is allowed, so that every clause runs (A1); every
    /// second of the others is denied at a clause of its own (A2).
    #[must_use]
    pub fn a() -> Self {
        let mut random = Random(0xa11c_e5ed);
        let mut work = Self::empty(146);
        work.rules.push(RuleSpec::any(146, &mut random));
        for number in 0..64 {
            let mut learner = LearnerSpec::any(146, work.today, &mut random);
            work.rules[0].satisfy(&mut learner, work.today, 1.0, &mut random);
            if number % 2 == 1 {
                work.rules[0].break_clause(&mut learner, work.today, number / 2 % 7, &mut random);
            }
            learner.even_out(146, &mut random, &work.rules[0]);
            work.learners.push(learner);
        }
        work
    }

    /// Work B: 200 rules over 445 courses and 64 learners, to be asked one at a time.
    #[must_use]
    pub fn b() -> Self {
        Self::many(445, 200, 64, 0xb0b)
    }

    /// Work C: 20 rules over 146 courses and so many learners (100,000 in the table).
    #[must_use]
    pub fn c(learners: usize) -> Self {
        Self::many(146, 20, learners, 0xc0de)
    }

    /// So many rules and learners over so many courses. Half of the learners are near to what one of the rules asks.
    #[must_use]
    pub fn many(courses: usize, rules: usize, learners: usize, seed: u64) -> Self {
        let mut random = Random(seed);
        let mut work = Self::empty(courses);
        work.rules = (0..rules)
            .map(|_| RuleSpec::any(courses, &mut random))
            .collect();
        for _ in 0..learners {
            let mut learner = LearnerSpec::any(courses, work.today, &mut random);
            let near = &work.rules[random.below(rules)];
            if random.below(2) == 0 {
                near.satisfy(&mut learner, work.today, 0.93, &mut random);
            }
            learner.even_out(courses, &mut random, near);
            work.learners.push(learner);
        }
        work
    }

    fn empty(courses: usize) -> Self {
        Self {
            courses,
            rules: Vec::new(),
            learners: Vec::new(),
            // 2026-11-22
            today: 20_779,
        }
    }

    /// The instant at which the questions are asked.
    #[must_use]
    pub fn now(&self) -> Instant {
        Instant::from_micros(i64::from(self.today) * 86_400_000_000).unwrap()
    }

    /// What is right: the learners that meet each rule, by rule and learner.
    #[must_use]
    pub fn expected(&self) -> Vec<Vec<bool>> {
        let met = |rule: &RuleSpec| {
            let learners = self.learners.iter();
            learners
                .map(|learner| rule.is_met(learner, self.today))
                .collect()
        };
        self.rules.iter().map(met).collect()
    }

    /// All rules as the engine's definitions, named `rule-0` and so on.
    #[must_use]
    pub fn definitions(&self) -> Vec<RuleDefinition> {
        let rules = self.rules.iter().enumerate();
        rules
            .map(|(number, rule)| rule.definition(number))
            .collect()
    }

    /// All learners as the engine's records, named `learner-0` and so on.
    #[must_use]
    pub fn records(&self) -> Vec<LearnerRecord> {
        let learners = self.learners.iter().enumerate();
        learners
            .map(|(number, learner)| learner.record(number))
            .collect()
    }

    /// What the rules may name.
    #[must_use]
    pub fn vocabulary(&self) -> Vocabulary {
        use AttributeType::{Boolean, Date, Number, Text};
        let mut vocabulary = Vocabulary::default();
        let attributes = [
            ("department", Text),
            ("role", Text),
            ("suspended", Boolean),
            ("hireDate", Date),
            ("site", Text),
            ("level", Number),
            ("language", Text),
            ("remote", Boolean),
        ];
        for (name, kind) in attributes {
            vocabulary.attributes.insert(name.parse().unwrap(), kind);
        }
        for number in 0..self.courses {
            let id = course(number as u16).parse().unwrap();
            vocabulary.courses.insert(id, CourseEntry::default());
        }
        for number in 0..CERTIFICATIONS {
            let id = certification(number as u8).parse().unwrap();
            vocabulary
                .certifications
                .insert(id, CertificationEntry::default());
        }
        vocabulary
    }

    /// The rules, compiled.
    #[must_use]
    pub fn rule_set(&self) -> RuleSet {
        RuleSet::compile(&self.definitions(), &self.vocabulary()).unwrap()
    }

    /// The data of a catalogue that defines everything the rules name, as JSON.
    #[must_use]
    pub fn catalogue(&self) -> serde_json::Value {
        let courses: Vec<_> = (0..self.courses)
            .map(|number| serde_json::json!({"id": course(number as u16), "title": course(number as u16)}))
            .collect();
        let certifications: Vec<_> = (0..CERTIFICATIONS)
            .map(|number| {
                serde_json::json!({
                    "id": certification(number as u8), "title": certification(number as u8),
                    "earnedBy": {"type": "award"}, "validity": {"type": "period", "period": "P1Y"},
                })
            })
            .collect();
        serde_json::json!({
            "attributes": {
                "department": "text", "role": "text", "suspended": "boolean", "hireDate": "date",
                "site": "text", "level": "number", "language": "text", "remote": "boolean",
            },
            "courses": courses,
            "certifications": certifications,
            "rules": self.definitions(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_work_has_the_shape_that_is_promised() {
        let work = Work::c(2_000);
        for learner in &work.learners {
            assert_eq!(learner.completed.len(), 40);
            assert_eq!(learner.scores.len(), 20);
            assert_eq!(learner.certificates.len(), 5);
        }
        let hits: usize = work.expected().iter().flatten().filter(|met| **met).count();
        assert!((400..1_200).contains(&hits), "{hits} of 40,000");
    }

    #[test]
    fn half_of_work_a_is_denied() {
        let work = Work::a();
        let met = &work.expected()[0];
        assert!(met[0]);
        assert_eq!(met.iter().filter(|met| **met).count(), 32);
    }
}
