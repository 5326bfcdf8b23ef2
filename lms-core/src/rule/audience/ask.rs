use core::ops::Range;

use super::execute::{Bench, Outcomes};
use super::kernel::Kernel;
use super::plan::Steps;
use super::plane::{BLOCK_ROWS, Plane};
use super::population::{AudienceError, Population, is_everywhere};
use super::rows::Rows;
use crate::rule::{Facts, RuleIx, RuleSet, Seats};
use crate::time::Instant;
use crate::verdict::{Outcome, Truth};

/// Rules to ask of a population together: what they share is computed once. Make it once, and ask it often.
#[derive(Debug, Clone)]
pub struct Plan<'r> {
    rules: &'r RuleSet,
    of: Vec<RuleIx>,
    pub(in crate::rule) steps: Steps,
    kernel: Kernel,
}

impl<'r> Plan<'r> {
    /// Plans rules. Linear in their size.
    #[must_use]
    pub fn new(rules: &'r RuleSet, of: &[RuleIx]) -> Self {
        Self {
            rules,
            of: of.to_vec(),
            steps: Steps::of(rules, of),
            kernel: Kernel::default(),
        }
    }

    /// The same, computed with other instructions.
    #[must_use]
    pub fn with_kernel(self, kernel: Kernel) -> Self {
        Self { kernel, ..self }
    }

    /// The rules, in the order of the answers.
    #[must_use]
    pub fn rules(&self) -> &[RuleIx] {
        &self.of
    }

    /// The rule set that they belong to.
    #[must_use]
    pub fn rule_set(&self) -> &'r RuleSet {
        self.rules
    }

    /// For each question of the plan the truth at `now`, where it is the same for every learner.
    pub(in crate::rule) fn everywhere(&self, now: Instant, seats: &Seats) -> Vec<Option<Truth>> {
        let facts = Facts {
            seats: self.rules.seats(seats),
            ..Facts::default()
        };
        let truth = |question: &u32| {
            let asked = self.rules.question(*question)?;
            is_everywhere(asked).then(|| self.rules.read(*question, &facts, now.micros()).truth)
        };
        self.steps.asked.iter().map(truth).collect()
    }
}

/// A rule's answer for a population: the learners by outcome. Who is in none of the sets is unmet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    /// Those who meet the rule.
    pub met: Rows,
    /// Those for whom the facts do not decide it.
    pub unknown: Rows,
    /// Those who wait for a person's decision only.
    pub waiting: Rows,
}

impl Answer {
    fn new(rows: usize) -> Self {
        Self {
            met: Rows::new(rows),
            unknown: Rows::new(rows),
            waiting: Rows::new(rows),
        }
    }

    /// The outcome of one row.
    #[must_use]
    pub fn outcome(&self, row: usize) -> Outcome {
        if self.met.contains(row) {
            Outcome::Met
        } else if self.waiting.contains(row) {
            Outcome::Waiting
        } else if self.unknown.contains(row) {
            Outcome::Unknown
        } else {
            Outcome::Unmet
        }
    }

    /// Those who do not meet the rule, among the learners given.
    #[must_use]
    pub fn unmet(&self, live: &Rows) -> Rows {
        let mut rows = live.clone();
        for set in [&self.met, &self.unknown, &self.waiting] {
            rows.remove(set);
        }
        rows
    }

    /// Puts the answer for another stretch of the same population to this one.
    pub fn add(&mut self, other: &Self) {
        self.met.add(&other.met);
        self.unknown.add(&other.unknown);
        self.waiting.add(&other.waiting);
    }
}

/// How many learners have each outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Counts {
    /// Those who meet the rule.
    pub met: usize,
    /// Those who do not.
    pub unmet: usize,
    /// Those for whom the facts do not decide it.
    pub unknown: usize,
    /// Those who wait for a person's decision only.
    pub waiting: usize,
}

/// A stretch of a population's rows, to be asked like the whole.
#[derive(Debug, Clone)]
pub struct Part<'p> {
    population: &'p Population,
    range: Range<usize>,
}

