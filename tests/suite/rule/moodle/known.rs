//! What Moodle knows of a learner, whom it lets in, and what a host reports of it.

use lms_core::record::Event;
use proptest::prelude::*;
use serde_json::{Value, json};

/// What Moodle knows of a learner; `None` is an activity or a field that was deleted.
#[derive(Debug, Clone)]
pub struct Known {
    /// Seconds since 1970.
    pub now: i64,
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
    /// Whether a group or condition, or its negation, is met there.
    pub fn lets_in(&self, part: &Value, negated: bool) -> bool {
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
    pub fn events(&self) -> Vec<Event> {
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

pub fn known() -> impl Strategy<Value = Known> {
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
