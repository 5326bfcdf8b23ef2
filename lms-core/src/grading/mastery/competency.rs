use core::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::SkillId;
use crate::grading::Exact;
use crate::number::Points;
use crate::problem::Problems;

/// The most competencies of one tree.
pub const MAX_COMPETENCIES: usize = 10_000;

/// A tree of competencies with rules by which proficient children prove their parent.
///
/// ```
/// use lms_core::grading::mastery::CompetencyTree;
/// let tree: CompetencyTree = serde_json::from_str(r#"{"competencies": [
///     {"id": "write", "rule": {"type": "all"}},
///     {"id": "spell", "parent": "write"}, {"id": "style", "parent": "write"}
/// ]}"#).unwrap();
/// let rated = |ids: &[&str]| ids.iter().map(|id| lms_core::SkillId::parse(*id).unwrap()).collect();
/// let result = tree.roll_up(&rated(&["spell", "style"]));
/// assert!(result.iter().all(|one| one.proficient));
/// assert!(!tree.roll_up(&rated(&["spell"]))[0].proficient);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CompetencyTree {
    /// The competencies, in author order.
    pub competencies: Vec<Competency>,
}

/// One competency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Competency {
    /// The id, unique in the tree.
    pub id: SkillId,
    /// The competency it is part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<SkillId>,
    /// How its children prove it; without a rule only a rating does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<CompetencyRule>,
}

/// How proficient children prove their parent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum CompetencyRule {
    /// All children are proficient. A competency without children is never proved so.
    All {},
    /// The proficient children have enough points together, and every required one is among them.
    Points {
        /// The points needed.
        required: Points,
        /// The children that give points.
        children: Vec<ChildPoints>,
    },
}

/// What one child gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChildPoints {
    /// The child.
    pub competency: SkillId,
    /// Its points, not below zero.
    pub points: Points,
    /// The parent is not proved without it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub required: bool,
}

/// Where a learner stands on one competency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CompetencyResult {
    /// The competency.
    pub competency: SkillId,
    /// Whether the learner is proficient.
    pub proficient: bool,
    /// It was rated so, rather than proved by its children.
    pub rated: bool,
    /// The points that the proficient children give, for a rule by points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<Exact>,
    /// The children that are still missing, for a parent with a rule that is not proficient.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<SkillId>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl CompetencyTree {
    /// Where a learner stands on every competency, given those rated proficient: a proof moves up as far as it reaches.
    ///
    /// In author order. `O(n log n)` in the competencies and the children that rules name.
    #[must_use]
    pub fn roll_up(&self, rated: &BTreeSet<SkillId>) -> Vec<CompetencyResult> {
        let children = self.children();
        let mut proficient: BTreeSet<&SkillId> = self
            .competencies
            .iter()
            .map(|one| &one.id)
            .filter(|id| rated.contains(*id))
            .collect();
        let depths = self.depths();
        let mut order: Vec<&Competency> = self.competencies.iter().collect();
        // Children are settled before their parents; what stands in a circle comes last and proves nothing for good.
        order.sort_by_key(|one| Reverse(depths.get(&one.id).copied().flatten()));
        for one in order {
            let below = children.get(&one.id).map_or(&[][..], Vec::as_slice);
            let rule = one.rule.as_ref();
            if rule.is_some_and(|rule| rule.holds(below, &proficient)) {
                proficient.insert(&one.id);
            }
        }
        self.competencies
            .iter()
            .map(|one| {
                let below = children.get(&one.id).map_or(&[][..], Vec::as_slice);
                one.result(below, &proficient, rated)
            })
            .collect()
    }

    fn children(&self) -> BTreeMap<&SkillId, Vec<&SkillId>> {
        let mut children: BTreeMap<&SkillId, Vec<&SkillId>> = BTreeMap::new();
        for one in &self.competencies {
            if let Some(parent) = &one.parent {
                children.entry(parent).or_default().push(&one.id);
            }
        }
        children
    }

    /// How many competencies stand above each; none for what is part of itself, or below such a one.
    fn depths(&self) -> BTreeMap<&SkillId, Option<usize>> {
        let parents: BTreeMap<&SkillId, Option<&SkillId>> = self
            .competencies
            .iter()
            .map(|one| (&one.id, one.parent.as_ref()))
            .collect();
        let mut depths: BTreeMap<&SkillId, Option<usize>> = BTreeMap::new();
        for start in parents.keys().copied() {
            let mut way = Vec::new();
            let mut walked = BTreeSet::new();
            let mut at = Some(start);
            // Up to a root, to one whose depth is known, or round to one already met.
            let above = loop {
                let Some(id) = at.filter(|id| parents.contains_key(id)) else {
                    break Some(None);
                };
                if let Some(depth) = depths.get(id) {
                    break depth.map(Some);
                }
                if !walked.insert(id) {
                    break None;
                }
                way.push(id);
                at = parents.get(id).copied().flatten();
            };
            let mut depth = above;
            for id in way.into_iter().rev() {
                let own =
                    depth.map(|above| above.map_or(0, |above: usize| above.saturating_add(1)));
                depths.insert(id, own);
                depth = own.map(Some);
            }
        }
        depths
    }

    /// Notes what is wrong with the tree in itself: ids, parents, cycles, and rules that cannot work.
    pub fn check(&self, problems: &mut Problems) {
        problems.at("competencies", |problems| {
            if self.competencies.len() > MAX_COMPETENCIES {
                let message = format!("there are at most {MAX_COMPETENCIES} competencies");
                problems.add("competencies_too_many", message);
                return;
            }
            let depths = self.depths();
            let children = self.children();
            let mut known = BTreeSet::new();
            for (index, one) in self.competencies.iter().enumerate() {
                problems.item(index, |problems| {
                    if !known.insert(&one.id) {
                        let message = format!("the id `{}` is taken", one.id);
                        problems.at("id", |found| found.add("id_duplicate", message));
                    }
                    if let Some(parent) = &one.parent {
                        problems.at("parent", |problems| {
                            if !depths.contains_key(parent) {
                                let message = format!("there is no competency `{parent}`");
                                problems.add("reference_unknown", message);
                            } else if depths.get(&one.id) == Some(&None) {
                                let message =
                                    format!("`{}` is part of itself, or of one that is", one.id);
                                problems.add("competency_cycle", message);
                            }
                        });
                    }
                    if let Some(rule) = &one.rule {
                        let below = children.get(&one.id).map_or(&[][..], Vec::as_slice);
                        problems.at("rule", |problems| rule.check(&one.id, below, problems));
                    }
                });
            }
        });
    }
}

