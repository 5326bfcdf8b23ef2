//! Random rules and learners over one small vocabulary. By default every boundary falls on a midnight in UTC.

use std::collections::BTreeMap;

use lms_core::record::{Event, LearnerRecord};
use lms_core::rule::{
    AttributeType, CertificationEntry, CourseEntry, Expression, OfferingEntry, PathEntry,
    RuleDefinition, Seats, UnitEntry, Vocabulary,
};
use lms_core::time::{Date, Instant, Zone};
use proptest::prelude::*;

/// The first day on which anything happens, counted from 1970.
pub const FIRST: i32 = 19_723;
/// How many days things happen on.
pub const DAYS: i32 = 500;

/// Where in time things happen.
#[derive(Debug, Clone, Copy)]
pub struct When {
    /// The first day on which anything happens, counted from 1970.
    pub first: i32,
    /// How many days things happen on.
    pub days: i32,
    /// The periods that rules ask for.
    pub periods: &'static [&'static str],
    /// The times of day at which things happen, in UTC.
    pub clock: &'static [&'static str],
    /// The zone of the rules.
    pub zone: Zone,
}

impl When {
    /// Nearly two years of midnights in UTC.
    pub const MIDNIGHTS: Self = Self {
        first: FIRST,
        days: DAYS,
        periods: &["P1D", "P30D", "P1M", "P3M", "P1Y", "P1M15D"],
        clock: &["T00:00:00Z"],
        zone: Zone::UTC,
    };

    fn day(self) -> impl Strategy<Value = String> {
        (0..self.days).prop_map(move |day| {
            let day = Date::from_days_since_epoch(self.first + day);
            day.unwrap().to_string()
        })
    }
}

pub fn midnight(day: i32) -> Instant {
    Zone::UTC
        .start_of(Date::from_days_since_epoch(day).unwrap())
        .unwrap()
}

pub fn vocabulary() -> Vocabulary {
    let mut vocabulary = Vocabulary::default();
    for (course, credits) in [("a", "3"), ("b", "5"), ("c", "0.5")] {
        let entry = CourseEntry {
            credits: credits.parse().unwrap(),
            ..CourseEntry::default()
        };
        vocabulary.courses.insert(course.parse().unwrap(), entry);
    }
    for (name, kind) in [
        ("dept", AttributeType::Text),
        ("hired", AttributeType::Date),
        ("level", AttributeType::Number),
        ("ok", AttributeType::Boolean),
        ("tags", AttributeType::Set),
    ] {
        vocabulary.attributes.insert(name.parse().unwrap(), kind);
    }
    vocabulary
        .facts
        .insert("load".parse().unwrap(), AttributeType::Number);
    let offering = OfferingEntry {
        presence: Default::default(),
        course: "a".parse().unwrap(),
    };
    vocabulary.offerings.insert("o".parse().unwrap(), offering);
    vocabulary
        .certifications
        .insert("x".parse().unwrap(), CertificationEntry::default());
    for (unit, parent) in [("u1", None), ("u2", Some("u1")), ("u3", Some("u2"))] {
        let parent = parent.map(|parent: &str| parent.parse().unwrap());
        let entry = UnitEntry {
            parent,
            ..UnitEntry::default()
        };
        vocabulary.units.insert(unit.parse().unwrap(), entry);
    }
    let steps = ["m".parse().unwrap()].into();
    let path = PathEntry {
        steps,
        ..PathEntry::default()
    };
    vocabulary.paths.insert("p".parse().unwrap(), path);
    vocabulary
}

fn one_of(texts: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::sample::select(texts).prop_map(str::to_owned)
}

/// A template in which each `@` becomes a day, `%` a number from 0 to 100, `&` a period, and `$` a course.
fn filled(template: &'static str, when: When) -> impl Strategy<Value = String> {
    let period = one_of(when.periods);
    let course = one_of(&["a", "b", "c"]);
    let small = prop::collection::vec((when.day(), 0..=100_u32, period, course), 4);
    small.prop_map(move |values| {
        let mut values = values.into_iter().cycle();
        let mut text = String::new();
        for letter in template.chars() {
            match letter {
                '@' => text.push_str(&values.next().unwrap().0),
                '%' => text.push_str(&values.next().unwrap().1.to_string()),
                '&' => text.push_str(&values.next().unwrap().2),
                '$' => text.push_str(&values.next().unwrap().3),
                other => text.push(other),
            }
        }
        text
    })
}

