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
        // How long each list is, two places further on: summed up, each place then has the start of the list before, and
        // becomes its end, which is the next one's start, while the list is filled.
        let mut starts = vec![0_u32; size.saturating_add(2)];
        for (key, _) in pairs.clone() {
            if let Some(length) = starts.get_mut((key as usize).saturating_add(2)) {
                *length = length.wrapping_add(1);
            }
        }
        let mut sum = 0_u32;
        for start in &mut starts {
            sum = sum.wrapping_add(*start);
            *start = sum;
        }
        let mut items = vec![0; sum as usize];
        for (key, item) in pairs {
            fill(&mut starts, &mut items, key, item);
        }
        starts.pop();
        Self { starts, items }
    }

    /// The other way around: for each number behind items, the keys in whose lists it is, ascending and each once. In each
    /// list a number stands in one place, perhaps behind several items; `sizes` tells how many keys it has in all.
    pub(crate) fn turned(&self, sizes: &[u32], number: impl Fn(u32) -> u32) -> Self {
        let mut starts = Vec::with_capacity(sizes.len().saturating_add(2));
        let mut sum = 0_u32;
        starts.push(sum);
        starts.push(sum);
        for size in sizes {
            sum = sum.wrapping_add(*size);
            starts.push(sum);
        }
        let mut items = vec![0; sum as usize];
        for (key, bounds) in (0_u32..).zip(self.starts.windows(2)) {
            let &[start, end] = bounds else { continue };
            let list = self.items.get(start as usize..end as usize);
            let mut last = None;
            for number in list.unwrap_or_default().iter().copied().map(&number) {
                if last.replace(number) == Some(number) {
                    continue;
                }
                fill(&mut starts, &mut items, number, key);
            }
        }
        starts.pop();
        Self { starts, items }
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

/// Puts an item at the end of a list that is being filled: what stands one place further on is where it ends.
#[inline]
fn fill(starts: &mut [u32], items: &mut [u32], key: u32, item: u32) {
    if let Some(end) = starts.get_mut((key as usize).saturating_add(1)) {
        if let Some(slot) = items.get_mut(*end as usize) {
            *slot = item;
        }
        *end = end.wrapping_add(1);
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
        let turned = index.turned(&[0, 0, 1, 1], |item| item / 2);
        assert_eq!([turned.list(2), turned.list(3)], [[0], [2]]);
    }
}
