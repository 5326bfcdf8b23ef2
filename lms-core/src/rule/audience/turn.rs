//! Rows of bits into columns of bits, 64 by 64.

/// Exchanges rows and columns: bit `j` of word `i` becomes bit `i` of word `j`.
pub(super) fn turned(words: &mut [u64; 64]) {
    let (mut width, mut shift, mut mask) = (32_usize, 32_u32, u64::MAX >> 32);
    while width != 0 {
        // The upper right and the lower left quarter of every square of twice the width change places.
        for square in words.chunks_exact_mut(width.wrapping_mul(2)) {
            let (upper, lower) = square.split_at_mut(width);
            for (upper, lower) in upper.iter_mut().zip(lower) {
                let both = (upper.wrapping_shr(shift) ^ *lower) & mask;
                *lower ^= both;
                *upper ^= both.wrapping_shl(shift);
            }
        }
        (width, shift) = (width / 2, shift / 2);
        mask ^= mask.wrapping_shl(shift);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_become_columns() {
        let mut state = 7_u64;
        let words: [u64; 64] = core::array::from_fn(|_| {
            state = state.wrapping_mul(0xd134_2543_de82_ef95).wrapping_add(1);
            state ^ (state >> 31)
        });
        let mut columns = words;
        turned(&mut columns);
        for (row, word) in words.iter().enumerate() {
            for (place, column) in columns.iter().enumerate() {
                assert_eq!(word >> place & 1, column >> row & 1, "{row} {place}");
            }
        }
        turned(&mut columns);
        assert_eq!(columns, words);
    }
}
