use core::cmp::Ordering;
use core::fmt;

use serde::{Deserialize, Serialize};

/// An exact fraction in lowest terms, written as text: `"2/3"`, `"5"`.
///
/// ```
/// use lms_core::number::Fraction;
/// assert_eq!(Fraction::new(4, 6).unwrap().to_string(), "2/3");
/// assert!(Fraction::new(1, 0).is_none());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
// INVARIANT: the denominator is positive and shares no factor with the numerator.
pub struct Fraction {
    numerator: i128,
    denominator: i128,
}

impl Fraction {
    /// Nothing.
    pub const ZERO: Self = Self {
        numerator: 0,
        denominator: 1,
    };
    /// One whole.
    pub const ONE: Self = Self {
        numerator: 1,
        denominator: 1,
    };

    /// The fraction of two numbers; `None` when the second is zero or a sign cannot be turned.
    #[must_use]
    pub fn new(numerator: i128, denominator: i128) -> Option<Self> {
        if denominator == 0 {
            return None;
        }
        let (numerator, denominator) = if denominator < 0 {
            (numerator.checked_neg()?, denominator.checked_neg()?)
        } else {
            (numerator, denominator)
        };
        let divisor =
            i128::try_from(gcd(numerator.unsigned_abs(), denominator.unsigned_abs())).ok()?;
        Some(Self {
            numerator: numerator.checked_div(divisor)?,
            denominator: denominator.checked_div(divisor)?,
        })
    }

    /// The number above the line.
    #[must_use]
    pub fn numerator(self) -> i128 {
        self.numerator
    }

    /// The number below the line, never zero or negative.
    #[must_use]
    pub fn denominator(self) -> i128 {
        self.denominator
    }

    /// The sum; `None` on overflow.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        let left = self.numerator.checked_mul(other.denominator)?;
        let right = other.numerator.checked_mul(self.denominator)?;
        Self::new(
            left.checked_add(right)?,
            self.denominator.checked_mul(other.denominator)?,
        )
    }

    /// The product; `None` on overflow.
    #[must_use]
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        Self::new(
            self.numerator.checked_mul(other.numerator)?,
            self.denominator.checked_mul(other.denominator)?,
        )
    }

    /// The quotient; `None` on overflow or for a zero divisor.
    #[must_use]
    pub fn checked_div(self, other: Self) -> Option<Self> {
        Self::new(
            self.numerator.checked_mul(other.denominator)?,
            self.denominator.checked_mul(other.numerator)?,
        )
    }
}

fn gcd(mut one: u128, mut two: u128) -> u128 {
    while two != 0 {
        (one, two) = (two, one.checked_rem(two).unwrap_or(0));
    }
    one.max(1)
}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Fraction {
    /// Exact, without overflow: whole parts first, then the reciprocals of what is left (Euclid's algorithm).
    fn cmp(&self, other: &Self) -> Ordering {
        let (mut a, mut b) = (*self, *other);
        let mut flipped = false;
        loop {
            let whole = a
                .numerator
                .div_euclid(a.denominator)
                .cmp(&b.numerator.div_euclid(b.denominator));
            let rests = (
                a.numerator.rem_euclid(a.denominator),
                b.numerator.rem_euclid(b.denominator),
            );
            let decided = match (whole, rests) {
                (Ordering::Equal, (0, 0)) => Some(Ordering::Equal),
                (Ordering::Equal, (0, _)) => Some(Ordering::Less),
                (Ordering::Equal, (_, 0)) => Some(Ordering::Greater),
                (Ordering::Equal, _) => None,
                (order, _) => Some(order),
            };
            if let Some(order) = decided {
                return if flipped { order.reverse() } else { order };
            }
            a = Self {
                numerator: a.denominator,
                denominator: rests.0,
            };
            b = Self {
                numerator: b.denominator,
                denominator: rests.1,
            };
            flipped = !flipped;
        }
    }
}

impl fmt::Display for Fraction {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.denominator {
            1 => write!(out, "{}", self.numerator),
            denominator => write!(out, "{}/{denominator}", self.numerator),
        }
    }
}

impl fmt::Debug for Fraction {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl Serialize for Fraction {
    fn serialize<S: serde::Serializer>(&self, encoder: S) -> Result<S::Ok, S::Error> {
        encoder.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Fraction {
    fn deserialize<D: serde::Deserializer<'de>>(decoder: D) -> Result<Self, D::Error> {
        let text = String::deserialize(decoder)?;
        let (above, below) = text.split_once('/').unwrap_or((&text, "1"));
        above
            .parse()
            .ok()
            .zip(below.parse().ok())
            .and_then(|(above, below)| Self::new(above, below))
            .ok_or_else(|| serde::de::Error::custom("the text is not a fraction such as 2/3"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn order_is_the_order_of_cross_products(a in -999_i128..999, b in 1_i128..999, c in -999_i128..999, d in 1_i128..999) {
            let (one, two) = (Fraction::new(a, b).unwrap(), Fraction::new(c, d).unwrap());
            prop_assert_eq!(one.cmp(&two), (a * d).cmp(&(c * b)));
            prop_assert_eq!(one.checked_add(two), Fraction::new(a * d + c * b, b * d));
        }
    }

    #[test]
    fn order_holds_at_the_ends_of_the_range() {
        let big = Fraction::new(i128::MAX, i128::MAX - 1).unwrap();
        assert!(big > Fraction::ONE);
        assert!(Fraction::new(i128::MIN, 1).unwrap() < Fraction::ZERO);
        assert!(Fraction::new(1, i128::MIN).is_none());
    }
}
