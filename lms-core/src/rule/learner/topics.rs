//! Which questions a fact can answer: for each kind of fact, the questions by the number that the fact names.

use std::collections::BTreeSet;

use crate::rule::compile::names::Names;
use crate::rule::compile::question::{Check, Mode, Question, Since, Spot};
use crate::rule::compile::vocabulary::Vocabulary;
use crate::rule::learner::facts::CompletionFact;
use crate::rule::program::index::Index;

/// The deepest tree of units that is followed upwards. A deeper one is refused (`units_too_deep`).
pub const MAX_UNIT_DEPTH: usize = 64;

/// For each unit, itself and the units above it. Ends at [`MAX_UNIT_DEPTH`] and at a circle.
pub(crate) fn unit_lines(vocabulary: &Vocabulary, names: &Names) -> Vec<Box<[u32]>> {
    let number = |id: &crate::UnitId| names.units.find(id.as_str());
    let line = |unit: &crate::UnitId| {
        let mut line: Vec<u32> = Vec::new();
        let mut at = Some(unit);
        while let Some(unit) = at {
            match number(unit) {
                Some(number) if !line.contains(&number) && line.len() < MAX_UNIT_DEPTH => {
                    line.push(number);
                }
                _ => break,
            }
            at = vocabulary
                .units
                .get(unit)
                .and_then(|entry| entry.parent.as_ref());
        }
        line.into()
    };
    vocabulary.units.keys().map(line).collect()
}

/// A unit with more units above it than are followed, itself counted. One that stands in or below a circle has no more
/// above it than there are.
pub(crate) fn too_deep(vocabulary: &Vocabulary) -> Option<&crate::UnitId> {
    let above = |unit: &crate::UnitId| vocabulary.units.get(unit)?.parent.as_ref();
    vocabulary.units.keys().find(|unit| {
        let line = || {
            core::iter::successors(Some(*unit), |unit| above(unit))
                .take(MAX_UNIT_DEPTH.saturating_add(1))
        };
        // Few lines are so long: only these are looked at for a circle.
        line().count() > MAX_UNIT_DEPTH && line().collect::<BTreeSet<_>>().len() > MAX_UNIT_DEPTH
    })
}

/// The questions that each kind of fact can answer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Topics {
    pub(crate) attributes: Index,
    pub(crate) reported: Index,
    pub(crate) completions: Index,
    pub(crate) grades: Index,
    pub(crate) attempts: Index,
    pub(crate) certificates: Index,
    pub(crate) units: Index,
    pub(crate) groups: Index,
    pub(crate) audiences: Index,
    pub(crate) roles: Index,
    pub(crate) enrolment_courses: Index,
    pub(crate) enrolment_offerings: Index,
    pub(crate) skills: Index,
    pub(crate) approvals: Index,
    pub(crate) payment_courses: Index,
    pub(crate) payment_offerings: Index,
    pub(crate) waivers: Index,
    pub(crate) steps: Index,
    pub(crate) seats: Index,
    /// Questions that time alone answers.
    pub(crate) clock: Vec<u32>,
    /// For each course what a completion of it answers, the most frequent question apart.
    pub(crate) plain: Vec<Plain>,
    /// What completions answer beside [`Self::plain`].
    pub(crate) other_completions: Index,
    /// For each attribute the questions whether its text is one of some.
    pub(crate) worded: Vec<Worded>,
    /// For each text the questions, whether an attribute is one of some, that have it among them.
    pub(crate) texts: Index,
    /// For each course its number as something with a score; `u32::MAX` when no rule asks for one.
    course_subjects: Vec<u32>,
}

/// Whether a course was completed, and nothing else: the question that most completions answer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plain {
    /// Its bit in its word of questions; none of the first word when nobody asks so.
    pub(crate) bit: u64,
    pub(crate) word: u32,
    /// Only when passed.
    pub(crate) passed: bool,
    /// Whether completions of the course answer other questions too.
    pub(crate) more: bool,
}

impl Plain {
    /// The question's number.
    #[inline]
    pub(crate) fn question(&self) -> Option<u32> {
        (self.bit != 0).then(|| {
            self.word
                .wrapping_mul(64)
                .wrapping_add(self.bit.trailing_zeros())
        })
    }

    /// Whether a completion answers it, from its instant on and for ever.
    #[inline(always)]
    pub(crate) fn fits(&self, fact: &CompletionFact) -> bool {
        fact.passed | !self.passed
    }
}

