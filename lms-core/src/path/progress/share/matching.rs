use std::collections::VecDeque;

use super::Contested;
use super::rules::SharingRules;
use crate::path::compile::Rule;
use crate::path::definition::{Measure, Sharing};
use crate::path::progress::tree::Tree;

/// A best assignment by augmenting paths, where each step counts for one in one group; `None` where it is not so simple.
pub(super) fn matching(
    rules: &SharingRules,
    tree: &Tree<'_>,
    contested: &[Contested],
) -> Option<Vec<u64>> {
    let path = tree.path;
    let simple = path.definition.measure == Measure::Steps
        && rules
            .rules
            .iter()
            .all(|(_, sharing)| *sharing == Sharing::Forbidden)
        && contested
            .iter()
            .all(|held| held.ways.iter().all(|way| way.counts.count_ones() <= 1));
    // All that stands above a counted group asks for all of its members, so that every step counted weighs the same.
    let choices = path
        .groups
        .iter()
        .enumerate()
        .filter(|(_, group)| group.rule != Rule::All);
    let mut inner = choices.flat_map(|(_, group)| &group.members);
    let spare_group = path.groups.iter().any(|group| {
        let mut members = group.members.iter().zip(&group.spare);
        members.any(|(member, spare)| *spare && *member as usize >= path.steps.len())
    });
    if !simple || spare_group || inner.any(|member| *member as usize >= path.steps.len()) {
        return None;
    }
    let mut room = Vec::with_capacity(rules.groups.len());
    let is_contested = |step: u32| {
        contested
            .binary_search_by_key(&step, |held| held.step)
            .is_ok()
    };
    for node in &rules.groups {
        let index = (*node as usize).checked_sub(path.steps.len())?;
        let group = path.groups.get(index)?;
        if group
            .members
            .iter()
            .any(|member| *member as usize >= path.steps.len())
        {
            return None;
        }
        let certain = group
            .members
            .iter()
            .filter(|step| !is_contested(**step) && tree.counts(**step, index, &[]));
        room.push(match &group.rule {
            Rule::All if group.spare.contains(&true) => return None,
            Rule::All => usize::MAX,
            Rule::AtLeast(count) => count.saturating_sub(certain.count()),
            _ => return None,
        });
    }
    // A step that also stands in a group outside the rules counts there in any case.
    let mut taken: Vec<Vec<usize>> = vec![Vec::new(); room.len()];
    let mut dead = 0_u64;
    for (index, held) in contested.iter().enumerate() {
        let stands = rules.stands.get(held.step as usize).copied().unwrap_or(0);
        if stands & !dead == 0 {
            continue;
        }
        dead |= augment(index, stands, &room, &mut taken, contested, rules);
    }
    let mut barred = vec![0_u64; path.steps.len()];
    for held in contested {
        let stands = rules.stands.get(held.step as usize).copied().unwrap_or(0);
        let first = stands & stands.wrapping_neg();
        if let Some(slot) = barred.get_mut(held.step as usize) {
            // Where no group has room for it, it counts in the first, beyond what that asks for.
            *slot = stands & !first;
        }
    }
    for (bit, steps) in taken.iter().enumerate() {
        for held in steps.iter().filter_map(|index| contested.get(*index)) {
            let stands = rules.stands.get(held.step as usize).copied().unwrap_or(0);
            if let Some(slot) = barred.get_mut(held.step as usize) {
                *slot = stands & !(1_u64 << bit);
            }
        }
    }
    Some(barred)
}

/// Finds room for one more step, moving others between groups; where there is none, gives back the groups that are full
/// for good, because nothing in them can move anywhere else.
fn augment(
    start: usize,
    stands: u64,
    room: &[usize],
    taken: &mut [Vec<usize>],
    contested: &[Contested],
    rules: &SharingRules,
) -> u64 {
    let mut came: Vec<Option<(Option<usize>, usize)>> = vec![None; room.len()];
    let mut queue = VecDeque::new();
    let mut seen = 0_u64;
    let reach = |from: Option<usize>,
                 step: usize,
                 stands: u64,
                 seen: &mut u64,
                 came: &mut Vec<Option<(Option<usize>, usize)>>,
                 queue: &mut VecDeque<usize>| {
        for (bit, slot) in came.iter_mut().enumerate() {
            let mask = 1_u64 << bit;
            if stands & mask != 0 && *seen & mask == 0 {
                *seen |= mask;
                *slot = Some((from, step));
                queue.push_back(bit);
            }
        }
    };
    reach(None, start, stands, &mut seen, &mut came, &mut queue);
    while let Some(group) = queue.pop_front() {
        let full = taken.get(group).map_or(0, Vec::len) >= room.get(group).copied().unwrap_or(0);
        if !full {
            let mut at = Some(group);
            while let Some(to) = at {
                let Some(Some((from, step))) = came.get(to).copied() else {
                    break;
                };
                if let Some(held) = from.and_then(|from| taken.get_mut(from)) {
                    held.retain(|other| *other != step);
                }
                if let Some(held) = taken.get_mut(to) {
                    held.push(step);
                }
                at = from;
            }
            return 0;
        }
        for step in taken.get(group).cloned().unwrap_or_default() {
            let stands = contested
                .get(step)
                .and_then(|held| rules.stands.get(held.step as usize));
            reach(
                Some(group),
                step,
                stands.copied().unwrap_or(0),
                &mut seen,
                &mut came,
                &mut queue,
            );
        }
    }
    seen
}
