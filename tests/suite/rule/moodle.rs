//! An imported rule lets in nobody whom Moodle keeps out, and keeps out nobody else without saying so. Moodle is
//! `check_available` of availability/classes/tree.php and `is_available` of each condition, written down here once more.

use lms_core::record::Event;
use lms_core::rule::import::{MoodleNames, import_moodle_value};
use lms_core::rule::{CourseEntry, Learner, RuleSet, Seats, Vocabulary};
use lms_core::time::Instant;
use lms_core::verdict::Outcome;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::worlds::{folded, rule};

const CONDITIONS: &[&str] = &[
    r#"{"type":"date","d":">=","t":2}"#,
    r#"{"type":"date","d":"<","t":3}"#,
    r#"{"type":"grade","id":7}"#,
    r#"{"type":"grade","id":7,"min":50}"#,
    r#"{"type":"grade","id":7,"max":80}"#,
    r#"{"type":"grade","id":7,"min":50,"max":80}"#,
    r#"{"type":"grade","id":7,"min":80,"max":50}"#,
    r#"{"type":"grade","id":0,"max":80}"#,
    r#"{"type":"completion","cm":4,"e":0}"#,
    r#"{"type":"completion","cm":"4","e":"1"}"#,
    r#"{"type":"completion","cm":4,"e":2}"#,
    r#"{"type":"completion","cm":-1,"e":3}"#,
    r#"{"type":"completion","cm":9,"e":0}"#,
    r#"{"type":"completion","cm":9,"e":1}"#,
    r#"{"type":"completion","cm":9,"e":3}"#,
    r#"{"type":"completion","cm":0,"e":0}"#,
    r#"{"type":"group","id":5}"#,
    r#"{"type":"group","id":0}"#,
    r#"{"type":"group"}"#,
    r#"{"type":"group","id":-1}"#,
    r#"{"type":"grouping","id":2}"#,
    r#"{"type":"grouping","activity":true}"#,
    r#"{"type":"grouping","id":-1}"#,
    r#"{"type":"profile","$":"%","op":"isempty"}"#,
    r#"{"type":"profile","$":"%","op":"isnotempty"}"#,
    r#"{"type":"profile","$":"%","op":"isequalto","v":"Bern"}"#,
    r#"{"type":"profile","$":"%","op":"isequalto","v":""}"#,
    r#"{"type":"profile","$":"%","op":"contains","v":"er"}"#,
    r#"{"type":"profile","$":"%","op":"contains","v":""}"#,
    r#"{"type":"profile","$":"%","op":"doesnotcontain","v":"er"}"#,
    r#"{"type":"profile","$":"%","op":"doesnotcontain","v":"0"}"#,
    r#"{"type":"profile","$":"%","op":"startswith","v":"Be"}"#,
    r#"{"type":"profile","$":"%","op":"startswith","v":""}"#,
    r#"{"type":"profile","$":"%","op":"endswith","v":"rn"}"#,
    r#"{"type":"profile","$":"%","op":"endswith","v":""}"#,
];

/// What Moodle knows of a learner; `None` is an activity or a field that was deleted.
#[derive(Debug, Clone)]
struct Known {
    now: i64,
    grade: Option<i64>,
    lab: usize,
    other: Option<usize>,
    groups: [bool; 2],
    all_groups: bool,
    city: &'static str,
    badge: &'static str,
    nick: Option<&'static str>,
    /// Whether the host leaves out what is incomplete or empty, as it may for what it says exists.
    terse: bool,
}

