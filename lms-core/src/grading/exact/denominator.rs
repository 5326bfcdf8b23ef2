//! A bound on work over many exact numbers: their common denominator must not grow without end.

use super::{Exact, big};

/// The longest number, and the longest common denominator of a list, that statistics are computed over, in bits.
pub const MAX_COMMON_BITS: u64 = 2_048;

/// Whether every number of a list, and the least common multiple of their denominators, has at most
/// [`MAX_COMMON_BITS`] bits: then sums over the list stay short however long the list is. Linear.
pub(crate) fn is_commensurable<'v>(values: impl IntoIterator<Item = &'v Exact>) -> bool {
    let mut common = Exact::ONE;
    for value in values {
        if value.bits() > MAX_COMMON_BITS {
            return false;
        }
        let (_, below) = big::parts(value);
        // In lowest terms `common / below` has the factors below the line that are still missing.
        let Some(missing) = common.over(&big::whole(below)) else {
            return false;
        };
        let (_, factor) = big::parts(&missing);
        common = common.times(&big::whole(factor));
        if common.bits() > MAX_COMMON_BITS {
            return false;
        }
    }
    true
}

/// The sum of many numbers, added in pairs; `None` as soon as a sum of some of them has more than `bits` bits, so that
/// numbers without common factors cannot make one too long to work with. `O(n * bits^2)` at worst.
pub(crate) fn sum_within(values: &[Exact], bits: u64) -> Option<Exact> {
    let sum = match values {
        [] => return Some(Exact::ZERO),
        [one] => one.clone(),
        many => {
            let (left, right) = many.split_at(many.len() / 2);
            sum_within(left, bits)?.plus(&sum_within(right, bits)?)
        }
    };
    (sum.bits() <= bits).then_some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grades_of_one_scheme_go_together_and_hostile_ones_do_not() {
        let grades: Vec<Exact> = (1..400).map(|n| Exact::ratio(n, 360).unwrap()).collect();
        assert!(is_commensurable(&grades));
        // The least common multiple of 1 to 3,000 has some 4,300 bits.
        let hostile: Vec<Exact> = (1..3_000).map(|n| Exact::ratio(1, n).unwrap()).collect();
        assert!(!is_commensurable(&hostile));
        assert!(!is_commensurable(&[format!("1/{}", "9".repeat(2_000))
            .parse()
            .unwrap()]));
    }

    #[test]
    fn a_sum_has_a_value_as_long_as_it_is_short() {
        let harmonic: Vec<Exact> = (1..=40).map(|n| Exact::ratio(1, n).unwrap()).collect();
        assert_eq!(sum_within(&harmonic, 64), Some(Exact::sum(&harmonic)));
        assert_eq!(sum_within(&harmonic, 50), None);
        assert_eq!(sum_within(&[], 0), Some(Exact::ZERO));
        assert_eq!(sum_within(&[Exact::integer(8)], 3), None);
        assert_eq!(sum_within(&[Exact::integer(7)], 3), Some(Exact::integer(7)));
    }
}
