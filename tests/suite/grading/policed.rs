//! The laws of totals again, with policies at work and grading periods.

use lms_core::ActivityId;
use lms_core::grading::policy::{FittedCurve, LatePolicy, LateWork};
use lms_core::grading::{
    Answer, Category, CompiledScheme, Exact, Explanation, Node, Part, PartOf, Policies, Scheme,
};
use lms_core::number::{Percent, Points};
use lms_core::record::{Attempt, Lateness, Mark, Score, ScoreHistory, ScoreOverride, ScoreSheet};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::course::{asked, course, items, percent, points};
use super::laws::{exact, reversed};

const ANSWERS: [Answer; 4] = [Answer::Current, Answer::Final, Answer::Best, Answer::Worst];

fn rounding() -> impl Strategy<Value = Value> {
    let modes = select(vec!["halfUp", "halfEven", "halfAway", "truncate"]);
    (modes, 0_u8..3).prop_map(|(mode, digits)| json!({"mode": mode, "digits": digits}))
}

fn without_nulls(mut value: Value) -> Value {
    if let Some(fields) = value.as_object_mut() {
        fields.retain(|_, field| !field.is_null());
    }
    value
}

fn late(rounded: bool) -> impl Strategy<Value = Value> {
    let deduction = prop_oneof![
        (1_u32..72, 0_u8..60).prop_map(|(hours, percent)| json!({
            "type": "perInterval", "interval": format!("PT{hours}H"), "percent": percent.to_string(),
        })),
        (1_u32..48, 0_u8..50, 0_u8..50).prop_map(|(hours, low, more)| json!({
            "type": "steps", "steps": [
                {"upTo": format!("PT{hours}H"), "percent": low.to_string()},
                {"upTo": "PT240H", "percent": (low + more).to_string()},
            ],
        })),
        Just(json!({"type": "notAccepted"})),
    ];
    (
        deduction,
        select(vec!["possible", "mark"]),
        option::of(0_u8..60),
        0_u32..48,
        select(vec!["fromDue", "fromGraceEnd"]),
        option::weighted(0.2, rounding()),
    )
        .prop_map(move |(deduction, base, floor, grace, counts, rounding)| {
            let rounding = rounding.filter(|_| rounded);
            without_nulls(json!({
                "deduction": deduction, "base": base, "floor": floor.map(|floor| floor.to_string()),
                "grace": format!("PT{grace}H"), "graceCounts": counts, "rounding": rounding,
            }))
        })
}

fn policies() -> impl Strategy<Value = Policies> {
    let missing = (0_u8..=100, select(vec!["declared", "pastDue"]))
        .prop_map(|(deduct, when)| json!({"deduct": deduct.to_string(), "when": when}));
    let attempts = prop_oneof![
        select(vec!["highest", "latest", "first", "onlyIfHigher"])
            .prop_map(|kind| json!({"type": kind})),
        option::of(rounding())
            .prop_map(|rounding| without_nulls(json!({"type": "average", "rounding": rounding}))),
        (1_u32..4).prop_map(|n| json!({"type": "nth", "n": n})),
    ];
    let resits = (
        0_u8..=100,
        select(vec!["best", "latest"]),
        option::of(0_u32..3),
    )
        .prop_map(|(cap, count, limit)| {
            without_nulls(json!({"cap": cap.to_string(), "count": count, "limit": limit}))
        });
    let curve = (
        prop_oneof![8 => 0_i64..30, 1 => -20_i64..0],
        -50_i64..50,
        option::weighted(0.3, rounding()),
        select(vec!["maximum", "open"]),
        any::<bool>(),
    )
        .prop_map(|(factor, shift, root, ceiling, may_lower)| {
            without_nulls(json!({
                "factor": format!("{factor}/10"), "shift": format!("{shift}/10"), "root": root,
                "ceiling": ceiling, "mayLower": may_lower,
            }))
        });
    let rounded = || option::weighted(0.3, rounding());
    let moderation = prop_oneof![
        3 => (1_u32..4, rounded()).prop_map(|(markers, rounding)| json!({
            "type": "average", "markers": markers, "rounding": rounding,
        })),
        3 => (1_u32..4).prop_map(|markers| json!({"type": "highest", "markers": markers})),
        1 => Just(json!({"type": "agreed"})),
        1 => (0_u8..20, select(vec!["decides", "median", "closestPair", "average"]), rounded())
            .prop_map(|(threshold, third, rounding)| json!({
                "type": "thirdMarker", "threshold": threshold.to_string(), "third": third, "rounding": rounding,
            })),
    ]
    .prop_map(without_nulls);
    (
        option::of(late(true)),
        option::of(missing),
        option::of(attempts),
        option::weighted(0.3, resits),
        option::weighted(0.4, curve),
        option::weighted(0.4, moderation),
    )
        .prop_map(|(late, missing, attempts, resits, curve, moderation)| {
            let policies = json!({
                "late": late, "missing": missing, "attempts": attempts, "resits": resits, "curve": curve,
                "moderation": moderation,
            });
            serde_json::from_value(without_nulls(policies)).unwrap()
        })
}

