use proptest::prelude::*;

use super::effort::Effort;
use super::goal::{Goal, Goals, StepIx, index};
use super::reached::Reached;
use super::search::{Found, cheapest};

/// A random graph: each goal is a step (with a prerequisite or without) or a group over any goals, loops included.
#[derive(Debug, Clone)]
enum Node {
    Step { cost: u64, after: Option<usize> },
    Group { need: u64, of: Vec<(usize, u64)> },
}

fn build(nodes: &[Node], clashes: &[(usize, usize)]) -> (Goals, Vec<Goal>) {
    let mut goals = Goals::default();
    // Groups stand in front of all goals, so that anything can point at anything.
    let slots: Vec<Goal> = nodes
        .iter()
        .map(|node| match node {
            Node::Step { .. } => goals.reserve(1),
            Node::Group { need, .. } => goals.reserve(*need),
        })
        .collect();
    let mut steps: Vec<StepIx> = Vec::new();
    for (slot, node) in slots.iter().zip(nodes) {
        match node {
            Node::Step { cost, after } => {
                let (step, goal) = goals.step(*cost, after.map(|after| slots[after]));
                goals.feed(*slot, goal, 1);
                steps.push(step);
            }
            Node::Group { of, .. } => {
                for (child, weight) in of {
                    goals.feed(*slot, slots[*child], *weight);
                }
            }
        }
    }
    for (one, two) in clashes {
        if let (Some(one), Some(two)) = (steps.get(*one), steps.get(*two)) {
            goals.clash(*one, *two);
        }
    }
    (goals, slots)
}

/// The least cost by trying every set of steps, with a fixpoint written apart from the engine's.
fn by_trying_all(nodes: &[Node], clashes: &[(usize, usize)], root: usize) -> Option<u64> {
    let steps: Vec<usize> = (0..nodes.len())
        .filter(|at| matches!(nodes[*at], Node::Step { .. }))
        .collect();
    (0_u32..1 << steps.len())
        .filter_map(|set| {
            let taken = |step: usize| set >> step & 1 == 1;
            let clash = clashes.iter().any(|(one, two)| {
                one != two && *one < steps.len() && *two < steps.len() && taken(*one) && taken(*two)
            });
            let mut met = vec![false; nodes.len()];
            for _ in 0..=nodes.len() {
                for (at, node) in nodes.iter().enumerate() {
                    met[at] = match node {
                        Node::Step { after, .. } => {
                            let step = steps.iter().position(|step| *step == at).unwrap();
                            taken(step) && after.is_none_or(|after| met[after])
                        }
                        Node::Group { need, of } => {
                            of.iter()
                                .filter(|(child, _)| met[*child])
                                .map(|(_, weight)| weight)
                                .sum::<u64>()
                                >= *need
                        }
                    };
                }
            }
            let cost = steps
                .iter()
                .enumerate()
                .filter(|(step, _)| taken(*step))
                .map(|(_, at)| match nodes[*at] {
                    Node::Step { cost, .. } => cost,
                    Node::Group { .. } => 0,
                });
            (!clash && met[root]).then(|| cost.sum())
        })
        .min()
}

fn graph() -> impl Strategy<Value = (Vec<Node>, Vec<(usize, usize)>)> {
    let count = 3..15_usize;
    count.prop_flat_map(|count| {
        let step = (0..6_u64, proptest::option::of(0..count))
            .prop_map(|(cost, after)| Node::Step { cost, after });
        let group = (
            proptest::collection::vec((0..count, 1..3_u64), 0..5),
            0..4_u64,
        )
            .prop_map(|(of, need)| Node::Group { need, of });
        let node = prop_oneof![step, group];
        let clashes = proptest::collection::vec((0..8_usize, 0..8_usize), 0..4);
        (proptest::collection::vec(node, count), clashes)
    })
}

/// 400 cases, or as many as `PROPTEST_CASES` asks for.
fn cases() -> ProptestConfig {
    match std::env::var_os("PROPTEST_CASES") {
        Some(_) => ProptestConfig::default(),
        None => ProptestConfig::with_cases(400),
    }
}

