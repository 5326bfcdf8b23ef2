use std::collections::{BTreeMap, BTreeSet};

use super::definition::{Item, PathDefinition};
use super::progress::{Nested, Progress, Standing};
use super::{Graph, Path};
use crate::PathId;
use crate::problem::{DefinitionErrors, Problems};
use crate::record::LearnerRecord;
use crate::rule::RuleSet;
use crate::time::Instant;

/// How deep paths stand in paths (`path_nested_too_deep`).
pub const MAX_NESTING: usize = 16;

/// Paths that know one another, each in one or more versions: what a catalogue holds.
///
/// ```
/// use lms_core::path::Paths;
/// let paths = Paths::compile(serde_json::from_str(r#"[
///     {"id": "inner", "steps": [{"id": "a", "item": {"type": "course", "course": "A"}}]},
///     {"id": "outer", "steps": [{"id": "first", "item": {"type": "path", "path": "inner"}}]}
/// ]"#).unwrap()).unwrap();
/// assert!(paths.path(&"outer".parse().unwrap(), None).is_some());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Paths {
    paths: BTreeMap<(PathId, u32), Path>,
}

impl Paths {
    /// Checks and compiles paths together.
    ///
    /// # Errors
    /// Every problem of every path, at `$[0]`, `$[1]` and so on; and what only shows in the set: `id_duplicate` for a
    /// version given twice, `reference_unknown` for a nested path that is not there, `path_cycle` for paths that hold
    /// one another, `path_nested_too_deep`.
    pub fn compile(definitions: Vec<PathDefinition>) -> Result<Self, DefinitionErrors> {
        let mut problems = Problems::new();
        let listed = definitions.into_iter().enumerate().collect();
        let paths = Self::check(listed, &[], &mut problems);
        problems.finish()?;
        Ok(paths)
    }

    /// As [`Paths::compile`], noting problems where the collector stands: at the list of paths of a document. Each
    /// definition comes with its position there; `unreadable` are ids of paths that are there and could not be read.
    ///
    /// Holds the paths that have no problem of their own.
    pub fn check(
        definitions: Vec<(usize, PathDefinition)>,
        unreadable: &[String],
        problems: &mut Problems,
    ) -> Self {
        let mut known: BTreeSet<&str> = unreadable.iter().map(String::as_str).collect();
        known.extend(
            definitions
                .iter()
                .map(|(_, definition)| definition.id.as_str()),
        );
        let versions: BTreeSet<(&PathId, u32)> = definitions
            .iter()
            .map(|(_, definition)| (&definition.id, definition.version))
            .collect();
        let mut taken = BTreeSet::new();
        for (index, definition) in &definitions {
            problems.item(*index, |problems| {
                let key = (&definition.id, definition.version);
                if !taken.insert(key) {
                    let message = format!("version {} of `{}` is given twice", key.1, key.0);
                    problems.at("version", |problems| problems.add("id_duplicate", message));
                }
                if definition.version == 0 {
                    let message = "versions are counted from 1";
                    problems.at("version", |problems| problems.add("version_zero", message));
                }
                nested(definition, problems, |path, version| {
                    let there = version.is_none_or(|version| versions.contains(&(path, version)));
                    let unread = unreadable.iter().any(|id| id == path.as_str());
                    known.contains(path.as_str()) && (there || unread)
                });
            });
        }
        circles(&definitions, problems);
        let mut paths = BTreeMap::new();
        for (index, definition) in definitions {
            let key = (definition.id.clone(), definition.version);
            let path = problems.item(index, |problems| Path::check(definition, problems));
            paths.extend(path.map(|path| (key, path)));
        }
        Self { paths }
    }

    /// A path in one version; without one, in its newest.
    #[must_use]
    pub fn path(&self, id: &PathId, version: Option<u32>) -> Option<&Path> {
        match version {
            Some(version) => self.paths.get(&(id.clone(), version)),
            None => {
                let all = (id.clone(), 0)..=(id.clone(), u32::MAX);
                self.paths.range(all).next_back().map(|(_, path)| path)
            }
        }
    }

