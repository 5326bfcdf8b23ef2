//! The order of rules that refer to one another, or the shortest circles that they lead in.

use std::collections::VecDeque;

/// How many steps the search for the shortest circle may take; beyond that the shortest ones found so far are shown, or any
/// one.
const MAX_SEARCH: usize = 20_000_000;

/// An order in which each node stands after those that it refers to.
///
/// # Errors
/// For each knot of nodes that lead to one another, its shortest circle, beginning with its first node; the shorter first.
pub(crate) fn order(references: &[Vec<u32>]) -> Result<Vec<u32>, Vec<Vec<u32>>> {
    let mut waits: Vec<usize> = references.iter().map(Vec::len).collect();
    let mut users = vec![Vec::new(); references.len()];
    for (user, list) in (0_u32..).zip(references) {
        for &used in list {
            if let Some(users) = users.get_mut(used as usize) {
                users.push(user);
            }
        }
    }
    let free = |(node, waits): (u32, &usize)| (*waits == 0).then_some(node);
    let mut order: Vec<u32> = (0_u32..).zip(&waits).filter_map(free).collect();
    let mut next = 0;
    while let Some(&node) = order.get(next) {
        next = next.saturating_add(1);
        for &user in users.get(node as usize).into_iter().flatten() {
            if let Some(waits) = waits.get_mut(user as usize) {
                *waits = waits.saturating_sub(1);
                if *waits == 0 {
                    order.push(user);
                }
            }
        }
    }
    if order.len() == references.len() {
        return Ok(order);
    }
    Err(circles(references, &waits))
}

/// The shortest circle of each knot among the nodes that could not be ordered.
fn circles(references: &[Vec<u32>], waits: &[usize]) -> Vec<Vec<u32>> {
    let mut left = MAX_SEARCH;
    let mut found: Vec<Vec<u32>> = Vec::new();
    for (start, waits) in (0_u32..).zip(waits) {
        if *waits > 0
            && let Some(circle) = shortest(references, start, &mut left)
        {
            found.push(circle);
        }
    }
    if found.is_empty() {
        found.extend(any(references, waits));
    }
    found.sort_by_key(Vec::len);
    let mut taken = vec![false; references.len()];
    let mut kept: Vec<Vec<u32>> = Vec::new();
    for circle in found {
        if circle
            .iter()
            .any(|node| taken.get(*node as usize).copied().unwrap_or(true))
        {
            continue;
        }
        for &node in &circle {
            if let Some(taken) = taken.get_mut(node as usize) {
                *taken = true;
            }
        }
        kept.push(circle);
    }
    kept
}

/// Some circle: every node that could not be ordered refers to one that could not, so that walking on must come round.
fn any(references: &[Vec<u32>], waits: &[usize]) -> Option<Vec<u32>> {
    let waiting = |node: u32| waits.get(node as usize).is_some_and(|waits| *waits > 0);
    let mut node = (0_u32..).zip(waits).find(|(_, waits)| **waits > 0)?.0;
    let mut way = Vec::new();
    let mut places = vec![None; references.len()];
    loop {
        let place = places.get_mut(node as usize)?;
        if let Some(first) = *place {
            return Some(way.split_off(first));
        }
        *place = Some(way.len());
        way.push(node);
        let onward = references.get(node as usize)?.iter().copied();
        node = onward.into_iter().find(|next| waiting(*next))?;
    }
}

/// The shortest way from a node back to itself, by breadth first.
fn shortest(references: &[Vec<u32>], start: u32, left: &mut usize) -> Option<Vec<u32>> {
    let mut came_from = std::collections::BTreeMap::new();
    let mut open = VecDeque::from([start]);
    while let Some(node) = open.pop_front() {
        for &next in references.get(node as usize)? {
            *left = left.checked_sub(1)?;
            if next == start {
                let mut way = vec![node];
                let mut at = node;
                while at != start {
                    at = *came_from.get(&at)?;
                    way.push(at);
                }
                way.reverse();
                return Some(way);
            }
            came_from.entry(next).or_insert_with(|| {
                open.push_back(next);
                node
            });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_come_after_what_they_refer_to() {
        assert_eq!(order(&[vec![1, 2], vec![2], vec![]]), Ok(vec![2, 1, 0]));
    }

    #[test]
    fn the_shortest_circle_is_the_witness() {
        // 0 -> 1 -> 2 -> 3 -> 0, and 2 -> 1 closes a shorter one; 4 only leads there.
        let found = order(&[vec![1], vec![2], vec![1, 3], vec![0], vec![0]]).unwrap_err();
        assert_eq!(found, [vec![1, 2]]);
        assert_eq!(order(&[vec![0]]).unwrap_err(), [vec![0]]);
        let two = order(&[vec![1], vec![0], vec![3], vec![2]]).unwrap_err();
        assert_eq!(two, [vec![0, 1], vec![2, 3]]);
    }

    #[test]
    fn a_circle_beyond_the_search_is_found_all_the_same() {
        // Each leads to the next, the last to itself: the search ends before it gets there.
        let many = 10_000_u32;
        let chain: Vec<Vec<u32>> = (1..=many).map(|next| vec![next.min(many - 1)]).collect();
        assert_eq!(order(&chain).unwrap_err(), [vec![many - 1]]);
    }
}