proptest! {
    #![proptest_config(cases())]
    #[test]
    fn the_plan_found_is_a_plan_and_none_costs_less((nodes, clashes) in graph()) {
        let (goals, slots) = build(&nodes, &clashes);
        let expected = by_trying_all(&nodes, &clashes, 0);
        let mut effort = Effort::of(10_000_000);
        match (cheapest(&goals, slots[0], u64::MAX, &mut effort), expected) {
            (Found::Plan { steps, cost, bound }, Some(expected)) => {
                prop_assert_eq!((cost, bound), (expected, expected));
                let mut reached = Reached::new(&goals);
                for step in &steps {
                    prop_assert!(!goals.clashes(*step).iter().any(|other| steps.contains(other)));
                    reached.take(*step);
                }
                prop_assert!(reached.is_met(slots[0]));
                prop_assert_eq!(goals.total(&steps), cost);
                // A limit is a limit: nothing is found below the cheapest cost.
                prop_assert_eq!(cheapest(&goals, slots[0], cost, &mut effort), Found::None);
            }
            (found, expected) => prop_assert!(found == Found::None && expected.is_none(), "{:?} {:?}", found, expected),
        }
    }

    #[test]
    fn a_plan_at_once_is_a_plan_and_polishing_makes_it_no_dearer((nodes, clashes) in graph(), effort in 0..10_000_u64) {
        let (goals, slots) = build(&nodes, &clashes);
        let expected = by_trying_all(&nodes, &clashes, 0);
        let plan = goals.some_plan(slots[0], &mut Effort::of(10_000));
        // Without clashes a plan is found where there is one.
        prop_assert!(!clashes.is_empty() || plan.is_some() == expected.is_some());
        if let Some(plan) = plan {
            let better = goals.improved(slots[0], plan.clone(), &mut Effort::of(effort));
            prop_assert!(goals.total(&better) <= goals.total(&plan));
            for plan in [plan, better] {
                prop_assert!(expected.is_some_and(|expected| expected <= goals.total(&plan)));
                let mut reached = Reached::new(&goals);
                for step in &plan {
                    prop_assert!(!goals.clashes(*step).iter().any(|other| plan.contains(other)));
                    reached.take(*step);
                }
                prop_assert!(reached.is_met(slots[0]));
            }
        }
    }

    #[test]
    fn a_search_cut_short_keeps_a_true_bound((nodes, clashes) in graph(), effort in 0..200_u64) {
        let (goals, slots) = build(&nodes, &clashes);
        let expected = by_trying_all(&nodes, &clashes, 0);
        match cheapest(&goals, slots[0], u64::MAX, &mut Effort::of(effort)) {
            Found::Plan { cost, bound, .. } => {
                prop_assert!(expected.is_some_and(|expected| bound <= expected && expected <= cost));
            }
            Found::None => prop_assert_eq!(expected, None),
            Found::Spent { bound } => prop_assert!(expected.is_none_or(|expected| bound <= expected)),
        }
    }
}

#[test]
fn shared_steps_are_paid_once() {
    // Two requirements, each by one dear step of its own or by the one that serves both.
    let mut goals = Goals::default();
    let (_, one) = goals.step(4, None);
    let (_, two) = goals.step(4, None);
    let (shared, both) = goals.step(5, None);
    let left = goals.at_least(1, &[one, both]);
    let right = goals.at_least(1, &[two, both]);
    let root = goals.at_least(2, &[left, right]);
    let found = cheapest(&goals, root, u64::MAX, &mut Effort::of(1_000_000));
    let expected = Found::Plan {
        steps: vec![shared],
        cost: 5,
        bound: 5,
    };
    assert_eq!(found, expected);
}

#[test]
fn a_chain_as_long_as_a_catalogue_is_no_search_at_all() {
    let mut goals = Goals::default();
    let mut last = None;
    for _ in 0..100_000 {
        last = Some(goals.step(1, last).1);
    }
    let mut effort = Effort::of(10);
    let Found::Plan { steps, cost, bound } = cheapest(&goals, last.unwrap(), u64::MAX, &mut effort)
    else {
        panic!("the chain is a plan");
    };
    assert_eq!(
        (steps.len(), cost, bound, index(steps.len())),
        (100_000, 100_000, 100_000, 100_000)
    );
}
