//! Exact rational numbers without a bound on their size: what every grade is computed in before it is rounded once.
//!
//! Almost every number of a gradebook fits in two machine words and is kept there; the rest moves to big integers.

mod big;
mod denominator;
mod divisor;
mod factored;
mod root;
mod rounding;

use core::cmp::Ordering;
use core::fmt;
use core::num::NonZeroI64;
use core::str::FromStr;

use num_rational::BigRational;
use serde::{Deserialize, Serialize};

use crate::number::{Fraction, Percent, Points};

pub use denominator::MAX_COMMON_BITS;
pub(crate) use denominator::{is_commensurable, sum_within};
pub(crate) use divisor::gcd;
pub(super) use factored::{Divisor, Factored, MILLION};
pub use root::{MAX_POWER_BITS, MAX_ROOT_DEGREE, MAX_ROOT_DIGITS};

/// The longest text of an exact number that is read, in bytes.
pub const MAX_EXACT_TEXT: usize = 4_096;

/// An exact rational number in lowest terms. It never overflows and is never rounded unless asked to be.
///
/// Written as text: `"2/3"`, `"85"`, `"-1/8"`; a decimal text such as `"87.5"` is read too.
///
/// ```
/// use lms_core::grading::Exact;
/// let third = Exact::ratio(1, 3).unwrap();
/// let sum = third.plus(&third).plus(&third);
/// assert_eq!(sum, Exact::ONE);
/// assert_eq!("87.5".parse::<Exact>().unwrap().to_string(), "175/2");
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Exact(Repr);

// INVARIANT: lowest terms and a positive denominator; `Small` whenever both parts fit (with |above| <= i64::MAX), so
// that equal numbers have equal forms.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Repr {
    Small { above: i64, below: NonZeroI64 },
    Big(Box<BigRational>),
}

// A divisor is never zero, so that zero can tell the big ones: explanations hold hundreds of these.
const _: () = assert!(size_of::<Exact>() == 16);

const ONE: NonZeroI64 = NonZeroI64::new(1).unwrap();

impl Repr {
    /// Two numbers in lowest terms, the divisor above zero.
    #[inline]
    const fn small(above: i64, below: i64) -> Self {
        let below = match NonZeroI64::new(below) {
            Some(below) => below,
            None => ONE,
        };
        Self::Small { above, below }
    }
}

impl Exact {
    /// Nothing.
    pub const ZERO: Self = Self::integer(0);
    /// One whole.
    pub const ONE: Self = Self::integer(1);
    /// One hundred.
    pub const HUNDRED: Self = Self::integer(100);

    /// A whole number.
    #[must_use]
    pub const fn integer(value: i32) -> Self {
        let above = value as i64;
        Self(Repr::small(above, 1))
    }

    /// A count, such as how many items were averaged.
    #[must_use]
    pub fn count(value: usize) -> Self {
        Self::wide(i128::try_from(value).unwrap_or(i128::MAX), 1)
    }

    /// `above / below`; `None` when `below` is zero.
    #[must_use]
    pub fn ratio(above: i64, below: i64) -> Option<Self> {
        Self::quotient(i128::from(above), i128::from(below))
    }

    /// `above / below`; `None` when `below` is zero.
    #[must_use]
    pub fn quotient(above: i128, below: i128) -> Option<Self> {
        match below.cmp(&0) {
            Ordering::Equal => None,
            Ordering::Greater => Some(Self::reduce(above, below)),
            Ordering::Less => match (above.checked_neg(), below.checked_neg()) {
                (Some(above), Some(below)) => Some(Self::reduce(above, below)),
                _ => Some(big::quotient(above, below)),
            },
        }
    }

    /// So many millionths: the form in which points and percentages are kept.
    #[must_use]
    pub fn from_micros(micros: i64) -> Self {
        // The least number has more than one two to take out, so what is left is above it.
        let (above, below) = divisor::of_million(micros);
        Self(Repr::small(above, below))
    }

    /// A percentage as a share of one: 50 % is 1/2.
    #[must_use]
    pub fn share(percent: Percent) -> Self {
        Self::reduce(i128::from(percent.micros()), 100_000_000)
    }

