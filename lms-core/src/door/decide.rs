use serde::{Deserialize, Serialize};

use super::LmsError;
use super::question::{Ask, write};
use crate::decide::{Evolve, learner, roster};
use crate::record::Event;
use crate::time::Instant;
use crate::{OfferingId, PersonId};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Decide {
    command: learner::Command,
    now: Instant,
    #[serde(default)]
    by: Option<PersonId>,
    #[serde(default)]
    roster: Option<roster::Roster>,
}

/// The answer to a command: carried out, or refused.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
enum Decision<A, R> {
    Accepted(A),
    Rejected(Refusal<R>),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Refusal<R> {
    code: &'static str,
    message: String,
    rejection: R,
}

/// `decide {command, now, by?, roster?}`: a command on the learner's record.
pub(super) fn decide(ask: &Ask<'_>) -> Result<String, LmsError> {
    let question: Decide = ask.arguments()?;
    let context = learner::Context {
        catalogue: ask.catalogue,
        now: question.now,
        by: question.by.as_ref(),
        roster: question.roster.as_ref(),
    };
    write(
        &match learner::decide(ask.record()?, &question.command, context) {
            Ok(accepted) => Decision::Accepted(accepted),
            Err(rejection) => Decision::Rejected(Refusal {
                code: rejection.code(),
                message: rejection.to_string(),
                rejection,
            }),
        },
    )
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct DecideRoster {
    roster: roster::Roster,
    command: roster::Command,
    now: Instant,
}

/// `decideRoster {roster, command, now}`: a command on the roster of an offering.
pub(super) fn decide_roster(ask: &Ask<'_>) -> Result<String, LmsError> {
    let question: DecideRoster = ask.arguments()?;
    let offering = offering(ask, &question.roster.offering)?;
    write(
        &match roster::decide(offering, &question.roster, &question.command, question.now) {
            Ok(accepted) => Decision::Accepted(accepted),
            Err(rejection) => Decision::Rejected(Refusal {
                code: rejection.code(),
                message: rejection.to_string(),
                rejection,
            }),
        },
    )
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Fold {
    events: Vec<Event>,
}

/// `evolve {events}`: the record with the events folded in.
pub(super) fn evolve(ask: &Ask<'_>) -> Result<String, LmsError> {
    let question: Fold = ask.arguments()?;
    let mut record = ask.record()?.clone();
    for event in &question.events {
        record.evolve(event);
    }
    write(&record)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct FoldRoster {
    roster: roster::Roster,
    events: Vec<roster::Event>,
}

/// `evolveRoster {roster, events}`: the roster with the events folded in.
pub(super) fn evolve_roster(ask: &Ask<'_>) -> Result<String, LmsError> {
    let mut question: FoldRoster = ask.arguments()?;
    for event in &question.events {
        question.roster.evolve(event);
    }
    write(&question.roster)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SeatsOf {
    roster: roster::Roster,
    now: Instant,
}

/// `seats {roster, now}`: how many seats are taken, kept, waited for, and free.
pub(super) fn seats(ask: &Ask<'_>) -> Result<String, LmsError> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Answer {
        #[serde(flatten)]
        seats: roster::Seats,
        free: Option<u32>,
        open_to_newcomers: bool,
    }
    let question: SeatsOf = ask.arguments()?;
    let offering = offering(ask, &question.roster.offering)?;
    let seats = question.roster.seats(offering.capacity, question.now);
    write(&Answer {
        seats,
        free: seats.free(),
        open_to_newcomers: seats.open_to_newcomers(),
    })
}

fn offering<'a>(
    ask: &Ask<'a>,
    id: &OfferingId,
) -> Result<&'a crate::catalogue::OfferingDefinition, LmsError> {
    ask.catalogue
        .offering(id)
        .ok_or_else(|| LmsError::unknown("offering", id.as_str()))
}
