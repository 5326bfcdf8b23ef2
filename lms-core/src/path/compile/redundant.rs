use std::collections::BTreeSet;

use super::{Finding, Need, Path, Relation};

/// Columns looked at in one pass, as words of 64: bounds memory at 16 words for each node.
const WORDS: usize = 8;

/// Finds requirements that follow from others (what a transitive reduction drops), and steps that no group asks for.
///
/// petgraph's transitive closure takes memory quadratic in the path; here bitmaps of 512 columns are passed over the
/// order one after the other, in time nodes × edges / 64. A `before` follows from another way that is strict somewhere,
/// a `beforeOrTogether` from any other way.
pub(super) fn find(path: &mut Path) {
    let mut findings: Vec<(u32, u32, Finding)> = Vec::new();
    for (step, requirement, implied) in redundant(path) {
        let Some(name) = path.name(implied) else {
            continue;
        };
        findings.push((
            step,
            requirement,
            Finding {
                path: format!("$.steps[{step}].requires[{requirement}]"),
                code: "requirement_redundant".into(),
                message: format!("the other requirements imply `{name}` already"),
            },
        ));
    }
    let mut asked = vec![false; path.steps.len()];
    for member in path.groups.iter().flat_map(|group| &group.members) {
        if let Some(slot) = asked.get_mut(*member as usize) {
            *slot = true;
        }
    }
    for edge in &path.edges {
        if let Some(slot) = asked.get_mut(edge.from as usize) {
            *slot = true;
        }
    }
    for (step, definition) in (0_u32..).zip(&path.definition.steps) {
        if asked.get(step as usize) == Some(&false) {
            findings.push((
                step,
                u32::MAX,
                Finding {
                    path: format!("$.steps[{step}]"),
                    code: "step_unused".into(),
                    message: format!(
                        "no group asks for `{}` and nothing waits for it",
                        definition.id
                    ),
                },
            ));
        }
    }
    findings.sort_by_key(|(step, requirement, _)| (*step, *requirement));
    path.findings
        .extend(findings.into_iter().map(|(_, _, finding)| finding));
}

/// The requirements that others imply: step, position in its list, what they ask for.
fn redundant(path: &Path) -> Vec<(u32, u32, u32)> {
    let mut position = vec![0_usize; path.nodes()];
    for (place, node) in path.order.iter().enumerate() {
        if let Some(slot) = position.get_mut(*node as usize) {
            *slot = place;
        }
    }
    let lead = |node: u32| path.bundles.get(node as usize).copied().unwrap_or(node);
    let place = |node: u32| position.get(lead(node) as usize).copied().unwrap_or(0);
    // Firm dependencies by the place of their first end, between bundles.
    let mut leaving: Vec<Vec<(usize, bool)>> = vec![Vec::new(); path.nodes()];
    let mut asked = Vec::new();
    for edge in path.edges.iter().filter(|edge| edge.firm) {
        let (from, to) = (place(edge.from), place(edge.to));
        let strict = edge.relation == Relation::Before;
        if from == to {
            continue;
        }
        if let Some(leaving) = leaving.get_mut(from) {
            leaving.push((to, strict));
        }
        if let Some(requirement) = edge
            .requirement
            .filter(|index| is_plain(path, edge.to, *index))
        {
            asked.push((from, to, strict, (edge.to, requirement, edge.from)));
        }
    }
    let mut found = repeated(path);
    let columns = WORDS.saturating_mul(64);
    for first in (0..path.nodes()).step_by(columns) {
        let rows = reach(&leaving, first);
        for (from, to, strict, what) in &asked {
            let Some(column) = to.checked_sub(first).filter(|column| *column < columns) else {
                continue;
            };
            let around = rows.get(*from).is_some_and(|row| {
                bit(
                    if *strict {
                        &row.strictly_around
                    } else {
                        &row.around
                    },
                    column,
                )
            });
            if around {
                found.insert(*what);
            }
        }
    }
    found.into_iter().collect()
}

/// Only plain orders can follow from others: a score, a delay or a share says more.
fn is_plain(path: &Path, step: u32, index: u32) -> bool {
    use crate::path::definition::Requirement as R;
    let step = path.definition.steps.get(step as usize);
    let requirement = step.and_then(|step| step.requires.get(index as usize));
    matches!(
        requirement,
        Some(R::Before { .. } | R::BeforeOrTogether { .. })
    )
}

/// Plain requirements that the same list says again, or says more strictly.
fn repeated(path: &Path) -> BTreeSet<(u32, u32, u32)> {
    let mut found = BTreeSet::new();
    for (step, resolved) in (0_u32..).zip(&path.steps) {
        let written = path
            .definition
            .steps
            .get(step as usize)
            .map_or(0, |step| step.requires.len());
        let mut hard = BTreeSet::new();
        let mut soft = BTreeSet::new();
        let needs = || (0_u32..).zip(&resolved.needs).take(written);
        for (_, need) in needs() {
            if let Need::Score(node, _) | Need::Delay(node, _) = need {
                hard.insert(*node);
            }
        }
        let plain = |kind: fn(&Need) -> Option<u32>| {
            needs().filter_map(move |(index, need)| kind(need).map(|node| (index, node)))
        };
        for (index, node) in plain(|need| {
            if let Need::Done(node) = need {
                Some(*node)
            } else {
                None
            }
        }) {
            if !hard.insert(node) {
                found.insert((step, index, node));
            }
        }
        for (index, node) in plain(|need| {
            if let Need::DoneOrTaking(node) = need {
                Some(*node)
            } else {
                None
            }
        }) {
            if hard.contains(&node) || !soft.insert(node) {
                found.insert((step, index, node));
            }
        }
    }
    found
}

#[derive(Clone, Default)]
struct Row {
    /// What is reached at all.
    any: [u64; WORDS],
    /// What is reached on a way that is strict somewhere.
    strict: [u64; WORDS],
    /// What is reached by more than one dependency in a row.
    around: [u64; WORDS],
    /// The same, strict somewhere.
    strictly_around: [u64; WORDS],
}

/// For each place, which of the columns from `first` on are reached from it.
fn reach(leaving: &[Vec<(usize, bool)>], first: usize) -> Vec<Row> {
    let mut rows = vec![Row::default(); leaving.len()];
    for place in (0..leaving.len()).rev() {
        let mut row = Row::default();
        let leaving = || leaving.get(place).into_iter().flatten();
        for (next, hard) in leaving() {
            if let Some(beyond) = rows.get(*next) {
                merge(&mut row.around, &beyond.any);
                let strict = if *hard { &beyond.any } else { &beyond.strict };
                merge(&mut row.strictly_around, strict);
            }
        }
        row.any = row.around;
        row.strict = row.strictly_around;
        for (next, hard) in leaving() {
            set(&mut row.any, next.checked_sub(first));
            if *hard {
                set(&mut row.strict, next.checked_sub(first));
            }
        }
        if let Some(slot) = rows.get_mut(place) {
            *slot = row;
        }
    }
    rows
}

fn merge(into: &mut [u64; WORDS], from: &[u64; WORDS]) {
    for (into, from) in into.iter_mut().zip(from) {
        *into |= from;
    }
}

fn set(row: &mut [u64; WORDS], column: Option<usize>) {
    if let Some(word) = column.and_then(|column| row.get_mut(column / 64)) {
        *word |= 1_u64 << (column.unwrap_or(0) % 64);
    }
}

fn bit(row: &[u64; WORDS], column: usize) -> bool {
    row.get(column / 64)
        .is_some_and(|word| word >> (column % 64) & 1 == 1)
}
