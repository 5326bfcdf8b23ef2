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

/// A learner in a host's own numbers, whatever the rules ask for.
#[derive(Debug)]
pub struct Own {
    completed: Vec<u16>,
    scores: Vec<(u16, Percent)>,
    certificates: Vec<(u8, Interval)>,
    department: u8,
    role: u8,
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

    /// A learner in the host's own numbers.
    #[must_use]
    pub fn own(&self, learner: &LearnerSpec) -> Own {
        let percent = |score: u8| score.to_string().parse().unwrap();
        let until = |day: i32| Instant::from_micros(i64::from(day) * 86_400_000_000).ok();
        let valid = |day| Interval {
            from: Some(self.from.max(self.at)),
            until: until(day),
        };
        let (scores, certificates) = (learner.scores.iter(), learner.certificates.iter());
        Own {
            completed: learner.completed.clone(),
            scores: scores.map(|(one, score)| (*one, percent(*score))).collect(),
            certificates: certificates.map(|(one, day)| (*one, valid(*day))).collect(),
            department: learner.department,
            role: learner.role,
            suspended: learner.suspended,
            hired: Date::from_days_since_epoch(learner.hired).unwrap(),
        }
    }

    /// A learner in these numbers. What no rule asks for has none.
    #[must_use]
    pub fn learner(&self, learner: &LearnerSpec) -> Numbered {
        let own = self.own(learner);
        Numbered {
            completed: self.completed(&own).collect(),
            scores: self.scores(&own).collect(),
            certificates: self.certificates(&own).collect(),
            department: self.departments[usize::from(own.department)],
            role: self.roles[usize::from(own.role)],
            suspended: own.suspended,
            hired: own.hired,
        }
    }

    fn completed<'o>(&'o self, own: &'o Own) -> impl Iterator<Item = CourseIx> + 'o {
        let of = own.completed.iter();
        of.filter_map(|one| self.courses[usize::from(*one)])
    }

    fn scores<'o>(&'o self, own: &'o Own) -> impl Iterator<Item = (SubjectIx, Percent)> + 'o {
        let of = own.scores.iter();
        of.filter_map(|(one, score)| Some((self.subjects[usize::from(*one)]?, *score)))
    }

    fn certificates<'o>(
        &'o self,
        own: &'o Own,
    ) -> impl Iterator<Item = (CertificationIx, Interval)> + 'o {
        let of = own.certificates.iter();
        of.filter_map(|(one, valid)| Some((self.certifications[usize::from(*one)]?, *valid)))
    }

    /// Gives the facts of a learner in the host's own numbers, each looked up in the host's table on the way.
    pub fn look_up(&self, own: &Own, facts: &mut Facts) {
        facts.add_completions(self.completed(own).map(|course| (course, self.at)));
        for (subject, score) in self.scores(own) {
            facts.add_score(subject, score, self.at);
        }
        for (certification, valid) in self.certificates(own) {
            facts.add_certificate(certification, valid);
        }
        let [department, role, suspended, hired] = self.attributes;
        let texts = [
            (department, self.departments[usize::from(own.department)]),
            (role, self.roles[usize::from(own.role)]),
        ];
        for (attribute, text) in texts {
            facts.add_text(attribute, text, self.at);
        }
        facts.add_boolean(suspended, own.suspended, self.at);
        facts.add_date(hired, own.hired, self.at);
    }

    /// Gives a learner's facts to the engine.
    pub fn fill(&self, learner: &Numbered, facts: &mut Facts) {
        facts.add_completions(learner.completed.iter().map(|course| (*course, self.at)));
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
