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

use std::collections::BTreeMap;

use lms_core::record::{
    AttributeValue, Basis, Certificate, Completion, CompletionSource, Grade, LearnerRecord, Stated,
};
use lms_core::rule::{
    Anchor, AttributeType, CertificationEntry, CourseEntry, Expression, Leaf, Length, Literal,
    RuleDefinition, RuleSet, Test, Vocabulary,
};
use lms_core::time::{Date, Instant, Zone};

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

/// One rule as plain numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSpec {
    /// The departments that fit.
    pub departments: [u8; 3],
    /// The courses that must all be completed.
    pub all: [u16; 3],
    /// The electives of which [`ELECTIVES_WANTED`] must be completed.
    pub electives: [u16; 5],
    /// The course in which a score is asked for; one of `all`.
    pub scored: u16,
    /// The least score, in percent.
    pub min_score: u8,
    /// The least number of days since the day of hire.
    pub hire_days: i32,
    /// The certification of which a certificate must be valid.
    pub certification: u8,
}

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

/// The name of a department.
#[must_use]
pub fn department(number: u8) -> String {
    const NAMES: [&str; DEPARTMENTS] = [
        "nursing",
        "surgery",
        "er",
        "radiology",
        "pharmacy",
        "laboratory",
        "oncology",
        "paediatrics",
        "cardiology",
        "logistics",
        "catering",
        "administration",
    ];
    NAMES[usize::from(number)].into()
}

/// The name of a role.
#[must_use]
pub fn role(number: u8) -> String {
    const NAMES: [&str; ROLES] = [
        "contractor",
        "employee",
        "manager",
        "trainee",
        "volunteer",
        "visitor",
    ];
    NAMES[usize::from(number)].into()
}

/// The name of a course.
#[must_use]
pub fn course(number: u16) -> String {
    format!("course-{number:03}")
}

/// The name of a certification.
#[must_use]
pub fn certification(number: u8) -> String {
    if number == 0 {
        "bls".into()
    } else {
        format!("certification-{number}")
    }
}

impl RuleSpec {
    fn any(courses: usize, random: &mut Random) -> Self {
        let picked = random.distinct(8, courses);
        let departments = random.distinct(3, DEPARTMENTS);
        let pick = |at: usize| picked[at] as u16;
        Self {
            departments: [
                departments[0] as u8,
                departments[1] as u8,
                departments[2] as u8,
            ],
            all: [pick(0), pick(1), pick(2)],
            electives: [pick(3), pick(4), pick(5), pick(6), pick(7)],
            scored: pick(random.below(3)),
            min_score: [60, 70, 70, 80][random.below(4)],
            hire_days: HIRE_DAYS[random.below(HIRE_DAYS.len())],
            certification: random.below(CERTIFICATIONS) as u8,
        }
    }

    /// What is right, said as plainly as possible. A learner without a score does not meet the rule.
    #[must_use]
    pub fn is_met(&self, learner: &LearnerSpec, today: i32) -> bool {
        let completed = |course: &u16| learner.completed.contains(course);
        let scored =
            |(course, score): &(u16, u8)| *course == self.scored && *score >= self.min_score;
        let valid = |(held, until): &(u8, i32)| *held == self.certification && *until > today;
        (self.departments.contains(&learner.department) || learner.role == 0)
            && self.all.iter().all(completed)
            && self
                .electives
                .iter()
                .filter(|course| completed(course))
                .count()
                >= ELECTIVES_WANTED
            && learner.scores.iter().any(scored)
            && !learner.suspended
            && learner.hired + self.hire_days <= today
            && learner.certificates.iter().any(valid)
    }

