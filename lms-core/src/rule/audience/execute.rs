//! Runs a plan over one block: every question and every shared part once, all rules at one go.

use super::column::{Column, Pair, Room};
use super::plan::{Group, Literal, Step, Steps};
use super::plane::{ALL_ROWS, Counter, NO_ROWS, Plane, Sense, and, or};
use crate::rule::program::Operator;
use crate::verdict::Truth;

/// A rule's outcomes for the rows of a block. A row in neither plane is unmet.
#[derive(Debug, Clone)]
pub(in crate::rule) struct Outcomes {
    pub(in crate::rule) met: Plane,
    pub(in crate::rule) unknown: Plane,
    /// Those that only a person's decision stands between; part of `unknown` no more.
    pub(in crate::rule) waiting: Plane,
    /// Whether `unknown` or `waiting` can have any row.
    pub(in crate::rule) unsure: bool,
}

impl Default for Outcomes {
    fn default() -> Self {
        Self {
            met: NO_ROWS,
            unknown: NO_ROWS,
            waiting: NO_ROWS,
            unsure: false,
        }
    }
}

/// Room to work in, kept from block to block.
#[derive(Debug, Default)]
pub(in crate::rule) struct Bench {
    /// Results of parts, by place.
    places: Vec<Option<Box<Room>>>,
    /// Planes of questions that change in time or have the same answer for every row.
    moved: Vec<Room>,
    /// For each question of the plan, which of these; `u32::MAX` for what stands still.
    of: Vec<u32>,
    counters: [Counter; 2],
    outcomes: Outcomes,
}

const STILL: u32 = u32::MAX;

impl Bench {
    /// Runs the steps for a block and hands each rule's outcomes over. `everywhere` has the truth of those questions of
    /// the plan that do not depend on the learner.
    #[inline(always)]
    pub(in crate::rule) fn run(
        &mut self,
        steps: &Steps,
        columns: &[Column],
        everywhere: &[Option<Truth>],
        now: i64,
        mut answer: impl FnMut(usize, &Outcomes),
    ) {
        self.move_to(steps, columns, everywhere, now);
        self.places.resize_with(steps.places, || None);
        for step in &steps.steps {
            match *step {
                Step::Combine { group, place } => {
                    let held = self.places.get_mut(place as usize).and_then(Option::take);
                    let mut result = held.unwrap_or_default();
                    self.combine(steps, columns, group, &mut result);
                    if let Some(held) = self.places.get_mut(place as usize) {
                        *held = Some(result);
                    }
                }
                Step::Answer {
                    rule,
                    place,
                    granted,
                } => {
                    self.answer(place, granted);
                    answer(rule as usize, &self.outcomes);
                }
            }
        }
    }

    /// The planes at `now` of every question that needs more than a look at its column.
    #[inline(always)]
    fn move_to(
        &mut self,
        steps: &Steps,
        columns: &[Column],
        everywhere: &[Option<Truth>],
        now: i64,
    ) {
        self.of.clear();
        let mut used = 0_usize;
        let mut come = NO_ROWS;
        for (question, alike) in steps.asked.iter().zip(everywhere) {
            let alike = *alike;
            let column = columns
                .get(*question as usize)
                .filter(|column| column.moves());
            if alike.is_none() && column.is_none() {
                self.of.push(STILL);
                continue;
            }
            if self.moved.len() == used {
                self.moved.push(Room::default());
            }
            if let Some(room) = self.moved.get_mut(used) {
                match (alike, column) {
                    (Some(truth), _) => room.fill(truth),
                    (None, Some(column)) => column.at(now, room, &mut come),
                    (None, None) => {}
                }
            }
            self.of.push(u32::try_from(used).unwrap_or(STILL));
            used = used.saturating_add(1);
        }
    }