    /// The path that a learner is on: in the version that the record says, otherwise in its newest.
    #[must_use]
    pub fn followed(&self, id: &PathId, record: &LearnerRecord) -> Option<&Path> {
        let version = record.paths.get(id).map(|pursuit| pursuit.version);
        version
            .and_then(|version| self.path(id, Some(version)))
            .or_else(|| self.path(id, None))
    }

    /// All paths, by id and version.
    pub fn iter(&self) -> impl Iterator<Item = &Path> {
        self.paths.values()
    }

    /// Where a learner stands on a path of the set at an instant, nested paths included; see [`Path::progress`].
    ///
    /// Every nested path is looked at once, however often it occurs. Where steps have rules, ask [`Paths::under`] them:
    /// here nothing is known about a rule, and its step is locked as unknown.
    #[must_use]
    pub fn progress(&self, path: &Path, record: &LearnerRecord, now: Instant) -> Progress {
        self.standing(path, record, now, None).answer()
    }

    pub(crate) fn standing<'a>(
        &'a self,
        path: &'a Path,
        record: &'a LearnerRecord,
        now: Instant,
        rules: Option<&RuleSet>,
    ) -> Standing<'a> {
        let mut found: BTreeMap<(&PathId, u32), Nested> = BTreeMap::new();
        for inner in self.inner_first(path, record) {
            let nested = self
                .standing_of(inner, record, now, &found, rules)
                .nested_answer();
            found.insert((inner.id(), inner.version()), nested);
        }
        self.standing_of(path, record, now, &found, rules)
    }

    fn standing_of<'a>(
        &'a self,
        path: &'a Path,
        record: &'a LearnerRecord,
        now: Instant,
        found: &BTreeMap<(&PathId, u32), Nested>,
        rules: Option<&RuleSet>,
    ) -> Standing<'a> {
        let nested = |id: &PathId, version: Option<u32>| {
            let inner = self.resolve(id, version, record)?;
            found.get(&(inner.id(), inner.version())).copied()
        };
        Standing::under(path, record, now, &nested, rules)
    }

    /// The version of a nested path: the one named, otherwise the one that the learner follows.
    fn resolve(&self, id: &PathId, version: Option<u32>, record: &LearnerRecord) -> Option<&Path> {
        match version {
            Some(version) => self.path(id, Some(version)),
            None => self.followed(id, record),
        }
    }

    /// The paths inside a path, each once and after those inside it. As deep as [`MAX_NESTING`].
    fn inner_first<'a>(&'a self, path: &'a Path, record: &LearnerRecord) -> Vec<&'a Path> {
        let mut done: Vec<&Path> = Vec::new();
        let mut seen = BTreeSet::new();
        let mut stack = vec![(path, false)];
        while let Some((at, left)) = stack.pop() {
            if left {
                done.push(at);
                continue;
            }
            if !seen.insert((at.id(), at.version())) {
                continue;
            }
            stack.push((at, true));
            for step in &at.definition.steps {
                if let Item::Path { path, version } = &step.item {
                    stack.extend(
                        self.resolve(path, *version, record)
                            .map(|inner| (inner, false)),
                    );
                }
            }
        }
        done.retain(|inner| (inner.id(), inner.version()) != (path.id(), path.version()));
        done
    }
}

fn nested(
    definition: &PathDefinition,
    problems: &mut Problems,
    is_known: impl Fn(&PathId, Option<u32>) -> bool,
) {
    problems.at("steps", |problems| {
        for (index, step) in definition.steps.iter().enumerate() {
            let Item::Path { path, version } = &step.item else {
                continue;
            };
            if is_known(path, *version) {
                continue;
            }
            let version = version
                .map(|version| format!(" in version {version}"))
                .unwrap_or_default();
            let message = format!("there is no path `{path}`{version}");
            problems.item(index, |problems| {
                problems.at("item", |problems| {
                    problems.at("path", |problems| {
                        problems.add("reference_unknown", message)
                    });
                });
            });
        }
    });
}

