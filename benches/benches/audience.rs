//! Bulk questions: 100,000 learners by 20 rules (work C). Every figure is next to the hand-coded kernel's in the same run.
//!
//! `cargo bench -p lms-benches --bench audience`

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use lms_benches::audience_counted::Numbered;
use lms_benches::audience_hand::{Columns, RuleTexts, met_by_texts};
use lms_benches::work_abc::Work;
use lms_core::rule::audience::{Kernel, Plan, Population};
use lms_core::rule::{Facts, Learner, RuleIx, RuleSet, Seats};
use lms_core::time::Date;
use lms_core::verdict::Outcome;
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

fn loading(criterion: &mut Criterion) {
    let work = Work::c(LEARNERS);
    let rules = work.rule_set();
    let host = Numbered::of(&work, &rules);
    let alone = || host.one_by_one(&rules);
    let at_one_go = || host.at_one_go(&rules);
    let all: Vec<RuleIx> = rules.rules().collect();
    let plan = Plan::new(&rules, &all);
    let counts = |population: &Population| population.count(&plan, work.now(), &Seats::new());
    let expected = counts(&population(&work, &rules));
    assert_eq!(counts(&alone()), expected);
    assert_eq!(counts(&at_one_go()), expected);

    let mut group = criterion.benchmark_group("audience/loading");
    group
        .sample_size(10)
        .throughput(Throughput::Elements(LEARNERS as u64));
    group.bench_function("hand-coded columns", |bench| {
        bench.iter(|| Columns::load(work.courses, black_box(&work.learners)));
    });
    group.bench_function("from ids, one by one", |bench| bench.iter(alone));
    group.bench_function("from ids, at one go", |bench| bench.iter(at_one_go));
    group.finish();
}

fn streaming(criterion: &mut Criterion) {
    let work = Work::c(2_000);
    let rules = work.rule_set();
    let all: Vec<RuleIx> = rules.rules().collect();
    let records = work.records();
    let texts: Vec<RuleTexts> = work.rules.iter().map(RuleTexts::from).collect();
    let today = Date::from_days_since_epoch(work.today).unwrap();
    let now = work.now();
    let ours = || {
        let mut count = 0_usize;
        let seats = Seats::new();
        let mut learner = Learner::from_facts(&rules, Facts::default(), now);
        for record in black_box(&records) {
            learner.renew(&rules, record, &seats, now);
            for rule in &all {
                count += usize::from(rules.outcome(*rule, &mut learner, now) == Outcome::Met);
            }
        }
        count
    };
    let by_hand = || {
        let counts = black_box(&records)
            .iter()
            .map(|record| met_by_texts(record, &texts, today));
        counts.sum::<usize>()
    };
    let expected = work.expected().iter().flatten().filter(|met| **met).count();
    assert_eq!((ours(), by_hand()), (expected, expected));
    let mut group = criterion.benchmark_group("audience/streaming from texts");
    group.throughput(Throughput::Elements((records.len() * all.len()) as u64));
    group.bench_function("sets and maps of texts", |bench| bench.iter(by_hand));
    group.bench_function("learner, then 20 rules", |bench| bench.iter(ours));
    group.finish();
}

criterion_group!(benches, resident, loading, streaming);
criterion_main!(benches);
