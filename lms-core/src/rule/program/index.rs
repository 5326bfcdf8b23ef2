//! Lists of numbers by number, in two arrays.

/// For each number below a size, a list of numbers.
#[derive(Debug, Clone, Default)]
pub(crate) struct Index {
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Index {
    /// Sorts pairs into lists; within a list they keep their order.
    pub(crate) fn of(size: usize, pairs: impl Iterator<Item = (u32, u32)> + Clone) -> Self {
        if pairs.clone().next().is_none() {
            return Self::default();
        }
        let mut lengths = vec![0_u32; size];
        for (key, _) in pairs.clone() {
            if let Some(length) = lengths.get_mut(key as usize) {
                *length = length.wrapping_add(1);
            }
        }
        Self::counted(lengths.iter().copied(), pairs)
    }

    /// The same where it is known how long each list will be.
    pub(crate) fn counted(
        lengths: impl ExactSizeIterator<Item = u32>,
        pairs: impl Iterator<Item = (u32, u32)>,
    ) -> Self {
        // Each place has the start of the list before, and becomes its end, which is the next one's start, while the list
        // is filled.
        let mut starts = Vec::with_capacity(lengths.len().saturating_add(2));
        let mut sum = 0_u32;
        starts.push(sum);
        starts.push(sum);
        starts.extend(lengths.map(|length| {
            sum = sum.wrapping_add(length);
            sum
        }));
        let mut items = vec![0; sum as usize];
        for (key, item) in pairs {
            if let Some(end) = starts.get_mut((key as usize).saturating_add(1)) {
                if let Some(slot) = items.get_mut(*end as usize) {
                    *slot = item;
                }
                *end = end.wrapping_add(1);
            }
        }
        starts.pop();
        Self { starts, items }
    }

    /// The other way around: for each of so many numbers behind items, the keys in whose lists it is, ascending and each once.
    /// In each list a number stands in one place, perhaps behind several items.
    pub(crate) fn turned(&self, size: usize, number: impl Fn(u32) -> u32) -> Self {
        let mut pairs = Vec::with_capacity(self.items.len());
        for (key, bounds) in (0_u32..).zip(self.starts.windows(2)) {
            let &[start, end] = bounds else { continue };
            let list = self.items.get(start as usize..end as usize);
            let mut last = None;
            for number in list.unwrap_or_default().iter().copied().map(&number) {
                if last.replace(number) != Some(number) {
                    pairs.push((number, key));
                }
            }
        }
        Self::of(size, pairs.into_iter())
    }

    /// Whether every list is empty.
    pub(crate) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The list of a number; empty for an unknown one.
    #[inline]
    pub(crate) fn list(&self, key: u32) -> &[u32] {
        let key = key as usize;
        match self.starts.get(key..key.saturating_add(2)) {
            Some(&[start, end]) => self
                .items
                .get(start as usize..end as usize)
                .unwrap_or_default(),
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_found_by_their_first_number() {
        let index = Index::of(3, [(2, 7), (0, 5), (2, 6)].into_iter());
        assert_eq!(index.list(0), [5]);
        assert_eq!(index.list(1), [0; 0]);
        assert_eq!(index.list(2), [7, 6]);
        assert_eq!(index.list(9), [0; 0]);
        // 7 and 6 stand for 3, 5 stands for 2.
        let turned = index.turned(4, |item| item / 2);
        assert_eq!([turned.list(2), turned.list(3)], [[0], [2]]);
    }
}
