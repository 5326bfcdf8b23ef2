//! Which steps count in which groups, where groups may not, or only in part, count the same step.
//!
//! | file | what it holds |
//! |---|---|
//! | `rules` | what the double-counting rules of a path say, and the ways in which a step may count under them |
//! | `matching` | the best assignment where it is a matching |
//! | `search` | the best assignment otherwise |

mod matching;
mod rules;
mod search;

pub(crate) use rules::{MAX_SHARED, MAX_SHARING_GROUPS, SharingRules};

use super::credit::Earning;
use super::tree::Tree;
use crate::path::Path;
use crate::path::compile::Rule;
use crate::path::definition::{Measure, Sharing};
use matching::matching;
use rules::Way;
use search::Search;

/// How much of the tree the search for the best assignment looks at, counted in members of groups.
const MAX_WORK: usize = 3_000_000;

/// Which groups each step counts in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Assignment {
    /// For each step, the spoken-of groups that it does not count in.
    pub(crate) barred: Vec<u64>,
    /// Whether no other assignment brings the goal further.
    pub(crate) proven: bool,
}

/// A step that cannot count everywhere, with the ways in which it may.
struct Contested {
    step: u32,
    kind: Kind,
    ways: Vec<Way>,
}

/// Steps of the same kind are interchangeable: the search tries them in one order only.
type Kind = (u64, Vec<u32>, i64, i64, i64, bool, u32);

/// Finds the assignment of settled steps to groups that brings the goal furthest.
///
/// Where every group asks for a number of steps and the goal for all of them, this is a matching and augmenting paths
/// find a best one. Otherwise a branch and bound search over the steps that groups compete for, interchangeable ones
/// taken together; its bound lets all undecided steps count everywhere. It is bounded by [`MAX_WORK`] and says whether
/// it got to the end.
pub(crate) fn assign(rules: &SharingRules, tree: &Tree<'_>) -> Assignment {
    let path = tree.path;
    let free = vec![0_u64; path.steps.len()];
    let mut contested = contested(rules, tree);
    if contested.is_empty() {
        return Assignment {
            barred: free,
            proven: true,
        };
    }
    if let Some(barred) = matching(rules, tree, &contested) {
        return Assignment {
            barred,
            proven: true,
        };
    }
    contested.sort_by(|one, two| one.kind.cmp(&two.kind).then(one.step.cmp(&two.step)));
    let members = path
        .groups
        .iter()
        .map(|group| group.members.len().saturating_add(group.pool.len()));
    let size = members.fold(path.groups.len(), usize::saturating_add);
    let pools = path.groups.iter().filter(|group| {
        matches!(group.rule, Rule::Credits(_))
            && group.pool.iter().any(|step| path.ties.is_tied(*step))
    });
    let untying = pools.count().saturating_mul(path.ties.work());
    let least = if untying == 0 {
        contested.len().saturating_mul(4)
    } else {
        1
    };
    let mut search = Search {
        tree,
        contested: &contested,
        left: rules.allowances(),
        budget: MAX_WORK
            .checked_div(size.saturating_add(untying).max(1))
            .unwrap_or(1)
            .max(least),
        barred: free,
        best: Vec::new(),
        reached: None,
    };
    search.greedy();
    let proven = search.run();
    Assignment {
        barred: search.best,
        proven,
    }
}

/// Whether the goal is reached when every step is done, with scores in all bands; also when that is not proven wrong.
pub(crate) fn could_share(path: &Path) -> bool {
    let steps = path.steps.len();
    let mut scores = vec![Vec::new(); steps];
    for group in &path.groups {
        if let Rule::Branch(on, bands) = &group.rule
            && let Some(slot) = scores.get_mut(*on as usize)
        {
            slot.extend(bands.iter().map(|band| band.from));
        }
    }
    let earning = Earning::most(path);
    let settled = vec![true; steps];
    let tree = Tree {
        path,
        settled: &settled,
        earning: &earning,
        scores: &scores,
        shields: &path.sharing.shields,
    };
    let assignment = assign(&path.sharing, &tree);
    tree.goal(&assignment.barred).finished || !assignment.proven
}

fn contested(rules: &SharingRules, tree: &Tree<'_>) -> Vec<Contested> {
    let path = tree.path;
    let mut counted = vec![false; path.steps.len()];
    for step in path.groups.iter().flat_map(|group| &group.pool) {
        if let Some(slot) = counted.get_mut(*step as usize) {
            *slot = true;
        }
    }
    let turns = |node: &u32| {
        path.group(*node)
            .is_some_and(|group| matches!(group.rule, Rule::Branch(..)))
    };
    let mut found = Vec::new();
    for (step, stands) in (0_u32..).zip(&rules.stands) {
        let settled = tree.settled.get(step as usize).copied().unwrap_or(false);
        let Some(definition) = path.definition.steps.get(step as usize) else {
            continue;
        };
        if !settled || !rules.contests(*stands) {
            continue;
        }
        let credits = tree.earning.of(step);
        // A course repeated with more credits must not use up more of what may be shared.
        let written = definition.credits.micros();
        let groups = path
            .steps
            .get(step as usize)
            .map(|step| step.groups.clone())
            .unwrap_or_default();
        let weighs = counted.get(step as usize) == Some(&true)
            || path.definition.measure == Measure::Credits;
        let limited = rules
            .rules
            .iter()
            .any(|(_, sharing)| matches!(sharing, Sharing::LimitedCredits { .. }));
        // In a branch the place decides, and tied steps earn by what they could count: no two of those are the same.
        let own = if groups.iter().any(turns) || path.ties.is_tied(step) {
            step
        } else {
            u32::MAX
        };
        let kind = (
            *stands,
            groups,
            if weighs { credits } else { 0 },
            if limited { written } else { 0 },
            if weighs {
                definition.points.micros()
            } else {
                0
            },
            definition.optional,
            own,
        );
        found.push(Contested {
            step,
            kind,
            ways: rules.ways(*stands, written),
        });
    }
    found
}
