//! What a host says in numbers is what it says in texts.

use lms_core::number::{Percent, Points};
use lms_core::record::{AttributeValue, Event, Happened, LearnerRecord};
use lms_core::rule::{
    AttributeIx, Change, CourseIx, Facts, Learner, RuleDefinition, RuleSet, Seats, SubjectIx,
    TextIx,
};
use lms_core::time::{Date, Instant, Interval};
use proptest::prelude::*;

use super::worlds::{
    DAYS, FIRST, When, events_of, expression, folded, midnight, rule, rules, vocabulary,
};

/// What a host that works with numbers tells.
#[derive(Clone, Copy)]
enum Told {
    Completed(CourseIx, Option<Percent>, Option<Points>),
    Scored(SubjectIx, Percent),
    Text(AttributeIx, Option<TextIx>),
    Boolean(AttributeIx, bool),
    Date(AttributeIx, Date),
    Number(AttributeIx, Points),
}

impl Told {
    fn change(self, at: Instant) -> Change {
        match self {
            Self::Completed(course, score, credits) => {
                Change::completion(course, score, credits, at)
            }
            Self::Scored(subject, score) => Change::score(subject, score, at),
            Self::Text(name, text) => Change::text(name, text, at),
            Self::Boolean(name, value) => Change::boolean(name, value, at),
            Self::Date(name, day) => Change::date(name, day, at),
            Self::Number(name, value) => Change::number(name, value, at),
        }
    }

    fn add(self, facts: &mut Facts, at: Instant) {
        match self {
            Self::Completed(course, None, None) => facts.add_completions([(course, at)]),
            Self::Completed(course, score, credits) => {
                facts.add_completion(course, score, credits, at);
            }
            Self::Scored(subject, score) => facts.add_score(subject, score, at),
            Self::Text(name, text) => facts.add_text(name, text, at),
            Self::Boolean(name, value) => facts.add_boolean(name, value, at),
            Self::Date(name, day) => facts.add_date(name, day, at),
            Self::Number(name, value) => facts.add_number(name, value, at),
        }
    }
}

const EVENTS: &[&str] = &[
    r#""type":"completed","course":"$","passed":true}"#,
    r#""type":"completed","course":"$","passed":true,"score":"%","credits":"4"}"#,
    r#""type":"graded","course":"$","score":"%"}"#,
    r#""type":"graded","course":"$","activity":"q","score":"%"}"#,
    r#""type":"attributeSet","name":"dept","value":{"type":"text","value":"nursing"}}"#,
    r#""type":"attributeSet","name":"dept","value":{"type":"text","value":"elsewhere"}}"#,
    r#""type":"attributeSet","name":"dept","value":{"type":"text","value":""}}"#,
    r#""type":"attributeSet","name":"hired","value":{"type":"date","value":"@"}}"#,
    r#""type":"attributeSet","name":"level","value":{"type":"number","value":"5"}}"#,
    r#""type":"attributeSet","name":"ok","value":{"type":"boolean","value":true}}"#,
];

/// An event in numbers; `None` where no rule asks.
fn told(rules: &RuleSet, event: &Event) -> Option<Told> {
    match &event.what {
        Happened::Completed {
            course,
            score,
            credits,
            ..
        } => {
            let course = rules.course_ix(course)?;
            Some(Told::Completed(course, *score, *credits))
        }
        Happened::Graded {
            course,
            activity,
            score: Some(score),
        } => {
            let subject = rules.subject_ix(course, activity.as_ref())?;
            Some(Told::Scored(subject, *score))
        }
        Happened::AttributeSet { name, value } => {
            let name = rules.attribute_ix(name)?;
            match value {
                AttributeValue::Text(text) => Some(Told::Text(name, rules.text_ix(text))),
                AttributeValue::Boolean(value) => Some(Told::Boolean(name, *value)),
                AttributeValue::Date(day) => Some(Told::Date(name, *day)),
                AttributeValue::Number(value) => Some(Told::Number(name, *value)),
                AttributeValue::Set(_) => None,
            }
        }
        _ => None,
    }
}

