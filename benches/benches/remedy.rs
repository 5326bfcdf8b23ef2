//! The cheapest remedy in a catalogue of 2,000 courses with alternatives, for learners who have done some of them.
//!
//! `cargo bench -p lms-benches --bench remedy`

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use lms_benches::remedy_catalogue::catalogue;
use lms_core::record::{Event, LearnerRecord};
use lms_core::rule::remedy::{Costs, Proof, Remedy};
use serde_json::json;

/// A learner who has completed every so many of the first courses.
fn learner(done: usize, every: usize) -> LearnerRecord {
    let mut record = LearnerRecord::new("ada".parse().unwrap());
    for course in (0..done).step_by(every) {
        let event = json!({"at": "2026-01-01T00:00:00Z", "type": "completed", "course": format!("c{course}"), "passed": true});
        let event: Event = serde_json::from_value(event).unwrap();
        record.evolve(&event);
    }
    record
}

fn remedies(criterion: &mut Criterion) {
    let catalogue = catalogue(2_000);
    let now = "2026-11-22T08:00:00Z".parse().unwrap();
    let costs = Costs {
        waive: None,
        ..Costs::default()
    };
    let mut group = criterion.benchmark_group("remedy");
    group.sample_size(20);
    for level in [2, 4, 6, 8, 39] {
        let rule = format!("course:c{}", level * 50 + 17).parse().unwrap();
        for (name, record) in [("new", learner(0, 1)), ("some", learner(level * 50, 3))] {
            let ask = || {
                catalogue
                    .remedy(&rule, &record, &Default::default(), now, &costs)
                    .unwrap()
            };
            match ask() {
                Remedy::Plan { steps, cost, proof } => {
                    let proof = match proof {
                        Proof::Optimal => "optimal".to_owned(),
                        Proof::BestFound { bound } => format!("at least {bound}"),
                    };
                    println!(
                        "level {level} {name}: {} steps, cost {cost}, {proof}",
                        steps.len()
                    );
                }
                other => println!("level {level} {name}: {other:?}"),
            }
            group.bench_function(BenchmarkId::new(name, level), |bencher| {
                bencher.iter(|| black_box(ask()))
            });
        }
    }
    group.finish();
}

criterion_group!(benches, remedies);
criterion_main!(benches);
