//! Small worlds in which it matters when something is done.

use lms_core::time::Instant;
use proptest::prelude::*;
use serde_json::{Value, json};

pub const NOW: &str = "2026-11-22T00:00:00Z";
pub const COURSES: [&str; 3] = ["a", "b", "c"];

/// A catalogue, what a learner did before, and what steps cost.
#[derive(Clone)]
pub struct World {
    pub catalogue: Value,
    /// The conditions of all rules, each of which is a rule of its own as well: `l0`, `l1` and so on.
    pub leaves: usize,
    pub events: Vec<Value>,
    pub courses: [u32; 3],
    pub approve: u32,
    pub join: u32,
    pub attempt: u32,
    pub certify: u32,
    pub wait: u32,
}

impl core::fmt::Debug for World {
    /// As JSON, which can be tried by hand.
    fn fmt(&self, out: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let events = Value::from(self.events.clone());
        let costs = (self.courses, self.approve, self.join, self.attempt);
        let more = (self.certify, self.wait);
        write!(out, "{} {events} {costs:?} {more:?}", self.catalogue)
    }
}

/// The start of a day, counted from now.
pub fn day(days: i64) -> Instant {
    let now: Instant = NOW.parse().unwrap();
    Instant::from_micros(now.micros() + days * 86_400_000_000).unwrap()
}

fn date(days: i64) -> String {
    let at = serde_json::to_value(day(days)).unwrap();
    at.as_str().unwrap().split('T').next().unwrap().to_owned()
}

fn course() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(COURSES.to_vec())
}

fn days() -> impl Strategy<Value = String> {
    (1..5_u32).prop_map(|days| format!("P{days}D"))
}

/// What no step ever breaks.
fn lasting() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => course().prop_map(|course| json!({"type": "completed", "course": course})),
        3 => (course(), days()).prop_map(|(course, within)| json!({"type": "completed", "course": course, "within": within})),
        1 => Just(json!({"type": "approved", "approval": "dean"})),
        1 => Just(json!({"type": "group", "group": "g"})),
        1 => Just(json!({"type": "attempts", "course": "a", "min": 2})),
        2 => (0..4_i64, 1..4_i64).prop_map(|(from, length)| json!({"type": "window", "from": date(from), "until": date(from + length)})),
        1 => (1..6_i64).prop_map(|from| json!({"type": "window", "from": date(from)})),
        1 => Just(json!({"type": "age", "attribute": "born", "min": 18})),
        1 => Just(json!({"type": "holds", "certification": "k"})),
        1 => (1..3_u32).prop_map(|days| json!({"type": "holds", "certification": "k", "for": format!("P{days}D")})),
        2 => (4..8_u32, days()).prop_map(|(min, within)| json!({"type": "credits", "courses": COURSES, "min": min.to_string(), "within": within})),
        1 => (4..8_u32).prop_map(|min| json!({"type": "credits", "courses": COURSES, "min": min.to_string()})),
    ]
}

/// What a step may break.
fn fragile() -> impl Strategy<Value = Value> {
    let since = prop_oneof![
        3 => course().prop_map(|course| json!({"type": "completion", "course": course})),
        1 => Just(json!({"type": "approval", "approval": "dean"})),
        1 => Just(json!({"type": "certificate", "certification": "k"})),
    ];
    let barred = lasting().prop_filter("a sum of credits", |leaf| leaf["type"] != "credits");
    prop_oneof![
        3 => (since.clone(), days()).prop_map(|(since, min)| json!({"type": "elapsed", "since": since, "min": min})),
        1 => (since, days()).prop_map(|(since, below)| json!({"type": "elapsed", "since": since, "below": below})),
        1 => days().prop_map(|length| json!({"type": "coolDown", "course": "a", "for": length})),
        1 => barred.prop_map(|leaf| json!({"type": "not", "of": leaf})),
    ]
}

/// What may be broken is asked for itself, never as an alternative: which of two alternatives a plan rests on, trying
/// everything does not see.
fn rule() -> impl Strategy<Value = Value> {
    let positive = lasting().prop_recursive(2, 6, 3, |inner| {
        let of = proptest::collection::vec(inner, 1..4);
        prop_oneof![
            of.clone().prop_map(|of| json!({"type": "all", "of": of})),
            of.clone().prop_map(|of| json!({"type": "any", "of": of})),
            (of, 1..3_usize).prop_map(|(of, count)| {
                let count = count.min(of.len());
                json!({"type": "atLeast", "count": count, "of": of})
            }),
        ]
    });
    (positive, proptest::collection::vec(fragile(), 0..2)).prop_map(|(positive, mut of)| {
        of.push(positive);
        json!({"type": "all", "of": of})
    })
}

