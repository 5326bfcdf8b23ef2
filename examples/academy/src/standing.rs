//! Where every registration stands on the day of the report: the rows that all outputs are made of.

use lms_core::LearnerId;
use lms_core::grading::{Answer, Asked, CompiledScheme};
use lms_core::number::Percent;
use lms_core::record::{CompletionSource, EnrolmentState, LearnerRecord, ScoreSheet, ScoreStatus};
use lms_core::time::Instant;
use serde::Serialize;

use crate::import::{Import, Presentation};

/// Where a registration stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Status {
    /// Registered later than the day of the report.
    Upcoming,
    /// Taking part.
    Enrolled,
    /// Left before the end.
    Withdrawn,
    /// Completed and passed.
    Passed,
    /// Completed and failed.
    Failed,
}

/// One registration on the day of the report.
#[derive(Debug, Clone, Serialize)]
pub struct Standing {
    /// The module.
    pub code_module: String,
    /// The presentation.
    pub code_presentation: String,
    /// The student.
    pub id_student: String,
    /// Where it stands.
    pub status: Status,
    /// Pieces of work handed in or carried over.
    pub submitted: usize,
    /// Of them handed in after the due day.
    pub late: usize,
    /// Of them carried over from an earlier presentation.
    pub banked: usize,
    /// Over scored coursework, in percent.
    pub current: Option<Percent>,
    /// With coursework that is due and was not handed in as zero, in percent.
    #[serde(rename = "final")]
    pub final_: Option<Percent>,
    /// Coursework with a weight that is due and was not handed in.
    #[serde(skip)]
    pub missing: usize,
    /// Index of the registration in its file.
    #[serde(skip)]
    pub registration: usize,
}

/// A learner's record and standings.
pub struct Learner<'i> {
    /// The student's number.
    pub id: &'i LearnerId,
    /// The record as it was at the end of the day of the report.
    pub record: LearnerRecord,
    /// One for each registration.
    pub standings: Vec<Standing>,
}

impl<'i> Learner<'i> {
    /// Folds the learner's events and asks the engine for every grade.
    pub fn new(
        import: &'i Import,
        id: &'i LearnerId,
        registrations: &[usize],
        now: Instant,
    ) -> Self {
        let mut record = import.record(id, registrations, now);
        crate::certificates::award(import, &mut record, now);
        let asked = Asked::at(now);
        let standings = registrations
            .iter()
            .filter_map(|index| standing(import, *index, &record, &asked))
            .collect();
        Self {
            id,
            record,
            standings,
        }
    }
}

fn standing(
    import: &Import,
    index: usize,
    record: &LearnerRecord,
    asked: &Asked,
) -> Option<Standing> {
    let registration = import.registrations.get(index)?;
    let presentation = import.presentations.get(registration.presentation)?;
    let scheme = import
        .catalogue
        .scheme_of(&presentation.module, Some(&presentation.id))?;
    let nothing = ScoreSheet::default();
    let sheet = record.sheets.get(&presentation.module).unwrap_or(&nothing);
    let counts = Counts::new(scheme, sheet, asked.now);
    let grade = |answer| scheme.explain(sheet, asked, answer).total.percent();
    Some(Standing {
        code_module: presentation.module.to_string(),
        code_presentation: presentation.code.clone(),
        id_student: record.learner.to_string(),
        status: status(record, presentation),
        submitted: counts.submitted,
        late: counts.late,
        banked: counts.banked,
        current: grade(Answer::Current),
        final_: grade(Answer::Final),
        missing: counts.missing,
        registration: index,
    })
}

struct Counts {
    submitted: usize,
    late: usize,
    banked: usize,
    missing: usize,
}

impl Counts {
    fn new(scheme: &CompiledScheme, sheet: &ScoreSheet, now: Instant) -> Self {
        let mut counts = Self {
            submitted: 0,
            late: 0,
            banked: 0,
            missing: 0,
        };
        for item in scheme.items() {
            match sheet
                .scores
                .get(&item.id)
                .filter(|score| score.status != ScoreStatus::Absent)
            {
                Some(score) => {
                    counts.submitted += 1;
                    counts.banked += usize::from(score.status == ScoreStatus::Banked);
                    let late = score
                        .submitted_at
                        .zip(item.due)
                        .is_some_and(|(at, due)| due <= at);
                    counts.late += usize::from(late);
                }
                None => {
                    let due = !item.not_counted && item.due.is_some_and(|due| due <= now);
                    let weighs = item.weight.is_some_and(|weight| weight > Percent::ZERO);
                    counts.missing += usize::from(due && weighs);
                }
            }
        }
        counts
    }
}

fn status(record: &LearnerRecord, presentation: &Presentation) -> Status {
    let run =
        |held: &&lms_core::record::Enrolment| held.offering.as_ref() == Some(&presentation.id);
    match record.enrolments.iter().find(run) {
        None => Status::Upcoming,
        Some(held) => match held.state {
            EnrolmentState::Active | EnrolmentState::Waitlisted => Status::Enrolled,
            EnrolmentState::Withdrawn => Status::Withdrawn,
            EnrolmentState::Completed => {
                let passed = record.completions.iter().any(|completion| {
                    completion.course == presentation.module
                        && completion.basis.at == held.basis.at
                        && completion.source == CompletionSource::Earned
                        && completion.passed
                });
                if passed {
                    Status::Passed
                } else {
                    Status::Failed
                }
            }
        },
    }
}
