//! The same decisions by other engines: work A (one decision) and work C (learner from texts, then 20 rules).
//!
//! `cargo bench -p lms-benches --features peers --bench peers`

use std::hint::black_box;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};
use lms_benches::peers::{Arena, Cedar, Cel, Datalogic, Peer, Texts, Wirefilter, Zen};
use lms_benches::work_abc::Work;
use lms_core::record::LearnerRecord;
use lms_core::rule::{Facts, Learner, RuleIx, RuleSet, Seats};
use lms_core::verdict::Outcome;

/// Enough learners to leave every cache, few enough for the slowest peer.
const STREAMED: usize = 2_000;

/// The peer decides as it should, for every rule and learner.
fn check<P: Peer>(peer: &P, work: &Work, learners: &[Texts]) {
    let expected = work.expected();
    let mut hits = 0;
    for (row, learner) in learners.iter().enumerate() {
        let arena = Arena::new();
        let context = peer.context(learner, &arena);
        let mut decided = 0;
        peer.decide(&context, |rule, met| {
            assert_eq!(
                met,
                expected[rule][row],
                "{}: rule {rule}, learner {row}",
                P::NAME
            );
            hits += usize::from(met);
            decided += 1;
        });
        assert_eq!(decided, work.rules.len());
    }
    assert!(hits > 0);
}

fn one<P: Peer>(group: &mut BenchmarkGroup<'_, WallTime>, work: &Work, learners: &[Texts]) {
    let peer = P::new(work);
    check(&peer, work, learners);
    let arena = Arena::new();
    let context = peer.context(&learners[0], &arena);
    group.bench_function(P::NAME, |bench| {
        bench.iter(|| peer.decide(black_box(&context), |_, met| assert!(met)));
    });
}

fn streamed<P: Peer>(group: &mut BenchmarkGroup<'_, WallTime>, work: &Work, learners: &[Texts]) {
    let peer = P::new(work);
    check(&peer, work, learners);
    group.bench_function(P::NAME, |bench| {
        let mut arena = Arena::new();
        bench.iter(|| {
            let mut count = 0_usize;
            for learner in learners {
                {
                    let context = peer.context(black_box(learner), &arena);
                    peer.decide(&context, |_, met| count += usize::from(met));
                }
                arena.reset();
            }
            count
        });
    });
}

fn ours(work: &Work) -> (RuleSet, Vec<RuleIx>, Vec<LearnerRecord>) {
    let rules = work.rule_set();
    let all: Vec<RuleIx> = rules.rules().collect();
    let records = work.records();
    let expected = work.expected();
    for (row, record) in records.iter().enumerate() {
        let mut learner = Learner::new(&rules, record, &Seats::new(), work.now());
        for (rule, expected) in all.iter().zip(&expected) {
            let met = rules.outcome(*rule, &mut learner, work.now()) == Outcome::Met;
            assert_eq!(met, expected[row]);
        }
    }
    (rules, all, records)
}

fn one_decision(criterion: &mut Criterion) {
    let work = Work::a();
    let learners: Vec<Texts> = work.learners.iter().map(Texts::from).collect();
    let (rules, all, records) = ours(&work);
    let mut group = criterion.benchmark_group("peers/one decision, learner ready");
    let now = work.now();
    let mut learner = Learner::new(&rules, &records[0], &Seats::new(), now);
    group.bench_function("lms-core", |bench| {
        bench.iter(|| {
            assert!(rules.outcome(all[0], black_box(&mut learner), now) == Outcome::Met);
        });
    });
    one::<Wirefilter>(&mut group, &work, &learners);
    one::<Datalogic>(&mut group, &work, &learners);
    one::<Zen>(&mut group, &work, &learners);
    one::<Cel>(&mut group, &work, &learners);
    one::<Cedar>(&mut group, &work, &learners);
    group.finish();
}

fn streaming(criterion: &mut Criterion) {
    let work = Work::c(STREAMED);
    let learners: Vec<Texts> = work.learners.iter().map(Texts::from).collect();
    let (rules, all, records) = ours(&work);
    let mut group = criterion.benchmark_group("peers/streaming, 20 rules");
    group.throughput(Throughput::Elements((STREAMED * work.rules.len()) as u64));
    let (now, seats) = (work.now(), Seats::new());
    let mut learner = Learner::from_facts(&rules, Facts::default(), now);
    group.bench_function("lms-core", |bench| {
        bench.iter(|| {
            let mut count = 0_usize;
            for record in &records {
                learner.renew(&rules, black_box(record), &seats, now);
                for rule in &all {
                    let met = rules.outcome(*rule, &mut learner, now) == Outcome::Met;
                    count += usize::from(met);
                }
            }
            count
        });
    });
    streamed::<Wirefilter>(&mut group, &work, &learners);
    streamed::<Datalogic>(&mut group, &work, &learners);
    streamed::<Zen>(&mut group, &work, &learners);
    streamed::<Cel>(&mut group, &work, &learners);
    streamed::<Cedar>(&mut group, &work, &learners);
    group.finish();
}

criterion_group!(benches, one_decision, streaming);
criterion_main!(benches);
