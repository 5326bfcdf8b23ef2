use super::{Node, Schedule, Selection};
use crate::path::plan::condition::{Condition, Facts, Worth};
use crate::path::plan::portion::Share;
use crate::path::plan::set::Set;

/// Something that is still to be met.
#[derive(Clone)]
pub(super) struct Task<'a> {
    pub(super) condition: &'a Condition,
    /// The step that waits for it; `None` for the goal.
    pub(super) step: Option<u32>,
    /// The restricted groups that the steps count for.
    pub(super) owners: Vec<usize>,
}

impl<'a> Task<'a> {
    pub(super) fn goal(condition: &'a Condition) -> Self {
        Self {
            condition,
            step: None,
            owners: Vec::new(),
        }
    }

    /// What a step waits for.
    pub(super) fn of(step: u32, condition: &'a Condition) -> Self {
        Self {
            step: Some(step),
            ..Self::goal(condition)
        }
    }

    /// A condition that stands inside this one.
    pub(super) fn inside(&self, condition: &'a Condition) -> Self {
        Self {
            condition,
            ..self.clone()
        }
    }

    /// What finishes a restricted group.
    pub(super) fn owned(mut self, group: usize, condition: &'a Condition) -> Self {
        self.owners.push(group);
        Self { condition, ..self }
    }

    /// What is chosen for something else counts as well.
    fn is_free(&self) -> bool {
        self.owners.is_empty()
    }
}

/// Something to choose from.
#[derive(Clone)]
pub(super) enum Choice<'a> {
    Pick(Pick<'a>),
    Sum(Sum<'a>),
}

/// So many of a list.
#[derive(Clone)]
pub(super) struct Pick<'a> {
    task: Task<'a>,
    pub(super) count: usize,
    pub(super) list: &'a [Condition],
    /// The positions to choose from, in the order in which they are tried.
    order: Vec<usize>,
    taken: Vec<usize>,
}

/// What steps are collected for.
#[derive(Clone, Copy)]
pub(super) enum Total<'a> {
    Worth(&'a Worth),
    Share(&'a Share),
}

impl Total<'_> {
    pub(super) fn set(self) -> Set {
        match self {
            Self::Worth(worth) => worth.set,
            Self::Share(share) => share.set,
        }
    }

    /// Whether some steps are enough.
    fn is_reached(self, facts: &Facts<'_>, steps: Set) -> bool {
        match self {
            Self::Worth(worth) => facts.worth(steps, worth.measure) >= worth.at_least,
            Self::Share(share) => share.is_reached(&Facts {
                done: steps,
                ..*facts
            }),
        }
    }

    /// Whether a step never adds anything.
    fn is_idle(self, facts: &Facts<'_>, step: u32) -> bool {
        match self {
            Self::Worth(worth) => facts.worth(Set::from_iter([step]), worth.measure) <= 0,
            Self::Share(_) => false,
        }
    }
}

/// Steps that are worth so much together, or are so much of a group.
#[derive(Clone)]
pub(super) struct Sum<'a> {
    task: Task<'a>,
    pub(super) total: Total<'a>,
    /// The steps to choose from, in the order in which they are tried.
    order: Vec<u32>,
    pub(super) taken: Set,
}

