use std::collections::BTreeSet;

use super::requirement::NEVER_SCORED;
use super::{Builder, Dependency, Gate, Group, Need, Relation, Rule, duplicate};
use crate::StepId;
use crate::path::definition::{Band, GroupDefinition, GroupOrder, GroupRule, Item, Member};
use crate::path::words::counted;
use crate::problem::Problems;

impl<'a> Builder<'a> {
    /// Takes up the groups, the goal first and each before those inside it; then their members and order.
    pub(super) fn groups(&mut self, problems: &mut Problems) {
        let definition = self.definition;
        let Some(goal) = &definition.goal else {
            self.default_goal();
            return;
        };
        let found = problems.at("goal", |problems| self.name_groups(goal, problems));
        for (index, (place, group)) in found.iter().enumerate() {
            stand(problems, place, &mut |problems| {
                let resolved = self.group(index, group, place, problems);
                self.groups.push(resolved);
            });
        }
        self.adopt();
        // Gates come behind the groups, so they are laid when the number of groups is known.
        for (index, (_, group)) in found.iter().enumerate() {
            if group.order == GroupOrder::Strict {
                self.gates_of(index);
            }
        }
    }

    /// Tells every group which one it stands in.
    fn adopt(&mut self) {
        let steps = self.steps.len();
        for index in 0..self.groups.len() {
            let node = u32::try_from(steps.saturating_add(index)).ok();
            let members = self.groups.get(index).map(|group| group.members.clone());
            for member in members.unwrap_or_default() {
                let inner = (member as usize).checked_sub(steps);
                if let Some(group) = inner.and_then(|inner| self.groups.get_mut(inner)) {
                    group.parent = node;
                }
            }
        }
    }

    /// Every step that is not optional.
    fn default_goal(&mut self) {
        let steps = &self.definition.steps;
        let members: Vec<u32> = (0_u32..).zip(steps).map(|(node, _)| node).collect();
        // The name is free to be anything, because nothing can refer to it.
        let id = StepId::parse(self.definition.id.as_str());
        let Ok(id) = id else { return };
        self.groups.push(Group {
            id,
            rule: Rule::All,
            spare: steps.iter().map(|step| step.optional).collect(),
            members,
            parent: None,
            pool: Vec::new(),
            place: Vec::new(),
        });
        self.enrol(0);
    }

    /// Gives every group its node, in the order of the document.
    fn name_groups(
        &mut self,
        goal: &'a GroupDefinition,
        problems: &mut Problems,
    ) -> Vec<(Vec<usize>, &'a GroupDefinition)> {
        let mut found = Vec::new();
        let mut stack = vec![(Vec::new(), goal)];
        while let Some((place, group)) = stack.pop() {
            let node = self.steps.len().saturating_add(found.len());
            if self
                .names
                .insert(&group.id, u32::try_from(node).unwrap_or(u32::MAX))
                .is_some()
            {
                stand_in(problems, &place, &mut |problems| {
                    problems.at("id", |problems| duplicate(&group.id, problems));
                });
            }
            for (index, member) in group.members.iter().enumerate().rev() {
                if let Member::Group(inner) = member {
                    let mut place: Vec<usize> = place.clone();
                    place.push(index);
                    stack.push((place, inner));
                }
            }
            found.push((place, group));
        }
        found
    }

    fn group(
        &mut self,
        index: usize,
        group: &GroupDefinition,
        place: &[usize],
        problems: &mut Problems,
    ) -> Group {
        let (mut members, mut spare) = (Vec::new(), Vec::new());
        let mut taken = BTreeSet::new();
        problems.at("members", |problems| {
            for (position, member) in group.members.iter().enumerate() {
                problems.item(position, |problems| {
                    let (name, optional) = match member {
                        Member::Step { step } => (step, false),
                        Member::Group(inner) => (&inner.id, inner.optional),
                    };
                    let field = if matches!(member, Member::Step { .. }) {
                        "step"
                    } else {
                        "id"
                    };
                    let node = problems.at(field, |problems| self.resolve(name, problems));
                    let Some(node) = node else { return };
                    let names_group = node as usize >= self.steps.len();
                    if matches!(member, Member::Step { .. }) && names_group {
                        let message = format!("`{name}` is a group: write it out here");
                        problems.add("group_not_allowed", message);
                        return;
                    }
                    if !taken.insert(node) {
                        let message = format!("`{name}` is a member already");
                        problems.add("member_duplicate", message);
                        return;
                    }
                    let own = self.definition.steps.get(node as usize);
                    members.push(node);
                    spare.push(optional || own.is_some_and(|step| step.optional));
                });
            }
            if group.members.is_empty() {
                problems.add("group_empty", "a group has at least one member");
            }
        });
        let rule = problems.at("rule", |problems| self.rule(group, &members, problems));
        let resolved = Group {
            id: group.id.clone(),
            rule,
            members,
            spare,
            parent: None,
            pool: Vec::new(),
            place: place.to_vec(),
        };
        self.link(index, &resolved);
        resolved
    }

