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

/// As many as a positive i64 has, and ones up to a power of two, so that no place is beyond the table.
const POWERS_OF_FIVE: [i64; 32] = {
    let mut powers = [1_i64; 32];
    let mut index = 1;
    while index < 28 {
        #[expect(clippy::indexing_slicing, reason = "computed by the compiler")]
        {
            powers[index] = powers[index - 1] * 5;
            index += 1;
        }
    }
    powers
};

#[inline]
fn five_to(power: u32) -> i64 {
    let index = usize::try_from(power & 31).unwrap_or(0);
    POWERS_OF_FIVE.get(index).copied().unwrap_or(1)
}

/// An odd divisor that is taken out where it divides without a rest.
struct Odd {
    /// The number that it makes one with, in whole words that wrap.
    inverse: i64,
    /// The largest quotient that there is.
    most: u64,
}

impl Odd {
    const fn of(divisor: i64) -> Self {
        // Newton: each step doubles the bits that are right, of which an odd number has three to begin with.
        let mut inverse = divisor;
        let mut step = 0;
        while step < 5 {
            let wrong = 2_i64.wrapping_sub(divisor.wrapping_mul(inverse));
            inverse = inverse.wrapping_mul(wrong);
            step = 1_i32.wrapping_add(step);
        }
        #[expect(clippy::arithmetic_side_effects, reason = "computed by the compiler")]
        let most = (i64::MAX / divisor).unsigned_abs();
        Self { inverse, most }
    }

    /// `None` where a rest would be left. Multiplying by the inverse turns each multiple into its quotient, and all
    /// other numbers, since no two give one product, into something beyond every quotient.
    #[inline]
    const fn divide(&self, value: i64) -> Option<i64> {
        let quotient = value.wrapping_mul(self.inverse);
        if quotient.unsigned_abs() <= self.most {
            Some(quotient)
        } else {
            None
        }
    }
}

const FIVE: Odd = Odd::of(5);

/// The fives of a number of tenths in millionths.
const FIVE_FIVES: Odd = Odd::of(3_125);

impl Factored {
    /// One.
    pub(in super::super) const ONE: Self = Self {
        unit: 1,
        twos: 0,
        fives: 0,
    };

    #[inline]
    pub(in super::super) fn of(value: i64) -> Self {
        let twos = value.trailing_zeros();
        let mut unit = value.wrapping_shr(twos);
        let mut fives = 0_u32;
        if value == 0 {
            return Self {
                unit: 0,
                twos: 0,
                fives,
            };
        }
        if let Some(quotient) = FIVE_FIVES.divide(unit) {
            unit = quotient;
            fives = 5;
        }
        while let Some(quotient) = FIVE.divide(unit) {
            unit = quotient;
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
        let (twos, fives) = (self.twos.min(divisor.twos), self.fives.min(divisor.fives));
        let scale = |number: i64, of: (u32, u32)| {
            let number = number.wrapping_shl(of.0.wrapping_sub(twos));
            number.wrapping_mul(five_to(of.1.wrapping_sub(fives)))
        };
        Exact(Repr::small(
            scale(above, (self.twos, self.fives)),
            scale(below, (divisor.twos, divisor.fives)),
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
            7_450_580_596_923_828_125,
            -7_450_580_596_923_828_125,
            i64::MAX,
            -i64::MAX,
            1 << 62,
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
