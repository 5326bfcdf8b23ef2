use super::*;
use crate::Catalogue;
use crate::decide::roster::{self, Roster};
use crate::record::{EnrolmentState, LearnerRecord};
use crate::verdict::Outcome;

fn catalogue() -> Catalogue {
    Catalogue::from_json(
        r#"{
        "courses": [
            {"id": "a", "title": "A"},
            {"id": "b", "title": "B", "prerequisites": {"type": "completed", "course": "a", "passed": true}},
            {"id": "old", "title": "Old", "retired": true}
        ],
        "offerings": [
            {"id": "run", "course": "a", "capacity": 1, "waitlist": true,
             "enrolment": {"from": "2026-01-01T00:00:00Z", "until": "2026-02-01T00:00:00Z"}}
        ],
        "paths": [{"id": "p", "steps": [{"id": "s", "item": {"type": "course", "course": "a"}}]}],
        "certifications": [
            {"id": "k", "title": "K", "earnedBy": {"type": "path", "path": "p"},
             "validity": {"type": "period", "period": "P1Y"}, "renewal": {"base": "expiry", "window": "P1M"}}
        ]}"#,
    )
    .unwrap()
}

struct Host {
    catalogue: Catalogue,
    record: LearnerRecord,
    roster: Roster,
}

impl Host {
    fn new() -> Self {
        Self {
            catalogue: catalogue(),
            record: LearnerRecord::new("ada".parse().unwrap()),
            roster: Roster::new("run".parse().unwrap()),
        }
    }

    /// Decides a command, keeps what comes of it, and checks that replaying the events gives the same record.
    fn tell(&mut self, now: &str, command: &str) -> Result<(), Rejection> {
        let context = Context {
            catalogue: &self.catalogue,
            now: now.parse().unwrap(),
            by: None,
            roster: Some(&self.roster),
        };
        let command: Command = serde_json::from_str(command).unwrap();
        let accepted = decide(&self.record, &command, context)?;
        let mut replayed = self.record.clone();
        for event in &accepted.events {
            replayed.evolve(event);
        }
        assert_eq!(replayed, accepted.record);
        self.record = accepted.record;
        if let Some(roster) = accepted.roster {
            self.roster = roster.roster;
        }
        Ok(())
    }
}

const JANUARY: &str = "2026-01-10T00:00:00Z";
const RUN: &str = r#"{"type":"enrol","course":"a","offering":"run"}"#;

