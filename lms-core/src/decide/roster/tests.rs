use super::*;
use crate::Catalogue;
use crate::catalogue::OfferingDefinition;
use crate::time::Instant;

const NOW: &str = "2026-11-22T08:00:00Z";

fn offering(capacity: &str) -> OfferingDefinition {
    let text = format!(
        r#"{{"courses":[{{"id":"c","title":"C"}}],"offerings":[{{"id":"o","course":"c","waitlist":true{capacity}}}]}}"#
    );
    Catalogue::from_json(&text).unwrap().definition().offerings[0].clone()
}

struct Run {
    offering: OfferingDefinition,
    roster: Roster,
}

impl Run {
    fn new(capacity: &str) -> Self {
        Self {
            offering: offering(capacity),
            roster: Roster::new("o".parse().unwrap()),
        }
    }

    fn at(&mut self, now: &str, command: &str) -> Result<usize, Rejection> {
        let now: Instant = now.parse().unwrap();
        let command: Command = serde_json::from_str(command).unwrap();
        let accepted = decide(&self.offering, &self.roster, &command, now)?;
        self.roster = accepted.roster;
        Ok(accepted.events.len())
    }

    fn take(&mut self, learner: &str) -> Result<usize, Rejection> {
        self.at(
            NOW,
            &format!(r#"{{"type":"takeSeat","learner":"{learner}"}}"#),
        )
    }

    fn wait(&mut self, learner: &str) -> Result<usize, Rejection> {
        self.at(NOW, &format!(r#"{{"type":"wait","learner":"{learner}"}}"#))
    }

    fn seated(&self) -> Vec<&str> {
        self.roster
            .seats
            .iter()
            .map(|seat| seat.learner.as_str())
            .collect()
    }
}

#[test]
fn a_newcomer_never_overtakes_those_who_wait() {
    let mut run = Run::new(r#","capacity":1"#);
    run.take("ada").unwrap();
    assert_eq!(run.take("bob"), Err(Rejection::Full));
    run.wait("bob").unwrap();
    run.at(NOW, r#"{"type":"release","learner":"ada"}"#)
        .unwrap();
    assert_eq!(run.take("eve"), Err(Rejection::OthersWait));
    assert_eq!(run.wait("eve"), Ok(1));
    assert_eq!(run.take("bob"), Err(Rejection::AlreadyWaiting));
}

#[test]
fn a_free_seat_passes_over_who_may_not_take_it() {
    let mut run = Run::new(r#","capacity":1"#);
    run.take("ada").unwrap();
    for learner in ["bob", "cem", "dan"] {
        run.wait(learner).unwrap();
    }
    run.at(NOW, r#"{"type":"release","learner":"ada"}"#)
        .unwrap();
    assert_eq!(
        run.at(NOW, r#"{"type":"offer","eligible":["dan","cem"]}"#),
        Ok(1)
    );
    assert_eq!(run.seated(), ["cem"]);
    assert_eq!(run.roster.waiting[0].learner.as_str(), "bob");
}

#[test]
fn an_offer_that_is_not_confirmed_in_time_frees_the_seat_by_itself() {
    let mut run = Run::new(r#","capacity":1"#);
    run.take("ada").unwrap();
    run.wait("bob").unwrap();
    run.wait("cem").unwrap();
    run.at(NOW, r#"{"type":"release","learner":"ada"}"#)
        .unwrap();
    run.at(
        NOW,
        r#"{"type":"offer","eligible":["bob","cem"],"keep":"PT24H"}"#,
    )
    .unwrap();
    assert_eq!(
        run.at(
            "2026-11-23T08:00:00Z",
            r#"{"type":"confirm","learner":"bob"}"#
        ),
        Err(Rejection::NotOffered)
    );
    assert_eq!(
        run.at(
            "2026-11-23T07:59:59Z",
            r#"{"type":"confirm","learner":"bob"}"#
        ),
        Ok(1)
    );
    assert_eq!(run.seated(), ["bob"]);
}

#[test]
fn no_capacity_means_as_many_as_come_and_zero_means_none() {
    let mut open = Run::new("");
    assert_eq!(open.wait("ada"), Err(Rejection::SeatFree));
    for learner in 0..100 {
        open.take(&format!("l{learner}")).unwrap();
    }
    let mut closed = Run::new(r#","capacity":0"#);
    assert_eq!(closed.take("ada"), Err(Rejection::Full));
}

#[test]
fn a_cancelled_run_refuses_everything() {
    let mut run = Run::new("");
    run.at(NOW, r#"{"type":"cancel"}"#).unwrap();
    assert_eq!(run.take("ada"), Err(Rejection::Cancelled));
}