impl<'a, S: Schedule> Selection<'a, S> {
    /// A choice from a list: what holds already comes first, the rest in author order.
    pub(super) fn pick(
        &self,
        task: Task<'a>,
        count: usize,
        list: &'a [Condition],
        chosen: Set,
    ) -> Choice<'a> {
        let facts = self.facts(task.step, chosen);
        let (have, lack): (Vec<_>, Vec<_>) = list
            .iter()
            .enumerate()
            .partition(|(_, condition)| facts.holds(condition));
        let order = have.into_iter().chain(lack).map(|(index, _)| index);
        Choice::Pick(Pick {
            task,
            count,
            list,
            order: order.collect(),
            taken: Vec::new(),
        })
    }

    /// A choice of steps for what they are worth, likewise.
    pub(super) fn sum(&self, task: Task<'a>, total: Total<'a>, chosen: Set) -> Choice<'a> {
        let set = total.set().without(self.late(task.step, total));
        let (have, lack): (Vec<u32>, Vec<u32>) =
            set.iter().partition(|step| chosen.contains(*step));
        Choice::Sum(Sum {
            task,
            total,
            order: have.into_iter().chain(lack).collect(),
            taken: Set::default(),
        })
    }

    fn late(&self, step: Option<u32>, total: Total<'a>) -> Set {
        match total {
            Total::Worth(worth) if worth.taking => self.late.begun(step),
            _ => self.late.finished(step),
        }
    }

    /// Whether a choice asks for nothing more.
    pub(super) fn is_met(&self, choice: &Choice<'a>, chosen: Set) -> bool {
        match choice {
            Choice::Pick(pick) => self.had(pick, chosen).len() >= pick.count,
            Choice::Sum(sum) => {
                let facts = self.problem.facts(chosen);
                sum.total.is_reached(&facts, self.base(sum, chosen))
            }
        }
    }

    /// The places in the list of what counts so far.
    pub(super) fn had(&self, pick: &Pick<'a>, chosen: Set) -> Vec<usize> {
        let facts = self.facts(pick.task.step, chosen);
        let free = pick.task.is_free();
        let own = pick.list.iter().enumerate();
        own.filter(|(index, condition)| {
            pick.taken.contains(index) || (free && facts.holds(condition))
        })
        .map(|(index, _)| index)
        .collect()
    }

    /// The steps that count for a sum so far.
    fn base(&self, sum: &Sum<'a>, chosen: Set) -> Set {
        if sum.task.is_free() {
            let late = self.late(sum.task.step, sum.total);
            let counted = chosen.common(sum.total.set()).without(late);
            counted.union(sum.taken)
        } else {
            sum.taken
        }
    }

    /// Tries every way to go on with a choice.
    pub(super) fn branch(&mut self, choice: Choice<'a>, node: &Node<'a>) {
        match choice {
            Choice::Pick(pick) => self.branch_pick(&pick, node),
            Choice::Sum(sum) => self.branch_sum(&sum, node),
        }
    }

    fn branch_pick(&mut self, pick: &Pick<'a>, node: &Node<'a>) {
        let facts = self.facts(pick.task.step, node.chosen);
        let mut skipped: Vec<u32> = Vec::new();
        for (position, index) in pick.order.iter().enumerate() {
            let Some(condition) = pick.list.get(*index) else {
                continue;
            };
            if pick.task.is_free() && facts.holds(condition) {
                continue;
            }
            let class = self.class(condition, node.chosen);
            if class.is_some_and(|class| skipped.contains(&class)) {
                continue;
            }
            let mut taken = pick.taken.clone();
            taken.push(*index);
            let rest = pick.order.get(position.saturating_add(1)..);
            let mut next = node.clone();
            next.choices.push_front(Choice::Pick(Pick {
                order: rest.unwrap_or_default().to_vec(),
                taken,
                ..pick.clone()
            }));
            next.tasks.push(pick.task.inside(condition));
            self.run(next);
            if self.is_settled() {
                return;
            }
            skipped.extend(class);
        }
    }

    fn branch_sum(&mut self, sum: &Sum<'a>, node: &Node<'a>) {
        let facts = self.problem.facts(node.chosen);
        let free = sum.task.is_free();
        let mut skipped: Vec<u32> = Vec::new();
        let base = self.base(sum, node.chosen);
        for (position, step) in sum.order.iter().enumerate() {
            let rest = sum.order.get(position..).unwrap_or_default();
            // What is left may not be enough any more.
            let most = base.union(rest.iter().copied().collect());
            if !sum.total.is_reached(&facts, most) {
                return;
            }
            let single = Set::from_iter([*step]);
            let class = self.problem.class.get(*step as usize).copied();
            let is_skipped = class.is_some_and(|class| skipped.contains(&class));
            let is_idle = sum.total.is_idle(&facts, *step);
            if is_idle || is_skipped || (free && node.chosen.contains(*step)) {
                continue;
            }
            let mut next = node.clone();
            next.choices.push_front(Choice::Sum(Sum {
                order: rest.get(1..).unwrap_or_default().to_vec(),
                taken: sum.taken.union(single),
                ..sum.clone()
            }));
            if self.take(*step, &sum.task.owners, &mut next) {
                self.run(next);
            }
            if self.is_settled() {
                return;
            }
            if !node.chosen.contains(*step) {
                skipped.extend(class);
            }
        }
    }

    /// The class of a condition that asks for one step that is not chosen yet.
    fn class(&self, condition: &Condition, chosen: Set) -> Option<u32> {
        match condition {
            Condition::Done(step) | Condition::Taking(step) if !chosen.contains(*step) => {
                self.problem.class.get(*step as usize).copied()
            }
            _ => None,
        }
    }
}
