use std::collections::{BTreeMap, VecDeque};

use super::tree::{Reached, Tree};
use crate::path::Path;
use crate::path::compile::Rule;
use crate::path::definition::{Measure, Sharing};

/// How much of the tree the search for the best assignment looks at, counted in members of groups.
const MAX_WORK: usize = 3_000_000;

/// How often the first assignment is gone over.
const MAX_SWEEPS: usize = 8;

/// Which groups are spoken of in double-counting rules, as bits, and what the rules say of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct SharingRules {
    /// For each group, the bits of the spoken-of groups that it is or stands in.
    pub(crate) shields: Vec<u64>,
    /// For each step, the bits of the spoken-of groups that it stands in.
    stands: Vec<u64>,
    rules: Vec<(u64, Sharing)>,
    groups: Vec<u32>,
}

/// The most groups that double-counting rules of one path speak of.
pub(crate) const MAX_SHARING_GROUPS: usize = 64;
/// The most of them that one step may stand in.
pub(crate) const MAX_SHARED: u32 = 8;

impl SharingRules {
    /// Reads the rules of a path; `None` when they speak of too many groups, or one step stands in too many of those.
    pub(crate) fn new(path: &Path) -> Option<Self> {
        let mut rules = Self {
            shields: vec![0; path.groups.len()],
            ..Self::default()
        };
        let mut bits: BTreeMap<u32, u64> = BTreeMap::new();
        for rule in &path.definition.double_counting {
            if rule.sharing == Sharing::Allowed {
                continue;
            }
            let mut mask = 0_u64;
            for node in rule.groups.iter().filter_map(|name| path.node(name)) {
                let known = bits.get(&node).copied();
                if known.is_none() && rules.groups.len() >= MAX_SHARING_GROUPS {
                    return None;
                }
                mask |= known.unwrap_or_else(|| {
                    let bit = 1_u64 << rules.groups.len();
                    bits.insert(node, bit);
                    rules.groups.push(node);
                    bit
                });
            }
            rules.rules.push((mask, rule.sharing));
        }
        // A group stands before those inside it, so what holds for it is known when they come.
        for (index, group) in path.groups.iter().enumerate() {
            let own = bits.get(&path.group_node(index)).copied().unwrap_or(0);
            let shield = rules.shields.get_mut(index).map(|shield| {
                *shield |= own;
                *shield
            });
            for member in &group.members {
                let inner = (*member as usize).checked_sub(path.steps.len());
                if let Some(slot) = inner.and_then(|inner| rules.shields.get_mut(inner)) {
                    *slot |= shield.unwrap_or(0);
                }
            }
        }
        for step in &path.steps {
            let groups = step.groups.iter().filter_map(|node| {
                (*node as usize)
                    .checked_sub(path.steps.len())
                    .and_then(|index| rules.shields.get(index))
            });
            let stands = groups.fold(0_u64, |sum, shield| sum | shield);
            if stands.count_ones() > MAX_SHARED && rules.contests(stands) {
                return None;
            }
            rules.stands.push(stands);
        }
        Some(rules)
    }

    /// Whether something that stands in these groups cannot simply count in all of them.
    fn contests(&self, stands: u64) -> bool {
        self.rules
            .iter()
            .any(|(mask, _)| (mask & stands).count_ones() > 1)
    }

    /// The ways in which a step may count: none that another allows to more groups at no more cost.
    fn ways(&self, stands: u64, credits: i64) -> Vec<Way> {
        let mut ways: Vec<Way> = Vec::new();
        // The subsets of the bits, from all to none.
        let mut within = stands;
        loop {
            if let Some(uses) = self.uses(within, credits) {
                let beaten = ways.iter().any(|way: &Way| {
                    within & way.counts == within
                        && way.uses.iter().zip(&uses).all(|(other, own)| other <= own)
                });
                if !beaten {
                    ways.push(Way {
                        counts: within,
                        bars: stands & !within,
                        uses,
                    });
                }
            }
            if within == 0 {
                break;
            }
            within = within.wrapping_sub(1) & stands;
        }
        // Groups named first are filled first.
        ways.sort_by_key(|way| core::cmp::Reverse(way.counts.reverse_bits()));
        ways
    }

