//! Work E: 5 weighted groups of 12 items, the 2 lowest of each dropped, 10,000 students; and what it is compared with.

use lms_core::grading::{
    Aggregation, Category, CompiledScheme, DropRule, Item, Node, Profile, Scheme,
};
use lms_core::number::{Percent, Points};
use lms_core::record::{Score, ScoreSheet};
use rust_decimal::{Decimal, RoundingStrategy};

/// The weights of the groups, in percent.
pub const WEIGHTS: [u16; 5] = [30, 25, 20, 15, 10];
/// Items in a group.
pub const ITEMS: usize = 12;
/// Items of a student.
pub const ALL: usize = WEIGHTS.len() * ITEMS;
/// Lowest scores dropped from a group.
pub const DROPPED: usize = 2;

/// A student's scores in tenths of a point, each of at most 100 points.
pub type Student = [u16; ALL];

/// Scores from a small generator of its own, so that every run grades the same class.
#[must_use]
pub fn students(count: usize) -> Vec<Student> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    (0..count)
        .map(|_| core::array::from_fn(|_| u16::try_from(next() % 1_001).unwrap_or(0)))
        .collect()
}

/// Points of a score in tenths.
#[must_use]
pub fn points(tenths: u16) -> Points {
    Points::from_micros(i64::from(tenths) * 100_000).unwrap_or_default()
}

/// The scheme of work E, as a host would define it.
///
/// # Panics
/// Never: the ids and numbers written here are valid.
#[must_use]
pub fn scheme() -> CompiledScheme {
    let group = |(group, weight): (usize, &u16)| {
        let item = |item: usize| {
            let id = format!("g{group}-i{item}").parse().expect("a plain id");
            Node::Item(Item::new(id, points(1_000)))
        };
        let id = format!("g{group}").parse().expect("a plain id");
        Node::Category(Category {
            weight: Some(Percent::whole(i32::from(*weight)).expect("a small number")),
            drop: DropRule {
                lowest: 2,
                ..DropRule::default()
            },
            ..Category::new(id, Aggregation::SumOfPoints, (0..ITEMS).map(item).collect())
        })
    };
    let root = Category::new(
        "course".parse().expect("a plain id"),
        Aggregation::WeightedMean {
            normalise: lms_core::grading::Normalise::Always,
        },
        WEIGHTS.iter().enumerate().map(group).collect(),
    );
    let scheme = Scheme::new("e".parse().expect("a plain id"), Profile::Plain, root);
    CompiledScheme::new(scheme).expect("a valid scheme")
}

/// A student's scores as the host's record holds them.
#[must_use]
pub fn sheet(scheme: &CompiledScheme, student: &Student) -> ScoreSheet {
    let scores = scheme.items().zip(student);
    ScoreSheet {
        scores: scores
            .map(|(item, tenths)| (item.id.clone(), Score::scored(points(*tenths))))
            .collect(),
        ..ScoreSheet::default()
    }
}

/// By hand, in exact whole numbers, two minima in one pass: hundredths of a percent.
#[must_use]
pub fn by_hand(student: &Student) -> i64 {
    let mut total = 0_u32;
    for (scores, weight) in student.chunks_exact(ITEMS).zip(WEIGHTS) {
        let (mut sum, mut low, mut second) = (0_u32, u16::MAX, u16::MAX);
        for score in scores {
            sum += u32::from(*score);
            second = second.min(low.max(*score));
            low = low.min(*score);
        }
        total += (sum - u32::from(low) - u32::from(second)) * u32::from(weight);
    }
    // Ten scores of a thousand tenths are 100 %: the sum is in thousandths of a hundredth of a percent, times ten.
    i64::from((total + 50) / 100)
}

/// The straightforward program: floats, and each group sorted.
#[must_use]
pub fn in_floats(student: &[f64; ALL]) -> f64 {
    let mut total = 0.0;
    let mut weights = 0.0;
    for (scores, weight) in student.chunks_exact(ITEMS).zip(WEIGHTS) {
        let mut sorted = scores.to_vec();
        sorted.sort_by(f64::total_cmp);
        let kept = &sorted[DROPPED..];
        let mean = kept.iter().sum::<f64>() / (100.0 * kept.len() as f64);
        total += mean * f64::from(weight);
        weights += f64::from(weight);
    }
    (total / weights * 10_000.0 + 0.5).floor() / 100.0
}

/// The same program in decimals.
#[must_use]
pub fn in_decimals(student: &[Decimal; ALL]) -> Decimal {
    let mut total = Decimal::ZERO;
    let mut weights = Decimal::ZERO;
    for (scores, weight) in student.chunks_exact(ITEMS).zip(WEIGHTS) {
        let mut sorted = scores.to_vec();
        sorted.sort();
        let kept = &sorted[DROPPED..];
        let mean =
            kept.iter().sum::<Decimal>() / (Decimal::ONE_HUNDRED * Decimal::from(kept.len()));
        total += mean * Decimal::from(weight);
        weights += Decimal::from(weight);
    }
    (total / weights * Decimal::ONE_HUNDRED)
        .round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}
