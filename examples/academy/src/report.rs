//! The figures of the day, gathered learner by learner, so that memory does not grow with the population.

use std::collections::{BTreeMap, HashMap};

use lms_core::CourseId;
use lms_core::agenda::Due;
use lms_core::certification::DueKind;
use lms_core::number::Percent;
use lms_core::record::LearnerRecord;
use lms_core::time::{Date, Instant};
use lms_core::verdict::{Outcome, Reason, Truth};

use crate::day::zone;
use crate::import::Import;
use crate::standing::{Learner, Standing, Status};

/// A current grade below this is a risk; the data call a score below it a fail.
pub const PASS_MARK: i64 = 40_000_000;

/// The figures of one presentation.
#[derive(Debug, Default, Clone)]
pub struct Figures {
    /// Registered by the day of the report.
    pub registered: usize,
    /// Withdrawn by then.
    pub withdrawn: usize,
    /// Work handed in, late, and carried over.
    pub submitted: usize,
    /// Of it after the due day.
    pub late: usize,
    /// Of it carried over.
    pub banked: usize,
    /// How many learners have a current grade in each tenth of the scale.
    pub current: [usize; 10],
    /// Sum and number of current grades, in millionths.
    pub current_sum: (i128, usize),
    /// Sum and number of final grades, in millionths.
    pub final_sum: (i128, usize),
    /// Learners at risk.
    pub at_risk: usize,
}

/// A learner at risk, and why.
#[derive(Debug, Clone)]
pub struct Risk {
    /// The student, module and presentation.
    pub who: String,
    /// Why, in words.
    pub why: String,
}

/// Who may take a module next.
#[derive(Debug, Default, Clone)]
pub struct NextModule {
    /// How many may.
    pub may: usize,
    /// How many have passed it already.
    pub done: usize,
    /// How many may not, by reason.
    pub may_not: BTreeMap<String, usize>,
}

/// All figures of the day.
#[derive(Default)]
pub struct Report {
    /// By presentation, in the order of the file.
    pub figures: Vec<Figures>,
    /// The first learners at risk, most pressing first.
    pub risks: Vec<Risk>,
    /// By module of the sample degree that has prerequisites.
    pub next: BTreeMap<CourseId, NextModule>,
    /// Certificates that end, by certification and month.
    pub expiries: BTreeMap<(String, String), usize>,
    /// What falls due in the next thirty days: by day and kind.
    pub agenda: BTreeMap<(Date, String), usize>,
    /// Learners.
    pub learners: usize,
    /// The learner who has passed the most modules, and how many.
    pub furthest: Option<(usize, lms_core::LearnerId)>,
    /// How many have passed each module.
    pub passed: BTreeMap<String, usize>,
    patterns: HashMap<Vec<(CourseId, bool, Instant)>, Vec<(CourseId, Option<String>)>>,
}

/// How many learners at risk are listed by name.
const LISTED_RISKS: usize = 8;

impl Report {
    /// Nothing counted yet.
    pub fn new(import: &Import) -> Self {
        Self {
            figures: vec![Figures::default(); import.presentations.len()],
            ..Self::default()
        }
    }

    /// Counts one learner.
    pub fn count(
        &mut self,
        import: &Import,
        learner: &Learner<'_>,
        now: Instant,
        in_thirty_days: Instant,
    ) {
        self.learners += 1;
        for standing in &learner.standings {
            let registration = &import.registrations[standing.registration];
            let figures = &mut self.figures[registration.presentation];
            figures.count(standing);
            let presentation = &import.presentations[registration.presentation];
            if let Some(why) = risk(standing, presentation.has_submissions) {
                figures.at_risk += 1;
                let who = format!(
                    "{} in {}-{}",
                    learner.id, standing.code_module, standing.code_presentation
                );
                self.risks.push(Risk { who, why });
                if self.risks.len() > 4 * LISTED_RISKS {
                    self.shorten_risks();
                }
            }
        }
        let passed = learner
            .record
            .completions
            .iter()
            .filter(|done| done.passed)
            .count();
        if passed > self.furthest.as_ref().map_or(0, |(most, _)| *most) {
            self.furthest = Some((passed, learner.id.clone()));
        }
        self.next_modules(import, &learner.record, now);
        self.certificates(import, &learner.record, now);
        for item in import
            .catalogue
            .agenda(&learner.record, now, in_thirty_days)
        {
            if let Ok(day) = zone().date(item.at) {
                *self.agenda.entry((day, kind(&item.what))).or_default() += 1;
            }
        }
    }

    /// Ends the counting.
    pub fn finish(&mut self) {
        self.shorten_risks();
    }

    fn shorten_risks(&mut self) {
        // The longest list of reasons first; the sort is stable, so the file decides between equals.
        self.risks
            .sort_by_key(|risk| std::cmp::Reverse(risk.why.matches(" and ").count()));
        self.risks.truncate(LISTED_RISKS);
    }

    fn next_modules(&mut self, import: &Import, record: &LearnerRecord, now: Instant) {
        let pattern: Vec<_> = record
            .completions
            .iter()
            .map(|done| (done.course.clone(), done.passed, done.basis.at))
            .collect();
        for (course, passed, _) in &pattern {
            if *passed {
                *self.passed.entry(course.to_string()).or_default() += 1;
            }
        }
        // The modules' rules ask for completions alone: learners who completed the same get the same verdict.
        let answers = self
            .patterns
            .entry(pattern)
            .or_insert_with(|| answers(import, record, now));
        for (course, reason) in answers {
            let next = self.next.entry(course.clone()).or_default();
            let done = record
                .completions
                .iter()
                .any(|done| done.passed && done.course == *course);
            match reason {
                _ if done => next.done += 1,
                None => next.may += 1,
                Some(reason) => *next.may_not.entry(reason.clone()).or_default() += 1,
            }
        }
    }

