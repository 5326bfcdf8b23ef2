use super::portion::Share;
use super::set::Set;
use crate::path::compile::{Need, Path, Rule};
use crate::path::definition::Band;
use crate::time::{Date, Period};

/// What must hold, over sets of steps. Every condition that holds goes on holding when more is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Condition {
    /// The step is done.
    Done(u32),
    /// The step is done or is taken at the same time.
    Taking(u32),
    /// The step was done so long ago.
    Since(u32, Period),
    /// The step is done and is taken again for a better score: it counts as done all the same.
    Held(u32),
    /// The day has come.
    From(Date),
    /// So many of these hold.
    Of(usize, Vec<Condition>),
    /// The steps of the set that are done are worth so much.
    Worth(Worth),
    /// So much of a group is done.
    Share(Box<Share>),
    /// The group is finished, for one that may not count every step: see `Sharing`.
    Owned(usize, Box<Condition>),
    /// It can never hold.
    Never,
}

impl Condition {
    /// Adds the steps that can help to meet it. As deep as requirements and groups stand in one another.
    pub(super) fn steps(&self, found: &mut Set) {
        match self {
            Self::Done(step) | Self::Taking(step) | Self::Since(step, _) => {
                found.insert(*step);
            }
            Self::Of(_, list) => {
                for inner in list {
                    inner.steps(found);
                }
            }
            Self::Worth(worth) => *found = found.union(worth.set),
            Self::Share(share) => *found = found.union(share.set),
            Self::Owned(_, inner) => inner.steps(found),
            Self::Held(_) | Self::From(_) | Self::Never => {}
        }
    }
}

/// The steps of a set that are done are worth so much.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Worth {
    pub(super) set: Set,
    pub(super) measure: Value,
    pub(super) at_least: i64,
    /// Whether steps that are being taken count as well.
    pub(super) taking: bool,
}

/// What a step is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value {
    Credits,
    Points,
    /// Credits earned with us: not those of recognised prior learning.
    Own,
}

/// The circumstances in which conditions are looked at.
pub(super) struct Facts<'a> {
    pub(super) done: Set,
    /// What is done together with what is taken now.
    pub(super) now: Set,
    pub(super) credits: &'a [i64],
    pub(super) points: &'a [i64],
    pub(super) own: &'a [i64],
    /// Whether a step was done so long ago.
    pub(super) since: &'a dyn Fn(u32, Period) -> bool,
    /// Whether a day has come.
    pub(super) come: &'a dyn Fn(Date) -> bool,
}

impl Facts<'_> {
    pub(super) fn holds(&self, condition: &Condition) -> bool {
        match condition {
            Condition::Done(step) => self.done.contains(*step),
            Condition::Taking(step) => self.now.contains(*step),
            Condition::Since(step, period) => {
                self.done.contains(*step) && (self.since)(*step, *period)
            }
            Condition::Held(_) => true,
            Condition::From(day) => (self.come)(*day),
            // As deep as requirements and groups stand in one another when the path was compiled.
            Condition::Of(count, list) => {
                *count == 0
                    || list
                        .iter()
                        .filter(|condition| self.holds(condition))
                        .nth(count.saturating_sub(1))
                        .is_some()
            }
            Condition::Worth(worth) => {
                let counted = if worth.taking { self.now } else { self.done };
                self.worth(counted.common(worth.set), worth.measure) >= worth.at_least
            }
            Condition::Share(share) => share.is_reached(self),
            Condition::Owned(_, inner) => self.holds(inner),
            Condition::Never => false,
        }
    }

    pub(super) fn worth(&self, set: Set, measure: Value) -> i64 {
        let values = match measure {
            Value::Credits => self.credits,
            Value::Points => self.points,
            Value::Own => self.own,
        };
        set.iter().fold(0, |sum, step| {
            sum.saturating_add(values.get(step as usize).copied().unwrap_or(0))
        })
    }
}

/// When it is asked of a node: whether it must be done before, or may be taken at the same time.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    Before,
    Together,
}

/// Turns what a path requires into conditions.
pub(super) struct Reader<'a> {
    pub(super) path: &'a Path,
    /// Whether a score that a step has, or is expected to get, is enough.
    pub(super) scored: &'a dyn Fn(u32, crate::number::Percent) -> bool,
    /// Whether so much of a step is done already, though not all of it.
    pub(super) reported: &'a dyn Fn(u32, crate::number::Percent) -> bool,
    /// Which band a branch is planned for.
    pub(super) band: &'a dyn Fn(u32, &[Band]) -> Option<usize>,
    /// Which groups may not count every step.
    pub(super) owned: &'a dyn Fn(u32) -> bool,
    /// What a group of credits has beyond the credits of its steps.
    pub(super) beyond: &'a dyn Fn(u32) -> i64,
    /// Steps that are done, and may be taken again for a better score: they count as done all the same.
    pub(super) again: Set,
    /// When a step was done, where that is known.
    pub(super) past: &'a dyn Fn(u32) -> Option<Date>,
    /// What a step is worth.
    pub(super) value: &'a dyn Fn(u32, Value) -> i64,
}

