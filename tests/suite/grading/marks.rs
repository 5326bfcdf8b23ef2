//! Laws of the policies on a mark and of rounding, and a reference in plain integers.

use lms_core::grading::Exact;
use lms_core::grading::policy::{
    AttemptMark, AttemptPolicy, LatePolicy, LateWork, ResitCount, ResitPolicy,
};
use lms_core::number::{Rounding, RoundingMode};
use proptest::prelude::*;

fn exact(above: i64, below: i64) -> Exact {
    Exact::ratio(above, below).unwrap()
}

fn modes() -> impl Strategy<Value = RoundingMode> {
    prop_oneof![
        Just(RoundingMode::HalfUp),
        Just(RoundingMode::HalfEven),
        Just(RoundingMode::HalfAway),
        Just(RoundingMode::Truncate),
    ]
}

fn late(interval: u64, percent: i64, floor: i64) -> LatePolicy {
    serde_json::from_value(serde_json::json!({
        "deduction": {"type": "perInterval", "interval": format!("PT{interval}S"), "percent": percent},
        "floor": floor,
    }))
    .unwrap()
}

proptest! {
    /// A host that stores the mark and what was taken off gets the same mark however often the policy runs.
    #[test]
    fn a_late_policy_is_idempotent_and_equals_plain_integers(
        mark in -500_i64..2_000, maximum in 1_i64..1_500, seconds in 0_u64..100_000,
        interval in 1_u64..5_000, percent in 0_i64..=100, floor in 0_i64..=100,
    ) {
        let policy = late(interval, percent, floor);
        let apply = |raw: &Exact| policy.apply(LateWork {
            mark: raw, maximum: &exact(maximum, 1), minimum: &Exact::ZERO, seconds,
        });
        let first = apply(&exact(mark, 1));
        let again = apply(&first.mark.plus(&first.deducted));
        prop_assert_eq!(&again, &first);
        // In hundredths: what is asked for, and what there is to take.
        let begun = i64::try_from(seconds.div_ceil(interval)).unwrap();
        let wanted = percent * begun * maximum;
        let room = (mark * 100 - floor * maximum).max(0);
        prop_assert_eq!(first.mark, exact(mark * 100 - wanted.min(room), 100));
    }

    #[test]
    fn later_work_never_counts_more(mark in 0_i64..100, one in 0_u64..90_000, two in 0_u64..90_000, floor in 0_i64..=100) {
        let policy = late(3_600, 7, floor);
        let counted = |seconds| policy.apply(LateWork {
            mark: &exact(mark, 1), maximum: &Exact::HUNDRED, minimum: &Exact::ZERO, seconds,
        }).mark;
        prop_assert!(counted(one.max(two)) <= counted(one.min(two)));
    }

    #[test]
    fn the_best_attempt_is_at_least_every_other_choice(marks in prop::collection::vec((0_i64..50, 1_i64..50), 1..8)) {
        let attempts: Vec<AttemptMark> = marks
            .iter()
            .map(|(mark, maximum)| AttemptMark { mark: Some(exact(*mark, 1)), maximum: exact(*maximum, 1) })
            .collect();
        let choose = |policy: AttemptPolicy| policy.choose(&attempts, None, &exact(20, 1)).unwrap().mark;
        let best = choose(AttemptPolicy::Highest {});
        for policy in [
            AttemptPolicy::Latest {},
            AttemptPolicy::First {},
            AttemptPolicy::Average { rounding: None },
            AttemptPolicy::Nth { n: 2 },
            AttemptPolicy::OnlyIfHigher {},
        ] {
            prop_assert!(choose(policy) <= best);
        }
    }

    #[test]
    fn a_resit_lifts_to_the_cap_and_no_further(first in 0_i64..100, resits in prop::collection::vec(0_i64..100, 0..5), cap in 0_i64..=100) {
        let policy = ResitPolicy { cap: cap.to_string().parse().unwrap(), count: ResitCount::Best, limit: None };
        let marks: Vec<Exact> = resits.iter().map(|mark| exact(*mark, 1)).collect();
        let mark = policy.mark(Some(&exact(first, 1)), &marks, &Exact::HUNDRED).unwrap();
        let naive = resits.iter().map(|mark| (*mark).min(cap)).chain([first]).max().unwrap();
        prop_assert_eq!(mark, exact(naive, 1));
    }

    #[test]
    fn rounding_moves_by_less_than_a_step_keeps_order_and_does_nothing_twice(
        one in -1_000_000_i64..1_000_000, two in -1_000_000_i64..1_000_000, below in 1_i64..9_999, mode in modes(), digits in 0_u8..=6,
    ) {
        let rounding = Rounding { mode, digits };
        let (low, high) = (exact(one.min(two), below), exact(one.max(two), below));
        let rounded = low.rounded(rounding);
        prop_assert!(rounded <= high.rounded(rounding));
        prop_assert_eq!(rounded.rounded(rounding), rounded.clone());
        let step = exact(1, 10_i64.pow(u32::from(digits)));
        let moved = rounded.minus(&low).magnitude();
        let allowed = if mode == RoundingMode::Truncate { step } else { step.over(&exact(2, 1)).unwrap() };
        prop_assert!(moved <= allowed);
    }

    /// The rounded root lies within half a step of the true one: shown without taking a root.
    #[test]
    fn a_rounded_root_is_the_nearest(above in 0_i64..1_000_000, below in 1_i64..9_999, digits in 0_u32..12, degree in 2_u32..6) {
        let value = exact(above, below);
        let root = value.root(degree, digits, RoundingMode::HalfEven).unwrap();
        let half = exact(1, 2 * 10_i64.pow(digits));
        let above = root.plus(&half).power(degree).unwrap();
        prop_assert!(value <= above);
        let below = root.minus(&half);
        prop_assert!(below.is_negative() || value >= below.power(degree).unwrap());
    }
}
