//! The works of `--bench audience` that `--bench counts` counts.

use std::alloc::System;
use std::hint::black_box;

use lms_core::LearnerId;
use lms_core::rule::audience::{Plan, Population};
use lms_core::rule::{Facts, Learner, RuleIx, RuleSet, Seats};
use lms_core::time::Instant;
use lms_core::verdict::Outcome;
use stats_alloc::{Region, StatsAlloc};

use crate::count::Counted;
use crate::rules_load::{self, Numbers};
use crate::work_abc::Work;

/// Learners of a counted work: a block and some, since counting is slow.
const LEARNERS: usize = 5_000;

/// What is counted.
pub const WORKS: &[Counted] = &[
    Counted {
        name: "audience/loading-a-learner-from-ids-at-one-go",
        things: LEARNERS,
        ready: || loading(Numbered::at_one_go),
    },
    Counted {
        name: "audience/loading-a-learner-from-ids-alone",
        things: LEARNERS,
        ready: || loading(Numbered::one_by_one),
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

/// A host's learners in the numbers of a rule set.
#[derive(Debug)]
pub struct Numbered {
    numbers: Numbers,
    learners: Vec<(LearnerId, rules_load::Numbered)>,
}

impl Numbered {
    /// The learners of a work.
    #[must_use]
    pub fn of(work: &Work, rules: &RuleSet) -> Self {
        let numbers = Numbers::of(rules, work.courses);
        let id = |number: usize| format!("learner-{number}").parse().unwrap();
        let learners = work.learners.iter().enumerate();
        let learners = learners.map(|(number, learner)| (id(number), numbers.learner(learner)));
        Self {
            learners: learners.collect(),
            numbers,
        }
    }

    /// A population of them, that answers from the beginning of the year on; loaded at one go.
    #[must_use]
    pub fn at_one_go(&self, rules: &RuleSet) -> Population {
        let mut population = Population::new(rules, since());
        population
            .load(rules, &self.learners, |(id, learner), facts| {
                self.numbers.fill(learner, facts);
                id
            })
            .unwrap();
        population
    }

    /// The same, one by one.
    #[must_use]
    pub fn one_by_one(&self, rules: &RuleSet) -> Population {
        let mut population = Population::new(rules, since());
        let mut facts = Facts::default();
        for (id, learner) in &self.learners {
            facts.clear();
            self.numbers.fill(learner, &mut facts);
            population.put_facts(rules, id, &facts).unwrap();
        }
        population
    }
}

fn since() -> Instant {
    "2026-01-01T00:00:00Z".parse().unwrap()
}

fn loading(load: impl Fn(&Numbered, &RuleSet) -> Population + 'static) -> Box<dyn FnMut()> {
    let work = Work::c(LEARNERS);
    let rules = work.rule_set();
    let host = Numbered::of(&work, &rules);
    Box::new(move || {
        black_box(load(&host, &rules));
    })
}

/// Loads 100,000 learners and gives the bytes that the allocator was asked for and not given back, and those that the
/// population says it holds.
#[must_use]
pub fn memory(allocator: &StatsAlloc<System>) -> (usize, usize) {
    let work = Work::c(100_000);
    let rules = work.rule_set();
    let host = Numbered::of(&work, &rules);
    let region = Region::new(allocator);
    let population = host.at_one_go(&rules);
    let change = region.change();
    (
        change.bytes_allocated - change.bytes_deallocated,
        population.bytes(),
    )
}

fn resident() -> Box<dyn FnMut()> {
    let work = Work::c(LEARNERS);
    // The plan borrows the rules for as long as the work runs, which is to the end.
    let rules: &'static RuleSet = Box::leak(Box::new(work.rule_set()));
    let all: Vec<RuleIx> = rules.rules().collect();
    let mut population = Population::new(rules, since());
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
    let mut learner = Learner::from_facts(&rules, Facts::default(), now);
    Box::new(move || {
        let mut count = 0_usize;
        for record in &records {
            learner.renew(&rules, record, &seats, now);
            for rule in rules.rules() {
                count += usize::from(rules.outcome(rule, &mut learner, now) == Outcome::Met);
            }
        }
        black_box(count);
    })
}