    /// What counting in these groups takes of each rule's allowance; `None` where it is forbidden.
    fn uses(&self, counts: u64, credits: i64) -> Option<Vec<i64>> {
        let uses = self.rules.iter().map(|(mask, sharing)| {
            let shared = (mask & counts).count_ones() > 1;
            match sharing {
                Sharing::Forbidden if shared => None,
                Sharing::LimitedSteps { .. } if shared => Some(1),
                Sharing::LimitedCredits { .. } if shared => Some(credits),
                _ => Some(0),
            }
        });
        uses.collect()
    }

    fn allowances(&self) -> Vec<i64> {
        let allowance = |(_, sharing): &(u64, Sharing)| match sharing {
            Sharing::Allowed => i64::MAX,
            Sharing::Forbidden => 0,
            Sharing::LimitedSteps { count } => i64::from(*count),
            Sharing::LimitedCredits { credits } => credits.micros(),
        };
        self.rules.iter().map(allowance).collect()
    }
}

/// One way in which a step may count.
struct Way {
    counts: u64,
    bars: u64,
    uses: Vec<i64>,
}

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
type Kind = (u64, Vec<u32>, i64, i64, bool, u32);

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
    let mut search = Search {
        tree,
        contested: &contested,
        left: rules.allowances(),
        budget: MAX_WORK
            .checked_div(size.max(1))
            .unwrap_or(1)
            .max(contested.len().saturating_mul(4)),
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
    let credits: Vec<i64> = path
        .definition
        .steps
        .iter()
        .map(|step| step.credits.micros())
        .collect();
    let settled = vec![true; steps];
    let tree = Tree {
        path,
        settled: &settled,
        credits: &credits,
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
        let credits = tree.credits.get(step as usize).copied().unwrap_or(0);
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
        // In a branch the place decides, so that no two steps are the same there.
        let own = if groups.iter().any(turns) {
            step
        } else {
            u32::MAX
        };
        let kind = (
            *stands,
            groups,
            if weighs || limited { credits } else { 0 },
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
            ways: rules.ways(*stands, credits),
        });
    }
    found
}

struct Search<'a> {
    tree: &'a Tree<'a>,
    contested: &'a [Contested],
    /// What is left of each rule's allowance.
    left: Vec<i64>,
    budget: usize,
    barred: Vec<u64>,
    best: Vec<u64>,
    reached: Option<Reached>,
}

