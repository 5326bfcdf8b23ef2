use num_bigint::BigInt;
use num_rational::BigRational;
use proptest::prelude::*;

use super::Exact;
use crate::number::{Rounding, RoundingMode};

fn big(value: &Exact) -> BigRational {
    let text = value.to_string();
    let (above, below) = text.split_once('/').unwrap_or((&text, "1"));
    BigRational::new(above.parse().unwrap(), below.parse().unwrap())
}

fn text_of(value: &BigRational) -> String {
    if *value.denom() == BigInt::from(1) {
        value.numer().to_string()
    } else {
        format!("{}/{}", value.numer(), value.denom())
    }
}

fn number() -> impl Strategy<Value = Exact> {
    let part = prop_oneof![
        -20_i64..20,
        -1_000_000_000_i64..1_000_000_000,
        Just(i64::MIN),
        Just(i64::MAX),
        any::<i64>(),
    ];
    (part.clone(), part, 0..3_u8).prop_map(|(above, below, power)| {
        let value = Exact::ratio(above, if below == 0 { 1 } else { below }).unwrap();
        (0..power).fold(value.clone(), |product, _| product.times(&value))
    })
}

proptest! {
    #[test]
    fn every_operation_agrees_with_big_rationals(a in number(), b in number()) {
        let (x, y) = (big(&a), big(&b));
        prop_assert_eq!(a.plus(&b).to_string(), text_of(&(x.clone() + y.clone())));
        prop_assert_eq!(a.minus(&b).to_string(), text_of(&(x.clone() - y.clone())));
        prop_assert_eq!(a.times(&b).to_string(), text_of(&(x.clone() * y.clone())));
        prop_assert_eq!(a.cmp(&b), x.cmp(&y));
        match a.over(&b) {
            Some(quotient) => prop_assert_eq!(quotient.to_string(), text_of(&(x / y))),
            None => prop_assert!(b.is_zero()),
        }
        prop_assert_eq!(a.to_string().parse::<Exact>().unwrap(), a);
    }

    #[test]
    fn both_ways_of_rounding_agree(a in number(), digits in 0_u8..=6) {
        for mode in [RoundingMode::HalfUp, RoundingMode::HalfEven, RoundingMode::HalfAway, RoundingMode::Truncate] {
            let steps = Exact::ratio(10_i64.pow(u32::from(digits)), 1).unwrap();
            let slow = a.times(&steps).nearest(mode).over(&steps).unwrap();
            prop_assert_eq!(a.rounded(Rounding { mode, digits }), slow);
        }
    }
}

#[test]
fn equal_numbers_have_one_form_however_they_were_reached() {
    let huge = Exact::ratio(i64::MAX, 3).unwrap();
    let there_and_back = huge
        .times(&huge)
        .times(&huge)
        .over(&huge)
        .and_then(|value| value.over(&huge))
        .unwrap();
    assert_eq!(there_and_back, huge);
    assert_eq!(Exact::ratio(-3, -6), Exact::ratio(1, 2));
    assert_eq!(Exact::ratio(1, 0), None);
    assert_eq!(
        Exact::ratio(i64::MIN, -1).unwrap().to_string(),
        "9223372036854775808"
    );
}

#[test]
fn ties_go_where_the_name_says_whatever_the_sign() {
    use RoundingMode::{HalfAway, HalfEven, HalfUp, Truncate};
    let half: Exact = "-2.5".parse().unwrap();
    for (mode, whole) in [(HalfUp, -2), (HalfEven, -2), (HalfAway, -3), (Truncate, -2)] {
        assert_eq!(half.nearest(mode), Exact::integer(whole), "{mode:?}");
    }
}

#[test]
fn texts_that_are_no_numbers_are_refused() {
    for text in [
        "", "1/0", "1/-2", "1e3", " 1", "1.", ".5", "+1", "0x10", "1/2/3",
    ] {
        assert!(text.parse::<Exact>().is_err(), "{text}");
    }
    assert!("9".repeat(5_000).parse::<Exact>().is_err());
}
