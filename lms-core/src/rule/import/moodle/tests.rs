use serde_json::json;

use super::names::MoodleNames;
use super::{Imported, import_moodle, import_moodle_value};
use crate::rule::import::MAX_MOODLE_DEPTH;

fn names() -> MoodleNames {
    serde_json::from_value(json!({
        "course": "bio",
        "gradeItems": {"7": {"activity": "quiz"}, "8": {}, "9": {"course": "chem"}},
        "completions": {"4": "state-lab"},
        "previous": 4,
        "groups": {"5": "red", "6": "blue"},
        "groupings": {"2": ["red", "blue"], "3": []},
        "activityGrouping": 2,
        "customProfile": {"badge": "badge-number"},
        "accessAllGroups": "teacher",
    }))
    .unwrap()
}

fn import(text: &str) -> Imported {
    import_moodle(text, &names()).unwrap()
}

fn when(leaf: &str) -> String {
    let text = format!(r#"{{"op":"&","c":[{leaf}],"showc":[true]}}"#);
    import(&text)
        .when
        .map_or_else(|| "always".into(), |when| when.to_string())
}

fn when_not(leaf: &str) -> String {
    let text = format!(r#"{{"op":"!&","c":[{leaf}],"show":true}}"#);
    import(&text)
        .when
        .map_or_else(|| "always".into(), |when| when.to_string())
}

fn codes(text: &str) -> Vec<(String, String)> {
    let errors = import_moodle(text, &names()).unwrap_err();
    errors
        .problems
        .into_iter()
        .map(|found| (found.path, found.code))
        .collect()
}

fn differences(text: &str, names: &MoodleNames) -> Vec<(String, String)> {
    let found = import_moodle(text, names).unwrap().differences;
    found
        .into_iter()
        .map(|found| (found.path, found.code))
        .collect()
}

#[test]
fn each_condition_and_its_negation_keep_their_meaning() {
    for (leaf, plain, negated) in [
        (
            r#"{"type":"date","d":">=","t":1788220800}"#,
            "from 2026-09-01T00:00:00Z",
            "until 2026-09-01T00:00:00Z",
        ),
        (
            r#"{"type":"date","d":"<","t":-1}"#,
            "until 1969-12-31T23:59:59Z",
            "from 1969-12-31T23:59:59Z",
        ),
        (
            r#"{"type":"grade","id":7,"min":50,"max":80.5}"#,
            "score of at least 50 and below 80.5 in `quiz` of `bio`",
            "not score of at least 50 and below 80.5 in `quiz` of `bio`",
        ),
        (
            r#"{"type":"grade","id":8,"max":100}"#,
            "score below 100 in `bio`",
            "not score below 100 in `bio`",
        ),
        (
            r#"{"type":"grade","id":9}"#,
            "score of at least -1000000000 in `chem`",
            "not score of at least -1000000000 in `chem`",
        ),
        (
            r#"{"type":"grade","id":11,"min":1}"#,
            "score of at least 1 in `grade-item-11` of `bio`",
            "not score of at least 1 in `grade-item-11` of `bio`",
        ),
        (
            r#"{"type":"completion","cm":4,"e":0}"#,
            r#"fact `state-lab` is empty or fact `state-lab` is one of "incomplete", "fail""#,
            r#"fact `state-lab` is one of "complete", "pass""#,
        ),
        (
            r#"{"type":"completion","cm":12,"e":1}"#,
            r#"fact `completion-cm-12` is one of "complete", "pass""#,
            r#"fact `completion-cm-12` is one of "incomplete", "fail""#,
        ),
        (
            r#"{"type":"completion","cm":-1,"e":2}"#,
            r#"fact `state-lab` is one of "pass""#,
            r#"fact `state-lab` is empty or fact `state-lab` is one of "incomplete", "complete", "fail""#,
        ),
        (
            r#"{"type":"completion","cm":4,"e":3}"#,
            r#"fact `state-lab` is one of "fail""#,
            r#"fact `state-lab` is empty or fact `state-lab` is one of "incomplete", "complete", "pass""#,
        ),
        (
            r#"{"type":"profile","sf":"department","op":"isequalto","v":"Nursing"}"#,
            r#"`department` is "Nursing""#,
            r#"`department` is empty or not `department` is "Nursing""#,
        ),
        (
            r#"{"type":"profile","cf":"badge","op":"startswith","v":"A"}"#,
            r#"`badge-number` starts with "A""#,
            r#"`badge-number` is empty or not `badge-number` starts with "A""#,
        ),
        (
            r#"{"type":"profile","cf":"x","op":"endswith","v":"z"}"#,
            r#"`profile-x` ends with "z""#,
            r#"not `profile-x` ends with "z""#,
        ),
        (
            r#"{"type":"profile","sf":"city","op":"doesnotcontain","v":"b"}"#,
            r#"`city` is empty or not `city` contains "b""#,
            r#"`city` contains "b""#,
        ),
        (
            r#"{"type":"profile","sf":"city","op":"isempty"}"#,
            r#"`city` is empty or `city` is "0""#,
            r#"none of (`city` is empty, `city` is "0")"#,
        ),
        (
            r#"{"type":"profile","sf":"city","op":"isnotempty"}"#,
            r#"none of (`city` is empty, `city` is "0")"#,
            r#"`city` is empty or `city` is "0""#,
        ),
        (
            r#"{"type":"profile","sf":"city","op":"isequalto","v":""}"#,
            "`city` is empty",
            "not `city` is empty",
        ),
        (
            r#"{"type":"group","id":5}"#,
            "in group `red` or role `teacher`",
            "not in group `red` or role `teacher`",
        ),
        (
            r#"{"type":"grouping","id":2}"#,
            "(in group `red` or in group `blue`) or role `teacher`",
            "(not in group `red` and not in group `blue`) or role `teacher`",
        ),
        (
            r#"{"type":"grouping","activity":true}"#,
            "(in group `red` or in group `blue`) or role `teacher`",
            "(not in group `red` and not in group `blue`) or role `teacher`",
        ),
    ] {
        assert_eq!(when(leaf), plain);
        assert_eq!(when_not(leaf), negated);
    }
}

#[test]
fn groups_follow_moodles_logic_of_not() {
    let group = |id: u32| format!(r#"{{"type":"date","d":">=","t":{id}}}"#);
    let nested = |op: &str| format!(r#"{{"op":"{op}","c":[{},{}]}}"#, group(1), group(2));
    let (one, two) = ("from 1970-01-01T00:00:01Z", "from 1970-01-01T00:00:02Z");
    let (not_one, not_two) = ("until 1970-01-01T00:00:01Z", "until 1970-01-01T00:00:02Z");
    assert_eq!(when(&nested("&")), format!("{one} and {two}"));
    assert_eq!(when(&nested("|")), format!("{one} or {two}"));
    assert_eq!(when(&nested("!&")), format!("{not_one} or {not_two}"));
    assert_eq!(when(&nested("!|")), format!("{not_one} and {not_two}"));
    assert_eq!(when_not(&nested("&")), format!("{not_one} or {not_two}"));
    assert_eq!(when_not(&nested("!|")), format!("{one} or {two}"));
}

#[test]
fn an_empty_group_is_always_available_negated_too() {
    let empty = r#"{"op":"&","c":[]}"#;
    assert_eq!(import(r#"{"op":"&","c":[],"showc":[]}"#).when, None);
    assert_eq!(import(r#"{"op":"!|","c":[],"showc":[]}"#).when, None);
    assert_eq!(when(empty), "always");
    assert_eq!(when_not(empty), "always");
    let one_of = format!(r#"{{"op":"|","c":[{empty},{{"type":"group","id":5}}],"show":true}}"#);
    assert_eq!(import(&one_of).when, None);
}

#[test]
fn show_flags_hide_reasons_and_never_change_the_condition() {
    let text = r#"{"op":"&","c":[{"type":"date","d":"<","t":0},{"type":"date","d":">=","t":0}],"showc":[false,true]}"#;
    let found = import(text);
    assert_eq!(
        found.when.unwrap().to_string(),
        "[for staff: until 1970-01-01T00:00:00Z] and from 1970-01-01T00:00:00Z"
    );
    assert_eq!(found.differences[0].path, "$.showc[0]");
    assert_eq!(found.differences[0].code, "item_hidden");
    let text = r#"{"op":"|","c":[{"type":"date","d":"<","t":0}],"show":false}"#;
    let found = import(text);
    assert_eq!(
        found.when.unwrap().to_string(),
        "[for staff: until 1970-01-01T00:00:00Z]"
    );
    assert_eq!(found.differences[0].path, "$.show");
}

#[test]
fn what_does_not_carry_over_is_named_where_it_stands() {
    let bare = MoodleNames::new("bio".parse().unwrap());
    let text = r#"{"op":"&","c":[
        {"type":"group"}, {"type":"group","id":1}, {"type":"grouping","id":9}, {"type":"completion","cm":-1,"e":1},
        {"op":"!|","c":[{"type":"grade","id":3,"min":10}, {"type":"language","id":"de"}]}
    ],"showc":[true,true,true,true,true]}"#;
    let expected = [
        ("$.c[0]", "any_group"),
        ("$.c[0]", "access_all_groups"),
        ("$.c[1]", "access_all_groups"),
        ("$.c[2]", "grouping"),
        ("$.c[2]", "access_all_groups"),
        ("$.c[3]", "previous_activity"),
        ("$.c[4].c[0]", "grade_missing_negated"),
        ("$.c[4].c[1]", "condition_unknown"),
    ];
    let expected = expected.map(|(path, code)| (path.to_owned(), code.to_owned()));
    assert_eq!(differences(text, &bare), expected);
    let found = import_moodle(text, &bare).unwrap();
    let facts: Vec<&str> = found.facts.keys().map(crate::FactName::as_str).collect();
    assert_eq!(
        facts,
        [
            "availability-language-id-de",
            "completion-previous",
            "in-any-group-of-bio",
            "in-grouping-9"
        ]
    );
    assert_eq!(
        found.when.unwrap().to_string(),
        "fact `in-any-group-of-bio` is yes and in group `group-1` and fact `in-grouping-9` is yes \
         and fact `completion-previous` is one of \"complete\", \"pass\" \
         and (not score of at least 10 in `grade-item-3` of `bio` and fact `availability-language-id-de` is no)"
    );
}

#[test]
fn malformed_trees_are_refused_with_every_problem_and_its_path() {
    let text = r#"{"op":"&","c":[{"type":"date","d":">","t":1},{"type":"grade","id":"7"},{"op":"^","c":[]},
        {"type":"completion","cm":4,"e":9},{"type":"profile","op":"isempty"},{"type":"group","idd":4},
        {"type":"date","d":"<","t":99999999999999999}],"showc":[true,true,true,true,true,true,true]}"#;
    let expected = [
        ("$.c[0].d", "moodle_condition"),
        ("$.c[1].id", "type_mismatch"),
        ("$.c[2].op", "moodle_operator"),
        ("$.c[3].e", "moodle_condition"),
        ("$.c[4]", "moodle_condition"),
        ("$.c[5].idd", "field_unknown"),
        ("$.c[6].t", "time_out_of_range"),
    ];
    assert_eq!(
        codes(text),
        expected.map(|(path, code)| (path.to_owned(), code.to_owned()))
    );
    for (text, code) in [
        ("[]", "type_mismatch"),
        ("{", "json_form"),
        (r#"{"op":"&","showc":[]}"#, "field_missing"),
        (r#"{"op":"&","c":{},"showc":[]}"#, "type_mismatch"),
        (r#"{"op":"&","c":[],"showc":[true]}"#, "type_mismatch"),
        (r#"{"op":"|","c":[],"show":1}"#, "type_mismatch"),
        (r#"{"op":"&","c":[]}"#, "field_missing"),
        (r#"{"op":"|","c":[]}"#, "field_missing"),
        (
            r#"{"op":"&","c":[{"type":"grade","id":7,"min":80,"max":50}],"showc":[true]}"#,
            "moodle_never",
        ),
    ] {
        assert_eq!(codes(text)[0].1, code, "{text}");
    }
}

#[test]
fn hostile_trees_are_refused_in_bounded_work() {
    let deep = r#"{"op":"|","show":true,"c":["#.repeat(40) + &"]}".repeat(40);
    assert_eq!(codes(&deep)[0].1, "rule_too_deep");
    let leaf = r#"{"type":"group","id":5}"#;
    let nested = |levels| {
        let groups = r#"{"op":"|","show":true,"c":["#.repeat(levels);
        groups + leaf + &"]}".repeat(levels)
    };
    assert!(import_moodle(&nested(MAX_MOODLE_DEPTH), &names()).is_ok());
    assert_eq!(codes(&nested(MAX_MOODLE_DEPTH + 1))[0].1, "rule_too_deep");
    let wide = format!(
        r#"{{"op":"|","show":true,"c":[{}]}}"#,
        vec![leaf; 5_000].join(",")
    );
    assert_eq!(codes(&wide)[0].1, "rule_too_large");
    let names = names();
    let value = json!({"op": "|", "show": true, "c": [{"type": "x".repeat(10_000), "y": "z".repeat(10_000)}]});
    assert_eq!(
        import_moodle_value(&value, &names)
            .unwrap()
            .differences
            .len(),
        1
    );
}
