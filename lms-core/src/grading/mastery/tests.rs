use super::*;
use crate::grading::Exact;
use crate::problem::Problems;

fn exact(text: &str) -> Exact {
    text.parse().unwrap()
}

fn score(method: &str, points: &[&str]) -> Option<String> {
    let rule: MasteryRule = serde_json::from_str(&format!(
        r#"{{"method": {method}, "mastery": "3", "possible": "5"}}"#
    ))
    .unwrap();
    let results: Vec<SkillResult> = points
        .iter()
        .enumerate()
        .map(|(index, points)| SkillResult {
            points: points.parse().unwrap(),
            at: format!("2026-01-{:02}T00:00:00Z", index + 1).parse().ok(),
            out_of: None,
            quiz: None,
        })
        .collect();
    let outcome = rule.evaluate(&results).unwrap();
    outcome.score.map(|score| score.to_string())
}

#[test]
fn every_method_has_its_own_formula() {
    let results = ["2", "5", "3", "4"];
    for (method, expected) in [
        (r#"{"type":"highest"}"#, "5"),
        (r#"{"type":"latest"}"#, "4"),
        (r#"{"type":"average"}"#, "7/2"),
        (r#"{"type":"nMastery","n":3}"#, "4"),
        // 4 * 0.65 + 10/3 * 0.35
        (r#"{"type":"weightedAverage","weight":"65"}"#, "113/30"),
        (
            r#"{"type":"decayingAverage","weight":"65","formula":"latestAgainstMean"}"#,
            "113/30",
        ),
        // 2; 3.95; 3.3325; 3.766375
        (
            r#"{"type":"decayingAverage","weight":"65","formula":"recursive"}"#,
            "30131/8000",
        ),
    ] {
        assert_eq!(
            score(method, &results).as_deref(),
            Some(expected),
            "{method}"
        );
    }
    assert_eq!(score(r#"{"type":"nMastery","n":4}"#, &results), None);
    assert_eq!(score(r#"{"type":"average"}"#, &[]), None);
    assert_eq!(
        score(r#"{"type":"weightedAverage","weight":"65"}"#, &["2"]).as_deref(),
        Some("2")
    );
}

#[test]
fn results_without_an_instant_are_the_oldest() {
    let rule: MasteryRule =
        serde_json::from_str(r#"{"method": {"type":"latest"}, "mastery": "3"}"#).unwrap();
    let results: Vec<SkillResult> =
        serde_json::from_str(r#"[{"points":"1","at":"2026-01-01T00:00:00Z"},{"points":"5"}]"#)
            .unwrap();
    let outcome = rule.evaluate(&results).unwrap();
    assert_eq!(
        (outcome.score, outcome.used, outcome.mastered),
        (Some(exact("1")), vec![0], false)
    );
}

#[test]
fn results_of_one_quiz_count_as_its_common_share() {
    let results: Vec<SkillResult> = serde_json::from_str(
        r#"[{"points":"1","outOf":"1","quiz":"q"},{"points":"0","outOf":"3","quiz":"q"},{"points":"4"}]"#,
    )
    .unwrap();
    let evaluate = |method: &str| {
        let rule =
            format!(r#"{{"method": {{"type":"{method}"}}, "mastery": "3", "possible": "4"}}"#);
        let rule: MasteryRule = serde_json::from_str(&rule).unwrap();
        rule.evaluate(&results).unwrap().score
    };
    // The quiz reached 1 of 4: two results of 1, then a 4.
    assert_eq!(evaluate("average"), Some(exact("2")));
    assert_eq!(evaluate("highest"), Some(exact("4")));
}

#[test]
fn a_class_is_rolled_up_by_mean_or_median() {
    let scores = ["1", "2", "2", "5"].map(exact);
    assert_eq!(ClassRollup::Mean.of(&scores, None), Ok(Some(exact("5/2"))));
    assert_eq!(ClassRollup::Median.of(&scores, None), Ok(Some(exact("2"))));
    assert_eq!(ClassRollup::Median.of(&[], None), Ok(None));
}

fn tree(text: &str) -> CompetencyTree {
    serde_json::from_str(text).unwrap()
}

#[test]
fn a_proof_moves_up_as_far_as_it_reaches() {
    let tree = tree(
        r#"{"competencies": [
            {"id":"top","rule":{"type":"all"}},
            {"id":"left","parent":"top","rule":{"type":"points","required":"3","children":[
                {"competency":"a","points":"2","required":true},
                {"competency":"b","points":"1"},{"competency":"c","points":"2"}]}},
            {"id":"right","parent":"top"},
            {"id":"a","parent":"left"},{"id":"b","parent":"left"},{"id":"c","parent":"left"}
        ]}"#,
    );
    let mut problems = Problems::new();
    tree.check(&mut problems);
    problems.finish().unwrap();
    let proficient = |rated: &[&str]| -> Vec<String> {
        let rated = rated
            .iter()
            .map(|id| crate::SkillId::parse(*id).unwrap())
            .collect();
        let results = tree.roll_up(&rated).into_iter();
        results
            .filter(|one| one.proficient)
            .map(|one| one.competency.to_string())
            .collect()
    };
    assert_eq!(
        proficient(&["a", "b", "right"]),
        ["top", "left", "right", "a", "b"]
    );
    assert_eq!(proficient(&["b", "c"]), ["b", "c"]);
    assert_eq!(proficient(&["a"]), ["a"]);
    let results = tree.roll_up(&[crate::SkillId::parse("a").unwrap()].into());
    assert_eq!(results[1].points, Some(exact("2")));
    assert_eq!(results[1].missing.len(), 2);
}

#[test]
fn rules_that_cannot_work_are_refused() {
    let tree = tree(
        r#"{"competencies": [
            {"id":"x","parent":"x"},
            {"id":"leaf","rule":{"type":"all"}},
            {"id":"p","rule":{"type":"points","required":"5","children":[
                {"competency":"q","points":"1"},{"competency":"q","points":"1"},
                {"competency":"p","points":"-1"},{"competency":"leaf","points":"1"}]}},
            {"id":"q","parent":"p"},{"id":"q","parent":"nowhere"}
        ]}"#,
    );
    let mut problems = Problems::new();
    tree.check(&mut problems);
    let codes: Vec<String> = problems
        .finish()
        .unwrap_err()
        .problems
        .into_iter()
        .map(|problem| problem.code)
        .collect();
    assert_eq!(
        codes,
        [
            "competency_cycle",
            "rule_without_children",
            "id_duplicate",
            "rule_names_itself",
            "points_out_of_range",
            "rule_names_stranger",
            "points_unreachable",
            "id_duplicate",
            "reference_unknown",
        ]
    );
}
