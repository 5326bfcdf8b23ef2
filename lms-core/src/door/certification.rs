use serde::Deserialize;

use super::LmsError;
use super::question::{Ask, write};
use crate::CertificationId;
use crate::certification::CertificationDefinition;
use crate::time::Instant;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Status {
    certification: CertificationId,
    now: Instant,
}

/// `certificateStatus {certification, now}`: where the learner stands, why, and until when.
pub(super) fn status(ask: &Ask<'_>) -> Result<String, LmsError> {
    let question: Status = ask.arguments()?;
    write(&policy(ask, &question.certification)?.status(ask.record()?, question.now))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Timeline {
    certification: CertificationId,
}

/// `certificateTimeline {certification}`: the learner's whole line.
pub(super) fn timeline(ask: &Ask<'_>) -> Result<String, LmsError> {
    let question: Timeline = ask.arguments()?;
    write(&policy(ask, &question.certification)?.timeline(ask.record()?))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Due {
    certification: CertificationId,
    from: Instant,
    to: Instant,
}

/// `certificateDue {certification, from, to}`: what falls due in `(from, to]`.
pub(super) fn due(ask: &Ask<'_>) -> Result<String, LmsError> {
    let question: Due = ask.arguments()?;
    write(&policy(ask, &question.certification)?.due(ask.record()?, question.from, question.to))
}

fn policy<'a>(
    ask: &Ask<'a>,
    id: &CertificationId,
) -> Result<&'a CertificationDefinition, LmsError> {
    ask.catalogue
        .certification(id)
        .ok_or_else(|| LmsError::unknown("certification", id.as_str()))
}