impl Known {
    fn lets_in(&self, part: &Value, negated: bool) -> bool {
        let Some(kind) = part["type"].as_str() else {
            return self.group_lets_in(part, negated);
        };
        let number = |name: &str| match &part[name] {
            Value::String(text) => text.parse().ok(),
            other => other.as_i64(),
        };
        let met = match kind {
            "date" => (self.now >= number("t").unwrap()) == (part["d"] == ">="),
            "grade" => self.grade.is_some_and(|grade| {
                number("id") == Some(7)
                    && number("min").is_none_or(|min| grade >= min)
                    && number("max").is_none_or(|max| grade < max)
            }),
            "completion" => {
                let state = match number("cm") {
                    Some(4 | -1) => Some(self.lab),
                    Some(9) => self.other,
                    _ => None,
                };
                let Some(state) = state else {
                    return false;
                };
                let wanted: &[usize] = match number("e").unwrap() {
                    0 => &[0, 3],
                    1 => &[1, 2],
                    2 => &[2],
                    _ => &[3],
                };
                wanted.contains(&state)
            }
            "group" | "grouping" => {
                if self.all_groups {
                    return true;
                }
                match number("id") {
                    Some(5) => self.groups[0],
                    Some(-1) => false,
                    _ => self.groups.contains(&true),
                }
            }
            _ => self.field(part).is_some_and(|found| {
                let value = part["v"].as_str().unwrap_or_default();
                let blank = |text: &str| matches!(text, "" | "0");
                match part["op"].as_str().unwrap() {
                    "isempty" => blank(found),
                    "isnotempty" => !blank(found),
                    "isequalto" => found == value,
                    "contains" => found.contains(value),
                    "doesnotcontain" => blank(value) || !found.contains(value),
                    "startswith" => found.starts_with(value),
                    // The end of no length is the whole text there.
                    _ if value.is_empty() => found.is_empty(),
                    _ => found.ends_with(value),
                }
            }),
        };
        met != negated
    }

    fn field(&self, part: &Value) -> Option<&'static str> {
        match (part["sf"].as_str(), part["cf"].as_str()) {
            (Some(_), _) => Some(self.city),
            (_, Some("badge")) => Some(self.badge),
            _ => self.nick,
        }
    }

    fn group_lets_in(&self, group: &Value, negated: bool) -> bool {
        let op = group["op"].as_str().unwrap();
        let parts = group["c"].as_array().unwrap();
        let inner = negated != op.starts_with('!');
        let mut each = parts.iter().map(|part| self.lets_in(part, inner));
        parts.is_empty()
            || if op.ends_with('&') == inner {
                each.any(|met| met)
            } else {
                each.all(|met| met)
            }
    }

    /// What a host reports of it.
    fn events(&self) -> Vec<Event> {
        let text = |value: &str| json!({"type": "text", "value": value});
        let state = |state: usize| {
            text(
                ["incomplete", "complete", "pass", "fail"]
                    .get(state)
                    .unwrap(),
            )
        };
        let fact = |name: &str, value: Value| json!({"type": "factReported", "name": name, "value": value});
        let attribute = |name: &str, value: &str| json!({"type": "attributeSet", "name": name, "value": text(value)});
        let in_any = self.groups.contains(&true);
        let mut told = vec![fact(
            "in-any-group-of-bio",
            json!({"type": "boolean", "value": in_any}),
        )];
        if !(self.terse && self.lab == 0) {
            told.push(fact("state-lab", state(self.lab)));
        }
        told.extend(
            self.other
                .map(|other| fact("completion-cm-9", state(other))),
        );
        for (name, value) in [("city", self.city), ("badge-number", self.badge)] {
            if !(self.terse && value.is_empty()) {
                told.push(attribute(name, value));
            }
        }
        told.extend(self.nick.map(|nick| attribute("profile-nick", nick)));
        told.extend(self.grade.map(|grade| json!({"type": "graded", "course": "bio", "activity": "quiz", "score": grade.to_string()})));
        for (group, is_in) in ["red", "blue"].into_iter().zip(self.groups) {
            told.extend(is_in.then(|| json!({"type": "groupJoined", "group": group})));
        }
        told.extend(
            self.all_groups
                .then(|| json!({"type": "roleGranted", "role": "teacher"})),
        );
        let numbered = told.into_iter().enumerate();
        numbered
            .map(|(number, mut event)| {
                event["id"] = format!("e{number}").into();
                event["at"] = "1970-01-01T00:00:00Z".into();
                serde_json::from_value(event).unwrap()
            })
            .collect()
    }
}

