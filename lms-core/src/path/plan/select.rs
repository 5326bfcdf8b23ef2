use std::collections::{BTreeMap, VecDeque};

use super::condition::{Condition, Facts, Value, Worth};
use super::problem::Problem;
use super::set::Set;
use crate::path::definition::Sharing;

/// How a selection of steps is laid out in time.
pub(super) trait Schedule {
    /// How a layout is given.
    type Layout;

    /// How long the steps take at least; `None` when they cannot be laid out at all. Never falls when steps are added.
    fn bound(&mut self, chosen: Set) -> Option<usize>;

    /// The shortest layout of the steps that is shorter than `below`.
    fn solve(&mut self, chosen: Set, below: usize) -> Solved<Self::Layout>;

    /// Counts a node of the search; `false` when there were too many.
    fn tick(&mut self) -> bool;

    /// Whether a step can be laid out at all.
    fn is_possible(&self, step: u32) -> bool;
}

/// What a search for a layout found.
pub(super) struct Solved<L> {
    /// The shortest one found, with its length.
    pub(super) layout: Option<(usize, L)>,
    /// There is none shorter than this (and, without a layout, none below what was asked for up to this).
    pub(super) proven: usize,
}

/// What the whole search found.
pub(super) struct Selected<L> {
    pub(super) best: Option<(usize, L)>,
    pub(super) proven: usize,
}

/// The steps of each restricted group that it counts.
#[derive(Clone, Default)]
struct Uses(BTreeMap<usize, Set>);

/// Something that is still to be met.
#[derive(Clone)]
struct Task<'a> {
    condition: &'a Condition,
    /// The restricted groups that the steps count for.
    owners: Vec<usize>,
}

/// Something to choose from.
#[derive(Clone)]
enum Choice<'a> {
    Some {
        task: Task<'a>,
        count: usize,
        list: &'a [Condition],
        /// The positions to choose from, in the order in which they are tried.
        order: Vec<usize>,
        taken: Vec<usize>,
    },
    Worth {
        task: Task<'a>,
        worth: &'a Worth,
        order: Vec<u32>,
        taken: Set,
    },
}

/// Looks for the selection of steps that meets the goal and is laid out in the shortest time.
///
/// Depth first, every choice in author order (what is done or chosen already comes first, because it costs nothing), with
/// the schedule's bound on what is chosen so far. Of equally long plans the first found is kept.
pub(super) struct Selection<'a, S: Schedule> {
    problem: &'a Problem,
    schedule: &'a mut S,
    best: Option<(usize, S::Layout)>,
    /// The least that was proven for selections whose search was cut short.
    open: Option<usize>,
    /// The bound of what every selection has.
    root: Option<usize>,
    limit: usize,
}

impl<'a, S: Schedule> Selection<'a, S> {
    /// Searches; `limit` is the first length that is too long.
    pub(super) fn search(
        problem: &'a Problem,
        schedule: &'a mut S,
        limit: usize,
    ) -> Selected<S::Layout> {
        let mut selection = Self {
            problem,
            schedule,
            best: None,
            open: None,
            root: None,
            limit,
        };
        // What is being taken is finished, whatever the goal asks for.
        let chosen = problem.done.union(problem.taking);
        let goal = Task {
            condition: &problem.goal,
            owners: Vec::new(),
        };
        selection.run(chosen, Uses::default(), vec![goal], VecDeque::new());
        let best = selection.best.as_ref().map(|(length, _)| *length);
        let proven = match (best, selection.open) {
            (Some(best), Some(open)) => best.min(open),
            (Some(best), None) => best,
            (None, Some(open)) => open,
            (None, None) => limit,
        };
        Selected {
            best: selection.best,
            proven,
        }
    }

    fn below(&self) -> usize {
        self.best.as_ref().map_or(self.limit, |(length, _)| *length)
    }

    /// Nothing can be shorter than what was found.
    fn is_settled(&self) -> bool {
        let best = self.best.as_ref().map(|(length, _)| *length);
        best.is_some() && best <= self.root
    }

    fn leave_open(&mut self, bound: usize) {
        self.open = Some(self.open.map_or(bound, |open| open.min(bound)));
    }

