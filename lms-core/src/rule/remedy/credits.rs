//! Credits that several courses bring together.

use super::deed::Deed;
use super::goal::Goal;
use super::grow::{Growth, Layer};
use crate::rule::compile::question::Credits;

/// A course that brings credits.
#[derive(Clone, Copy)]
struct Gain {
    deed: Deed,
    gain: u64,
    cost: u64,
}

impl Growth<'_> {
    /// Feeds a goal with the courses whose credits meet it together; `false` when all of them do not suffice.
    pub(super) fn collect(&mut self, credits: &Credits, layer: Layer, goal: Goal) -> bool {
        let things = credits.courses.len();
        self.effort
            .look_at(things.saturating_add(self.facts.completions.len()));
        let (counted, _) = credits.counted(&self.facts, self.at(layer));
        let held = counted
            .iter()
            .fold(0_i64, |sum, of| sum.saturating_add(of.1));
        let need = u64::try_from(credits.min.saturating_sub(held)).unwrap_or(0);
        let case = self.case;
        let gains = credits.courses.iter().filter_map(|(course, worth)| {
            let deed = Deed::Complete { course: *course };
            let cost = deed.cost(case.costs, &case.rules.shared.names)?;
            // Taken anew, a course counts with the completion that gives most.
            let place = counted.binary_search_by_key(course, |of| of.0);
            let had = place.ok().and_then(|place| counted.get(place));
            let gain = worth.saturating_sub(had.map_or(0, |of| of.1));
            let gain = u64::try_from(gain).ok().filter(|gain| *gain > 0)?;
            Some(Gain { deed, gain, cost })
        });
        let gains: Vec<Gain> = gains.collect();
        // Courses are open at different instants: what was completed before counts as long as it has not expired.
        let counting: Vec<Layer> = (0..=layer)
            .filter(|done| credits.counts(self.at(*done), self.at(layer)))
            .collect();
        let Some(least) = least(gains.clone(), need) else {
            return false;
        };
        let sum = self.goals.reserve(need);
        self.goals.feed(goal, sum, 1);
        for Gain { deed, gain, .. } in gains {
            for done in &counting {
                if let Some((_, met)) = self.step_among(deed, *done, least) {
                    self.goals.feed(sum, met, gain);
                }
            }
        }
        true
    }
}

/// What gains that reach so much cost at the least: those that cost least for what they bring, the last one in part.
fn least(mut gains: Vec<Gain>, mut need: u64) -> Option<u64> {
    let wide = |one: u64, two: u64| u128::from(one).saturating_mul(two.into());
    gains.sort_by(|one, two| wide(one.cost, two.gain).cmp(&wide(two.cost, one.gain)));
    let mut sum = 0_u64;
    for Gain { gain, cost, .. } in gains {
        if gain >= need {
            let part = wide(cost, need).div_ceil(u128::from(gain.max(1)));
            return Some(sum.saturating_add(u64::try_from(part).unwrap_or(u64::MAX)));
        }
        sum = sum.saturating_add(cost);
        need = need.saturating_sub(gain);
    }
    (need == 0).then_some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gains_cost_at_least_what_the_cheapest_of_them_do() {
        let gains = |list: &[(u64, u64)]| -> Vec<Gain> {
            let deed = Deed::Complete { course: 0 };
            let gains = list.iter().map(|(gain, cost)| Gain {
                deed,
                gain: *gain,
                cost: *cost,
            });
            gains.collect()
        };
        // 6 for 30, and 4 of the 12 for 100.
        assert_eq!(least(gains(&[(12, 100), (6, 30)]), 10), Some(64));
        assert_eq!(least(gains(&[(6, 0), (6, 30)]), 6), Some(0));
        assert_eq!(least(gains(&[(6, 0), (6, 30)]), 12), Some(30));
        assert_eq!(least(gains(&[(6, 0), (6, 30)]), 13), None);
        assert_eq!(least(Vec::new(), 0), Some(0));
    }
}