    fn certificates(&mut self, import: &Import, record: &LearnerRecord, now: Instant) {
        for held in record
            .certificates
            .iter()
            .filter(|held| held.revoked.is_none())
        {
            let renewed = record
                .certificates
                .iter()
                .any(|other| other.renews.as_ref() == Some(&held.id));
            let Some(until) = held.until.filter(|_| !renewed) else {
                continue;
            };
            if zone().start_of(until).is_ok_and(|end| now < end) {
                let title = import
                    .catalogue
                    .certification(&held.certification)
                    .map_or("", |policy| &policy.title);
                let month = format!("{:04}-{:02}", until.year(), until.month());
                *self.expiries.entry((title.to_owned(), month)).or_default() += 1;
            }
        }
    }
}

/// For each module with prerequisites: nothing when it may be taken, else why not.
fn answers(
    import: &Import,
    record: &LearnerRecord,
    now: Instant,
) -> Vec<(CourseId, Option<String>)> {
    let with_rule = import
        .catalogue
        .definition()
        .courses
        .iter()
        .filter(|course| course.prerequisites.is_some());
    with_rule
        .map(|course| {
            let answer =
                import
                    .catalogue
                    .eligibility(record, course, None, &Default::default(), now);
            let why = answer
                .verdict
                .filter(|verdict| verdict.outcome != Outcome::Met)
                .map(|verdict| {
                    let mut texts = Vec::new();
                    unmet(verdict.reasons.root(), &mut texts);
                    texts.join("; ")
                });
            (course.id.clone(), why)
        })
        .collect()
}

/// The texts of the conditions that stand in the way, waivers left aside.
pub fn unmet(reason: Reason<'_>, texts: &mut Vec<String>) {
    if reason.truth == Truth::True {
        return;
    }
    // What excludes says so itself: the condition inside it is true, and that is what stands in the way.
    let excludes = matches!(reason.code, "not_unmet" | "none_unmet");
    if reason.is_leaf() || excludes {
        if reason.code != "not_waived" {
            let inside = reason
                .of()
                .filter(|child| child.truth == Truth::True)
                .map(|child| child.text());
            texts.push(inside.fold(reason.text(), |text, inside| format!("{text} ({inside})")));
        }
        return;
    }
    for child in reason.of() {
        unmet(child, texts);
    }
}

/// Where the data hold no submissions at all, that one is missing says nothing about the learner.
fn risk(standing: &Standing, has_submissions: bool) -> Option<String> {
    if standing.status != Status::Enrolled {
        return None;
    }
    let mut why = Vec::new();
    if let Some(current) = standing
        .current
        .filter(|current| current.micros() < PASS_MARK)
    {
        why.push(format!("the current grade of {current} % is below 40 %"));
    }
    if standing.missing > 0 && has_submissions {
        let pieces = if standing.missing == 1 {
            "piece"
        } else {
            "pieces"
        };
        why.push(format!(
            "{} {pieces} of coursework due and not handed in",
            standing.missing
        ));
    }
    (!why.is_empty()).then(|| why.join(" and "))
}

impl Figures {
    fn count(&mut self, standing: &Standing) {
        if standing.status == Status::Upcoming {
            return;
        }
        self.registered += 1;
        self.withdrawn += usize::from(standing.status == Status::Withdrawn);
        self.submitted += standing.submitted;
        self.late += standing.late;
        self.banked += standing.banked;
        if let Some(current) = standing.current {
            let tenth = usize::try_from(current.micros() / 10_000_000)
                .unwrap_or(0)
                .min(9);
            self.current[tenth] += 1;
            add(&mut self.current_sum, current);
        }
        if let Some(final_) = standing.final_ {
            add(&mut self.final_sum, final_);
        }
    }
}

fn add(sum: &mut (i128, usize), value: Percent) {
    sum.0 += i128::from(value.micros());
    sum.1 += 1;
}

/// What falls due, in words.
pub fn kind(due: &Due) -> String {
    match due {
        Due::CourseBegins { offering, .. } => format!("{offering} begins"),
        Due::WorkDue {
            offering, activity, ..
        } => {
            format!(
                "work {activity} of {} is due",
                offering.as_ref().map_or("", |run| run.as_str())
            )
        }
        Due::AccessEnds { offering, .. } => {
            format!("{} ends", offering.as_ref().map_or("", |run| run.as_str()))
        }
        Due::Certificate {
            certification, due, ..
        } => match due {
            DueKind::Begins => format!("{certification}: certificate begins"),
            DueKind::RenewalOpens => format!("{certification}: renewal opens"),
            DueKind::Reminder { .. } => format!("{certification}: reminder"),
            DueKind::Expires => format!("{certification}: certificate ends"),
            DueKind::GraceEnds => format!("{certification}: grace ends"),
        },
        Due::SkillEnds { skill } => format!("skill {skill} ends"),
        Due::WaiverEnds { .. } => String::from("a waiver ends"),
    }
}
