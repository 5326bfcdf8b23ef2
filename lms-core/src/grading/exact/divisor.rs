//! Greatest common divisors: what most of the work of exact fractions is.

/// How much longer a number must be, in bits, before a division pays.
const FAR_APART: u32 = 5;

/// The greatest common divisor by halving and subtracting (Stein), after one division where the numbers differ much in
/// length; 0 only for two zeros.
pub(crate) fn gcd(one: u64, two: u64) -> u64 {
    let (small, large) = if one < two { (one, two) } else { (two, one) };
    if small <= 1 {
        return if small == 0 { large } else { 1 };
    }
    let far = small.leading_zeros() >= large.leading_zeros().saturating_add(FAR_APART);
    let rest = match far {
        true => large.checked_rem(small).unwrap_or(0),
        false => large.wrapping_sub(small),
    };
    if rest == 0 {
        return small;
    }
    let twos = (small | rest).trailing_zeros();
    let mut odd = small >> small.trailing_zeros();
    let mut other = rest >> rest.trailing_zeros();
    // Both are odd, so their difference is even. Without a branch on which is the larger: it would be guessed wrong
    // half of the time.
    while odd != other {
        let difference = odd.abs_diff(other);
        odd = odd.min(other);
        other = difference >> difference.trailing_zeros();
    }
    odd << twos
}

pub(super) fn wide_gcd(mut one: u128, mut two: u128) -> u128 {
    while two != 0 {
        if let (Ok(small), Ok(other)) = (u64::try_from(one), u64::try_from(two)) {
            return u128::from(gcd(small, other));
        }
        (one, two) = (two, one.checked_rem(two).unwrap_or(0));
    }
    one
}

/// So many millionths in lowest terms. The divisor has no other primes than 2 and 5, and most marks have no digit or
/// one after the point, so these are tried first.
pub(super) fn of_million(micros: i64) -> (i64, i64) {
    if micros % 1_000_000 == 0 {
        return (micros / 1_000_000, 1);
    }
    let (above, below): (i64, u64) = match micros % 100_000 {
        0 => (micros / 100_000, 10),
        _ => (micros, 1_000_000),
    };
    let common = gcd(above.unsigned_abs(), below).max(1);
    let quotient = |value: i64| match i64::try_from(common) {
        Ok(common) => value.checked_div(common).unwrap_or(value),
        Err(_) => value,
    };
    (quotient(above), quotient(below.cast_signed()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_division(mut one: u64, mut two: u64) -> u64 {
        while two != 0 {
            (one, two) = (two, one % two);
        }
        one
    }

    #[test]
    fn halving_gives_what_division_gives() {
        let mut numbers: Vec<u64> = (0..70).collect();
        numbers.extend([
            100,
            847,
            1 << 20,
            3 << 40,
            1_000_000,
            27_720,
            u64::MAX,
            u64::MAX - 1,
            1 << 63,
        ]);
        for one in &numbers {
            for two in &numbers {
                assert_eq!(gcd(*one, *two), by_division(*one, *two), "{one} {two}");
            }
        }
    }

    #[test]
    fn millionths_come_in_lowest_terms() {
        for micros in [
            0,
            1,
            -1,
            5,
            100_000,
            84_700_000,
            -84_750_000,
            1_000_000,
            7_812_500,
            i64::MAX,
            i64::MIN,
        ] {
            let (above, below) = of_million(micros);
            assert_eq!(
                i128::from(above) * 1_000_000,
                i128::from(micros) * i128::from(below)
            );
            assert_eq!(
                by_division(above.unsigned_abs(), below.unsigned_abs()),
                1,
                "{micros}"
            );
        }
    }
}
