//! The works of `--bench rules` that `--bench counts` counts.

use std::hint::black_box;

use lms_core::record::{Event, LearnerRecord};
use lms_core::rule::{Change, Learner, RuleSet, Seats};

use crate::count::Counted;
use crate::rules_hand::{HandLearner, HandRule, mentions};
use crate::rules_load::Numbers;
use crate::work_abc::{Work, course};

/// What is counted.
pub const WORKS: &[Counted] = &[
    Counted {
        name: "rules/a1-hand",
        things: 1,
        ready: hand,
    },
    Counted {
        name: "rules/a1-one-decision",
        things: 1,
        ready: one_decision,
    },
    Counted {
        name: "rules/a3-with-the-learner-from-ids",
        things: 1,
        ready: from_ids,
    },
    Counted {
        name: "rules/a3-with-the-learner-from-texts",
        things: 1,
        ready: from_texts,
    },
    Counted {
        name: "rules/b1-200-rules",
        things: 64,
        ready: many_rules,
    },
    Counted {
        name: "rules/b3-one-event-of-200-rules",
        things: 2,
        ready: || one_event(200, 445),
    },
    Counted {
        name: "rules/b3-one-event-of-20000-rules",
        things: 2,
        ready: || one_event(20_000, 44_500),
    },
    Counted {
        name: "rules/whole-verdict",
        things: 1,
        ready: whole_verdict,
    },
    Counted {
        name: "rules/compile-2000-rules",
        things: 1,
        ready: compiling,
    },
];

fn hand() -> Box<dyn FnMut()> {
    let work = Work::a();
    let rule = HandRule::of(&work.rules[0], work.today);
    let mut learner = HandLearner::blank(work.courses);
    learner.load(&work.learners[0]);
    Box::new(move || {
        black_box(rule.is_met(black_box(&learner), work.today));
    })
}

fn one_decision() -> Box<dyn FnMut()> {
    let work = Work::a();
    let (rules, now) = (work.rule_set(), work.now());
    let rule = rules.rules().next().unwrap();
    let record = work.learners[0].record(0);
    let mut learner = Learner::new(&rules, &record, &Seats::new(), now);
    Box::new(move || {
        black_box(rules.outcome(rule, black_box(&mut learner), now));
    })
}

fn from_ids() -> Box<dyn FnMut()> {
    let work = Work::a();
    let (rules, now) = (work.rule_set(), work.now());
    let rule = rules.rules().next().unwrap();
    let numbers = Numbers::of(&rules, work.courses);
    let numbered = numbers.learner(&work.learners[0]);
    let record = work.learners[0].record(0);
    let mut learner = Learner::new(&rules, &record, &Seats::new(), now);
    Box::new(move || {
        learner.reload(&rules, now, |facts| numbers.fill(&numbered, facts));
        black_box(rules.outcome(rule, &mut learner, now));
    })
}

fn from_texts() -> Box<dyn FnMut()> {
    let work = Work::a();
    let (rules, now) = (work.rule_set(), work.now());
    let rule = rules.rules().next().unwrap();
    let record = work.learners[0].record(0);
    Box::new(move || {
        let mut learner = Learner::new(&rules, black_box(&record), &Seats::new(), now);
        black_box(rules.outcome(rule, &mut learner, now));
    })
}

fn many_rules() -> Box<dyn FnMut()> {
    let work = Work::b();
    let (rules, now) = (work.rule_set(), work.now());
    let learner = |record: &LearnerRecord| Learner::new(&rules, record, &Seats::new(), now);
    let mut learners: Vec<Learner> = work.records().iter().map(learner).collect();
    let mut outcomes = Vec::new();
    Box::new(move || {
        for learner in &mut learners {
            rules.outcomes(learner, now, &mut outcomes);
            black_box(outcomes.len());
        }
    })
}

fn one_event(rules: usize, courses: usize) -> Box<dyn FnMut()> {
    let work = Work::many(courses, rules, 1, 0xb0b);
    let (rules, now) = (work.rule_set(), work.now());
    let mut toggled = Toggled::new(&work, &rules);
    Box::new(move || toggled.there_and_back(&rules, now))
}

fn whole_verdict() -> Box<dyn FnMut()> {
    let work = Work::a();
    let (rules, now) = (work.rule_set(), work.now());
    let rule = rules.rules().next().unwrap();
    let record = work.learners[0].record(0);
    let mut learner = Learner::new(&rules, &record, &Seats::new(), now);
    Box::new(move || {
        black_box(rules.verdict(rule, &mut learner, black_box(&record), now));
    })
}

fn compiling() -> Box<dyn FnMut()> {
    let work = Work::many(2_000, 2_000, 1, 0xc0);
    let (definitions, vocabulary) = (work.definitions(), work.vocabulary());
    Box::new(move || {
        let rules = RuleSet::compile(black_box(&definitions), &vocabulary);
        black_box(rules.unwrap().len());
    })
}

/// A learner whose completion of a course comes and goes, so that each round finds the learner as the last one did.
#[derive(Debug)]
pub struct Toggled {
    learner: Learner,
    record: LearnerRecord,
    there: Change,
    back: Change,
    flips: Vec<lms_core::rule::Flip>,
    /// The course, by its number in the work.
    pub course: u16,
}

impl Toggled {
    /// The first learner of a work, and a typical course that is missing: four rules mention it.
    ///
    /// # Panics
    /// Where no course is like that.
    #[must_use]
    pub fn new(work: &Work, rules: &RuleSet) -> Self {
        let now = work.now();
        let mut record = work.learners[0].record(0);
        let mut learner = Learner::new(rules, &record, &Seats::new(), now);
        let missing = |number: &u16| !work.learners[0].completed.contains(number);
        let mentions = mentions(&work.rules, work.courses);
        let typical = |number: &u16| mentions[usize::from(*number)].len() == 4;
        let number = (0..work.courses as u16).filter(missing).find(typical);
        let number = number.unwrap();
        let text = format!(
            r#"{{"id":"e","at":"2026-01-01T00:00:00Z","type":"completed","course":"{}","passed":true}}"#,
            course(number)
        );
        let event: Event = serde_json::from_str(&text).unwrap();
        record.evolve(&event);
        let there = rules.change(&event);
        let back = rules.completions_withdrawn(&course(number).parse().unwrap());
        let mut flips = Vec::new();
        rules.apply(&mut learner, &record, &back, now, &mut flips);
        Self {
            learner,
            record,
            there,
            back,
            flips,
            course: number,
        }
    }

    /// Two events.
    #[inline]
    pub fn there_and_back(&mut self, rules: &RuleSet, now: lms_core::time::Instant) {
        for change in [&self.there, &self.back] {
            let change = black_box(change);
            rules.apply(
                &mut self.learner,
                &self.record,
                change,
                now,
                &mut self.flips,
            );
        }
    }
}
