use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::number::{Percent, Points};
use crate::path::definition::{Band, PathDefinition, StepDefinition};
use crate::path::progress::{SharingRules, Ties};
use crate::time::Period;
use crate::{PathId, SkillId, StepId};

/// A compiled path: checked, every name resolved, immutable.
///
/// Nodes are dense: the steps in author order, then the groups (the goal first, each before those inside it), then one
/// gate for each place in a strictly ordered group behind which something waits.
#[derive(Debug, Clone, PartialEq, Eq)]
// INVARIANT: every node in `steps`, `groups`, `gates` and `edges` is below `nodes()`; the definition has no problem.
pub struct Path {
    pub(crate) definition: PathDefinition,
    pub(crate) steps: Vec<Step>,
    pub(crate) groups: Vec<Group>,
    pub(crate) gates: Vec<Gate>,
    pub(crate) edges: Vec<Dependency>,
    pub(crate) names: BTreeMap<StepId, u32>,
    /// For each node the lowest node of those that can only be taken together with it; itself for most.
    pub(crate) bundles: Vec<u32>,
    /// The members of each bundle of several, by its lowest node.
    pub(crate) bundled: BTreeMap<u32, Vec<u32>>,
    /// What each node adds to the progress of what stands above it.
    pub(crate) weights: Vec<i64>,
    pub(crate) sharing: SharingRules,
    pub(crate) ties: Ties,
    /// All nodes, each after everything that it waits for.
    pub(crate) order: Vec<u32>,
    pub(crate) findings: Vec<Finding>,
}

/// What a step waits for, resolved.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Step {
    /// All of these must hold: those of the definition in its order, then those that follow from groups and `together`.
    pub(crate) needs: Vec<Need>,
    /// The groups of which it is directly a member, in their order.
    pub(crate) groups: Vec<u32>,
}

impl Step {
    /// The shortest deadline of the step, counted from the start on the path.
    pub(crate) fn deadline(&self) -> Option<Period> {
        let mut stack: Vec<&[Need]> = vec![&self.needs];
        let mut found: Option<Period> = None;
        while let Some(needs) = stack.pop() {
            for need in needs {
                match need {
                    Need::Deadline(within) => {
                        let shorter = |held: Period| {
                            (within.months(), within.days()) < (held.months(), held.days())
                        };
                        if found.is_none_or(shorter) {
                            found = Some(*within);
                        }
                    }
                    Need::Of(_, of) => stack.push(of),
                    _ => {}
                }
            }
        }
        found
    }
}

/// A requirement with its names resolved to nodes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Need {
    /// The node is done.
    Done(u32),
    /// The node is done, or can be taken at the same time.
    DoneOrTaking(u32),
    /// The same, and the other way round as well.
    Together(u32),
    /// The node is done with at least this score.
    Score(u32, Percent),
    /// A skill is mastered.
    Level(SkillId, u32),
    /// At least this share of the node is done.
    Share(u32, Percent),
    /// The node was done so long ago.
    Delay(u32, Period),
    /// The step is not late.
    Deadline(Period),
    /// So many credits are earned.
    Credits(Points),
    /// So many of these hold.
    Of(usize, Vec<Need>),
    /// Everything before this gate is done.
    Gate(u32),
}

/// A group, resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Group {
    /// Its name; the goal of a path that has none is named after the path.
    pub(crate) id: StepId,
    pub(crate) rule: Rule,
    /// Its members as nodes, in the order written.
    pub(crate) members: Vec<u32>,
    /// Which of the members the group is finished without, at the same positions.
    pub(crate) spare: Vec<bool>,
    /// The group around it; `None` for the goal.
    pub(crate) parent: Option<u32>,
    /// The steps whose credits or points are added up, for a group that counts those.
    pub(crate) pool: Vec<u32>,
    /// Where it stands in the document: the positions of the members that lead to it from the goal.
    pub(crate) place: Vec<usize>,
}

impl Group {
    /// The members without which the group is not finished, for a group that asks for all.
    pub(crate) fn asked(&self) -> impl Iterator<Item = u32> {
        let members = self.members.iter().zip(&self.spare);
        members
            .filter(|(_, spare)| !**spare)
            .map(|(member, _)| *member)
    }
}

/// When a group is finished, resolved. `Any` has become `AtLeast(1)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Rule {
    All,
    AtLeast(usize),
    Credits(Points),
    Points(Points),
    OneTrack,
    Branch(u32, Vec<Band>),
}

