use serde::{Deserialize, Serialize};

use super::Fraction;

/// How a number between two steps is rounded to one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RoundingMode {
    /// The nearer step; a tie goes up, towards positive infinity.
    #[default]
    HalfUp,
    /// The nearer step; a tie goes to the even one (banker's rounding).
    HalfEven,
    /// The nearer step; a tie goes away from zero.
    HalfAway,
    /// Towards zero: digits are cut off.
    Truncate,
}

/// A named rounding: to how many decimal places, and which way.
///
/// ```
/// use lms_core::number::{Fraction, Rounding, RoundingMode};
/// let two_thirds = Fraction::new(200, 3).unwrap();
/// let rounding = Rounding { mode: RoundingMode::HalfUp, digits: 2 };
/// assert_eq!(rounding.round(two_thirds).unwrap(), 66_670_000); // in millionths
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rounding {
    /// Which way.
    #[serde(default)]
    pub mode: RoundingMode,
    /// Decimal places kept, 0 to 6.
    pub digits: u8,
}

impl Rounding {
    /// The most decimal places that a rounding keeps.
    pub const MAX_DIGITS: u8 = 6;

    /// Rounds an exact fraction; the answer is in millionths. `None` when it does not fit, or the rounding keeps more than six places.
    #[must_use]
    pub fn round(self, value: Fraction) -> Option<i64> {
        let step = 10_i128.checked_pow(u32::from(Self::MAX_DIGITS.checked_sub(self.digits)?))?;
        let scale = 1_000_000_i128.checked_div(step)?;
        let scaled = value.numerator().checked_mul(scale)?;
        let steps = self.mode.divide(scaled, value.denominator())?;
        i64::try_from(steps.checked_mul(step)?).ok()
    }
}

impl RoundingMode {
    /// The whole number that `dividend / divisor` rounds to; `None` for a divisor of zero or less, or on overflow.
    #[must_use]
    pub fn divide(self, dividend: i128, divisor: i128) -> Option<i128> {
        if divisor <= 0 {
            return None;
        }
        let floor = dividend.div_euclid(divisor);
        let rest = dividend.rem_euclid(divisor);
        let double = rest.checked_mul(2)?;
        let up = match self {
            Self::HalfUp => double >= divisor,
            Self::HalfEven => double > divisor || (double == divisor && floor % 2 != 0),
            Self::HalfAway => double > divisor || (double == divisor && dividend > 0),
            Self::Truncate => dividend < 0 && rest != 0,
        };
        if up {
            floor.checked_add(1)
        } else {
            Some(floor)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_go_where_the_name_says() {
        use RoundingMode::{HalfAway, HalfEven, HalfUp, Truncate};
        for (mode, plus, odd, minus) in [
            (HalfUp, 3, 4, -2),
            (HalfEven, 2, 4, -2),
            (HalfAway, 3, 4, -3),
            (Truncate, 2, 3, -2),
        ] {
            assert_eq!(mode.divide(5, 2), Some(plus), "{mode:?}");
            assert_eq!(mode.divide(7, 2), Some(odd), "{mode:?}");
            assert_eq!(mode.divide(-5, 2), Some(minus), "{mode:?}");
        }
        assert_eq!(HalfUp.divide(1, 0), None);
    }
}
