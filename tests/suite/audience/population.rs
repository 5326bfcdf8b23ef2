use lms_core::record::{Event, LearnerRecord};
use lms_core::rule::audience::{Answer, AudienceError, Counts, Kernel, Plan, Population};
use lms_core::rule::{Learner, RuleDefinition, RuleIx, RuleSet, Seats};
use lms_core::time::Instant;
use lms_core::verdict::Outcome;
use proptest::prelude::*;

use crate::rule::worlds::{DAYS, FIRST, events, folded, midnight, rules, seats, vocabulary};

pub(super) fn compiled(rules: &[RuleDefinition]) -> RuleSet {
    RuleSet::compile(rules, &vocabulary()).unwrap()
}

/// A learner with a name of their own.
pub(super) fn named(number: usize, events: &[Event]) -> LearnerRecord {
    let mut record = folded(events);
    record.learner = format!("learner-{number}").parse().unwrap();
    record
}

pub(super) fn learners() -> impl Strategy<Value = Vec<Vec<Event>>> {
    prop::collection::vec(events(), 1..6)
}

/// A first instant, and others from it on; some between midnights.
pub(super) fn instants() -> impl Strategy<Value = (Instant, Vec<Instant>)> {
    let after = prop::collection::vec((0..DAYS + 900, 0..3_i64), 1..5);
    (-30..DAYS, any::<bool>(), after).prop_map(|(first, always, after)| {
        let since = midnight(FIRST + first);
        let later = after.into_iter().map(|(days, tick)| {
            Instant::from_micros(midnight(FIRST + first + days).micros() + tick).unwrap()
        });
        let later = later.chain([since]).collect();
        (if always { Instant::MIN } else { since }, later)
    })
}

pub(super) fn population(rules: &RuleSet, since: Instant, records: &[LearnerRecord]) -> Population {
    let mut population = Population::new(rules, since);
    for record in records {
        population.put(rules, record).unwrap();
    }
    population
}

fn one_by_one(
    rules: &RuleSet,
    rule: RuleIx,
    records: &[LearnerRecord],
    seats: &Seats,
    now: Instant,
) -> Vec<Outcome> {
    let outcome = |record| rules.outcome(rule, &mut Learner::new(rules, record, seats, now), now);
    records.iter().map(outcome).collect()
}

