//! Works A and B: one decision, 200 rules for one learner, one event; each beside a hand-coded baseline that gives the
//! same answers. Every answer is compared before anything is timed.

use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use lms_benches::rules_counted::Toggled;
use lms_benches::rules_hand::{HandLearner, HandNames, HandRule, mentions};
use lms_benches::rules_hand_read::HandRules;
use lms_benches::rules_load::{Numbered, Numbers};
use lms_benches::work_abc::{RuleSpec, Work, course};
use lms_core::record::LearnerRecord;
use lms_core::rule::{Learner, RuleSet, Seats, Vocabulary};
use lms_core::verdict::Outcome;

/// Everything that a work needs, compiled.
struct Ready {
    work: Work,
    rules: RuleSet,
    records: Vec<LearnerRecord>,
    learners: Vec<Learner>,
    hand_rules: Vec<HandRule>,
    hand_learners: Vec<HandLearner>,
}

impl Ready {
    fn new(work: Work) -> Self {
        let rules = work.rule_set();
        let records = work.records();
        let now = work.now();
        let learner = |record| Learner::new(&rules, record, &Seats::new(), now);
        let learners = records.iter().map(learner).collect();
        let hand_rules = work
            .rules
            .iter()
            .map(|rule| HandRule::of(rule, work.today))
            .collect();
        let hand = |spec| {
            let mut learner = HandLearner::blank(work.courses);
            learner.load(spec);
            learner
        };
        let hand_learners = work.learners.iter().map(hand).collect();
        let mut ready = Self {
            records,
            learners,
            hand_rules,
            hand_learners,
            rules,
            work,
        };
        ready.check();
        ready
    }

    fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// The engine and the baseline answer what is right, for every rule and learner.
    fn check(&mut self) {
        let (expected, now) = (self.work.expected(), self.work.now());
        let mut unlike = 0;
        for (number, (rule, expected)) in self.rules().rules().zip(&expected).enumerate() {
            for (at, expected) in expected.iter().enumerate() {
                let met = self
                    .rules
                    .outcome(rule, &mut self.learners[at].clone(), now);
                let hand = self.hand_rules[number].is_met(&self.hand_learners[at], self.work.today);
                unlike += usize::from((met == Outcome::Met) != *expected || hand != *expected);
            }
        }
        assert_eq!(unlike, 0, "answers differ");
    }
}

fn one_decision(bench: &mut Criterion) {
    let ready = Ready::new(Work::a());
    let (rules, now, today) = (ready.rules(), ready.work.now(), ready.work.today);
    let rule = rules.rules().next().unwrap();
    let hand = &ready.hand_rules[0];
    let mut group = bench.benchmark_group("a1_one_decision_allowed");
    group.bench_function("hand", |bench| {
        let learner = &ready.hand_learners[0];
        bench.iter(|| black_box(hand).is_met(black_box(learner), black_box(today)));
    });
    group.bench_function("engine", |bench| {
        let mut learner = ready.learners[0].clone();
        bench.iter(|| rules.outcome(black_box(rule), black_box(&mut learner), black_box(now)));
    });
    group.finish();
    let mut group = bench.benchmark_group("a2_one_decision_half_denied");
    let count = ready.learners.len();
    group.bench_function("hand", |bench| {
        let mut at = 0;
        bench.iter(|| {
            at = (at + 1) % count;
            hand.is_met(black_box(&ready.hand_learners[at]), black_box(today))
        });
    });
    group.bench_function("engine", |bench| {
        let (mut learners, mut at) = (ready.learners.clone(), 0);
        bench.iter(|| {
            at = (at + 1) % count;
            rules.outcome(
                black_box(rule),
                black_box(&mut learners[at]),
                black_box(now),
            )
        });
    });
    group.finish();
}

fn with_the_learner(bench: &mut Criterion) {
    let ready = Ready::new(Work::a());
    let (rules, now, today) = (ready.rules(), ready.work.now(), ready.work.today);
    let rule = rules.rules().next().unwrap();
    let hand = &ready.hand_rules[0];
    let mut group = bench.benchmark_group("a3_from_ids");
    group.bench_function("hand", |bench| {
        let mut learner = HandLearner::blank(ready.work.courses);
        bench.iter(|| {
            learner.load(black_box(&ready.work.learners[0]));
            hand.is_met(&learner, today)
        });
    });
    group.bench_function("engine", |bench| {
        let numbers = Numbers::of(rules, ready.work.courses);
        let numbered: Numbered = numbers.learner(&ready.work.learners[0]);
        let mut learner = ready.learners[0].clone();
        bench.iter(|| {
            learner.reload(rules, now, |facts| {
                numbers.fill(black_box(&numbered), facts)
            });
            rules.outcome(rule, &mut learner, now)
        });
    });
    group.bench_function("engine, numbers looked up on the way", |bench| {
        let numbers = Numbers::of(rules, ready.work.courses);
        let own = numbers.own(&ready.work.learners[0]);
        let mut learner = ready.learners[0].clone();
        bench.iter(|| {
            learner.reload(rules, now, |facts| numbers.look_up(black_box(&own), facts));
            rules.outcome(rule, &mut learner, now)
        });
    });
    group.finish();
    let mut group = bench.benchmark_group("a3_from_strings");
    group.bench_function("hand", |bench| {
        let names = HandNames::of(ready.work.courses);
        let mut learner = HandLearner::blank(ready.work.courses);
        bench.iter(|| {
            names.load(&mut learner, black_box(&ready.records[0]));
            hand.is_met(&learner, today)
        });
    });
    group.bench_function("engine", |bench| {
        bench.iter(|| {
            let record = black_box(&ready.records[0]);
            let mut learner = Learner::new(rules, record, &Seats::new(), now);
            rules.outcome(rule, &mut learner, now)
        });
    });
    group.finish();
    bench.bench_function("whole_verdict/engine", |bench| {
        let mut learner = ready.learners[0].clone();
        let record = &ready.records[0];
        bench.iter(|| rules.verdict(rule, &mut learner, black_box(record), now));
    });
}

