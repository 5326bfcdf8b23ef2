use super::*;
use crate::problem::decode::parse;

fn problems(text: &str) -> Vec<(String, String)> {
    let mut problems = Problems::new();
    if let Some(value) = parse(text, &mut problems) {
        let _ = Expression::read(&value, &mut problems);
    }
    let found = problems
        .finish()
        .map_or_else(|found| found.problems, |()| Vec::new());
    found
        .into_iter()
        .map(|found| (found.path, found.code))
        .collect()
}

#[test]
fn every_problem_of_a_rule_is_reported_at_its_path() {
    let text = r#"{"type":"all","of":[{"type":"complete","course":"a"},{"type":"score","min":"x"},
        {"type":"not","of":{"type":"age","attribute":"born","minimum":3}},{"type":"paid"}]}"#;
    let expected = [
        ("$.of[0].type", "condition_unknown"),
        ("$.of[1]", "field_missing"),
        ("$.of[1].min", "decimal_form"),
        ("$.of[2].of.minimum", "field_unknown"),
        ("$.of[3]", "target_form"),
    ];
    let expected = expected.map(|(path, code)| (path.to_owned(), code.to_owned()));
    assert_eq!(problems(text), expected);
}

#[test]
fn what_is_read_is_what_serde_reads_and_writes() {
    let leaves = [
        r#"{"type":"completed","course":"a","passed":true,"minScore":"70","within":"P2Y","minVersion":3}"#,
        r#"{"type":"score","course":"a","activity":"q","min":"50","below":"80.5"}"#,
        r#"{"type":"holds","certification":"c","for":"P30D"}"#,
        r#"{"type":"attribute","name":"d","op":"in","values":[{"type":"text","value":"x"}]}"#,
        r#"{"type":"attribute","name":"d","op":"compare","sign":">=","value":{"type":"number","value":"7"}}"#,
        r#"{"type":"memberOf","unit":"u","recursive":true}"#,
        r#"{"type":"enrolled","course":"c"}"#,
        r#"{"type":"paid","offering":"o"}"#,
        r#"{"type":"coolDown","course":"c","for":"PT24H"}"#,
        r#"{"type":"window","from":"2026-01-01","until":"2026-02-01T08:00:00Z"}"#,
        r#"{"type":"elapsed","since":{"type":"enrolment","course":"c"},"min":"P90D"}"#,
        r#"{"type":"credits","courses":["a","b"],"min":"10","within":"P1Y"}"#,
        r#"{"type":"credits","min":"10"}"#,
        r#"{"type":"fact","name":"f","op":"isEmpty"}"#,
    ];
    for leaf in leaves {
        let text = format!(r#"{{"type":"disclosed","to":"staff","of":{leaf}}}"#);
        let mut problems = Problems::new();
        let value = parse(&text, &mut problems).unwrap();
        let read = Expression::read(&value, &mut problems);
        assert_eq!(problems.finish(), Ok(()), "{leaf}");
        let read = read.unwrap();
        let serde: Expression = serde_json::from_str(&text).unwrap();
        assert_eq!(read, serde);
        assert_eq!(serde_json::to_value(&read).unwrap(), value);
    }
}

#[test]
fn what_serde_reads_has_no_field_that_there_is_not_and_none_twice() {
    let read = |text| serde_json::from_str::<Expression>(text).map_err(|error| error.to_string());
    let misspelt = read(r#"{"type":"not","of":{"type":"completed","course":"a","minscore":"70"}}"#);
    let said = misspelt.unwrap_err();
    assert!(said.contains("$.of.minscore"), "{said}");
    let twice = read(r#"{"type":"completed","course":"a","course":"b"}"#).unwrap_err();
    assert!(twice.contains("is given twice"), "{twice}");
    let leaf = |text| serde_json::from_str::<Leaf>(text);
    assert!(leaf(r#"{"type":"completed","course":"a"}"#).is_ok());
    assert!(leaf(r#"{"type":"rule","rule":"a"}"#).is_err());
}

#[test]
fn deep_and_large_rules_are_refused_before_they_are_built() {
    let deep = |levels: usize| {
        let open = r#"{"type":"not","of":"#.repeat(levels);
        format!(
            "{open}{{\"type\":\"role\",\"role\":\"r\"}}{}",
            "}".repeat(levels)
        )
    };
    assert_eq!(problems(&deep(MAX_DEPTH - 1)), []);
    assert_eq!(problems(&deep(MAX_DEPTH))[0].1, "rule_too_deep");
    let role = r#"{"type":"role","role":"r"}"#;
    let wide = |width: usize| format!(r#"{{"type":"all","of":[{}]}}"#, vec![role; width].join(","));
    assert_eq!(problems(&wide(MAX_NODES - 1)), []);
    assert_eq!(problems(&wide(MAX_NODES))[0].1, "rule_too_large");
}
