//! Bit planes over the rows of one block, and the kernels on them. Written so that the compiler makes wide instructions
//! of them: fixed lengths, no branches, no indices.

/// How many 64-row words a block has.
pub(in crate::rule) const WORDS: usize = 64;
/// How many rows a block has. Its planes of some hundred questions stay in the second-level cache.
pub(in crate::rule) const BLOCK_ROWS: usize = WORDS * 64;

/// One bit for each row of a block.
pub(in crate::rule) type Plane = [u64; WORDS];

pub(in crate::rule) static NO_ROWS: Plane = [0; WORDS];
pub(in crate::rule) static ALL_ROWS: Plane = [u64::MAX; WORDS];

/// Which bits a literal reads: as they are, or exchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rule) enum Sense {
    Straight,
    Negated,
}

impl Sense {
    #[inline(always)]
    fn flip(self) -> u64 {
        match self {
            Self::Straight => 0,
            Self::Negated => u64::MAX,
        }
    }
}

#[inline(always)]
pub(in crate::rule) fn and(into: &mut Plane, from: &Plane, sense: Sense) {
    let flip = sense.flip();
    for (into, from) in into.iter_mut().zip(from) {
        *into &= *from ^ flip;
    }
}

#[inline(always)]
pub(in crate::rule) fn or(into: &mut Plane, from: &Plane, sense: Sense) {
    let flip = sense.flip();
    for (into, from) in into.iter_mut().zip(from) {
        *into |= *from ^ flip;
    }
}

#[inline(always)]
pub(in crate::rule) fn count(plane: &Plane) -> usize {
    plane.iter().map(|word| word.count_ones() as usize).sum()
}

/// Counts, row by row, how many planes of a list have the row, as far as a rule needs to know.
#[derive(Debug, Clone)]
pub(in crate::rule) struct Counter {
    /// For small needs step `i` holds the rows counted more than `i` times; for others bit `i` of the count.
    planes: Vec<Plane>,
    need: u32,
    form: Form,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Steps,
    Bits,
}

/// Up to this need steps are cheaper than the bits of a count.
const STEPS: u32 = 4;

impl Default for Counter {
    fn default() -> Self {
        Self {
            planes: Vec::new(),
            need: 0,
            form: Form::Steps,
        }
    }
}

impl Counter {
    /// Begins anew, for a need among so many planes.
    pub(in crate::rule) fn begin(&mut self, need: u32, of: usize) {
        self.need = need;
        let planes = if need <= STEPS {
            self.form = Form::Steps;
            need
        } else {
            self.form = Form::Bits;
            usize::BITS.saturating_sub(of.leading_zeros())
        };
        self.planes.clear();
        self.planes.resize(planes as usize, NO_ROWS);
    }

    #[inline(always)]
    pub(in crate::rule) fn add(&mut self, plane: &Plane, sense: Sense) {
        match self.form {
            Form::Steps => self.step(plane, sense),
            Form::Bits => self.ripple(plane, sense),
        }
    }

    #[inline(always)]
    fn step(&mut self, plane: &Plane, sense: Sense) {
        let flip = sense.flip();
        // From the last step down, so that no row climbs two steps at once.
        let mut steps = self.planes.iter_mut().rev().peekable();
        while let Some(step) = steps.next() {
            match steps.peek() {
                Some(below) => {
                    for ((step, below), word) in step.iter_mut().zip(below.iter()).zip(plane) {
                        *step |= *below & (*word ^ flip);
                    }
                }
                None => {
                    for (step, word) in step.iter_mut().zip(plane) {
                        *step |= *word ^ flip;
                    }
                }
            }
        }
    }

    #[inline(always)]
    fn ripple(&mut self, plane: &Plane, sense: Sense) {
        let flip = sense.flip();
        let mut carry = *plane;
        for word in &mut carry {
            *word ^= flip;
        }
        for bit in &mut self.planes {
            for (bit, carry) in bit.iter_mut().zip(&mut carry) {
                let over = *bit & *carry;
                *bit ^= *carry;
                *carry = over;
            }
        }
    }

    /// The rows that were counted as often as needed.
    #[inline(always)]
    pub(in crate::rule) fn reached(&self, into: &mut Plane) {
        match self.form {
            Form::Steps => *into = self.planes.last().copied().unwrap_or(ALL_ROWS),
            Form::Bits => {
                // Compared with the need bit by bit, from the lowest: at least so far.
                *into = ALL_ROWS;
                for (bit, plane) in self.planes.iter().enumerate() {
                    let wanted = self
                        .need
                        .checked_shr(u32::try_from(bit).unwrap_or(u32::MAX));
                    if wanted.is_some_and(|wanted| wanted & 1 == 1) {
                        and(into, plane, Sense::Straight);
                    } else {
                        or(into, plane, Sense::Straight);
                    }
                }
            }
        }
    }
}

