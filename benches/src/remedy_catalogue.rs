//! A catalogue for remedies: courses by level, each asking for alternatives among those of the levels below.

use std::hint::black_box;

use lms_core::record::{Event, LearnerRecord};
use lms_core::rule::remedy::Costs;
use lms_core::{Catalogue, RuleId};
use serde_json::{Value, json};

use crate::count::Counted;
use crate::work_abc::Random;

/// The courses of one level.
const WIDTH: usize = 50;

/// A catalogue of so many courses in levels of 50. Every course above the first level asks for two alternatives at once,
/// each among two or three courses of the level below or two below, or for one approval that few have; it is the same in
/// every run.
#[must_use]
pub fn catalogue(courses: usize) -> Catalogue {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let mut list: Vec<Value> = Vec::with_capacity(courses);
    for course in 0..courses {
        let level = course / WIDTH;
        let mut definition =
            json!({"id": format!("c{course}"), "title": format!("Course {course}")});
        if level > 0 {
            let mut alternatives = || {
                let wide = 2 + next(2);
                let of: Vec<Value> = (0..wide)
                    .map(|_| {
                        let down = 1 + next(2.min(level));
                        let other = (level - down) * WIDTH + next(WIDTH);
                        json!({"type": "completed", "course": format!("c{other}")})
                    })
                    .collect();
                json!({"type": "any", "of": of})
            };
            let mut of = vec![alternatives(), alternatives()];
            if course % 7 == 0 {
                of.push(json!({"type": "approved", "approval": format!("dean-{}", course % 5)}));
            }
            definition["prerequisites"] = json!({"type": "all", "of": of});
        }
        list.push(definition);
    }
    Catalogue::from_json(&json!({"courses": list}).to_string())
        .unwrap_or_else(|errors| panic!("{errors}"))
}

/// What steps cost in the benchmarks: as when not given, without waivers, which would make every remedy one step.
#[must_use]
pub fn costs() -> Costs {
    Costs {
        waive: None,
        ..Costs::default()
    }
}

/// A learner who has completed every so many of the first courses.
#[must_use]
pub fn learner(done: usize, every: usize) -> LearnerRecord {
    let mut record = LearnerRecord::new("ada".parse().unwrap());
    for course in (0..done).step_by(every) {
        let event = json!({"at": "2026-01-01T00:00:00Z", "type": "completed", "course": format!("c{course}"), "passed": true});
        let event: Event = serde_json::from_value(event).unwrap();
        record.evolve(&event);
    }
    record
}

/// What learners ask: each has completed a third of all courses up to some level, and wants one that lies one to four
/// levels above.
#[must_use]
pub fn questions(courses: usize, count: usize) -> Vec<(RuleId, LearnerRecord)> {
    let mut random = Random(0x4e3e_d1e5);
    let levels = courses / WIDTH;
    let mut question = || {
        let wanted = 1 + random.below(levels - 1);
        let reached = wanted - (1 + random.below(4)).min(wanted);
        let course = wanted * WIDTH + random.below(WIDTH);
        let rule = format!("course:c{course}").parse().unwrap();
        (rule, learner((reached + 1) * WIDTH, 3))
    };
    (0..count).map(|_| question()).collect()
}

/// What `--bench counts` counts.
pub const WORKS: &[Counted] = &[
    Counted {
        name: "remedy/some-level-39",
        things: 1,
        ready: || asked(39, learner(39 * WIDTH, 3)),
    },
    Counted {
        name: "remedy/new-level-4",
        things: 1,
        ready: || asked(4, learner(0, 1)),
    },
];

fn asked(level: usize, record: LearnerRecord) -> Box<dyn FnMut()> {
    let catalogue = catalogue(2_000);
    let rule: RuleId = format!("course:c{}", level * WIDTH + 17).parse().unwrap();
    let (now, costs) = ("2026-11-22T08:00:00Z".parse().unwrap(), costs());
    Box::new(move || {
        black_box(catalogue.remedy(&rule, &record, &Default::default(), now, &costs));
    })
}