    /// The number as a fraction of machine words; `None` when it is too long for one.
    #[must_use]
    pub fn to_fraction(&self) -> Option<Fraction> {
        match &self.0 {
            Repr::Small { above, below } => {
                Fraction::new(i128::from(*above), i128::from(below.get()))
            }
            Repr::Big(big) => big::to_fraction(big),
        }
    }

    /// Whether the number is zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        matches!(self.0, Repr::Small { above: 0, .. })
    }

    /// Whether the number is above zero.
    #[must_use]
    pub fn is_positive(&self) -> bool {
        self.sign() == Ordering::Greater
    }

    /// Whether the number is below zero.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.sign() == Ordering::Less
    }

    fn sign(&self) -> Ordering {
        match &self.0 {
            Repr::Small { above, .. } => above.cmp(&0),
            Repr::Big(big) => big::sign(big),
        }
    }

    /// How many bits the longer of the two parts has: what a bound on run-away formulas is measured in.
    #[must_use]
    pub fn bits(&self) -> u64 {
        match &self.0 {
            Repr::Small { above, below } => {
                let longest = above.unsigned_abs().max(below.get().unsigned_abs());
                u64::from(64_u32.saturating_sub(longest.leading_zeros()))
            }
            Repr::Big(big) => big::bits(big),
        }
    }

    /// The sum.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        let (Repr::Small { above: a, below: b }, Repr::Small { above: c, below: d }) =
            (&self.0, &other.0)
        else {
            return big::plus(self, other);
        };
        let (b, d) = (&b.get(), &d.get());
        if b == d {
            // Two i64 numbers always add up within an i128.
            let sum = i128::from(*a).wrapping_add(i128::from(*c));
            return Self::reduce(sum, i128::from(*b));
        }
        // Knuth 4.5.1: only the greatest common divisor of the denominators can be left to cancel.
        let common = gcd(b.unsigned_abs(), d.unsigned_abs());
        let (b_part, d_part) = (divide(*b, common), divide(*d, common));
        // |a * d| and |c * b| are at most 2^126 each, so the sum fits in an i128.
        let sum = wide_product(*a, d_part).wrapping_add(wide_product(*c, b_part));
        if common == 1 {
            return Self::wide(sum, wide_product(*b, *d));
        }
        if let Ok(sum) = i64::try_from(sum) {
            let left = gcd(sum.unsigned_abs(), common).max(1);
            let above = i128::from(divide(sum, left));
            return Self::wide(above, wide_product(b_part, divide(*d, left)));
        }
        let rest = sum
            .unsigned_abs()
            .checked_rem(u128::from(common))
            .unwrap_or(0);
        let left = gcd(u64::try_from(rest).unwrap_or(0), common).max(1);
        let above = sum.checked_div(i128::from(left)).unwrap_or(sum);
        Self::wide(above, wide_product(b_part, divide(*d, left)))
    }

    /// The difference.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        self.plus(&other.negated())
    }

    /// The product.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        let (Repr::Small { above: a, below: b }, Repr::Small { above: c, below: d }) =
            (&self.0, &other.0)
        else {
            return big::times(self, other);
        };
        let (b, d) = (&b.get(), &d.get());
        if (*a, *b) == (1, 1) {
            return other.clone();
        }
        if (*c, *d) == (1, 1) {
            return self.clone();
        }
        let one = gcd(a.unsigned_abs(), d.unsigned_abs()).max(1);
        let two = gcd(c.unsigned_abs(), b.unsigned_abs()).max(1);
        Self::wide(
            wide_product(divide(*a, one), divide(*c, two)),
            wide_product(divide(*b, two), divide(*d, one)),
        )
    }

    /// The quotient; `None` for a divisor of zero.
    #[must_use]
    pub fn over(&self, divisor: &Self) -> Option<Self> {
        match &divisor.0 {
            Repr::Small { above: 0, .. } => None,
            Repr::Small { above, below } => {
                let turned = if *above < 0 {
                    Repr::small(below.get().wrapping_neg(), above.wrapping_neg())
                } else {
                    Repr::small(below.get(), *above)
                };
                Some(self.times(&Self(turned)))
            }
            Repr::Big(big) => Some(self.times(&big::reciprocal(big))),
        }
    }

    /// The number with its sign turned.
    #[must_use]
    pub fn negated(&self) -> Self {
        match &self.0 {
            // |above| <= i64::MAX by the invariant.
            Repr::Small { above, below } => Self(Repr::Small {
                above: above.wrapping_neg(),
                below: *below,
            }),
            Repr::Big(big) => big::negated(big),
        }
    }

    /// The number without its sign.
    #[must_use]
    pub fn magnitude(&self) -> Self {
        if self.is_negative() {
            self.negated()
        } else {
            self.clone()
        }
    }

    /// The sum of many numbers, added in pairs so that long denominators meet only at the end.
    #[must_use]
    pub fn sum(values: &[Self]) -> Self {
        match values {
            [] => Self::ZERO,
            [one] => one.clone(),
            many if many.len() <= 64
                && many
                    .iter()
                    .all(|value| matches!(value.0, Repr::Small { .. })) =>
            {
                many.iter().fold(Self::ZERO, |sum, value| sum.plus(value))
            }
            many => {
                let (left, right) = many.split_at(many.len() / 2);
                Self::sum(left).plus(&Self::sum(right))
            }
        }
    }

    /// Brings a quotient with a positive divisor to lowest terms.
    fn reduce(above: i128, below: i128) -> Self {
        if let (Ok(above), Ok(below)) = (i64::try_from(above), i64::try_from(below)) {
            let common = gcd(above.unsigned_abs(), below.unsigned_abs());
            return Self::wide(divide(above, common).into(), divide(below, common).into());
        }
        let common = divisor::wide_gcd(above.unsigned_abs(), below.unsigned_abs());
        let common = i128::try_from(common).unwrap_or(1);
        Self::wide(
            above.checked_div(common).unwrap_or(above),
            below.checked_div(common).unwrap_or(below),
        )
    }

    /// Takes a quotient in lowest terms with a positive divisor.
    fn wide(above: i128, below: i128) -> Self {
        match (i64::try_from(above), i64::try_from(below)) {
            (Ok(above), Ok(below)) if above != i64::MIN => Self(Repr::small(above, below)),
            _ => big::lowest(above, below),
        }
    }
}

