//! Bulk questions: 100,000 learners by 20 rules (work C). Every figure is next to the hand-coded kernel's in the same run.
//!
//! `cargo bench -p lms-benches --bench audience`

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use lms_benches::audience_hand::Columns;
use lms_benches::work_abc::Work;
use lms_core::rule::audience::{Kernel, Plan, Population};
use lms_core::rule::{RuleIx, RuleSet, Seats};
use std::hint::black_box;

const LEARNERS: usize = 100_000;

fn population(work: &Work, rules: &RuleSet) -> Population {
    // What changed since the beginning of the year is kept, as a host would that asks about the year.
    let mut population = Population::new(rules, "2026-01-01T00:00:00Z".parse().unwrap());
    for record in work.records() {
        population.put(rules, &record).unwrap();
    }
    population
}

fn resident(criterion: &mut Criterion) {
    let work = Work::c(LEARNERS);
    let rules = work.rule_set();
    let all: Vec<RuleIx> = rules.rules().collect();
    let population = population(&work, &rules);
    let columns = Columns::load(work.courses, &work.learners);
    let (now, seats) = (work.now(), Seats::new());
    let plans = [Kernel::Widest, Kernel::Portable]
        .map(|kernel| Plan::new(&rules, &all).with_kernel(kernel));

    let expected = work.expected();
    let counts: Vec<usize> = expected
        .iter()
        .map(|met| met.iter().filter(|met| **met).count())
        .collect();
    assert_eq!(columns.counts(&work), counts);
    for plan in &plans {
        let answers = population.ask(plan, now, &seats).unwrap();
        for (answer, expected) in answers.iter().zip(&expected) {
            let met: Vec<bool> = (0..LEARNERS).map(|row| answer.met.contains(row)).collect();
            assert_eq!(&met, expected);
        }
        let met = population.count(plan, now, &seats).unwrap();
        assert_eq!(
            met.iter().map(|counts| counts.met).collect::<Vec<_>>(),
            counts
        );
    }

    let mut group = criterion.benchmark_group("audience/resident");
    group.throughput(Throughput::Elements((LEARNERS * work.rules.len()) as u64));
    group.bench_function("hand-coded columns", |bench| {
        bench.iter(|| columns.counts(black_box(&work)));
    });
    for (plan, name) in plans.iter().zip(["widest", "portable"]) {
        group.bench_function(format!("counts, {name}"), |bench| {
            bench.iter(|| population.count(black_box(plan), now, &seats).unwrap());
        });
        group.bench_function(format!("sets of rows, {name}"), |bench| {
            bench.iter(|| population.ask(black_box(plan), now, &seats).unwrap());
        });
    }
    group.finish();
}

criterion_group!(benches, resident);
criterion_main!(benches);
