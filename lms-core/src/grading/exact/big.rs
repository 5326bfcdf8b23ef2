#![expect(
    clippy::arithmetic_side_effects,
    reason = "big integers grow instead of overflowing, and every division here has a divisor known not to be zero"
)]
//! The long way: the same operations on big integers, for numbers that outgrew two machine words.

use core::cmp::Ordering;

use num_bigint::{BigInt, Sign};
use num_rational::BigRational;

use super::{Exact, Repr};
use crate::number::Fraction;

fn rational(value: &Exact) -> BigRational {
    match &value.0 {
        Repr::Small { above, below } => {
            BigRational::new_raw(BigInt::from(*above), BigInt::from(below.get()))
        }
        Repr::Big(big) => (**big).clone(),
    }
}

/// Takes a number in lowest terms and puts it back into machine words when it fits.
fn settle(value: BigRational) -> Exact {
    match (i64::try_from(value.numer()), i64::try_from(value.denom())) {
        (Ok(above), Ok(below)) if above != i64::MIN => Exact(Repr::small(above, below)),
        _ => Exact(Repr::Big(Box::new(value))),
    }
}

pub(super) fn lowest(above: i128, below: i128) -> Exact {
    settle(BigRational::new_raw(
        BigInt::from(above),
        BigInt::from(below),
    ))
}

/// The divisor is not zero.
pub(super) fn quotient(above: i128, below: i128) -> Exact {
    settle(BigRational::new(BigInt::from(above), BigInt::from(below)))
}

pub(super) fn to_fraction(big: &BigRational) -> Option<Fraction> {
    Fraction::new(
        i128::try_from(big.numer()).ok()?,
        i128::try_from(big.denom()).ok()?,
    )
}

pub(super) fn sign(big: &BigRational) -> Ordering {
    match big.numer().sign() {
        Sign::Minus => Ordering::Less,
        Sign::NoSign => Ordering::Equal,
        Sign::Plus => Ordering::Greater,
    }
}

pub(super) fn bits(big: &BigRational) -> u64 {
    big.numer().bits().max(big.denom().bits())
}

pub(super) fn plus(one: &Exact, two: &Exact) -> Exact {
    settle(rational(one) + rational(two))
}

pub(super) fn times(one: &Exact, two: &Exact) -> Exact {
    settle(rational(one) * rational(two))
}

/// The number is not zero: a zero is always kept in machine words.
pub(super) fn reciprocal(big: &BigRational) -> Exact {
    settle(big.recip())
}

pub(super) fn negated(big: &BigRational) -> Exact {
    settle(-big.clone())
}

pub(super) fn compare(one: &Exact, two: &Exact) -> Ordering {
    rational(one).cmp(&rational(two))
}

/// `floor(value)` and what is left of it, which is at least 0 and below 1.
pub(super) fn floor(value: &Exact) -> (BigInt, Exact) {
    let value = rational(value);
    let floor = value.floor();
    (floor.to_integer(), settle(value - floor))
}

/// The numbers above and below the line, in lowest terms.
pub(super) fn parts(value: &Exact) -> (BigInt, BigInt) {
    rational(value).into()
}

pub(super) fn whole(value: BigInt) -> Exact {
    settle(BigRational::from_integer(value))
}

pub(super) fn is_odd(value: &BigInt) -> bool {
    value.bit(0)
}

pub(super) fn next(value: BigInt) -> BigInt {
    value + 1
}

/// Reads `-12`, `2/3` or `87.5`.
pub(super) fn parse(text: &str) -> Option<Exact> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let value = if let Some((above, below)) = rest.split_once('/') {
        if !digits(above) || !digits(below) {
            return None;
        }
        let (above, below): (BigInt, BigInt) = (above.parse().ok()?, below.parse().ok()?);
        if below.sign() == Sign::NoSign {
            return None;
        }
        BigRational::new(above, below)
    } else {
        let (whole, part) = rest.split_once('.').unwrap_or((rest, "0"));
        if !digits(whole) || !digits(part) {
            return None;
        }
        let places = u32::try_from(part.len()).ok()?;
        BigRational::new(
            format!("{whole}{part}").parse().ok()?,
            BigInt::from(10).pow(places),
        )
    };
    Some(settle(if negative { -value } else { value }))
}

/// The nearest number with so many significant binary digits.
pub(super) fn to_bits(value: &Exact, bits: i64, mode: crate::number::RoundingMode) -> Exact {
    let big = rational(value);
    if big.numer().sign() == Sign::NoSign {
        return Exact::ZERO;
    }
    let length = |number: &BigInt| i64::try_from(number.bits()).unwrap_or(i64::MAX);
    let shift = bits - (length(big.numer()) - length(big.denom()));
    // With this shift the whole part has `bits` or `bits + 1` digits; one less gives exactly `bits`.
    let shifted = shifted(&big, shift);
    let whole = if length(&shifted.to_integer()) > bits {
        shift - 1
    } else {
        shift
    };
    let scaled = settle(self::shifted(&big, whole)).nearest(mode);
    settle(self::shifted(&rational(&scaled), -whole))
}

fn shifted(value: &BigRational, by: i64) -> BigRational {
    let power = BigInt::from(2).pow(u32::try_from(by.unsigned_abs()).unwrap_or(u32::MAX));
    if by < 0 { value / power } else { value * power }
}