/// The questions whether an attribute is one of some texts. Of all of them only those hold that have its text, so that
/// they are answered together.
#[derive(Debug, Clone, Default)]
pub(crate) struct Worded {
    /// They, as bits: the number of a word of questions, and its mask.
    pub(crate) masks: Vec<(u32, u64)>,
    /// The other questions about the attribute.
    pub(crate) rest: Vec<u32>,
}

impl Topics {
    /// The number of a course as something with a score, when some rule asks for it.
    #[inline]
    pub(crate) fn subject_of(&self, course: u32) -> Option<u32> {
        let subject = self.course_subjects.get(course as usize).copied();
        subject.filter(|subject| *subject != u32::MAX)
    }
}

type Pairs = Vec<(u32, u32)>;

impl Topics {
    pub(crate) fn of(questions: &[Question], names: &Names, lines: &[Box<[u32]>]) -> Self {
        let mut of = Lists::default();
        for (number, question) in (0_u32..).zip(questions) {
            of.add(number, question);
        }
        // Belonging to a unit answers for the units above it too.
        let units = (0_u32..).zip(lines).flat_map(|(unit, line)| {
            let wanted = &of.wanted_units;
            line.iter().flat_map(move |above| {
                let of = wanted.get(above).into_iter().flatten();
                of.filter(move |(_, recursive)| *recursive || *above == unit)
                    .map(move |(question, _)| (unit, *question))
            })
        });
        let units: Pairs = units.collect();
        let index = |size: usize, pairs: Pairs| Index::of(size, pairs.into_iter());
        let courses = names.courses.len();
        let offerings = names.offerings.len();
        let (plain, other) = plain(questions, courses, &of.completions);
        let (worded, texts) = worded(questions, names.attributes.len());
        Self {
            plain,
            other_completions: index(courses, other),
            worded,
            texts: index(names.texts.len(), texts),
            attributes: index(names.attributes.len(), of.attributes),
            reported: index(names.facts.len(), of.reported),
            completions: index(courses, of.completions),
            grades: index(names.subjects.len(), of.grades),
            attempts: index(names.subjects.len(), of.attempts),
            certificates: index(names.certifications.len(), of.certificates),
            units: index(names.units.len(), units),
            groups: index(names.groups.len(), of.groups),
            audiences: index(names.audiences.len(), of.audiences),
            roles: index(names.roles.len(), of.roles),
            enrolment_courses: index(courses, of.enrolment_courses),
            enrolment_offerings: index(offerings, of.enrolment_offerings),
            skills: index(names.skills.len(), of.skills),
            approvals: index(names.approvals.len(), of.approvals),
            payment_courses: index(courses, of.payment_courses),
            payment_offerings: index(offerings, of.payment_offerings),
            waivers: index(courses, of.waivers),
            steps: index(names.path_steps.len(), of.steps),
            seats: index(offerings, of.seats),
            clock: of.clock,
            course_subjects: course_subjects(names),
        }
    }
}

/// Takes the plain questions out of those that completions answer.
fn plain(questions: &[Question], courses: usize, pairs: &Pairs) -> (Vec<Plain>, Pairs) {
    let nobody = Plain {
        bit: 0,
        word: 0,
        passed: false,
        more: false,
    };
    let mut plain = vec![nobody; courses];
    let mut other = Pairs::new();
    for &(course, number) in pairs {
        let Some(plain) = plain.get_mut(course as usize) else {
            continue;
        };
        match questions.get(number as usize) {
            Some(Question::Completed(wanted)) if wanted.is_plain() && plain.bit == 0 => {
                plain.passed = wanted.passed;
                (plain.word, plain.bit) = (number / 64, 1_u64.wrapping_shl(number % 64));
            }
            _ => {
                plain.more = true;
                other.push((course, number));
            }
        }
    }
    (plain, other)
}

