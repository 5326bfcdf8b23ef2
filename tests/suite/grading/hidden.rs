//! A learner from whom totals that rest on hidden marks are hidden learns nothing about these marks, ask what they may.

use lms_core::grading::{Answer, Asked, CompiledScheme, Scheme};
use lms_core::number::Points;
use lms_core::record::{Score, ScoreSheet, ScoreStatus, Visibility};
use lms_core::verdict::Viewer;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::json;

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

    /// Whatever a profile makes of hidden marks, of the marked part of work that waits for a marker, and of what is supposed
    /// in place of a mark.
    #[test]
    fn nothing_that_a_learner_supposes_or_awaits_tells_a_hidden_mark(
        profile in select(vec!["plain", "canvas", "moodle", "openEdx"]),
        pending in select(vec!["countMarkedPart", "leaveOut"]),
        (course, unposted, supposed, waits) in (0..AGGREGATIONS.len(), 0..8_u8, 0..8_u8, 0..8_u8),
        (marks, others) in ([0..11_u8, 0..11_u8, 0..11_u8], [0..11_u8, 0..11_u8, 0..11_u8]),
        hidden in 1..8_u8,
    ) {
        let item = |id: &str| json!({"type": "item", "id": id, "maximum": "10", "weight": "1"});
        let ids = ["a", "b", "d"];
        let text = json!({"id": "s", "profile": profile, "settings": {"pending": pending}, "root": {"id": "course",
            "aggregation": {"type": AGGREGATIONS[course]}, "children": ids.map(item)}});
        let scheme = Scheme::from_json(&text.to_string()).and_then(CompiledScheme::new);
        prop_assume!(scheme.is_ok());
        let scheme = scheme.unwrap();
        let is = |set: u8, index: usize| set >> index & 1 == 1;
        let mut asked = Asked::at(now()).by(Viewer::Learner);
        for (index, id) in ids.iter().enumerate().filter(|(index, _)| is(supposed, *index)) {
            asked = asked.supposing(id.parse().unwrap(), Points::whole(index as i32).unwrap());
        }
        let seen = |other: bool| {
            let mut sheet = ScoreSheet::default();
            for (index, id) in ids.iter().enumerate() {
                let mark = if other && is(hidden, index) { others[index] } else { marks[index] };
                let mut score = Score::scored(mark.to_string().parse().unwrap());
                if is(waits, index) {
                    score.status = ScoreStatus::PendingReview;
                }
                score.visibility = match (is(hidden, index), is(unposted, index)) {
                    (false, _) => Visibility::Visible,
                    (true, true) => Visibility::Unposted,
                    (true, false) => Visibility::Hidden { until: None },
                };
                sheet.scores.insert(id.parse().unwrap(), score);
            }
            let explained = [Answer::Current, Answer::Final, Answer::Best, Answer::Worst].map(|answer| {
                serde_json::to_string(&scheme.explain(&sheet, &asked, answer)).unwrap()
            });
            (explained, serde_json::to_string(&scheme.grade(&sheet, &asked)).unwrap())
        };
        prop_assert_eq!(seen(false), seen(true));
    }
}