/// What is known of the work on one item beside its mark.
#[derive(Debug, Clone)]
struct Dress {
    submitted: Option<&'static str>,
    lateness: Lateness,
    locked: bool,
    attempts: Vec<Attempt>,
    marks: Vec<Mark>,
    overrides: Vec<ScoreOverride>,
    /// What the mark is out of, where that is not the item's maximum.
    maximum: Option<Points>,
    /// The item's own factor and offset.
    factor: Option<Percent>,
    offset: Points,
    /// The period, and the item's own policies.
    period: usize,
    own: Option<Policies>,
}

fn dress() -> impl Strategy<Value = Dress> {
    let submitted = select(vec![
        None,
        Some("2026-05-20T10:00:00Z"),
        Some("2026-06-01T00:00:01Z"),
        Some("2026-06-02T13:00:00Z"),
        Some("2026-06-09T00:00:00Z"),
    ]);
    let lateness = prop_oneof![
        5 => Just(Lateness::Automatic),
        1 => Just(Lateness::OnTime),
        2 => (0_u64..500_000).prop_map(|seconds| Lateness::Late { seconds }),
    ];
    let attempt = (
        option::weighted(0.8, 0_i64..250),
        option::weighted(0.2, 1_i64..200),
        any::<bool>(),
    );
    let attempt = attempt.prop_map(|(mark, maximum, resit)| Attempt {
        points: mark.map(points),
        maximum: maximum.map(points),
        resit,
        ..Attempt::default()
    });
    (
        submitted,
        lateness,
        prop::bool::weighted(0.1),
        prop_oneof![2 => Just(Vec::new()), 1 => vec(attempt, 1..4)],
        by_hand(),
        0_usize..4,
        option::weighted(0.2, policies()),
    )
        .prop_map(
            |(submitted, lateness, locked, attempts, by_hand, period, own)| {
                let (marks, overrides, maximum, factor, offset) = by_hand;
                Dress {
                    submitted,
                    lateness,
                    locked,
                    attempts,
                    marks,
                    overrides,
                    maximum,
                    factor,
                    offset,
                    period,
                    own,
                }
            },
        )
}

type ByHand = (
    Vec<Mark>,
    Vec<ScoreOverride>,
    Option<Points>,
    Option<Percent>,
    Points,
);

/// Marks of several markers, overrides, other maxima, and what an item makes of its marks.
fn by_hand() -> impl Strategy<Value = ByHand> {
    let mark = (0_i64..250, prop::bool::weighted(0.1)).prop_map(|(mark, agreed)| Mark {
        by: "marker".parse().unwrap(),
        points: points(mark),
        agreed,
    });
    let set = (
        option::weighted(0.6, 0_i64..250),
        option::weighted(0.5, -10_i64..200),
    );
    let set = set.prop_map(|(to, maximum)| ScoreOverride {
        at: "2026-06-03T00:00:00Z".parse().unwrap(),
        by: "teacher".parse().unwrap(),
        from: None,
        to: to.map(points),
        maximum: maximum.map(points),
        reason: None,
    });
    (
        prop_oneof![3 => Just(Vec::new()), 1 => vec(mark, 1..4)],
        prop_oneof![5 => Just(Vec::new()), 1 => vec(set, 1..3)],
        option::weighted(0.2, (-10_i64..200).prop_map(points)),
        option::weighted(0.2, (0_i64..200).prop_map(percent)),
        prop_oneof![4 => Just(Points::ZERO), 1 => (-20_i64..50).prop_map(points)],
    )
}