    /// Meets what must be met, and branches at the first choice. As deep as there are steps and groups to choose.
    fn run(
        &mut self,
        mut chosen: Set,
        mut uses: Uses,
        mut tasks: Vec<Task<'a>>,
        mut choices: VecDeque<Choice<'a>>,
    ) {
        if !self.meet(&mut chosen, &mut uses, &mut tasks, &mut choices) {
            return;
        }
        let Some(bound) = self.schedule.bound(chosen) else {
            return;
        };
        let root = *self.root.get_or_insert(bound);
        if bound >= self.below() {
            return;
        }
        if !self.schedule.tick() {
            self.leave_open(root);
            return;
        }
        while let Some(choice) = choices.pop_front() {
            if self.is_met(&choice, chosen) {
                continue;
            }
            self.branch(choice, chosen, &uses, &choices);
            return;
        }
        let below = self.below();
        let solved = self.schedule.solve(chosen, below);
        if solved.proven < solved.layout.as_ref().map_or(below, |(length, _)| *length) {
            self.leave_open(solved.proven.max(root));
        }
        if solved.layout.is_some() {
            self.best = solved.layout;
        }
    }

    fn meet(
        &mut self,
        chosen: &mut Set,
        uses: &mut Uses,
        tasks: &mut Vec<Task<'a>>,
        choices: &mut VecDeque<Choice<'a>>,
    ) -> bool {
        while let Some(task) = tasks.pop() {
            match task.condition {
                Condition::Done(step) | Condition::Taking(step) | Condition::Since(step, _) => {
                    if !self.take(*step, &task.owners, chosen, uses, tasks) {
                        return false;
                    }
                }
                Condition::Of(count, list) => {
                    if *count >= list.len() {
                        if *count > list.len() {
                            return false;
                        }
                        let all = list.iter().rev().map(|condition| Task {
                            condition,
                            owners: task.owners.clone(),
                        });
                        tasks.extend(all);
                    } else if *count > 0 {
                        let order = self.order(list, *chosen);
                        choices.push_back(Choice::Some {
                            count: *count,
                            list,
                            order,
                            taken: Vec::new(),
                            task,
                        });
                    }
                }
                Condition::Worth(worth) => {
                    let (have, lack): (Vec<u32>, Vec<u32>) =
                        worth.set.iter().partition(|step| chosen.contains(*step));
                    choices.push_back(Choice::Worth {
                        worth,
                        order: have.into_iter().chain(lack).collect(),
                        taken: Set::default(),
                        task,
                    });
                }
                Condition::Owned(group, inner) => {
                    let mut owners = task.owners;
                    owners.push(*group);
                    tasks.push(Task {
                        condition: inner,
                        owners,
                    });
                }
                Condition::Held(_) | Condition::From(_) => {}
                Condition::Never => return false,
            }
        }
        true
    }

    /// What holds already comes first, the rest in author order.
    fn order(&self, list: &[Condition], chosen: Set) -> Vec<usize> {
        let facts = self.problem.facts(chosen);
        let (have, lack): (Vec<_>, Vec<_>) = list
            .iter()
            .enumerate()
            .partition(|(_, condition)| facts.holds(condition));
        have.into_iter()
            .chain(lack)
            .map(|(index, _)| index)
            .collect()
    }

    /// Chooses a step and, where it is new, everything that it waits for.
    fn take(
        &mut self,
        step: u32,
        owners: &[usize],
        chosen: &mut Set,
        uses: &mut Uses,
        tasks: &mut Vec<Task<'a>>,
    ) -> bool {
        if !uses.add(step, owners, self.problem) {
            return false;
        }
        let bundle = self.problem.bundle.get(step as usize).copied();
        for step in bundle.unwrap_or_default().iter() {
            if !chosen.insert(step) {
                continue;
            }
            if !self.schedule.is_possible(step) {
                return false;
            }
            tasks.extend(self.problem.needs.get(step as usize).map(|condition| Task {
                condition,
                owners: Vec::new(),
            }));
        }
        true
    }

    /// Whether a choice asks for nothing more.
    fn is_met(&self, choice: &Choice<'a>, chosen: Set) -> bool {
        let facts = self.problem.facts(chosen);
        match choice {
            Choice::Some {
                task,
                count,
                list,
                taken,
                ..
            } => {
                let free = task.owners.is_empty();
                let own = list.iter().enumerate();
                own.filter(|(index, condition)| {
                    taken.contains(index) || (free && facts.holds(condition))
                })
                .count()
                    >= *count
            }
            Choice::Worth {
                task, worth, taken, ..
            } => {
                let counted = if task.owners.is_empty() {
                    chosen.common(worth.set).union(*taken)
                } else {
                    *taken
                };
                facts.worth(counted, worth.measure) >= worth.at_least
            }
        }
    }

