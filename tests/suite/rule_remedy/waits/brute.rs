//! Every sequence of steps and waits, the cheapest first.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use lms_core::Catalogue;
use lms_core::record::LearnerRecord;
use lms_core::time::Instant;
use serde_json::{Value, json};

use super::super::{evolve, is_met};
use super::world::{COURSES, NOW, World};

/// How many states are tried before the answer is given up.
const MANY: usize = 20_000;
const DAY: i64 = 86_400_000_000;

/// Something that a learner can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deed {
    Complete(&'static str),
    Attempt,
    Approve,
    Join,
    Certify,
}

/// What was done, and when.
pub type Done = BTreeMap<Deed, Instant>;

/// A world to try things in.
pub struct Trying<'a> {
    pub world: &'a World,
    pub catalogue: &'a Catalogue,
    start: LearnerRecord,
}

impl<'a> Trying<'a> {
    pub fn new(world: &'a World, catalogue: &'a Catalogue) -> Self {
        let mut start = LearnerRecord::new("ada".parse().unwrap());
        for event in &world.events {
            evolve(&mut start, event);
        }
        Self {
            world,
            catalogue,
            start,
        }
    }

    /// How many attempts are still to be made where two are asked for.
    fn attempts(&self) -> usize {
        let made = self.world.events.iter();
        2 - made
            .filter(|event| event["type"] == "attempted")
            .count()
            .min(2)
    }

    pub fn cost(&self, deed: Deed) -> u64 {
        u64::from(match deed {
            Deed::Complete(course) => {
                let at = COURSES.iter().position(|id| *id == course).unwrap();
                self.world.courses[at]
            }
            Deed::Attempt => self.world.attempt * u32::try_from(self.attempts()).unwrap(),
            Deed::Approve => self.world.approve,
            Deed::Join => self.world.join,
            Deed::Certify => self.world.certify,
        })
    }

    pub fn waiting(&self, at: Instant) -> u64 {
        let now: Instant = NOW.parse().unwrap();
        let days = (at.micros() - now.micros() + DAY - 1) / DAY;
        u64::from(self.world.wait) * u64::try_from(days).unwrap()
    }

    fn events(&self, deed: Deed, at: Instant) -> Vec<Value> {
        let later = |days: i64| {
            let at = Instant::from_micros(at.micros() + days * DAY).unwrap();
            let text = serde_json::to_value(at).unwrap();
            text.as_str().unwrap().split('T').next().unwrap().to_owned()
        };
        match deed {
            Deed::Complete(course) => {
                vec![
                    json!({"at": at, "type": "completed", "course": course, "version": 1, "passed": true}),
                ]
            }
            Deed::Attempt => {
                vec![json!({"at": at, "type": "attempted", "course": "a"}); self.attempts()]
            }
            Deed::Approve => vec![json!({"at": at, "type": "approvalGranted", "approval": "dean"})],
            Deed::Join => vec![json!({"at": at, "type": "groupJoined", "group": "g"})],
            Deed::Certify => vec![
                json!({"at": at, "type": "awarded", "certificate": "new", "certification": "k",
                "anchor": later(0), "from": later(0), "until": later(3)}),
            ],
        }
    }

    /// The record after all that was done.
    pub fn record(&self, done: &Done) -> LearnerRecord {
        let mut record = self.start.clone();
        let mut order: Vec<(Instant, Deed)> = done.iter().map(|(deed, at)| (*at, *deed)).collect();
        order.sort();
        for (at, deed) in order {
            for event in self.events(deed, at) {
                evolve(&mut record, &event);
            }
        }
        record
    }

    /// Whether something can be done by somebody with this record.
    pub fn can(&self, deed: Deed, record: &LearnerRecord, at: Instant) -> bool {
        let allowed =
            |course: &str| is_met(self.catalogue, &format!("course:{course}"), record, at);
        match deed {
            Deed::Complete(course) => allowed(course),
            Deed::Attempt => allowed("a"),
            Deed::Approve | Deed::Join => true,
            Deed::Certify => {
                let mut done = record.completions.iter();
                done.any(|held| held.course.as_str() == "c" && held.passed)
            }
        }
    }

    pub fn is_met(&self, record: &LearnerRecord, at: Instant) -> bool {
        is_met(self.catalogue, "r", record, at)
    }

    /// Whether what each thing needed that was done at an instant still holds when all was done: no step of a plan breaks
    /// what another one rests on.
    fn holds(&self, done: &Done, at: Instant) -> bool {
        let here = done.iter().filter(|(_, when)| **when == at);
        here.map(|(deed, _)| *deed).all(|deed| {
            let mut others = done.clone();
            others.remove(&deed);
            self.can(deed, &self.record(&others), at)
        })
    }

    /// The instants after one at which the answer to some condition changes by itself.
    pub fn changes(&self, record: &LearnerRecord, after: Instant) -> BTreeSet<Instant> {
        let mut found = BTreeSet::new();
        for leaf in 0..self.world.leaves {
            let rule = format!("l{leaf}").parse().unwrap();
            let mut at = after;
            loop {
                let verdict = self
                    .catalogue
                    .verdict(&rule, record, &Default::default(), at);
                match verdict.unwrap().until.until {
                    Some(next) => at = next,
                    None => break,
                }
                found.insert(at);
            }
        }
        found
    }

    fn deeds(&self) -> Vec<Deed> {
        let mut deeds: Vec<Deed> = COURSES.iter().map(|id| Deed::Complete(id)).collect();
        deeds.extend([Deed::Approve, Deed::Join, Deed::Certify]);
        // Attempts are made only up to a number that a rule asks for.
        let asked = self.world.catalogue.to_string().contains(r#""attempts""#);
        if asked && self.attempts() > 0 {
            deeds.push(Deed::Attempt);
        }
        deeds
    }

    /// The least cost of anything that makes the rule met and costs no more than `most`: `Err` when too much would have to
    /// be tried.
    pub fn cheapest(&self, most: u64) -> Result<Option<(u64, Instant, Done)>, ()> {
        let deeds = self.deeds();
        let mut open = BinaryHeap::new();
        let mut seen: BTreeSet<(Instant, Done)> = BTreeSet::new();
        open.push(Reverse((
            0_u64,
            NOW.parse::<Instant>().unwrap(),
            Done::new(),
        )));
        while let Some(Reverse((cost, at, done))) = open.pop() {
            if cost > most {
                break;
            }
            if !seen.insert((at, done.clone())) {
                continue;
            }
            if seen.len() > MANY {
                return Err(());
            }
            let record = self.record(&done);
            for deed in deeds.iter().filter(|deed| !done.contains_key(deed)) {
                if self.can(*deed, &record, at) {
                    let mut then = done.clone();
                    then.insert(*deed, at);
                    open.push(Reverse((cost + self.cost(*deed), at, then)));
                }
            }
            if !self.holds(&done, at) {
                continue;
            }
            if self.is_met(&record, at) {
                return Ok(Some((cost, at, done)));
            }
            for next in self.changes(&record, at) {
                let cost = cost + self.waiting(next) - self.waiting(at);
                open.push(Reverse((cost, next, done.clone())));
            }
        }
        Ok(None)
    }
}
