//! The measures of a path are those of a plain walk along every chain; those of a plan are worked out from its terms.

use lms_core::StepId;
use lms_core::number::Fraction;
use lms_core::path::{Likeness, MetricsOptions, Path, similarity};
use proptest::prelude::*;

use super::small::{Step, path, steps};

fn chains(steps: &[Step]) -> Vec<Vec<usize>> {
    let after = |step: usize| {
        (step + 1..steps.len())
            .filter(|later| steps[*later].needs[step] > 0)
            .collect::<Vec<_>>()
    };
    let sources = (0..steps.len()).filter(|step| steps[*step].needs.iter().all(|kind| *kind == 0));
    let mut open: Vec<Vec<usize>> = sources.map(|step| vec![step]).collect();
    let mut found = Vec::new();
    while let Some(chain) = open.pop() {
        let next = after(*chain.last().unwrap());
        if next.is_empty() {
            found.push(chain);
            continue;
        }
        for step in next {
            let mut longer = chain.clone();
            longer.push(step);
            open.push(longer);
        }
    }
    found
}

/// The plan of `DegreePlanAnalytics.jl` in the tests of CurricularAnalytics.jl, with the numbers that stand there: 12
/// credits, and requisite distances 1 for C, 5 for E, 2 for F, together 8; the terms the other way round are no plan.
#[test]
fn a_plan_has_the_published_distances() {
    let path = Path::compile(serde_json::from_str(r#"{"id": "p", "measure": "credits", "steps": [
        {"id": "A", "item": {"type": "course", "course": "A"}, "credits": "3"},
        {"id": "B", "item": {"type": "course", "course": "B"}, "credits": "1"},
        {"id": "C", "item": {"type": "course", "course": "C"}, "credits": "2", "requires": [{"type": "before", "step": "A"}]},
        {"id": "D", "item": {"type": "course", "course": "D"}, "credits": "1"},
        {"id": "E", "item": {"type": "course", "course": "E"}, "credits": "4", "requires": [{"type": "before", "step": "A"},
            {"type": "before", "step": "B"}, {"type": "beforeOrTogether", "step": "D"}, {"type": "together", "step": "F"}]},
        {"id": "F", "item": {"type": "course", "course": "F"}, "credits": "1", "requires": [{"type": "before", "step": "B"}]}
    ]}"#).unwrap()).unwrap();
    let terms =
        |terms: [[&str; 2]; 3]| terms.map(|term| term.map(|step| step.parse().unwrap()).to_vec());
    let load = path
        .load(&terms([["A", "B"], ["C", "D"], ["E", "F"]]))
        .unwrap();
    assert_eq!(
        (load.total.to_string().as_str(), load.requisite_distance),
        ("12", 8)
    );
    let distances: Vec<(&str, u64)> = load
        .distances
        .iter()
        .map(|own| (own.step.as_str(), own.distance))
        .collect();
    assert_eq!(distances, [("C", 1), ("E", 5), ("F", 2)]);
    let errors = path
        .load(&terms([["C", "D"], ["A", "B"], ["E", "F"]]))
        .unwrap_err();
    assert_eq!(errors.problems[0].code, "requisite_later");
}

