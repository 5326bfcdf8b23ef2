//! A plan keeps every limit and requirement, and no plan is shorter: held to a search over every way to take steps.

use std::collections::BTreeSet;

use lms_core::path::{Path, PlanAnswer, PlanRequest, Proof, TermPlan};
use proptest::prelude::*;

use super::small::{Step, definition, path, steps};

#[derive(Debug, Clone)]
struct Limits {
    credits: u32,
    count: u32,
    /// For each step the seasons in which it is offered: bit 0 the first, bit 1 the second.
    seasons: Vec<u8>,
    terms: usize,
}

fn limits() -> impl Strategy<Value = Limits> {
    let seasons = proptest::collection::vec(
        prop_oneof![4 => Just(3_u8), 1 => Just(1_u8), 1 => Just(2_u8)],
        8,
    );
    (4..=9_u32, 1..=4_u32, seasons, 3..=8_usize).prop_map(|(credits, count, seasons, terms)| {
        Limits {
            credits,
            count,
            seasons,
            terms,
        }
    })
}

fn request(limits: &Limits, steps: usize) -> PlanRequest {
    let offered: Vec<String> = (0..steps)
        .filter(|step| limits.seasons[*step] != 3)
        .map(|step| {
            let season = if limits.seasons[step] == 1 {
                "one"
            } else {
                "two"
            };
            format!(r#"{{"step": "S {step}", "seasons": ["{season}"]}}"#)
        })
        .collect();
    let text = format!(
        r#"{{"time": {{"type": "seasons", "seasons": ["one", "two"], "terms": {}}}, "maxCredits": "{}", "maxSteps": {}, "offered": [{}]}}"#,
        limits.terms,
        limits.credits,
        limits.count,
        offered.join(",")
    );
    serde_json::from_str(&text).unwrap()
}

/// The fewest terms in which the goal is reached: breadth first over the sets of steps that are done.
fn fewest(steps: &[Step], limits: &Limits, goal: &dyn Fn(u32) -> bool) -> Option<usize> {
    let mut states = BTreeSet::from([0_u32]);
    for term in 0..=limits.terms {
        if states.iter().any(|done| goal(*done)) {
            return Some(term);
        }
        let mut next = BTreeSet::new();
        for done in &states {
            for taken in 0..1_u32 << steps.len() {
                if taken & done == 0 && fits(steps, limits, term, *done, taken) {
                    next.insert(done | taken);
                }
            }
        }
        states = next;
    }
    None
}

fn fits(steps: &[Step], limits: &Limits, term: usize, done: u32, taken: u32) -> bool {
    let inside: Vec<usize> = (0..steps.len())
        .filter(|step| taken >> step & 1 == 1)
        .collect();
    let credits: u32 = inside.iter().map(|step| steps[*step].credits).sum();
    credits <= limits.credits
        && inside.len() <= limits.count as usize
        && inside.iter().all(|step| {
            let offered = limits.seasons[*step] >> (term % 2) & 1 == 1;
            let open = steps[*step]
                .needs
                .iter()
                .enumerate()
                .all(|(other, kind)| match kind {
                    1 => done >> other & 1 == 1,
                    2 => (done | taken) >> other & 1 == 1,
                    _ => true,
                });
            offered && open
        })
}

/// The sets of a plan, each checked against every limit and requirement.
fn checked(plan: &TermPlan, steps: &[Step], limits: &Limits) -> u32 {
    let mut done = 0_u32;
    for (term, planned) in plan.terms.iter().enumerate() {
        let taken = planned.steps.iter().fold(0_u32, |taken, step| {
            let number: u32 = step.step.as_str()[2..].parse().unwrap();
            assert_eq!(taken >> number & 1, 0);
            taken | 1 << number
        });
        assert_eq!(taken & done, 0, "{plan:?}");
        assert!(fits(steps, limits, term, done, taken), "{plan:?}");
        done |= taken;
    }
    done
}

fn hold(path: &Path, steps: &[Step], limits: &Limits, goal: &dyn Fn(u32) -> bool) {
    let expected = fewest(steps, limits, goal);
    match path.plan(&request(limits, steps.len())).unwrap() {
        PlanAnswer::Terms(plan) => {
            assert!(goal(checked(&plan, steps, limits)), "{plan:?}");
            assert_eq!(plan.proof, Proof::Shortest);
            assert_eq!(Some(plan.terms.len()), expected, "{plan:?}");
        }
        PlanAnswer::Impossible { obstacles } => assert_eq!(expected, None, "{obstacles:?}"),
        other => panic!("{other:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn no_plan_of_everything_is_shorter(steps in steps(7), limits in limits()) {
        let all = (1_u32 << steps.len()) - 1;
        hold(&path(&steps), &steps, &limits, &|done| done == all);
    }

    #[test]
    fn no_choice_of_electives_is_shorter(steps in steps(7), limits in limits(), count in 1..=4_usize) {
        let count = count.min(steps.len());
        let members: Vec<String> =
            (0..steps.len()).map(|step| format!(r#"{{"type": "step", "step": "S {step}"}}"#)).collect();
        let goal = format!(
            r#", "goal": {{"id": "goal", "rule": {{"type": "atLeast", "count": {count}}}, "members": [{}]}}"#,
            members.join(",")
        );
        let path = Path::compile(definition(&steps, &goal)).unwrap();
        hold(&path, &steps, &limits, &|done| done.count_ones() as usize >= count);
    }

    #[test]
    fn no_choice_for_credits_is_shorter(steps in steps(6), limits in limits(), share in 1..=100_u32) {
        let all: u32 = steps.iter().map(|step| step.credits).sum();
        let wanted = (all * share).div_ceil(100);
        let members: Vec<String> =
            (0..steps.len()).map(|step| format!(r#"{{"type": "step", "step": "S {step}"}}"#)).collect();
        let goal = format!(
            r#", "goal": {{"id": "goal", "rule": {{"type": "atLeastCredits", "credits": "{wanted}"}}, "members": [{}]}}"#,
            members.join(",")
        );
        let path = Path::compile(definition(&steps, &goal)).unwrap();
        let worth = |done: u32| -> u32 {
            steps.iter().enumerate().filter(|(step, _)| done >> step & 1 == 1).map(|(_, step)| step.credits).sum()
        };
        hold(&path, &steps, &limits, &|done| worth(done) >= wanted);
    }
}
