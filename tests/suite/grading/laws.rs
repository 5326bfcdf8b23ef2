//! Laws that hold for every scheme of the plain profile, those of order for every monotone one.

use lms_core::grading::{
    Aggregation, Answer, Category, CompiledScheme, DropEnd, Exact, Goal, Node, PartOf, Role,
    Target, Total, Ungraded, Way,
};
use lms_core::record::Score;
use proptest::prelude::*;

use super::course::{asked, common_course, course, items, percent, points};

pub fn exact(total: &Total) -> Option<Exact> {
    total.exact().cloned()
}

pub fn reversed(category: &Category) -> Category {
    let mut category = category.clone();
    category.children.reverse();
    for child in &mut category.children {
        if let Node::Category(inner) = child {
            *inner = reversed(inner);
        }
    }
    category
}

proptest! {
    #![proptest_config(ProptestConfig { max_global_rejects: 20_000, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn raising_a_score_never_lowers_a_total(
        (scheme, sheet) in course(),
        place in any::<prop::sample::Index>(),
        raise in 1_i64..400,
    ) {
        let all = items(&scheme);
        prop_assume!(!all.is_empty());
        let id = place.get(&all).id.clone();
        let Some(before) = sheet.scores.get(&id).and_then(|score| score.points) else { return Ok(()); };
        let compiled = CompiledScheme::new(scheme).unwrap();
        prop_assume!(compiled.is_monotone());
        let mut higher = sheet.clone();
        let raised = points(before.micros() / 100_000 + raise);
        higher.scores.get_mut(&id).unwrap().points = Some(raised);
        let asked = asked(false);
        for answer in [Answer::Current, Answer::Final, Answer::Best, Answer::Worst] {
            let low = exact(&compiled.explain(&sheet, &asked, answer).total);
            let high = exact(&compiled.explain(&higher, &asked, answer).total);
            prop_assert!(low <= high, "{:?}: {:?} then {:?}", answer, low, high);
        }
    }

    #[test]
    fn the_order_of_the_parts_changes_no_total((scheme, sheet) in course()) {
        let mut turned = scheme.clone();
        turned.root = reversed(&turned.root);
        let (one, two) = (CompiledScheme::new(scheme).unwrap(), CompiledScheme::new(turned).unwrap());
        let asked = asked(true);
        for answer in [Answer::Current, Answer::Final, Answer::Best, Answer::Worst] {
            let totals = [&one, &two].map(|scheme| exact(&scheme.explain(&sheet, &asked, answer).total));
            prop_assert_eq!(&totals[0], &totals[1], "{:?}", answer);
        }
    }

    #[test]
    fn supposing_what_is_so_changes_no_grade((scheme, sheet) in course()) {
        let compiled = CompiledScheme::new(scheme).unwrap();
        let mut supposing = asked(false);
        for (id, score) in &sheet.scores {
            if let Some(points) = score.points {
                supposing = supposing.supposing(id.clone(), points);
            }
        }
        prop_assert_eq!(compiled.grade(&sheet, &supposing), compiled.grade(&sheet, &asked(false)));
    }

    /// The two others need not lie between: they leave out work that these count at its minimum.
    #[test]
    fn the_worst_case_is_no_better_than_the_best((scheme, mut sheet) in course()) {
        // Extra credit beyond the maximum and marks beyond their range break every bound, so marks stay within it.
        for item in items(&scheme) {
            if let Some(points) = sheet.scores.get_mut(&item.id).and_then(|score| score.points.as_mut()) {
                *points = (*points).clamp(item.minimum, item.maximum);
            }
        }
        let compiled = CompiledScheme::new(scheme).unwrap();
        prop_assume!(compiled.is_monotone());
        let grade = compiled.grade(&sheet, &asked(false));
        prop_assert!(exact(&grade.worst) <= exact(&grade.best), "{:?}", grade);
    }

    #[test]
    fn the_best_case_counts_what_may_still_come_whatever_is_done_without_it((scheme, mut sheet) in common_course()) {
        prop_assume!(scheme.root.children.iter().any(|child| matches!(child, Node::Category(_))));
        for item in items(&scheme) {
            if let Some(points) = sheet.scores.get_mut(&item.id).and_then(|score| score.points.as_mut()) {
                *points = (*points).clamp(item.minimum, item.maximum);
            }
        }
        let [by_answer, left_out, as_minimum] = [Ungraded::ByAnswer, Ungraded::LeaveOut, Ungraded::AsMinimum].map(|ungraded| {
            let mut scheme = scheme.clone();
            scheme.root.children.retain(|child| matches!(child, Node::Category(_)));
            for child in &mut scheme.root.children {
                if let Node::Category(group) = child {
                    group.ungraded = ungraded;
                }
            }
            CompiledScheme::new(scheme).unwrap().grade(&sheet, &asked(false))
        });
        prop_assert_eq!(&by_answer.best, &as_minimum.best);
        for grade in [&by_answer, &left_out, &as_minimum] {
            prop_assert!(exact(&grade.final_) <= exact(&grade.best), "{:?}", grade);
            prop_assert!(exact(&grade.worst) <= exact(&grade.best), "{:?}", grade);
        }
        prop_assert_eq!(&left_out.worst, &left_out.current);
        prop_assert_eq!(&as_minimum.worst, &as_minimum.current);
    }

    #[test]
    fn a_share_instead_is_what_the_parts_come_to_with_one_exchanged((scheme, sheet) in course()) {
        fn look(part: &lms_core::grading::Part<'_>) -> Result<(), TestCaseError> {
            for inner in &part.parts {
                look(inner)?;
                let Role::Dropped { beaten_by: Some(beaten_by), share_instead: Some(instead), .. } = &inner.role else {
                    continue;
                };
                let exchanged = part.parts.iter().filter(|one| match one.role {
                    Role::Counted { .. } => one.of != *beaten_by,
                    _ => one.of == inner.of,
                });
                let (mut above, mut below) = (Exact::ZERO, Exact::ZERO);
                for one in exchanged {
                    let extra = matches!(one.role, Role::Counted { extra_credit: true, .. });
                    let (Some(value), Some(share), false) = (&one.score, &one.share, extra) else {
                        return Ok(());
                    };
                    let (more, of) = match part.of {
                        PartOf::Category { aggregation: Aggregation::SumOfPoints, .. } => {
                            (value.points.clone(), value.maximum.clone())
                        }
                        PartOf::Category { aggregation: Aggregation::Mean, .. } => (share.clone(), Exact::ONE),
                        _ => return Ok(()),
                    };
                    (above, below) = (above.plus(&more), below.plus(&of));
                }
                prop_assert_eq!(Some(instead.clone()), above.over(&below));
            }
            Ok(())
        }
        let compiled = CompiledScheme::new(scheme).unwrap().walked();
        let asked = asked(false);
        for answer in [Answer::Current, Answer::Final] {
            if let Some(root) = compiled.explain(&sheet, &asked, answer).root {
                look(&root)?;
            }
        }
    }

    #[test]
    fn a_dropped_score_is_no_better_kept((scheme, sheet) in course()) {
        fn look(part: &lms_core::grading::Part<'_>) -> Result<(), TestCaseError> {
            for inner in &part.parts {
                look(inner)?;
                if let (Role::Dropped { end, share_instead: Some(instead), .. }, Some(share)) = (&inner.role, unlimited(part)) {
                    match end {
                        DropEnd::Lowest => prop_assert!(*instead <= share, "{instead} instead of {share}"),
                        DropEnd::Highest => prop_assert!(*instead >= share, "{instead} instead of {share}"),
                    }
                }
            }
            Ok(())
        }
        fn unlimited(part: &lms_core::grading::Part<'_>) -> Option<Exact> {
            match part.steps.first() {
                Some(step) => step.from.clone(),
                None => part.share.clone(),
            }
        }
        let compiled = CompiledScheme::new(scheme).unwrap();
        let asked = asked(false);
        if let Some(root) = compiled.explain(&sheet, &asked, Answer::Current).root {
            look(&root)?;
        }
    }
}

