/// The most unfinished and finished steps of a path that is planned (`path_too_large`).
pub const MAX_PLANNED_STEPS: usize = 256;

const WORDS: usize = MAX_PLANNED_STEPS / 64;

/// A set of steps, by node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(super) struct Set([u64; WORDS]);

impl Set {
    pub(super) fn contains(&self, step: u32) -> bool {
        let word = self.0.get(step as usize >> 6);
        word.is_some_and(|word| word >> (step & 63) & 1 == 1)
    }

    /// Puts a step in; `false` when it already was.
    pub(super) fn insert(&mut self, step: u32) -> bool {
        match self.0.get_mut(step as usize >> 6) {
            Some(word) => {
                let before = *word;
                *word |= 1 << (step & 63);
                *word != before
            }
            None => false,
        }
    }

    pub(super) fn remove(&mut self, step: u32) {
        if let Some(word) = self.0.get_mut(step as usize >> 6) {
            *word &= !(1 << (step & 63));
        }
    }

    pub(super) fn union(self, other: Self) -> Self {
        self.merged(other, |one, two| one | two)
    }

    pub(super) fn without(self, other: Self) -> Self {
        self.merged(other, |one, two| one & !two)
    }

    pub(super) fn common(self, other: Self) -> Self {
        self.merged(other, |one, two| one & two)
    }

    fn merged(mut self, other: Self, merge: fn(u64, u64) -> u64) -> Self {
        for (own, other) in self.0.iter_mut().zip(other.0) {
            *own = merge(*own, other);
        }
        self
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0 == [0; WORDS]
    }

    /// Whether everything in it is in the other.
    pub(super) fn is_within(&self, other: &Self) -> bool {
        self.without(*other).is_empty()
    }

    /// The steps, in author order.
    pub(super) fn iter(self) -> impl Iterator<Item = u32> {
        (0_u32..).step_by(64).zip(self.0).flat_map(|(first, word)| {
            core::iter::successors(Some(word), |rest| Some(rest & rest.wrapping_sub(1)))
                .take_while(|rest| *rest != 0)
                .map(move |rest| first.wrapping_add(rest.trailing_zeros()))
        })
    }
}

impl FromIterator<u32> for Set {
    fn from_iter<I: IntoIterator<Item = u32>>(steps: I) -> Self {
        let mut set = Self::default();
        for step in steps {
            set.insert(step);
        }
        set
    }
}
