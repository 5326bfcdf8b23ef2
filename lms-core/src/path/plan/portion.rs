use super::condition::{Facts, Reader, Value, steps_in};
use super::set::Set;
use crate::number::{Fraction, Percent};
use crate::path::compile::Rule;
use crate::path::progress::{add, times};

/// So much of a group is done, reckoned as progress reckons it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Share {
    /// The steps inside the group.
    pub(super) set: Set,
    portion: Portion,
    at_least: Fraction,
}

impl Share {
    /// Whether enough is done.
    pub(super) fn is_reached(&self, facts: &Facts<'_>) -> bool {
        self.portion.of(facts) >= self.at_least
    }
}

/// What the share of a group comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Portion {
    Step(u32),
    /// It counts as done.
    Whole,
    /// Each with its weight.
    All(Vec<(Portion, i64)>),
    /// The mean of the best so many.
    Best(usize, Vec<Portion>),
    /// Steps that are worth so much together, some of it being there already.
    Amount {
        set: Set,
        measure: Value,
        wanted: i64,
        there: i64,
    },
}

impl Portion {
    /// As deep as groups stand in one another, which compiling has bounded.
    fn of(&self, facts: &Facts<'_>) -> Fraction {
        match self {
            Self::Step(step) if facts.done.contains(*step) => Fraction::ONE,
            Self::Step(_) => Fraction::ZERO,
            Self::Whole => Fraction::ONE,
            Self::All(members) => {
                let (mut whole, mut earned) = (0_i64, Fraction::ZERO);
                for (member, weight) in members {
                    whole = whole.saturating_add(*weight);
                    let share = member.of(facts);
                    if share != Fraction::ZERO {
                        earned = add(earned, times(share, *weight));
                    }
                }
                // Nothing is asked for: then nothing is missing.
                over(earned, whole).unwrap_or(Fraction::ONE)
            }
            Self::Best(count, members) => {
                let mut shares: Vec<Fraction> =
                    members.iter().map(|member| member.of(facts)).collect();
                shares.sort_unstable_by(|one, two| two.cmp(one));
                let best = shares.into_iter().take(*count).fold(Fraction::ZERO, add);
                over(best, i64::try_from(*count).unwrap_or(i64::MAX)).unwrap_or(best)
            }
            Self::Amount {
                set,
                measure,
                wanted,
                there,
            } => {
                let more = facts.worth(facts.done.common(*set), *measure);
                let earned = there.saturating_add(more).min(*wanted);
                Fraction::new(i128::from(earned), i128::from(*wanted)).unwrap_or(Fraction::ONE)
            }
        }
    }
}

fn over(sum: Fraction, whole: i64) -> Option<Fraction> {
    sum.checked_div(Fraction::new(i128::from(whole), 1)?)
}

impl Reader<'_> {
    /// The share of a group that is wanted; `None` where nothing is.
    pub(super) fn share(&self, group: u32, wanted: Percent) -> Option<Share> {
        let at_least = Fraction::new(i128::from(wanted.micros()), 100_000_000)?;
        (at_least > Fraction::ZERO).then(|| Share {
            set: steps_in(self.path, group).without(self.again),
            portion: self.portion(group),
            at_least,
        })
    }

    /// As deep as groups stand in one another, which compiling has bounded.
    fn portion(&self, node: u32) -> Portion {
        let Some(group) = self.path.group(node) else {
            return if self.again.contains(node) {
                Portion::Whole
            } else {
                Portion::Step(node)
            };
        };
        let best = |count: usize| {
            let members = group.members.iter();
            Portion::Best(count, members.map(|member| self.portion(*member)).collect())
        };
        match &group.rule {
            Rule::All => {
                let weight = |node: u32| self.path.weights.get(node as usize).copied();
                let asked: Vec<(u32, i64)> = group
                    .asked()
                    .map(|member| (member, weight(member).unwrap_or(0)))
                    .collect();
                let is_light = asked.iter().all(|(_, weight)| *weight == 0);
                let members = asked.into_iter().map(|(member, weight)| {
                    let weight = if is_light { 1 } else { weight };
                    (self.portion(member), weight)
                });
                Portion::All(members.collect())
            }
            Rule::AtLeast(count) => best(*count),
            Rule::OneTrack => best(1),
            Rule::Credits(credits) => self.amount(node, Value::Credits, credits.micros()),
            Rule::Points(points) => self.amount(node, Value::Points, points.micros()),
            Rule::Branch(on, bands) => {
                let band = (self.band)(*on, bands);
                let member = band.and_then(|band| group.members.get(band));
                let open = member.map(|member| self.portion(*member));
                Portion::Best(1, open.into_iter().collect())
            }
        }
    }

    fn amount(&self, group: u32, measure: Value, wanted: i64) -> Portion {
        let set = steps_in(self.path, group);
        let held = set.common(self.again);
        let there = held.iter().fold(0_i64, |sum, step| {
            sum.saturating_add((self.value)(step, measure))
        });
        let beyond = match measure {
            Value::Credits => (self.beyond)(group),
            _ => 0,
        };
        let there = there.saturating_add(beyond);
        Portion::Amount {
            // As with what a whole group asks for: taken again, a step may earn more credits, but no more points.
            set: match measure {
                Value::Points => set.without(held),
                _ => set,
            },
            measure,
            wanted,
            there,
        }
    }
}