fn put_on(category: &mut Category, scheme: &[String], dresses: &mut impl Iterator<Item = Dress>) {
    for child in &mut category.children {
        match child {
            Node::Category(inner) => put_on(inner, scheme, dresses),
            Node::Item(item) => {
                let dress = dresses.next().unwrap();
                item.period = scheme.get(dress.period).map(|id| id.parse().unwrap());
                item.policies = dress.own.map(Box::new);
                item.factor = dress.factor;
                item.offset = dress.offset;
            }
        }
    }
}

/// Any course, with policies for all items and for some, work handed in late and more than once, and periods.
fn policed_course() -> impl Strategy<Value = (Scheme, ScoreSheet)> {
    let period = (0_i64..60, prop::bool::weighted(0.2));
    let periods = (vec(period, 0..4), any::<bool>());
    (course(), policies(), periods, vec(dress(), 1..12)).prop_map(
        |((mut scheme, mut sheet), policies, (periods, weighted), dresses)| {
            scheme.policies = policies;
            let list: Vec<Value> = periods.iter().enumerate().map(|(place, (weight, closed))| {
                json!({"id": format!("p{place}"), "weight": percent(*weight).to_string(), "closed": closed})
            }).collect();
            let ids: Vec<String> = (0..list.len()).map(|place| format!("p{place}")).collect();
            let total = if weighted { "weighted" } else { "allItems" };
            scheme.periods = serde_json::from_value(json!({"total": total, "list": list})).unwrap();
            put_on(&mut scheme.root, &ids, &mut dresses.iter().cloned().cycle());
            for (item, dress) in items(&scheme).iter().zip(dresses.iter().cloned().cycle()) {
                let Some(score) = sheet.scores.get_mut(&item.id) else { continue };
                score.submitted_at = dress.submitted.map(|at| at.parse().unwrap());
                score.lateness = dress.lateness;
                score.locked = dress.locked;
                score.maximum = dress.maximum;
                let history = ScoreHistory {
                    attempts: dress.attempts,
                    marks: dress.marks,
                    overrides: dress.overrides,
                    due: None,
                };
                score.history = (history != ScoreHistory::default()).then(|| Box::new(history));
            }
            (scheme, sheet)
        },
    )
}

/// The marks that count, after all policies, where points can say them.
fn counted(explanation: &Explanation<'_>) -> Vec<(ActivityId, Points)> {
    fn look(part: &Part<'_>, found: &mut Vec<(ActivityId, Points)>) {
        if let (PartOf::Item { id }, Some(value)) = (part.of, &part.score)
            && let Some(points) = value.points.to_points()
        {
            found.push((id.clone(), points));
        }
        for inner in &part.parts {
            look(inner, found);
        }
    }
    let mut found = Vec::new();
    let periods = explanation.periods.iter().map(|period| &period.root);
    for root in explanation.root.iter().chain(periods) {
        look(root, &mut found);
    }
    found
}

/// Raises the mark, or one attempt, or what one marker gave, or what a teacher set.
fn raise(score: &mut Score, place: Option<prop::sample::Index>, by: i64) -> bool {
    let mut slots: Vec<&mut Points> = Vec::new();
    if let (Some(_), Some(history)) = (place, &mut score.history) {
        let attempts = history.attempts.iter_mut();
        slots.extend(attempts.filter_map(|attempt| attempt.points.as_mut()));
        slots.extend(history.marks.iter_mut().map(|mark| &mut mark.points));
        let set = history.overrides.iter_mut();
        slots.extend(set.filter_map(|set| set.to.as_mut()));
    }
    if slots.is_empty() {
        slots.extend(score.points.as_mut());
    }
    let count = slots.len();
    if count == 0 {
        return false;
    }
    let chosen = place.map_or(0, |place| place.index(count));
    let mark = &mut *slots[chosen];
    *mark = Points::from_micros(mark.micros() + by * 100_000).unwrap();
    true
}