    /// Tries every way to go on with a choice.
    fn branch(
        &mut self,
        choice: Choice<'a>,
        chosen: Set,
        uses: &Uses,
        others: &VecDeque<Choice<'a>>,
    ) {
        let facts = self.problem.facts(chosen);
        match choice {
            Choice::Some {
                task,
                count,
                list,
                order,
                taken,
            } => {
                let free = task.owners.is_empty();
                let mut skipped: Vec<u32> = Vec::new();
                for (position, index) in order.iter().enumerate() {
                    let Some(condition) = list.get(*index) else {
                        continue;
                    };
                    if free && facts.holds(condition) {
                        continue;
                    }
                    let class = self.class(condition, chosen);
                    if class.is_some_and(|class| skipped.contains(&class)) {
                        continue;
                    }
                    let mut taken = taken.clone();
                    taken.push(*index);
                    let rest = order.get(position.saturating_add(1)..).unwrap_or_default();
                    let next = Choice::Some {
                        task: task.clone(),
                        count,
                        list,
                        order: rest.to_vec(),
                        taken,
                    };
                    let mut choices = others.clone();
                    choices.push_front(next);
                    let must = Task {
                        condition,
                        owners: task.owners.clone(),
                    };
                    self.run(chosen, uses.clone(), vec![must], choices);
                    if self.is_settled() {
                        return;
                    }
                    skipped.extend(class);
                }
            }
            Choice::Worth {
                task,
                worth,
                order,
                taken,
            } => self.branch_worth(&facts, &task, worth, &order, taken, chosen, uses, others),
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the state of one branch, taken apart by the match above"
    )]
    fn branch_worth(
        &mut self,
        facts: &Facts<'_>,
        task: &Task<'a>,
        worth: &'a Worth,
        order: &[u32],
        taken: Set,
        chosen: Set,
        uses: &Uses,
        others: &VecDeque<Choice<'a>>,
    ) {
        let free = task.owners.is_empty();
        let mut skipped: Vec<u32> = Vec::new();
        let mut base = taken;
        if free {
            base = base.union(chosen.common(worth.set));
        }
        for (position, step) in order.iter().enumerate() {
            let rest = order.get(position..).unwrap_or_default();
            // What is left may not be enough any more.
            let most = base.union(rest.iter().copied().collect());
            if facts.worth(most, worth.measure) < worth.at_least {
                return;
            }
            let single = Set::from_iter([*step]);
            let class = self.problem.class.get(*step as usize).copied();
            let is_worthless = facts.worth(single, worth.measure) <= 0;
            let is_skipped = class.is_some_and(|class| skipped.contains(&class));
            if is_worthless || is_skipped || (free && chosen.contains(*step)) {
                continue;
            }
            let next = Choice::Worth {
                task: task.clone(),
                worth,
                order: rest.get(1..).unwrap_or_default().to_vec(),
                taken: taken.union(single),
            };
            let mut choices = others.clone();
            choices.push_front(next);
            let (mut more, mut uses, mut tasks) = (chosen, uses.clone(), Vec::new());
            if self.take(*step, &task.owners, &mut more, &mut uses, &mut tasks) {
                self.run(more, uses, tasks, choices);
            }
            if self.is_settled() {
                return;
            }
            if !chosen.contains(*step) {
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

impl Uses {
    /// Notes that groups count a step; `false` when they may not.
    fn add(&mut self, step: u32, owners: &[usize], problem: &Problem) -> bool {
        for owner in owners {
            self.0.entry(*owner).or_default().insert(step);
        }
        let touched = problem.sharing.iter().filter(|shared| {
            let groups = &shared.groups;
            groups.iter().any(|group| owners.contains(group))
        });
        for shared in touched {
            let (mut once, mut twice) = (Set::default(), Set::default());
            for group in &shared.groups {
                let own = self.0.get(group).copied().unwrap_or_default();
                twice = twice.union(once.common(own));
                once = once.union(own);
            }
            let fits = match shared.sharing {
                Sharing::Allowed => true,
                Sharing::Forbidden => twice.is_empty(),
                Sharing::LimitedSteps { count } => twice.iter().count() <= count as usize,
                Sharing::LimitedCredits { credits } => {
                    let facts = problem.facts(Set::default());
                    facts.worth(twice, Value::Credits) <= credits.micros()
                }
            };
            if !fits {
                return false;
            }
        }
        true
    }
}
