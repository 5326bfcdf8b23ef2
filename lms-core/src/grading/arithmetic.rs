//! The numbers that a gradebook computes in: exact ones, or binary fractions rounded after each step.

use super::{Arithmetic, Exact, Value};
use crate::number::{Rounding, RoundingMode};

impl Arithmetic {
    /// A number as this arithmetic can hold it.
    pub(super) fn keep(self, value: Exact) -> Exact {
        match self {
            Self::Exact => value,
            Self::Binary64 => value.nearest_binary(),
        }
    }

    pub(super) fn plus(self, one: &Exact, two: &Exact) -> Exact {
        self.keep(one.plus(two))
    }

    pub(super) fn times(self, one: &Exact, two: &Exact) -> Exact {
        self.keep(one.times(two))
    }

    pub(super) fn over(self, one: &Exact, two: &Exact) -> Option<Exact> {
        one.over(two).map(|quotient| self.keep(quotient))
    }

    /// The part of its range that a value reached; none when there is no range.
    pub(super) fn share(self, value: &Value) -> Option<Exact> {
        match self {
            Self::Exact => value.share(),
            Self::Binary64 => {
                let [points, minimum, maximum] =
                    [&value.points, &value.minimum, &value.maximum].map(|n| self.keep(n.clone()));
                let reached = self.plus(&points, &minimum.negated());
                self.over(&reached, &self.plus(&maximum, &minimum.negated()))
            }
        }
    }

    /// The sum, in the order given.
    pub(super) fn sum(self, values: &[Exact]) -> Exact {
        match self {
            Self::Exact => Exact::sum(values),
            Self::Binary64 => values
                .iter()
                .fold(Exact::ZERO, |sum, value| self.plus(&sum, value)),
        }
    }

    /// Rounds; in binary fractions by scaling up, rounding to a whole number and scaling down, as numpy does.
    pub(super) fn round(self, value: &Exact, rounding: Rounding) -> Exact {
        match self {
            Self::Exact => value.rounded(rounding),
            Self::Binary64 => {
                let scale = (0..rounding.digits.min(Rounding::MAX_DIGITS))
                    .fold(Exact::ONE, |scale, _| scale.times(&Exact::integer(10)));
                let scaled = self.times(&self.keep(value.clone()), &scale);
                let whole = scaled.nearest(rounding.mode);
                self.over(&whole, &scale).unwrap_or(whole)
            }
        }
    }
}

impl Exact {
    /// The nearest binary fraction with 53 significant bits, ties to the even one (IEEE 754 binary64, whose range of
    /// exponents no number of a gradebook leaves).
    ///
    /// ```
    /// use lms_core::grading::Exact;
    /// let tenth = Exact::ratio(1, 10).unwrap();
    /// assert_eq!(tenth.nearest_binary().to_string(), "3602879701896397/36028797018963968");
    /// assert_eq!(Exact::ratio(3, 4).unwrap().nearest_binary(), Exact::ratio(3, 4).unwrap());
    /// ```
    #[must_use]
    pub fn nearest_binary(&self) -> Self {
        self.to_bits(53, RoundingMode::HalfEven)
    }
}
