//! One answer, however it is computed: tree, whole numbers, one changed score, or columns.

use lms_core::grading::{
    Aggregation, Answer, Category, Class, CompiledScheme, DropRule, Item, Node, Normalise, Profile,
    Scheme,
};
use lms_core::number::{Percent, Points, Rounding, RoundingMode};
use lms_core::record::{Score, ScoreSheet};
use proptest::collection::vec;
use proptest::prelude::*;

use super::course::{asked, common_course, course, items, scheme_of, score};

const ANSWERS: [Answer; 4] = [Answer::Current, Answer::Final, Answer::Best, Answer::Worst];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn whole_numbers_and_the_tree_give_the_same_total((scheme, sheet) in common_course(), learner in any::<bool>()) {
        let compiled = CompiledScheme::new(scheme).unwrap();
        let weighs = compiled.scheme().root.children.iter().any(|child| child.weight().unwrap().micros() > 0);
        prop_assert_eq!(compiled.is_dense(), weighs);
        let walked = compiled.clone().walked();
        let asked = asked(learner);
        let row = compiled.row(&sheet, &asked);
        prop_assert_eq!(compiled.grade(&sheet, &asked), walked.grade(&sheet, &asked));
        for answer in ANSWERS {
            let explanation = walked.explain(&sheet, &asked, answer);
            prop_assert_eq!(&compiled.explain(&sheet, &asked, answer), &explanation, "{:?}", answer);
            let total = explanation.total;
            prop_assert_eq!(compiled.percent(&row, answer), total.percent(), "{:?}", answer);
            prop_assert_eq!(compiled.percent_afresh(&row, answer), total.percent());
            prop_assert_eq!(compiled.total(&row, answer), total);
        }
    }

    #[test]
    fn one_changed_score_gives_what_a_new_row_gives(
        (scheme, sheet) in prop_oneof![common_course(), course()],
        changes in vec((any::<prop::sample::Index>(), score()), 1..6),
    ) {
        let compiled = CompiledScheme::new(scheme).unwrap();
        let walked = compiled.clone().walked();
        let asked = asked(true);
        let mut sheet = sheet;
        let mut row = compiled.row(&sheet, &asked);
        let ids: Vec<_> = compiled.items().map(|item| item.id.clone()).collect();
        prop_assume!(!ids.is_empty());
        for (place, score) in changes {
            let id = place.get(&ids);
            match score {
                Some(score) => sheet.scores.insert(id.clone(), score),
                None => sheet.scores.remove(id),
            };
            compiled.update(&mut row, &sheet, id);
            for answer in ANSWERS {
                prop_assert_eq!(compiled.total(&row, answer), walked.explain(&sheet, &asked, answer).total);
            }
        }
    }
}

/// From a millionth of a point to the most that there is.
fn extreme_points() -> impl Strategy<Value = i64> {
    let most = 1_000_000_000_000_000_i64;
    assert!(Points::from_micros(most).is_ok() && Points::from_micros(most + 1).is_err());
    prop_oneof![
        4 => Just(most),
        1 => Just(most - 1),
        1 => Just(most / 1024),
        1 => Just(1_i64 << 40),
        1 => 1..most,
        1 => Just(1_i64),
        1 => Just(7_000_000_i64),
    ]
}

/// Categories of items of one maximum each: the numbers are as large and as small as the door lets in.
fn extreme_course() -> impl Strategy<Value = (Scheme, ScoreSheet)> {
    let mark = (
        prop_oneof![2 => Just(None), 2 => extreme_points().prop_map(Some), 1 => extreme_points().prop_map(|p| Some(-p))],
        any::<bool>(),
    );
    let category = (
        1_usize..=64,
        extreme_points(),
        0_u32..4,
        0_u32..3,
        1_i64..=100_000_000,
    );
    let aggregation = prop_oneof![
        Just(Aggregation::Mean),
        Just(Aggregation::SumOfPoints),
        Just(Aggregation::SimpleWeightedMean),
    ];
    let mode = prop_oneof![
        Just(RoundingMode::HalfUp),
        Just(RoundingMode::HalfEven),
        Just(RoundingMode::HalfAway),
        Just(RoundingMode::Truncate),
    ];
    let normalise = prop_oneof![
        Just(Normalise::Always),
        Just(Normalise::Never),
        Just(Normalise::UnderHundred),
    ];
    let sheet = vec(mark, 3 * 64);
    (
        vec(category, 1..=3),
        aggregation,
        normalise,
        mode,
        0_u8..=6,
        sheet,
    )
        .prop_map(
            |(categories, aggregation, normalise, mode, digits, marks)| {
                let categories =
                    categories
                        .into_iter()
                        .map(|(len, maximum, lowest, highest, weight)| {
                            let maximum = Points::from_micros(maximum).unwrap();
                            let item = || Node::Item(Item::new("x".parse().unwrap(), maximum));
                            let children = (0..len).map(|_| item()).collect();
                            Node::Category(Category {
                                weight: Some(Percent::from_micros(weight).unwrap()),
                                drop: DropRule {
                                    lowest,
                                    highest,
                                    keep_best: None,
                                },
                                ..Category::new("x".parse().unwrap(), aggregation, children)
                            })
                        });
                let root = Aggregation::WeightedMean { normalise };
                let root = Category::new("x".parse().unwrap(), root, categories.collect());
                let mut scheme = scheme_of(Profile::Plain, root);
                scheme.settings.rounding = Rounding { mode, digits };
                let scores =
                    items(&scheme)
                        .into_iter()
                        .zip(marks)
                        .filter_map(|(item, (micros, little))| {
                            // Every other mark is small, so that small marks meet great maxima.
                            let micros = micros? / if little { 1 << 20 } else { 1 };
                            Some((item.id, Score::scored(Points::from_micros(micros).ok()?)))
                        });
                let sheet = ScoreSheet {
                    scores: scores.collect(),
                    ..Default::default()
                };
                (scheme, sheet)
            },
        )
}

