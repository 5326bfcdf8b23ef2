//! The works of `--bench audience` that `--bench counts` counts.

use std::hint::black_box;

use lms_core::LearnerId;
use lms_core::rule::audience::{Plan, Population};
use lms_core::rule::{Facts, Learner, RuleIx, RuleSet, Seats};
use lms_core::verdict::Outcome;

use crate::count::Counted;
use crate::work_abc::Work;

/// Learners of a counted work: a block and some, since counting is slow.
const LEARNERS: usize = 5_000;

/// What is counted.
pub const WORKS: &[Counted] = &[
    Counted {
        name: "audience/loading-a-learner-from-ids",
        things: LEARNERS,
        ready: loading,
    },
    Counted {
        name: "audience/resident-decision",
        things: 20 * LEARNERS,
        ready: resident,
    },
    Counted {
        name: "audience/streamed-decision-from-texts",
        things: 20 * 200,
        ready: streaming,
    },
];

fn loading() -> Box<dyn FnMut()> {
    let work = Work::c(LEARNERS);
    let rules = work.rule_set();
    let since = "2026-01-01T00:00:00Z".parse().unwrap();
    let of = |record| rules.facts(record, &Seats::new());
    let records = work.records();
    let learners: Vec<(LearnerId, Facts)> = records
        .iter()
        .map(|record| (record.learner.clone(), of(record)))
        .collect();
    Box::new(move || {
        let mut population = Population::new(&rules, since);
        for (id, facts) in &learners {
            population.put_facts(&rules, id, facts).unwrap();
        }
        black_box(&population);
    })
}

fn resident() -> Box<dyn FnMut()> {
    let work = Work::c(LEARNERS);
    // The plan borrows the rules for as long as the work runs, which is to the end.
    let rules: &'static RuleSet = Box::leak(Box::new(work.rule_set()));
    let all: Vec<RuleIx> = rules.rules().collect();
    let mut population = Population::new(rules, "2026-01-01T00:00:00Z".parse().unwrap());
    for record in work.records() {
        population.put(rules, &record).unwrap();
    }
    let (plan, now, seats) = (Plan::new(rules, &all), work.now(), Seats::new());
    Box::new(move || {
        black_box(population.count(&plan, now, &seats).unwrap());
    })
}

fn streaming() -> Box<dyn FnMut()> {
    let work = Work::c(200);
    let rules = work.rule_set();
    let (records, now, seats) = (work.records(), work.now(), Seats::new());
    Box::new(move || {
        let mut count = 0_usize;
        for record in &records {
            let mut learner = Learner::new(&rules, record, &seats, now);
            for rule in rules.rules() {
                count += usize::from(rules.outcome(rule, &mut learner, now) == Outcome::Met);
            }
        }
        black_box(count);
    })
}
