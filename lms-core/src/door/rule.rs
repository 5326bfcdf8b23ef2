use serde::{Deserialize, Serialize};

use super::LmsError;
use super::question::{Ask, write};
use crate::RuleId;
use crate::record::Event;
use crate::rule::{Learner, Seats};
use crate::time::Instant;
use crate::verdict::Outcome;

/// The most events that one question about flips may fold.
const MAX_EVENTS: usize = 10_000;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct One {
    rule: RuleId,
    now: Instant,
    #[serde(default)]
    seats: Seats,
}

/// `verdict {rule, now, seats?}`: the whole verdict of a named rule.
pub(super) fn verdict(ask: &Ask<'_>) -> Result<String, LmsError> {
    let question: One = ask.arguments()?;
    let record = ask.record()?;
    let verdict = ask
        .catalogue
        .verdict(&question.rule, record, &question.seats, question.now);
    write(&verdict.ok_or_else(|| LmsError::unknown("rule", question.rule.as_str()))?)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct All {
    now: Instant,
    #[serde(default)]
    seats: Seats,
}

/// `verdicts {now, seats?}`: the verdicts of all rules, in the order of the definitions; those of courses and runs last.
pub(super) fn verdicts(ask: &Ask<'_>) -> Result<String, LmsError> {
    let question: All = ask.arguments()?;
    let (rules, record) = (ask.catalogue.rules(), ask.record()?);
    let mut learner = Learner::new(rules, record, &question.seats, question.now);
    write(&rules.verdicts(&mut learner, record, question.now))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Flips {
    now: Instant,
    events: Vec<Event>,
    #[serde(default)]
    seats: Seats,
}

/// A rule whose outcome an event changed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Flipped<'a> {
    /// Which of the events, counted from 0.
    event: usize,
    rule: &'a RuleId,
    before: Outcome,
    after: Outcome,
}

/// `flips {now, events, seats?}`: which outcomes change, event by event, when the events are folded into the record.
pub(super) fn flips(ask: &Ask<'_>) -> Result<String, LmsError> {
    let question: Flips = ask.arguments()?;
    if question.events.len() > MAX_EVENTS {
        let message = format!("one question folds at most {MAX_EVENTS} events");
        return Err(LmsError::new("events_too_many", message));
    }
    let rules = ask.catalogue.rules();
    let mut record = ask.record()?.clone();
    let mut learner = Learner::new(rules, &record, &question.seats, question.now);
    let (mut flips, mut flipped) = (Vec::new(), Vec::new());
    for (number, event) in question.events.iter().enumerate() {
        record.evolve(event);
        let change = rules.change(event);
        rules.apply(&mut learner, &record, &change, question.now, &mut flips);
        flipped.extend(flips.iter().filter_map(|flip| {
            Some(Flipped {
                event: number,
                rule: rules.id(flip.rule)?,
                before: flip.before,
                after: flip.after,
            })
        }));
    }
    write(&flipped)
}