proptest! {
    /// Load and distances, worked out from the plan alone.
    #[test]
    fn the_load_of_a_plan_is_that_of_its_terms(steps in steps(9), gaps in proptest::collection::vec(0..3_usize, 9)) {
        // A step comes after all that it waits for, with a gap of its own; some are left out of the plan.
        let mut at: Vec<usize> = Vec::new();
        for (step, own) in steps.iter().enumerate() {
            let needed = (0..step).filter(|other| own.needs[*other] > 0).map(|other| at[other] + 1).max();
            at.push(needed.unwrap_or(0) + gaps[step]);
        }
        let left_out = |step: usize| gaps[step] == 2 && at[step].is_multiple_of(2);
        let mut terms: Vec<Vec<StepId>> = vec![Vec::new(); at.iter().max().unwrap() + 1];
        let mut credits = vec![0_i128; terms.len()];
        for step in (0..steps.len()).filter(|step| !left_out(*step)) {
            terms[at[step]].push(format!("S {step}").parse().unwrap());
            credits[at[step]] += i128::from(steps[step].credits);
        }
        let load = path(&steps).load(&terms).unwrap();
        let shown: Vec<i128> = load.credits.iter().map(|own| i128::from(own.micros()) / 1_000_000).collect();
        prop_assert_eq!(&shown, &credits);
        let count = credits.len() as i128;
        let total: i128 = credits.iter().sum();
        prop_assert_eq!(load.total.micros(), total as i64 * 1_000_000);
        prop_assert_eq!(load.mean, Fraction::new(total, count).unwrap());
        // The variance as it is defined: the mean square of what each term is off the mean, over count cubed.
        let off: i128 = credits.iter().map(|own| (own * count - total).pow(2)).sum();
        prop_assert_eq!(load.variance, Fraction::new(off, count.pow(3)).unwrap());
        let pairs = (0..credits.len()).flat_map(|one| (0..one).map(move |two| (one, two)));
        let balance: i128 = pairs.map(|(one, two)| (credits[one] - credits[two]).abs()).sum();
        prop_assert_eq!(i128::from(load.balance.micros()), balance * 1_000_000);
        let (most, fewest) = (*credits.iter().max().unwrap(), *credits.iter().min().unwrap());
        prop_assert_eq!(credits[load.most_in as usize - 1], most);
        prop_assert_eq!(credits[load.fewest_in as usize - 1], fewest);
        prop_assert!(credits[..load.most_in as usize - 1].iter().all(|own| *own < most));
        let mut distance = 0;
        for step in (0..steps.len()).filter(|step| !left_out(*step)) {
            for other in (0..step).filter(|other| steps[step].needs[*other] > 0 && !left_out(*other)) {
                distance += at[step] - at[other];
            }
        }
        prop_assert_eq!(load.requisite_distance, distance as u64);
    }

    /// How much of one path is in another, by comparing every two steps.
    #[test]
    fn similarity_compares_every_two_steps(one in steps(8), two in steps(8)) {
        let (first, second) = (path(&one), path(&two));
        for likeness in [Likeness::Item, Likeness::Everything] {
            let same = |one: &lms_core::path::StepDefinition, two: &lms_core::path::StepDefinition| match likeness {
                Likeness::Item => one.item == two.item,
                Likeness::Everything => one == two,
            };
            let (here, there) = (&first.definition().steps, &second.definition().steps);
            let inside: Vec<bool> = there.iter().map(|two| here.iter().any(|one| same(one, two))).collect();
            let answer = similarity(&first, &second, likeness);
            let count = inside.iter().filter(|inside| **inside).count();
            prop_assert_eq!(answer.share, Fraction::new(count as i128, there.len() as i128).unwrap());
            prop_assert_eq!(answer.shared.len(), count);
            prop_assert_eq!(answer.missing.len(), there.len() - count);
            let added = here.iter().filter(|one| !there.iter().any(|two| same(one, two))).count();
            prop_assert_eq!(answer.added.len(), added);
        }
    }

    #[test]
    fn measures_are_those_of_every_chain(steps in steps(9)) {
        let metrics = path(&steps).metrics(&MetricsOptions::default()).unwrap();
        let chains = chains(&steps);
        for (step, own) in metrics.steps.iter().enumerate() {
            let through: Vec<&Vec<usize>> = chains.iter().filter(|chain| chain.contains(&step)).collect();
            let longest = through.iter().map(|chain| chain.len()).max().unwrap();
            prop_assert_eq!(own.delay as usize, longest);
            let inner = through.iter().filter(|chain| chain[0] != step && chain[chain.len() - 1] != step);
            let central: usize = inner.map(|chain| chain.len()).sum();
            prop_assert_eq!(own.centrality.to_u64().unwrap() as usize, central);
            let mut behind: Vec<usize> = through
                .iter()
                .flat_map(|chain| chain.iter().copied().filter(|other| *other > step))
                .collect();
            behind.sort_unstable();
            behind.dedup();
            let place = |chain: &Vec<usize>, other: usize| chain.iter().position(|at| *at == other);
            behind.retain(|other| through.iter().any(|chain| place(chain, *other) > place(chain, step)));
            prop_assert_eq!(own.blocking as usize, behind.len());
        }
        let longest = chains.iter().map(Vec::len).max().unwrap();
        prop_assert_eq!(metrics.longest.len(), longest);
        let count = chains.iter().filter(|chain| chain.len() == longest).count();
        prop_assert_eq!(metrics.longest_count.to_u64().unwrap() as usize, count);
    }
}
