//! Fractions with a known divisor in lowest terms, without a search for common divisors.
//!
//! Marks are decimals, and most of what they are divided by (maxima, counts of items) has no other primes than 2 and 5.
//! Taking these out of both numbers once leaves little or nothing to look for.

use super::divisor::gcd;
use super::{Exact, Repr};

/// A whole number, `unit * 2^twos * 5^fives`; zero has the unit 0.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Factored {
    unit: i64,
    twos: u32,
    fives: u32,
}

/// A divisor above zero, taken apart in the same way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Divisor {
    rest: i64,
    twos: u32,
    fives: u32,
}

/// What millionths are out of.
pub(in super::super) const MILLION: Divisor = Divisor {
    rest: 1,
    twos: 6,
    fives: 6,
};

/// 5^5, the fives of a number of tenths in millionths.
const TENTHS: i64 = 3_125;

const POWERS_OF_FIVE: [i64; 28] = {
    let mut powers = [1_i64; 28];
    let mut index = 1;
    while index < powers.len() {
        #[expect(clippy::indexing_slicing, reason = "computed by the compiler")]
        {
            powers[index] = powers[index - 1] * 5;
            index += 1;
        }
    }
    powers
};

fn five_to(power: u32) -> i64 {
    let index = usize::try_from(power).unwrap_or(usize::MAX);
    POWERS_OF_FIVE.get(index).copied().unwrap_or(1)
}

impl Factored {
    #[inline]
    pub(in super::super) fn of(value: i64) -> Self {
        let twos = value.trailing_zeros();
        let mut unit = value.checked_shr(twos).unwrap_or(0);
        let mut fives = 0_u32;
        if unit == 0 {
            return Self {
                unit,
                twos: 0,
                fives,
            };
        }
        if unit % TENTHS == 0 {
            unit /= TENTHS;
            fives = 5;
        }
        while unit % 5 == 0 {
            unit /= 5;
            fives = fives.wrapping_add(1);
        }
        Self { unit, twos, fives }
    }

    /// The quotient. Both numbers are at most `i64::MAX`, and so are their parts.
    #[inline]
    pub(in super::super) fn over(self, divisor: Divisor) -> Exact {
        if self.unit == 0 {
            return Exact::ZERO;
        }
        let (mut above, mut below) = (self.unit, divisor.rest);
        if below != 1 {
            let common = gcd(above.unsigned_abs(), below.unsigned_abs());
            (above, below) = (super::divide(above, common), super::divide(below, common));
        }
        let scale = |number: i64, twos: u32, fives: u32| {
            number.wrapping_shl(twos).wrapping_mul(five_to(fives))
        };
        Exact(Repr::small(
            scale(
                above,
                self.twos.saturating_sub(divisor.twos),
                self.fives.saturating_sub(divisor.fives),
            ),
            scale(
                below,
                divisor.twos.saturating_sub(self.twos),
                divisor.fives.saturating_sub(self.fives),
            ),
        ))
    }
}

impl Divisor {
    /// `None` for zero and below.
    pub(in super::super) fn of(value: i64) -> Option<Self> {
        let Factored { unit, twos, fives } = Factored::of(value);
        (unit > 0).then_some(Self {
            rest: unit,
            twos,
            fives,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn taking_out_twos_and_fives_gives_the_lowest_terms() {
        let values = [
            0,
            1,
            -1,
            5,
            10,
            84_700_000,
            -84_700_000,
            100_000_000,
            33_333_333,
            7,
            1 << 40,
            15_625,
            -3_125,
            900_000_000,
        ];
        for divisor in [
            1,
            2,
            3,
            5,
            10,
            27,
            1_000_000,
            100_000_000,
            1_000_000_000,
            900_000_000,
            64 * 125_000_000,
        ] {
            for value in values {
                let quotient = Factored::of(value).over(Divisor::of(divisor).unwrap());
                assert_eq!(
                    quotient,
                    Exact::ratio(value, divisor).unwrap(),
                    "{value}/{divisor}"
                );
            }
        }
        assert_eq!(Divisor::of(1_000_000), Some(MILLION));
        assert_eq!((Divisor::of(0), Divisor::of(-5)), (None, None));
    }
}