    /// The planes of a question of the plan, in the block that was run last.
    #[inline(always)]
    pub(in crate::rule) fn question<'a>(
        &'a self,
        steps: &Steps,
        columns: &'a [Column],
        asked: u32,
    ) -> Pair<'a> {
        let asked = asked as usize;
        let moved = self
            .of
            .get(asked)
            .and_then(|of| self.moved.get(*of as usize));
        match moved {
            Some(room) => room.pair(),
            None => {
                let column = steps
                    .asked
                    .get(asked)
                    .and_then(|asked| columns.get(*asked as usize));
                column.map_or(Pair::NONE, Column::still)
            }
        }
    }

    #[inline(always)]
    fn literal<'a>(&'a self, steps: &Steps, columns: &'a [Column], literal: Literal) -> Pair<'a> {
        let pair = self.question(steps, columns, literal.asked);
        let pair = if literal.granted {
            pair.granted()
        } else {
            pair
        };
        if literal.negated {
            pair.swapped()
        } else {
            pair
        }
    }

    #[inline(always)]
    fn part(&self, place: u32) -> Pair<'_> {
        let room = self.places.get(place as usize).and_then(Option::as_deref);
        room.map_or(Pair::NONE, Room::pair)
    }

    #[inline(always)]
    fn combine(&mut self, steps: &Steps, columns: &[Column], group: Group, result: &mut Room) {
        let mut counters = core::mem::take(&mut self.counters);
        let literals = steps.literals_of(group.literals);
        let parts = steps.parts_of(group.parts);
        let of = literals
            .iter()
            .map(|literal| (self.literal(steps, columns, *literal), literal.sense()));
        let of = of.chain(parts.iter().map(|part| (self.part(*part), Sense::Straight)));
        match group.operator {
            Operator::All => all(of, result),
            Operator::Any => either(of, result),
            Operator::AtLeast(need) => {
                let count = literals.len().saturating_add(parts.len());
                at_least(need, count, of, &mut counters, result);
            }
        }
        self.counters = counters;
    }

    #[inline(always)]
    fn answer(&mut self, place: u32, granted: Option<u32>) {
        let mut outcomes = core::mem::take(&mut self.outcomes);
        let pair = self.part(place);
        outcomes.met = *pair.certain;
        outcomes.unsure = pair.possible.is_some();
        outcomes.unknown = NO_ROWS;
        outcomes.waiting = NO_ROWS;
        if let Some(possible) = pair.possible {
            outcomes.unknown = *possible;
            and(&mut outcomes.unknown, pair.certain, Sense::Negated);
            if let Some(granted) = granted {
                outcomes.waiting = outcomes.unknown;
                let granted = self.part(granted).certain;
                and(&mut outcomes.waiting, granted, Sense::Straight);
                and(&mut outcomes.unknown, granted, Sense::Negated);
            }
        }
        self.outcomes = outcomes;
    }
}

/// Everything must hold. What is known of every row comes first: so long there is but one plane to keep.
#[inline(always)]
fn all<'p>(of: impl Iterator<Item = (Pair<'p>, Sense)> + Clone, result: &mut Room) {
    fold(of, &ALL_ROWS, result, and);
}

/// Something must hold.
#[inline(always)]
fn either<'p>(of: impl Iterator<Item = (Pair<'p>, Sense)> + Clone, result: &mut Room) {
    fold(of, &NO_ROWS, result, or);
}

#[inline(always)]
fn fold<'p>(
    of: impl Iterator<Item = (Pair<'p>, Sense)> + Clone,
    start: &Plane,
    result: &mut Room,
    with: impl Fn(&mut Plane, &Plane, Sense),
) {
    result.certain = *start;
    result.differs = false;
    let mut unsure = false;
    for (pair, sense) in of.clone() {
        match pair.possible {
            None => with(&mut result.certain, pair.certain, sense),
            Some(_) => unsure = true,
        }
    }
    if !unsure {
        return;
    }
    result.differs = true;
    result.possible = result.certain;
    for (pair, sense) in of {
        if let Some(possible) = pair.possible {
            with(&mut result.certain, pair.certain, sense);
            with(&mut result.possible, possible, sense);
        }
    }
}

/// So many must hold. Who is counted only possibly is counted apart, from the first such condition on.
#[inline(always)]
fn at_least<'p>(
    need: u32,
    count: usize,
    of: impl Iterator<Item = (Pair<'p>, Sense)>,
    [certain, possible]: &mut [Counter; 2],
    result: &mut Room,
) {
    certain.begin(need, count);
    result.differs = false;
    for (pair, sense) in of {
        if pair.possible.is_some() && !result.differs {
            possible.clone_from(certain);
            result.differs = true;
        }
        certain.add(pair.certain, sense);
        if result.differs {
            possible.add(pair.possible.unwrap_or(pair.certain), sense);
        }
    }
    certain.reached(&mut result.certain);
    if result.differs {
        possible.reached(&mut result.possible);
    }
}
