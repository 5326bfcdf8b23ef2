use super::{Path, Rule};
use crate::path::definition::Measure;

/// Weighs every node: what finishing it adds to the progress of what stands above it.
///
/// A step weighs one, or its credits; `all` weighs as much as its members together; a choice weighs as much as the
/// cheapest way of meeting it, so that no choice counts for more than what it asks for.
pub(super) fn weigh(path: &mut Path) {
    let measure = path.definition.measure;
    path.weights = vec![0; path.nodes()];
    for (slot, step) in path.weights.iter_mut().zip(&path.definition.steps) {
        *slot = match measure {
            Measure::Steps => 1,
            Measure::Credits => step.credits.micros(),
        };
    }
    // Groups stand before those inside them, so the inner ones are weighed first.
    for index in (0..path.groups.len()).rev() {
        let node = path.group_node(index);
        let counted = path
            .group(node)
            .is_some_and(|group| matches!(group.rule, Rule::Credits(_) | Rule::Points(_)));
        let pool = if counted {
            path.steps_in(node)
        } else {
            Vec::new()
        };
        if let Some(group) = path.groups.get_mut(index) {
            group.pool = pool;
        }
        let weight = path.group(node).map_or(0, |group| of_group(path, group));
        if let Some(slot) = path.weights.get_mut(node as usize) {
            *slot = weight;
        }
    }
}

fn of_group(path: &Path, group: &super::Group) -> i64 {
    let weight = |node: &u32| path.weights.get(*node as usize).copied().unwrap_or(0);
    let cheapest = |count: usize| {
        let mut ascending: Vec<i64> = group.members.iter().map(weight).collect();
        ascending.sort_unstable();
        ascending
            .iter()
            .take(count)
            .fold(0_i64, |sum, next| sum.saturating_add(*next))
    };
    match &group.rule {
        Rule::All => group
            .asked()
            .fold(0_i64, |sum, node| sum.saturating_add(weight(&node))),
        Rule::AtLeast(count) => cheapest(*count),
        Rule::OneTrack | Rule::Branch(..) => cheapest(1),
        Rule::Credits(amount) if path.definition.measure == Measure::Credits => amount.micros(),
        Rule::Credits(amount) => fewest(path, &group.pool, amount.micros(), true),
        Rule::Points(amount) => fewest(path, &group.pool, amount.micros(), false),
    }
}

/// The weight of the fewest steps that reach an amount of credits or points.
fn fewest(path: &Path, pool: &[u32], amount: i64, credits: bool) -> i64 {
    let mut worth: Vec<(i64, i64)> = Vec::with_capacity(pool.len());
    for step in pool {
        if let Some(definition) = path.definition.steps.get(*step as usize) {
            let worth_of = if credits {
                definition.credits
            } else {
                definition.points
            };
            let weight = path.weights.get(*step as usize).copied().unwrap_or(0);
            worth.push((worth_of.micros(), weight));
        }
    }
    worth.sort_unstable_by(|one, two| two.0.cmp(&one.0).then(one.1.cmp(&two.1)));
    let (mut sum, mut weight) = (0_i64, 0_i64);
    for (amount_of, weight_of) in worth {
        if sum >= amount {
            break;
        }
        sum = sum.saturating_add(amount_of);
        weight = weight.saturating_add(weight_of);
    }
    weight
}