const LEAVES: &[&str] = &[
    r#"{"type":"completed","course":"$"}"#,
    r#"{"type":"completed","course":"$","passed":true}"#,
    r#"{"type":"completed","course":"$","minScore":"%"}"#,
    r#"{"type":"completed","course":"$","within":"&"}"#,
    r#"{"type":"completed","course":"$","within":"&","minScore":"50","minVersion":2,"passed":true}"#,
    r#"{"type":"completed","course":"$","minVersion":2}"#,
    r#"{"type":"score","course":"$","min":"%"}"#,
    r#"{"type":"score","course":"$","activity":"q","below":"%"}"#,
    r#"{"type":"holds","certification":"x"}"#,
    r#"{"type":"holds","certification":"x","for":"&"}"#,
    r#"{"type":"attribute","name":"dept","op":"equals","value":"nursing"}"#,
    r#"{"type":"attribute","name":"dept","op":"in","values":["nursing","surgery"]}"#,
    r#"{"type":"attribute","name":"dept","op":"startsWith","value":"nu"}"#,
    r#"{"type":"attribute","name":"dept","op":"endsWith","value":"ry"}"#,
    r#"{"type":"attribute","name":"dept","op":"contains","value":"r"}"#,
    r#"{"type":"attribute","name":"dept","op":"isEmpty"}"#,
    r#"{"type":"attribute","name":"level","op":"between","min":3,"below":7}"#,
    r#"{"type":"attribute","name":"level","op":"compare","sign":"<=","value":5}"#,
    r#"{"type":"attribute","name":"level","op":"compare","sign":">","value":5}"#,
    r#"{"type":"attribute","name":"ok","op":"equals","value":true}"#,
    r#"{"type":"attribute","name":"hired","op":"compare","sign":"<","value":{"type":"date","value":"@"}}"#,
    r#"{"type":"attribute","name":"tags","op":"contains","value":"night"}"#,
    r#"{"type":"attribute","name":"tags","op":"equals","value":["night","day"]}"#,
    r#"{"type":"attribute","name":"tags","op":"isEmpty"}"#,
    r#"{"type":"fact","name":"load","op":"compare","sign":">=","value":5}"#,
    r#"{"type":"memberOf","unit":"u1","recursive":true}"#,
    r#"{"type":"memberOf","unit":"u2"}"#,
    r#"{"type":"group","group":"g"}"#,
    r#"{"type":"audience","audience":"n"}"#,
    r#"{"type":"role","role":"r"}"#,
    r#"{"type":"enrolled","course":"$"}"#,
    r#"{"type":"enrolled","offering":"o"}"#,
    r#"{"type":"waitlisted","offering":"o"}"#,
    r#"{"type":"withdrawn","course":"a"}"#,
    r#"{"type":"attempts","course":"$","below":2}"#,
    r#"{"type":"attempts","course":"a","activity":"q","min":1}"#,
    r#"{"type":"coolDown","course":"$","for":"&"}"#,
    r#"{"type":"coolDown","course":"$","for":"PT48H"}"#,
    r#"{"type":"skill","skill":"s","level":3}"#,
    r#"{"type":"window","from":"@"}"#,
    r#"{"type":"window","until":"@"}"#,
    r#"{"type":"window","from":"2024-03-01","until":"2024-09-01"}"#,
    r#"{"type":"elapsed","since":{"type":"attribute","name":"hired"},"min":"&"}"#,
    r#"{"type":"elapsed","since":{"type":"attribute","name":"hired"},"below":"PT240H"}"#,
    r#"{"type":"elapsed","since":{"type":"completion","course":"$"},"min":"&"}"#,
    r#"{"type":"elapsed","since":{"type":"enrolment","course":"$"},"below":"&"}"#,
    r#"{"type":"elapsed","since":{"type":"certificate","certification":"x"},"min":"P1D","below":"P2Y"}"#,
    r#"{"type":"elapsed","since":{"type":"approval","approval":"m1"},"min":"&"}"#,
    r#"{"type":"age","attribute":"hired","min":1}"#,
    r#"{"type":"age","attribute":"hired","below":1}"#,
    r#"{"type":"seatAvailable","offering":"o"}"#,
    r#"{"type":"approved","approval":"m1"}"#,
    r#"{"type":"approved","approval":"m2"}"#,
    r#"{"type":"paid","course":"$"}"#,
    r#"{"type":"paid","offering":"o"}"#,
    r#"{"type":"waived","course":"$"}"#,
    r#"{"type":"credits","courses":["a","b","c"],"min":"5"}"#,
    r#"{"type":"credits","courses":["a","b"],"min":"8","within":"&"}"#,
    r#"{"type":"step","path":"p","step":"m","state":"completed"}"#,
];

