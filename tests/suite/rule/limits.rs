//! Every limit of the language at it and one above it: the first compiles, the second has its own code at its path. Only
//! above it where a test would build millions of conditions twice: the rules of a catalogue, and their nodes together.

use lms_core::Catalogue;
use lms_core::rule::{
    Expression, MAX_AGE, MAX_CATALOGUE_NODES, MAX_DEPTH, MAX_EXPANDED_DEPTH, MAX_EXPANDED_NODES,
    MAX_NODES, MAX_RULES, MAX_SET, MAX_TEXT_BYTES, MAX_UNIT_DEPTH, RuleDefinition, RuleSet,
    UnitEntry, Vocabulary,
};
use serde_json::{Value, json};

/// The problems of a catalogue with one rule of this condition, each with its path below the condition.
fn problems(when: &Value) -> Vec<(String, String)> {
    let courses: Vec<Value> = (0..=MAX_SET)
        .map(|number| json!({"id": format!("c{number}"), "title": "C"}))
        .collect();
    let document = json!({
        "attributes": [
            {"name": "text", "type": "text"}, {"name": "number", "type": "number"},
            {"name": "set", "type": "set"}, {"name": "born", "type": "date"},
        ],
        "courses": courses,
        "rules": [{"id": "r", "when": when}],
    });
    found(&document)
        .into_iter()
        .map(|(path, code)| (path.replacen("$.rules[0].when", "", 1), code))
        .collect()
}

fn found(document: &Value) -> Vec<(String, String)> {
    match Catalogue::from_json(&document.to_string()) {
        Ok(_) => Vec::new(),
        Err(errors) => errors
            .problems
            .into_iter()
            .map(|problem| (problem.path, problem.code))
            .collect(),
    }
}

/// The limit itself is fine, and one above it is refused.
fn check(limit: usize, of_size: impl Fn(usize) -> Value, path: &str, code: &str) {
    assert_eq!(problems(&of_size(limit)), [], "{code} at {limit}");
    let expected = [(path.to_owned(), code.to_owned())];
    assert_eq!(
        problems(&of_size(limit + 1)),
        expected,
        "{code} above {limit}"
    );
}

fn attribute(name: &str, rest: Value) -> Value {
    let mut leaf = json!({"type": "attribute", "name": name});
    for (field, value) in rest.as_object().unwrap() {
        leaf[field] = value.clone();
    }
    leaf
}

#[test]
fn texts_have_a_length() {
    let long = |size: usize| "x".repeat(size);
    for op in ["equals", "contains", "startsWith", "endsWith"] {
        let text = |size| attribute("text", json!({"op": op, "value": long(size)}));
        check(MAX_TEXT_BYTES, text, ".value", "text_too_long");
    }
    let member = |size| attribute("set", json!({"op": "contains", "value": long(size)}));
    check(MAX_TEXT_BYTES, member, ".value", "text_too_long");
    let members = |size| attribute("set", json!({"op": "equals", "value": [long(size)]}));
    check(MAX_TEXT_BYTES, members, ".value", "text_too_long");
    let one_of = |size| attribute("text", json!({"op": "in", "values": ["a", long(size)]}));
    check(MAX_TEXT_BYTES, one_of, ".values[1]", "text_too_long");
    // Bytes, not letters.
    let umlauts =
        |size: usize| attribute("text", json!({"op": "equals", "value": "ü".repeat(size)}));
    check(MAX_TEXT_BYTES / 2, umlauts, ".value", "text_too_long");
    let role = |size| json!({"type": "role", "role": long(size)});
    check(128, role, ".role", "id_too_long");
}

