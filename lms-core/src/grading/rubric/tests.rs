use super::*;
use crate::grading::Exact;
use crate::problem::Problems;

fn exact(text: &str) -> Exact {
    text.parse().unwrap()
}

fn rubric(settings: &str) -> Rubric {
    let text = format!(
        r#"{{"criteria": [
            {{"id": "a", "levels": [{{"id": "0", "points": "-2"}}, {{"id": "1", "points": "4"}}]}},
            {{"id": "b", "levels": [{{"id": "0", "points": "1"}}, {{"id": "1", "points": "6"}}]}}
        ]{settings}}}"#
    );
    let rubric: Rubric = serde_json::from_str(&text).unwrap();
    let mut problems = Problems::new();
    rubric.check(&mut problems);
    problems.finish().unwrap();
    rubric
}

fn marks(a: Option<&str>, b: Option<&str>) -> RubricAssessment {
    let mark = |(criterion, points): (&str, Option<&str>)| CriterionMark {
        criterion: criterion.into(),
        level: None,
        points: points.map(|points| points.parse().unwrap()),
    };
    RubricAssessment {
        marks: [("a", a), ("b", b)].map(mark).into(),
        assessor: Assessor::Grader,
    }
}

fn mark(rubric: &Rubric, assessment: &RubricAssessment, minimum: &str) -> Option<String> {
    let result = rubric
        .assess(assessment, &exact(minimum), &exact("100"))
        .unwrap();
    result.mark.map(|mark| mark.to_string())
}

#[test]
fn the_zero_of_a_rubric_is_a_choice() {
    // The sums go from -1 to 10.
    let zero = rubric("");
    assert_eq!(
        mark(&zero, &marks(Some("4"), Some("1")), "0").as_deref(),
        Some("50")
    );
    assert_eq!(
        mark(&zero, &marks(Some("-2"), Some("1")), "0").as_deref(),
        Some("0")
    );
    assert_eq!(
        mark(&zero, &marks(Some("-2"), Some("1")), "-20").as_deref(),
        Some("-10")
    );
    let range = rubric(r#", "scoring": "rangeBased""#);
    assert_eq!(
        mark(&range, &marks(Some("-2"), Some("1")), "0").as_deref(),
        Some("0")
    );
    assert_eq!(
        mark(&range, &marks(Some("4"), Some("1")), "0").as_deref(),
        Some("600/11")
    );
    assert_eq!(
        mark(&range, &marks(Some("4"), Some("1")), "10").as_deref(),
        Some("650/11")
    );
    let sum = rubric(r#", "scoring": "sum", "unrated": "countsNothing""#);
    assert_eq!(
        mark(&sum, &marks(Some("7"), None), "0").as_deref(),
        Some("7")
    );
}

#[test]
fn an_unrated_criterion_leaves_no_mark_or_counts_nothing() {
    assert_eq!(mark(&rubric(""), &marks(Some("4"), None), "0"), None);
    let lenient = rubric(r#", "unrated": "countsNothing""#);
    assert_eq!(
        mark(&lenient, &marks(Some("4"), None), "0").as_deref(),
        Some("40")
    );
    assert_eq!(mark(&lenient, &marks(None, None), "0"), None);
}

#[test]
fn a_peer_assessment_never_becomes_the_mark() {
    let mut assessment = marks(Some("4"), Some("6"));
    assessment.assessor = Assessor::Peer;
    let result = rubric("")
        .assess(&assessment, &Exact::ZERO, &exact("100"))
        .unwrap();
    assert_eq!((result.mark, result.sum), (None, Some(exact("10"))));
}

#[test]
fn criteria_can_be_capped_ignored_and_given_by_range() {
    let text = r#"{"scoring": "sum", "criteria": [
        {"id": "a", "capped": true, "levels": [{"id": "full", "points": "5"}, {"id": "none", "points": "0"}]},
        {"id": "b", "ignoreForScoring": true, "levels": [{"id": "yes", "points": "9"}]},
        {"id": "c", "ranges": true, "levels": [
            {"id": "high", "points": "10"}, {"id": "middle", "points": "6"}, {"id": "low", "points": "0"}]}
    ]}"#;
    let rubric: Rubric = serde_json::from_str(text).unwrap();
    let assessment: RubricAssessment = serde_json::from_str(
        r#"{"marks": [{"criterion": "a", "points": "7"}, {"criterion": "b", "level": "yes"},
            {"criterion": "c", "points": "6.5"}]}"#,
    )
    .unwrap();
    let result = rubric
        .assess(&assessment, &Exact::ZERO, &exact("15"))
        .unwrap();
    assert_eq!(result.mark, Some(exact("11.5")));
    assert!(result.criteria[0].capped && !result.criteria[1].counts);
    assert_eq!(result.criteria[2].level.as_deref(), Some("high"));
    assert_eq!(result.highest, exact("15"));
}

#[test]
fn marks_that_do_not_fit_are_refused() {
    let assess = |text: &str| {
        let assessment = serde_json::from_str(text).unwrap();
        rubric("")
            .assess(&assessment, &Exact::ZERO, &exact("10"))
            .unwrap_err()
            .code()
    };
    assert_eq!(
        assess(r#"{"marks":[{"criterion":"z"}]}"#),
        "criterion_unknown"
    );
    assert_eq!(
        assess(r#"{"marks":[{"criterion":"a"},{"criterion":"a"}]}"#),
        "criterion_twice"
    );
    assert_eq!(
        assess(r#"{"marks":[{"criterion":"a","level":"9"}]}"#),
        "level_unknown"
    );
}

#[test]
fn a_guide_is_scaled_by_its_own_maximum() {
    let guide: MarkingGuide = serde_json::from_str(
        r#"{"criteria": [{"id": "a", "maximum": "15"}, {"id": "b", "maximum": "15"}],
            "rounding": {"mode": "halfUp", "digits": 2}}"#,
    )
    .unwrap();
    let result = guide
        .assess(&marks(Some("12"), Some("8")), &exact("10"), &exact("110"))
        .unwrap();
    assert_eq!(result.mark, Some(exact("76.67")));
    let half = guide
        .assess(&marks(Some("12"), None), &Exact::ZERO, &exact("100"))
        .unwrap();
    assert_eq!((half.mark, half.unmarked), (None, vec!["b".to_owned()]));
    let over = guide.assess(&marks(Some("16"), Some("8")), &Exact::ZERO, &exact("100"));
    assert_eq!(over.unwrap_err().code(), "points_out_of_range");
}
