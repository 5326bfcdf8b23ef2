use serde::{Deserialize, Serialize};

use super::{Command, Rejection, certificate, course};
use crate::decide::{Recorder, roster};
use crate::record::{ApprovalState, Event, Happened, LearnerRecord};
use crate::time::Instant;
use crate::{Catalogue, PersonId};

/// What a decision needs beside the state and the command.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// All definitions.
    pub catalogue: &'a Catalogue,
    /// When the command is decided.
    pub now: Instant,
    /// Who gives the command, where a person does.
    pub by: Option<&'a PersonId>,
    /// The roster of the offering that the command names, where it limits its seats.
    pub roster: Option<&'a roster::Roster>,
}

/// A command that was carried out: what happened to the record and to the roster, and both after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Accepted {
    /// What happened to the learner, in order.
    pub events: Vec<Event>,
    /// The record with the events folded in.
    pub record: LearnerRecord,
    /// What happened to the roster, and the roster after it, where the command touched it. Store both in one transaction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roster: Option<roster::Accepted>,
}

/// A decision under way.
pub(super) struct Decision<'a> {
    pub(super) context: Context<'a>,
    pub(super) recorder: Recorder<LearnerRecord>,
    pub(super) roster: Option<roster::Accepted>,
}

impl Decision<'_> {
    pub(super) fn record(&mut self, what: Happened) {
        let by = self.context.by.cloned();
        self.recorder.record(Event {
            id: None,
            at: self.context.now,
            by,
            decided_by: None,
            what,
        });
    }
}

/// Decides a command on a learner's record.
///
/// Linear in the learner's facts of the kind that the command is about; enrolling also costs the evaluation of its rules.
///
/// # Errors
/// [`Rejection`] says why not, with the verdict of the rule where one refused; then nothing happened.
///
/// ```
/// use lms_core::Catalogue;
/// use lms_core::decide::learner::{Command, Context, Rejection, decide};
/// use lms_core::record::LearnerRecord;
/// let catalogue = Catalogue::from_json(r#"{"courses": [{"id": "rust-1", "title": "Rust"}]}"#).unwrap();
/// let now = "2026-11-22T08:00:00Z".parse().unwrap();
/// let context = Context { catalogue: &catalogue, now, by: None, roster: None };
/// let enrol = Command::Enrol { course: "rust-1".parse().unwrap(), offering: None };
/// let accepted = decide(&LearnerRecord::new("ada".parse().unwrap()), &enrol, context).unwrap();
/// assert_eq!(accepted.record.enrolments[0].version, 1);
/// assert_eq!(decide(&accepted.record, &enrol, context), Err(Rejection::AlreadyEnrolled));
/// ```
pub fn decide(
    record: &LearnerRecord,
    command: &Command,
    context: Context<'_>,
) -> Result<Accepted, Rejection> {
    let mut decision = Decision {
        context,
        recorder: Recorder::new(record.clone()),
        roster: None,
    };
    carry_out(&mut decision, command)?;
    let (record, events) = decision.recorder.finish();
    Ok(Accepted {
        events,
        record,
        roster: decision.roster,
    })
}

fn carry_out(decision: &mut Decision<'_>, command: &Command) -> Result<(), Rejection> {
    match command {
        Command::Enrol { course, offering } => course::enrol(decision, course, offering.as_ref()),
        Command::Withdraw { course, offering } => {
            course::withdraw(decision, course, offering.as_ref())
        }
        Command::Submit { course, activity } => course::submit(decision, course, activity),
        Command::Score {
            course,
            activity,
            status,
            points,
            maximum,
        } => course::score(decision, course, activity, *status, *points, *maximum),
        Command::Complete {
            course,
            offering,
            passed,
            score,
            source,
        } => course::complete(
            decision,
            course,
            offering.as_ref(),
            *passed,
            *score,
            *source,
        ),
        Command::StartPath { path } => course::start_path(decision, path),
        Command::Waive { target, until } => {
            decision.record(Happened::Waived {
                target: target.clone(),
                until: *until,
            });
            Ok(())
        }
        Command::RequestApproval { approval } => {
            let held = decision.recorder.state().approvals.get(approval);
            if held.is_some_and(|held| held.state == ApprovalState::Requested) {
                return Ok(());
            }
            decision.record(Happened::ApprovalRequested {
                approval: approval.clone(),
            });
            Ok(())
        }
        Command::GrantApproval { approval } => {
            pending(decision, approval)?;
            decision.record(Happened::ApprovalGranted {
                approval: approval.clone(),
            });
            Ok(())
        }
        Command::DenyApproval { approval } => {
            pending(decision, approval)?;
            decision.record(Happened::ApprovalDenied {
                approval: approval.clone(),
            });
            Ok(())
        }
        Command::Award {
            certificate,
            certification,
            from,
        } => certificate::award(decision, certificate, certification, *from),
        Command::Renew {
            certificate,
            renews,
            completed,
        } => certificate::renew(decision, certificate, renews, *completed),
        Command::Extend { certificate, until } => {
            certificate::extend(decision, certificate, *until)
        }
        Command::Suspend { certificate } => certificate::suspend(decision, certificate),
        Command::Reinstate { certificate } => certificate::reinstate(decision, certificate),
        Command::Revoke { certificate } => certificate::revoke(decision, certificate),
        Command::Correct { event } => {
            decision.record(Happened::Retracted {
                event: event.clone(),
            });
            Ok(())
        }
    }
}

fn pending(decision: &Decision<'_>, approval: &crate::ApprovalId) -> Result<(), Rejection> {
    match decision.recorder.state().approvals.get(approval) {
        Some(held) if held.state == ApprovalState::Requested => Ok(()),
        _ => Err(Rejection::NotPending),
    }
}
