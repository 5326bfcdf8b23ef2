//! Which steps to take: choices in groups and between alternatives, and what else makes a selection shorter.

mod choice;
mod lacking;
mod late;
mod uses;

use std::collections::VecDeque;

use super::condition::{Condition, Facts};
use super::problem::Problem;
use super::set::Set;
use choice::{Choice, Task, Total};
use lacking::Burdens;
use late::Late;
use uses::Uses;

pub(super) use lacking::Burden;

/// How a selection of steps is laid out in time.
pub(super) trait Schedule {
    /// How a layout is given.
    type Layout;

    /// What a step takes up of the limits.
    fn burden(&self, step: u32) -> Burden;

    /// How long the steps take at least, with others that take up at least so much more; `None` when they cannot be laid
    /// out at all. Never falls when steps are added.
    fn bound(&mut self, chosen: Set, more: Burden) -> Option<usize>;

    /// The shortest layout of the steps that is shorter than `below`.
    fn solve(&mut self, chosen: Set, below: usize) -> Solved<Self::Layout>;

    /// The same if these steps, which are not among the chosen, cost nothing and were done as early as they ever can be:
    /// no layout of the chosen steps and any of these is shorter.
    fn suppose(&mut self, spare: Set, chosen: Set, below: usize) -> Solved<Self::Layout>;

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
    /// What every selection takes up at the least.
    pub(super) least: Burden,
}

/// Where the search stands: what is chosen, and what is still to be met.
#[derive(Clone)]
struct Node<'a> {
    chosen: Set,
    uses: Uses,
    tasks: Vec<Task<'a>>,
    choices: VecDeque<Choice<'a>>,
    /// Steps that are not added merely to open others earlier: selections with them were looked at before.
    passed: Set,
}

