//! Random paths and records, and what a naive reader makes of them.

use lms_core::path::{
    DoubleCounting, GroupDefinition, GroupOrder, GroupRule, Item, Measure, Member, PathDefinition,
    Requirement, Sharing, StepDefinition,
};
use lms_core::record::{Event, LearnerRecord};
use lms_core::time::{Instant, Zone};
use lms_core::{PathId, StepId};
use proptest::prelude::*;

pub fn step_id(number: usize) -> StepId {
    StepId::parse(format!("s{number}")).unwrap()
}

pub fn step(number: usize, credits: i32, requires: Vec<Requirement>) -> StepDefinition {
    StepDefinition {
        id: step_id(number),
        title: None,
        item: Item::Course {
            course: format!("s{number}").parse().unwrap(),
            version: None,
        },
        credits: lms_core::number::Points::whole(credits).unwrap(),
        points: lms_core::number::Points::ZERO,
        requires,
        rule: None,
        equivalents: Vec::new(),
        optional: false,
        valid_for: None,
        duration: None,
    }
}

pub fn path(steps: Vec<StepDefinition>, goal: Option<GroupDefinition>) -> PathDefinition {
    PathDefinition {
        id: PathId::parse("p").unwrap(),
        version: 1,
        title: None,
        zone: Zone::UTC,
        measure: Measure::Steps,
        steps,
        goal,
        double_counting: Vec::new(),
        residency: None,
    }
}

pub fn group(id: &str, rule: GroupRule, members: Vec<Member>) -> GroupDefinition {
    GroupDefinition {
        id: StepId::parse(id).unwrap(),
        title: None,
        rule,
        order: GroupOrder::Any,
        optional: false,
        members,
    }
}

pub fn members(steps: &[usize]) -> Vec<Member> {
    steps
        .iter()
        .map(|step| Member::Step {
            step: step_id(*step),
        })
        .collect()
}

/// Requirements as pairs: the second waits for the first. Names are shuffled so that author order is no topological order.
pub fn acyclic(most: usize) -> impl Strategy<Value = (usize, Vec<(usize, usize)>)> {
    (2..=most)
        .prop_flat_map(|nodes| {
            let names = Just((0..nodes).collect::<Vec<_>>()).prop_shuffle();
            let pairs = proptest::collection::vec((0..nodes, 0..nodes), 0..nodes * 2);
            (Just(nodes), names, pairs)
        })
        .prop_map(|(nodes, names, pairs)| {
            let forward = pairs
                .into_iter()
                .filter(|(a, b)| a != b)
                .map(|(a, b)| (a.min(b), a.max(b)));
            let mut edges: Vec<_> = forward.map(|(a, b)| (names[a], names[b])).collect();
            edges.sort_unstable();
            edges.dedup();
            (nodes, edges)
        })
}

pub fn of_edges(nodes: usize, edges: &[(usize, usize)]) -> PathDefinition {
    let requires = |node: usize| {
        let before = edges.iter().filter(|(_, to)| *to == node);
        before
            .map(|(from, _)| Requirement::Before {
                step: step_id(*from),
            })
            .collect()
    };
    path(
        (0..nodes)
            .map(|node| step(node, 1, requires(node)))
            .collect(),
        None,
    )
}

/// What reaches what, by Warshall's algorithm.
pub fn closure(nodes: usize, edges: &[(usize, usize)]) -> Vec<Vec<bool>> {
    let mut reach = vec![vec![false; nodes]; nodes];
    for (from, to) in edges {
        reach[*from][*to] = true;
    }
    for middle in 0..nodes {
        for from in 0..nodes {
            for to in 0..nodes {
                reach[from][to] |= reach[from][middle] && reach[middle][to];
            }
        }
    }
    reach
}

pub fn now() -> Instant {
    "2026-06-01T00:00:00Z".parse().unwrap()
}

/// A record with these steps' courses passed.
pub fn passed(steps: impl IntoIterator<Item = usize>) -> LearnerRecord {
    let mut record = LearnerRecord::new("ada".parse().unwrap());
    for step in steps {
        pass(&mut record, step);
    }
    record
}

pub fn pass(record: &mut LearnerRecord, step: usize) {
    let event = format!(
        r#"{{"at":"2026-01-01T00:00:00Z","type":"completed","course":"s{step}","passed":true,"score":"80"}}"#
    );
    record.evolve(&serde_json::from_str::<Event>(&event).unwrap());
}

/// Paths of a few steps in two or three groups that compete for them.
pub fn competing() -> impl Strategy<Value = PathDefinition> {
    let credits = proptest::collection::vec(1_i32..7, 6);
    let rule = prop_oneof![
        (1_u32..4).prop_map(|count| GroupRule::AtLeast { count }),
        (3_i32..12).prop_map(|credits| GroupRule::AtLeastCredits {
            credits: lms_core::number::Points::whole(credits).unwrap()
        }),
        Just(GroupRule::All),
    ];
    let one = (
        rule,
        proptest::sample::subsequence((0..6_usize).collect::<Vec<_>>(), 3..=6),
    );
    let sharing = prop_oneof![
        Just(Sharing::Forbidden),
        (0_u32..3).prop_map(|count| Sharing::LimitedSteps { count }),
        (0_i32..8).prop_map(|credits| Sharing::LimitedCredits {
            credits: lms_core::number::Points::whole(credits).unwrap()
        }),
    ];
    let measure = prop_oneof![Just(Measure::Steps), Just(Measure::Credits)];
    (
        credits,
        proptest::collection::vec(one, 2..=3),
        sharing,
        measure,
    )
        .prop_map(|(credits, groups, sharing, measure)| {
            let steps = (0..6)
                .map(|number| step(number, credits[number], Vec::new()))
                .collect();
            let named: Vec<GroupDefinition> = groups
                .into_iter()
                .enumerate()
                .map(|(index, (rule, steps))| {
                    // A count that its members cannot reach is refused before anything is counted.
                    let rule = match rule {
                        GroupRule::AtLeastCredits { credits: wanted } => {
                            let most: i32 = steps.iter().map(|step| credits[*step]).sum();
                            let most = lms_core::number::Points::whole(most).unwrap();
                            GroupRule::AtLeastCredits {
                                credits: wanted.min(most),
                            }
                        }
                        rule => rule,
                    };
                    group(&format!("g{index}"), rule, members(&steps))
                })
                .collect();
            let groups = named.iter().map(|group| group.id.clone()).collect();
            let goal = group(
                "goal",
                GroupRule::All,
                named.into_iter().map(Member::Group).collect(),
            );
            PathDefinition {
                measure,
                double_counting: vec![DoubleCounting { groups, sharing }],
                ..path(steps, Some(goal))
            }
        })
}
