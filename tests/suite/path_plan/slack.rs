//! How long each step of a plan could wait, and what makes the plan as long as it is: held to every way to put its steps
//! into terms. Delays, deadlines and terms with dates are held to them too.

use lms_core::path::{PlanAnswer, Proof};
use proptest::prelude::*;

use super::world::{Kinds, Way, World, number, worlds};

const ALL: Kinds = Kinds {
    delays: true,
    deadlines: true,
    milestones: true,
    shares: true,
};
const PLAIN: Kinds = Kinds {
    delays: false,
    deadlines: false,
    milestones: false,
    shares: false,
};

fn no_plan_is_shorter(world: &World) -> Result<(), TestCaseError> {
    let Some(path) = world.path() else {
        return Ok(());
    };
    let ways = world.ways(&|_| true, false);
    let fitting = ways.iter().filter(|way| world.fits(way));
    let fewest = fitting.filter_map(|way| world.length(way)).min();
    match path.plan(&world.request()).unwrap() {
        PlanAnswer::Terms(plan) => {
            let way = world.way(&plan);
            prop_assert!(world.fits(&way), "{:?}", plan);
            prop_assert_eq!(world.length(&way), Some(plan.terms.len()), "{:?}", plan);
            prop_assert_eq!(plan.proof, Proof::Shortest);
            prop_assert_eq!(Some(plan.terms.len()), fewest, "{:?}", plan);
        }
        PlanAnswer::Impossible { obstacles } => prop_assert_eq!(fewest, None, "{:?}", obstacles),
        other => panic!("{other:?}"),
    }
    Ok(())
}

fn slack_is_true(world: &World) -> Result<(), TestCaseError> {
    let Some(path) = world.path() else {
        return Ok(());
    };
    let PlanAnswer::Terms(plan) = path.plan(&world.request()).unwrap() else {
        return Ok(());
    };
    let planned = world.way(&plan);
    // The same steps, however much comes together.
    let ways: Vec<(Way, usize)> = world
        .ways(&|step| planned[step].is_some(), true)
        .into_iter()
        .filter_map(|way| Some((world.length(&way)?, way)))
        .filter(|(length, _)| *length <= plan.terms.len())
        .map(|(length, way)| (way, length))
        .collect();
    for step in plan.terms.iter().flat_map(|term| &term.steps) {
        let own = number(step.step.as_str());
        let latest = ways.iter().filter_map(|(way, _)| way[own]).max().unwrap();
        prop_assert_eq!(
            step.latest.parse::<usize>().unwrap(),
            latest,
            "{} in {:?}",
            step.step,
            plan
        );
    }
    let fewest = ways.iter().map(|(_, length)| *length).min().unwrap();
    prop_assert_eq!(plan.critical_terms as usize, fewest, "{:?}", plan);
    // Of every two on the critical path the second cannot be taken as soon as the first: it waits for it.
    let soonest = |step: usize| ways.iter().filter_map(|(way, _)| way[step]).min();
    let chain: Vec<usize> = plan
        .critical_path
        .iter()
        .map(|step| number(step.as_str()))
        .collect();
    let taken: Vec<usize> = chain
        .iter()
        .copied()
        .filter(|step| !world.steps[*step].milestone)
        .collect();
    for pair in taken.windows(2) {
        prop_assert!(soonest(pair[0]) <= soonest(pair[1]), "{:?}", plan);
    }
    prop_assert_eq!(
        chain.is_empty(),
        planned.iter().all(Option::is_none) && plan.terms.is_empty(),
        "{:?}",
        plan
    );
    Ok(())
}

const SHARES: Kinds = Kinds {
    shares: true,
    ..PLAIN
};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_plan_with_delays_and_deadlines_between_dated_terms_is_shorter(world in worlds(5, ALL)) {
        no_plan_is_shorter(&world)?;
    }

    #[test]
    fn no_plan_with_shares_of_a_group_is_shorter(world in worlds(5, SHARES)) {
        no_plan_is_shorter(&world)?;
    }

    #[test]
    fn no_step_can_wait_longer_than_its_latest_term(world in worlds(5, PLAIN)) {
        slack_is_true(&world)?;
    }

    #[test]
    fn no_step_can_wait_longer_than_its_latest_term_with_delays_and_deadlines(world in worlds(5, ALL)) {
        slack_is_true(&world)?;
    }
}
