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
        let mut starts = vec![0_u32; size.saturating_add(1)];
        for (key, _) in pairs.clone() {
            if let Some(start) = starts.get_mut((key as usize).saturating_add(1)) {
                *start = start.saturating_add(1);
            }
        }
        let mut sum = 0_u32;
        for start in &mut starts {
            sum = sum.saturating_add(*start);
            *start = sum;
        }
        let mut next = starts.clone();
        let mut items = vec![0; sum as usize];
        for (key, item) in pairs {
            if let Some(place) = next.get_mut(key as usize) {
                if let Some(slot) = items.get_mut(*place as usize) {
                    *slot = item;
                }
                *place = place.saturating_add(1);
            }
        }
        Self { starts, items }
    }

    /// All pairs, by their first number and in the order of the lists.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (u32, u32)> + Clone + '_ {
        let keys = 0..u32::try_from(self.starts.len().saturating_sub(1)).unwrap_or(u32::MAX);
        keys.flat_map(|key| self.list(key).iter().map(move |item| (key, *item)))
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
    }
}
