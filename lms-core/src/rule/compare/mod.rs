//! What-if: the same learners under two catalogues, or on two days, and whom the difference touches.

mod conditions;

use crate::record::LearnerRecord;
use crate::rule::audience::{AudienceError, Plan, Population, Rows};
use crate::rule::audience::{BLOCK_ROWS, Bench, NO_ROWS, Outcomes, Pair, Plane};
use crate::rule::{Learner, RuleIx, RuleSet, Seats};
use crate::time::Instant;
use crate::verdict::Verdict;

use conditions::Condition;

/// One side of a comparison.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// The rules.
    pub rules: &'a RuleSet,
    /// The learners, compiled for them.
    pub population: &'a Population,
    /// When it is asked.
    pub now: Instant,
    /// How many seats are free.
    pub seats: &'a Seats,
}

impl Side<'_> {
    /// The whole verdict of one learner on this side.
    #[must_use]
    pub fn verdict(&self, rule: RuleIx, record: &LearnerRecord) -> Verdict {
        let mut learner = Learner::new(self.rules, record, self.seats, self.now);
        self.rules.verdict(rule, &mut learner, record, self.now)
    }
}

/// Whom the difference between two sides touches, for one rule. No row is in two of the sets.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Difference {
    /// Those who meet the rule after, and did not before.
    pub gained: Rows,
    /// Those who met the rule before, and do not after.
    pub lost: Rows,
    /// Those who meet it on neither side, but for another outcome: unmet, unknown, waiting.
    pub moved: Rows,
    /// Those with the same outcome, but not for the same reasons: the conditions that do not hold, or how they do not, are
    /// others. A condition that only one side asks counts as holding on the other.
    pub reasons: Rows,
}

/// The rules that two rule sets have in common by their ids, in the order of the first.
#[must_use]
pub fn in_common(before: &RuleSet, after: &RuleSet) -> Vec<(RuleIx, RuleIx)> {
    let other = |rule: RuleIx| Some((rule, after.rule(before.id(rule)?)?));
    before.rules().filter_map(other).collect()
}

/// Compares pairs of rules, one of each side, over the learners of both; a change for each pair, in their order.
///
/// Both populations must have the same learners in the same rows, as they have when they were put in in the same order.
/// Linear in the rows and in the size of the rules, like two bulk questions.
///
/// ```
/// use lms_core::record::LearnerRecord;
/// use lms_core::rule::audience::Population;
/// use lms_core::rule::compare::{Side, compare, in_common};
/// use lms_core::rule::{RuleDefinition, RuleSet, Seats, Vocabulary};
/// let rule: RuleDefinition =
///     serde_json::from_str(r#"{"id":"autumn","when":{"type":"window","from":"2026-09-01"}}"#).unwrap();
/// let rules = RuleSet::compile(&[rule], &Vocabulary::default()).unwrap();
/// let (summer, winter) =
///     ("2026-07-01T00:00:00Z".parse().unwrap(), "2026-12-01T00:00:00Z".parse().unwrap());
/// let mut population = Population::new(&rules, summer);
/// population.put(&rules, &LearnerRecord::new("ada".parse().unwrap())).unwrap();
/// let before = Side { rules: &rules, population: &population, now: summer, seats: &Seats::new() };
/// let after = Side { now: winter, ..before };
/// let changes = compare(&before, &after, &in_common(&rules, &rules)).unwrap();
/// assert_eq!(changes[0].gained.iter().collect::<Vec<_>>(), [0]);
/// ```
///
/// # Errors
/// [`AudienceError::DifferentLearners`], or [`AudienceError::TooEarly`] for one of the sides.
pub fn compare(
    before: &Side<'_>,
    after: &Side<'_>,
    rules: &[(RuleIx, RuleIx)],
) -> Result<Vec<Difference>, AudienceError> {
    if !before.population.has_learners_of(after.population) {
        return Err(AudienceError::DifferentLearners);
    }
    let (of_before, of_after): (Vec<RuleIx>, Vec<RuleIx>) = rules.iter().copied().unzip();
    let mut before = Asking::new(before, &of_before)?;
    let mut after = Asking::new(after, &of_after)?;
    let conditions: Vec<Vec<Condition>> = rules
        .iter()
        .map(|(was, is)| Condition::of_both(&before.plan, *was, &after.plan, *is))
        .collect();
    let rows = before.side.population.rows();
    let empty = || Difference {
        gained: Rows::new(rows),
        lost: Rows::new(rows),
        moved: Rows::new(rows),
        reasons: Rows::new(rows),
    };
    let mut changes: Vec<Difference> = rules.iter().map(|_| empty()).collect();
    for block in 0..rows.div_ceil(BLOCK_ROWS) {
        before.run(block);
        after.run(block);
        let live = before.side.population.live().plane(block, &(0..rows));
        let outcomes = before.outcomes.iter().zip(&after.outcomes);
        for ((change, conditions), (was, is)) in changes.iter_mut().zip(&conditions).zip(outcomes) {
            let same = change.note(block, &live, was, is);
            let mut differs = NO_ROWS;
            for condition in conditions {
                let was = before.pair(block, condition.was, condition.negated);
                let is = after.pair(block, condition.is, condition.negated);
                add_difference(&mut differs, was, is);
            }
            let both = differs.iter_mut().zip(&same);
            both.for_each(|(differs, same)| *differs &= same);
            change.reasons.put(block, &differs, &live);
        }
    }
    Ok(changes)
}

