//! The plain profile written a second time, slowly: big rationals, and drop rules by trying every subset.

use lms_core::grading::{
    Aggregation, Answer, Category, CompiledScheme, DropRule, ExtraCredit, Item, Node, Normalise,
    Scheme, Total,
};
use lms_core::number::{Percent, Points};
use lms_core::record::{ScoreSheet, ScoreStatus};
use num_bigint::BigInt;
use num_rational::BigRational;
use proptest::prelude::*;

use super::course::{asked, course, now};

type Q = BigRational;

fn q(above: i64, below: i64) -> Q {
    Q::new(BigInt::from(above), BigInt::from(below))
}

fn of_points(points: Points) -> Q {
    q(points.micros(), 1_000_000)
}

fn of_percent(percent: Percent) -> Q {
    q(percent.micros(), 1_000_000)
}

/// A child that counts: points, range and maximum, and what it says about itself.
#[derive(Clone)]
struct Entry {
    points: Q,
    minimum: Q,
    maximum: Q,
    weight: Q,
    extra: Option<Q>,
    never_drop: bool,
}

impl Entry {
    fn share(&self) -> Q {
        (&self.points - &self.minimum) / (&self.maximum - &self.minimum)
    }

    /// What it puts above and below the line of the category's share.
    fn term(&self, aggregation: Aggregation) -> (Q, Q) {
        let one = q(1, 1);
        let (above, below) = match aggregation {
            Aggregation::SumOfPoints => (self.points.clone(), self.maximum.clone()),
            Aggregation::WeightedMean { .. } => (self.share() * &self.weight, self.weight.clone()),
            Aggregation::SimpleWeightedMean => {
                let range = &self.maximum - &self.minimum;
                (self.share() * &range, range)
            }
            _ => (self.share(), one),
        };
        match &self.extra {
            Some(factor) => (above * factor, q(0, 1)),
            None => (above, below),
        }
    }
}

fn share_of(aggregation: Aggregation, kept: &[Entry]) -> Option<Q> {
    let zero = q(0, 1);
    if kept.is_empty() {
        return None;
    }
    let mut shares: Vec<Q> = kept.iter().map(Entry::share).collect();
    shares.sort();
    let n = shares.len();
    match aggregation {
        Aggregation::Median if n.is_multiple_of(2) => {
            return Some((&shares[n / 2 - 1] + &shares[n / 2]) / q(2, 1));
        }
        Aggregation::Median => return Some(shares[n / 2].clone()),
        Aggregation::Lowest => return shares.first().cloned(),
        Aggregation::Highest => return shares.last().cloned(),
        _ => {}
    }
    let (mut above, mut below) = (zero.clone(), zero.clone());
    for entry in kept {
        let (a, b) = entry.term(aggregation);
        above += a;
        below += b;
    }
    let hundred = q(100, 1);
    let below = match aggregation {
        Aggregation::WeightedMean {
            normalise: Normalise::Never,
        } => hundred,
        Aggregation::WeightedMean {
            normalise: Normalise::UnderHundred,
        } => below.min(hundred),
        _ => below,
    };
    (below > zero).then(|| above / below)
}

fn subsets(of: usize, size: usize) -> Vec<u32> {
    (0_u32..1 << of)
        .filter(|bits| bits.count_ones() as usize == size)
        .collect()
}

/// The best, over all ways to drop the lowest, of the worst over all ways to drop the highest of the rest.
fn with_drops(aggregation: Aggregation, rule: DropRule, entries: &[Entry]) -> Option<Q> {
    let droppable: Vec<&Entry> = entries
        .iter()
        .filter(|e| !e.never_drop && e.extra.is_none())
        .collect();
    let fixed: Vec<Entry> = entries
        .iter()
        .filter(|e| e.never_drop || e.extra.is_some())
        .cloned()
        .collect();
    let n = droppable.len();
    let spare = n.saturating_sub(1);
    let highest = (rule.highest as usize).min(spare);
    let lowest = match rule.keep_best {
        Some(keep) => n.saturating_sub(keep as usize + highest),
        None => rule.lowest as usize,
    }
    .min(spare);
    let highest = highest.min(spare - lowest);
    let mut best: Option<Option<Q>> = None;
    for low in subsets(n, lowest) {
        let rest: Vec<&Entry> = (0..n)
            .filter(|i| low >> i & 1 == 0)
            .map(|i| droppable[i])
            .collect();
        let mut worst: Option<Option<Q>> = None;
        for high in subsets(rest.len(), highest) {
            let mut kept = fixed.clone();
            kept.extend(
                (0..rest.len())
                    .filter(|i| high >> i & 1 == 0)
                    .map(|i| rest[i].clone()),
            );
            let share = share_of(aggregation, &kept);
            worst = Some(worst.map_or(share.clone(), |worst| worst.min(share)));
        }
        if let Some(worst) = worst {
            best = Some(best.map_or(worst.clone(), |best| best.max(worst)));
        }
    }
    best.flatten()
}

