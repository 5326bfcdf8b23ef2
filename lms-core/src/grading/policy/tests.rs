use super::*;
use crate::grading::Exact;
use crate::record::Mark;

fn exact(text: &str) -> Exact {
    text.parse().unwrap()
}

fn late(policy: &str, mark: &str, maximum: &str, seconds: u64) -> LateOutcome {
    let policy: LatePolicy = serde_json::from_str(policy).unwrap();
    policy.apply(LateWork {
        mark: &exact(mark),
        maximum: &exact(maximum),
        minimum: &Exact::ZERO,
        seconds,
    })
}

const HOURLY: &str = r#"{
    "deduction": {"type": "perInterval", "interval": "PT1H", "percent": "5"},
    "floor": "40", "rounding": {"mode": "halfUp", "digits": 2}
}"#;

#[test]
fn a_deduction_counts_intervals_begun_and_stops_at_the_floor() {
    assert_eq!(late(HOURLY, "18", "20", 3_600).mark, exact("17"));
    assert_eq!(late(HOURLY, "18", "20", 3_601).mark, exact("16"));
    let floored = late(HOURLY, "18", "20", 1_000_000);
    assert_eq!((floored.mark, floored.at_floor), (exact("8"), true));
    // Already below the floor: neither pushed further nor lifted.
    assert_eq!(late(HOURLY, "7", "20", 3_600).mark, exact("7"));
    assert_eq!(late(HOURLY, "-3", "20", 3_600).mark, exact("-3"));
    assert_eq!(late(HOURLY, "18", "0", 3_600).mark, exact("18"));
}

#[test]
fn a_deduction_is_rounded_where_the_policy_says() {
    // 5 % of 33.33 is 1.6665.
    let outcome = late(HOURLY, "33.33", "33.33", 1);
    assert_eq!(outcome.deducted, exact("1.67"));
    assert_eq!(outcome.unrounded, Some(exact("1.6665")));
    assert_eq!(outcome.mark, exact("31.66"));
}

#[test]
fn the_first_limit_not_exceeded_applies_and_the_last_beyond_all() {
    let table = r#"{"deduction": {"type": "steps", "steps": [
        {"upTo": "PT24H", "percent": "10"}, {"upTo": "PT48H", "percent": "25"}
    ]}}"#;
    for (seconds, left) in [(0, "80"), (86_400, "70"), (86_401, "55"), (999_999, "55")] {
        assert_eq!(late(table, "80", "100", seconds).mark, exact(left));
    }
    assert_eq!(late(table, "15", "100", 86_401).mark, exact("0"));
}

#[test]
fn grace_forgives_or_moves_the_start() {
    let policy = |counts: &str| {
        format!(
            r#"{{"deduction": {{"type": "perInterval", "interval": "PT1H", "percent": "10"}},
                "grace": "PT1H", "graceCounts": "{counts}"}}"#
        )
    };
    assert_eq!(late(&policy("fromDue"), "9", "10", 3_600).mark, exact("9"));
    assert_eq!(late(&policy("fromDue"), "9", "10", 3_601).mark, exact("7"));
    assert_eq!(
        late(&policy("fromGraceEnd"), "9", "10", 3_601).mark,
        exact("8")
    );
}

