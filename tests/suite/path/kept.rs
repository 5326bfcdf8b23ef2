//! What a learner has is never taken away by what comes after.

use lms_core::path::{Path, PathDefinition, Progress};
use lms_core::record::{Event, LearnerRecord};
use proptest::prelude::*;
use serde_json::json;

/// A completion: of which course, recognised or earned, with how many credits, on which day of March.
#[derive(Debug, Clone)]
struct Passed {
    course: usize,
    recognised: bool,
    credits: Option<u32>,
    day: u32,
}

/// Three courses, the first with an equivalent and perhaps a deadline; credits of ours are asked for.
#[derive(Debug, Clone)]
struct World {
    credits: Vec<u32>,
    residency: u32,
    deadline: Option<u32>,
    passed: Vec<Passed>,
}

fn world() -> impl Strategy<Value = World> {
    let passed = (
        0_usize..4,
        any::<bool>(),
        proptest::option::of(0_u32..7),
        2_u32..28,
    );
    let passed = passed.prop_map(|(course, recognised, credits, day)| Passed {
        course,
        recognised,
        credits,
        day,
    });
    (
        proptest::collection::vec(1_u32..6, 3),
        1_u32..12,
        proptest::option::of(3_u32..25),
        proptest::collection::vec(passed, 1..7),
    )
        .prop_map(|(credits, residency, deadline, mut passed)| {
            passed.sort_by_key(|passed| passed.day);
            World {
                credits,
                residency,
                deadline,
                passed,
            }
        })
}

impl World {
    fn path(&self) -> Path {
        let steps = self.credits.iter().enumerate().map(|(step, credits)| {
            let mut definition = json!({"id": format!("s{step}"), "credits": credits.to_string(),
                "item": {"type": "course", "course": format!("c{step}")}});
            if step == 0 {
                definition["equivalents"] = json!(["c3"]);
                if let Some(days) = self.deadline {
                    definition["requires"] =
                        json!([{"type": "deadline", "within": format!("P{days}D")}]);
                }
            }
            definition
        });
        let definition: PathDefinition = serde_json::from_value(json!({"id": "p",
            "steps": steps.collect::<Vec<_>>(), "residency": {"credits": self.residency.min(self.credits.iter().sum()).to_string()}}))
        .unwrap();
        Path::compile(definition).unwrap()
    }

    fn record(&self, count: usize) -> LearnerRecord {
        let mut record = LearnerRecord::new("ada".parse().unwrap());
        let started =
            json!({"at": "2026-03-01T00:00:00Z", "type": "pathStarted", "path": "p", "version": 1});
        let events = self.passed.iter().take(count).map(|passed| {
            let source = if passed.recognised { "recognised" } else { "earned" };
            let mut event = json!({"at": format!("2026-03-{:02}T00:00:00Z", passed.day), "type": "completed",
                "course": format!("c{}", passed.course), "passed": true, "source": source});
            if let Some(credits) = passed.credits {
                event["credits"] = json!(credits.to_string());
            }
            event
        });
        for event in core::iter::once(started).chain(events) {
            let event: Event = serde_json::from_value(event).unwrap();
            record.evolve(&event);
        }
        record
    }

    fn due(&self, passed: &Passed) -> bool {
        self.deadline
            .is_none_or(|days| !matches!(passed.course, 0 | 3) || passed.day < days + 1)
    }

    /// Credits in all and ours, from the completions alone.
    fn by_hand(&self, count: usize) -> (u32, u32) {
        let most = |step: usize, ours: bool| {
            let passed = self.passed.iter().take(count).filter(|passed| {
                let of = passed.course == step || (step == 0 && passed.course == 3);
                of && self.due(passed) && !(ours && passed.recognised)
            });
            passed
                .map(|passed| passed.credits.unwrap_or(self.credits[step]))
                .max()
                .unwrap_or(0)
        };
        let all = (0..3).map(|step| most(step, false)).sum();
        (all, (0..3).map(|step| most(step, true)).sum())
    }
}

fn whole(points: lms_core::number::Points) -> u32 {
    u32::try_from(points.micros() / 1_000_000).unwrap()
}

proptest! {
    /// One completion after the other, whether earned or recognised, late or in time, with more credits or fewer.
    #[test]
    fn no_completion_takes_anything_away(world in world()) {
        let path = world.path();
        let now = "2026-04-01T00:00:00Z".parse().unwrap();
        let mut before: Option<Progress> = None;
        for count in 0..=world.passed.len() {
            let after = path.progress(&world.record(count), now);
            let earned = whole(after.credits.earned);
            let own = earned - whole(after.credits.recognised);
            prop_assert_eq!((earned, own), world.by_hand(count), "{:?}", after);
            if let Some(before) = before {
                prop_assert!(after.share >= before.share);
                prop_assert!(after.complete || !before.complete);
            }
            before = Some(after);
        }
    }
}