/// A place in a strictly ordered group: passed when `member` is finished and `previous` is passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Gate {
    pub(crate) previous: Option<u32>,
    pub(crate) member: u32,
}

/// How the two ends of a dependency stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Relation {
    /// The first is finished before the second begins.
    Before,
    /// The first is not taken after the second: before it or at the same time.
    NotAfter,
    /// Both are taken at the same time.
    Together,
}

/// One dependency between two nodes of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dependency {
    /// What comes first.
    pub from: u32,
    /// What waits.
    pub to: u32,
    /// How they stand to each other.
    pub relation: Relation,
    /// Whether there is no way around it; `false` for one of several alternatives.
    pub firm: bool,
    /// The position in the step's list of requirements, when one of them says it; the rest follows from groups.
    pub requirement: Option<u32>,
}

/// Something that works and is worth a second look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// The JSON path of the spot, within the path's document.
    pub path: String,
    /// The stable code: `requirement_redundant`, `step_unused`, `cycle_avoidable`.
    pub code: String,
    /// The default English text.
    pub message: String,
}

impl Path {
    /// The path's id.
    #[must_use]
    pub fn id(&self) -> &PathId {
        &self.definition.id
    }

    /// The path's version.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.definition.version
    }

    /// The document that it was compiled from.
    #[must_use]
    pub fn definition(&self) -> &PathDefinition {
        &self.definition
    }

    /// The steps in an order that respects every requirement; of those that could come next, the first written comes.
    ///
    /// Where alternatives run in a circle (one may come after the other or the other after the one), each step stands
    /// after enough of them.
    pub fn order(&self) -> impl Iterator<Item = &StepDefinition> {
        let nodes = self.order.iter();
        nodes.filter_map(|node| self.definition.steps.get(*node as usize))
    }

    /// What works and is worth a second look, in the order of the document: requirements that others imply already,
    /// steps that no group asks for, circles that have a way out.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Every dependency between the nodes of the path.
    #[must_use]
    pub fn dependencies(&self) -> &[Dependency] {
        &self.edges
    }

    /// The node of a step or group.
    #[must_use]
    pub fn node(&self, name: &StepId) -> Option<u32> {
        self.names.get(name).copied()
    }

    /// The step or group of a node; `None` for a gate.
    #[must_use]
    pub fn name(&self, node: u32) -> Option<&StepId> {
        match self.definition.steps.get(node as usize) {
            Some(step) => Some(&step.id),
            None => self.group(node).map(|group| &group.id),
        }
    }

    /// How many nodes there are: steps, groups and gates.
    #[must_use]
    pub fn nodes(&self) -> usize {
        let groups = self.steps.len().saturating_add(self.groups.len());
        groups.saturating_add(self.gates.len())
    }

    /// The group of a node.
    pub(crate) fn group(&self, node: u32) -> Option<&Group> {
        let index = (node as usize).checked_sub(self.steps.len())?;
        self.groups.get(index)
    }

    /// The node of a group, by its position among the groups.
    pub(crate) fn group_node(&self, index: usize) -> u32 {
        u32::try_from(self.steps.len().saturating_add(index)).unwrap_or(u32::MAX)
    }

    /// The gate of a node.
    pub(crate) fn gate(&self, node: u32) -> Option<&Gate> {
        let index =
            (node as usize).checked_sub(self.steps.len().saturating_add(self.groups.len()))?;
        self.gates.get(index)
    }

    /// The steps of a node: itself, or all inside the group, each once, in author order.
    pub(crate) fn steps_in(&self, node: u32) -> Vec<u32> {
        let mut found = Vec::new();
        let mut stack = vec![node];
        while let Some(node) = stack.pop() {
            match self.group(node) {
                Some(group) => stack.extend(&group.members),
                None => found.push(node),
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The members of the bundle whose lowest node this is, in author order.
    pub(crate) fn bundle(&self, lowest: u32) -> impl Iterator<Item = u32> {
        // Bundles are steps: only there is anything but the node itself to look for.
        let bundled = self.bundled.get(&lowest);
        let own = if bundled.is_none() {
            Some(lowest)
        } else {
            None
        };
        bundled.into_iter().flatten().copied().chain(own)
    }

    /// The name to give for a node that something waits for: a gate stands for its member.
    pub(crate) fn waiting_name(&self, node: u32) -> Option<&StepId> {
        let named = self.gate(node).map_or(node, |gate| gate.member);
        self.name(named)
    }
}