/// Rules that do not look inside texts, which numbers do not say.
fn comparing(
    first: Vec<RuleDefinition>,
    more: Vec<lms_core::rule::Expression>,
) -> Vec<RuleDefinition> {
    let more = more.into_iter().enumerate();
    let more = more.map(|(number, when)| rule(&format!("more-{number}"), when));
    let looks_inside = |rule: &RuleDefinition| {
        let text = serde_json::to_string(rule).unwrap();
        let inside = ["startsWith", "endsWith", r#""name":"dept","op":"contains""#];
        inside.iter().any(|test| text.contains(test))
    };
    let all: Vec<RuleDefinition> = first.into_iter().chain(more).collect();
    // Any rule may refer to the first.
    if looks_inside(&all[0]) {
        return Vec::new();
    }
    all.into_iter().filter(|rule| !looks_inside(rule)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_change_in_numbers_is_the_event(
        first in rules(), more in prop::collection::vec(expression(), 0..5),
        events in events_of(EVENTS, When::MIDNIGHTS), pauses in prop::collection::vec(0..40_i32, 24),
    ) {
        let set = RuleSet::compile(&comparing(first, more), &vocabulary()).unwrap();
        let (mut record, none) = (folded(&[]), folded(&[]));
        let (mut day, seats) = (FIRST, Seats::new());
        let mut texts = Learner::new(&set, &record, &seats, midnight(day));
        let mut numbers = Learner::from_facts(&set, Facts::default(), midnight(day));
        let mut facts = Facts::default();
        let (mut flips, mut same) = (Vec::new(), Vec::new());
        for (event, pause) in events.iter().zip(&pauses) {
            day += pause;
            let now = midnight(day);
            record.evolve(event);
            set.apply(&mut texts, &record, &set.change(event), now, &mut flips);
            match told(&set, event) {
                Some(told) => {
                    set.apply(&mut numbers, &none, &told.change(event.at), now, &mut same);
                    told.add(&mut facts, event.at);
                }
                None => set.advance(&mut numbers, now, &mut same),
            }
            prop_assert_eq!(&flips, &same, "{:?}", event);
            let mut anew = Learner::from_facts(&set, facts.clone(), now);
            for rule in set.rules() {
                let outcome = set.outcome(rule, &mut texts, now);
                prop_assert_eq!(set.outcome(rule, &mut numbers, now), outcome);
                prop_assert_eq!(set.outcome(rule, &mut anew, now), outcome);
            }
        }
    }

    #[test]
    fn certificates_and_withdrawn_completions_in_numbers_are_the_facts_made_anew(
        first in rules(), more in prop::collection::vec(expression(), 0..5),
        told in prop::collection::vec((0..4_u32, 0..DAYS, 1..DAYS), 1..12), pauses in prop::collection::vec(0..60_i32, 12),
    ) {
        let set = RuleSet::compile(&comparing(first, more), &vocabulary()).unwrap();
        let none: LearnerRecord = folded(&[]);
        let courses = ["a", "b", "c"].map(|id| set.course_ix(&id.parse().unwrap()));
        let held = set.certification_ix(&"x".parse().unwrap());
        let mut day = FIRST;
        let mut learner = Learner::from_facts(&set, Facts::default(), midnight(day));
        let (mut certificates, mut completions, mut flips) = (Vec::new(), Vec::new(), Vec::new());
        for ((what, from, length), pause) in told.into_iter().zip(pauses) {
            day += pause;
            let (now, at) = (midnight(day), midnight(FIRST + from));
            let course = courses[from as usize % 3];
            let change = match (what, course, held) {
                (0, _, Some(held)) => {
                    let until = Some(midnight(FIRST + from + length));
                    certificates.push((held, Interval { from: Some(at), until }));
                    Some(Change::certificate(held, certificates.last().unwrap().1))
                }
                (1, Some(course), _) => {
                    completions.retain(|(other, _)| *other != course);
                    Some(Change::completions_withdrawn(course))
                }
                (2.., Some(course), _) => {
                    completions.push((course, at));
                    Some(Change::completion(course, None, None, at))
                }
                _ => None,
            };
            match change {
                Some(change) => set.apply(&mut learner, &none, &change, now, &mut flips),
                None => set.advance(&mut learner, now, &mut flips),
            }
            let mut facts = Facts::default();
            facts.add_completions(completions.iter().copied());
            for (held, valid) in &certificates {
                facts.add_certificate(*held, *valid);
            }
            let mut anew = Learner::from_facts(&set, facts, now);
            prop_assert_eq!(learner.facts(), anew.facts());
            for rule in set.rules() {
                prop_assert_eq!(set.outcome(rule, &mut learner, now), set.outcome(rule, &mut anew, now));
            }
        }
    }
}
