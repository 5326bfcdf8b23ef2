use serde::{Deserialize, Serialize};

use super::facts::Fact;
use super::state::{Blocker, FailedBy, StepState};
use super::{Nested, Standing};
use crate::number::{Fraction, Points};
use crate::path::compile::Rule;
use crate::time::Instant;
use crate::{PathId, StepId};

/// Where a learner stands on a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// The path.
    pub path: PathId,
    /// Its version.
    pub version: u32,
    /// Whether everything asked for is finished: the goal and, where there is one, the residency.
    pub complete: bool,
    /// How much of the goal is done, exactly, 0 to 1. A step that is done never makes it fall.
    ///
    /// Steps weigh the same, or their credits ([`crate::path::Measure`]). A group that asks for all is the weighted mean
    /// of its members; one that asks for some the mean of the best of them; one that asks for an amount its share of it.
    pub share: Fraction,
    /// What was earned, each course counted once.
    pub credits: CreditSummary,
    /// Whether the goal can still be reached.
    pub reachable: bool,
    /// When the goal is reached at the earliest, with nothing limiting how much is taken side by side; the instant when
    /// it was, once it is reached. Missing when it never is. Where groups compete for steps it is a lower bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earliest_finish: Option<Instant>,
    /// Whether the assignment of steps to competing groups is proven best; the search for it is bounded.
    pub proven: bool,
    /// Every step, in author order.
    pub steps: Vec<StepProgress>,
    /// Every group, the goal first.
    pub groups: Vec<GroupProgress>,
    /// The steps that are open and asked for, in author order: on the track on which the learner has come furthest, and
    /// without what is optional or finished already; and completed steps whose score is too low for what follows, or whose
    /// own course is still to be done while the one that completed them earns no credits in some other step.
    pub next: Vec<StepId>,
}

/// The credits earned on a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreditSummary {
    /// All of them. A completion completes every step that may count it, and earns its credits in one: of all ways of
    /// giving each course to one step at most, the one is taken that earns most; of those, the one with the credits in
    /// steps written earlier; of those, the one with the better completions. So a further completion never lowers them.
    ///
    /// A group that asks for credits counts every course once for itself, in the way that is best for it.
    pub earned: Points,
    /// Those of recognised prior learning. Of a step that was completed here as well, only what was recognised beyond that.
    ///
    /// A nested path counts as earned here by the share of its goal that its own steps reach which were completed here,
    /// with what was recognised or waived left out: half of it recognised, half of its credits are. A milestone counts
    /// when it is reached without that as well.
    pub recognised: Points,
    /// Those that must be earned with us; missing when nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub residency: Option<Points>,
}

/// Where a learner stands on one step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StepProgress {
    /// The step.
    pub step: StepId,
    /// Where it stands.
    #[serde(flatten)]
    pub state: StepState,
    /// The credits that it earned.
    #[serde(default, skip_serializing_if = "is_none_earned")]
    pub credits: Points,
    /// The groups that count it, where it is done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counts_in: Vec<StepId>,
    /// The first instant at which it is too late, where there is a deadline and the learner has started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Instant>,
    /// Whether it is finished or can still be.
    pub reachable: bool,
    /// When it can be begun at the earliest; missing when it is begun or never will be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earliest_begin: Option<Instant>,
}

fn is_none_earned(credits: &Points) -> bool {
    *credits == Points::ZERO
}

/// Where a learner stands on one group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GroupProgress {
    /// The group.
    pub group: StepId,
    /// Whether it is finished.
    pub finished: bool,
    /// How much of it is done, 0 to 1.
    pub share: Fraction,
    /// Whether it is finished or can still be.
    pub reachable: bool,
}