#[test]
fn dropping_that_moves_a_maximum_is_owned_up_to() {
    // The quiz is 10/10, a 5/10. With b 49/100 homework keeps a: 15/20. With b 51/100 it keeps b: 61/110.
    // By range a simple weighted mean weighs the same, since every minimum is zero.
    let scheme = |course: &str, drop: &str| {
        let text = format!(
            r#"{{"id":"s","root":{{"id":"course","aggregation":{{"type":"{course}"}},"children":[
                {{"type":"item","id":"quiz","maximum":"10"}},
                {{"type":"category","id":"homework","aggregation":{{"type":"sumOfPoints"}},"drop":{drop},
                  "children":[
                    {{"type":"item","id":"a","maximum":"10"}},{{"type":"item","id":"b","maximum":"100"}}]}}]}}}}"#
        );
        CompiledScheme::new(lms_core::grading::Scheme::from_json(&text).unwrap()).unwrap()
    };
    let mut sheet = lms_core::record::ScoreSheet::default();
    for (id, score) in [("quiz", 10), ("a", 5)] {
        sheet
            .scores
            .insert(id.parse().unwrap(), Score::scored(points(score * 10)));
    }
    let with = |scheme: &CompiledScheme, b: i64| {
        let asked = asked(false).supposing("b".parse().unwrap(), points(b * 10));
        exact(&scheme.explain(&sheet, &asked, Answer::Current).total).unwrap()
    };
    let of = |above, below| Exact::integer(above).over(&Exact::integer(below));
    for course in ["sumOfPoints", "simpleWeightedMean", "natural"] {
        let drops = scheme(course, r#"{"lowest":1}"#);
        assert!(!drops.is_monotone(), "{course}");
        assert_eq!(Some(with(&drops, 49)), of(1_500, 20), "{course}");
        assert_eq!(Some(with(&drops, 51)), of(6_100, 110), "{course}");
        assert!(scheme(course, "{}").is_monotone(), "{course}");
        // 75 % is reached up to 50/100, and again with 72.5/100 on: the least mark is found, the gap is told.
        let goal = Goal {
            item: "b".parse().unwrap(),
            answer: Answer::Current,
            target: Target::Exact {
                percent: percent(75),
            },
            step: points(5),
        };
        let way = drops.goal(&sheet, &asked(false), &goal).unwrap();
        assert!(
            matches!(
                way,
                Way::Reached {
                    every_higher: false,
                    monotone: false,
                    ..
                }
            ),
            "{course}: {way:?}"
        );
    }
    for course in ["mean", "median", "lowest", "highest"] {
        assert!(scheme(course, r#"{"lowest":1}"#).is_monotone(), "{course}");
    }
}

#[test]
fn a_greedy_drop_is_marked_as_the_peers_and_is_not_ours() {
    // canvas-lms #2299: drop one lowest and one highest; a higher score lowers the total there, never here.
    let scheme = |profile: &str| {
        let text = format!(
            r#"{{"id":"s","profile":"{profile}","root":{{"id":"r","aggregation":{{"type":"sumOfPoints"}},
                "drop":{{"lowest":1,"highest":1}},"children":[
                {{"type":"item","id":"a","maximum":"100"}},{{"type":"item","id":"b","maximum":"20"}},
                {{"type":"item","id":"c","maximum":"50"}}]}}}}"#
        );
        CompiledScheme::new(lms_core::grading::Scheme::from_json(&text).unwrap()).unwrap()
    };
    let total = |profile: &str, scores: [i64; 3]| {
        let mut sheet = lms_core::record::ScoreSheet::default();
        for (id, score) in ["a", "b", "c"].into_iter().zip(scores) {
            sheet
                .scores
                .insert(id.parse().unwrap(), Score::scored(points(score * 10)));
        }
        let asked = asked(false);
        exact(
            &scheme(profile)
                .explain(&sheet, &asked, Answer::Current)
                .total,
        )
        .unwrap()
    };
    let all = || (0..=10).map(|n| n * 10);
    let mut fell = false;
    for a in all() {
        for b in [0, 5, 10, 15, 20] {
            for c in [0, 10, 20, 30, 40] {
                let (low, high) = ([a, b, c], [a, b, c + 10]);
                assert!(total("plain", low) <= total("plain", high), "{low:?}");
                fell |= total("canvas", low) > total("canvas", high);
            }
        }
    }
    assert!(fell, "the Canvas procedure is not greedy any more");
}