impl Reader<'_> {
    /// The condition of a need. As deep as requirements stand in one another, which compiling has bounded.
    pub(super) fn need(&self, need: &Need) -> Condition {
        match need {
            Need::Done(node) => self.node(*node, When::Before),
            Need::Share(node, wanted) if (self.reported)(*node, *wanted) => {
                Condition::Of(0, Vec::new())
            }
            Need::Share(node, wanted) if self.path.group(*node).is_some() => {
                match self.share(*node, *wanted) {
                    Some(share) => self.owning(*node, Condition::Share(Box::new(share))),
                    None => Condition::Of(0, Vec::new()),
                }
            }
            // Part of a step is there with the whole of it.
            Need::Share(node, _) => self.node(*node, When::Before),
            Need::DoneOrTaking(node) | Need::Together(node) => self.node(*node, When::Together),
            Need::Score(step, at_least) if (self.scored)(*step, *at_least) => {
                self.node(*step, When::Before)
            }
            Need::Score(step, _) if self.again.contains(*step) => Condition::Done(*step),
            Need::Score(..) => Condition::Never,
            Need::Level(..) | Need::Deadline(_) => Condition::Of(0, Vec::new()),
            Need::Delay(node, period) => self.delay(*node, *period),
            Need::Credits(credits) => self.all_worth(Value::Credits, credits.micros()),
            Need::Of(count, needs) => {
                Condition::Of(*count, needs.iter().map(|need| self.need(need)).collect())
            }
            Need::Gate(gate) => self.gate(*gate),
        }
    }

    /// All steps of the path that are done are worth so much.
    pub(super) fn all_worth(&self, measure: Value, at_least: i64) -> Condition {
        self.worth(self.steps().collect(), measure, at_least, When::Before)
    }

    fn worth(&self, set: Set, measure: Value, at_least: i64, when: When) -> Condition {
        let value = |step| (self.value)(step, measure);
        let held = set.common(self.again);
        let earned = held
            .iter()
            .fold(0_i64, |sum, step| sum.saturating_add(value(step)));
        Condition::Worth(Worth {
            // Taken again, a step may earn more credits, or ours in place of recognised ones, but no more points.
            set: if measure == Value::Points {
                set.without(held)
            } else {
                set
            },
            measure,
            at_least: at_least.saturating_sub(earned),
            taking: when == When::Together,
        })
    }

    fn steps(&self) -> impl Iterator<Item = u32> {
        (0_u32..)
            .zip(&self.path.definition().steps)
            .map(|(node, _)| node)
    }

    /// A delay after a group is one after each of its steps.
    fn delay(&self, node: u32, period: Period) -> Condition {
        // The members that finish a group are not known beforehand, so that it counts from the last of those done.
        let mut condition = self.node(node, When::Before);
        self.since(&mut condition, period);
        condition
    }

    /// Turns every "done" in a condition into "done so long ago". As deep as groups stand in one another.
    fn since(&self, condition: &mut Condition, period: Period) {
        match condition {
            Condition::Done(step) => *condition = Condition::Since(*step, period),
            // A step that is taken again was done when it was done first, as progress counts it.
            Condition::Held(step) => {
                if let Some(day) = (self.past)(*step).and_then(|on| on.plus(period, 1).ok()) {
                    *condition = Condition::From(day);
                }
            }
            Condition::Of(_, list) => {
                for inner in list {
                    self.since(inner, period);
                }
            }
            Condition::Owned(_, inner) => self.since(inner, period),
            _ => {}
        }
    }

    /// Every place before a gate, and its own.
    fn gate(&self, gate: u32) -> Condition {
        let mut list = Vec::new();
        let mut next = self.path.gate(gate);
        while let Some(gate) = next {
            list.push(self.node(gate.member, When::Before));
            next = gate.previous.and_then(|gate| self.path.gate(gate));
        }
        list.reverse();
        Condition::Of(list.len(), list)
    }

    /// A step is done, or a group finished. As deep as groups stand in one another, which compiling has bounded.
    pub(super) fn node(&self, node: u32, when: When) -> Condition {
        if self.again.contains(node) {
            return Condition::Held(node);
        }
        let Some(group) = self.path.group(node) else {
            return match when {
                When::Before => Condition::Done(node),
                When::Together => Condition::Taking(node),
            };
        };
        let members = group.members.iter();
        let all = || -> Vec<Condition> {
            let members = group.members.iter();
            members.map(|member| self.node(*member, when)).collect()
        };
        let worth =
            |measure, at_least| self.worth(steps_in(self.path, node), measure, at_least, when);
        let condition = match &group.rule {
            Rule::All => {
                let needed = members.zip(&group.spare).filter(|(_, spare)| !**spare);
                let list: Vec<_> = needed.map(|(member, _)| self.node(*member, when)).collect();
                Condition::Of(list.len(), list)
            }
            Rule::AtLeast(count) => Condition::Of(*count, all()),
            Rule::OneTrack => Condition::Of(1, all()),
            Rule::Credits(credits) => {
                let beyond = (self.beyond)(node);
                worth(Value::Credits, credits.micros().saturating_sub(beyond))
            }
            Rule::Points(points) => worth(Value::Points, points.micros()),
            Rule::Branch(on, bands) => {
                let member = (self.band)(*on, bands).and_then(|band| group.members.get(band));
                match member {
                    Some(member) => Condition::Of(
                        2,
                        vec![self.node(*on, When::Before), self.node(*member, when)],
                    ),
                    None => Condition::Never,
                }
            }
        };
        self.owning(node, condition)
    }

    /// What is asked of a group, which may not count every step.
    fn owning(&self, group: u32, condition: Condition) -> Condition {
        if (self.owned)(group) {
            let index = (group as usize).saturating_sub(self.path.steps.len());
            Condition::Owned(index, Box::new(condition))
        } else {
            condition
        }
    }
}

/// All steps inside a group, at any depth.
pub(super) fn steps_in(path: &Path, node: u32) -> Set {
    let mut found = Set::default();
    let mut stack = vec![node];
    while let Some(node) = stack.pop() {
        match path.group(node) {
            Some(group) => stack.extend(&group.members),
            None => {
                found.insert(node);
            }
        }
    }
    found
}