proptest! {
    #![proptest_config(ProptestConfig { max_global_rejects: 20_000, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn raising_a_score_never_lowers_a_total_whatever_the_policies(
        (scheme, sheet) in policed_course(),
        place in any::<prop::sample::Index>(),
        attempt in option::of(any::<prop::sample::Index>()),
        by in prop_oneof![1_i64..10, 1_i64..400],
    ) {
        let ids: Vec<_> = sheet.scores.keys().cloned().collect();
        prop_assume!(!ids.is_empty());
        let compiled = CompiledScheme::new(scheme).unwrap();
        prop_assume!(compiled.is_monotone());
        let mut higher = sheet.clone();
        let raised = raise(higher.scores.get_mut(place.get(&ids)).unwrap(), attempt, by);
        prop_assume!(raised);
        let asked = asked(false);
        for answer in ANSWERS {
            let low = exact(&compiled.explain(&sheet, &asked, answer).total);
            let high = exact(&compiled.explain(&higher, &asked, answer).total);
            prop_assert!(low <= high, "{:?}: {:?} then {:?}", answer, low, high);
        }
    }

    #[test]
    fn the_order_of_the_parts_changes_no_total_whatever_the_policies((scheme, sheet) in policed_course(), learner in any::<bool>()) {
        let mut turned = scheme.clone();
        turned.root = reversed(&turned.root);
        turned.periods.list.reverse();
        let (one, two) = (CompiledScheme::new(scheme).unwrap(), CompiledScheme::new(turned).unwrap());
        let asked = asked(learner);
        for answer in ANSWERS {
            let totals = [&one, &two].map(|scheme| exact(&scheme.explain(&sheet, &asked, answer).total));
            prop_assert_eq!(&totals[0], &totals[1], "{:?}", answer);
        }
    }

    /// What is supposed, and what is locked, is a mark that counts: no policy is applied to it, so none is applied twice.
    #[test]
    fn the_marks_that_count_give_the_same_grade_supposed_or_locked((scheme, sheet) in policed_course()) {
        let compiled = CompiledScheme::new(scheme).unwrap();
        let plain = asked(false);
        let grade = compiled.grade(&sheet, &plain);
        let mut supposing = plain.clone();
        let mut locked = sheet.clone();
        for (id, points) in counted(&compiled.explain(&sheet, &plain, Answer::Current)) {
            supposing = supposing.supposing(id.clone(), points);
            locked.scores.insert(id, Score { locked: true, ..Score::scored(points) });
        }
        prop_assert_eq!(&compiled.grade(&sheet, &supposing), &grade);
        prop_assert_eq!(&compiled.grade(&locked, &plain), &grade);
    }

    /// Policies that look at instants, attempts and markers have nothing to look at in a plain mark.
    #[test]
    fn a_plain_mark_is_entered_by_its_place_as_a_score_without_anything_else(
        (scheme, mut sheet) in policed_course(), place in any::<prop::sample::Index>(), points in 0_i64..1_200,
    ) {
        let compiled = CompiledScheme::new(scheme).unwrap();
        let asked = asked(false);
        let mut row = compiled.row(&sheet, &asked);
        let ids: Vec<_> = compiled.items().map(|item| item.id.clone()).collect();
        prop_assume!(!ids.is_empty());
        let place = place.index(ids.len());
        let points = Points::from_micros(points * 100_000).unwrap();
        if compiled.set_points(&mut row, place, points).is_some() {
            sheet.scores.insert(ids[place].clone(), Score::scored(points));
            for answer in ANSWERS {
                prop_assert_eq!(compiled.total(&row, answer), compiled.explain(&sheet, &asked, answer).total);
            }
        }
    }

    /// A host that stores the mark and what was taken off can apply the policy again at any time.
    #[test]
    fn what_is_left_of_a_late_mark_and_what_was_taken_off_are_the_mark_as_given(
        late in late(false), mark in -50_i64..2_000, maximum in 1_i64..1_500, minimum in -30_i64..1, seconds in 0_u64..1_000_000,
    ) {
        let policy: LatePolicy = serde_json::from_value(late).unwrap();
        let [maximum, minimum] = [maximum, minimum].map(|tenths| Exact::ratio(tenths, 10).unwrap());
        let mark = Exact::ratio(mark, 10).unwrap();
        let outcome = policy.apply(LateWork { mark: &mark, maximum: &maximum, minimum: &minimum, seconds });
        prop_assert_eq!(outcome.mark.plus(&outcome.deducted), mark);
    }
}

