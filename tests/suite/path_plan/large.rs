//! Curricula of sixty courses, as degrees are built: chains of a subject, some links across, a few seasonal offers.

use lms_core::path::{Path, PlanAnswer, PlanRequest, Proof};

/// Numbers that look random and are the same everywhere.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most
    }
}

fn degree(seed: u64) -> (Path, PlanRequest) {
    let mut numbers = Numbers(seed);
    let mut steps = Vec::new();
    for step in 0..60_usize {
        let mut needs = Vec::new();
        if step >= 8 && numbers.below(10) < 7 {
            needs.push(step - 8);
        }
        if step >= 8 && numbers.below(10) < 3 {
            let other = numbers.below(step - 4);
            if !needs.contains(&other) {
                needs.push(other);
            }
        }
        let needs: Vec<String> = needs
            .iter()
            .map(|need| format!(r#"{{"type": "before", "step": "s{need}"}}"#))
            .collect();
        let credits = [1, 2, 3, 3, 3, 4, 4, 5][numbers.below(8)];
        steps.push(format!(
            r#"{{"id": "s{step}", "item": {{"type": "course", "course": "s{step}"}}, "credits": "{credits}", "requires": [{}]}}"#,
            needs.join(",")
        ));
    }
    let text = format!(r#"{{"id": "p", "steps": [{}]}}"#, steps.join(","));
    let offered: Vec<String> = (0..60)
        .filter_map(|step| match numbers.below(8) {
            0 => Some(format!(r#"{{"step": "s{step}", "seasons": ["autumn"]}}"#)),
            1 => Some(format!(r#"{{"step": "s{step}", "seasons": ["spring"]}}"#)),
            _ => None,
        })
        .collect();
    let request = format!(
        r#"{{"time": {{"type": "seasons", "seasons": ["autumn", "spring"], "terms": 30}}, "maxCredits": "{}", "maxSteps": 6, "offered": [{}]}}"#,
        15 + numbers.below(5),
        offered.join(",")
    );
    let path = Path::compile(serde_json::from_str(&text).unwrap()).unwrap();
    (path, serde_json::from_str(&request).unwrap())
}

#[test]
fn degrees_of_sixty_courses_are_planned_with_proof() {
    for seed in 0..40 {
        let (path, request) = degree(seed);
        match path.plan(&request).unwrap() {
            PlanAnswer::Terms(plan) => assert_eq!(plan.proof, Proof::Shortest, "seed {seed}"),
            other => panic!("seed {seed}: {other:?}"),
        }
    }
}
