//! Everything about one learner, in words a tutor can read.

use std::io::{self, Write};

use lms_core::grading::{Answer, Asked};
use lms_core::path::StepState;
use lms_core::record::{LearnerRecord, ScoreSheet, ScoreStatus};
use lms_core::time::{Date, Instant};

use crate::day::zone;
use crate::import::{Import, Presentation};
use crate::report::unmet;
use crate::standing::{Learner, Standing};

/// Prints the explanation.
pub fn print(
    out: &mut dyn Write,
    import: &Import,
    learner: &Learner<'_>,
    day: Date,
    now: Instant,
    in_thirty_days: Instant,
) -> io::Result<()> {
    writeln!(out, "Learner {} at the end of {day}", learner.id)?;
    for standing in &learner.standings {
        let registration = &import.registrations[standing.registration];
        let presentation = &import.presentations[registration.presentation];
        self::registration(out, import, presentation, standing, &learner.record, now)?;
    }
    path(out, import, &learner.record, now)?;
    next(out, import, &learner.record, now)?;
    certificates(out, import, &learner.record, now)?;
    writeln!(out, "\nThe next thirty days")?;
    let agenda = import
        .catalogue
        .agenda(&learner.record, now, in_thirty_days);
    if agenda.is_empty() {
        writeln!(out, "  nothing falls due")?;
    }
    for item in agenda {
        writeln!(
            out,
            "  {}  {}",
            date(item.at),
            crate::report::kind(&item.what)
        )?;
    }
    Ok(())
}

fn registration(
    out: &mut dyn Write,
    import: &Import,
    presentation: &Presentation,
    standing: &Standing,
    record: &LearnerRecord,
    now: Instant,
) -> io::Result<()> {
    let registration = &import.registrations[standing.registration];
    writeln!(out, "\n{} ({:?})", presentation.id, standing.status)?;
    writeln!(
        out,
        "  studying {} credits at the time, {} previous attempts at this module",
        registration.studied_credits, registration.previous_attempts
    )?;
    let nothing = ScoreSheet::default();
    let sheet = record.sheets.get(&presentation.module).unwrap_or(&nothing);
    for assessment in &presentation.assessments {
        let score = sheet.scores.get(assessment.id.as_str());
        let due = crate::day::days_after(presentation.starts, assessment.due);
        let deadline = due.and_then(|due| crate::day::end(due).ok());
        let due = due.map_or_else(String::new, |due| due.to_string());
        let what = match score {
            None => String::from("not handed in"),
            Some(score) => {
                let points = score.points.map_or_else(
                    || String::from("no mark yet"),
                    |points| format!("{points} of 100"),
                );
                let how = if score.status == ScoreStatus::Banked {
                    ", carried over from an earlier presentation"
                } else {
                    ""
                };
                let at = score
                    .submitted_at
                    .map_or_else(String::new, |at| format!(", handed in on {}", date(at)));
                let late = score
                    .submitted_at
                    .zip(deadline)
                    .is_some_and(|(at, end)| end <= at);
                let late = if late { ", late" } else { "" };
                format!("{points}{at}{late}{how}")
            }
        };
        writeln!(
            out,
            "  {} {:>6}  weight {:>4} %, due {due}: {what}",
            assessment.kind, assessment.id, assessment.weight
        )?;
    }
    let Some(scheme) = import
        .catalogue
        .scheme_of(&presentation.module, Some(&presentation.id))
    else {
        return Ok(());
    };
    if let Some(sum) = arithmetic(presentation, sheet) {
        writeln!(out, "  current counts {sum}")?;
    }
    let asked = Asked::at(now);
    for (name, answer) in [
        ("current", Answer::Current),
        ("final", Answer::Final),
        ("best still possible", Answer::Best),
    ] {
        let explanation = scheme.explain(sheet, &asked, answer);
        match (explanation.total.percent(), explanation.total.exact()) {
            (Some(percent), Some(exact)) => {
                writeln!(out, "  {name}: {percent} %, rounded once from {exact}")?
            }
            _ => writeln!(out, "  {name}: no grade, because nothing counts yet")?,
        }
    }
    Ok(())
}

/// The scored coursework with its weights: what the current grade is the mean of.
fn arithmetic(presentation: &Presentation, sheet: &ScoreSheet) -> Option<String> {
    let coursework = presentation
        .assessments
        .iter()
        .filter(|assessment| assessment.is_coursework());
    let scored: Vec<String> = coursework
        .filter_map(|assessment| {
            let points = sheet.scores.get(assessment.id.as_str())?.points?;
            Some(format!("{points} x {}", assessment.weight))
        })
        .collect();
    (!scored.is_empty()).then(|| {
        format!(
            "{}, divided by the sum of these weights",
            scored.join(" + ")
        )
    })
}

fn path(
    out: &mut dyn Write,
    import: &Import,
    record: &LearnerRecord,
    now: Instant,
) -> io::Result<()> {
    for path in import.catalogue.paths().iter() {
        let progress = import.catalogue.paths().progress(path, record, now);
        let title = path.definition().title.as_deref().unwrap_or_default();
        writeln!(
            out,
            "\n{title}: {} done, open next: {}",
            progress.share,
            list(progress.next.iter())
        )?;
        for step in &progress.steps {
            let what = match &step.state {
                StepState::Locked { .. } => "locked: something that it requires is not done",
                StepState::Open => "open",
                StepState::InProgress { .. } => "in progress",
                StepState::Completed { .. } => "completed",
                StepState::Waived { .. } => "waived",
                StepState::Failed { .. } => "failed",
                StepState::Expired { .. } => "expired",
            };
            writeln!(out, "  {:<5} {what}", step.step.as_str())?;
        }
    }
    Ok(())
}

fn next(
    out: &mut dyn Write,
    import: &Import,
    record: &LearnerRecord,
    now: Instant,
) -> io::Result<()> {
    writeln!(out, "\nMay this learner take")?;
    for course in &import.catalogue.definition().courses {
        let answer = import
            .catalogue
            .eligibility(record, course, None, &Default::default(), now);
        let mut why = Vec::new();
        if let Some(verdict) = &answer.verdict {
            unmet(verdict.reasons.root(), &mut why);
        }
        let until = answer
            .until
            .until
            .map_or_else(String::new, |until| format!(", until {}", date(until)));
        match answer.outcome {
            lms_core::verdict::Outcome::Met => writeln!(out, "  {}: yes{until}", course.id)?,
            outcome => writeln!(
                out,
                "  {}: {outcome:?}{until}, because {}",
                course.id,
                why.join("; ")
            )?,
        }
    }
    Ok(())
}

fn certificates(
    out: &mut dyn Write,
    import: &Import,
    record: &LearnerRecord,
    now: Instant,
) -> io::Result<()> {
    writeln!(out, "\nCertificates")?;
    for policy in &import.catalogue.definition().certifications {
        writeln!(out, "  {}", policy.status(record, now).reason)?;
    }
    Ok(())
}

fn list<T: std::fmt::Display>(items: impl Iterator<Item = T>) -> String {
    let texts: Vec<String> = items.map(|item| item.to_string()).collect();
    if texts.is_empty() {
        String::from("nothing")
    } else {
        texts.join(", ")
    }
}

fn date(at: Instant) -> String {
    zone()
        .date(at)
        .map_or_else(|_| at.to_string(), |date| date.to_string())
}
