use serde::Deserialize;

use super::LmsError;
use super::question::{Ask, write};
use crate::time::Instant;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Agenda {
    from: Instant,
    to: Instant,
}

/// `agenda {from, to}`: what falls due for the learner in `(from, to]`.
pub(super) fn agenda(ask: &Ask<'_>) -> Result<String, LmsError> {
    let question: Agenda = ask.arguments()?;
    write(
        &ask.catalogue
            .agenda(ask.record()?, question.from, question.to),
    )
}