impl Standing<'_> {
    pub(crate) fn answer(self) -> Progress {
        let definition = &self.path.definition;
        let goal = self.path.group_node(0);
        let own = self.own_credits();
        let residency = definition
            .residency
            .as_ref()
            .map(|residency| residency.credits);
        let resident = residency.is_none_or(|wanted| own >= wanted.micros());
        let goal_finished = self.is_finished(goal);
        let finish = self.finish.get(goal as usize).copied().flatten();
        let reachable = finish.is_some() && self.residency_reachable(own);
        Progress {
            path: definition.id.clone(),
            version: definition.version,
            complete: goal_finished && resident,
            share: self
                .reached
                .first()
                .map_or(Fraction::ZERO, |reached| reached.share),
            credits: CreditSummary {
                earned: points(self.earned),
                recognised: points(self.earned.saturating_sub(own)),
                residency,
            },
            reachable,
            earliest_finish: finish.filter(|_| reachable),
            proven: self.assignment.proven,
            steps: (0_u32..)
                .take(self.path.steps.len())
                .filter_map(|step| self.step_answer(step))
                .collect(),
            groups: self.group_answers(),
            next: self.next(),
        }
    }

    /// What a path that holds this one needs to know.
    pub(crate) fn nested_answer(&self) -> Nested {
        let goal = self.path.group_node(0);
        let residency = self.path.definition.residency.as_ref();
        let resident = residency.is_none_or(|wanted| self.own_credits() >= wanted.credits.micros());
        let begun = self.facts.iter().filter_map(|fact| {
            let done = fact.done.as_ref().map(|done| done.at);
            done.into_iter().chain(fact.started).min()
        });
        Nested {
            share: self
                .reached
                .first()
                .map_or(Fraction::ZERO, |reached| reached.share),
            finished: self.finished_at(goal).filter(|_| resident),
            begun: begun.min(),
            own: self.own_share(),
        }
    }

    /// The credits that were earned with us.
    fn own_credits(&self) -> i64 {
        let facts = self.facts.iter();
        facts.fold(0_i64, |sum, fact| sum.saturating_add(fact.own_credits()))
    }

    fn step_answer(&self, step: u32) -> Option<StepProgress> {
        let index = step as usize;
        let state = self.state(step)?;
        let settled = self.is_finished(step);
        let begun = settled || matches!(state, StepState::InProgress { .. });
        Some(StepProgress {
            step: self.path.name(step)?.clone(),
            state,
            credits: points(self.earning.of(step)),
            counts_in: if settled {
                self.counts_in(step)
            } else {
                Vec::new()
            },
            due: self.due.get(index).copied().flatten(),
            reachable: self.finish.get(index).copied().flatten().is_some(),
            earliest_begin: self.begin.get(index).copied().flatten().filter(|_| !begun),
        })
    }

    /// What is settled comes first, then what went wrong, then what may be done.
    pub(crate) fn state(&self, step: u32) -> Option<StepState> {
        let fact = self.facts.get(step as usize)?;
        let reasons = self.locks.get(step as usize).cloned().unwrap_or_default();
        Some(if let Some(done) = &fact.done {
            StepState::Completed {
                at: done.at,
                by: done.by.clone(),
                until: done.until,
            }
        } else if let Some(at) = fact.waived {
            StepState::Waived { at }
        } else if let Some(at) = self
            .due
            .get(step as usize)
            .copied()
            .flatten()
            .filter(|_| self.too_late(step))
        {
            StepState::Failed {
                at,
                reason: FailedBy::Deadline,
                reasons: Vec::new(),
            }
        } else if let Some(since) = fact.started {
            StepState::InProgress { since }
        } else if let Some(at) = fact.failed {
            StepState::Failed {
                at,
                reason: FailedBy::NotPassed,
                reasons,
            }
        } else if let Some(at) = fact.expired {
            StepState::Expired { at, reasons }
        } else if reasons.is_empty() {
            StepState::Open
        } else {
            StepState::Locked { reasons }
        })
    }

    fn counts_in(&self, step: u32) -> Vec<StepId> {
        let Some(held) = self.path.steps.get(step as usize) else {
            return Vec::new();
        };
        let bars = self
            .assignment
            .barred
            .get(step as usize)
            .copied()
            .unwrap_or(0);
        let shield = |node: u32| {
            let index = (node as usize).checked_sub(self.path.steps.len());
            index
                .and_then(|index| self.path.sharing.shields.get(index))
                .copied()
                .unwrap_or(0)
        };
        let counting = held.groups.iter().filter(|node| shield(**node) & bars == 0);
        counting
            .filter_map(|node| self.path.name(*node).cloned())
            .collect()
    }

    fn group_answers(&self) -> Vec<GroupProgress> {
        let groups = self.path.groups.iter().zip(&self.reached).enumerate();
        groups
            .map(|(index, (group, reached))| {
                let node = self.path.group_node(index);
                GroupProgress {
                    group: group.id.clone(),
                    finished: self.is_finished(node),
                    share: reached.share,
                    reachable: self.finish.get(node as usize).copied().flatten().is_some(),
                }
            })
            .collect()
    }

    /// The open steps that the goal asks for, or that something it asks for waits for.
    fn next(&self) -> Vec<StepId> {
        let asked = self.asked();
        let mut again = vec![false; self.path.steps.len()];
        for (step, locks) in self.locks.iter().enumerate() {
            if asked.get(step) != Some(&true) || self.facts.get(step).is_some_and(Fact::settled) {
                continue;
            }
            for lock in locks {
                let Blocker::Score { step, .. } = lock else {
                    continue;
                };
                let node = self.path.node(step);
                if let Some(slot) = node.and_then(|node| again.get_mut(node as usize)) {
                    *slot = true;
                }
            }
        }
        for step in self.earning_more(&asked) {
            if let Some(slot) = again.get_mut(step as usize) {
                *slot = true;
            }
        }
        let steps = (0_u32..).take(self.path.steps.len());
        let next = steps.filter(|step| {
            let index = *step as usize;
            let asked = asked.get(index).copied().unwrap_or(false);
            let open = self.open.get(index).copied().unwrap_or(false);
            let again = again.get(index).copied().unwrap_or(false);
            let fact = self.facts.get(index);
            let started =
                fact.is_some_and(|fact| fact.started > fact.done.as_ref().map(|done| done.at));
            ((asked && open) || again) && !started
        });
        next.filter_map(|step| self.path.name(step).cloned())
            .collect()
    }

    /// Marks what the goal still asks for, from the top down and then backwards along the dependencies.
    fn asked(&self) -> Vec<bool> {
        let path = self.path;
        let mut asked = vec![false; path.nodes()];
        let mut stack = vec![path.group_node(0)];
        let mut waited: Vec<Vec<u32>> = vec![Vec::new(); path.nodes()];
        for edge in path
            .edges
            .iter()
            .filter(|edge| edge.requirement.is_some() || path.gate(edge.from).is_some())
        {
            if let Some(list) = waited.get_mut(edge.to as usize) {
                list.push(edge.from);
            }
        }
        while let Some(node) = stack.pop() {
            let fresh = asked.get_mut(node as usize).filter(|slot| !**slot);
            let (Some(slot), false) = (fresh, self.is_finished(node)) else {
                continue;
            };
            *slot = true;
            stack.extend(waited.get(node as usize).into_iter().flatten());
            if let Some(gate) = path.gate(node) {
                stack.push(gate.member);
                stack.extend(gate.previous);
            }
            let Some(group) = path.group(node) else {
                continue;
            };
            match &group.rule {
                Rule::All => stack.extend(group.asked()),
                Rule::OneTrack => stack.extend(self.own_track(&group.members)),
                Rule::Branch(on, _) => {
                    stack.push(*on);
                    stack.extend(self.on_branch(group));
                }
                Rule::AtLeast(_) | Rule::Credits(_) | Rule::Points(_) => {
                    stack.extend(&group.members)
                }
            }
        }
        asked
    }

    /// The track on which the learner has come furthest; of equals, and of those that can be finished, the first.
    fn own_track(&self, tracks: &[u32]) -> Option<u32> {
        let reachable = |node: u32| self.finish.get(node as usize).copied().flatten().is_some();
        let mut best: Option<(bool, Fraction, u32)> = None;
        for track in tracks {
            let (reachable, share) = (reachable(*track), self.share(*track));
            let further = |held: &(bool, Fraction, u32)| (reachable, share) > (held.0, held.1);
            if best.as_ref().is_none_or(further) {
                best = Some((reachable, share, *track));
            }
        }
        best.map(|(_, _, track)| track)
    }
}

fn points(micros: i64) -> Points {
    Points::from_micros(micros.clamp(0, crate::path::MAX_CREDITS_MICROS.saturating_mul(1_000)))
        .unwrap_or(Points::ZERO)
}
