//! Random schemes and sheets.

use lms_core::grading::{
    Aggregation, Asked, Category, DropRule, ExtraCredit, Item, Limits, Node, Normalise, Profile,
    Scheme,
};
use lms_core::number::{Percent, Points};
use lms_core::record::{Score, ScoreSheet, ScoreStatus, Visibility};
use lms_core::time::Instant;
use lms_core::verdict::Viewer;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

pub fn now() -> Instant {
    "2026-06-15T12:00:00Z".parse().unwrap()
}

pub fn points(tenths: i64) -> Points {
    Points::from_micros(tenths * 100_000).unwrap()
}

pub fn percent(whole: i64) -> Percent {
    Percent::from_micros(whole * 1_000_000).unwrap()
}

pub fn asked(learner: bool) -> Asked {
    Asked::at(now()).by(if learner {
        Viewer::Learner
    } else {
        Viewer::Staff
    })
}

/// Items and categories get their ids from their place, so ids are unique.
fn number(category: &mut Category, next: &mut usize) {
    category.id = format!("c{next}").parse().unwrap();
    *next += 1;
    for child in &mut category.children {
        match child {
            Node::Item(item) => {
                item.id = format!("i{next}").parse().unwrap();
                *next += 1;
            }
            Node::Category(inner) => number(inner, next),
        }
    }
}

pub fn scheme_of(profile: Profile, mut root: Category) -> Scheme {
    number(&mut root, &mut 0);
    Scheme::new("s".parse().unwrap(), profile, root)
}

pub fn items(scheme: &Scheme) -> Vec<Item> {
    fn walk(category: &Category, out: &mut Vec<Item>) {
        for child in &category.children {
            match child {
                Node::Item(item) => out.push(item.clone()),
                Node::Category(inner) => walk(inner, out),
            }
        }
    }
    let mut out = Vec::new();
    walk(&scheme.root, &mut out);
    out
}

fn due() -> impl Strategy<Value = Option<Instant>> {
    prop_oneof![
        Just(None),
        Just(Some("2026-06-01T00:00:00Z".parse().unwrap())),
        Just(Some("2026-07-01T00:00:00Z".parse().unwrap())),
    ]
}

pub fn item() -> impl Strategy<Value = Item> {
    let maximum = prop_oneof![
        Just(100),
        Just(1000),
        Just(50),
        Just(125),
        Just(30),
        1_i64..200
    ];
    let extra = prop_oneof![
        6 => Just(None),
        1 => Just(Some(ExtraCredit::Full)),
        1 => (1_i64..200).prop_map(|f| Some(ExtraCredit::Factor { factor: percent(f) })),
    ];
    (maximum, 0_i64..6, extra, any::<bool>(), due(), -3_i64..1).prop_map(
        |(maximum, weight, extra_credit, never_drop, due, minimum)| Item {
            weight: Some(percent(weight * 10)),
            extra_credit,
            never_drop,
            due,
            minimum: points(minimum * 10),
            ..Item::new("x".parse().unwrap(), points(maximum))
        },
    )
}

/// All aggregations but the mode, which no drop rule and no law of monotony suits.
pub fn aggregation() -> impl Strategy<Value = Aggregation> {
    prop_oneof![
        2 => Just(Aggregation::SumOfPoints),
        2 => prop_oneof![Just(Normalise::Always), Just(Normalise::Never), Just(Normalise::UnderHundred)]
            .prop_map(|normalise| Aggregation::WeightedMean { normalise }),
        1 => Just(Aggregation::SimpleWeightedMean),
        1 => Just(Aggregation::MeanWithExtraCredit),
        1 => Just(Aggregation::Mean),
        1 => Just(Aggregation::Median),
        1 => Just(Aggregation::Lowest),
        1 => Just(Aggregation::Highest),
    ]
}

fn drop_rule() -> impl Strategy<Value = DropRule> {
    prop_oneof![
        2 => Just(DropRule::default()),
        3 => (0_u32..3, 0_u32..3).prop_map(|(lowest, highest)| DropRule { lowest, highest, keep_best: None }),
        1 => (1_u32..4, 0_u32..2).prop_map(|(keep, highest)| DropRule { lowest: 0, highest, keep_best: Some(keep) }),
    ]
}

fn category(children: Vec<Node>) -> impl Strategy<Value = Category> {
    let limits = option::weighted(0.2, (0_i64..30, 60_i64..130));
    (aggregation(), drop_rule(), limits, 0_i64..6, any::<bool>()).prop_map(
        move |(aggregation, drop, limits, weight, wide)| {
            let scaled_up = Aggregation::WeightedMean {
                normalise: Normalise::UnderHundred,
            };
            let mut children = children.clone();
            if aggregation.picks() {
                for child in &mut children {
                    match child {
                        Node::Item(item) => item.extra_credit = None,
                        Node::Category(inner) => inner.extra_credit = None,
                    }
                }
            }
            Category {
                weight: Some(percent(weight * 10)),
                drop: if aggregation == scaled_up {
                    DropRule::default()
                } else {
                    drop
                },
                limits: limits.map_or_else(Limits::default, |(lower, upper)| Limits {
                    lower: Some(percent(lower)),
                    upper: Some(percent(upper)),
                }),
                maximum: points(if wide { 1000 } else { 200 }),
                ..Category::new("x".parse().unwrap(), aggregation, children)
            }
        },
    )
}