#[test]
fn forty_open_items_of_a_thousand_million_points_can_still_come_to_all_of_it() {
    let most = Points::from_micros(1_000_000_000_000_000).unwrap();
    let item = || Node::Item(Item::new("x".parse().unwrap(), most));
    let children = (0..40).map(|_| item()).collect();
    let root = Category::new("x".parse().unwrap(), Aggregation::Mean, children);
    let mut scheme = scheme_of(Profile::Plain, root);
    scheme.settings.rounding.digits = 6;
    let compiled = CompiledScheme::new(scheme).unwrap();
    let row = compiled.row(&ScoreSheet::default(), &asked(false));
    assert_eq!(
        compiled.percent(&row, Answer::Best),
        Some(Percent::whole(100).unwrap())
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn the_largest_and_the_smallest_numbers_give_what_the_tree_gives((scheme, sheet) in extreme_course()) {
        let compiled = CompiledScheme::new(scheme).unwrap();
        let walked = compiled.clone().walked();
        let asked = asked(false);
        let mut sheets = vec![ScoreSheet::default(), sheet];
        let mut row = compiled.row(&sheets[0], &asked);
        for sheet in &sheets {
            let row = compiled.row(sheet, &asked);
            for answer in ANSWERS {
                let total = walked.explain(sheet, &asked, answer).total;
                prop_assert_eq!(compiled.percent(&row, answer), total.percent(), "{:?}", answer);
                prop_assert_eq!(compiled.percent_afresh(&row, answer), total.percent(), "{:?}", answer);
                prop_assert_eq!(&compiled.explain(sheet, &asked, answer).total, &total, "{:?}", answer);
                prop_assert_eq!(compiled.total(&row, answer), total, "{:?}", answer);
            }
        }
        // The marks come in one by one.
        let all = sheets.pop().unwrap();
        let mut sheet = sheets.pop().unwrap();
        for (id, score) in &all.scores {
            sheet.scores.insert(id.clone(), score.clone());
            compiled.update(&mut row, &sheet, id);
        }
        for answer in ANSWERS {
            let total = walked.explain(&all, &asked, answer).total;
            prop_assert_eq!(compiled.percent(&row, answer), total.percent(), "{:?}", answer);
        }
        let rows = vec![row; 17];
        for answer in ANSWERS {
            let total = walked.explain(&all, &asked, answer).total;
            let class = Class::new(&compiled, &rows, answer);
            prop_assert_eq!(class.percents(&compiled), vec![total.percent(); 17], "{:?}", answer);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_class_in_columns_gives_every_learner_their_grade(
        (scheme, _) in common_course(),
        scores in vec(vec(score(), 40), 1..300),
        learner in any::<bool>(),
    ) {
        let compiled = CompiledScheme::new(scheme).unwrap();
        let walked = compiled.clone().walked();
        let asked = asked(learner);
        let sheets: Vec<_> = scores.into_iter().enumerate().map(|(student, scores)| {
            let scores = compiled.items().zip(scores).filter_map(|(item, score)| {
                // Every other learner has marks everywhere, so that the columns are used.
                let score = if student % 2 == 0 {
                    Some(Score::scored(score.and_then(|score| score.points).unwrap_or_default()))
                } else {
                    score
                };
                Some((item.id.clone(), score?))
            });
            ScoreSheet { scores: scores.collect(), ..Default::default() }
        }).collect();
        let rows: Vec<_> = sheets.iter().map(|sheet| compiled.row(sheet, &asked)).collect();
        for answer in ANSWERS {
            let class = Class::new(&compiled, &rows, answer);
            let expected: Vec<_> = sheets
                .iter()
                .map(|sheet| walked.explain(sheet, &asked, answer).total.percent())
                .collect();
            prop_assert_eq!(class.percents(&compiled), expected);
        }
    }
}
