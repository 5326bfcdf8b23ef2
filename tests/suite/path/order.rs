use lms_core::path::Path;
use proptest::prelude::*;

use super::support::{acyclic, closure, of_edges, step_id};

/// The lexicographically smallest order, found by looking at everything again for each place.
fn naive_order(nodes: usize, edges: &[(usize, usize)]) -> Vec<usize> {
    let mut placed = vec![false; nodes];
    let mut order = Vec::new();
    while order.len() < nodes {
        let free = |node: &usize| {
            !placed[*node] && edges.iter().all(|(from, to)| to != node || placed[*from])
        };
        let next = (0..nodes).find(free).unwrap();
        placed[next] = true;
        order.push(next);
    }
    order
}

proptest! {
    #[test]
    fn the_order_is_the_first_of_all_that_respect_every_edge((nodes, edges) in acyclic(12)) {
        let path = Path::compile(of_edges(nodes, &edges)).unwrap();
        let found: Vec<_> = path.order().map(|step| step.id.clone()).collect();
        let wanted: Vec<_> = naive_order(nodes, &edges).into_iter().map(step_id).collect();
        prop_assert_eq!(found, wanted);
    }

    #[test]
    fn dropping_redundant_requirements_keeps_what_reaches_what((nodes, edges) in acyclic(12)) {
        let mut definition = of_edges(nodes, &edges);
        let path = Path::compile(definition.clone()).unwrap();
        let redundant: Vec<String> = path
            .findings()
            .iter()
            .filter(|finding| finding.code == "requirement_redundant")
            .map(|finding| finding.path.clone())
            .collect();
        let reach = closure(nodes, &edges);
        let mut kept = Vec::new();
        for (to, step) in definition.steps.iter_mut().enumerate() {
            let before: Vec<usize> = edges.iter().filter(|(_, end)| *end == to).map(|(from, _)| *from).collect();
            for (index, from) in before.iter().enumerate() {
                let found = redundant.contains(&format!("$.steps[{to}].requires[{index}]"));
                // Another step between the two is what makes an edge redundant.
                let between = (0..nodes).any(|middle| reach[*from][middle] && reach[middle][to]);
                prop_assert_eq!(found, between);
                if !found {
                    kept.push((*from, to));
                }
            }
            let mut index = 0;
            step.requires.retain(|_| {
                index += 1;
                !redundant.contains(&format!("$.steps[{to}].requires[{}]", index - 1))
            });
        }
        prop_assert_eq!(&closure(nodes, &kept), &reach);
        let reduced = Path::compile(definition).unwrap();
        prop_assert!(reduced.findings().iter().all(|finding| finding.code != "requirement_redundant"));
        let order = |path: &Path| path.order().map(|step| step.id.clone()).collect::<Vec<_>>();
        prop_assert_eq!(order(&reduced), order(&path));
    }

    #[test]
    fn cycles_are_refused_with_shortest_witnesses(
        nodes in 2_usize..7,
        pairs in proptest::collection::btree_set((0_usize..7, 0_usize..7), 1..14),
    ) {
        let edges: Vec<(usize, usize)> =
            pairs.into_iter().filter(|(a, b)| a != b && *a < nodes && *b < nodes).collect();
        let reach = closure(nodes, &edges);
        let cyclic = (0..nodes).any(|node| reach[node][node]);
        let found = Path::compile(of_edges(nodes, &edges));
        prop_assert_eq!(found.is_err(), cyclic);
        let Err(errors) = found else { return Ok(()) };
        let witnesses: Vec<Vec<usize>> = errors.problems.iter().map(|problem| {
            let told = problem.message.rsplit(": ").next().unwrap();
            told.split(" → ").map(|name| name.trim_matches('`')[1..].parse().unwrap()).collect()
        }).collect();
        for witness in &witnesses {
            prop_assert_eq!(witness.first(), witness.last());
            for pair in witness.windows(2) {
                prop_assert!(edges.contains(&(pair[0], pair[1])));
            }
        }
        // Each tangle shows its shortest cycle, and every edge that lies on a cycle is shown.
        for (from, to) in &edges {
            if reach[*to][*from] {
                let shown = |witness: &Vec<usize>| witness.windows(2).any(|pair| (pair[0], pair[1]) == (*from, *to));
                prop_assert!(witnesses.iter().any(shown));
            }
        }
        let girth = shortest_cycle(nodes, &edges);
        prop_assert_eq!(witnesses.iter().map(|witness| witness.len() - 1).min(), girth);
    }
}

fn shortest_cycle(nodes: usize, edges: &[(usize, usize)]) -> Option<usize> {
    let far = usize::MAX / 4;
    let mut steps = vec![vec![far; nodes]; nodes];
    for (from, to) in edges {
        steps[*from][*to] = 1;
    }
    for middle in 0..nodes {
        for from in 0..nodes {
            for to in 0..nodes {
                steps[from][to] = steps[from][to].min(steps[from][middle] + steps[middle][to]);
            }
        }
    }
    (0..nodes)
        .map(|node| steps[node][node])
        .min()
        .filter(|length| *length < far)
}
