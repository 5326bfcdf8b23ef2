//! One answer, however it is computed: tree, whole numbers, one changed score, or columns.

use lms_core::grading::{Answer, Class, CompiledScheme};
use proptest::collection::vec;
use proptest::prelude::*;

use super::course::{asked, common_course, course, score};

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
                    Some(lms_core::record::Score::scored(score.and_then(|score| score.points).unwrap_or_default()))
                } else {
                    score
                };
                Some((item.id.clone(), score?))
            });
            lms_core::record::ScoreSheet { scores: scores.collect(), ..Default::default() }
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