fn item_points(item: &Item, sheet: &ScoreSheet, answer: Answer) -> Option<Q> {
    let score = sheet.scores.get(&item.id);
    let minimum = of_points(item.minimum);
    let due = item.due.is_none_or(|due| due <= now());
    let zero = |counts: bool| counts.then(|| minimum.clone());
    let status = score.map_or(ScoreStatus::Absent, |score| score.status);
    match status {
        ScoreStatus::Scored | ScoreStatus::Banked => {
            score.and_then(|score| score.points).map(of_points)
        }
        ScoreStatus::Absent => match answer {
            Answer::Current => None,
            Answer::Final => zero(due),
            Answer::Best => Some(of_points(item.maximum)),
            Answer::Worst => zero(true),
        },
        ScoreStatus::Missing => zero(answer != Answer::Current),
        ScoreStatus::PendingReview => match answer {
            Answer::Current | Answer::Final => None,
            Answer::Best => Some(of_points(item.maximum)),
            Answer::Worst => zero(true),
        },
        _ => None,
    }
}

fn factor(extra: Option<ExtraCredit>) -> Option<Q> {
    extra.map(|extra| match extra {
        ExtraCredit::Full => q(1, 1),
        ExtraCredit::Factor { factor } => of_percent(factor) / q(100, 1),
    })
}

fn grade(category: &Category, sheet: &ScoreSheet, answer: Answer) -> Option<(Q, Q, Q)> {
    let zero = q(0, 1);
    let aggregation = category.aggregation;
    let mut entries = Vec::new();
    for child in &category.children {
        let (value, weight, extra, never_drop) = match child {
            Node::Item(item) => {
                let range = (of_points(item.minimum), of_points(item.maximum));
                let value =
                    item_points(item, sheet, answer).map(|points| (points, range.0, range.1));
                (value, item.weight, item.extra_credit, item.never_drop)
            }
            Node::Category(inner) => {
                let value = grade(inner, sheet, answer);
                (value, inner.weight, inner.extra_credit, inner.never_drop)
            }
        };
        let Some((points, minimum, maximum)) = value else {
            continue;
        };
        let weight = of_percent(weight.unwrap());
        if matches!(aggregation, Aggregation::WeightedMean { .. }) && weight == zero {
            continue;
        }
        entries.push(Entry {
            points,
            minimum,
            maximum,
            weight,
            extra: factor(extra),
            never_drop,
        });
    }
    let share = with_drops(aggregation, category.drop, &entries)?;
    let mut share = share;
    if let Some(lower) = category.limits.lower {
        share = share.max(of_percent(lower) / q(100, 1));
    }
    if let Some(upper) = category.limits.upper {
        share = share.min(of_percent(upper) / q(100, 1));
    }
    let (minimum, maximum) = (of_points(category.minimum), of_points(category.maximum));
    Some((share, minimum, maximum)).map(|(share, minimum, maximum)| {
        let points = share * (&maximum - &minimum) + &minimum;
        (points, minimum, maximum)
    })
}

/// Sums of points have a range of their own, which depends on what is dropped: the reference knows their share only,
/// so they stand at the root or in a mean by share here.
fn comparable(category: &Category) -> bool {
    category.children.iter().all(|child| match child {
        Node::Item(_) => true,
        Node::Category(inner) => {
            let by_range = matches!(
                category.aggregation,
                Aggregation::SumOfPoints | Aggregation::SimpleWeightedMean
            );
            comparable(inner) && !(by_range && inner.aggregation == Aggregation::SumOfPoints)
        }
    })
}

pub fn share(scheme: &Scheme, sheet: &ScoreSheet, answer: Answer) -> Option<Q> {
    grade(&scheme.root, sheet, answer)
        .map(|(points, minimum, maximum)| (points - &minimum) / (maximum - &minimum))
}

fn text(value: &Q) -> String {
    if *value.denom() == BigInt::from(1) {
        value.numer().to_string()
    } else {
        format!("{}/{}", value.numer(), value.denom())
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn every_total_is_the_exact_rational_rounded_once((scheme, sheet) in course()) {
        prop_assume!(comparable(&scheme.root));
        let compiled = CompiledScheme::new(scheme.clone()).unwrap();
        for answer in [Answer::Current, Answer::Final, Answer::Best, Answer::Worst] {
            let expected = share(&scheme, &sheet, answer).map(|share| share * q(100, 1));
            let asked = asked(false);
            match compiled.explain(&sheet, &asked, answer).total {
                Total::Graded { exact, percent, .. } => {
                    prop_assert_eq!(Some(exact.to_string()), expected.as_ref().map(text), "{:?}", answer);
                    // Half up to two places: floor(x * 100 + 1/2).
                    let rounded = (expected.unwrap() * q(100, 1) + q(1, 2)).floor() / q(100, 1);
                    prop_assert_eq!(percent.to_string(), text(&rounded));
                }
                _ => prop_assert_eq!(None, expected.as_ref().map(text), "{:?}", answer),
            }
        }
    }
}

#[test]
fn the_reference_drops_as_a_person_would() {
    let entry = |points: i64, maximum: i64| Entry {
        points: q(points, 1),
        minimum: q(0, 1),
        maximum: q(maximum, 1),
        weight: q(1, 1),
        extra: None,
        never_drop: false,
    };
    let rule = DropRule {
        lowest: 1,
        ..DropRule::default()
    };
    // Kane & Kane: dropping 20/80 leaves (80 + 1)/(100 + 20); dropping 1/20 leaves (80 + 20)/(100 + 80).
    let entries = [entry(80, 100), entry(20, 80), entry(1, 20)];
    assert_eq!(
        with_drops(Aggregation::SumOfPoints, rule, &entries),
        Some(q(81, 120))
    );
}