/// Paths that hold one another would never end. All versions of a path count as one, because a learner may move
/// between them.
fn circles(definitions: &[(usize, PathDefinition)], problems: &mut Problems) {
    let mut nodes: BTreeMap<&PathId, u32> = BTreeMap::new();
    let mut first: Vec<usize> = Vec::new();
    for (index, definition) in definitions {
        let next = u32::try_from(nodes.len()).unwrap_or(u32::MAX);
        nodes.entry(&definition.id).or_insert_with(|| {
            first.push(*index);
            next
        });
    }
    let mut edges = Vec::new();
    for (_, definition) in definitions {
        for step in &definition.steps {
            let Item::Path { path, .. } = &step.item else {
                continue;
            };
            edges.extend(
                nodes
                    .get(path)
                    .copied()
                    .zip(nodes.get(&definition.id).copied()),
            );
        }
    }
    let Ok(graph) = Graph::new(nodes.len(), &edges) else {
        return;
    };
    let names: BTreeMap<u32, &PathId> = nodes.iter().map(|(id, node)| (*node, *id)).collect();
    match graph.order() {
        Ok(order) => too_deep(&graph, &order, &first, problems),
        Err(stuck) => {
            let circle = circle(&stuck, &edges);
            let mut told: Vec<String> = circle
                .iter()
                .filter_map(|node| names.get(node))
                .map(|id| format!("`{id}`"))
                .collect();
            told.extend(told.first().cloned());
            let at = circle
                .first()
                .and_then(|node| first.get(*node as usize))
                .copied()
                .unwrap_or(0);
            let message = format!("paths hold one another: {}", told.join(" → "));
            problems.item(at, |problems| problems.add("path_cycle", message));
        }
    }
}

/// A shortest circle among the nodes that no order can place, from its first node on: each holds the next.
fn circle(stuck: &[u32], edges: &[(u32, u32)]) -> Vec<u32> {
    let mut holds: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (inner, outer) in edges {
        holds.entry(*outer).or_default().push(*inner);
    }
    let mut best: Vec<u32> = Vec::new();
    for start in stuck {
        let mut came: BTreeMap<u32, u32> = BTreeMap::new();
        let mut queue = std::collections::VecDeque::from([*start]);
        while let Some(node) = queue.pop_front() {
            let inner = holds.get(&node).into_iter().flatten();
            if came.contains_key(start) {
                break;
            }
            for next in inner {
                if !came.contains_key(next) {
                    came.insert(*next, node);
                    queue.push_back(*next);
                }
            }
        }
        let mut way = Vec::new();
        let mut at = *start;
        while let Some(before) = came.get(&at) {
            way.push(*before);
            at = *before;
            if at == *start {
                break;
            }
        }
        way.reverse();
        if !way.is_empty() && (best.is_empty() || way.len() < best.len()) {
            best = way;
        }
        if best.len() == 1 {
            break;
        }
    }
    best
}

fn too_deep(graph: &Graph, order: &[u32], first: &[usize], problems: &mut Problems) {
    let mut depth = vec![1_usize; graph.nodes()];
    for node in order {
        let own = depth.get(*node as usize).copied().unwrap_or(1);
        if own == MAX_NESTING.saturating_add(1) {
            let at = first.get(*node as usize).copied().unwrap_or(0);
            let message = format!("paths stand at most {MAX_NESTING} deep in one another");
            problems.item(at, |problems| problems.add("path_nested_too_deep", message));
        }
        for outer in graph.successors(*node) {
            if let Some(slot) = depth.get_mut(*outer as usize) {
                *slot = (*slot).max(own.saturating_add(1));
            }
        }
    }
}
