//! How much what is still to be chosen takes up at the least.

use super::choice::{Choice, Pick, Sum, Total};
use super::{Node, Schedule, Selection};
use crate::path::plan::condition::{Condition, Value};
use crate::path::plan::problem::Problem;
use crate::path::plan::set::Set;

/// What steps take up of the limits of a schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::path::plan) struct Burden {
    /// Of the credits.
    pub(in crate::path::plan) credits: i64,
    /// Of the steps that may be taken at once.
    pub(in crate::path::plan) steps: i64,
}

impl Burden {
    pub(in crate::path::plan) fn plus(self, other: Self) -> Self {
        Self {
            credits: self.credits.saturating_add(other.credits),
            steps: self.steps.saturating_add(other.steps),
        }
    }
}

/// The least that a step takes up for what it is worth, of the credits and of the steps, each as a numerator over a
/// denominator; `None` where no step is worth anything.
#[derive(Clone, Copy, Default)]
struct Rate {
    credits: Option<(i64, i64)>,
    steps: Option<(i64, i64)>,
}

impl Rate {
    fn new(problem: &Problem, measure: Value, burdens: &[Burden]) -> Self {
        let facts = problem.facts(Set::default());
        let mut rate = Self::default();
        for (step, burden) in (0_u32..).zip(burdens) {
            let worth = facts.worth(Set::from_iter([step]), measure);
            if worth > 0 && !problem.done.contains(step) {
                lower(&mut rate.credits, (burden.credits, worth));
                lower(&mut rate.steps, (burden.steps, worth));
            }
        }
        rate
    }

    /// What steps worth so much take up at the least.
    fn of(self, worth: i64) -> Burden {
        Burden {
            credits: share(worth, self.credits),
            steps: share(worth, self.steps),
        }
    }
}

fn lower(least: &mut Option<(i64, i64)>, (own, worth): (i64, i64)) {
    let is_lower = least.is_none_or(|(number, over)| {
        i128::from(own).saturating_mul(over.into())
            < i128::from(number).saturating_mul(worth.into())
    });
    if is_lower {
        *least = Some((own, worth));
    }
}

fn share(worth: i64, rate: Option<(i64, i64)>) -> i64 {
    let Some((number, over)) = rate.filter(|_| worth > 0) else {
        return 0;
    };
    let whole = i128::from(worth).saturating_mul(number.into());
    let up = whole.saturating_add(i128::from(over).saturating_sub(1));
    let least = up.checked_div(over.into()).unwrap_or(0);
    i64::try_from(least).unwrap_or(i64::MAX)
}

/// What each step takes up, and what worth costs at the least.
pub(super) struct Burdens {
    steps: Vec<Burden>,
    credits: Rate,
    points: Rate,
    own: Rate,
}

impl Burdens {
    pub(super) fn new(problem: &Problem, schedule: &impl Schedule) -> Self {
        let steps = 0..u32::try_from(problem.steps()).unwrap_or(u32::MAX);
        let steps: Vec<Burden> = steps.map(|step| schedule.burden(step)).collect();
        Self {
            credits: Rate::new(problem, Value::Credits, &steps),
            points: Rate::new(problem, Value::Points, &steps),
            own: Rate::new(problem, Value::Own, &steps),
            steps,
        }
    }

    /// What some steps take up.
    pub(super) fn of(&self, steps: Set) -> Burden {
        let each = steps
            .iter()
            .filter_map(|step| self.steps.get(step as usize));
        each.fold(Burden::default(), |sum, own| sum.plus(*own))
    }

    fn worth(&self, measure: Value, worth: i64) -> Burden {
        match measure {
            Value::Credits => self.credits,
            Value::Points => self.points,
            Value::Own => self.own,
        }
        .of(worth)
    }
}

