//! A catalogue for remedies: courses by level, each asking for alternatives among those of the levels below.

use lms_core::Catalogue;
use serde_json::{Value, json};

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
