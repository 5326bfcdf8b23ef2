//! What a learner has is never taken away by what comes after.

use lms_core::number::Fraction;
use lms_core::path::{Path, PathDefinition, Progress, StepState};
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

/// Three steps that count courses of their own and of one another, the first with perhaps a deadline; credits of ours are
/// asked for, and of each group of steps some credits.
#[derive(Debug, Clone)]
struct World {
    credits: Vec<u32>,
    equivalents: Vec<Vec<usize>>,
    groups: Vec<Vec<usize>>,
    residency: u32,
    deadline: Option<u32>,
    passed: Vec<Passed>,
}

const COURSES: usize = 5;

fn world() -> impl Strategy<Value = World> {
    let passed = (
        0_usize..COURSES,
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
    let some = |of: usize, least: usize| {
        proptest::sample::subsequence((0..of).collect::<Vec<_>>(), least..=of.min(3))
    };
    (
        proptest::collection::vec(1_u32..6, 3),
        proptest::collection::vec(some(COURSES, 0), 3),
        proptest::collection::vec(some(3, 1), 1..3),
        1_u32..12,
        proptest::option::of(3_u32..25),
        proptest::collection::vec(passed, 1..8),
    )
        .prop_map(
            |(credits, equivalents, groups, residency, deadline, mut passed)| {
                passed.sort_by_key(|passed| passed.day);
                World {
                    credits,
                    equivalents,
                    groups,
                    residency,
                    deadline,
                    passed,
                }
            },
        )
}

impl World {
    fn path(&self) -> Path {
        let steps = self.credits.iter().enumerate().map(|(step, credits)| {
            let equivalents = self.courses(step).into_iter().skip(1);
            let mut definition = json!({"id": format!("s{step}"), "credits": credits.to_string(),
                "item": {"type": "course", "course": format!("c{step}")},
                "equivalents": equivalents.map(|course| format!("c{course}")).collect::<Vec<_>>()});
            if let Some(days) = self.deadline.filter(|_| step == 0) {
                definition["requires"] =
                    json!([{"type": "deadline", "within": format!("P{days}D")}]);
            }
            definition
        });
        let groups = self.groups.iter().enumerate().map(|(group, steps)| {
            let members = steps.iter();
            let members = members.map(|step| json!({"type": "step", "step": format!("s{step}")}));
            json!({"type": "group", "id": format!("g{group}"), "members": members.collect::<Vec<_>>(),
                "rule": {"type": "atLeastCredits", "credits": self.asked(steps).to_string()}})
        });
        let definition: PathDefinition = serde_json::from_value(json!({"id": "p",
            "steps": steps.collect::<Vec<_>>(), "residency": {"credits": self.residency.min(self.credits.iter().sum()).to_string()},
            "goal": {"id": "goal", "members": groups.collect::<Vec<_>>()}}))
        .unwrap();
        Path::compile(definition).unwrap()
    }

    /// The courses of a step, its own first.
    fn courses(&self, step: usize) -> Vec<usize> {
        let others = self.equivalents[step].iter().copied();
        core::iter::once(step)
            .chain(others.filter(|other| *other != step))
            .collect()
    }

    /// What a group of these steps asks for: all that they are worth.
    fn asked(&self, steps: &[usize]) -> u32 {
        steps.iter().map(|step| self.credits[*step]).sum()
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

    /// What a course earns in a step, from the completions alone; of ours only, or of all.
    fn worth(&self, count: usize, step: usize, course: usize, ours: bool) -> Option<u32> {
        let passed = self.passed.iter().take(count).filter(|passed| {
            let late = self
                .deadline
                .is_some_and(|days| step == 0 && passed.day > days);
            passed.course == course && !late && !(ours && passed.recognised)
        });
        passed
            .map(|passed| passed.credits.unwrap_or(self.credits[step]))
            .max()
    }

    /// The most that some steps earn together, over every way of giving each course to one of them.
    fn most(&self, count: usize, steps: &[usize], ours: bool, taken: u32) -> u32 {
        let Some((step, rest)) = steps.split_first() else {
            return 0;
        };
        let mut most = self.most(count, rest, ours, taken);
        for course in self.courses(*step) {
            let worth = self.worth(count, *step, course, ours);
            if let Some(worth) = worth.filter(|_| taken >> course & 1 == 0) {
                most = most.max(worth + self.most(count, rest, ours, taken | 1 << course));
            }
        }
        most
    }

    /// Credits in all and ours.
    fn by_hand(&self, count: usize) -> (u32, u32) {
        let sum = |ours| self.most(count, &[0, 1, 2], ours, 0);
        (sum(false), sum(true))
    }
}

fn whole(points: lms_core::number::Points) -> u32 {
    u32::try_from(points.micros() / 1_000_000).unwrap()
}

proptest! {
    /// One completion after the other, whether earned or recognised, late or in time, with more credits or fewer, of
    /// courses that one step counts or several.
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
            let by_step: u32 = after.steps.iter().map(|step| whole(step.credits)).sum();
            prop_assert_eq!(by_step, earned);
            for (group, steps) in after.groups.iter().skip(1).zip(&world.groups) {
                let (most, asked) = (world.most(count, steps, false, 0), world.asked(steps));
                let share = Fraction::new(i128::from(most.min(asked)), i128::from(asked));
                prop_assert_eq!(Some(group.share), share);
            }
            for (step, courses) in (0..3).map(|step| (step, world.courses(step))) {
                let counts = courses.iter().any(|course| world.worth(count, step, *course, false).is_some());
                prop_assert_eq!(matches!(after.steps[step].state, StepState::Completed { .. }), counts);
            }
            prop_assert!(after.reachable || !after.complete);
            if let Some(before) = before {
                prop_assert!(after.share >= before.share);
                prop_assert!(after.complete || !before.complete);
            }
            before = Some(after);
        }
    }
}
