use lms_core::path::{
    GroupDefinition, GroupOrder, GroupRule, Member, Path, PathDefinition, StepState,
};
use proptest::prelude::*;

use super::support::{acyclic, group, members, now, of_edges, pass, passed};

/// A path with a tree of groups over steps that wait for one another.
fn nested() -> impl Strategy<Value = PathDefinition> {
    let rule = prop_oneof![
        Just(GroupRule::All),
        Just(GroupRule::Any),
        Just(GroupRule::AtLeast { count: 2 })
    ];
    let strict = any::<bool>();
    (acyclic(9), proptest::collection::vec((rule, strict), 3)).prop_map(
        |((nodes, edges), rules)| {
            let mut definition = of_edges(nodes, &edges);
            let parts: Vec<Vec<usize>> = (0..3)
                .map(|part| (part..nodes).step_by(3).collect())
                .collect();
            let groups = parts
                .iter()
                .zip(rules)
                .enumerate()
                .filter(|(_, (steps, _))| !steps.is_empty());
            let groups = groups.map(|(index, (steps, (rule, strict)))| {
                let rule = if steps.len() < 2 {
                    GroupRule::All
                } else {
                    rule
                };
                // Strict order may contradict the requirements; then the path is refused and nothing is to be tested.
                let order = if strict {
                    GroupOrder::Strict
                } else {
                    GroupOrder::Any
                };
                Member::Group(GroupDefinition {
                    order,
                    ..group(&format!("g{index}"), rule, members(steps))
                })
            });
            definition.goal = Some(group("goal", GroupRule::All, groups.collect()));
            definition
        },
    )
}

proptest! {
    #[test]
    fn following_what_is_next_reaches_the_goal_and_progress_never_falls(definition in nested()) {
        let Ok(path) = Path::compile(definition) else { return Ok(()) };
        let mut record = passed([]);
        let mut progress = path.progress(&record, now());
        let mut rounds = 0;
        while !progress.complete {
            prop_assert!(progress.reachable);
            let next = progress.next.first().cloned();
            prop_assert!(next.is_some(), "nothing is next and the goal is not reached");
            pass(&mut record, next.unwrap().as_str()[1..].parse().unwrap());
            let after = path.progress(&record, now());
            prop_assert!(after.share >= progress.share);
            progress = after;
            rounds += 1;
            prop_assert!(rounds <= path.definition().steps.len());
        }
        prop_assert_eq!(progress.share.to_string(), "1");
        prop_assert!(progress.next.is_empty());
    }

    #[test]
    fn a_step_is_locked_exactly_while_something_before_it_is_missing(
        (nodes, edges) in acyclic(12),
        done in proptest::collection::btree_set(0_usize..12, 0..12),
    ) {
        let path = Path::compile(of_edges(nodes, &edges)).unwrap();
        let progress = path.progress(&passed(done.iter().copied()), now());
        for (node, step) in progress.steps.iter().enumerate() {
            let missing = edges.iter().filter(|(from, to)| *to == node && !done.contains(from)).count();
            match &step.state {
                StepState::Completed { .. } => prop_assert!(done.contains(&node)),
                StepState::Locked { reasons } => prop_assert_eq!(reasons.len(), missing),
                StepState::Open => prop_assert_eq!(missing, 0),
                other => prop_assert!(false, "unexpected {:?}", other),
            }
        }
        let finished = done.iter().filter(|step| **step < nodes).count() as i128;
        prop_assert_eq!(Some(progress.share), lms_core::number::Fraction::new(finished, nodes as i128));
    }

    #[test]
    fn any_order_of_completions_gives_the_same_answer(
        definition in nested(),
        order in Just((0..9_usize).collect::<Vec<_>>()).prop_shuffle(),
        count in 0_usize..9,
    ) {
        let Ok(path) = Path::compile(definition) else { return Ok(()) };
        let some: Vec<usize> = order.into_iter().take(count).collect();
        let mut sorted = some.clone();
        sorted.sort_unstable();
        let answer = |steps: Vec<usize>| serde_json::to_string(&path.progress(&passed(steps), now())).unwrap();
        prop_assert_eq!(answer(some), answer(sorted));
    }
}