fn one_item(policies: Value) -> CompiledScheme {
    let text = json!({
        "id": "s", "policies": policies, "root": {"id": "course", "aggregation": {"type": "mean"}, "children": [
            {"type": "item", "id": "essay", "maximum": "20", "due": "2026-06-01T00:00:00Z"}]},
    });
    CompiledScheme::new(Scheme::from_json(&text.to_string()).unwrap()).unwrap()
}

/// The total of a mark handed in a day late.
fn total_of(scheme: &CompiledScheme, tenths: i64) -> Exact {
    let score = Score {
        submitted_at: "2026-06-02T00:00:00Z".parse().ok(),
        ..Score::scored(points(tenths))
    };
    let mut sheet = ScoreSheet::default();
    sheet.scores.insert("essay".parse().unwrap(), score);
    exact(&scheme.explain(&sheet, &asked(false), Answer::Current).total).unwrap()
}

#[test]
fn policies_that_can_lower_a_higher_mark_are_owned_up_to() {
    // 10 % of 14.9 is rounded to 1 and leaves 13.9; of 15.0 it is rounded to 2 and leaves 13.
    let deduction = json!({"type": "perInterval", "interval": "PT24H", "percent": "10"});
    let rounded = json!({"late": {"deduction": deduction, "base": "mark", "rounding": {"mode": "halfUp", "digits": 0}}});
    let rounded = one_item(rounded);
    assert!(total_of(&rounded, 149) > total_of(&rounded, 150));
    assert!(!rounded.is_monotone());
    let unrounded = one_item(json!({"late": {"deduction": deduction, "base": "mark"}}));
    assert!(total_of(&unrounded, 149) < total_of(&unrounded, 150));
    assert!(unrounded.is_monotone());
    // Markers who agree on 60 do not agree on 60 and 61, and a third marker may be harsher than both.
    for (moderation, low, high) in [
        (json!({"type": "agreed"}), vec![60, 60], vec![60, 61]),
        (
            json!({"type": "thirdMarker", "threshold": "10", "third": "decides"}),
            vec![52, 62, 40],
            vec![52, 63, 40],
        ),
        (
            json!({"type": "thirdMarker", "threshold": "10", "third": "median"}),
            vec![52, 62, 20],
            vec![52, 63, 20],
        ),
        (
            json!({"type": "thirdMarker", "threshold": "0", "third": "closestPair"}),
            vec![50, 60, 68],
            vec![50, 60, 71],
        ),
    ] {
        let scheme = one_item(json!({"moderation": moderation}));
        assert!(!scheme.is_monotone());
        let total = |given: &[i64]| {
            let mark = |mark: &i64| Mark {
                by: "m".parse().unwrap(),
                points: points(*mark * 10),
                agreed: false,
            };
            let history = ScoreHistory {
                marks: given.iter().map(mark).collect(),
                ..ScoreHistory::default()
            };
            let score = Score {
                history: Some(Box::new(history)),
                ..Score::default()
            };
            let mut sheet = ScoreSheet::default();
            sheet.scores.insert("essay".parse().unwrap(), score);
            exact(&scheme.explain(&sheet, &asked(false), Answer::Current).total)
        };
        assert!(total(&low) > total(&high), "{moderation}");
    }
    assert!(one_item(json!({"moderation": {"type": "average"}})).is_monotone());
    // A line that falls turns marks around.
    let falls: FittedCurve = serde_json::from_value(json!({
        "factor": "-1", "shift": "20", "ceiling": "maximum", "mayLower": true,
    }))
    .unwrap();
    let falling = one_item(json!({"curve": falls}));
    assert!(total_of(&falling, 50) > total_of(&falling, 150));
    assert!(!falling.is_monotone());
}