impl<S: Schedule> Selection<'_, S> {
    /// What any selection that goes on from here takes up beyond what is chosen, at the least.
    ///
    /// Choices from sets that share no step add up; of those that do share some, only one counts, the heaviest first.
    pub(super) fn lacking(&self, node: &Node<'_>) -> Burden {
        let open = node.choices.iter().map(|choice| match choice {
            Choice::Pick(pick) => self.lacking_pick(pick, node.chosen),
            Choice::Sum(sum) => self.lacking_sum(sum, node.chosen),
        });
        let mut open: Vec<(Burden, Set)> = open.collect();
        open.sort_by_key(|(burden, _)| core::cmp::Reverse((burden.credits, burden.steps)));
        let (mut sum, mut counted) = (Burden::default(), Set::default());
        for (burden, steps) in open {
            if steps.common(counted).is_empty() {
                sum = sum.plus(burden);
                counted = counted.union(steps);
            }
        }
        sum
    }

    fn lacking_pick(&self, pick: &Pick<'_>, chosen: Set) -> (Burden, Set) {
        let have = self.had(pick, chosen);
        let open = pick.list.iter().enumerate();
        let open = open.filter(|(index, _)| !have.contains(index));
        let open: Vec<_> = open.map(|(_, condition)| condition).collect();
        self.some_of(pick.count.saturating_sub(have.len()), &open, chosen)
    }

    fn lacking_sum(&self, sum: &Sum<'_>, chosen: Set) -> (Burden, Set) {
        let set = sum.total.set();
        let burden = match sum.total {
            Total::Worth(worth) => {
                let counted = set.common(chosen).union(sum.taken);
                let have = self.problem.facts(chosen).worth(counted, worth.measure);
                let lack = worth.at_least.saturating_sub(have);
                self.burdens.worth(worth.measure, lack)
            }
            Total::Share(_) => Burden::default(),
        };
        (burden, set.without(chosen))
    }

    /// What so many of a list take up, with the steps that could help.
    fn some_of(&self, count: usize, list: &[&Condition], chosen: Set) -> (Burden, Set) {
        let (mut all, mut is_disjoint) = (Set::default(), true);
        let (mut credits, mut steps) = (Vec::new(), Vec::new());
        for condition in list {
            let mut own = Set::default();
            condition.steps(&mut own);
            let own = own.without(chosen);
            is_disjoint &= own.common(all).is_empty();
            all = all.union(own);
            let burden = self.least(condition, chosen);
            credits.push(burden.credits);
            steps.push(burden.steps);
        }
        let least = |mut each: Vec<i64>| {
            each.sort_unstable();
            let lowest = each.iter().take(count);
            if is_disjoint {
                lowest.fold(0, |sum: i64, own| sum.saturating_add(*own))
            } else {
                // Among so many of them there is one that is not lighter than this.
                lowest.max().copied().unwrap_or(0)
            }
        };
        let burden = Burden {
            credits: least(credits),
            steps: least(steps),
        };
        (burden, all)
    }

    /// What meeting a condition takes up beyond what is chosen. As deep as requirements and groups stand in one another.
    fn least(&self, condition: &Condition, chosen: Set) -> Burden {
        match condition {
            Condition::Done(step) | Condition::Taking(step) | Condition::Since(step, _) => {
                if chosen.contains(*step) {
                    return Burden::default();
                }
                let own = self.burdens.steps.get(*step as usize);
                own.copied().unwrap_or_default()
            }
            Condition::Of(count, list) => {
                let list: Vec<_> = list.iter().collect();
                self.some_of(*count, &list, chosen).0
            }
            Condition::Worth(worth) => {
                let facts = self.problem.facts(chosen);
                let have = facts.worth(worth.set.common(chosen), worth.measure);
                let lack = worth.at_least.saturating_sub(have);
                self.burdens.worth(worth.measure, lack)
            }
            Condition::Owned(_, inner) => self.least(inner, chosen),
            Condition::Share(_) | Condition::Held(_) | Condition::From(_) | Condition::Never => {
                Burden::default()
            }
        }
    }
}