fn many_rules(bench: &mut Criterion) {
    let ready = Ready::new(Work::b());
    let (rules, now, today) = (ready.rules(), ready.work.now(), ready.work.today);
    let count = ready.learners.len();
    let mut group = bench.benchmark_group("b1_200_rules");
    group.bench_function("hand", |bench| {
        let (mut met, mut at) = (Vec::with_capacity(200), 0);
        bench.iter(|| {
            at = (at + 1) % count;
            let learner = black_box(&ready.hand_learners[at]);
            met.clear();
            met.extend(
                ready
                    .hand_rules
                    .iter()
                    .map(|rule| rule.is_met(learner, today)),
            );
            met.len()
        });
    });
    group.bench_function("engine", |bench| {
        let (mut learners, mut outcomes, mut at) = (ready.learners.clone(), Vec::new(), 0);
        bench.iter(|| {
            at = (at + 1) % count;
            rules.outcomes(black_box(&mut learners[at]), now, &mut outcomes);
            outcomes.len()
        });
    });
    group.finish();
}

/// One completion, there and back, so that each round finds the learner as the last one did.
fn one_event(bench: &mut Criterion) {
    let mut group = bench.benchmark_group("b3_one_event");
    for (name, rules, courses) in [("200", 200, 445), ("20000", 20_000, 44_500)] {
        let work = Work::many(courses, rules, 1, 0xb0b);
        let (now, today) = (work.now(), work.today);
        let rules = &work.rule_set();
        let mut toggled = Toggled::new(&work, rules);
        let number = toggled.course;
        group.bench_function(format!("engine_{name}_rules_two_events"), |bench| {
            bench.iter(|| toggled.there_and_back(rules, now));
        });
        if courses <= 512 {
            let mentions = mentions(&work.rules, courses);
            let hand: Vec<HandRule> = work
                .rules
                .iter()
                .map(|rule| HandRule::of(rule, today))
                .collect();
            let mut learner = HandLearner::blank(courses);
            learner.load(&work.learners[0]);
            let mut met: Vec<bool> = hand
                .iter()
                .map(|rule| rule.is_met(&learner, today))
                .collect();
            group.bench_function("hand_two_events", |bench| {
                bench.iter(|| {
                    for _ in 0..2 {
                        learner.toggle(black_box(number));
                        for rule in &mentions[usize::from(number)] {
                            met[*rule as usize] = hand[*rule as usize].is_met(&learner, today);
                        }
                    }
                });
            });
        }
    }
    group.finish();
}

fn compiling(bench: &mut Criterion) {
    let work = Work::many(2_000, 2_000, 1, 0xc0);
    let definitions = work.definitions();
    let vocabulary = work.vocabulary();
    let by_hand = || HandRules::read(black_box(&definitions), &vocabulary, work.today).unwrap();
    assert_eq!(by_hand(), expected(&work, &vocabulary));
    let mut group = bench.benchmark_group("compile_2000_rules");
    // What a rule set takes to be given back is no part of compiling it.
    group.bench_function("hand", |bench| {
        bench.iter_batched(|| (), |()| by_hand(), BatchSize::PerIteration);
    });
    group.bench_function("engine", |bench| {
        let compile = |()| RuleSet::compile(black_box(&definitions), &vocabulary).unwrap();
        bench.iter_batched(|| (), compile, BatchSize::PerIteration);
    });
    group.finish();
}

/// What the rules are when they are made from their numbers, with the courses in the order of their ids.
fn expected(work: &Work, vocabulary: &Vocabulary) -> HandRules {
    let mut ranks = vec![0; work.courses];
    for (rank, id) in (0..).zip(vocabulary.courses.keys()) {
        let number = (0..work.courses as u16).find(|number| course(*number) == id.as_str());
        ranks[usize::from(number.unwrap())] = rank;
    }
    let rank = |number: u16| ranks[usize::from(number)];
    let specs: Vec<RuleSpec> = work
        .rules
        .iter()
        .map(|spec| RuleSpec {
            all: spec.all.map(rank),
            electives: spec.electives.map(rank),
            scored: rank(spec.scored),
            ..spec.clone()
        })
        .collect();
    HandRules {
        rules: specs
            .iter()
            .map(|spec| HandRule::of(spec, work.today))
            .collect(),
        mentions: mentions(&specs, work.courses),
    }
}

criterion_group!(
    rules,
    one_decision,
    with_the_learner,
    many_rules,
    one_event,
    compiling
);
criterion_main!(rules);