    fn rule(&mut self, group: &GroupDefinition, members: &[u32], problems: &mut Problems) -> Rule {
        match &group.rule {
            GroupRule::All => Rule::All,
            GroupRule::Any => Rule::AtLeast(1),
            GroupRule::AtLeast { count } => {
                let count = usize::try_from(*count).unwrap_or(usize::MAX);
                problems.at("count", |problems| at_least(count, members.len(), problems));
                Rule::AtLeast(count)
            }
            GroupRule::AtLeastCredits { credits } => {
                if credits.micros() <= 0 {
                    problems.at("credits", not_positive);
                }
                Rule::Credits(*credits)
            }
            GroupRule::AtLeastPoints { points } => {
                if points.micros() <= 0 {
                    problems.at("points", not_positive);
                }
                Rule::Points(*points)
            }
            GroupRule::OneTrack => {
                if group
                    .members
                    .iter()
                    .any(|member| matches!(member, Member::Step { .. }))
                {
                    let message = "a track is a group: put the step into one";
                    problems.add("track_not_group", message);
                }
                Rule::OneTrack
            }
            GroupRule::Branch { on, bands } => {
                let on = problems
                    .at("on", |problems| self.resolve(on, problems))
                    .unwrap_or(0);
                if on as usize >= self.steps.len() {
                    problems.at("on", |problems| {
                        problems.add("group_not_allowed", "only a step has a score, not a group");
                    });
                } else if !self.is_scored(on) {
                    problems.at("on", |problems| problems.add("score_unknown", NEVER_SCORED));
                }
                problems.at("bands", |problems| {
                    check_bands(bands, group.members.len(), problems)
                });
                Rule::Branch(on, bands.clone())
            }
        }
    }

    /// Whether a step can ever have a score.
    pub(super) fn is_scored(&self, step: u32) -> bool {
        let step = self.definition.steps.get(step as usize);
        step.is_some_and(|step| {
            let own = matches!(step.item, Item::Course { .. } | Item::Activity { .. });
            own || !step.equivalents.is_empty()
        })
    }

    /// Notes that the group waits for its members, and that its members wait for the step that a branch turns on.
    fn link(&mut self, index: usize, group: &Group) {
        let node = u32::try_from(self.steps.len().saturating_add(index)).unwrap_or(u32::MAX);
        for (member, spare) in group.members.iter().zip(&group.spare) {
            self.edges.push(Dependency {
                from: *member,
                to: node,
                relation: Relation::NotAfter,
                firm: group.rule == Rule::All && !spare,
                requirement: None,
            });
            if let Some(step) = self.steps.get_mut(*member as usize) {
                step.groups.push(node);
            }
        }
        if let Rule::Branch(on, _) = &group.rule {
            self.edges.push(Dependency {
                from: *on,
                to: node,
                relation: Relation::NotAfter,
                firm: true,
                requirement: None,
            });
        }
    }

    fn enrol(&mut self, index: usize) {
        if let Some(group) = self.groups.get(index).cloned() {
            self.link(index, &group);
        }
    }

    /// Lays a gate behind every member of a strictly ordered group, before all steps of the next.
    fn gates_of(&mut self, index: usize) {
        let Some(group) = self.groups.get(index) else {
            return;
        };
        let members: Vec<(u32, bool)> = group
            .members
            .iter()
            .copied()
            .zip(group.spare.iter().copied())
            .collect();
        let first_gate = self.steps.len().saturating_add(self.groups.len());
        let mut previous: Option<u32> = None;
        for (member, spare) in members {
            if let Some(gate) = previous {
                for step in self.steps_in(member) {
                    if let Some(slot) = self.steps.get_mut(step as usize) {
                        slot.needs.push(Need::Gate(gate));
                    }
                    self.firm(gate, step, Relation::Before);
                }
            }
            if spare {
                continue;
            }
            let gate =
                u32::try_from(first_gate.saturating_add(self.gates.len())).unwrap_or(u32::MAX);
            self.firm(member, gate, Relation::NotAfter);
            if let Some(previous) = previous {
                self.firm(previous, gate, Relation::NotAfter);
            }
            self.gates.push(Gate { previous, member });
            previous = Some(gate);
        }
    }