fn known() -> impl Strategy<Value = Known> {
    let texts = || prop::sample::select(&["", "0", "Bern", "bern", "Luzern"][..]);
    (
        (
            1..4_i64,
            prop::option::of(prop::sample::select(&[0, 49, 50, 79, 80, 100][..])),
        ),
        (0..4_usize, prop::option::of(0..4_usize)),
        (any::<[bool; 2]>(), prop::bool::weighted(0.2)),
        (texts(), texts(), prop::option::of(texts())),
        any::<bool>(),
    )
        .prop_map(
            |((now, grade), (lab, other), (groups, all_groups), (city, badge, nick), terse)| {
                Known {
                    now,
                    grade,
                    lab,
                    other,
                    groups,
                    all_groups,
                    city,
                    badge,
                    nick,
                    terse,
                }
            },
        )
}

fn condition() -> impl Strategy<Value = Value> {
    let fields = [("sf", "city"), ("cf", "badge"), ("cf", "nick")];
    let field = prop::sample::select(fields.to_vec());
    (prop::sample::select(CONDITIONS), field).prop_map(|(text, (kind, name))| {
        serde_json::from_str(&text.replace('$', kind).replace('%', name)).unwrap()
    })
}

fn tree() -> impl Strategy<Value = Value> {
    let op = || prop::sample::select(&["&", "|", "!&", "!|"][..]);
    let part = condition().prop_recursive(3, 16, 3, move |part| {
        (op(), prop::collection::vec(part, 0..4)).prop_map(|(op, of)| json!({"op": op, "c": of}))
    });
    (op(), prop::collection::vec(part, 1..4)).prop_map(|(op, of)| {
        let flags = vec![true; of.len()];
        json!({"op": op, "c": of, "show": true, "showc": flags})
    })
}

fn names() -> MoodleNames {
    serde_json::from_value(json!({
        "course": "bio",
        "gradeItems": {"7": {"activity": "quiz"}},
        "completions": {"4": "state-lab"},
        "previous": 4,
        "groups": {"5": "red", "6": "blue"},
        "groupings": {"2": ["red", "blue"]},
        "activityGrouping": 2,
        "customProfile": {"badge": "badge-number"},
        "accessAllGroups": "teacher",
    }))
    .unwrap()
}

/// What may keep out whom Moodle lets in.
const STRICTER: [&str; 2] = ["grade_missing_negated", "profile_field_unlisted"];

fn check(tree: &Value, known: &Known) {
    let there = known.lets_in(tree, false);
    let imported = match import_moodle_value(tree, &names()) {
        Ok(imported) => imported,
        Err(errors) => {
            let codes: Vec<_> = errors.problems.iter().map(|found| &*found.code).collect();
            assert_eq!(codes, ["moodle_never"], "{tree}");
            assert!(!there, "{tree} is met by {known:?}");
            return;
        }
    };
    let Some(when) = imported.when else {
        assert!(there, "{tree} is not met by {known:?}");
        return;
    };
    let mut vocabulary = Vocabulary {
        attributes: imported.attributes,
        facts: imported.facts,
        ..Vocabulary::default()
    };
    vocabulary
        .courses
        .insert("bio".parse().unwrap(), CourseEntry::default());
    let rules = RuleSet::compile(&[rule("moodle", when.clone())], &vocabulary).unwrap();
    let record = folded(&known.events());
    let now = Instant::from_micros(known.now * 1_000_000).unwrap();
    let mut learner = Learner::new(&rules, &record, &Seats::default(), now);
    let tested = rules.rules().next().unwrap();
    let here = rules.verdict(tested, &mut learner, &record, now).outcome == Outcome::Met;
    let stricter = imported
        .differences
        .iter()
        .any(|found| STRICTER.contains(&&*found.code));
    assert!(
        there || !here,
        "{when} lets {known:?} in and {tree} does not"
    );
    assert!(
        here || !there || stricter,
        "{when} keeps {known:?} out and {tree} does not"
    );
}

proptest! {
    #[test]
    fn an_imported_rule_lets_in_whom_moodle_does(tree in tree(), known in known()) {
        check(&tree, &known);
    }

    #[test]
    fn an_imported_condition_and_its_negation_let_in_whom_moodle_does(
        condition in condition(),
        known in known(),
    ) {
        check(&json!({"op": "|", "c": [condition], "show": true}), &known);
        check(&json!({"op": "!|", "c": [condition], "showc": [true]}), &known);
    }
}
