use crate::path::definition::{
    GroupDefinition, MAX_DEPTH, MAX_EDGES, MAX_GROUPS, MAX_STEPS, Member, PathDefinition,
    Requirement,
};
use crate::problem::Problems;

/// Whether the document is of a size that can be looked at; nothing else is checked when it is not.
pub(super) fn check(definition: &PathDefinition, problems: &mut Problems) -> bool {
    let before = problems.count();
    problems.at("steps", |problems| {
        if definition.steps.len() > MAX_STEPS {
            let message = format!("a path has at most {MAX_STEPS} steps");
            problems.add("path_too_large", message);
            return;
        }
        let (mut edges, mut equivalents) = (0_usize, 0_usize);
        for (index, step) in definition.steps.iter().enumerate() {
            let count = problems.item(index, |problems| requirements(&step.requires, problems));
            edges = edges.saturating_add(count);
            equivalents = equivalents.saturating_add(step.equivalents.len());
        }
        if edges > MAX_EDGES {
            let message = format!("a path has at most {MAX_EDGES} requirements");
            problems.add("path_too_large", message);
        }
        if equivalents > MAX_EDGES {
            let message = format!("a path has at most {MAX_EDGES} equivalents");
            problems.add("path_too_large", message);
        }
    });
    if let Some(goal) = &definition.goal {
        problems.at("goal", |problems| groups(goal, problems));
    }
    let rules = definition.double_counting.iter();
    let named = rules.fold(0_usize, |sum, rule| sum.saturating_add(rule.groups.len()));
    if definition.double_counting.len() > MAX_GROUPS || named > MAX_EDGES {
        problems.at("doubleCounting", |problems| {
            let message = format!("a path has at most {MAX_GROUPS} double-counting rules");
            problems.add("path_too_large", message);
        });
    }
    problems.count() == before
}

/// How many requirements a step has, those inside others included.
fn requirements(requires: &[Requirement], problems: &mut Problems) -> usize {
    let mut count = 0_usize;
    let mut stack = vec![(requires, 1_usize)];
    while let Some((list, depth)) = stack.pop() {
        if depth > MAX_DEPTH {
            problems.at("requires", |problems| {
                let message = format!("requirements stand at most {MAX_DEPTH} deep");
                problems.add("path_too_deep", message);
            });
            break;
        }
        count = count.saturating_add(list.len());
        let parts = list.iter().filter_map(Requirement::parts);
        stack.extend(parts.map(|(_, parts)| (parts, depth.saturating_add(1))));
    }
    count
}

fn groups(goal: &GroupDefinition, problems: &mut Problems) {
    let (mut groups, mut members) = (0_usize, 0_usize);
    let mut stack = vec![(goal, 1_usize)];
    while let Some((group, depth)) = stack.pop() {
        if depth > MAX_DEPTH {
            let message = format!("groups stand at most {MAX_DEPTH} deep");
            problems.add("path_too_deep", message);
            break;
        }
        groups = groups.saturating_add(1);
        members = members.saturating_add(group.members.len());
        stack.extend(group.members.iter().filter_map(|member| match member {
            Member::Group(inner) => Some((inner, depth.saturating_add(1))),
            Member::Step { .. } => None,
        }));
    }
    if groups > MAX_GROUPS || members > MAX_EDGES {
        let message = format!("a path has at most {MAX_GROUPS} groups with {MAX_EDGES} members");
        problems.add("path_too_large", message);
    }
}
