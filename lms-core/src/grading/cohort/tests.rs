use super::*;
use crate::grading::Exact;
use crate::number::{Rounding, RoundingMode};

fn exact(text: &str) -> Exact {
    text.parse().unwrap()
}

fn four() -> Rounding {
    Rounding {
        mode: RoundingMode::HalfUp,
        digits: 4,
    }
}

#[test]
fn a_class_is_summarised_exactly() {
    let grades: Vec<Option<Exact>> = ["2", "4", "4", "4", "5", "5", "7", "9"]
        .map(|grade| Some(exact(grade)))
        .into();
    let request: SummaryRequest = serde_json::from_str(
        r#"{"edges": ["3", "5", "9"], "quantiles": ["0.25", "1"], "rounding": {"digits": 2}}"#,
    )
    .unwrap();
    let summary = summarise(&grades, &request).unwrap();
    assert_eq!(summary.mean, Some(exact("5")));
    assert_eq!(summary.median, Some(exact("4.5")));
    assert_eq!(summary.variance, Some(exact("4")));
    assert_eq!(summary.deviation, Some(exact("2")));
    assert_eq!(summary.sample_variance, Some(exact("32/7")));
    assert_eq!(summary.quantiles, [exact("4"), exact("9")]);
    let counts: Vec<usize> = summary.histogram.iter().map(|bin| bin.count).collect();
    assert_eq!((counts, summary.below, summary.above), (vec![3, 4], 1, 0));
    let empty = summarise(&[None], &SummaryRequest::default()).unwrap();
    assert_eq!(
        (empty.mean, empty.median, empty.deviation),
        (None, None, None)
    );
}

#[test]
fn each_quantile_method_is_the_one_it_names() {
    // 15, 20, 35, 40, 50, the usual example.
    let sorted = ["15", "20", "35", "40", "50"].map(exact);
    let of = |share: &str, method| {
        quantile(&sorted, &exact(share), method)
            .unwrap()
            .to_string()
    };
    for (share, rank, averaged, weibull, linear) in [
        ("0", "15", "15", "15", "15"),
        ("0.2", "15", "35/2", "16", "19"),
        ("0.4", "20", "55/2", "26", "29"),
        ("0.5", "35", "35", "35", "35"),
        ("0.9", "50", "50", "50", "46"),
        ("1", "50", "50", "50", "50"),
    ] {
        assert_eq!(of(share, QuantileMethod::NearestRank), rank, "{share}");
        assert_eq!(of(share, QuantileMethod::AveragedRank), averaged, "{share}");
        assert_eq!(of(share, QuantileMethod::Weibull), weibull, "{share}");
        assert_eq!(of(share, QuantileMethod::Linear), linear, "{share}");
    }
    assert_eq!(quantile(&[], &Exact::ONE, QuantileMethod::Linear), None);
}

#[test]
fn what_is_out_of_bounds_is_refused() {
    let refused = |text: &str| {
        summarise(&[], &serde_json::from_str(text).unwrap())
            .unwrap_err()
            .code()
    };
    assert_eq!(
        refused(r#"{"quantiles": ["1.1"]}"#),
        "quantile_out_of_range"
    );
    assert_eq!(refused(r#"{"edges": ["1"]}"#), "histogram_edges");
    assert_eq!(refused(r#"{"edges": ["1", "1"]}"#), "histogram_edges");
    assert_eq!(refused(r#"{"rounding": {"digits": 7}}"#), "rounding_digits");
    let edges = |count: usize| {
        let edges: Vec<String> = (0..count).map(|n| format!(r#""{n}""#)).collect();
        format!(r#"{{"edges": [{}]}}"#, edges.join(","))
    };
    assert_eq!(refused(&edges(MAX_BINS + 2)), "histogram_edges");
    let most = serde_json::from_str(&edges(MAX_BINS + 1)).unwrap();
    assert!(summarise(&[], &most).is_ok());
    let ragged = [vec![Exact::ONE], vec![]];
    assert_eq!(
        test_statistics(&ragged, &[Exact::ONE], four())
            .unwrap_err()
            .code(),
        "test_shape"
    );
}

#[test]
fn items_are_judged_by_difficulty_and_discrimination() {
    // Four learners with totals 3, 2, 1, 0: groups of one (27 % of 4 is 1.08).
    let rows = [
        ["1", "1", "1"],
        ["1", "1", "0"],
        ["1", "0", "0"],
        ["0", "0", "0"],
    ];
    let marks: Vec<Vec<Exact>> = rows.map(|row| row.map(exact).to_vec()).into();
    let found = test_statistics(&marks, &[Exact::ONE, Exact::ONE, Exact::ONE], four()).unwrap();
    let difficulty: Vec<String> = found
        .items
        .iter()
        .map(|item| item.difficulty.clone().unwrap().to_string())
        .collect();
    assert_eq!(difficulty, ["3/4", "1/2", "1/4"]);
    assert!(
        found
            .items
            .iter()
            .all(|item| item.discrimination == Some(Exact::ONE))
    );
    // First item 1,1,1,0; rest 2,1,0,0: sxy = 3 - 9/4 = 3/4, sxx = 3/4, syy = 5 - 9/4 = 11/4;
    // r^2 = (9/16) / (33/16) = 3/11, r = 0.52223...
    assert_eq!(found.items[0].item_rest_correlation, Some(exact("0.5222")));
    // Item variances (times 4): 3/4 + 1 + 3/4 = 5/2; totals: 14 - 9 = 5. alpha = 3/2 * (1 - 1/2)
    assert_eq!(found.alpha, Some(exact("3/4")));
}

#[test]
fn a_negative_correlation_rounds_by_the_same_rule() {
    let marks: Vec<Vec<Exact>> = [["0", "1"], ["1", "0"]]
        .map(|row| row.map(exact).to_vec())
        .into();
    let found = test_statistics(&marks, &[Exact::ONE, Exact::ONE], four()).unwrap();
    assert_eq!(found.items[0].item_rest_correlation, Some(exact("-1")));
    assert_eq!(found.alpha, None);
}