/// A quotient known to be exact; the divisor is a divisor of an i64 and never zero.
fn divide(value: i64, divisor: u64) -> i64 {
    match i64::try_from(divisor) {
        Ok(1) | Err(_) => value,
        Ok(divisor) => value.checked_div(divisor).unwrap_or(value),
    }
}

/// Two numbers of at most 2^63 have a product of at most 2^126, which does not wrap.
fn wide_product(one: i64, two: i64) -> i128 {
    i128::from(one).wrapping_mul(i128::from(two))
}

impl From<Points> for Exact {
    fn from(points: Points) -> Self {
        Self::from_micros(points.micros())
    }
}

impl From<Percent> for Exact {
    /// The number of percent: 50 % is 50. See [`Exact::share`] for one half.
    fn from(percent: Percent) -> Self {
        Self::from_micros(percent.micros())
    }
}

impl From<Fraction> for Exact {
    fn from(fraction: Fraction) -> Self {
        Self::wide(fraction.numerator(), fraction.denominator())
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Repr::Small { above: a, below: b }, Repr::Small { above: c, below: d }) => {
                wide_product(*a, d.get()).cmp(&wide_product(*c, b.get()))
            }
            _ => big::compare(self, other),
        }
    }
}

impl fmt::Display for Exact {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Small { above, below: ONE } => write!(out, "{above}"),
            Repr::Small { above, below } => write!(out, "{above}/{below}"),
            Repr::Big(big) => fmt::Display::fmt(big, out),
        }
    }
}

impl fmt::Debug for Exact {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

/// The text is not an exact number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the text is not an exact number such as 2/3 or 87.5")]
pub struct ExactError;

impl FromStr for Exact {
    type Err = ExactError;
    fn from_str(text: &str) -> Result<Self, ExactError> {
        if text.len() > MAX_EXACT_TEXT {
            return Err(ExactError);
        }
        big::parse(text).ok_or(ExactError)
    }
}

impl Serialize for Exact {
    fn serialize<S: serde::Serializer>(&self, encoder: S) -> Result<S::Ok, S::Error> {
        encoder.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: serde::Deserializer<'de>>(decoder: D) -> Result<Self, D::Error> {
        String::deserialize(decoder)?
            .parse()
            .map_err(|error: ExactError| {
                serde::de::Error::custom(format_args!("{error} [exact_form]"))
            })
    }
}

#[cfg(test)]
mod tests;
