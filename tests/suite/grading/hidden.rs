//! A learner from whom totals that rest on hidden marks are hidden learns nothing about these marks, ask what they may.

use lms_core::grading::{Answer, Asked, CompiledScheme, Scheme};
use lms_core::record::{Score, ScoreSheet, Visibility};
use lms_core::verdict::Viewer;
use proptest::prelude::*;

use super::course::now;

const AGGREGATIONS: [&str; 8] = [
    "sumOfPoints",
    "simpleWeightedMean",
    "meanWithExtraCredit",
    "mean",
    "median",
    "mode",
    "lowest",
    "natural",
];

/// Six items in two categories, with formulas over some of them, and perhaps in weighted periods.
fn scheme(
    course: &str,
    inner: &str,
    drops: [u32; 2],
    periods: bool,
    whole: &str,
) -> CompiledScheme {
    let (lowest, highest) = (drops[0], drops[1]);
    let item = |id: &str, period: &str, more: &str| {
        let period = match periods {
            true => format!(r#","period":"{period}""#),
            false => String::new(),
        };
        format!(r#"{{"type":"item","id":"{id}","maximum":"10"{period}{more}}}"#)
    };
    let list = match periods {
        true => {
            r#","periods":{"total":"weighted","list":[{"id":"p1","weight":"40"},{"id":"p2","weight":"60"}]}"#
        }
        false => "",
    };
    let text = format!(
        r#"{{"id":"s","settings":{{"hidden":"hideTotal","drop":"moodle"}}{list},"root":{{"id":"course",
            "aggregation":{{"type":"{course}"}},"drop":{{"lowest":{lowest}}},"children":[
            {{"type":"category","id":"in","aggregation":{{"type":"{inner}"}},
              "drop":{{"lowest":{lowest},"highest":{highest}}},"children":[{},{},{}]}},
            {},{},{{"type":"category","id":"f","aggregation":{{"type":"mean"}}{whole},"children":[{}]}}]}}}}"#,
        item("a", "p1", ""),
        item("b", "p1", ""),
        item("d", "p2", ""),
        item("e", "p2", ""),
        item("g", "p1", r#","formula":"=10/[[a]]""#),
        item("h", "p1", ""),
    );
    CompiledScheme::new(Scheme::from_json(&text).unwrap()).unwrap()
}

fn seen(scheme: &CompiledScheme, marks: &[u8; 5], hidden: u8) -> String {
    let mut sheet = ScoreSheet::default();
    for (index, (id, mark)) in ["a", "b", "d", "e", "h"].iter().zip(marks).enumerate() {
        let mut score = Score::scored(mark.to_string().parse().unwrap());
        if hidden >> index & 1 == 1 {
            score.visibility = Visibility::Hidden { until: None };
        }
        sheet.scores.insert(id.parse().unwrap(), score);
    }
    let asked = Asked::at(now()).by(Viewer::Learner);
    let answers = [Answer::Current, Answer::Final, Answer::Best, Answer::Worst];
    let seen = answers.map(|answer| {
        let explanation = scheme.explain(&sheet, &asked, answer);
        serde_json::to_string(&explanation).unwrap()
    });
    seen.join("\n") + &serde_json::to_string(&scheme.grade(&sheet, &asked)).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_a_learner_sees_depends_on_a_hidden_mark(
        (course, inner) in (0..AGGREGATIONS.len(), 0..AGGREGATIONS.len()),
        drops in [0..3_u32, 0..2_u32],
        periods: bool,
        calculated: bool,
        marks in [0..11_u8, 0..11_u8, 0..11_u8, 0..11_u8, 0..11_u8],
        others in [0..11_u8, 0..11_u8, 0..11_u8, 0..11_u8, 0..11_u8],
        hidden in 1..32_u8,
    ) {
        let whole = if calculated { r#","formula":"=[[b]]*2""# } else { "" };
        let scheme = scheme(AGGREGATIONS[course], AGGREGATIONS[inner], drops, periods, whole);
        let mut changed = marks;
        for (index, mark) in changed.iter_mut().enumerate() {
            if hidden >> index & 1 == 1 {
                *mark = others[index];
            }
        }
        prop_assert_eq!(seen(&scheme, &marks, hidden), seen(&scheme, &changed, hidden));
    }
}
