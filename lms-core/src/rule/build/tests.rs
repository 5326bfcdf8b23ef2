use super::*;
use crate::number::Points;

#[test]
fn a_built_rule_is_the_one_written_in_json() {
    let built = any([
        at_least(
            2,
            [
                score("a").activity("q").min_score("50").below(80),
                paid("a").offering("o"),
                rule("r"),
            ],
        ),
        attribute("d").is_in(["x", "y"]).disclosed(Viewer::Staff),
        attribute("n").between(Points::whole(1).unwrap(), Points::whole(100).unwrap()),
        none([
            age("born").below(18),
            credits(["a", "b"], 10).within("P1Y"),
            cool_down("a", "PT24H"),
        ]),
    ]);
    let json = r#"{"type":"any","of":[
        {"type":"atLeast","count":2,"of":[{"type":"score","course":"a","activity":"q","min":"50","below":"80"},
            {"type":"paid","offering":"o"},{"type":"rule","rule":"r"}]},
        {"type":"disclosed","to":"staff","of":{"type":"attribute","name":"d","op":"in","values":["x","y"]}},
        {"type":"attribute","name":"n","op":"between","min":1,"below":100},
        {"type":"none","of":[{"type":"age","attribute":"born","below":18},
            {"type":"credits","courses":["a","b"],"min":"10","within":"P1Y"},
            {"type":"coolDown","course":"a","for":"PT24H"}]}]}"#;
    assert_eq!(
        built.build().unwrap(),
        serde_json::from_str::<Expression>(json).unwrap()
    );
}

#[test]
fn nothing_grows_past_the_limits() {
    let mut deep = role("r");
    for _ in 0..100_000 {
        deep = not(deep);
    }
    let errors = deep.build().unwrap_err();
    assert!(
        errors
            .problems
            .iter()
            .any(|problem| problem.code == "rule_too_deep")
    );
    let wide = all((0..MAX_NODES).map(|_| role("r")));
    assert_eq!(wide.build().unwrap_err().problems[0].code, "rule_too_large");
}

#[test]
fn every_mistake_of_a_sentence_is_reported() {
    let errors = not(all([
        cool_down("", "soon").activity(""),
        credits(["", "b"], "x").within("long"),
        completed("a").min_score("1e9").within("ever").below(3),
        rule("").passed(),
    ]))
    .build()
    .unwrap_err();
    let found: Vec<(&str, &str)> = errors
        .problems
        .iter()
        .map(|found| (found.path.as_str(), found.code.as_str()))
        .collect();
    let expected = [
        ("$.of.of[0].course", "id_empty"),
        ("$.of.of[0].for", "time_form"),
        ("$.of.of[0].activity", "id_empty"),
        ("$.of.of[1].courses[0]", "id_empty"),
        ("$.of.of[1].min", "decimal_form"),
        ("$.of.of[1].within", "time_form"),
        ("$.of.of[2].minScore", "decimal_form"),
        ("$.of.of[2].within", "time_form"),
        ("$.of.of[2]", "condition_misfit"),
        ("$.of.of[3].rule", "id_empty"),
        ("$.of.of[3]", "condition_misfit"),
    ];
    assert_eq!(found, expected);
}
