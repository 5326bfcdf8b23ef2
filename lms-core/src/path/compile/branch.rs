use super::{Path, Rule};
use crate::problem::Problems;

/// One way of opening a step by its branches: the step, and how many scores it still takes.
struct Way {
    step: u32,
    scores: usize,
}

/// Finds steps that nobody can open, because the score that leads to them comes from a step that they lead to, or from
/// the step itself.
///
/// Every step of a path starts shut that only branches ask for, and opens with the scores of one place that it stands in;
/// linear in the members of groups and how deep they stand.
pub(super) fn check(path: &Path, problems: &mut Problems) {
    let branches = |group: &super::Group| matches!(group.rule, Rule::Branch(..));
    if !path.groups.iter().any(branches) {
        return;
    }
    let mut ways: Vec<Way> = Vec::new();
    let mut waiting: Vec<Vec<usize>> = vec![Vec::new(); path.steps.len()];
    let mut open = vec![false; path.steps.len()];
    let mut queue = Vec::new();
    for (node, step) in (0_u32..).zip(&path.steps) {
        let places: Vec<Vec<u32>> = step
            .groups
            .iter()
            .map(|group| scores(path, *group))
            .collect();
        if places.iter().any(Vec::is_empty) || places.is_empty() {
            queue.push(node);
            continue;
        }
        for place in places {
            for on in &place {
                if let Some(list) = waiting.get_mut(*on as usize) {
                    list.push(ways.len());
                }
            }
            ways.push(Way {
                step: node,
                scores: place.len(),
            });
        }
    }
    while let Some(node) = queue.pop() {
        let Some(slot) = open.get_mut(node as usize).filter(|open| !**open) else {
            continue;
        };
        *slot = true;
        for way in waiting.get(node as usize).into_iter().flatten() {
            let Some(way) = ways.get_mut(*way) else {
                continue;
            };
            way.scores = way.scores.saturating_sub(1);
            if way.scores == 0 {
                queue.push(way.step);
            }
        }
    }
    problems.at("steps", |problems| {
        for (index, _) in open.iter().enumerate().filter(|(_, open)| !**open) {
            problems.item(index, |problems| {
                let message = "nobody can ever reach it: the score that leads to it comes from a step behind it";
                problems.add("step_unreachable", message);
            });
        }
    });
}

/// The steps whose scores open a group, those of the branches around it included, each once.
fn scores(path: &Path, group: u32) -> Vec<u32> {
    let mut found = Vec::new();
    let mut at = Some(group);
    while let Some(held) = at.and_then(|node| path.group(node)) {
        if let Rule::Branch(on, _) = &held.rule {
            found.push(*on);
        }
        at = held.parent;
    }
    found.sort_unstable();
    found.dedup();
    found
}