impl Search<'_> {
    fn look(&mut self) -> Reached {
        self.budget = self.budget.saturating_sub(1);
        self.tree.goal(&self.barred)
    }

    fn better(&self, than: Reached) -> bool {
        let key = |reached: Reached| (reached.finished, reached.share);
        self.reached.is_none_or(|held| key(than) > key(held))
    }

    fn way(&self, level: usize, choice: usize) -> Option<(u32, &Way)> {
        let contested = self.contested.get(level)?;
        Some((contested.step, contested.ways.get(choice)?))
    }

    /// Takes a way if the allowances permit it; gives back whether it did.
    fn enter(&mut self, level: usize, choice: usize) -> bool {
        let Some((step, way)) = self.way(level, choice) else {
            return false;
        };
        if way
            .uses
            .iter()
            .zip(&self.left)
            .any(|(uses, left)| uses > left)
        {
            return false;
        }
        let (bars, uses) = (way.bars, way.uses.clone());
        for (left, uses) in self.left.iter_mut().zip(uses) {
            *left = left.saturating_sub(uses);
        }
        self.bar(step, bars);
        true
    }

    fn leave(&mut self, level: usize, choice: usize) {
        let Some((step, way)) = self.way(level, choice) else {
            return;
        };
        let uses = way.uses.clone();
        for (left, uses) in self.left.iter_mut().zip(uses) {
            *left = left.saturating_add(uses);
        }
        self.bar(step, 0);
    }

    fn bar(&mut self, step: u32, bars: u64) {
        if let Some(slot) = self.barred.get_mut(step as usize) {
            *slot = bars;
        }
    }

    /// A first assignment: each step in turn where it adds most to those before it; then, while that helps, single steps
    /// are moved.
    fn greedy(&mut self) {
        for held in self.contested {
            // What is undecided counts nowhere.
            let stands = held
                .ways
                .iter()
                .fold(0_u64, |sum, way| sum | way.counts | way.bars);
            self.bar(held.step, stands);
        }
        let mut chosen: Vec<Option<usize>> = vec![None; self.contested.len()];
        let mut reached = Reached::NOTHING;
        for _ in 0..MAX_SWEEPS {
            let mut moved = false;
            for level in 0..self.contested.len() {
                let held = chosen.get(level).copied().flatten();
                let (best, found) = self.best_way(level, held, reached);
                moved |= held != best;
                reached = found;
                if let Some(slot) = chosen.get_mut(level) {
                    *slot = best;
                }
            }
            if !moved || self.budget == 0 {
                break;
            }
        }
        self.best.clone_from(&self.barred);
        self.reached = Some(self.tree.goal(&self.barred));
        for (level, choice) in chosen.into_iter().enumerate() {
            if let Some(choice) = choice {
                self.leave(level, choice);
            }
            if let Some(held) = self.contested.get(level) {
                self.bar(held.step, 0);
            }
        }
    }

    /// Enters the way that brings the goal furthest, all others as they are; of equals the one held, else the first.
    fn best_way(
        &mut self,
        level: usize,
        held: Option<usize>,
        reached: Reached,
    ) -> (Option<usize>, Reached) {
        let mut best = held.map(|held| (held, reached));
        if let Some(held) = held {
            self.leave(level, held);
        }
        let ways = self
            .contested
            .get(level)
            .map_or(0, |contested| contested.ways.len());
        for choice in 0..ways {
            if Some(choice) == held
                || (self.budget == 0 && best.is_some())
                || !self.enter(level, choice)
            {
                continue;
            }
            let found = self.look();
            self.leave(level, choice);
            let further = |held: &(usize, Reached)| {
                (found.finished, found.share) > (held.1.finished, held.1.share)
            };
            if best.as_ref().is_none_or(further) {
                best = Some((choice, found));
            }
        }
        match best {
            Some((choice, found)) => {
                self.enter(level, choice);
                (Some(choice), found)
            }
            None => (None, reached),
        }
    }

    /// Tries all that could be better; gives back whether it came to the end.
    fn run(&mut self) -> bool {
        let bound = self.look();
        if !self.better(bound) {
            return true;
        }
        // At each level the way tried last; the levels above it are entered.
        let mut tried: Vec<usize> = Vec::new();
        let mut next = 0_usize;
        loop {
            let level = tried.len();
            let ways = self
                .contested
                .get(level)
                .map_or(0, |contested| contested.ways.len());
            if next >= ways {
                let Some(last) = tried.pop() else { return true };
                self.leave(tried.len(), last);
                next = last.saturating_add(1);
                continue;
            }
            if self.budget == 0 {
                return false;
            }
            if !self.enter(level, next) {
                next = next.saturating_add(1);
                continue;
            }
            let reached = self.look();
            if !self.better(reached) {
                self.leave(level, next);
                next = next.saturating_add(1);
                continue;
            }
            if level.saturating_add(1) == self.contested.len() {
                self.best.clone_from(&self.barred);
                self.reached = Some(reached);
                if (reached.finished, reached.share) >= (bound.finished, bound.share) {
                    return true;
                }
                self.leave(level, next);
                next = next.saturating_add(1);
                continue;
            }
            tried.push(next);
            let alike = |level: usize| self.contested.get(level).map(|contested| &contested.kind);
            // Of interchangeable steps a later one never takes an earlier way.
            next = if alike(level) == alike(level.saturating_add(1)) {
                next
            } else {
                0
            };
        }
    }
}

/// A best assignment by augmenting paths, where each step counts for one in one group; `None` where it is not so simple.
fn matching(rules: &SharingRules, tree: &Tree<'_>, contested: &[Contested]) -> Option<Vec<u64>> {
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