#[test]
fn sets_have_a_size() {
    let numbers = |size: usize| (0..size).collect::<Vec<usize>>();
    let values = |size| attribute("number", json!({"op": "in", "values": numbers(size)}));
    check(MAX_SET, values, ".values", "set_too_large");
    let texts = |size: usize| {
        (0..size)
            .map(|one| format!("t{one}"))
            .collect::<Vec<String>>()
    };
    let one_of = |size| attribute("text", json!({"op": "in", "values": texts(size)}));
    check(MAX_SET, one_of, ".values", "set_too_large");
    let set = |size| attribute("set", json!({"op": "equals", "value": texts(size)}));
    check(MAX_SET, set, ".value", "set_too_large");
    let courses = |size: usize| {
        (0..size)
            .map(|one| format!("c{one}"))
            .collect::<Vec<String>>()
    };
    let credits = |size| json!({"type": "credits", "min": "1", "courses": courses(size)});
    check(MAX_SET, credits, ".courses", "set_too_large");
}

#[test]
fn trees_have_a_depth_and_a_size() {
    let deep = |levels: usize| {
        let role = json!({"type": "role", "role": "r"});
        (1..levels).fold(role, |of, _| json!({"type": "not", "of": of}))
    };
    check(MAX_DEPTH, deep, &".of".repeat(MAX_DEPTH), "rule_too_deep");
    let wide = |nodes: usize| {
        let role = json!({"type": "role", "role": "r"});
        json!({"type": "any", "of": vec![role; nodes - 1]})
    };
    let last = format!(".of[{}]", MAX_NODES - 1);
    check(MAX_NODES, wide, &last, "rule_too_large");
    // As deep as the parser of JSON lets a text be: refused where it stands, not run into.
    let deepest = deep(115);
    assert!(
        problems(&deepest)
            .iter()
            .any(|(_, code)| code == "rule_too_deep")
    );
}

#[test]
fn counts_and_numbers_have_bounds() {
    let age = |years: usize| json!({"type": "age", "attribute": "born", "min": years});
    check(MAX_AGE as usize, age, ".min", "age_out_of_range");
    let upper = |years: usize| json!({"type": "age", "attribute": "born", "below": years});
    check(MAX_AGE as usize, upper, ".below", "age_out_of_range");
    let number = |value: usize| {
        attribute(
            "number",
            json!({"op": "compare", "sign": ">", "value": value}),
        )
    };
    check(1_000_000_000, number, ".value", "decimal_out_of_range");
    let role = json!({"type": "role", "role": "r"});
    let count = |count: usize| json!({"type": "atLeast", "count": count, "of": [role, role]});
    check(2, count, ".count", "count_out_of_range");
    let version =
        |version: usize| json!({"type": "completed", "course": "c1", "minVersion": version});
    check(u32::MAX as usize, version, ".minVersion", "type_mismatch");
}

#[test]
fn a_catalogue_has_so_many_rules() {
    let rules = |count: usize| {
        let role = json!({"type": "role", "role": "r"});
        let rules: Vec<Value> = (0..count)
            .map(|number| json!({"id": format!("r{number}"), "when": role}))
            .collect();
        json!({"rules": rules})
    };
    let expected = [("$".to_owned(), "rules_too_many".to_owned())];
    assert_eq!(found(&rules(MAX_RULES + 1)), expected);
}

#[test]
fn a_rule_with_those_that_it_refers_to_has_a_size() {
    // Four rules of the most nodes, referred to side by side, fill up all but what stands around them.
    let expanded = |more: usize| {
        let role = json!({"type": "role", "role": "r"});
        let refer = json!({"type": "rule", "rule": "wide"});
        let wide = json!({"type": "any", "of": vec![role.clone(); MAX_NODES - 3]});
        // Itself, four references, four times the other.
        let own = 1 + 4 * (1 + MAX_NODES - 2);
        let mut of = vec![refer; 4];
        of.extend(vec![role; MAX_EXPANDED_NODES as usize - own + more]);
        json!({"rules": [{"id": "wide", "when": wide}, {"id": "r", "when": {"type": "all", "of": of}}]})
    };
    assert_eq!(found(&expanded(0)), []);
    let large = ("$.rules[1].when".into(), "rule_expands_too_large".into());
    assert_eq!(found(&expanded(1)), [large]);
}

