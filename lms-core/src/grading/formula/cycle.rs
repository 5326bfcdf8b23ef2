use std::collections::VecDeque;

/// The most edges that the search for a shortest cycle walks along; beyond it the shortest one found so far is given.
pub const MAX_CYCLE_STEPS: usize = 20_000_000;

/// The shortest cycle of a graph in which node `i` depends on the nodes `edges[i]`, each node once, beginning with the
/// lowest; `None` when there is no cycle.
///
/// Linear where there is none. Where there is one, a breadth-first search from every node that lies between cycles,
/// bounded by [`MAX_CYCLE_STEPS`]. Edges to nodes that do not exist are passed over.
///
/// ```
/// use lms_core::grading::formula::shortest_cycle;
/// let edges = [vec![1], vec![2], vec![0, 1]];
/// assert_eq!(shortest_cycle(&edges), Some(vec![1, 2]));
/// assert_eq!(shortest_cycle(&[vec![1], vec![]]), None);
/// ```
#[must_use]
pub fn shortest_cycle(edges: &[Vec<usize>]) -> Option<Vec<usize>> {
    let left = cyclic(edges);
    let mut best: Option<Vec<usize>> = None;
    let mut budget = MAX_CYCLE_STEPS;
    for start in (0..edges.len()).filter(|node| left.get(*node) == Some(&true)) {
        if budget == 0 && best.is_some() {
            break;
        }
        let bound = best.as_ref().map_or(usize::MAX, Vec::len);
        if bound == 1 {
            break;
        }
        if let Some(found) = search(edges, &left, start, bound, &mut budget) {
            best = Some(found);
        }
    }
    best.or_else(|| any_cycle(edges, &left))
}

/// Some cycle: every node that is left depends on one that is left, so that walking on must come round.
fn any_cycle(edges: &[Vec<usize>], left: &[bool]) -> Option<Vec<usize>> {
    let mut node = left.iter().position(|left| *left)?;
    let mut path = Vec::new();
    let mut place: Vec<Option<usize>> = vec![None; edges.len()];
    loop {
        if let Some(Some(first)) = place.get(node) {
            return Some(lowest_first(path.split_off(*first)));
        }
        *place.get_mut(node)? = Some(path.len());
        path.push(node);
        let onward = |target: &&usize| left.get(**target) == Some(&true);
        node = *edges.get(node)?.iter().find(onward)?;
    }
}

/// The nodes left when all that depend on nothing left are taken away, again and again.
fn cyclic(edges: &[Vec<usize>]) -> Vec<bool> {
    let mut dependants: Vec<Vec<usize>> = vec![Vec::new(); edges.len()];
    let mut open: Vec<usize> = Vec::with_capacity(edges.len());
    for (node, targets) in edges.iter().enumerate() {
        let mut count: usize = 0;
        for target in targets {
            if let Some(list) = dependants.get_mut(*target) {
                list.push(node);
                count = count.saturating_add(1);
            }
        }
        open.push(count);
    }
    let mut left = vec![true; edges.len()];
    let zero = |(node, count): (usize, &usize)| (*count == 0).then_some(node);
    let mut free: Vec<usize> = open.iter().enumerate().filter_map(zero).collect();
    while let Some(node) = free.pop() {
        if let Some(flag) = left.get_mut(node) {
            *flag = false;
        }
        for dependant in dependants.get(node).into_iter().flatten() {
            if let Some(count) = open.get_mut(*dependant) {
                *count = count.saturating_sub(1);
                if *count == 0 {
                    free.push(*dependant);
                }
            }
        }
    }
    left
}

/// The shortest way from a node back to itself, when shorter than the bound.
fn search(
    edges: &[Vec<usize>],
    left: &[bool],
    start: usize,
    bound: usize,
    budget: &mut usize,
) -> Option<Vec<usize>> {
    // Who was reached from whom, and after how many steps.
    let mut from: Vec<Option<usize>> = vec![None; edges.len()];
    let mut queue = VecDeque::from([(start, 1_usize)]);
    while let Some((node, length)) = queue.pop_front() {
        if length >= bound {
            return None;
        }
        for target in edges.get(node).into_iter().flatten() {
            *budget = budget.saturating_sub(1);
            if *target == start {
                return Some(walk_back(&from, start, node));
            }
            let fresh =
                left.get(*target) == Some(&true) && from.get(*target).is_some_and(Option::is_none);
            if fresh && *budget > 0 {
                if let Some(entry) = from.get_mut(*target) {
                    *entry = Some(node);
                }
                queue.push_back((*target, length.saturating_add(1)));
            }
        }
    }
    None
}

fn walk_back(from: &[Option<usize>], start: usize, last: usize) -> Vec<usize> {
    let mut path = vec![last];
    let mut node = last;
    while node != start && path.len() <= from.len() {
        let Some(Some(before)) = from.get(node).copied() else {
            break;
        };
        node = before;
        path.push(node);
    }
    path.reverse();
    lowest_first(path)
}

/// Begun with its lowest node, a cycle has one way to be written.
fn lowest_first(mut path: Vec<usize>) -> Vec<usize> {
    let lowest = path
        .iter()
        .enumerate()
        .min_by_key(|(_, node)| **node)
        .map_or(0, |(index, _)| index);
    path.rotate_left(lowest);
    path
}
