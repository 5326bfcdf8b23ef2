//! From rows to definitions and events, with an account of every row.

mod account;
mod catalogue;
mod registration;
mod submission;

use std::collections::BTreeMap;
use std::path::Path;

use lms_core::record::{Event, LearnerRecord};
use lms_core::time::{Date, Instant};
use lms_core::{Catalogue, LearnerId};

use crate::failure::Failure;

pub use account::Account;
pub use catalogue::Presentation;

/// One registration of a student for a presentation.
pub struct Registration {
    /// Index of the presentation.
    pub presentation: usize,
    /// The student's number.
    pub student: LearnerId,
    /// The day of registration; `None` where the data do not say.
    pub registered: Option<i32>,
    /// The day of withdrawal.
    pub withdrawn: Option<i32>,
    /// Pass, Distinction, Fail or Withdrawn.
    pub result: String,
    /// How many credits the student was studying at the time.
    pub studied_credits: u32,
    /// How often the student tried the module before.
    pub previous_attempts: u32,
    /// Submissions in the order of the file.
    pub submissions: Vec<Submission>,
}

/// One submission of a student.
pub struct Submission {
    /// Index of the assessment within the presentation.
    pub assessment: usize,
    /// The day it was handed in.
    pub day: i32,
    /// Carried over from an earlier presentation.
    pub banked: bool,
    /// The score as written; `None` where there is none.
    pub score: Option<String>,
}

/// Everything that was imported.
pub struct Import {
    /// The presentations in the order of their file.
    pub presentations: Vec<Presentation>,
    /// The registrations in the order of their file.
    pub registrations: Vec<Registration>,
    /// The compiled catalogue.
    pub catalogue: Catalogue,
    /// The catalogue's envelope as it was compiled.
    pub envelope: String,
    /// What became of every row.
    pub account: Account,
}

/// Reads the five tables.
pub fn import(folder: Option<&Path>) -> Result<Import, Failure> {
    let mut account = Account::default();
    let mut presentations = catalogue::presentations(folder, &mut account)?;
    catalogue::assessments(folder, &mut presentations, &mut account)?;
    let (catalogue, envelope) = catalogue::compile(&presentations)?;
    let mut registrations = registration::registrations(folder, &presentations, &mut account)?;
    submission::submissions(folder, &mut presentations, &mut registrations, &mut account)?;
    Ok(Import {
        presentations,
        registrations,
        catalogue,
        envelope,
        account,
    })
}

impl Import {
    /// The registrations of each learner, in the order of the learners' numbers as text.
    pub fn by_learner(&self) -> BTreeMap<&LearnerId, Vec<usize>> {
        let mut learners: BTreeMap<&LearnerId, Vec<usize>> = BTreeMap::new();
        for (index, registration) in self.registrations.iter().enumerate() {
            learners
                .entry(&registration.student)
                .or_default()
                .push(index);
        }
        learners
    }

    /// The learner's record from all that happened before an instant. Events that fall on one day are in the order
    /// registered, submitted, scored, withdrawn, completed.
    pub fn record(
        &self,
        learner: &LearnerId,
        registrations: &[usize],
        now: Instant,
    ) -> LearnerRecord {
        let mut record = LearnerRecord::new(learner.clone());
        for event in self.events(registrations, now) {
            record.evolve(&event);
        }
        record
    }

    /// The learner's events before an instant, earliest first.
    pub fn events(&self, registrations: &[usize], now: Instant) -> Vec<Event> {
        let mut events: Vec<Event> = Vec::new();
        for index in registrations {
            if let Some(registration) = self.registrations.get(*index)
                && let Some(presentation) = self.presentations.get(registration.presentation)
            {
                registration.events(presentation, now, &mut events);
            }
        }
        events.sort_by_key(|event| event.at);
        events
    }

    /// The first and the last day on which anything happens.
    pub fn days(&self) -> Option<(Date, Date)> {
        let first = self
            .presentations
            .iter()
            .map(|presentation| presentation.starts)
            .min()?;
        let last = self
            .presentations
            .iter()
            .map(|presentation| presentation.ends)
            .max()?;
        Some((first, last))
    }
}
