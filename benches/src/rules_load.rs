//! Learners in the numbers of a rule set: what a host keeps that loads without texts.

use lms_core::number::Percent;
use lms_core::rule::{AttributeIx, CertificationIx, CourseIx, Facts, RuleSet, SubjectIx, TextIx};
use lms_core::time::{Date, Instant, Interval};

use crate::work_abc::{
    CERTIFICATIONS, DEPARTMENTS, LearnerSpec, ROLES, certification, course, department, role,
};

/// The numbers of everything that learners have.
#[derive(Debug)]
pub struct Numbers {
    courses: Vec<Option<CourseIx>>,
    subjects: Vec<Option<SubjectIx>>,
    certifications: Vec<Option<CertificationIx>>,
    departments: Vec<Option<TextIx>>,
    roles: Vec<Option<TextIx>>,
    attributes: [AttributeIx; 4],
    at: Instant,
    from: Instant,
}

/// A learner in the numbers of a rule set.
#[derive(Debug)]
pub struct Numbered {
    completed: Vec<CourseIx>,
    scores: Vec<(SubjectIx, Percent)>,
    certificates: Vec<(CertificationIx, Interval)>,
    department: Option<TextIx>,
    role: Option<TextIx>,
    suspended: bool,
    hired: Date,
}

impl Numbers {
    /// Looks every name up, once.
    #[must_use]
    pub fn of(rules: &RuleSet, courses: usize) -> Self {
        let courses = 0..courses as u16;
        let attribute = |name: &str| rules.attribute_ix(&name.parse().unwrap()).unwrap();
        let id = |number| course(number).parse().unwrap();
        Self {
            courses: courses
                .clone()
                .map(|number| rules.course_ix(&id(number)))
                .collect(),
            subjects: courses
                .map(|number| rules.subject_ix(&id(number), None))
                .collect(),
            certifications: (0..CERTIFICATIONS as u8)
                .map(|number| rules.certification_ix(&certification(number).parse().unwrap()))
                .collect(),
            departments: (0..DEPARTMENTS as u8)
                .map(|number| rules.text_ix(&department(number)))
                .collect(),
            roles: (0..ROLES as u8)
                .map(|number| rules.text_ix(&role(number)))
                .collect(),
            attributes: [
                attribute("department"),
                attribute("role"),
                attribute("suspended"),
                attribute("hireDate"),
            ],
            at: "2025-01-01T08:00:00Z".parse().unwrap(),
            from: Instant::from_micros(20_000 * 86_400_000_000).unwrap(),
        }
    }

    /// A learner in these numbers. Scores that no rule asks for have no number.
    #[must_use]
    pub fn learner(&self, learner: &LearnerSpec) -> Numbered {
        let scores = learner.scores.iter();
        let until = |day: i32| Instant::from_micros(i64::from(day) * 86_400_000_000).ok();
        Numbered {
            completed: learner
                .completed
                .iter()
                .filter_map(|one| self.courses[usize::from(*one)])
                .collect(),
            scores: scores
                .filter_map(|(one, score)| {
                    Some((
                        self.subjects[usize::from(*one)]?,
                        score.to_string().parse().unwrap(),
                    ))
                })
                .collect(),
            certificates: learner
                .certificates
                .iter()
                .filter_map(|(one, day)| {
                    let valid = Interval {
                        from: Some(self.from.max(self.at)),
                        until: until(*day),
                    };
                    Some((self.certifications[usize::from(*one)]?, valid))
                })
                .collect(),
            department: self.departments[usize::from(learner.department)],
            role: self.roles[usize::from(learner.role)],
            suspended: learner.suspended,
            hired: Date::from_days_since_epoch(learner.hired).unwrap(),
        }
    }

    /// Gives a learner's facts to the engine.
    pub fn fill(&self, learner: &Numbered, facts: &mut Facts) {
        for course in &learner.completed {
            facts.add_completion(*course, None, None, self.at);
        }
        for (subject, score) in &learner.scores {
            facts.add_score(*subject, *score, self.at);
        }
        for (certification, valid) in &learner.certificates {
            facts.add_certificate(*certification, *valid);
        }
        let [department, role, suspended, hired] = self.attributes;
        facts.add_text(department, learner.department, self.at);
        facts.add_text(role, learner.role, self.at);
        facts.add_boolean(suspended, learner.suspended, self.at);
        facts.add_date(hired, learner.hired, self.at);
    }
}