#[test]
fn attempts_are_chosen_by_their_share() {
    let attempts: Vec<AttemptMark> = [
        (Some("6"), "10"),
        (None, "10"),
        (Some("16"), "20"),
        (Some("7"), "10"),
    ]
    .map(|(mark, maximum)| AttemptMark {
        mark: mark.map(exact),
        maximum: exact(maximum),
    })
    .into();
    let choose = |policy: &str, standing: Option<&str>| {
        let policy: AttemptPolicy = serde_json::from_str(policy).unwrap();
        let standing = standing.map(exact);
        let chosen = policy
            .choose(&attempts, standing.as_ref(), &exact("10"))
            .unwrap();
        (chosen.mark, chosen.attempts)
    };
    assert_eq!(choose(r#"{"type":"highest"}"#, None), (exact("8"), vec![2]));
    assert_eq!(choose(r#"{"type":"latest"}"#, None), (exact("7"), vec![3]));
    assert_eq!(choose(r#"{"type":"first"}"#, None), (exact("6"), vec![0]));
    assert_eq!(
        choose(r#"{"type":"average"}"#, None),
        (exact("7"), vec![0, 2, 3])
    );
    assert_eq!(
        choose(r#"{"type":"nth","n":3}"#, None),
        (exact("8"), vec![2])
    );
    assert_eq!(
        choose(r#"{"type":"nth","n":2}"#, None),
        (exact("7"), vec![3])
    );
    assert_eq!(
        choose(r#"{"type":"onlyIfHigher"}"#, Some("9")),
        (exact("9"), vec![])
    );
    assert_eq!(
        choose(r#"{"type":"onlyIfHigher"}"#, Some("5")),
        (exact("8"), vec![2])
    );
    assert!(
        AttemptPolicy::Highest {}
            .choose(&[], None, &exact("10"))
            .is_none()
    );
}

#[test]
fn resits_are_capped_and_never_take_away_what_was_reached() {
    let policy = |count, limit| ResitPolicy {
        cap: "40".parse().unwrap(),
        count,
        limit,
    };
    let mark = |policy: ResitPolicy, first: &str, resits: &[&str]| {
        let resits: Vec<Exact> = resits.iter().map(|mark| exact(mark)).collect();
        policy
            .mark(Some(&exact(first)), &resits, &exact("50"))
            .unwrap()
    };
    let best = policy(ResitCount::Best, None);
    assert_eq!(mark(best, "12", &["30"]), exact("20"));
    assert_eq!(mark(best, "12", &["15", "10"]), exact("15"));
    assert_eq!(mark(best, "26", &["30"]), exact("26"));
    assert_eq!(
        mark(policy(ResitCount::Latest, None), "26", &["30"]),
        exact("20")
    );
    assert_eq!(
        mark(policy(ResitCount::Best, Some(1)), "12", &["15", "30"]),
        exact("15")
    );
}

#[test]
fn two_markers_become_one_mark() {
    let marks = |given: &[(&str, bool)]| -> Vec<Mark> {
        given
            .iter()
            .map(|(points, agreed)| Mark {
                by: crate::PersonId::parse("m").unwrap(),
                points: points.parse().unwrap(),
                agreed: *agreed,
            })
            .collect()
    };
    let settle = |policy: &str, given: &[(&str, bool)]| {
        serde_json::from_str::<ModerationPolicy>(policy)
            .unwrap()
            .settle(&marks(given))
    };
    let settled = |text: &str| Moderated::Settled { mark: exact(text) };
    let waiting = |waiting| Moderated::Waiting { waiting };
    let agreed = r#"{"type":"agreed"}"#;
    assert_eq!(settle(agreed, &[("60", false)]), waiting(Waiting::Marker));
    assert_eq!(
        settle(agreed, &[("60", false), ("62", false)]),
        waiting(Waiting::Agreement)
    );
    assert_eq!(
        settle(agreed, &[("60", false), ("60", false)]),
        settled("60")
    );
    assert_eq!(
        settle(agreed, &[("60", false), ("62", false), ("61", true)]),
        settled("61")
    );
    let average = r#"{"type":"average","rounding":{"mode":"halfUp","digits":0}}"#;
    assert_eq!(
        settle(average, &[("60", false), ("63", false)]),
        settled("62")
    );
    assert_eq!(settle(average, &[("60", false)]), waiting(Waiting::Marker));
    assert_eq!(
        settle(r#"{"type":"highest"}"#, &[("60", false), ("63", false)]),
        settled("63")
    );
    for (third, expected) in [
        ("decides", "58"),
        ("median", "58"),
        ("closestPair", "55"),
        ("average", "60"),
    ] {
        let policy = format!(r#"{{"type":"thirdMarker","threshold":"10","third":"{third}"}}"#);
        let three = [("52", false), ("70", false), ("58", false)];
        assert_eq!(settle(&policy, &three), settled(expected), "{third}");
        assert_eq!(settle(&policy, &three[..2]), waiting(Waiting::ThirdMarker));
        assert_eq!(
            settle(&policy, &[("52", false), ("62", false)]),
            settled("57")
        );
    }
}

#[test]
fn curves_are_fitted_once_and_only_help_unless_told_otherwise() {
    let marks: Vec<Exact> = ["40", "60", "80"].map(exact).into();
    let curve = |text: &str| {
        let curve: Curve = serde_json::from_str(text).unwrap();
        let fitted = curve.fit(&marks, &exact("100")).unwrap();
        marks
            .iter()
            .map(|mark| fitted.apply(mark, &exact("100")).to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        curve(r#"{"rule":{"type":"flat","points":"25"}}"#),
        ["65", "85", "100"]
    );
    assert_eq!(
        curve(r#"{"rule":{"type":"flat","points":"25"},"ceiling":"open"}"#),
        ["65", "85", "105"]
    );
    assert_eq!(
        curve(r#"{"rule":{"type":"best","percent":"100"}}"#),
        ["50", "75", "100"]
    );
    assert_eq!(
        curve(
            r#"{"rule":{"type":"linear","from":"40","to":"60","otherFrom":"80","otherTo":"90"}}"#
        ),
        ["60", "75", "90"]
    );
    assert_eq!(
        curve(r#"{"rule":{"type":"squareRoot","rounding":{"mode":"halfUp","digits":2}}}"#),
        ["1265/20", "7746/100", "8944/100"].map(|text| exact(text).to_string())
    );
    assert_eq!(
        curve(r#"{"rule":{"type":"targetMean","mean":"75"}}"#),
        ["55", "75", "95"]
    );
    assert_eq!(
        curve(r#"{"rule":{"type":"targetMean","mean":"75","by":"scale"}}"#),
        ["50", "75", "100"]
    );
    assert_eq!(
        curve(r#"{"rule":{"type":"targetMean","mean":"50"}}"#),
        ["40", "60", "80"]
    );
    assert_eq!(
        curve(r#"{"rule":{"type":"targetMean","mean":"50"},"mayLower":true}"#),
        ["30", "50", "70"]
    );
    let best: Curve = serde_json::from_str(r#"{"rule":{"type":"best","percent":"100"}}"#).unwrap();
    assert_eq!(best.fit(&[], &exact("10")), Err(CurveError::NoMarks));
    assert_eq!(
        best.fit(&[exact("0")], &exact("10")),
        Err(CurveError::NotPositive)
    );
}