/// Looks for the selection of steps that meets the goal and is laid out in the shortest time.
///
/// Depth first, every choice in author order (what is done or chosen already comes first, because it costs nothing), with
/// the schedule's bound on what is chosen so far and on how much must still be. Of equally long plans the first found is kept.
///
/// A step's own requirement may count what is chosen anyway, and that may come too late, or later than something else
/// would. So a selection that is complete is looked at once more with each step added that one of its requirements names
/// and that it lacks, as long as such steps could make it shorter at all. Every shortest plan is found in this way: leave
/// out of it what nothing in it waits for, and from any part of it that meets the goal and takes longer, the next step to
/// add is one that a requirement of that part names.
pub(super) struct Selection<'a, S: Schedule> {
    problem: &'a Problem,
    schedule: &'a mut S,
    late: Late,
    burdens: Burdens,
    best: Option<(usize, S::Layout)>,
    /// The least that was proven for selections whose search was cut short.
    open: Option<usize>,
    /// The bound of what every selection has, and what it takes up.
    root: Option<usize>,
    least: Option<Burden>,
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
            burdens: Burdens::new(problem, schedule),
            schedule,
            late: Late::new(problem),
            best: None,
            open: None,
            root: None,
            least: None,
            limit,
        };
        selection.run(Node {
            // What is being taken is finished, whatever the goal asks for.
            chosen: problem.done.union(problem.taking),
            uses: Uses::default(),
            tasks: vec![Task::goal(&problem.goal)],
            choices: VecDeque::new(),
            passed: Set::default(),
        });
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
            least: selection.least.unwrap_or_default(),
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
    fn run(&mut self, mut node: Node<'a>) {
        if !self.meet(&mut node) {
            return;
        }
        let more = self.lacking(&node);
        self.least
            .get_or_insert_with(|| self.burdens.of(node.chosen).plus(more));
        let Some(bound) = self.schedule.bound(node.chosen, more) else {
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
        while let Some(choice) = node.choices.pop_front() {
            if !self.is_met(&choice, node.chosen) {
                self.branch(choice, &node);
                return;
            }
        }
        let below = self.below();
        let solved = self.schedule.solve(node.chosen, below);
        if solved.proven < solved.layout.as_ref().map_or(below, |(length, _)| *length) {
            self.leave_open(solved.proven.max(root));
        }
        if solved.layout.is_some() {
            self.best = solved.layout;
        }
        if bound < self.below() {
            self.add(&node);
        }
    }

    /// Adds to a complete selection what could open one of its steps earlier, in author order.
    fn add(&mut self, node: &Node<'a>) {
        let spare = self.spare(node.chosen).without(node.passed);
        if spare.is_empty() {
            return;
        }
        let below = self.below();
        let solved = self.schedule.suppose(spare, node.chosen, below);
        if solved.layout.is_none() && solved.proven >= below {
            return;
        }
        let mut passed = node.passed;
        for step in spare.iter() {
            let class = self.problem.class.get(step as usize);
            // Selections with one that nothing tells apart from it were looked at before.
            let is_known = passed
                .iter()
                .any(|other| self.problem.class.get(other as usize) == class);
            if !is_known {
                let mut next = Node {
                    passed,
                    ..node.clone()
                };
                if self.take(step, &[], &mut next) {
                    self.run(next);
                }
                if self.is_settled() {
                    return;
                }
            }
            passed.insert(step);
        }
    }

    /// The steps not chosen that requirements of those chosen name.
    fn spare(&self, chosen: Set) -> Set {
        let open = chosen
            .without(self.problem.done)
            .without(self.problem.taking);
        let mut spare = Set::default();
        for step in open.iter() {
            let mut named = Set::default();
            if let Some(needs) = self.problem.needs.get(step as usize) {
                needs.steps(&mut named);
            }
            spare = spare.union(named.without(self.late.finished(Some(step))));
        }
        let spare = spare.without(chosen);
        spare
            .iter()
            .filter(|step| self.schedule.is_possible(*step))
            .collect()
    }

    /// Takes up everything that must be met; `false` when something cannot be.
    fn meet(&mut self, node: &mut Node<'a>) -> bool {
        while let Some(task) = node.tasks.pop() {
            match task.condition {
                Condition::Done(step) | Condition::Taking(step) | Condition::Since(step, _) => {
                    let late = match task.condition {
                        Condition::Taking(_) => self.late.begun(task.step),
                        _ => self.late.finished(task.step),
                    };
                    if late.contains(*step) || !self.take(*step, &task.owners, node) {
                        return false;
                    }
                }
                Condition::Of(count, list) if *count >= list.len() => {
                    if *count > list.len() {
                        return false;
                    }
                    let all = list.iter().rev().map(|condition| task.inside(condition));
                    node.tasks.extend(all);
                }
                Condition::Of(0, _) | Condition::Held(_) | Condition::From(_) => {}
                Condition::Of(count, list) => {
                    let choice = self.pick(task, *count, list, node.chosen);
                    node.choices.push_back(choice);
                }
                Condition::Worth(worth) => {
                    let choice = self.sum(task, Total::Worth(worth), node.chosen);
                    node.choices.push_back(choice);
                }
                Condition::Share(share) => {
                    let choice = self.sum(task, Total::Share(share), node.chosen);
                    node.choices.push_back(choice);
                }
                Condition::Owned(group, inner) => node.tasks.push(task.owned(*group, inner)),
                Condition::Never => return false,
            }
        }
        true
    }

    /// Chooses a step and, where it is new, everything that it waits for.
    fn take(&mut self, step: u32, owners: &[usize], node: &mut Node<'a>) -> bool {
        if !node.uses.add(step, owners, self.problem) {
            return false;
        }
        let bundle = self.problem.bundle.get(step as usize).copied();
        for step in bundle.unwrap_or_default().iter() {
            if !node.chosen.insert(step) {
                continue;
            }
            if !self.schedule.is_possible(step) {
                return false;
            }
            let needs = self.problem.needs.get(step as usize);
            node.tasks.extend(needs.map(|needs| Task::of(step, needs)));
        }
        true
    }

    /// The facts that what a step waits for may count, if all that is chosen is done.
    fn facts(&self, step: Option<u32>, chosen: Set) -> Facts<'a> {
        Facts {
            now: chosen.without(self.late.begun(step)),
            ..self.problem.facts(chosen.without(self.late.finished(step)))
        }
    }
}