const EVENTS: &[&str] = &[
    r#""type":"completed","course":"$","passed":true,"score":"%","version":2}"#,
    r#""type":"completed","course":"$","passed":false,"score":"%","version":1}"#,
    r#""type":"completed","course":"$","passed":true,"credits":"4"}"#,
    r#""type":"graded","course":"$","score":"%"}"#,
    r#""type":"graded","course":"$","activity":"q","score":"%"}"#,
    r#""type":"graded","course":"$"}"#,
    r#""type":"attempted","course":"$"}"#,
    r#""type":"attempted","course":"a","activity":"q"}"#,
    r#""type":"awarded","certificate":"k1","certification":"x","anchor":"@","from":"@","until":"@"}"#,
    r#""type":"awarded","certificate":"k2","certification":"x","anchor":"@","from":"@"}"#,
    r#""type":"suspended","certificate":"k1"}"#,
    r#""type":"reinstated","certificate":"k1"}"#,
    r#""type":"revoked","certificate":"k2"}"#,
    r#""type":"extended","certificate":"k1","until":"@"}"#,
    r#""type":"attributeSet","name":"dept","value":{"type":"text","value":"nursing"}}"#,
    r#""type":"attributeSet","name":"dept","value":{"type":"text","value":"surgery"}}"#,
    r#""type":"attributeSet","name":"dept","value":{"type":"text","value":""}}"#,
    r#""type":"attributeSet","name":"dept","value":{"type":"number","value":"5"}}"#,
    r#""type":"attributeSet","name":"hired","value":{"type":"date","value":"@"}}"#,
    r#""type":"attributeSet","name":"level","value":{"type":"number","value":"5"}}"#,
    r#""type":"attributeSet","name":"level","value":{"type":"number","value":"7"}}"#,
    r#""type":"attributeSet","name":"ok","value":{"type":"boolean","value":true}}"#,
    r#""type":"attributeSet","name":"tags","value":{"type":"set","value":["night","day"]}}"#,
    r#""type":"attributeSet","name":"tags","value":{"type":"set","value":["night","other"]}}"#,
    r#""type":"attributeCleared","name":"dept"}"#,
    r#""type":"unitJoined","unit":"u3"}"#,
    r#""type":"unitJoined","unit":"u2"}"#,
    r#""type":"unitLeft","unit":"u3"}"#,
    r#""type":"groupJoined","group":"g"}"#,
    r#""type":"groupLeft","group":"g"}"#,
    r#""type":"audienceJoined","audience":"n"}"#,
    r#""type":"roleGranted","role":"r"}"#,
    r#""type":"roleEnded","role":"r"}"#,
    r#""type":"enrolled","course":"$","version":1}"#,
    r#""type":"enrolled","course":"a","version":1,"offering":"o","until":"@T00:00:00Z"}"#,
    r#""type":"waitlisted","course":"a","version":1,"offering":"o"}"#,
    r#""type":"withdrawn","course":"a"}"#,
    r#""type":"withdrawn","course":"a","offering":"o"}"#,
    r#""type":"skillAssessed","skill":"s","level":4,"until":"@T00:00:00Z"}"#,
    r#""type":"skillAssessed","skill":"s","level":2}"#,
    r#""type":"approvalRequested","approval":"m1"}"#,
    r#""type":"approvalRequested","approval":"m2"}"#,
    r#""type":"approvalGranted","approval":"m1"}"#,
    r#""type":"approvalDenied","approval":"m2"}"#,
    r#""type":"paid","course":"$"}"#,
    r#""type":"paid","course":"a","offering":"o"}"#,
    r#""type":"refunded","course":"a"}"#,
    r#""type":"waived","target":{"type":"prerequisites","course":"$"},"until":"@T00:00:00Z"}"#,
    r#""type":"waived","target":{"type":"prerequisites","course":"$"}}"#,
    r#""type":"pathStarted","path":"p","version":1}"#,
    r#""type":"stepNoted","path":"p","step":"m","note":"completed"}"#,
    r#""type":"factReported","name":"load","value":{"type":"number","value":"6"}}"#,
    r#""type":"factWithdrawn","name":"load"}"#,
    r#""type":"retracted","event":"e3"}"#,
];

