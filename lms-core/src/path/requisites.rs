use std::collections::BTreeMap;

use super::compile::{Dependency, Path, Relation};
use super::graph::{Draft, Graph};

/// The most direct requisites of one path that can be measured, planned or drawn (`path_too_large`). A step that waits
/// for a group waits for each step in it.
pub const MAX_REQUISITES: usize = 400_000;

/// A path has more direct requisites than [`MAX_REQUISITES`], or more steps than the question can be answered for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the path has too many {what}: at most {most} here")]
pub struct TooLarge {
    /// What there is too much of.
    pub what: &'static str,
    /// How much is possible.
    pub most: usize,
}

impl TooLarge {
    /// The stable code of this error.
    #[must_use]
    pub fn code(self) -> &'static str {
        "path_too_large"
    }
}

/// One step that another waits for directly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Requisite {
    /// The step that waits.
    pub to: u32,
    /// The step waited for.
    pub from: u32,
    /// How they stand to each other.
    pub relation: Relation,
    /// Whether there is no way around it; `false` for one of several alternatives.
    pub firm: bool,
}

/// What each step of a path waits for directly: the graph that is measured, planned, drawn and exchanged.
///
/// Groups are looked through: a step that waits for a group waits for the steps in it (firmly, where the group asks for
/// all of them). Steps that are taken together point the way their author wrote it, so that the graph has no cycle; of
/// alternatives that run in a circle, those that the path's order puts behind are left out.
///
/// ```
/// use lms_core::path::{Path, PathDefinition, Requisites};
/// let definition: PathDefinition = serde_json::from_str(r#"{"id": "p", "steps": [
///     {"id": "a", "item": {"type": "milestone"}},
///     {"id": "b", "item": {"type": "milestone"}, "requires": [{"type": "before", "step": "a"}]}
/// ]}"#).unwrap();
/// let requisites = Requisites::of(&Path::compile(definition).unwrap()).unwrap();
/// assert_eq!((requisites.edges()[0].from, requisites.edges()[0].to), (0, 1));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
// INVARIANT: edges name steps only, are sorted by `to` and then `from`, each pair once, and form no cycle.
pub struct Requisites {
    steps: usize,
    edges: Vec<Requisite>,
}

impl Requisites {
    /// Finds the requisites of a path. Nearly linear in the requisites found.
    ///
    /// # Errors
    /// [`TooLarge`] beyond [`MAX_REQUISITES`].
    pub fn of(path: &Path) -> Result<Self, TooLarge> {
        let steps = path.steps.len();
        let mut into: Vec<Vec<&Dependency>> = vec![Vec::new(); path.nodes()];
        for edge in path.dependencies() {
            if let Some(list) = into.get_mut(edge.to as usize) {
                list.push(edge);
            }
        }
        let mut edges = Vec::new();
        let sight = Sight {
            path,
            into: &into,
            place: places(path),
        };
        let mut within = Vec::new();
        for step in (0_u32..).take(steps) {
            for (from, (relation, firm, written)) in sight.behind(step) {
                let edge = Requisite {
                    to: step,
                    from,
                    relation,
                    firm,
                };
                if sight.lead(from) == sight.lead(step) {
                    if written {
                        within.push(edge);
                    }
                } else if sight.place(from) < sight.place(step) {
                    edges.push(edge);
                }
            }
            if edges.len().saturating_add(within.len()) > MAX_REQUISITES {
                return Err(TooLarge {
                    what: "requisites",
                    most: MAX_REQUISITES,
                });
            }
        }
        // Between those that are taken together, arrows point as written unless that runs in a circle.
        if let Some(mut draft) = Graph::new(steps, &[])
            .ok()
            .and_then(|graph| Draft::new(&graph).ok())
        {
            edges.extend(
                within
                    .into_iter()
                    .filter(|edge| draft.add(edge.from, edge.to)),
            );
        }
        edges.sort_unstable();
        Ok(Self { steps, edges })
    }

    /// How many steps there are.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// The requisites, by the step that waits and then by the step waited for, in author order.
    #[must_use]
    pub fn edges(&self) -> &[Requisite] {
        &self.edges
    }

    /// The same as a graph, from what is waited for to what waits.
    #[must_use]
    pub fn graph(&self) -> Graph {
        let mut pairs: Vec<(u32, u32)> =
            self.edges.iter().map(|edge| (edge.from, edge.to)).collect();
        pairs.sort_unstable();
        Graph::new(self.steps, &pairs).unwrap_or_default()
    }

    /// What a step waits for directly.
    pub fn before(&self, step: u32) -> &[Requisite] {
        let from = self.edges.partition_point(|edge| edge.to < step);
        let until = self.edges.partition_point(|edge| edge.to <= step);
        self.edges.get(from..until).unwrap_or_default()
    }
}

/// Where each node stands in the path's order.
fn places(path: &Path) -> Vec<u32> {
    let mut places = vec![u32::MAX; path.nodes()];
    for (place, node) in (0_u32..).zip(&path.order) {
        if let Some(slot) = places.get_mut(*node as usize) {
            *slot = place;
        }
    }
    places
}

struct Sight<'a> {
    path: &'a Path,
    into: &'a [Vec<&'a Dependency>],
    place: Vec<u32>,
}

impl Sight<'_> {
    fn lead(&self, node: u32) -> u32 {
        let lead = self.path.bundles.get(node as usize);
        lead.copied().unwrap_or(node)
    }

    fn place(&self, node: u32) -> u32 {
        let place = self.place.get(self.lead(node) as usize);
        place.copied().unwrap_or(u32::MAX)
    }

    /// The steps that a step waits for through groups and gates: how, whether firmly, and whether a requirement says so.
    fn behind(&self, step: u32) -> BTreeMap<u32, (Relation, bool, bool)> {
        let mut found: BTreeMap<u32, (Relation, bool, bool)> = BTreeMap::new();
        let mut seen: BTreeMap<u32, bool> = BTreeMap::new();
        let own = self.into.get(step as usize).into_iter().flatten();
        let mut stack: Vec<(u32, Relation, bool, bool)> = own
            .map(|edge| {
                (
                    edge.from,
                    edge.relation,
                    edge.firm,
                    edge.requirement.is_some(),
                )
            })
            .collect();
        while let Some((node, relation, firm, written)) = stack.pop() {
            if (node as usize) < self.path.steps.len() {
                if node == step {
                    continue;
                }
                let entry = found.entry(node).or_insert((relation, firm, written));
                // What one of several alternatives asks for says nothing about what holds in any case.
                entry.0 = match (entry.1, firm) {
                    (true, false) => entry.0,
                    (false, true) => relation,
                    _ => stricter(entry.0, relation),
                };
                entry.1 |= firm;
                entry.2 |= written;
                continue;
            }
            // A group that was seen as an alternative only is looked through again when it turns out to be firm.
            let before = seen.insert(node, firm);
            if before.is_some_and(|before| before || !firm) {
                continue;
            }
            if let Some(gate) = self.path.gate(node) {
                // What stands before the member waits for the gate before it, and need not be said again.
                stack.push((gate.member, relation, firm, written));
                continue;
            }
            let members = self.into.get(node as usize).into_iter().flatten();
            stack.extend(members.map(|edge| (edge.from, relation, firm && edge.firm, written)));
        }
        found
    }
}

fn stricter(one: Relation, two: Relation) -> Relation {
    let rank = |relation| match relation {
        Relation::Before => 2,
        Relation::Together => 1,
        Relation::NotAfter => 0,
    };
    if rank(two) > rank(one) { two } else { one }
}
