use std::collections::BTreeMap;

use crate::path::definition::Sharing;
use crate::path::plan::condition::Value;
use crate::path::plan::problem::Problem;
use crate::path::plan::set::Set;

/// The steps of each restricted group that it counts.
#[derive(Clone, Default)]
pub(super) struct Uses(BTreeMap<usize, Set>);

impl Uses {
    /// Notes that groups count a step; `false` when they may not.
    pub(super) fn add(&mut self, step: u32, owners: &[usize], problem: &Problem) -> bool {
        for owner in owners {
            self.0.entry(*owner).or_default().insert(step);
        }
        let touched = problem.sharing.iter().filter(|shared| {
            let groups = &shared.groups;
            groups.iter().any(|group| owners.contains(group))
        });
        for shared in touched {
            let (mut once, mut twice) = (Set::default(), Set::default());
            for group in &shared.groups {
                let own = self.0.get(group).copied().unwrap_or_default();
                twice = twice.union(once.common(own));
                once = once.union(own);
            }
            let fits = match shared.sharing {
                Sharing::Allowed => true,
                Sharing::Forbidden => twice.is_empty(),
                Sharing::LimitedSteps { count } => twice.iter().count() <= count as usize,
                Sharing::LimitedCredits { credits } => {
                    let facts = problem.facts(Set::default());
                    facts.worth(twice, Value::Credits) <= credits.micros()
                }
            };
            if !fits {
                return false;
            }
        }
        true
    }
}
