//! The cheapest remedy in a catalogue of 2,000 courses with alternatives, for learners who have done some of them.
//!
//! `cargo bench -p lms-benches --bench remedy`

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use lms_benches::remedy_catalogue::{catalogue, costs, learner, questions};
use lms_core::rule::remedy::{Proof, Remedy};

/// The times of many different questions, each the best of three: what a host waits for in the median, and at worst.
fn many(_: &mut Criterion) {
    let catalogue = catalogue(2_000);
    let (now, costs) = ("2026-11-22T08:00:00Z".parse().unwrap(), costs());
    let mut proven = 0;
    let questions = questions(2_000, 61);
    let mut times: Vec<Duration> = questions
        .iter()
        .map(|(rule, record)| {
            let ask = || catalogue.remedy(rule, record, &Default::default(), now, &costs);
            let answer = ask().unwrap();
            let cut = matches!(
                answer,
                Remedy::Plan {
                    proof: Proof::BestFound { .. },
                    ..
                } | Remedy::Undecided { .. }
            );
            proven += usize::from(!cut);
            let time = || {
                let start = Instant::now();
                black_box(ask());
                start.elapsed()
            };
            (0..3).map(|_| time()).min().unwrap()
        })
        .collect();
    times.sort_unstable();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100];
    println!(
        "remedy/many: median {:?}, 75 of 100 {:?}, 90 of 100 {:?}, worst {:?}; {proven} of {} proven",
        at(50),
        at(75),
        at(90),
        at(100),
        times.len()
    );
}

fn remedies(criterion: &mut Criterion) {
    let catalogue = catalogue(2_000);
    let now = "2026-11-22T08:00:00Z".parse().unwrap();
    let costs = costs();
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

criterion_group!(benches, many, remedies);
criterion_main!(benches);
