//! Submissions: each must find its assessment and the registration of its student.

use std::collections::HashMap;
use std::path::Path;

use super::{Account, Presentation, Registration, Submission};
use crate::failure::Failure;
use crate::table::SUBMISSIONS;

pub(super) fn submissions(
    folder: Option<&Path>,
    presentations: &mut [Presentation],
    registrations: &mut [Registration],
    account: &mut Account,
) -> Result<(), Failure> {
    let mut assessments: HashMap<String, (usize, usize)> = HashMap::new();
    for (place, presentation) in presentations.iter().enumerate() {
        for (index, assessment) in presentation.assessments.iter().enumerate() {
            assessments.insert(assessment.id.clone(), (place, index));
        }
    }
    let students: HashMap<(usize, String), usize> = registrations
        .iter()
        .enumerate()
        .map(|(index, registration)| {
            (
                (registration.presentation, registration.student.to_string()),
                index,
            )
        })
        .collect();
    let table = account.table(SUBMISSIONS.name);
    let columns = [
        "id_assessment",
        "id_student",
        "date_submitted",
        "is_banked",
        "score",
    ];
    SUBMISSIONS.each_row(folder, columns, |line, row| {
        let mut assumed = None;
        let fate = row.and_then(|[assessment, student, day, banked, score]| {
            let found = assessments.get(assessment);
            let (place, index) =
                *found.ok_or_else(|| format!("there is no assessment {assessment}"))?;
            let registration = students.get(&(place, student.to_owned()));
            let registration = registration.and_then(|index| registrations.get_mut(*index));
            let registration = registration.ok_or_else(|| {
                format!("student {student} is not registered for that presentation")
            })?;
            let day = super::registration::day(day)?.ok_or("the day of submission is missing")?;
            let banked = match banked {
                "0" => false,
                "1" => true,
                other => return Err(format!("`{other}` does not say whether it is banked")),
            };
            let score = match score {
                "" | "?" => {
                    assumed = Some(String::from("no score: handed in and not marked"));
                    None
                }
                score => {
                    let points: lms_core::number::Points =
                        score.parse().map_err(|error| format!("score: {error}"))?;
                    if !(0..=100_000_000).contains(&points.micros()) {
                        return Err(format!("the score {points} is not within 0 to 100"));
                    }
                    Some(score.to_owned())
                }
            };
            if registration
                .submissions
                .iter()
                .any(|other| other.assessment == index)
            {
                return Err(format!(
                    "student {student} handed in assessment {assessment} twice"
                ));
            }
            registration.submissions.push(Submission {
                assessment: index,
                day,
                banked,
                score,
            });
            if let Some(presentation) = presentations.get_mut(place) {
                presentation.has_submissions = true;
            }
            Ok(())
        });
        if fate.is_ok() {
            table.assumed.extend(assumed.map(|what| (line, what)));
        }
        table.row(line, fate);
    })
}