impl Competency {
    fn result(
        &self,
        children: &[&SkillId],
        proficient: &BTreeSet<&SkillId>,
        rated: &BTreeSet<SkillId>,
    ) -> CompetencyResult {
        let holds = proficient.contains(&self.id);
        let open = |id: &&&SkillId| !proficient.contains(**id);
        let (points, missing) = match &self.rule {
            None => (None, Vec::new()),
            Some(CompetencyRule::All {}) => (
                None,
                children
                    .iter()
                    .filter(open)
                    .map(|id| (*id).clone())
                    .collect(),
            ),
            Some(CompetencyRule::Points { children, .. }) => {
                let given = CompetencyRule::given(children, proficient);
                let open = |child: &&ChildPoints| !proficient.contains(&child.competency);
                let missing = children.iter().filter(open);
                (
                    Some(given),
                    missing.map(|child| child.competency.clone()).collect(),
                )
            }
        };
        CompetencyResult {
            competency: self.id.clone(),
            proficient: holds,
            rated: rated.contains(&self.id),
            points,
            missing: if holds { Vec::new() } else { missing },
        }
    }
}

impl CompetencyRule {
    fn given(children: &[ChildPoints], proficient: &BTreeSet<&SkillId>) -> Exact {
        let points: Vec<Exact> = children
            .iter()
            .filter(|child| proficient.contains(&child.competency))
            .map(|child| Exact::from(child.points))
            .collect();
        Exact::sum(&points)
    }

    fn holds(&self, below: &[&SkillId], proficient: &BTreeSet<&SkillId>) -> bool {
        match self {
            Self::All {} => !below.is_empty() && below.iter().all(|id| proficient.contains(id)),
            Self::Points { required, children } => {
                let needed = children.iter().filter(|child| child.required);
                needed
                    .into_iter()
                    .all(|child| proficient.contains(&child.competency))
                    && Self::given(children, proficient) >= Exact::from(*required)
            }
        }
    }

    fn check(&self, id: &SkillId, below: &[&SkillId], problems: &mut Problems) {
        let Self::Points { required, children } = self else {
            if below.is_empty() {
                problems.add(
                    "rule_without_children",
                    "a competency without children is never proved by them",
                );
            }
            return;
        };
        if *required <= Points::ZERO {
            let message = "the points needed must be above zero";
            problems.at("required", |found| {
                found.add("points_out_of_range", message)
            });
        }
        let below: BTreeSet<&SkillId> = below.iter().copied().collect();
        let mut known = BTreeSet::new();
        let mut reachable = Vec::new();
        problems.at("children", |problems| {
            for (index, child) in children.iter().enumerate() {
                problems.item(index, |problems| {
                    let other = &child.competency;
                    if other == id {
                        problems.add(
                            "rule_names_itself",
                            "a rule counts children, not the competency itself",
                        );
                    } else if !below.contains(other) {
                        let message = format!("`{other}` is not a child of `{id}`");
                        problems.add("rule_names_stranger", message);
                    }
                    if !known.insert(other) {
                        let message = format!("`{other}` is listed twice");
                        problems.add("id_duplicate", message);
                    }
                    if child.points < Points::ZERO {
                        let message = "points must not be negative";
                        problems.at("points", |found| found.add("points_out_of_range", message));
                    }
                });
                reachable.push(Exact::from(child.points));
            }
        });
        if Exact::sum(&reachable) < Exact::from(*required) {
            let message = "all children together do not give the points needed";
            problems.at("required", |found| found.add("points_unreachable", message));
        }
    }
}
