use super::Standing;
use super::facts::{Done, part};
use super::share::Assignment;
use super::tree::Reached;
use crate::number::Fraction;
use crate::path::definition::Item;

/// What a learner reaches by work done here alone. What stands for other steps is worth as much to residency as those.
impl Standing<'_> {
    /// Says of every milestone whether it is reached without what was recognised or waived.
    pub(super) fn own(&mut self) {
        let milestones = self.path.definition.steps.iter().zip(&self.facts);
        let mut reached = milestones.filter(|(step, fact)| {
            step.item == Item::Milestone && step.credits.micros() > 0 && fact.done.is_some()
        });
        if reached.next().is_none() {
            return;
        }
        let Some(alone) = self.alone() else {
            return;
        };
        for ((step, fact), own) in self
            .path
            .definition
            .steps
            .iter()
            .zip(&mut self.facts)
            .zip(&alone.facts)
        {
            let done = fact.done.as_mut().filter(|done| done.by.is_own());
            if let (Some(done), Item::Milestone, None) = (done, &step.item, &own.done) {
                done.here = Some(Fraction::ZERO);
            }
        }
    }

    /// The share of the goal that work done here reaches. Never falls when something is recognised.
    pub(super) fn own_share(&self) -> Fraction {
        let share = |standing: &Self| {
            let goal = standing.reached.first();
            goal.map_or(Fraction::ZERO, |goal: &Reached| goal.share)
        };
        self.alone()
            .map_or_else(|| share(self), |alone| share(&alone))
    }

    /// The same learner without what was recognised or waived; `None` where there is nothing of it.
    ///
    /// A nested path stays only where all of it was reached here. Milestones are reached anew.
    fn alone(&self) -> Option<Self> {
        let mut settled = self.facts.iter().filter(|fact| fact.settled());
        if settled.all(|fact| fact.done.as_ref().is_some_and(Done::is_own)) {
            return None;
        }
        let steps = self.path.definition.steps.iter();
        let facts = steps.zip(&self.facts).map(|(step, fact)| {
            let mut fact = fact.clone();
            fact.waived = None;
            let done = fact.done.filter(Done::is_own).or(fact.own.take());
            fact.done = done.filter(|_| step.item != Item::Milestone);
            fact
        });
        let mut alone = Self {
            facts: facts.collect(),
            due: self.due.clone(),
            nested: self.nested.clone(),
            earned: 0,
            credits: vec![0; self.credits.len()],
            assignment: Assignment {
                barred: vec![0; self.facts.len()],
                proven: true,
            },
            reached: Vec::new(),
            finish: vec![None; self.path.nodes()],
            begin: vec![None; self.path.nodes()],
            finished: vec![false; self.path.nodes()],
            open: vec![false; self.facts.len()],
            locks: vec![Vec::new(); self.facts.len()],
            verdicts: self.verdicts.clone(),
            ..*self
        };
        alone.earn();
        alone.run();
        Some(alone)
    }

    /// For each nested path that is not finished, the credits that are its own once what it lacks is done here.
    pub(crate) fn own_ahead(&self) -> Vec<(u32, i64)> {
        let steps = (0_u32..).zip(&self.path.definition.steps);
        let open = steps.zip(&self.facts).zip(&self.nested);
        open.filter(|((_, fact), _)| !fact.settled())
            .filter_map(|(((node, step), _), nested)| {
                let nested = (*nested)?;
                let credits = step.credits.micros();
                let lacks = credits.saturating_sub(part(credits, nested.share));
                let own = part(credits, nested.own).saturating_add(lacks);
                Some((node, own.min(credits)))
            })
            .collect()
    }
}