fn outcomes(answer: &Answer, rows: usize) -> Vec<Outcome> {
    (0..rows).map(|row| answer.outcome(row)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn bulk_answers_as_each_learner_does(
        definitions in rules(),
        learners in learners(),
        seats in seats(),
        (since, instants) in instants(),
    ) {
        let rules = compiled(&definitions);
        let all: Vec<RuleIx> = rules.rules().collect();
        let records: Vec<LearnerRecord> =
            learners.iter().enumerate().map(|(number, events)| named(number, events)).collect();
        let population = population(&rules, since, &records);
        for now in instants {
            let plan = Plan::new(&rules, &all);
            let answers = population.ask(&plan, now, &seats).unwrap();
            let counts = population.count(&plan, now, &seats).unwrap();
            for ((rule, answer), counts) in all.iter().zip(&answers).zip(counts) {
                let wanted = one_by_one(&rules, *rule, &records, &seats, now);
                prop_assert_eq!(outcomes(answer, records.len()), wanted.clone(), "at {}", now);
                let count = |outcome| wanted.iter().filter(|found| **found == outcome).count();
                prop_assert_eq!(counts, Counts {
                    met: count(Outcome::Met),
                    unmet: count(Outcome::Unmet),
                    unknown: count(Outcome::Unknown),
                    waiting: count(Outcome::Waiting),
                });
                prop_assert_eq!(answer.unmet(population.live()).len(), counts.unmet);
            }
            let plain = plan.with_kernel(Kernel::Portable);
            prop_assert_eq!(answers, population.ask(&plain, now, &seats).unwrap());
        }
    }

    #[test]
    fn a_population_kept_up_by_events_is_as_one_made_anew(
        definitions in rules(),
        learners in learners(),
        seats in seats(),
        (since, instants) in instants(),
    ) {
        let rules = compiled(&definitions);
        let all: Vec<RuleIx> = rules.rules().collect();
        let plan = Plan::new(&rules, &all);
        let mut kept = Population::new(&rules, since);
        let longest = learners.iter().map(Vec::len).max().unwrap_or(0);
        for length in 0..=longest {
            for (number, events) in learners.iter().enumerate() {
                let known = &events[..length.min(events.len())];
                kept.put(&rules, &named(number, known)).unwrap();
            }
        }
        let records: Vec<LearnerRecord> =
            learners.iter().enumerate().map(|(number, events)| named(number, events)).collect();
        let anew = population(&rules, since, &records);
        for now in instants {
            prop_assert_eq!(
                kept.ask(&plan, now, &seats).unwrap(),
                anew.ask(&plan, now, &seats).unwrap()
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// However many come at a time, and whoever comes again.
    #[test]
    fn a_population_loaded_at_one_go_is_as_one_filled_one_by_one(
        definitions in rules(),
        learners in learners(),
        numbers in prop::collection::vec(0_usize..200, 1..200),
        split in 0_usize..200,
        seats in seats(),
        (since, instants) in instants(),
    ) {
        let rules = compiled(&definitions);
        let all: Vec<RuleIx> = rules.rules().collect();
        let plan = Plan::new(&rules, &all);
        let records: Vec<LearnerRecord> = numbers
            .iter()
            .enumerate()
            .map(|(place, number)| {
                // Mostly new ones in order, now and then one who was there; what they have changes with the place.
                let who = if number % 5 == 0 { *number } else { 1_000 + place };
                named(who, &learners[place % learners.len()])
            })
            .collect();
        let single = population(&rules, since, &records);
        let mut loaded = Population::new(&rules, since);
        for part in [&records[..split.min(records.len())], &records[split.min(records.len())..]] {
            loaded
                .load(&rules, part, |record, facts| {
                    rules.read_facts(record, &Seats::new(), facts);
                    &record.learner
                })
                .unwrap();
        }
        prop_assert_eq!(loaded.rows(), single.rows());
        let id = |row| (loaded.id(row), single.id(row));
        prop_assert!((0..single.rows()).map(id).all(|(loaded, single)| loaded == single));
        for now in instants {
            prop_assert_eq!(
                loaded.ask(&plan, now, &seats).unwrap(),
                single.ask(&plan, now, &seats).unwrap()
            );
        }
    }

    #[test]
    fn a_learner_read_into_used_room_is_as_a_new_one(
        definitions in rules(),
        learners in learners(),
        seats in seats(),
        (_, instants) in instants(),
    ) {
        let rules = compiled(&definitions);
        let mut used: Option<Learner> = None;
        for (number, events) in learners.iter().enumerate() {
            let record = named(number, events);
            for now in &instants {
                let anew = Learner::new(&rules, &record, &seats, *now);
                let used = used.get_or_insert_with(|| anew.clone());
                used.renew(&rules, &record, &seats, *now);
                prop_assert_eq!(&*used, &anew);
            }
        }
    }
}

/// Enough learners for several blocks, all different in what one rule asks.
fn crowd() -> (RuleSet, Vec<LearnerRecord>) {
    let rule = r#"{"id":"tested","when":{"type":"atLeast","count":2,"of":[
        {"type":"elapsed","since":{"type":"attribute","name":"hired"},"min":"P90D"},
        {"type":"completed","course":"a","within":"P1Y"},
        {"type":"score","course":"b","min":"50"}]}}"#;
    let rules = compiled(&[serde_json::from_str(rule).unwrap()]);
    let record = |number: usize| {
        let day = midnight(FIRST + (number % 400) as i32).to_string();
        let date = &day[..10];
        let mut text = format!(
            r#"[{{"at":"{day}","type":"attributeSet","name":"hired","value":{{"type":"date","value":"{date}"}}}}"#
        );
        if !number.is_multiple_of(3) {
            text += &format!(r#",{{"at":"{day}","type":"completed","course":"a","passed":true}}"#);
        }
        if number.is_multiple_of(5) {
            let score = number % 101;
            text += &format!(r#",{{"at":"{day}","type":"graded","course":"b","score":"{score}"}}"#);
        }
        named(
            number,
            &serde_json::from_str::<Vec<Event>>(&(text + "]")).unwrap(),
        )
    };
    (rules, (0..9_000).map(record).collect())
}

#[test]
fn stretches_of_a_large_population_add_up_to_the_whole() {
    let (rules, records) = crowd();
    let all: Vec<RuleIx> = rules.rules().collect();
    let (plan, seats) = (Plan::new(&rules, &all), Seats::new());
    let population = population(&rules, Instant::MIN, &records);
    let mut loaded = Population::new(&rules, Instant::MIN);
    loaded
        .load(&rules, &records, |record, facts| {
            rules.read_facts(record, &Seats::new(), facts);
            &record.learner
        })
        .unwrap();
    for day in [0, 90, 91, 300, 365, 500, 900] {
        let now = midnight(FIRST + day);
        let whole = population.ask(&plan, now, &seats).unwrap();
        assert_eq!(
            outcomes(&whole[0], 9_000),
            one_by_one(&rules, all[0], &records, &seats, now)
        );
        assert_eq!(loaded.ask(&plan, now, &seats).unwrap(), whole);
        for workers in [1, 2, 3, 100] {
            let mut sum = Answer::default();
            let mut covered = 0;
            for (number, stretch) in population.stretches(workers).enumerate() {
                covered += stretch.len();
                let part = population
                    .range(stretch)
                    .ask(&plan, now, &seats)
                    .unwrap()
                    .remove(0);
                if number == 0 {
                    sum = part
                } else {
                    sum.add(&part)
                }
            }
            assert_eq!((covered, &sum), (9_000, &whole[0]));
        }
        let odd = population
            .range(4_000..4_200)
            .ask(&plan, now, &seats)
            .unwrap();
        let inside = whole[0]
            .met
            .iter()
            .filter(|row| (4_000..4_200).contains(row));
        assert_eq!(
            odd[0].met.iter().collect::<Vec<_>>(),
            inside.collect::<Vec<_>>()
        );
        let counts = population
            .range(4_000..4_200)
            .count(&plan, now, &seats)
            .unwrap()[0];
        assert_eq!(counts.met, odd[0].met.len());
        assert_eq!(
            counts.met + counts.unmet + counts.unknown + counts.waiting,
            200
        );
    }
}

#[test]
fn the_empty_text_is_empty_however_it_comes() {
    let text = r#"{"id":"named","when":{"type":"not","of":
        {"type":"attribute","name":"dept","op":"isEmpty"}}}"#;
    let rules = compiled(&[serde_json::from_str(text).unwrap()]);
    let rule = rules.rules().next().unwrap();
    let title = rules.attribute_ix(&"dept".parse().unwrap()).unwrap();
    let now = midnight(FIRST);
    for (text, wanted) in [("", Outcome::Unmet), ("nurse", Outcome::Met)] {
        let mut facts = lms_core::rule::Facts::default();
        facts.add_text(title, rules.text_ix(text), now);
        let mut learner = Learner::from_facts(&rules, facts, now);
        assert_eq!(rules.outcome(rule, &mut learner, now), wanted, "{text:?}");
    }
}

#[test]
fn who_is_taken_out_is_in_no_answer_until_they_come_back() {
    let (rules, records) = crowd();
    let all: Vec<RuleIx> = rules.rules().collect();
    let (plan, seats, now) = (Plan::new(&rules, &all), Seats::new(), midnight(FIRST + 300));
    let mut population = population(&rules, now, &records[..100]);
    let before = population.ask(&plan, now, &seats).unwrap().remove(0);
    let row = before.met.iter().next().unwrap();
    let gone = &records[row];
    assert!(population.remove(&gone.learner));
    assert!(!population.remove(&gone.learner));
    assert_eq!(
        (population.row(&gone.learner), population.id(row)),
        (None, None)
    );
    let without = population.ask(&plan, now, &seats).unwrap().remove(0);
    assert_eq!(without.met.len() + 1, before.met.len());
    let counts = population.count(&plan, now, &seats).unwrap()[0];
    assert_eq!(
        counts.met + counts.unmet + counts.unknown + counts.waiting,
        99
    );
    assert_eq!(population.put(&rules, gone), Ok(row));
    assert_eq!(
        population.ask(&plan, now, &seats).unwrap().remove(0),
        before
    );
}

#[test]
fn a_day_before_the_first_one_is_refused() {
    let (rules, records) = crowd();
    let since = midnight(FIRST + 10);
    let population = population(&rules, since, &records[..2]);
    let plan = Plan::new(&rules, &[]);
    let asked = population.ask(&plan, midnight(FIRST + 9), &Seats::new());
    assert_eq!(asked, Err(AudienceError::TooEarly { since }));
    assert_eq!(asked.unwrap_err().code(), "population_too_early");
    assert_eq!(population.ask(&plan, since, &Seats::new()), Ok(Vec::new()));
}
