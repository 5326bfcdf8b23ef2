//! Registrations: two tables that must agree, joined by presentation and student.

use std::collections::BTreeMap;
use std::path::Path;

use lms_core::LearnerId;
use lms_core::record::{CompletionSource, Event, Happened, ScoreStatus};
use lms_core::time::Instant;

use super::{Account, Presentation, Registration};
use crate::day::{days_after, start};
use crate::failure::Failure;
use crate::table::{REGISTRATIONS, STUDENT_INFO};

type Key = (usize, u64);

pub(super) fn registrations(
    folder: Option<&Path>,
    presentations: &[Presentation],
    account: &mut Account,
) -> Result<Vec<Registration>, Failure> {
    let mut found: Vec<Registration> = Vec::new();
    let mut index: BTreeMap<Key, usize> = BTreeMap::new();
    let table = account.table(STUDENT_INFO.name);
    let columns = [
        "code_module",
        "code_presentation",
        "id_student",
        "num_of_prev_attempts",
        "studied_credits",
        "final_result",
    ];
    STUDENT_INFO.each_row(folder, columns, |line, row| {
        let fate = row.and_then(|[module, code, student, attempts, credits, result]| {
            let key = key(presentations, module, code, student)?;
            if !matches!(result, "Pass" | "Distinction" | "Fail" | "Withdrawn") {
                return Err(format!("`{result}` is no final result"));
            }
            let number = |text: &str| text.parse().map_err(|_| format!("`{text}` is no number"));
            let registration = Registration {
                presentation: key.0,
                student: LearnerId::parse(student).map_err(|error| error.to_string())?,
                registered: None,
                withdrawn: None,
                result: result.to_owned(),
                studied_credits: number(credits)?,
                previous_attempts: number(attempts)?,
                submissions: Vec::new(),
            };
            if index.insert(key, found.len()).is_some() {
                return Err(format!("student {student} stands twice in {module} {code}"));
            }
            found.push(registration);
            Ok(())
        });
        table.row(line, fate);
    })?;
    days(folder, presentations, &mut found, &index, account)?;
    Ok(found)
}

fn days(
    folder: Option<&Path>,
    presentations: &[Presentation],
    found: &mut [Registration],
    index: &BTreeMap<Key, usize>,
    account: &mut Account,
) -> Result<(), Failure> {
    let mut seen = vec![false; found.len()];
    let mut unknown_end = Vec::new();
    let table = account.table(REGISTRATIONS.name);
    let columns = [
        "code_module",
        "code_presentation",
        "id_student",
        "date_registration",
        "date_unregistration",
    ];
    REGISTRATIONS.each_row(folder, columns, |line, row| {
        let mut assumed = None;
        let fate = row.and_then(|[module, code, student, registered, withdrawn]| {
            let key = key(presentations, module, code, student)?;
            let place = *index.get(&key).ok_or("studentInfo.csv has no such student in this presentation")?;
            let registration = found.get_mut(place).ok_or("studentInfo.csv has no such student")?;
            if std::mem::replace(&mut seen[place], true) {
                return Err(format!("student {student} is registered twice for {module} {code}"));
            }
            registration.registered = day(registered)?;
            registration.withdrawn = day(withdrawn)?;
            if registration.withdrawn.is_none() && registration.result == "Withdrawn" {
                unknown_end.push(line);
            }
            if registration.registered.is_none() {
                assumed = Some(String::from(
                    "no day of registration: taken as the first day, or the day of withdrawal if that is earlier",
                ));
            }
            Ok(())
        });
        if fate.is_ok() {
            table.assumed.extend(assumed.map(|what| (line, what)));
        }
        table.row(line, fate);
    })?;
    let assumed = "withdrawn on an unknown day: taken as the end of the presentation";
    table.assumed.extend(
        unknown_end
            .into_iter()
            .map(|line| (line, String::from(assumed))),
    );
    Ok(())
}

pub(super) fn key(
    presentations: &[Presentation],
    module: &str,
    code: &str,
    student: &str,
) -> Result<Key, String> {
    let matches = |found: &Presentation| found.code == code && found.module.as_str() == module;
    let place = presentations.iter().position(matches);
    let place = place.ok_or_else(|| format!("there is no presentation {module} {code}"))?;
    let student = student
        .parse()
        .map_err(|_| format!("`{student}` is no student number"))?;
    Ok((place, student))
}

/// A day counted from the start; `?` and nothing at all say that it is not known.
pub(super) fn day(text: &str) -> Result<Option<i32>, String> {
    match text {
        "?" | "" => Ok(None),
        text => {
            let day: i32 = text.parse().map_err(|_| format!("`{text}` is no day"))?;
            if (-3650..=3650).contains(&day) {
                Ok(Some(day))
            } else {
                Err(format!("day {day} is out of range"))
            }
        }
    }
}

impl Registration {
    /// The day of registration, or the one taken for it.
    pub fn day(&self) -> i32 {
        self.registered
            .unwrap_or_else(|| self.withdrawn.unwrap_or(0).min(0))
    }

    /// The day of withdrawal; the end of the presentation where the student withdrew on a day that is not known.
    pub fn left(&self, presentation: &Presentation) -> Option<i32> {
        self.withdrawn
            .or_else(|| (self.result == "Withdrawn").then(|| presentation.length()))
    }

    /// What happened in this registration before an instant.
    pub(super) fn events(
        &self,
        presentation: &Presentation,
        now: Instant,
        events: &mut Vec<Event>,
    ) {
        let course = &presentation.module;
        let offering = || Some(presentation.id.clone());
        let mut add = |day: i32, what: Happened| {
            let at = days_after(presentation.starts, day).and_then(start);
            if let Some(at) = at.filter(|at| *at < now) {
                events.push(Event {
                    id: None,
                    at,
                    by: None,
                    decided_by: None,
                    what,
                });
            }
        };
        let enrolled = Happened::Enrolled {
            course: course.clone(),
            version: 1,
            offering: offering(),
            until: start(presentation.ends),
        };
        add(self.day(), enrolled);
        for submission in &self.submissions {
            let Some(assessment) = presentation.assessments.get(submission.assessment) else {
                continue;
            };
            let Ok(activity) = lms_core::ActivityId::parse(assessment.id.as_str()) else {
                continue;
            };
            add(
                submission.day,
                Happened::Submitted {
                    course: course.clone(),
                    activity: activity.clone(),
                },
            );
            let points = submission
                .score
                .as_deref()
                .and_then(|score| score.parse().ok());
            let status = match (points, submission.banked) {
                (None, false) => ScoreStatus::PendingReview,
                (_, true) => ScoreStatus::Banked,
                (Some(_), false) => ScoreStatus::Scored,
            };
            add(
                submission.day,
                Happened::Scored {
                    course: course.clone(),
                    activity,
                    status,
                    points,
                    maximum: None,
                },
            );
        }
        match (self.left(presentation), self.result.as_str()) {
            (Some(day), _) => add(
                day,
                Happened::Withdrawn {
                    course: course.clone(),
                    offering: offering(),
                },
            ),
            (None, result) => add(
                presentation.length(),
                Happened::Completed {
                    course: course.clone(),
                    version: Some(1),
                    offering: offering(),
                    passed: result != "Fail",
                    score: None,
                    credits: None,
                    source: CompletionSource::Earned,
                },
            ),
        }
    }
}