#[test]
fn a_rule_with_those_that_it_refers_to_has_a_depth() {
    let deep = |levels: usize, bottom: Value| {
        (1..levels).fold(bottom, |of, _| json!({"type": "not", "of": of}))
    };
    let refer = |rule: &str| json!({"type": "rule", "rule": rule});
    let role = json!({"type": "role", "role": "r"});
    let chain = |last: usize| {
        json!({"rules": [
            {"id": "a", "when": deep(MAX_DEPTH, role.clone())},
            {"id": "b", "when": deep(MAX_DEPTH, refer("a"))},
            {"id": "c", "when": deep(last, refer("b"))},
        ]})
    };
    let left = MAX_EXPANDED_DEPTH as usize - 2 * MAX_DEPTH;
    assert_eq!(found(&chain(left)), []);
    // One level more than a rule may have by itself: a fourth takes it.
    let mut above = chain(left);
    let rules = above["rules"].as_array_mut().unwrap();
    rules.push(json!({"id": "d", "when": refer("c")}));
    let expected = ("$.rules[3].when".into(), "rule_expands_too_deep".into());
    assert_eq!(found(&above), [expected]);
}

#[test]
fn all_rules_together_have_a_size() {
    // The rules share their conditions, so that they need not be written out.
    let role: Expression = serde_json::from_value(json!({"type": "role", "role": "r"})).unwrap();
    let when = Expression::Any {
        of: vec![role; MAX_NODES - 1],
    };
    let rules: Vec<RuleDefinition> = (0..=MAX_CATALOGUE_NODES / MAX_NODES)
        .map(|number| {
            let rule = json!({"id": format!("r{number}"), "when": {"type": "role", "role": "r"}});
            let rule: RuleDefinition = serde_json::from_value(rule).unwrap();
            RuleDefinition {
                when: when.clone(),
                ..rule
            }
        })
        .collect();
    let errors = RuleSet::compile(&rules, &Vocabulary::default()).unwrap_err();
    let problem = &errors.problems[0];
    assert_eq!(errors.problems.len(), 1);
    assert_eq!(
        (problem.path.as_str(), problem.code.as_str()),
        ("$", "rules_too_large")
    );
}

#[test]
fn units_have_a_depth() {
    let chain = |length: usize| {
        let units = (0..length).map(|number| {
            let mut unit = json!({"id": format!("u{number}")});
            if number > 0 {
                unit["parent"] = json!(format!("u{}", number - 1));
            }
            unit
        });
        json!({"units": units.collect::<Vec<Value>>()})
    };
    assert_eq!(found(&chain(MAX_UNIT_DEPTH)), []);
    let path = format!("$.units[{MAX_UNIT_DEPTH}].parent");
    let expected = [(path, "units_too_deep".to_owned())];
    assert_eq!(found(&chain(MAX_UNIT_DEPTH + 1)), expected);
}

#[test]
fn units_without_a_catalogue_have_a_depth_too() {
    // Each below the next, the last below none or, in a circle, below the first.
    let compile = |length: usize, circle: bool| {
        let mut vocabulary = Vocabulary::default();
        for number in 0..length {
            let above = (number + 1) % length;
            let parent = (above > 0 || circle).then(|| format!("u{above}").parse().unwrap());
            let entry = UnitEntry {
                parent,
                ..UnitEntry::default()
            };
            vocabulary
                .units
                .insert(format!("u{number}").parse().unwrap(), entry);
        }
        let codes = |errors: lms_core::problem::DefinitionErrors| -> Vec<(String, String)> {
            let problems = errors.problems.into_iter();
            problems
                .map(|problem| (problem.path, problem.code))
                .collect()
        };
        RuleSet::compile(&[], &vocabulary)
            .map(|_| ())
            .map_err(codes)
    };
    let deep = vec![("$".to_owned(), "units_too_deep".to_owned())];
    assert_eq!(compile(MAX_UNIT_DEPTH, false), Ok(()));
    assert_eq!(compile(MAX_UNIT_DEPTH + 1, false), Err(deep.clone()));
    assert_eq!(compile(MAX_UNIT_DEPTH, true), Ok(()));
    assert_eq!(compile(MAX_UNIT_DEPTH + 1, true), Err(deep));
}
