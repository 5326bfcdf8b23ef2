//! Marks as a learner's row keeps them: most in half a word, those that need more digits in a whole one.

/// A mark in some unit.
pub(super) trait Mark: Copy {
    /// Millionths in its unit.
    const UNIT: i64;
    /// How many units.
    fn value(self) -> i64;
}

/// Hundredths of a point, up to 21 million points.
impl Mark for i32 {
    const UNIT: i64 = 10_000;

    #[inline]
    fn value(self) -> i64 {
        self.into()
    }
}

/// Millionths, the lower half first.
impl Mark for [i32; 2] {
    const UNIT: i64 = 1;

    #[inline]
    fn value(self) -> i64 {
        let [low, high] = self;
        i64::from(high) << 32 | i64::from(low.cast_unsigned())
    }
}

/// Millionths as hundredths; `None` for more digits or more points than these hold.
#[inline]
pub(super) fn narrow(micros: i64) -> Option<i32> {
    let cell = i32::try_from(micros / i32::UNIT).ok()?;
    (micros % i32::UNIT == 0).then_some(cell)
}

/// At most 64 numbers of at most 2^40 each.
pub(super) fn sum<M: Mark>(marks: &[M]) -> i64 {
    marks
        .iter()
        .fold(0, |sum, mark| sum.wrapping_add(mark.value()))
}

/// The sum without the `N` lowest, which are kept sorted while the marks go by once.
pub(super) fn without_lowest<M: Mark, const N: usize>(marks: &[M]) -> i64 {
    let mut lowest = [i64::MAX; N];
    let mut sum = 0_i64;
    for mark in marks {
        let mut carried = mark.value();
        sum = sum.wrapping_add(carried);
        for low in &mut lowest {
            let smaller = carried.min(*low);
            carried = carried.max(*low);
            *low = smaller;
        }
    }
    lowest.iter().fold(sum, |sum, low| sum.wrapping_sub(*low))
}

/// [`without_lowest`] of two, the commonest drop rule: pairs are sorted first, which takes two steps in place of four.
pub(super) fn without_two_lowest<M: Mark>(marks: &[M]) -> i64 {
    let (pairs, odd) = marks.as_chunks::<2>();
    let (mut lowest, mut second, mut sum) = (i64::MAX, i64::MAX, 0_i64);
    let mut take = |low: i64, high: i64| {
        second = lowest.max(low).min(second.min(high));
        lowest = lowest.min(low);
    };
    for [one, two] in pairs {
        let (one, two) = (one.value(), two.value());
        sum = sum.wrapping_add(one).wrapping_add(two);
        take(one.min(two), one.max(two));
    }
    for one in odd {
        sum = sum.wrapping_add(one.value());
        take(one.value(), i64::MAX);
    }
    sum.wrapping_sub(lowest).wrapping_sub(second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_kept_as_they_are() {
        for micros in [
            0,
            10_000,
            -10_000,
            84_700_000,
            84_710_000,
            21_000_000_000_000,
        ] {
            assert_eq!(narrow(micros).unwrap().value() * i32::UNIT, micros);
        }
        for micros in [1, -1, 84_715_000, 22_000_000_000_000, i64::MAX, i64::MIN] {
            assert_eq!(narrow(micros), None);
        }
    }

    #[test]
    fn two_lowest_go_whatever_their_order() {
        let marks = [5, -3, 5, 0, 7];
        assert_eq!(without_two_lowest(&marks), without_lowest::<_, 2>(&marks));
        assert_eq!(without_two_lowest(&marks), 17);
        assert_eq!(sum(&marks), 14);
    }
}
