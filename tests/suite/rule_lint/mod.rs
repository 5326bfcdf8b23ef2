//! Lint against every record of a small world: what it finds is so, and what is so in the fragment that it decides exactly
//! it finds.

use lms_core::Catalogue;
use lms_core::record::{Event, LearnerRecord};
use lms_core::rule::lint::Found;
use lms_core::verdict::Outcome;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Every record of the world with every instant worth asking: two roles, a score, an attribute, and three months. The
/// attribute is a boolean by the schema, but nothing keeps a host from recording a value of another type.
fn worlds() -> Vec<(LearnerRecord, &'static str)> {
    let at = "2026-01-01T00:00:00Z";
    let roles = [vec![], vec!["x"], vec!["y"], vec!["x", "y"]];
    let scores = [
        None,
        Some("-1"),
        Some("10"),
        Some("50"),
        Some("60"),
        Some("150"),
    ];
    let flags = [
        None,
        Some(json!({"type": "boolean", "value": true})),
        Some(json!({"type": "boolean", "value": false})),
        Some(json!({"type": "text", "value": "true"})),
    ];
    let mut worlds = Vec::new();
    for roles in &roles {
        for score in scores {
            for flag in &flags {
                let mut events: Vec<Value> = roles
                    .iter()
                    .map(|role| json!({"at": at, "type": "roleGranted", "role": role}))
                    .collect();
                events.extend(score.map(
                    |score| json!({"at": at, "type": "graded", "course": "a", "score": score}),
                ));
                events.extend(flag.as_ref().map(
                    |flag| json!({"at": at, "type": "attributeSet", "name": "f", "value": flag}),
                ));
                let mut record = LearnerRecord::new("ada".parse().unwrap());
                for event in events {
                    let event: Event = serde_json::from_value(event).unwrap();
                    record.evolve(&event);
                }
                for now in [
                    "2026-02-15T00:00:00Z",
                    "2026-03-15T00:00:00Z",
                    "2026-04-15T00:00:00Z",
                ] {
                    worlds.push((record.clone(), now));
                }
            }
        }
    }
    worlds
}

fn leaf() -> impl Strategy<Value = Value> {
    let roles = proptest::sample::select(vec!["x", "y"]);
    let bounds = proptest::sample::select(vec![
        ("0", "50"),
        ("50", "60"),
        ("50", "101"),
        ("60", "101"),
    ]);
    let months = proptest::sample::select(vec![
        (None, Some("2026-03-01")),
        (Some("2026-03-01"), Some("2026-04-01")),
        (Some("2026-04-01"), None),
    ]);
    prop_oneof![
        roles.prop_map(|role| json!({"type": "role", "role": role})),
        bounds.prop_map(
            |(min, below)| json!({"type": "score", "course": "a", "min": min, "below": below})
        ),
        any::<bool>().prop_map(
            |flag| json!({"type": "attribute", "name": "f", "op": "equals", "value": flag})
        ),
        Just(json!({"type": "attribute", "name": "f", "op": "isEmpty"})),
        months.prop_map(|(from, until)| {
            let mut window = json!({"type": "window"});
            for (name, day) in [("from", from), ("until", until)] {
                if let Some(day) = day {
                    window[name] = day.into();
                }
            }
            window
        }),
    ]
}

fn rule() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(3, 10, 3, |inner| {
        let of = proptest::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            of.clone().prop_map(|of| json!({"type": "all", "of": of})),
            of.clone().prop_map(|of| json!({"type": "any", "of": of})),
            of.clone().prop_map(|of| json!({"type": "none", "of": of})),
            of.prop_map(|of| json!({"type": "atLeast", "count": of.len().div_ceil(2), "of": of})),
            inner.prop_map(|of| json!({"type": "not", "of": of})),
        ]
    })
}

fn outcomes(catalogue: &Catalogue, rule: &str, worlds: &[(LearnerRecord, &str)]) -> Vec<bool> {
    let id = rule.parse().unwrap();
    let met = |(record, now): &(LearnerRecord, &str)| {
        let verdict = catalogue.verdict(&id, record, &Default::default(), now.parse().unwrap());
        verdict.unwrap().outcome == Outcome::Met
    };
    worlds.iter().map(met).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn findings_are_exactly_what_every_record_shows(one in rule(), two in rule()) {
        let document = json!({
            "attributes": [{"name": "f", "type": "boolean"}],
            "courses": [{"id": "a", "title": "A"}],
            "rules": [{"id": "one", "when": one}, {"id": "two", "when": two}],
        });
        let catalogue = Catalogue::from_json(&document.to_string()).unwrap();
        let worlds = worlds();
        let (one, two) = (outcomes(&catalogue, "one", &worlds), outcomes(&catalogue, "two", &worlds));
        let report = catalogue.lint();
        prop_assert_eq!(report.undecided.len(), 0);
        let has = |rule: &str, is: &dyn Fn(&Found) -> bool| {
            report.findings.iter().any(|finding| finding.rule.as_str() == rule && is(&finding.what))
        };
        let mut plain = true;
        for (rule, met) in [("one", &one), ("two", &two)] {
            let never = met.iter().all(|met| !met);
            let always = met.iter().all(|met| *met);
            let found = has(rule, &|found| matches!(found, Found::NeverMet { .. } | Found::WindowsContradict { .. }));
            prop_assert_eq!(found, never, "{} never met: {}", rule, document);
            prop_assert_eq!(has(rule, &|found| matches!(found, Found::AlwaysMet { .. })), always, "{} always met: {}", rule, document);
            plain &= !never && !always;
        }
        if plain {
            let implies = |one: &[bool], two: &[bool]| one.iter().zip(two).all(|(one, two)| !one || *two);
            let (there, back) = (implies(&one, &two), implies(&two, &one));
            let told = |from: &str| has(from, &|found| matches!(found, Found::Implies { .. }));
            let same = has("one", &|found| matches!(found, Found::SameAs { .. }));
            let shared = there || back;
            // Rules about different questions are not compared; then neither implies the other unless one is trivial.
            prop_assert_eq!(same, there && back, "{}", document);
            prop_assert_eq!(told("one"), there && !back, "{}", document);
            prop_assert_eq!(told("two"), back && !there, "{} {}", shared, document);
        }
    }
}
