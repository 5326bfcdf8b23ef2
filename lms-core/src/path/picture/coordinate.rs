use super::layer::{Columns, Place};

/// How often places are drawn towards what they are linked to.
const ROUNDS: usize = 8;

/// The height of each place's middle, from the top: links as level as the order within the columns allows.
///
/// In each round every column is moved as near to the mean of its links as the distances between its members allow:
/// exactly, in the sense of least squares, by joining those that would come too near (isotonic regression).
pub(super) fn heights(columns: &Columns, gap: i64, bend_gap: i64) -> Vec<i64> {
    let room = |place: usize| match columns.places.get(place) {
        Some(Place::Step(_)) => gap,
        _ => bend_gap,
    };
    let mut heights = vec![0_i64; columns.places.len()];
    for column in &columns.columns {
        let mut next = 0_i64;
        for place in column {
            let half = room(*place).saturating_div(2);
            set(&mut heights, *place, next.saturating_add(half));
            next = next.saturating_add(room(*place));
        }
    }
    for round in 0..ROUNDS {
        let forward = round & 1 == 0;
        let count = columns.columns.len();
        let order: Vec<usize> = if forward {
            (0..count).collect()
        } else {
            (0..count).rev().collect()
        };
        for column in order.iter().filter_map(|index| columns.columns.get(*index)) {
            level(columns, column, forward, &room, &mut heights);
        }
    }
    let least = heights.iter().min().copied().unwrap_or(0);
    let top = gap.saturating_div(2);
    for height in &mut heights {
        *height = height.saturating_sub(least).saturating_add(top);
    }
    heights
}

fn set(heights: &mut [i64], place: usize, height: i64) {
    if let Some(slot) = heights.get_mut(place) {
        *slot = height;
    }
}

fn level(
    columns: &Columns,
    column: &[usize],
    forward: bool,
    room: &dyn Fn(usize) -> i64,
    heights: &mut [i64],
) {
    let links = if forward {
        &columns.before
    } else {
        &columns.after
    };
    // Blocks of members that stand as near to one another as they may: the sum of their wishes, and how many they are.
    let mut blocks: Vec<(i64, i64)> = Vec::new();
    let mut offsets = Vec::with_capacity(column.len());
    let (mut offset, mut last): (i64, Option<usize>) = (0, None);
    for place in column {
        if let Some(last) = last {
            let distance = room(last).saturating_add(room(*place)).saturating_div(2);
            offset = offset.saturating_add(distance);
        }
        last = Some(*place);
        offsets.push(offset);
        let own = links.get(*place).map(Vec::as_slice).unwrap_or_default();
        let at = |place: usize| heights.get(place).copied().unwrap_or(0);
        let sum = own
            .iter()
            .fold(0_i64, |sum, link| sum.saturating_add(at(*link)));
        let mean = sum.checked_div(i64::try_from(own.len()).unwrap_or(i64::MAX));
        let wish = mean.unwrap_or_else(|| at(*place)).saturating_sub(offset);
        blocks.push((wish, 1));
        while let [.., (sum, count), (next_sum, next_count)] = blocks.as_slice() {
            if mean_of(*sum, *count) <= mean_of(*next_sum, *next_count) {
                break;
            }
            let joined = (
                sum.saturating_add(*next_sum),
                count.saturating_add(*next_count),
            );
            blocks.truncate(blocks.len().saturating_sub(2));
            blocks.push(joined);
        }
    }
    let mut members = column.iter().zip(offsets);
    for (sum, count) in blocks {
        let start = mean_of(sum, count);
        for _ in 0..count {
            if let Some((place, offset)) = members.next() {
                set(heights, *place, start.saturating_add(offset));
            }
        }
    }
}

fn mean_of(sum: i64, count: i64) -> i64 {
    sum.checked_div_euclid(count).unwrap_or(0)
}