fn event() -> impl Strategy<Value = Value> {
    let ago = 1..5_i64;
    prop_oneof![
        3 => (course(), ago.clone()).prop_map(|(course, ago)| json!({"at": day(-ago), "type": "completed", "course": course, "version": 1, "passed": true})),
        1 => ago.clone().prop_map(|ago| json!({"at": day(-ago), "type": "attempted", "course": "a"})),
        1 => ago.prop_map(|ago| json!({"at": day(-ago), "type": "approvalGranted", "approval": "dean"})),
        1 => (1..5_i64).prop_map(|days| {
            let born = date(days).replacen("2026", "2008", 1);
            json!({"at": day(-9), "type": "attributeSet", "name": "born", "value": {"type": "date", "value": born}})
        }),
    ]
}

/// The conditions of an expression.
fn leaves(of: &Value, found: &mut Vec<Value>) {
    match &of["of"] {
        Value::Array(parts) => parts.iter().for_each(|part| leaves(part, found)),
        Value::Null if !found.contains(of) => found.push(of.clone()),
        Value::Null => {}
        part => leaves(part, found),
    }
}

/// A world in which anything may be asked of anything.
pub fn world() -> impl Strategy<Value = World> {
    world_of(
        rule(),
        proptest::collection::vec(proptest::option::of(rule()), 3),
    )
}

/// A world in which one course opens some time after another one, so that a plan waits several times.
pub fn chained() -> impl Strategy<Value = World> {
    let pause = |before: &'static str| {
        let since = json!({"type": "completion", "course": before});
        let window = |from: i64, length: i64| json!({"type": "window", "from": date(from), "until": date(from + length)});
        prop_oneof![
            3 => days().prop_map(move |min| json!({"type": "elapsed", "since": since, "min": min})),
            2 => (1..6_i64, 1..4_i64).prop_map(move |(from, length)| window(from, length)),
            1 => lasting(),
            1 => fragile(),
        ]
    };
    let after = |before: &'static str| {
        let done = json!({"type": "completed", "course": before});
        pause(before).prop_map(move |pause| Some(json!({"type": "all", "of": [done, pause]})))
    };
    let first = proptest::option::of(lasting());
    let prerequisites = (first, after("a"), after("b")).prop_map(|(a, b, c)| vec![a, b, c]);
    let last = prop_oneof![
        2 => Just(json!({"type": "completed", "course": "c"})),
        1 => Just(json!({"type": "completed", "course": "b"})),
        1 => Just(json!({"type": "holds", "certification": "k"})),
    ];
    let rule = (last, proptest::option::of(pause("c"))).prop_map(|(last, pause)| {
        let of = [Some(last), pause];
        json!({"type": "all", "of": of.into_iter().flatten().collect::<Vec<Value>>()})
    });
    world_of(rule, prerequisites)
}

fn world_of(
    rule: impl Strategy<Value = Value>,
    prerequisites: impl Strategy<Value = Vec<Option<Value>>>,
) -> impl Strategy<Value = World> {
    let events = proptest::collection::vec(event(), 0..3);
    let costs = (
        proptest::array::uniform3(1..9_u32),
        proptest::array::uniform4(1..9_u32),
        1..4_u32,
    );
    (rule, prerequisites, events, costs).prop_map(
        |(rule, prerequisites, mut events, (courses, [approve, join, attempt, certify], wait))| {
            events.sort_by_key(|event| event["at"].to_string());
            let mut conditions = Vec::new();
            leaves(&rule, &mut conditions);
            let mut of_courses = Vec::new();
            for ((id, when), credits) in COURSES.iter().zip(prerequisites).zip(2..) {
                let mut course = json!({"id": id, "title": id, "credits": credits.to_string()});
                if let Some(when) = when {
                    leaves(&when, &mut conditions);
                    course["prerequisites"] = when;
                }
                of_courses.push(course);
            }
            let mut rules = vec![json!({"id": "r", "when": rule})];
            let alone = |(at, when): (usize, &Value)| json!({"id": format!("l{at}"), "when": when});
            rules.extend(conditions.iter().enumerate().map(alone));
            let catalogue = json!({
                "attributes": [{"name": "born", "type": "date"}],
                "certifications": [{"id": "k", "title": "K", "earnedBy": {"type": "course", "course": "c"},
                    "validity": {"type": "period", "period": "P3D"}}],
                "courses": of_courses,
                "rules": rules,
            });
            let leaves = conditions.len();
            World { catalogue, leaves, events, courses, approve, join, attempt, certify, wait }
        },
    )
}
