use super::*;
use crate::record::{Event, LearnerRecord};
use crate::time::{Date, Instant};

fn policy(validity: &str, base: &str) -> CertificationDefinition {
    let text = format!(
        r#"{{"id":"bls","title":"Life support","zone":"+01:00","earnedBy":{{"type":"award"}},"validity":{validity},
            "renewal":{{"base":"{base}","window":"P1M","grace":"P10D"}},"reminders":["P14D"]}}"#
    );
    serde_json::from_str(&text).unwrap()
}

fn record(events: &[&str]) -> LearnerRecord {
    let mut record = LearnerRecord::new("ada".parse().unwrap());
    for event in events {
        record.evolve(&serde_json::from_str::<Event>(event).unwrap());
    }
    record
}

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

const YEARLY: &str = r#"{"type":"period","period":"P1Y"}"#;
const AWARD: &str = r#"{"at":"2024-02-29T09:00:00Z","type":"awarded","certificate":"c1","certification":"bls",
    "anchor":"2024-02-29","from":"2024-02-29","until":"2025-02-28"}"#;

#[test]
fn renewals_from_the_expiry_come_back_to_the_leap_day() {
    let policy = policy(YEARLY, "expiry");
    let mut held = record(&[AWARD]).certificates[0].clone();
    for (done, until) in [
        ("2025-02-01", "2026-02-28"),
        ("2026-02-01", "2027-02-28"),
        ("2027-02-05", "2028-02-29"),
    ] {
        let term = policy.renewal_term(&held, date(done)).unwrap();
        assert_eq!(term.until, Some(date(until)));
        (held.from, held.until) = (term.from, term.until);
    }
}

#[test]
fn a_late_renewal_counts_from_its_completion_and_an_early_one_waits_for_the_window() {
    let policy = policy(YEARLY, "expiry");
    let held = record(&[AWARD]).certificates[0].clone();
    assert_eq!(
        policy.renewal_term(&held, date("2025-01-01")),
        Err(RenewalError::TooEarly {
            opens: date("2025-01-28")
        })
    );
    assert_eq!(
        policy
            .renewal_term(&held, date("2025-03-09"))
            .unwrap()
            .until,
        Some(date("2026-02-28"))
    );
    assert_eq!(
        policy
            .renewal_term(&held, date("2025-03-10"))
            .unwrap()
            .until,
        Some(date("2026-03-10"))
    );
}

#[test]
fn an_extension_moves_the_end_but_not_the_next_term() {
    let policy = policy(YEARLY, "expiry");
    let extended = r#"{"at":"2025-01-01T00:00:00Z","type":"extended","certificate":"c1","until":"2025-06-30"}"#;
    let held = record(&[AWARD, extended]).certificates[0].clone();
    assert_eq!(held.until, Some(date("2025-06-30")));
    assert_eq!(
        policy
            .renewal_term(&held, date("2025-06-29"))
            .unwrap()
            .until,
        Some(date("2026-02-28"))
    );
}

#[test]
fn fixed_days_are_valid_themselves_and_skip_a_term_that_is_too_short() {
    let policy = policy(
        r#"{"type":"fixedDate","month":8,"day":31,"minimum":"P3M"}"#,
        "expiry",
    );
    assert_eq!(
        policy.first_term(date("2026-05-31")).unwrap().until,
        Some(date("2026-09-01"))
    );
    assert_eq!(
        policy.first_term(date("2026-06-01")).unwrap().until,
        Some(date("2027-09-01"))
    );
}

#[test]
fn the_line_is_read_in_the_zone_of_the_policy_and_ends_half_open() {
    let policy = policy(YEARLY, "expiry");
    let record = record(&[AWARD]);
    for (now, standing) in [
        ("2024-02-29T08:59:59Z", Standing::NotHeld),
        ("2024-02-29T09:00:00Z", Standing::Valid),
        ("2025-01-27T23:00:00Z", Standing::RenewalDue),
        ("2025-02-27T22:59:59.999999Z", Standing::RenewalDue),
        ("2025-02-27T23:00:00Z", Standing::Grace),
        ("2025-03-09T23:00:00Z", Standing::Expired),
    ] {
        let status = policy.status(&record, at(now));
        assert_eq!(status.standing, standing, "{now}");
        assert!(status.until.contains(at(now)));
    }
}

#[test]
fn suspension_and_revocation_are_stretches_of_the_line() {
    let policy = policy(YEARLY, "expiry");
    let record = record(&[
        AWARD,
        r#"{"at":"2024-05-01T00:00:00Z","type":"suspended","certificate":"c1"}"#,
        r#"{"at":"2024-06-01T00:00:00Z","type":"reinstated","certificate":"c1"}"#,
        r#"{"at":"2024-07-01T00:00:00Z","type":"revoked","certificate":"c1"}"#,
    ]);
    let line: Vec<_> = policy
        .timeline(&record)
        .into_iter()
        .map(|stretch| stretch.standing)
        .collect();
    use Standing::{NotHeld, Revoked, Suspended, Valid};
    assert_eq!(line, [NotHeld, Valid, Suspended, Valid, Revoked]);
}

#[test]
fn adjoining_intervals_deliver_each_due_thing_once() {
    let policy = policy(YEARLY, "expiry");
    let record = record(&[AWARD]);
    let whole = policy.due(
        &record,
        at("2024-01-01T00:00:00Z"),
        at("2026-01-01T00:00:00Z"),
    );
    let kinds: Vec<_> = whole.iter().map(|due| due.kind).collect();
    use DueKind::{Expires, GraceEnds, Reminder, RenewalOpens};
    assert_eq!(
        kinds,
        [RenewalOpens, Reminder { index: 0 }, Expires, GraceEnds]
    );
    let cut = whole[1].at;
    let mut parts = policy.due(&record, at("2024-01-01T00:00:00Z"), cut);
    parts.extend(policy.due(&record, cut, at("2026-01-01T00:00:00Z")));
    assert_eq!(parts, whole);
}

#[test]
fn a_term_beyond_the_calendar_is_an_error_and_no_loop() {
    let policy = policy(r#"{"type":"period","period":"P1D"}"#, "expiry");
    assert!(policy.first_term(date("9999-12-31")).is_err());
    let mut held = record(&[AWARD]).certificates[0].clone();
    held.anchor = date("0001-01-01");
    held.until = Some(date("9999-12-31"));
    assert_eq!(
        policy.renewal_term(&held, date("9999-12-30")),
        Err(RenewalError::Range)
    );
}