/// For each attribute the questions about its texts, and for each text the questions that have it.
fn worded(questions: &[Question], attributes: usize) -> (Vec<Worded>, Pairs) {
    let mut worded = vec![Worded::default(); attributes];
    let mut texts = Pairs::new();
    for (number, question) in (0_u32..).zip(questions) {
        let (name, wanted) = match question {
            Question::Attribute {
                name,
                check: Check::Texts(wanted),
            } => (*name, Some(wanted)),
            Question::Attribute { name, .. }
            | Question::Age {
                attribute: name, ..
            }
            | Question::Elapsed {
                since: Since::Attribute(name),
                ..
            } => (*name, None),
            _ => continue,
        };
        let Some(worded) = worded.get_mut(name as usize) else {
            continue;
        };
        let Some(wanted) = wanted else {
            worded.rest.push(number);
            continue;
        };
        texts.extend(wanted.iter().map(|text| (*text, number)));
        let (word, bit) = (number / 64, 1_u64.wrapping_shl(number % 64));
        // Questions come in the order of their numbers.
        match worded.masks.last_mut() {
            Some((last, mask)) if *last == word => *mask |= bit,
            _ => worded.masks.push((word, bit)),
        }
    }
    (worded, texts)
}

fn course_subjects(names: &Names) -> Vec<u32> {
    let mut of = vec![u32::MAX; names.courses.len()];
    for (number, (course, activity)) in (0_u32..).zip(names.subjects.keys()) {
        if activity.is_none()
            && let Some(subject) = of.get_mut(*course as usize)
        {
            *subject = number;
        }
    }
    of
}

#[derive(Default)]
struct Lists {
    attributes: Pairs,
    reported: Pairs,
    completions: Pairs,
    grades: Pairs,
    attempts: Pairs,
    certificates: Pairs,
    wanted_units: std::collections::BTreeMap<u32, Vec<(u32, bool)>>,
    groups: Pairs,
    audiences: Pairs,
    roles: Pairs,
    enrolment_courses: Pairs,
    enrolment_offerings: Pairs,
    skills: Pairs,
    approvals: Pairs,
    payment_courses: Pairs,
    payment_offerings: Pairs,
    waivers: Pairs,
    steps: Pairs,
    seats: Pairs,
    clock: Vec<u32>,
}

impl Lists {
    fn add(&mut self, number: u32, question: &Question) {
        if question.mode() == Mode::Clock {
            self.clock.push(number);
        }
        match question {
            Question::Broken(_) | Question::Window { .. } => {}
            Question::Completed(wanted) => self.completions.push((wanted.course, number)),
            Question::Score { subject, .. } => self.grades.push((*subject, number)),
            Question::Holds { certification, .. } => {
                self.certificates.push((*certification, number));
            }
            Question::Attribute { name, .. } => self.attributes.push((*name, number)),
            Question::Fact { name, .. } => self.reported.push((*name, number)),
            Question::Unit { unit, recursive } => {
                self.wanted_units
                    .entry(*unit)
                    .or_default()
                    .push((number, *recursive));
            }
            Question::Group(tag) => self.groups.push((*tag, number)),
            Question::Audience(tag) => self.audiences.push((*tag, number)),
            Question::Role(tag) => self.roles.push((*tag, number)),
            Question::Enrolment { target, .. } => self.enrolment(*target, number),
            Question::Attempts { subject, .. } | Question::CoolDown { subject, .. } => {
                self.attempts.push((*subject, number));
            }
            Question::Skill { skill, .. } => self.skills.push((*skill, number)),
            Question::Elapsed { since, .. } => match since {
                Since::Attribute(name) => self.attributes.push((*name, number)),
                Since::Completion(course) => self.completions.push((*course, number)),
                Since::Enrolment(spot) => self.enrolment(*spot, number),
                Since::Certificate(certification) => {
                    self.certificates.push((*certification, number));
                }
                Since::Approval(approval) => self.approvals.push((*approval, number)),
            },
            Question::Age { attribute, .. } => self.attributes.push((*attribute, number)),
            Question::Seat(offering) => self.seats.push((*offering, number)),
            Question::Approved(approval) => self.approvals.push((*approval, number)),
            Question::Paid(Spot::Course(course)) => self.payment_courses.push((*course, number)),
            Question::Paid(Spot::Offering { offering, course }) => {
                self.payment_offerings.push((*offering, number));
                self.payment_courses.push((*course, number));
            }
            Question::Waived(course) => self.waivers.push((*course, number)),
            Question::Credits(credits) => {
                let courses = credits.courses.iter();
                self.completions
                    .extend(courses.map(|(course, _)| (*course, number)));
            }
            Question::Step { step, .. } => self.steps.push((*step, number)),
        }
    }

    fn enrolment(&mut self, spot: Spot, number: u32) {
        match spot {
            Spot::Course(course) => self.enrolment_courses.push((course, number)),
            Spot::Offering { offering, .. } => self.enrolment_offerings.push((offering, number)),
        }
    }
}