fn leaf(when: When) -> impl Strategy<Value = String> {
    prop::sample::select(LEAVES).prop_flat_map(move |template| filled(template, when))
}

/// An expression; it may refer to the rule `base`, which is defined beside it.
pub fn expression() -> impl Strategy<Value = Expression> {
    expression_in(When::MIDNIGHTS)
}

fn expression_in(when: When) -> impl Strategy<Value = Expression> {
    let base = Just(r#"{"type":"rule","rule":"base"}"#.to_owned());
    let leaf = prop_oneof![12 => leaf(when), 1 => base];
    leaf.prop_recursive(4, 24, 5, |inner| {
        let list = prop::collection::vec(inner.clone(), 1..5);
        prop_oneof![
            3 => (list.clone(), one_of(&["all", "any", "none"])).prop_map(|(of, kind)| {
                format!(r#"{{"type":"{kind}","of":[{}]}}"#, of.join(","))
            }),
            1 => (list, any::<prop::sample::Index>()).prop_map(|(of, count)| {
                let count = count.index(of.len()) + 1;
                format!(r#"{{"type":"atLeast","count":{count},"of":[{}]}}"#, of.join(","))
            }),
            1 => inner.clone().prop_map(|of| format!(r#"{{"type":"not","of":{of}}}"#)),
            1 => inner.prop_map(|of| format!(r#"{{"type":"disclosed","to":"staff","of":{of}}}"#)),
        ]
    })
    .prop_map(|text| serde_json::from_str(&text).unwrap())
}

/// The rule under test, and the one that it may refer to.
pub fn rules() -> impl Strategy<Value = Vec<RuleDefinition>> {
    rules_in(When::MIDNIGHTS)
}

pub fn rules_in(when: When) -> impl Strategy<Value = Vec<RuleDefinition>> {
    (expression_in(when), leaf(when)).prop_map(move |(tested, base)| {
        let base = serde_json::from_str(&base).unwrap();
        let zoned = |id, condition| RuleDefinition {
            zone: when.zone,
            ..rule(id, condition)
        };
        vec![zoned("base", base), zoned("tested", tested)]
    })
}

pub fn rule(id: &str, when: Expression) -> RuleDefinition {
    RuleDefinition {
        id: id.parse().unwrap(),
        version: 1,
        title: None,
        zone: Zone::UTC,
        when,
    }
}

pub fn events() -> impl Strategy<Value = Vec<Event>> {
    events_in(When::MIDNIGHTS)
}

pub fn events_in(when: When) -> impl Strategy<Value = Vec<Event>> {
    events_of(EVENTS, when)
}

/// Events from templates of one's own, in the order of time.
pub fn events_of(
    templates: &'static [&'static str],
    when: When,
) -> impl Strategy<Value = Vec<Event>> {
    let what = prop::sample::select(templates);
    let what = what.prop_flat_map(move |template| filled(template, when));
    let at = (when.day(), one_of(when.clock)).prop_map(|(day, clock)| day + &clock);
    prop::collection::vec((what, at), 0..24).prop_map(|events| {
        let mut events: Vec<(String, String)> = events;
        events.sort_by(|one, two| one.1.cmp(&two.1));
        let numbered = events.into_iter().enumerate();
        numbered
            .map(|(number, (rest, at))| {
                let text = format!(r#"{{"id":"e{number}","at":"{at}",{rest}"#);
                serde_json::from_str(&text).unwrap_or_else(|error| panic!("{text}: {error}"))
            })
            .collect()
    })
}

pub fn seats() -> impl Strategy<Value = Seats> {
    prop::option::of(0..2_u32).prop_map(|free| {
        free.map(|free| BTreeMap::from([("o".parse().unwrap(), free)]))
            .unwrap_or_default()
    })
}

pub fn folded(events: &[Event]) -> LearnerRecord {
    let mut record = LearnerRecord::new("ada".parse().unwrap());
    for event in events {
        record.evolve(event);
    }
    record
}
