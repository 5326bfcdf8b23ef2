//! What policies, periods and items without points do to a total, each against the same course written without them.

use lms_core::grading::{Answer, CompiledScheme, Exact, Item, Node, Policies, Scheme, Total};
use lms_core::number::Points;
use lms_core::record::{Attempt, Lateness, Score, ScoreHistory, ScoreSheet};
use proptest::collection::vec;
use proptest::prelude::*;

use super::course::{asked, course, items, points};

const ANSWERS: [Answer; 4] = [Answer::Current, Answer::Final, Answer::Best, Answer::Worst];

fn exact(total: &Total) -> Option<Exact> {
    total.exact().cloned()
}

fn each_item(scheme: &mut Scheme, change: &mut impl FnMut(&mut Item)) {
    fn walk(nodes: &mut [Node], change: &mut impl FnMut(&mut Item)) {
        for node in nodes {
            match node {
                Node::Item(item) => change(item),
                Node::Category(inner) => walk(&mut inner.children, change),
            }
        }
    }
    walk(&mut scheme.root.children, change);
}

fn policies() -> Policies {
    serde_json::from_value(serde_json::json!({
        "resits": {"cap": "40"},
        "curve": {"factor": "1", "shift": "5", "ceiling": "maximum", "mayLower": false},
        "late": {"deduction": {"type": "perInterval", "interval": "PT24H", "percent": "10"}},
    }))
    .unwrap()
}

/// The three policies in millionths: a resit up to 40 %, 5 points for all up to the maximum, 10 % of it for each day begun.
fn by_hand(mark: i64, maximum: i64, resit: Option<i64>, seconds: i64) -> i64 {
    let mark = resit.map_or(mark, |resit| mark.max(resit.min(maximum * 2 / 5)));
    let curved = mark.max((mark + 5_000_000).min(maximum));
    let days = (seconds + 86_399) / 86_400;
    curved - (days * maximum / 10).min(curved.max(0))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn policies_act_on_marks_and_on_nothing_else(
        (scheme, sheet) in course(),
        work in vec((prop::option::of(0_i64..250), prop_oneof![Just(0_u64), 1_u64..400_000]), 40),
    ) {
        let mut scheme = scheme;
        each_item(&mut scheme, &mut |item| item.minimum = Points::ZERO);
        let mut with = scheme.clone();
        with.policies = policies();
        let (mut raw, mut worked) = (sheet.clone(), sheet);
        for (item, (resit, seconds)) in items(&scheme).iter().zip(work) {
            let (Some(score), Some(done)) = (raw.scores.get_mut(&item.id), worked.scores.get_mut(&item.id)) else { continue };
            let Some(mark) = score.points else { continue };
            score.lateness = Lateness::Late { seconds };
            score.history = resit.map(|tenths| Box::new(ScoreHistory {
                attempts: vec![Attempt { points: Some(points(tenths)), resit: true, ..Attempt::default() }],
                ..ScoreHistory::default()
            }));
            let resit = resit.map(|tenths| tenths * 100_000);
            let mark = by_hand(mark.micros(), item.maximum.micros(), resit, i64::try_from(seconds).unwrap());
            done.points = Some(Points::from_micros(mark).unwrap());
        }
        let (with, without) = (CompiledScheme::new(with).unwrap(), CompiledScheme::new(scheme).unwrap());
        for (learner, answer) in ANSWERS.iter().flat_map(|answer| [(false, *answer), (true, *answer)]) {
            let one = with.explain(&raw, &asked(learner), answer).total;
            let other = without.explain(&worked, &asked(learner), answer).total;
            prop_assert_eq!(exact(&one), exact(&other), "{:?}", answer);
        }
    }

    #[test]
    fn weighted_periods_weigh_the_totals_of_their_marks((scheme, sheet) in course(), first in 1_i64..99) {
        let plain = CompiledScheme::new(scheme.clone()).unwrap();
        let mut with = scheme.clone();
        with.periods = serde_json::from_value(serde_json::json!({"total": "weighted", "list": [
            {"id": "p0", "weight": first.to_string()}, {"id": "p1", "weight": (100 - first).to_string()}]})).unwrap();
        let mut next = 0_usize;
        each_item(&mut with, &mut |item| {
            item.period = Some(format!("p{}", next % 2).parse().unwrap());
            next += 1;
        });
        // What has no mark counts nowhere in the current total, as what belongs to the other period.
        let ids: Vec<_> = items(&scheme).into_iter().map(|item| item.id).collect();
        let of = |period: usize| {
            let own = ids.iter().skip(period).step_by(2);
            let scores = own.filter_map(|id| Some((id.clone(), sheet.scores.get(id)?.clone())));
            let sheet = ScoreSheet { scores: scores.collect(), ..ScoreSheet::default() };
            exact(&plain.explain(&sheet, &asked(false), Answer::Current).total)
        };
        let weighed = |total: &Exact, weight: i64| total.times(&Exact::ratio(weight, 100).unwrap());
        let expected = match (of(0), of(1)) {
            (Some(one), Some(other)) => Some(weighed(&one, first).plus(&weighed(&other, 100 - first))),
            (one, other) => one.or(other),
        };
        let with = CompiledScheme::new(with).unwrap();
        prop_assert_eq!(exact(&with.explain(&sheet, &asked(false), Answer::Current).total), expected);
    }

    #[test]
    fn an_item_without_points_changes_no_total((scheme, sheet) in course(), mark in -50_i64..50, graded in any::<bool>()) {
        let mut with = scheme.clone();
        let mut zero = Item::new("zero".parse().unwrap(), Points::ZERO);
        zero.weight = Some("30".parse().unwrap());
        with.root.children.push(Node::Item(zero));
        let mut sheet = sheet;
        if graded {
            sheet.scores.insert("zero".parse().unwrap(), Score::scored(points(mark)));
        }
        let (with, without) = (CompiledScheme::new(with).unwrap(), CompiledScheme::new(scheme).unwrap());
        for answer in ANSWERS {
            let totals = [&with, &without].map(|scheme| exact(&scheme.explain(&sheet, &asked(false), answer).total));
            prop_assert_eq!(&totals[0], &totals[1], "{:?}", answer);
        }
    }
}