    /// The rule in the engine's language.
    #[must_use]
    pub fn definition(&self, number: usize) -> RuleDefinition {
        let text = |text: String| Literal(AttributeValue::Text(text));
        let attribute = |name: &str, test| {
            Expression::Leaf(Leaf::Attribute {
                name: name.parse().unwrap(),
                test,
            })
        };
        let completed = |number: &u16| {
            Expression::Leaf(Leaf::Completed {
                course: course(*number).parse().unwrap(),
                passed: false,
                min_score: None,
                within: None,
                min_version: None,
            })
        };
        let departments = self
            .departments
            .iter()
            .map(|number| text(department(*number)))
            .collect();
        let suspended = attribute(
            "suspended",
            Test::Equals {
                value: Literal(AttributeValue::Boolean(true)),
            },
        );
        let days: Length = format!("P{}D", self.hire_days).parse().unwrap();
        let of = vec![
            Expression::Any {
                of: vec![
                    attribute(
                        "department",
                        Test::In {
                            values: departments,
                        },
                    ),
                    attribute(
                        "role",
                        Test::Equals {
                            value: text(role(0)),
                        },
                    ),
                ],
            },
            Expression::All {
                of: self.all.iter().map(completed).collect(),
            },
            Expression::AtLeast {
                count: ELECTIVES_WANTED as u32,
                of: self.electives.iter().map(completed).collect(),
            },
            Expression::Leaf(Leaf::Score {
                course: course(self.scored).parse().unwrap(),
                activity: None,
                min: Some(self.min_score.to_string().parse().unwrap()),
                below: None,
            }),
            Expression::Not {
                of: Box::new(suspended),
            },
            Expression::Leaf(Leaf::Elapsed {
                since: Anchor::Attribute {
                    name: "hireDate".parse().unwrap(),
                },
                min: Some(days),
                below: None,
            }),
            Expression::Leaf(Leaf::Holds {
                certification: certification(self.certification).parse().unwrap(),
                still_for: None,
            }),
        ];
        RuleDefinition {
            id: format!("rule-{number}").parse().unwrap(),
            version: 1,
            title: None,
            zone: Zone::UTC,
            when: Expression::All { of },
        }
    }

    /// Makes a learner meet the clauses, each with the given probability.
    fn satisfy(&self, learner: &mut LearnerSpec, today: i32, likely: f64, random: &mut Random) {
        let mut clause = || random.unit() < likely;
        if clause() {
            learner.department = self.departments[0];
        }
        if clause() {
            learner.completed.extend(self.all);
        }
        if clause() {
            learner.completed.extend(&self.electives[1..4]);
        }
        if clause() {
            learner.scores.retain(|(course, _)| *course != self.scored);
            learner
                .scores
                .push((self.scored, self.min_score.saturating_add(7)));
        }
        if clause() {
            learner.suspended = false;
        }
        if clause() {
            learner.hired = learner.hired.min(today - self.hire_days);
        }
        if clause() {
            learner
                .certificates
                .retain(|(held, _)| *held != self.certification);
            learner.certificates.push((self.certification, today + 100));
        }
    }

    /// Makes a learner miss one of the seven clauses.
    fn break_clause(
        &self,
        learner: &mut LearnerSpec,
        today: i32,
        clause: usize,
        random: &mut Random,
    ) {
        match clause {
            0 => {
                learner.role = 1;
                let fits = |number: &u8| !self.departments.contains(number);
                learner.department = (0..DEPARTMENTS as u8).find(fits).unwrap();
            }
            1 => {
                let missing = self.all[random.below(3)];
                learner.completed.retain(|course| *course != missing);
            }
            2 => learner
                .completed
                .retain(|course| !self.electives.contains(course)),
            3 => learner.scores.retain(|(course, _)| *course != self.scored),
            4 => learner.suspended = true,
            5 => learner.hired = today - self.hire_days + 1,
            _ => learner
                .certificates
                .retain(|(held, _)| *held != self.certification),
        }
    }
}

impl LearnerSpec {
    fn any(courses: usize, today: i32, random: &mut Random) -> Self {
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
    fn even_out(&mut self, courses: usize, random: &mut Random, rule: &RuleSpec) {
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

/// SplitMix64: the same numbers everywhere, from a seed.
#[derive(Debug, Clone)]
pub struct Random(pub u64);

impl Random {
    /// The next 64 bits.
    pub fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below the bound.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.word() % bound as u64) as usize
    }

    /// A number from 0 to 1.
    pub fn unit(&mut self) -> f64 {
        (self.word() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// So many different numbers below the bound, in random order.
    pub fn distinct(&mut self, count: usize, bound: usize) -> Vec<usize> {
        let mut picked = Vec::with_capacity(count);
        while picked.len() < count {
            let number = self.below(bound);
            if !picked.contains(&number) {
                picked.push(number);
            }
        }
        picked
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
