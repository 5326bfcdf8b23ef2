use super::*;
use crate::path::{MAX_EDGES, Requirement};
use crate::problem::decode::{Read, parse};

fn compile(json: &str) -> Result<Path, DefinitionErrors> {
    let mut problems = Problems::new();
    let value = parse(json, &mut problems);
    let definition = value.and_then(|value| PathDefinition::read(&value, &mut problems));
    problems.finish()?;
    Path::compile(definition.unwrap())
}

/// Steps `id` or `id: requirements`, all courses.
fn steps(steps: &[(&str, &str)]) -> String {
    let step = |(id, requires): &(&str, &str)| {
        format!(
            r#"{{"id":"{id}","item":{{"type":"course","course":"{id}"}},"credits":"5","requires":[{requires}]}}"#
        )
    };
    steps.iter().map(step).collect::<Vec<_>>().join(",")
}

fn before(step: &str) -> String {
    format!(r#"{{"type":"before","step":"{step}"}}"#)
}

fn problems(json: &str) -> Vec<(String, String)> {
    let found = compile(json).unwrap_err().problems;
    found
        .into_iter()
        .map(|problem| (problem.code, problem.path))
        .collect()
}

fn order(path: &Path) -> Vec<&str> {
    path.order().map(|step| step.id.as_str()).collect()
}

#[test]
fn author_order_decides_every_tie() {
    let list = steps(&[("d", ""), ("b", &before("a")), ("a", ""), ("c", "")]);
    let path = compile(&format!(r#"{{"id":"p","steps":[{list}]}}"#)).unwrap();
    assert_eq!(order(&path), ["d", "a", "b", "c"]);
}

#[test]
fn every_cycle_is_shown_by_its_shortest_witness() {
    let list = steps(&[
        ("a", &before("c")),
        ("b", &before("a")),
        ("c", &format!("{},{}", before("b"), before("e"))),
        ("d", &before("a")),
        ("e", &before("d")),
        ("x", &before("y")),
        ("y", &before("x")),
    ]);
    let found = compile(&format!(r#"{{"id":"p","steps":[{list}]}}"#))
        .unwrap_err()
        .problems;
    let found: Vec<_> = found
        .iter()
        .map(|p| (p.path.as_str(), p.message.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            (
                "$.steps[0].requires[0]",
                "each waits for the one before it: `a` → `b` → `c` → `a`"
            ),
            (
                "$.steps[0].requires[0]",
                "each waits for the one before it: `a` → `d` → `e` → `c` → `a`"
            ),
            (
                "$.steps[5].requires[0]",
                "each waits for the one before it: `x` → `y` → `x`"
            ),
        ]
    );
}

#[test]
fn mistakes_are_found_all_at_once() {
    let list = steps(&[
        ("a", &before("a")),
        ("b", &before("nowhere")),
        ("b", r#"{"type":"anyOf","of":[]}"#),
        (
            "c",
            r#"{"type":"atLeast","count":3,"of":[{"type":"before","step":"a"}]}"#,
        ),
    ]);
    let json = format!(
        r#"{{"id":"p","steps":[{list}],"goal":{{"id":"g","rule":{{"type":"atLeast","count":3}},"members":[
            {{"type":"step","step":"a"}},{{"type":"group","id":"h","rule":{{"type":"atLeastCredits","credits":"0"}},"members":[]}}]}}}}"#
    );
    assert_eq!(
        problems(&json),
        [
            ("id_duplicate".into(), "$.steps[2].id".into()),
            ("group_unsatisfiable".into(), "$.goal.rule.count".into()),
            ("group_empty".into(), "$.goal.members[1].members".into()),
            (
                "amount_not_positive".into(),
                "$.goal.members[1].rule.credits".into()
            ),
            ("self_requirement".into(), "$.steps[0].requires[0]".into()),
            (
                "reference_unknown".into(),
                "$.steps[1].requires[0].step".into()
            ),
            ("list_empty".into(), "$.steps[2].requires[0]".into()),
            ("step_impossible".into(), "$.steps[3].requires[0]".into()),
        ]
        .map(|(code, path): (String, String)| (code, path))
    );
}

#[test]
fn together_and_before_contradict_each_other() {
    let list = steps(&[
        ("lecture", r#"{"type":"together","step":"lab"}"#),
        ("lab", &before("lecture")),
    ]);
    let json = format!(r#"{{"id":"p","steps":[{list}]}}"#);
    assert_eq!(problems(&json)[0].0, "together_contradiction");
    let fine = steps(&[
        ("lecture", r#"{"type":"beforeOrTogether","step":"lab"}"#),
        ("lab", r#"{"type":"beforeOrTogether","step":"lecture"}"#),
    ]);
    let path = compile(&format!(r#"{{"id":"p","steps":[{fine}]}}"#)).unwrap();
    assert_eq!(order(&path), ["lecture", "lab"]);
}

#[test]
fn groups_and_steps_out_of_reach_are_refused() {
    let list = steps(&[
        ("a", r#"{"type":"credits","atLeast":"11"}"#),
        ("b", ""),
        ("c", &before("a")),
    ]);
    assert_eq!(
        problems(&format!(r#"{{"id":"p","steps":[{list}]}}"#)),
        [
            ("step_impossible".to_owned(), "$.steps[0]".to_owned()),
            ("step_unreachable".to_owned(), "$.steps[2]".to_owned()),
        ]
    );
    let list = steps(&[("a", ""), ("b", "")]);
    let goal = r#"{"id":"g","rule":{"type":"atLeastCredits","credits":"12"},"members":[{"type":"step","step":"a"},{"type":"step","step":"b"}]}"#;
    assert_eq!(
        problems(&format!(r#"{{"id":"p","steps":[{list}],"goal":{goal}}}"#)),
        [("group_unsatisfiable".to_owned(), "$.goal".to_owned())]
    );
}

#[test]
fn alternatives_may_run_in_a_circle_with_a_way_out() {
    let list = steps(&[
        (
            "a",
            r#"{"type":"anyOf","of":[{"type":"before","step":"b"},{"type":"before","step":"c"}]}"#,
        ),
        (
            "b",
            r#"{"type":"anyOf","of":[{"type":"before","step":"a"},{"type":"before","step":"d"}]}"#,
        ),
        ("c", ""),
        ("d", ""),
    ]);
    let path = compile(&format!(r#"{{"id":"p","steps":[{list}]}}"#)).unwrap();
    assert_eq!(order(&path), ["c", "a", "b", "d"]);
    assert_eq!(path.findings()[0].code, "cycle_avoidable");
    let closed = steps(&[
        (
            "a",
            r#"{"type":"anyOf","of":[{"type":"before","step":"b"}, {"type":"before","step":"c"}]}"#,
        ),
        (
            "b",
            r#"{"type":"anyOf","of":[{"type":"before","step":"a"}, {"type":"before","step":"c"}]}"#,
        ),
        ("c", r#"{"type":"credits","atLeast":"11"}"#),
    ]);
    let found = problems(&format!(r#"{{"id":"p","steps":[{closed}]}}"#));
    assert_eq!(found.len(), 3);
}

#[test]
fn implied_requirements_are_findings() {
    let list = steps(&[
        ("a", ""),
        ("b", &before("a")),
        ("c", &format!("{},{}", before("a"), before("b"))),
        (
            "d",
            &format!(
                "{},{}",
                before("b"),
                r#"{"type":"beforeOrTogether","step":"b"}"#
            ),
        ),
        ("e", r#"{"type":"beforeOrTogether","step":"a"}"#),
        (
            "f",
            &format!(
                "{},{}",
                r#"{"type":"beforeOrTogether","step":"e"}"#,
                before("a")
            ),
        ),
    ]);
    let path = compile(&format!(r#"{{"id":"p","steps":[{list}]}}"#)).unwrap();
    let paths: Vec<_> = path
        .findings()
        .iter()
        .map(|finding| finding.path.as_str())
        .collect();
    assert_eq!(paths, ["$.steps[2].requires[0]", "$.steps[3].requires[1]"]);
}

#[test]
fn strict_order_waits_for_every_earlier_member() {
    let list = steps(&[("c", ""), ("b", ""), ("a", "")]);
    let members =
        r#"[{"type":"step","step":"a"},{"type":"step","step":"b"},{"type":"step","step":"c"}]"#;
    let path = compile(&format!(
        r#"{{"id":"p","steps":[{list}],"goal":{{"id":"g","order":"strict","members":{members}}}}}"#
    ))
    .unwrap();
    assert_eq!(order(&path), ["a", "b", "c"]);
    let looped = steps(&[("c", ""), ("b", ""), ("a", &before("c"))]);
    let found = compile(&format!(
        r#"{{"id":"p","steps":[{looped}],"goal":{{"id":"g","order":"strict","members":{members}}}}}"#
    ))
    .unwrap_err();
    assert_eq!(
        found.problems[0].message,
        "each waits for the one before it: `c` → `a` → `c`"
    );
}

#[test]
fn what_is_too_large_is_refused_before_it_is_looked_at() {
    let many: Vec<Requirement> = (0..=MAX_EDGES)
        .map(|_| Requirement::Before {
            step: StepId::parse("a").unwrap(),
        })
        .collect();
    let json = format!(
        r#"{{"id":"p","steps":[{}]}}"#,
        steps(&[("a", ""), ("b", "")])
    );
    let mut definition: PathDefinition = serde_json::from_str(&json).unwrap();
    definition.steps[1].requires = many;
    let codes = |definition| {
        Path::compile(definition).unwrap_err().problems[0]
            .code
            .clone()
    };
    assert_eq!(codes(definition.clone()), "path_too_large");
    let mut deep = Requirement::Before {
        step: StepId::parse("a").unwrap(),
    };
    for _ in 0..40 {
        deep = Requirement::AllOf { of: vec![deep] };
    }
    definition.steps[1].requires = vec![deep];
    assert_eq!(codes(definition.clone()), "path_too_deep");
    definition.steps[1].requires.clear();
    definition.steps[0].credits = Points::whole(900_000_000).unwrap();
    assert_eq!(codes(definition), "credits_out_of_range");
}

#[test]
fn credits_are_earned_before_what_asks_for_them() {
    let list = steps(&[
        ("thesis", r#"{"type":"credits","atLeast":"10"}"#),
        ("a", ""),
        ("b", ""),
    ]);
    let path = compile(&format!(r#"{{"id":"p","steps":[{list}]}}"#)).unwrap();
    assert_eq!(order(&path), ["a", "b", "thesis"]);
}

#[test]
fn a_deadline_shorter_than_what_comes_before_is_impossible() {
    let deadline = |within: &str| {
        let requires = format!(
            r#"{{"type":"delay","step":"a","period":"P2M"}},{{"type":"deadline","within":"{within}"}}"#
        );
        compile(&format!(
            r#"{{"id":"p","steps":[{}]}}"#,
            steps(&[("a", ""), ("b", &requires)])
        ))
    };
    assert_eq!(
        deadline("P1M").unwrap_err().problems[0].code,
        "step_impossible"
    );
    assert!(deadline("P2M").is_ok());
}

#[test]
fn groups_that_may_not_share_enough_steps_are_refused() {
    let list = steps(&[("a", ""), ("b", ""), ("c", "")]);
    let group = |id: &str| {
        format!(
            r#"{{"type":"group","id":"{id}","rule":{{"type":"atLeast","count":2}},"members":[
            {{"type":"step","step":"a"}},{{"type":"step","step":"b"}},{{"type":"step","step":"c"}}]}}"#
        )
    };
    let path = |sharing: &str| {
        compile(&format!(
            r#"{{"id":"p","steps":[{list}],"goal":{{"id":"g","members":[{},{}]}},
            "doubleCounting":[{{"groups":["x","y"],"sharing":{sharing}}}]}}"#,
            group("x"),
            group("y")
        ))
    };
    assert_eq!(
        path(r#"{"type":"forbidden"}"#).unwrap_err().problems[0].code,
        "goal_unsatisfiable"
    );
    assert!(path(r#"{"type":"limitedSteps","count":1}"#).is_ok());
}

#[test]
fn a_step_may_wait_for_a_share_of_the_group_that_it_is_in() {
    // The project waits for part of its own group: half of it can be there without the project, all of it cannot.
    let path = |rule: &str, at_least: &str| {
        let project = format!(r#"{{"type":"share","step":"core","atLeast":"{at_least}"}}"#);
        let list = steps(&[("a", ""), ("b", ""), ("project", project.as_str())]);
        let members = ["a", "b", "project"].map(|id| format!(r#"{{"type":"step","step":"{id}"}}"#));
        compile(&format!(
            r#"{{"id":"p","steps":[{list}],"goal":{{"id":"g","members":[
            {{"type":"group","id":"core","rule":{rule},"members":[{}]}}]}}}}"#,
            members.join(",")
        ))
    };
    let all = r#"{"type":"all"}"#;
    assert!(path(all, "66").is_ok());
    let of_two = r#"{"type":"atLeast","count":2}"#;
    assert!(path(of_two, "100").is_ok());
    for (rule, at_least) in [(all, "67"), (all, "100")] {
        let problems = path(rule, at_least).unwrap_err().problems;
        assert!(
            problems
                .iter()
                .any(|problem| problem.code == "step_unreachable"),
            "{problems:?}"
        );
    }
}

#[test]
fn a_score_that_leads_to_itself_opens_nothing() {
    let list = steps(&[("a", ""), ("b", ""), ("c", ""), ("d", "")]);
    let branch = |id: &str, on: &str, members: [&str; 2]| {
        let members = members.map(|step| format!(r#"{{"type":"step","step":"{step}"}}"#));
        format!(
            r#"{{"type":"group","id":"{id}","rule":{{"type":"branch","on":"{on}","bands":[{{"from":"0","until":"50"}},{{"from":"50"}}]}},"members":[{}]}}"#,
            members.join(",")
        )
    };
    let goal = |groups: &[String]| {
        format!(
            r#"{{"id":"p","steps":[{list}],"goal":{{"id":"g","rule":{{"type":"any"}},"members":[{}]}}}}"#,
            groups.join(",")
        )
    };
    let unreachable = |steps: &[usize]| -> Vec<(String, String)> {
        let spot = |step: &usize| (String::from("step_unreachable"), format!("$.steps[{step}]"));
        steps.iter().map(spot).collect()
    };
    assert_eq!(
        problems(&goal(&[branch("x", "a", ["a", "b"])])),
        unreachable(&[0, 1])
    );
    // Two branches, each decided by a step behind the other.
    let crossed = [branch("x", "a", ["b", "c"]), branch("y", "b", ["a", "d"])];
    assert_eq!(problems(&goal(&crossed)), unreachable(&[0, 1, 2, 3]));
    // A step that stands elsewhere as well is open from there.
    let free = String::from(r#"{"type":"step","step":"a"}"#);
    assert!(compile(&goal(&[branch("x", "a", ["a", "b"]), free])).is_ok());
}

#[test]
fn scores_are_asked_only_of_what_can_have_one() {
    let step = |more: &str| {
        format!(
            r#"{{"id":"p","steps":[{{"id":"m","item":{{"type":"milestone"}}{more}}},
            {{"id":"a","item":{{"type":"course","course":"a"}},"requires":[{{"type":"score","step":"m","atLeast":"50"}}]}}]}}"#
        )
    };
    let expected = (
        String::from("score_unknown"),
        String::from("$.steps[1].requires[0]"),
    );
    assert_eq!(problems(&step("")), [expected]);
    assert!(compile(&step(r#","equivalents":["x"]"#)).is_ok());
}
