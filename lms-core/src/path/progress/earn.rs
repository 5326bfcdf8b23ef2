use super::Standing;
use super::credit::{Counted, Earning, Offers};
use super::facts::{Done, worth};

/// What the learner's completions earn, each course once.
impl Standing<'_> {
    /// Adds up credits. Every step for which a completion counts is completed, also by one that earns its credits in
    /// another step. Of the ways of giving each course to one step at most, the one is taken that earns most; of those,
    /// the one with the credits in steps written earlier; of those, the one with the better completions.
    ///
    /// What was earned here is shared out in the same way by itself, so that nothing recognised takes its place.
    pub(super) fn earn(&mut self) {
        let ties = &self.path.ties;
        let credits = self.facts.iter();
        let credits: Vec<i64> = credits
            .map(|fact| fact.done.as_ref().map_or(0, |done| done.credits))
            .collect();
        for fact in self.facts.iter_mut().filter(|fact| fact.tied) {
            fact.offers.sort_by_key(worth);
        }
        let all = self.offered(&|done| Some(done.credits));
        let ours = self.offered(&|done| done.by.is_own().then(|| done.own_credits()));
        let (earning, counted) = Earning::new(ties, credits, all);
        let (_, own) = Earning::new(ties, Vec::new(), ours);
        for step in ties.all() {
            let Some(fact) = self.facts.get_mut(step as usize) else {
                continue;
            };
            let count = |counted: &Counted| {
                let (rank, credits) = counted.get(&step)?;
                let done = fact.offers.get(*rank)?.clone();
                Some(Done {
                    credits: *credits,
                    ..done
                })
            };
            // One whose courses all earn in other steps is completed by the best of them, and earns nothing.
            let rest = |done: &Done| Done {
                credits: 0,
                ..done.clone()
            };
            let best = fact.offers.last().map(rest);
            let ours = fact.offers.iter().rfind(|done| done.by.is_own()).map(rest);
            let (done, own) = (count(&counted).or(best), count(&own).or(ours));
            fact.done = done.or(fact.done.take());
            // What part of it is ours has been told apart already.
            fact.own = own.map(|own| Done { here: None, ..own });
        }
        self.earned = earning
            .credits
            .iter()
            .fold(0_i64, |sum, credits| sum.saturating_add(*credits));
        self.earning = earning;
    }

    /// What each tied step could count, where it is worth anything in this sum.
    fn offered(&self, credits: &dyn Fn(&Done) -> Option<i64>) -> Offers {
        let steps = self.path.ties.all();
        let offers = steps.filter_map(|step| {
            let fact = self.facts.get(step as usize)?;
            Some((step, fact.offered(credits)))
        });
        offers.collect()
    }
}