impl Population {
    /// Some rows only. Stretches that begin and end at multiples of 4,096, as [`Population::stretches`] gives them, share
    /// no work.
    #[must_use]
    pub fn range(&self, rows: Range<usize>) -> Part<'_> {
        Part {
            population: self,
            range: rows.start..rows.end.min(self.rows()),
        }
    }

    /// Asks rules at an instant; gives an answer for each rule of the plan, in its order.
    ///
    /// Linear in the rows and in the size of the plan; some 4,096 rows at a time, 64 or more per instruction.
    ///
    /// # Errors
    /// [`AudienceError::TooEarly`].
    pub fn ask(
        &self,
        plan: &Plan<'_>,
        now: Instant,
        seats: &Seats,
    ) -> Result<Vec<Answer>, AudienceError> {
        self.range(0..self.rows()).ask(plan, now, seats)
    }

    /// Asks rules at an instant and counts only.
    ///
    /// # Errors
    /// [`AudienceError::TooEarly`].
    pub fn count(
        &self,
        plan: &Plan<'_>,
        now: Instant,
        seats: &Seats,
    ) -> Result<Vec<Counts>, AudienceError> {
        self.range(0..self.rows()).count(plan, now, seats)
    }
}

impl Part<'_> {
    /// Asks rules of these rows; the answers have the rows of the whole population, and no others are in them.
    ///
    /// # Errors
    /// [`AudienceError::TooEarly`].
    pub fn ask(
        &self,
        plan: &Plan<'_>,
        now: Instant,
        seats: &Seats,
    ) -> Result<Vec<Answer>, AudienceError> {
        let rows = self.population.rows();
        let mut answers: Vec<Answer> = plan.of.iter().map(|_| Answer::new(rows)).collect();
        self.each(plan, now, seats, |rule, block, live, outcomes| {
            if let Some(answer) = answers.get_mut(rule) {
                answer.met.put(block, &outcomes.met, live);
                if outcomes.unsure {
                    answer.unknown.put(block, &outcomes.unknown, live);
                    answer.waiting.put(block, &outcomes.waiting, live);
                }
            }
        })?;
        Ok(answers)
    }

    /// Asks rules of these rows and counts only.
    ///
    /// # Errors
    /// [`AudienceError::TooEarly`].
    pub fn count(
        &self,
        plan: &Plan<'_>,
        now: Instant,
        seats: &Seats,
    ) -> Result<Vec<Counts>, AudienceError> {
        let mut counts = vec![Counts::default(); plan.of.len()];
        let mut all = 0_usize;
        self.each(plan, now, seats, |rule, _, live, outcomes| {
            if rule == 0 {
                all = all.saturating_add(super::plane::count(live));
            }
            let within = |plane: &Plane| {
                let words = plane.iter().zip(live);
                words
                    .map(|(word, live)| (word & live).count_ones() as usize)
                    .sum::<usize>()
            };
            if let Some(counts) = counts.get_mut(rule) {
                counts.met = counts.met.saturating_add(within(&outcomes.met));
                if outcomes.unsure {
                    counts.unknown = counts.unknown.saturating_add(within(&outcomes.unknown));
                    counts.waiting = counts.waiting.saturating_add(within(&outcomes.waiting));
                }
            }
        })?;
        for counts in &mut counts {
            let decided = counts
                .met
                .saturating_add(counts.unknown)
                .saturating_add(counts.waiting);
            counts.unmet = all.saturating_sub(decided);
        }
        Ok(counts)
    }

    /// Hands over each rule's outcomes for each block, with the rows of the range that have a learner.
    fn each(
        &self,
        plan: &Plan<'_>,
        now: Instant,
        seats: &Seats,
        mut answer: impl FnMut(usize, usize, &Plane, &Outcomes),
    ) -> Result<(), AudienceError> {
        let since = self.population.since();
        if now < since {
            return Err(AudienceError::TooEarly { since });
        }
        let everywhere = plan.everywhere(now, seats);
        let mut bench = Bench::default();
        let blocks = self.range.start / BLOCK_ROWS..self.range.end.div_ceil(BLOCK_ROWS);
        for block in blocks {
            let columns = self.population.columns(block);
            let live = self.population.live().plane(block, &self.range);
            plan.kernel.run(
                #[inline(always)]
                || {
                    bench.run(
                        &plan.steps,
                        columns,
                        &everywhere,
                        now.micros(),
                        |rule, outcomes| {
                            answer(rule, block, &live, outcomes);
                        },
                    );
                },
            );
        }
        Ok(())
    }
}