impl Difference {
    /// Notes a block's outcomes, and gives the rows that have the same one on both sides.
    fn note(&mut self, block: usize, live: &Plane, was: &Outcomes, is: &Outcomes) -> Plane {
        let combine = |with: &dyn Fn(Row) -> u64| {
            let mut plane = NO_ROWS;
            let was = was.met.iter().zip(&was.unknown).zip(&was.waiting);
            let is = is.met.iter().zip(&is.unknown).zip(&is.waiting);
            for (word, (((met, unknown), waiting), ((is_met, is_unknown), is_waiting))) in
                plane.iter_mut().zip(was.zip(is))
            {
                *word = with(Row {
                    was_met: *met,
                    is_met: *is_met,
                    other: (unknown ^ is_unknown) | (waiting ^ is_waiting),
                });
            }
            plane
        };
        self.gained
            .put(block, &combine(&|row| row.is_met & !row.was_met), live);
        self.lost
            .put(block, &combine(&|row| row.was_met & !row.is_met), live);
        self.moved.put(
            block,
            &combine(&|row| row.other & !row.was_met & !row.is_met),
            live,
        );
        combine(&|row| !(row.was_met ^ row.is_met) & !row.other)
    }
}

/// The outcomes of 64 rows on both sides.
struct Row {
    was_met: u64,
    is_met: u64,
    /// Another kind of not met, or met on one side.
    other: u64,
}

fn add_difference(differs: &mut Plane, was: Pair<'_>, is: Pair<'_>) {
    let possible = |pair: &Pair<'_>| *pair.possible.unwrap_or(pair.certain);
    let (was_possible, is_possible) = (possible(&was), possible(&is));
    let certain = was.certain.iter().zip(is.certain);
    for ((word, (was, is)), (was_possible, is_possible)) in differs
        .iter_mut()
        .zip(certain)
        .zip(was_possible.iter().zip(&is_possible))
    {
        *word |= (was ^ is) | (was_possible ^ is_possible);
    }
}

/// One side on its way through the blocks.
struct Asking<'a> {
    side: &'a Side<'a>,
    plan: Plan<'a>,
    everywhere: Vec<Option<crate::verdict::Truth>>,
    bench: Bench,
    outcomes: Vec<Outcomes>,
}

impl<'a> Asking<'a> {
    fn new(side: &'a Side<'a>, of: &[RuleIx]) -> Result<Self, AudienceError> {
        let since = side.population.since();
        if side.now < since {
            return Err(AudienceError::TooEarly { since });
        }
        let plan = Plan::new(side.rules, of);
        let everywhere = plan.everywhere(side.now, side.seats);
        let outcomes = vec![Outcomes::default(); of.len()];
        Ok(Self {
            side,
            plan,
            everywhere,
            bench: Bench::default(),
            outcomes,
        })
    }

    fn run(&mut self, block: usize) {
        let columns = self.side.population.columns(block);
        let outcomes = &mut self.outcomes;
        let note = |rule: usize, found: &Outcomes| {
            if let Some(held) = outcomes.get_mut(rule) {
                held.clone_from(found);
            }
        };
        let now = self.side.now.micros();
        self.bench
            .run(&self.plan.steps, columns, &self.everywhere, now, note);
    }

    /// A question's planes in the block that was run last. Where the condition is not asked, it is as the rule wants it.
    fn pair(&self, block: usize, question: Option<u32>, negated: bool) -> Pair<'_> {
        let columns = self.side.population.columns(block);
        match question {
            Some(question) => self.bench.question(&self.plan.steps, columns, question),
            None if negated => Pair::NONE,
            None => Pair::ALL,
        }
    }
}
