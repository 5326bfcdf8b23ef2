//! What the steps of a group add to how much of it is done.

use super::requirement::FULL_MICROS;
use super::{Path, Rule};

/// The steps of a group that count towards its share, with their weights. Never less than what progress reckons: a group
/// in the group counts in full as soon as one of its steps is done.
pub(super) struct Makeup {
    pub(super) steps: Vec<(u32, i64)>,
    /// What all that the group asks for weighs.
    whole: i64,
}

impl Makeup {
    /// Of a group; of anything else there is nothing.
    pub(super) fn of(path: &Path, node: u32) -> Self {
        let mut makeup = Self {
            steps: Vec::new(),
            whole: 0,
        };
        let Some(group) = path.group(node) else {
            return makeup;
        };
        let members = group.members.iter().copied();
        match &group.rule {
            Rule::All => {
                let weight = |member: u32| path.weights.get(member as usize).copied();
                let asked = group.asked().map(|one| (one, weight(one).unwrap_or(0)));
                let asked: Vec<(u32, i64)> = asked.collect();
                let is_light = asked.iter().all(|(_, weight)| *weight == 0);
                for (member, weight) in asked {
                    let weight = if is_light { 1 } else { weight };
                    makeup.whole = makeup.whole.saturating_add(weight);
                    makeup.put(path, member, weight);
                }
            }
            Rule::AtLeast(count) => {
                makeup.whole = i64::try_from(*count).unwrap_or(i64::MAX);
                members.for_each(|member| makeup.put(path, member, 1));
            }
            Rule::OneTrack | Rule::Branch(..) => {
                makeup.whole = 1;
                members.for_each(|member| makeup.put(path, member, 1));
            }
            Rule::Credits(amount) | Rule::Points(amount) => {
                makeup.whole = amount.micros();
                let is_credits = matches!(group.rule, Rule::Credits(_));
                for node in path.steps_in(node) {
                    let step = path.definition.steps.get(node as usize);
                    let worth = step.map(|step| {
                        if is_credits {
                            step.credits
                        } else {
                            step.points
                        }
                    });
                    makeup.put(path, node, worth.map_or(0, |worth| worth.micros()));
                }
            }
        }
        makeup
    }

    fn put(&mut self, path: &Path, member: u32, weight: i64) {
        let steps = path.steps_in(member).into_iter();
        self.steps.extend(steps.map(|step| (step, weight)));
    }

    /// How much must be done for so many millionths of a percent of the group.
    pub(super) fn least(&self, share: i64) -> i64 {
        let of_all = i128::from(self.whole).saturating_mul(i128::from(share));
        let rounded_up = of_all
            .saturating_add(i128::from(FULL_MICROS).saturating_sub(1))
            .checked_div(i128::from(FULL_MICROS));
        rounded_up
            .and_then(|least| i64::try_from(least).ok())
            .unwrap_or(i64::MAX)
    }
}
