use serde::Deserialize;

use super::LmsError;
use super::question::{Ask, write};
use crate::rule::Seats;
use crate::time::Instant;
use crate::{CourseId, OfferingId};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Eligibility {
    course: CourseId,
    #[serde(default)]
    offering: Option<OfferingId>,
    now: Instant,
    #[serde(default)]
    seats: Seats,
}

/// `eligibility {course, offering?, now, seats?}`: whether the learner may enrol, why, and until when.
pub(super) fn eligibility(ask: &Ask<'_>) -> Result<String, LmsError> {
    let question: Eligibility = ask.arguments()?;
    let unknown = || LmsError::unknown("course", question.course.as_str());
    let course = ask.catalogue.course(&question.course).ok_or_else(unknown)?;
    let offering = match &question.offering {
        None => None,
        Some(id) => {
            let found = ask
                .catalogue
                .offering(id)
                .filter(|offering| offering.course == course.id);
            Some(found.ok_or_else(|| LmsError::unknown("offering", id.as_str()))?)
        }
    };
    write(&ask.catalogue.eligibility(
        ask.record()?,
        course,
        offering,
        &question.seats,
        question.now,
    ))
}