    fn firm(&mut self, from: u32, to: u32, relation: Relation) {
        self.edges.push(Dependency {
            from,
            to,
            relation,
            firm: true,
            requirement: None,
        });
    }

    /// The steps of a node: itself, or all inside the group, each once.
    fn steps_in(&self, node: u32) -> Vec<u32> {
        let mut found = Vec::new();
        let mut stack = vec![node];
        while let Some(node) = stack.pop() {
            match (node as usize).checked_sub(self.steps.len()) {
                None => found.push(node),
                Some(index) => {
                    let members = self.groups.get(index).map(|group| group.members.as_slice());
                    stack.extend(members.unwrap_or_default());
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Checks the rules on what groups may share.
    pub(super) fn sharing(&self, problems: &mut Problems) {
        problems.at("doubleCounting", |problems| {
            for (index, rule) in self.definition.double_counting.iter().enumerate() {
                problems.item(index, |problems| {
                    problems.at("groups", |problems| {
                        self.shared_groups(&rule.groups, problems)
                    });
                });
            }
        });
        if let Some(residency) = &self.definition.residency {
            let own = self
                .definition
                .steps
                .iter()
                .map(|step| step.credits.micros());
            let most = own.fold(0_i64, i64::saturating_add);
            problems.at("residency", |problems| {
                problems.at("credits", |problems| {
                    if residency.credits.micros() <= 0 {
                        not_positive(problems);
                    } else if residency.credits.micros() > most {
                        let message = "the steps do not have so many credits together";
                        problems.add("residency_unsatisfiable", message);
                    }
                });
            });
        }
    }

    fn shared_groups(&self, groups: &[StepId], problems: &mut Problems) {
        if groups.len() < 2 {
            problems.add("list_too_short", "sharing is between at least two groups");
        }
        let mut taken = BTreeSet::new();
        for (position, name) in groups.iter().enumerate() {
            problems.item(position, |problems| {
                let node = self.resolve(name, problems);
                if node.is_some_and(|node| (node as usize) < self.steps.len()) {
                    problems.add(
                        "step_not_allowed",
                        format!("`{name}` is a step, not a group"),
                    );
                }
                if !taken.insert(name) {
                    problems.add("member_duplicate", format!("`{name}` is named already"));
                }
            });
        }
    }
}

fn not_positive(problems: &mut Problems) {
    problems.add(
        "amount_not_positive",
        "the amount asked for is more than nothing",
    );
}

fn at_least(count: usize, members: usize, problems: &mut Problems) {
    if count == 0 {
        problems.add("count_zero", "at least one member must be asked for");
    } else if count > members {
        let message = format!(
            "{count} of {} can never be finished",
            counted(members, "member")
        );
        problems.add("group_unsatisfiable", message);
    }
}

fn check_bands(bands: &[Band], members: usize, problems: &mut Problems) {
    if bands.len() != members {
        let message = format!(
            "{} for {}: each band asks for one",
            counted(bands.len(), "band"),
            counted(members, "member")
        );
        problems.add("bands_mismatch", message);
    }
    let empty = |band: &Band| band.until.is_some_and(|until| until <= band.from);
    for (index, band) in bands.iter().enumerate().filter(|(_, band)| empty(band)) {
        let message = format!("no score lies in the band from {}", band.from);
        problems.item(index, |problems| problems.add("band_empty", message));
    }
    let mut sorted: Vec<(usize, &Band)> = bands
        .iter()
        .enumerate()
        .filter(|(_, band)| !empty(band))
        .collect();
    sorted.sort_by_key(|(_, band)| band.from);
    for pair in sorted.windows(2) {
        if let [(_, low), (index, high)] = pair
            && low.until.is_none_or(|until| until > high.from)
        {
            let message = format!("a score of {} lies in two bands", high.from);
            problems.item(*index, |problems| problems.add("band_overlap", message));
        }
    }
}

/// Runs a check with the collector standing at a group, from the root of the path.
pub(super) fn stand(
    problems: &mut Problems,
    place: &[usize],
    check: &mut dyn FnMut(&mut Problems),
) {
    problems.at("goal", |problems| stand_in(problems, place, check));
}

/// The same from the goal. As deep as groups stand in groups.
fn stand_in(problems: &mut Problems, place: &[usize], check: &mut dyn FnMut(&mut Problems)) {
    match place {
        [] => check(problems),
        [member, rest @ ..] => problems.at("members", |problems| {
            problems.item(*member, |problems| stand_in(problems, rest, check));
        }),
    }
}
