use super::Standing;
use super::credit::Earning;
use super::facts::{CompletedBy, Done, part};
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
            let milestone = step.item == Item::Milestone;
            if milestone || (fact.tied && !matches!(step.item, Item::Path { .. })) {
                fact.own.clone_from(&own.own);
            }
            let done = fact
                .done
                .as_mut()
                .filter(|done| done.by == CompletedBy::Reached);
            if let (Some(done), true, None) = (done, milestone, &own.done) {
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
            fact.let_off = fact.settled();
            fact.waived = None;
            let own = fact.own.take().filter(Done::is_own);
            let done = fact.done.filter(Done::is_own).or(own);
            // Milestones are reached anew.
            let stays =
                |done: &Done| step.item != Item::Milestone || done.by != CompletedBy::Reached;
            fact.done = done.filter(stays);
            fact.offers.retain(|done| done.is_own() && stays(done));
            fact.let_off &= !fact.settled() && step.item != Item::Milestone;
            fact
        });
        let mut alone = Self {
            facts: facts.collect(),
            due: self.due.clone(),
            nested: self.nested.clone(),
            earned: 0,
            earning: Earning::default(),
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

    /// For each nested path that is not finished, the credits that are its own once what it lacks is done here; and
    /// none for each milestone that cannot be reached any more without what was recognised or waived.
    pub(crate) fn own_ahead(&self) -> Vec<(u32, i64)> {
        let steps = (0_u32..).zip(&self.path.definition.steps);
        let mut found = self.milestones_lost();
        let open = steps.zip(&self.facts).zip(&self.nested);
        let nested = open.filter(|((_, fact), _)| !fact.settled());
        found.extend(nested.filter_map(|(((node, step), _), nested)| {
            let nested = (*nested)?;
            let credits = step.credits.micros();
            let lacks = credits.saturating_sub(part(credits, nested.share));
            let own = part(credits, nested.own).saturating_add(lacks);
            Some((node, own.min(credits)))
        }));
        found
    }

    /// Milestones ahead that are reached by way of something recognised or waived, and so earn nothing here.
    fn milestones_lost(&self) -> Vec<(u32, i64)> {
        let steps = (0_u32..).zip(&self.path.definition.steps);
        let ahead = steps.filter(|(node, step)| {
            let open = self
                .facts
                .get(*node as usize)
                .is_some_and(|fact| !fact.settled());
            step.item == Item::Milestone && step.credits.micros() > 0 && open
        });
        let ahead: Vec<u32> = ahead.map(|(node, _)| node).collect();
        let Some(alone) = (!ahead.is_empty()).then(|| self.alone()).flatten() else {
            return Vec::new();
        };
        let lost = ahead
            .into_iter()
            .filter(|node| alone.finish_of(*node).is_none());
        lost.map(|node| (node, 0)).collect()
    }
}
