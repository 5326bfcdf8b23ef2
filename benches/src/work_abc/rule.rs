//! A rule as plain numbers, what is right, and the same in the engine's language.

use lms_core::record::AttributeValue;
use lms_core::rule::{Anchor, Expression, Leaf, Length, Literal, RuleDefinition, Test};
use lms_core::time::Zone;

use super::names::{certification, course, department, role};
use super::{CERTIFICATIONS, DEPARTMENTS, ELECTIVES_WANTED, HIRE_DAYS, LearnerSpec, Random};

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

impl RuleSpec {
    pub(super) fn any(courses: usize, random: &mut Random) -> Self {
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
            Expression::from(Leaf::Attribute {
                name: name.parse().unwrap(),
                test,
            })
        };
        let completed = |number: &u16| {
            Expression::from(Leaf::Completed {
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
            Expression::from(Leaf::Score {
                course: course(self.scored).parse().unwrap(),
                activity: None,
                min: Some(self.min_score.to_string().parse().unwrap()),
                below: None,
            }),
            Expression::Not {
                of: Box::new(suspended),
            },
            Expression::from(Leaf::Elapsed {
                since: Anchor::Attribute {
                    name: "hireDate".parse().unwrap(),
                },
                min: Some(days),
                below: None,
            }),
            Expression::from(Leaf::Holds {
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
    pub(super) fn satisfy(
        &self,
        learner: &mut LearnerSpec,
        today: i32,
        likely: f64,
        random: &mut Random,
    ) {
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
    pub(super) fn break_clause(
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
