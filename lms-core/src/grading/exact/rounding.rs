//! The one place where an exact grade loses digits.

use core::cmp::Ordering;

use super::{Exact, Repr, big};
use crate::number::{Percent, Points, Rounding, RoundingMode};

impl Exact {
    /// Rounds once, by a named rounding; the answer is exact again.
    ///
    /// A rounding that keeps more than six decimal places keeps six.
    ///
    /// ```
    /// use lms_core::grading::Exact;
    /// use lms_core::number::{Rounding, RoundingMode};
    /// let grade: Exact = "88.355".parse().unwrap();
    /// let rounding = Rounding { mode: RoundingMode::HalfUp, digits: 2 };
    /// assert_eq!(grade.rounded(rounding), "88.36".parse().unwrap());
    /// ```
    #[must_use]
    pub fn rounded(&self, rounding: Rounding) -> Self {
        let steps = 10_i64
            .checked_pow(u32::from(rounding.digits.min(Rounding::MAX_DIGITS)))
            .unwrap_or(1);
        if let Repr::Small { above, below } = self.0 {
            // |above| < 2^63 and steps <= 10^6, so the product fits in an i128.
            let scaled = i128::from(above).saturating_mul(i128::from(steps));
            if let Some(whole) = rounding.mode.divide(scaled, i128::from(below.get())) {
                return Self::reduce(whole, i128::from(steps));
            }
        }
        let steps = Self::reduce(i128::from(steps), 1);
        self.times(&steps)
            .nearest(rounding.mode)
            .over(&steps)
            .unwrap_or(Self::ZERO)
    }

    /// The whole number it rounds to.
    #[must_use]
    pub fn nearest(&self, mode: RoundingMode) -> Self {
        let (floor, rest) = big::floor(self);
        let half = rest.plus(&rest).cmp(&Self::ONE);
        let up = match mode {
            RoundingMode::HalfUp => half != Ordering::Less,
            RoundingMode::HalfEven => {
                half == Ordering::Greater || (half == Ordering::Equal && big::is_odd(&floor))
            }
            RoundingMode::HalfAway => {
                half == Ordering::Greater || (half == Ordering::Equal && self.is_positive())
            }
            RoundingMode::Truncate => self.is_negative() && !rest.is_zero(),
        };
        big::whole(if up { big::next(floor) } else { floor })
    }

    /// The nearest number with so many significant binary digits.
    pub(crate) fn to_bits(&self, bits: i64, mode: RoundingMode) -> Self {
        big::to_bits(self, bits, mode)
    }

    /// The number of millionths, when it is a whole one that fits.
    #[must_use]
    pub fn to_micros(&self) -> Option<i64> {
        match self.0 {
            Repr::Small { above, below } => {
                let below = below.get();
                let micros = 1_000_000_i64.checked_div(below)?;
                if micros.checked_mul(below)? != 1_000_000 {
                    return None;
                }
                above.checked_mul(micros)
            }
            Repr::Big(_) => None,
        }
    }

    /// As points, when exact to six decimal places and within their bounds.
    #[must_use]
    pub fn to_points(&self) -> Option<Points> {
        Points::from_micros(self.to_micros()?).ok()
    }

    /// As a percentage (50 is 50 %), when exact to six decimal places and within its bounds.
    #[must_use]
    pub fn to_percent(&self) -> Option<Percent> {
        Percent::from_micros(self.to_micros()?).ok()
    }

    /// The number as a decimal text with at most six places, rounded half away from zero: for display only.
    #[must_use]
    pub fn to_decimal_text(&self) -> String {
        let rounded = self.rounded(Rounding {
            mode: RoundingMode::HalfAway,
            digits: Rounding::MAX_DIGITS,
        });
        match rounded.to_points() {
            Some(points) => points.to_string(),
            None => rounded.nearest(RoundingMode::HalfAway).to_string(),
        }
    }
}