#[test]
fn an_unmet_prerequisite_refuses_with_the_verdict_and_a_waiver_lets_through() {
    let mut host = Host::new();
    let refused = host
        .tell(JANUARY, r#"{"type":"enrol","course":"b"}"#)
        .unwrap_err();
    assert_eq!(refused.code(), "rule_unmet");
    let Rejection::RuleUnmet {
        verdict: Some(verdict),
    } = refused
    else {
        panic!("no verdict")
    };
    assert_eq!(verdict.outcome, Outcome::Unmet);
    host.tell(
        JANUARY,
        r#"{"type":"waive","target":{"type":"prerequisites","course":"b"}}"#,
    )
    .unwrap();
    host.tell(JANUARY, r#"{"type":"enrol","course":"b"}"#)
        .unwrap();
}

#[test]
fn windows_are_half_open_and_a_full_run_makes_the_learner_wait() {
    let mut host = Host::new();
    let early = host.tell("2025-12-31T23:59:59Z", RUN).unwrap_err();
    assert_eq!(
        early,
        Rejection::EnrolmentNotOpen {
            opens: "2026-01-01T00:00:00Z".parse().unwrap()
        }
    );
    let late = host.tell("2026-02-01T00:00:00Z", RUN).unwrap_err();
    assert_eq!(
        late,
        Rejection::EnrolmentClosed {
            closed: "2026-02-01T00:00:00Z".parse().unwrap()
        }
    );
    let taken = roster::Command::TakeSeat {
        learner: "bob".parse().unwrap(),
    };
    let offering = host.catalogue.offering(&"run".parse().unwrap()).unwrap();
    host.roster = roster::decide(offering, &host.roster, &taken, JANUARY.parse().unwrap())
        .unwrap()
        .roster;
    host.tell(JANUARY, RUN).unwrap();
    assert_eq!(host.record.enrolments[0].state, EnrolmentState::Waitlisted);
    assert_eq!(host.roster.waiting[0].learner.as_str(), "ada");
    host.tell(JANUARY, r#"{"type":"withdraw","course":"a"}"#)
        .unwrap();
    assert!(host.roster.waiting.is_empty());
}

#[test]
fn work_and_completion_need_an_enrolment_but_recognition_does_not() {
    let mut host = Host::new();
    let submit = r#"{"type":"submit","course":"a","activity":"quiz"}"#;
    assert_eq!(host.tell(JANUARY, submit), Err(Rejection::NotEnrolled));
    let complete = r#"{"type":"complete","course":"a","passed":true}"#;
    assert_eq!(host.tell(JANUARY, complete), Err(Rejection::NotEnrolled));
    host.tell(
        JANUARY,
        r#"{"type":"complete","course":"a","passed":true,"source":"recognised"}"#,
    )
    .unwrap();
    assert_eq!(host.record.completions[0].version, None);
    assert_eq!(
        host.tell(JANUARY, r#"{"type":"enrol","course":"old"}"#),
        Err(Rejection::CourseRetired)
    );
    assert_eq!(
        host.tell(JANUARY, r#"{"type":"enrol","course":"x"}"#)
            .unwrap_err()
            .code(),
        "reference_unknown"
    );
}

#[test]
fn a_certificate_is_awarded_when_earned_renewed_in_its_window_and_stopped_once() {
    let mut host = Host::new();
    let award = r#"{"type":"award","certificate":"c1","certification":"k"}"#;
    assert_eq!(host.tell(JANUARY, award), Err(Rejection::NotEarned));
    host.tell(JANUARY, RUN).unwrap();
    host.tell(JANUARY, r#"{"type":"complete","course":"a","passed":true}"#)
        .unwrap();
    host.tell(JANUARY, award).unwrap();
    assert_eq!(host.tell(JANUARY, award), Err(Rejection::CertificateTaken));
    let renew = r#"{"type":"renew","certificate":"c2","renews":"c1"}"#;
    assert_eq!(
        host.tell("2026-06-01T00:00:00Z", renew).unwrap_err().code(),
        "renewal_too_early"
    );
    host.tell("2027-01-01T00:00:00Z", renew).unwrap();
    assert_eq!(
        host.record.certificates[1].until.unwrap().to_string(),
        "2028-01-10"
    );
    let revoke = r#"{"type":"revoke","certificate":"c2"}"#;
    host.tell("2027-02-01T00:00:00Z", revoke).unwrap();
    assert_eq!(
        host.tell("2027-02-01T00:00:00Z", revoke),
        Err(Rejection::StoppedAlready)
    );
    host.tell(
        "2027-02-02T00:00:00Z",
        r#"{"type":"reinstate","certificate":"c2"}"#,
    )
    .unwrap();
    assert!(host.record.certificates[1].revoked.is_none());
}

#[test]
fn a_decision_is_taken_once_and_only_when_asked_for() {
    let mut host = Host::new();
    let grant = r#"{"type":"grantApproval","approval":"manager"}"#;
    assert_eq!(host.tell(JANUARY, grant), Err(Rejection::NotPending));
    host.tell(
        JANUARY,
        r#"{"type":"requestApproval","approval":"manager"}"#,
    )
    .unwrap();
    host.tell(JANUARY, grant).unwrap();
    assert_eq!(host.tell(JANUARY, grant), Err(Rejection::NotPending));
}
