//! What a remedy may spend: elementary operations, counted instead of timed, so that the same question always ends at the
//! same place.

use crate::rule::learner::facts::Facts;

/// An allowance of elementary operations, and what is spent of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Effort {
    allowed: u64,
    spent: u64,
}

impl Effort {
    pub(super) fn of(allowed: u64) -> Self {
        Self { allowed, spent: 0 }
    }

    pub(super) fn left(self) -> u64 {
        self.allowed.saturating_sub(self.spent)
    }

    pub(super) fn is_spent(self) -> bool {
        self.spent >= self.allowed
    }

    /// What was spent. More than was allowed only by the one indivisible piece of work that came last.
    pub(super) fn spent(self) -> u64 {
        self.spent
    }

    pub(super) fn spend(&mut self, operations: u64) {
        self.spent = self.spent.saturating_add(operations);
    }

    /// The same, for a count of things that are each looked at once.
    pub(super) fn look_at(&mut self, things: usize) {
        self.spend(u64::try_from(things).unwrap_or(u64::MAX));
    }

    /// Does something that may spend at most so much, and no more than is left.
    pub(super) fn within<T>(&mut self, most: u64, act: impl FnOnce(&mut Self) -> T) -> T {
        let mut part = Self::of(most.min(self.left()));
        let done = act(&mut part);
        self.spend(part.spent);
        done
    }
}

/// How many facts a question may have to look at that is not about completions.
pub(super) fn broad(facts: &Facts) -> usize {
    [
        facts.grades.len(),
        facts.attempts.len(),
        facts.held.len(),
        facts.units.len(),
        facts.groups.len(),
        facts.audiences.len(),
        facts.roles.len(),
        facts.enrolments.len(),
        facts.skills.len(),
        facts.approvals.len(),
        facts.payments.len(),
        facts.waivers.len(),
        facts.steps.len(),
    ]
    .iter()
    .fold(0, |sum, len| sum.saturating_add(*len))
}
