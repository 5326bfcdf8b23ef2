use super::{Builder, Dependency, Need, Relation};
use crate::StepId;
use crate::path::definition::Requirement;
use crate::path::words::counted;
use crate::problem::Problems;

/// Why a score may not be asked of a step.
pub(super) const NEVER_SCORED: &str =
    "only courses and activities have scores, and steps with courses that count instead";

/// What is all of it, in millionths of a percent.
pub(super) const FULL_MICROS: i64 = 100_000_000;

/// Where a requirement stands: whose it is, which of the step's, and whether there is no way around it.
#[derive(Clone, Copy)]
struct Spot {
    step: u32,
    index: u32,
    firm: bool,
}

impl Builder<'_> {
    /// Resolves what every step requires.
    pub(super) fn requirements(&mut self, problems: &mut Problems) {
        let definition = self.definition;
        problems.at("steps", |problems| {
            for (step, written) in (0_u32..).zip(&definition.steps) {
                let mut needs = problems.item(step as usize, |problems| {
                    problems.at("requires", |problems| {
                        self.written(step, &written.requires, problems)
                    })
                });
                if let Some(slot) = self.steps.get_mut(step as usize) {
                    needs.append(&mut slot.needs);
                    slot.needs = needs;
                }
            }
        });
        self.mirror();
    }

    fn written(&mut self, step: u32, list: &[Requirement], problems: &mut Problems) -> Vec<Need> {
        let mut needs = Vec::with_capacity(list.len());
        for (index, requirement) in (0_u32..).zip(list) {
            let spot = Spot {
                step,
                index,
                firm: true,
            };
            needs.extend(problems.item(index as usize, |problems| {
                self.need(requirement, spot, problems)
            }));
        }
        needs
    }

    /// `together` holds both ways: the other step gets the need as well.
    fn mirror(&mut self) {
        let together = |edge: &&Dependency| edge.relation == Relation::Together && edge.firm;
        let pairs: Vec<_> = self.edges.iter().filter(together).copied().collect();
        for edge in pairs {
            let Some(slot) = self.steps.get_mut(edge.from as usize) else {
                continue;
            };
            if !slot.needs.contains(&Need::Together(edge.to)) {
                slot.needs.push(Need::Together(edge.to));
                self.edges.push(Dependency {
                    from: edge.to,
                    to: edge.from,
                    requirement: None,
                    ..edge
                });
            }
        }
    }

    fn need(
        &mut self,
        requirement: &Requirement,
        spot: Spot,
        problems: &mut Problems,
    ) -> Option<Need> {
        use Requirement as R;
        Some(match requirement {
            R::Before { step } => {
                Need::Done(self.depends(step, Relation::Before, spot, problems)?)
            }
            // A group is not taken but finished, so that nothing is taken together with it.
            R::BeforeOrTogether { step } if self.names_group(step) => {
                Need::Done(self.depends(step, Relation::Before, spot, problems)?)
            }
            R::BeforeOrTogether { step } => {
                Need::DoneOrTaking(self.depends(step, Relation::NotAfter, spot, problems)?)
            }
            R::Together { step } => {
                let other = self.depends(step, Relation::Together, spot, problems)?;
                Need::Together(self.only_step(other, "only steps are taken together", problems)?)
            }
            R::Score { step, at_least } => {
                let other = self.depends(step, Relation::Before, spot, problems)?;
                let scored = self.only_step(other, "only a step has a score", problems)?;
                if !self.is_scored(scored) {
                    problems.add("score_unknown", NEVER_SCORED);
                }
                Need::Score(scored, *at_least)
            }
            R::Level { skill, at_least } => Need::Level(skill.clone(), *at_least),
            R::Share { step, at_least } => {
                if !(0..=FULL_MICROS).contains(&at_least.micros()) {
                    problems.add("share_out_of_range", "a share lies between 0 and 100");
                    return None;
                }
                // Of a group no step is needed in any case: any of them may make up its share.
                let firm = spot.firm && !self.names_group(step);
                let spot = Spot { firm, ..spot };
                Need::Share(
                    self.depends(step, Relation::Before, spot, problems)?,
                    *at_least,
                )
            }
            R::Delay { step, period } => Need::Delay(
                self.depends(step, Relation::Before, spot, problems)?,
                *period,
            ),
            R::Deadline { within } => {
                if !spot.firm {
                    let message = "a deadline holds for the whole step, not for an alternative";
                    problems.add("deadline_not_allowed", message);
                    return None;
                }
                Need::Deadline(*within)
            }
            R::Credits { at_least } => Need::Credits(*at_least),
            R::AllOf { of } | R::AnyOf { of } | R::AtLeast { of, .. } => {
                let (count, _) = requirement.parts()?;
                return self.several(count, of, spot, problems);
            }
        })
    }

    fn names_group(&self, name: &StepId) -> bool {
        let node = self.names.get(name);
        node.is_some_and(|node| *node as usize >= self.steps.len())
    }

    fn only_step(&self, node: u32, message: &str, problems: &mut Problems) -> Option<u32> {
        if (node as usize) < self.steps.len() {
            return Some(node);
        }
        problems.add("group_not_allowed", format!("{message}, not a group"));
        None
    }

    fn several(
        &mut self,
        count: usize,
        of: &[Requirement],
        spot: Spot,
        problems: &mut Problems,
    ) -> Option<Need> {
        if of.is_empty() {
            problems.add("list_empty", "a list of requirements has at least one");
            return None;
        }
        if count == 0 {
            problems.add(
                "count_zero",
                "at least one of the requirements must be asked for",
            );
        }
        if count > of.len() {
            let message = format!(
                "{count} of {} can never hold",
                counted(of.len(), "requirement")
            );
            problems.add("step_impossible", message);
        }
        let firm = spot.firm && count >= of.len();
        let spot = Spot { firm, ..spot };
        let mut needs = Vec::with_capacity(of.len());
        problems.at("of", |problems| {
            for (index, requirement) in of.iter().enumerate() {
                needs.extend(
                    problems.item(index, |problems| self.need(requirement, spot, problems)),
                );
            }
        });
        Some(Need::Of(count, needs))
    }

    /// Resolves the other end of a requirement and notes the dependency.
    fn depends(
        &mut self,
        name: &StepId,
        relation: Relation,
        spot: Spot,
        problems: &mut Problems,
    ) -> Option<u32> {
        let from = problems.at("step", |problems| self.resolve(name, problems))?;
        if from == spot.step {
            problems.add("self_requirement", format!("`{name}` requires itself"));
            return None;
        }
        self.edges.push(Dependency {
            from,
            to: spot.step,
            relation,
            firm: spot.firm,
            requirement: Some(spot.index),
        });
        Some(from)
    }
}