/// Trees up to three deep.
pub fn root() -> impl Strategy<Value = Category> {
    let flat = vec(item().prop_map(Node::Item), 0..6).prop_flat_map(category);
    let node = prop_oneof![
        2 => item().prop_map(Node::Item),
        1 => flat.prop_map(Node::Category),
    ];
    let middle = vec(node, 0..5).prop_flat_map(category);
    let node = prop_oneof![
        1 => item().prop_map(Node::Item),
        2 => middle.prop_map(Node::Category),
    ];
    vec(node, 1..5).prop_flat_map(category)
}

pub fn plain_scheme() -> impl Strategy<Value = Scheme> {
    root().prop_map(|root| scheme_of(Profile::Plain, root))
}

pub fn score() -> impl Strategy<Value = Option<Score>> {
    let status = prop_oneof![
        Just(ScoreStatus::Absent),
        Just(ScoreStatus::PendingReview),
        Just(ScoreStatus::Excused),
        Just(ScoreStatus::Excluded),
        Just(ScoreStatus::Missing),
        Just(ScoreStatus::Withdrawn),
    ];
    let hidden = prop_oneof![
        5 => Just(Visibility::Visible),
        1 => Just(Visibility::Hidden { until: None }),
        1 => Just(Visibility::Unposted),
    ];
    prop_oneof![
        1 => Just(None),
        1 => status.prop_map(|status| Some(Score::with_status(status))),
        6 => (0_i64..250, hidden, any::<bool>()).prop_map(|(tenths, visibility, banked)| Some(Score {
            visibility,
            status: if banked { ScoreStatus::Banked } else { ScoreStatus::Scored },
            ..Score::scored(points(tenths))
        })),
        1 => (-30_i64..0).prop_map(|tenths| Some(Score::scored(points(tenths)))),
        // Thirds and the like, with all six digits: more than a row keeps in half a word.
        1 => (0_i64..25_000_000).prop_map(|micros| Some(Score::scored(Points::from_micros(micros).unwrap()))),
    ]
}

pub fn sheet(scheme: &Scheme) -> impl Strategy<Value = ScoreSheet> + use<> {
    let ids: Vec<_> = items(scheme).into_iter().map(|item| item.id).collect();
    vec(score(), ids.len()).prop_map(move |scores| ScoreSheet {
        scores: ids
            .iter()
            .cloned()
            .zip(scores)
            .filter_map(|(id, score)| Some((id, score?)))
            .collect(),
        ..ScoreSheet::default()
    })
}

pub fn course() -> impl Strategy<Value = (Scheme, ScoreSheet)> {
    plain_scheme().prop_flat_map(|scheme| {
        let sheet = sheet(&scheme);
        (Just(scheme), sheet)
    })
}

/// Weighted groups of items with one maximum: what most courses have, and what is graded in whole numbers.
pub fn common_course() -> impl Strategy<Value = (Scheme, ScoreSheet)> {
    let means = prop_oneof![
        Just(Aggregation::Mean),
        Just(Aggregation::SumOfPoints),
        Just(Aggregation::SimpleWeightedMean),
        Just(Aggregation::MeanWithExtraCredit),
        Just(Aggregation::WeightedMean {
            normalise: Normalise::Always
        }),
    ];
    let group = (1_i64..200, 1_usize..7, drop_rule(), 1_i64..5, means, due()).prop_map(
        |(maximum, count, drop, weight, aggregation, due)| {
            let item = Item {
                weight: Some(percent(20)),
                due,
                ..Item::new("x".parse().unwrap(), points(maximum))
            };
            let children = vec![Node::Item(item); count];
            Node::Category(Category {
                weight: Some(percent(weight * 10)),
                drop,
                ..Category::new("x".parse().unwrap(), aggregation, children)
            })
        },
    );
    let single = (1_i64..200, 0_i64..5, due()).prop_map(|(maximum, weight, due)| {
        Node::Item(Item {
            weight: Some(percent(weight * 10)),
            due,
            ..Item::new("x".parse().unwrap(), points(maximum))
        })
    });
    let normalise = prop_oneof![
        Just(Normalise::Always),
        Just(Normalise::Never),
        Just(Normalise::UnderHundred)
    ];
    let node = prop_oneof![2 => group, 1 => single];
    (vec(node, 1..5), normalise)
        .prop_map(|(children, normalise)| {
            let aggregation = Aggregation::WeightedMean { normalise };
            scheme_of(
                Profile::Plain,
                Category::new("x".parse().unwrap(), aggregation, children),
            )
        })
        .prop_flat_map(|scheme| {
            let sheet = sheet(&scheme);
            (Just(scheme), sheet)
        })
}
