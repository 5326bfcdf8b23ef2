//! Powers and roots. A root is seldom rational, so it is rounded, by a named rounding to a stated number of digits.

use core::cmp::Ordering;

use super::{Exact, big};
use crate::number::RoundingMode;

/// The most decimal places that a root is rounded to.
pub const MAX_ROOT_DIGITS: u32 = 30;

/// The highest degree of a root (2 is the square root).
pub const MAX_ROOT_DEGREE: u32 = 64;

/// The longest power that is computed, in bits of its longer part.
pub const MAX_POWER_BITS: u64 = 8_192;

impl Exact {
    /// The number raised to a whole power; `None` when the result would have more than [`MAX_POWER_BITS`] bits.
    ///
    /// Zero to the power of zero is one.
    #[must_use]
    pub fn power(&self, exponent: u32) -> Option<Self> {
        // |x|^n has at least (bits - 1) * n bits, so that this refuses early what the loop would refuse late.
        let least = self.bits().saturating_sub(1);
        if least.saturating_mul(u64::from(exponent)) > MAX_POWER_BITS {
            return None;
        }
        let mut answer = Self::ONE;
        for bit in (0..u32::BITS).rev() {
            answer = answer.times(&answer);
            if exponent.checked_shr(bit).unwrap_or(0) & 1 == 1 {
                answer = answer.times(self);
            }
            if answer.bits() > MAX_POWER_BITS {
                return None;
            }
        }
        Some(answer)
    }

    /// The root of a degree, rounded once to so many decimal places, whatever the size of the number.
    ///
    /// The rounding is that of the true root: the neighbours are compared by their powers, never by an approximation.
    /// `None` for a negative number, for degree 0 or above [`MAX_ROOT_DEGREE`], or beyond [`MAX_ROOT_DIGITS`].
    ///
    /// ```
    /// use lms_core::grading::Exact;
    /// use lms_core::number::RoundingMode;
    /// let two = Exact::integer(2);
    /// assert_eq!(two.root(2, 4, RoundingMode::HalfUp), "1.4142".parse().ok());
    /// assert_eq!(Exact::ratio(4, 9).unwrap().root(2, 0, RoundingMode::HalfUp), Some(Exact::ONE)); // 2/3
    /// ```
    #[must_use]
    pub fn root(&self, degree: u32, digits: u32, mode: RoundingMode) -> Option<Self> {
        if self.is_negative() || degree == 0 || degree > MAX_ROOT_DEGREE || digits > MAX_ROOT_DIGITS
        {
            return None;
        }
        let steps = Self::quotient(10_i128.checked_pow(digits)?, 1)?;
        let scaled = self.times(&steps.power(degree)?);
        let (floor, _) = big::floor(&scaled);
        let root = floor.nth_root(degree);
        let odd = big::is_odd(&root);
        let below = big::whole(root);
        let middle = below.plus(&Self::ratio(1, 2)?);
        let up = match (scaled.cmp(&raised(&middle, degree)), mode) {
            (_, RoundingMode::Truncate) | (Ordering::Less, _) => false,
            (Ordering::Greater, _) => true,
            (Ordering::Equal, RoundingMode::HalfEven) => odd,
            (Ordering::Equal, _) => true,
        };
        let whole = if up { below.plus(&Self::ONE) } else { below };
        whole.over(&steps)
    }

    /// The root when it is rational; `None` otherwise.
    #[must_use]
    pub fn rational_root(&self, degree: u32) -> Option<Self> {
        if self.is_negative() || degree == 0 || degree > MAX_ROOT_DEGREE {
            return None;
        }
        // In lowest terms a rational root has the roots of both parts.
        let (above, below) = big::parts(self);
        let root = Self::over(
            &big::whole(above.nth_root(degree)),
            &big::whole(below.nth_root(degree)),
        )?;
        (raised(&root, degree) == *self).then_some(root)
    }
}

/// The degree is at most [`MAX_ROOT_DEGREE`] and the number a root, so that the power is as long as what it is compared with.
fn raised(value: &Exact, degree: u32) -> Exact {
    (0..degree).fold(Exact::ONE, |power, _| power.times(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(text: &str) -> Exact {
        text.parse().unwrap()
    }

    #[test]
    fn a_root_is_rounded_by_its_true_value() {
        use RoundingMode::{HalfAway, HalfEven, HalfUp, Truncate};
        // 0.5 squared is 0.25: a tie at no digits.
        for (mode, rounded) in [
            (HalfUp, "1"),
            (HalfEven, "0"),
            (HalfAway, "1"),
            (Truncate, "0"),
        ] {
            assert_eq!(exact("0.25").root(2, 0, mode), Some(exact(rounded)));
        }
        assert_eq!(exact("6.25").root(2, 0, HalfEven), Some(exact("2")));
        assert_eq!(exact("12.25").root(2, 0, HalfEven), Some(exact("4")));
        // Just below and above the tie, by far less than a float would see.
        assert_eq!(
            exact("0.249999999999999999999999999999").root(2, 0, HalfUp),
            Some(exact("0"))
        );
        assert_eq!(
            exact("0.250000000000000000000000000001").root(2, 0, HalfEven),
            Some(exact("1"))
        );
        assert_eq!(exact("27").root(3, 6, HalfUp), Some(exact("3")));
        assert_eq!(exact("-1").root(2, 6, HalfUp), None);
        assert_eq!(exact("0").root(2, 6, HalfUp), Some(exact("0")));
    }

    #[test]
    fn powers_and_rational_roots_are_exact() {
        assert_eq!(exact("2/3").power(3), Some(exact("8/27")));
        assert_eq!(exact("0").power(0), Some(exact("1")));
        assert_eq!(exact("-1").power(u32::MAX), Some(exact("-1")));
        assert_eq!(exact("2").power(8_193), None);
        assert_eq!(exact("10").power(u32::MAX), None);
        assert_eq!(exact("8/27").rational_root(3), Some(exact("2/3")));
        assert_eq!(exact("2").rational_root(2), None);
    }
}