/// A kind of number in which instants are kept, laid out so that comparing them makes bits without moving any.
///
/// Row `r` of a chunk of `LANES * BITS` rows lies in line `r % BITS`, at place `r / BITS`: the answers of one line are one
/// bit of all lanes, and when all lines are done the lanes in order are the rows in order.
pub(in crate::rule) trait Stamp: Copy + PartialOrd + Default {
    /// What a row has that has no instant: after every threshold.
    const NEVER: Self;
    /// The last number before [`Self::NEVER`].
    const LAST: Self;
    /// Where a row's number lies.
    fn place(row: u16) -> usize;
    /// The rows whose number is at most a threshold.
    fn at_most(values: &[Self], threshold: Self, into: &mut Plane);
}

macro_rules! stamp {
    ($stamp:ty, $lane:ty, lanes $lanes:literal, per_word $per_word:literal) => {
        impl Stamp for $stamp {
            const NEVER: Self = <$stamp>::MAX;
            const LAST: Self = <$stamp>::MAX.wrapping_sub(1);

            #[inline(always)]
            fn place(row: u16) -> usize {
                const BITS: usize = <$stamp>::BITS as usize;
                let row = usize::from(row);
                let (chunk, row) = (row / (BITS * $lanes), row % (BITS * $lanes));
                let within = (row % BITS).wrapping_mul($lanes).wrapping_add(row / BITS);
                chunk.wrapping_mul(BITS * $lanes).wrapping_add(within)
            }

            #[inline(always)]
            fn at_most(values: &[Self], threshold: Self, into: &mut Plane) {
                const BITS: usize = <$stamp>::BITS as usize;
                let words = into.chunks_exact_mut($lanes / $per_word);
                for (words, chunk) in words.zip(values.chunks_exact(BITS * $lanes)) {
                    let mut lanes = [0 as $lane; $lanes];
                    for (shift, line) in (0_u32..).zip(chunk.chunks_exact($lanes)) {
                        let bit = (1 as $lane).wrapping_shl(shift);
                        for (lane, value) in lanes.iter_mut().zip(line) {
                            *lane |= if *value <= threshold { bit } else { 0 };
                        }
                    }
                    for (word, lanes) in words.iter_mut().zip(lanes.chunks_exact($per_word)) {
                        let join = |word: u64, lane: &$lane| {
                            word.checked_shl(<$stamp>::BITS).unwrap_or(0) | u64::from(*lane)
                        };
                        *word = lanes.iter().rev().fold(0, join);
                    }
                }
            }
        }
    };
}

stamp!(i16, u16, lanes 64, per_word 4);
stamp!(i32, u32, lanes 32, per_word 2);
stamp!(i64, u64, lanes 64, per_word 1);

#[cfg(test)]
mod tests {
    use super::*;

    fn plane(seed: u64) -> Plane {
        let mut plane = NO_ROWS;
        let mut state = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        for word in &mut plane {
            state = state.wrapping_mul(0xd134_2543_de82_ef95).wrapping_add(1);
            *word = state ^ (state >> 29);
        }
        plane
    }

    fn bit(plane: &Plane, row: usize) -> bool {
        plane[row / 64] >> (row % 64) & 1 == 1
    }

    #[test]
    fn counters_say_who_reaches_every_need() {
        let planes: Vec<Plane> = (0..9).map(plane).collect();
        for need in 1..=9_u32 {
            let mut counter = Counter::default();
            counter.begin(need, planes.len());
            for (number, plane) in planes.iter().enumerate() {
                let sense = if number % 3 == 0 {
                    Sense::Negated
                } else {
                    Sense::Straight
                };
                counter.add(plane, sense);
            }
            let mut reached = NO_ROWS;
            counter.reached(&mut reached);
            for row in 0..BLOCK_ROWS {
                let counted = planes.iter().enumerate();
                let count = counted.filter(|(number, plane)| bit(plane, row) != (number % 3 == 0));
                assert_eq!(
                    bit(&reached, row),
                    count.count() >= need as usize,
                    "{need} {row}"
                );
            }
        }
    }

    fn compare<T: Stamp + core::fmt::Debug + TryFrom<u16, Error: core::fmt::Debug>>() {
        let value = |row: u16| T::try_from(row.wrapping_mul(37) % 5_000).unwrap();
        let mut values = vec![T::NEVER; BLOCK_ROWS];
        for row in (0..BLOCK_ROWS as u16).filter(|row| row % 9 != 0) {
            values[T::place(row)] = value(row);
        }
        for threshold in [T::default(), T::try_from(999).unwrap(), T::LAST] {
            let mut mask = NO_ROWS;
            T::at_most(&values, threshold, &mut mask);
            for row in 0..BLOCK_ROWS as u16 {
                let wanted = row % 9 != 0 && value(row) <= threshold;
                assert_eq!(bit(&mask, usize::from(row)), wanted, "{row} {threshold:?}");
            }
        }
    }

    #[test]
    fn comparisons_give_one_bit_per_row_in_every_width() {
        compare::<i16>();
        compare::<i32>();
        compare::<i64>();
    }
}
