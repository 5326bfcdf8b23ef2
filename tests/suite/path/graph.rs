use lms_core::path::{Draft, Graph, Unlocked};
use proptest::prelude::*;

use super::support::{acyclic, closure};

fn graph(nodes: usize, edges: &[(usize, usize)]) -> Graph {
    let edges: Vec<(u32, u32)> = edges.iter().map(|(a, b)| (*a as u32, *b as u32)).collect();
    Graph::new(nodes, &edges).unwrap()
}

proptest! {
    #[test]
    fn both_orders_respect_every_edge_and_break_ties_by_the_nodes_own((nodes, edges) in acyclic(90)) {
        let graph = graph(nodes, &edges);
        let mut round = vec![0_usize; nodes];
        for _ in 0..nodes {
            for (from, to) in &edges {
                round[*to] = round[*to].max(round[*from] + 1);
            }
        }
        let mut by_round: Vec<u32> = (0..nodes as u32).collect();
        by_round.sort_by_key(|node| (round[*node as usize], *node));
        prop_assert_eq!(graph.order().unwrap(), by_round);
        let first = graph.first_order().unwrap();
        let place = |node: usize| first.iter().position(|other| *other as usize == node);
        prop_assert!(edges.iter().all(|(from, to)| place(*from) < place(*to)));
    }

    #[test]
    fn what_no_order_can_place_is_named((nodes, edges) in acyclic(20), pair in (0_usize..20, 0_usize..20)) {
        let mut edges = edges;
        edges.push((pair.0 % nodes, pair.1 % nodes));
        let reach = closure(nodes, &edges);
        let behind = |node: usize| (0..nodes).any(|other| reach[other][other] && (other == node || reach[other][node]));
        let stuck: Vec<u32> = (0..nodes).filter(|node| behind(*node)).map(|node| node as u32).collect();
        let graph = graph(nodes, &edges);
        prop_assert_eq!(graph.order().err().unwrap_or_default(), stuck.clone());
        prop_assert_eq!(graph.first_order().err().unwrap_or_default(), stuck);
    }

    #[test]
    fn what_is_open_is_the_same_kept_and_from_scratch(
        (nodes, edges) in acyclic(90),
        done in proptest::collection::vec((0_usize..90, any::<bool>()), 0..120),
    ) {
        let graph = graph(nodes, &edges);
        let mut kept = Unlocked::new(&graph);
        let mut set = std::collections::BTreeSet::new();
        for (node, completes) in done.into_iter().filter(|(node, _)| *node < nodes) {
            if completes {
                prop_assert_eq!(kept.complete(&graph, node as u32), set.insert(node));
            } else {
                prop_assert_eq!(kept.reopen(&graph, node as u32), set.remove(&node));
            }
        }
        let open = (0..nodes).filter(|node| {
            !set.contains(node) && edges.iter().all(|(from, to)| to != node || set.contains(from))
        });
        let open: Vec<u32> = open.map(|node| node as u32).collect();
        prop_assert_eq!(kept.count(), open.len());
        prop_assert_eq!(kept.open().collect::<Vec<_>>(), open);
        let done: Vec<u32> = set.iter().map(|node| *node as u32).collect();
        prop_assert_eq!(Unlocked::after(&graph, &done), kept);
    }

    #[test]
    fn a_draft_knows_every_cycle_before_it_is_closed(
        (nodes, edges) in acyclic(14),
        tries in proptest::collection::vec((0_usize..14, 0_usize..14), 0..40),
    ) {
        let mut draft = Draft::new(&graph(nodes, &edges)).unwrap();
        let mut edges = edges;
        for (from, to) in tries.into_iter().filter(|(a, b)| *a < nodes && *b < nodes) {
            let closes = from == to || closure(nodes, &edges)[to][from];
            prop_assert_eq!(draft.would_close_cycle(from as u32, to as u32), closes);
            prop_assert_eq!(draft.add(from as u32, to as u32), !closes);
            if !closes {
                edges.push((from, to));
            }
            let order = draft.order();
            let place = |node: usize| order.iter().position(|other| *other as usize == node);
            prop_assert!(edges.iter().all(|(from, to)| place(*from) < place(*to)));
            if let Some((from, to)) = edges.first().copied().filter(|_| edges.len() % 5 == 0) {
                prop_assert!(draft.remove(from as u32, to as u32));
                edges.remove(0);
            }
        }
    }

    // More nodes than a draft has landmarks, and edges that come and go, so that landmarks, searches, and landmarks found
    // anew all have their say.
    #[test]
    fn a_large_draft_answers_as_a_plain_search(
        (nodes, edges) in acyclic(160),
        changes in proptest::collection::vec((0_usize..160, 0_usize..160), 0..24),
    ) {
        let mut draft = Draft::new(&graph(nodes, &edges)).unwrap();
        let mut edges = edges;
        for (turn, (from, to)) in changes.into_iter().filter(|(a, b)| *a < nodes && *b < nodes).enumerate() {
            if turn % 6 == 5 && !edges.is_empty() {
                let (from, to) = edges.remove((from + to) % edges.len());
                prop_assert!(draft.remove(from as u32, to as u32));
            } else if draft.add(from as u32, to as u32) {
                edges.push((from, to));
            }
            for start in [from, to, (from + to) % nodes] {
                let reached = reached_from(start, nodes, &edges);
                for (end, reached) in reached.into_iter().enumerate() {
                    prop_assert_eq!(draft.would_close_cycle(end as u32, start as u32), reached, "{}..{}", start, end);
                }
            }
        }
    }
}

/// What a plain walk reaches, the start included.
fn reached_from(start: usize, nodes: usize, edges: &[(usize, usize)]) -> Vec<bool> {
    let mut after = vec![Vec::new(); nodes];
    for (from, to) in edges {
        after[*from].push(*to);
    }
    let mut reached = vec![false; nodes];
    let mut stack = vec![start];
    while let Some(node) = stack.pop() {
        if !std::mem::replace(&mut reached[node], true) {
            stack.extend(&after[node]);
        }
    }
    reached
}

#[test]
fn a_graph_names_the_edge_that_leads_nowhere() {
    let error = Graph::new(2, &[(0, 1), (1, 2)]).unwrap_err();
    assert_eq!(
        (error.code(), error.to_string().as_str()),
        (
            "graph_node_unknown",
            "edge 1 names a node that is not there"
        )
    );
    let many = vec![(0_u32, 1_u32); lms_core::path::MAX_GRAPH_EDGES + 1];
    assert_eq!(Graph::new(2, &many).unwrap_err().code(), "graph_too_large");
}
