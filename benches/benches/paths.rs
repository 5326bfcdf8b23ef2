//! Work D, as ratios to hand-coded kernels in the same run: order and cycle check, what is unlocked, one completion,
//! does an edge close a cycle; with petgraph in the same table.
//!
//! Rounds are interleaved and medians taken, so that a machine that slows down slows both sides of a ratio.

#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark reads the clock and prints a table"
)]

use std::hint::black_box;
use std::time::Instant;

use lms_benches::work_d::{COURSES, Numbers, Rows, completions, edges};
use lms_core::path::{Draft, Graph, Unlocked};
use petgraph::algo::{has_path_connecting, is_cyclic_directed, toposort};
use petgraph::graph::{DiGraph, NodeIndex};

const ROUNDS: usize = 61;

/// Something measured: its name, how often it is called in a round, and the call.
struct Case<'a> {
    name: &'static str,
    calls: u32,
    call: Box<dyn FnMut() + 'a>,
}

fn case<'a, T>(name: &'static str, calls: u32, mut call: impl FnMut() -> T + 'a) -> Case<'a> {
    Case {
        name,
        calls,
        call: Box::new(move || {
            black_box(call());
        }),
    }
}

/// Medians in nanoseconds for each case, the rounds of all cases interleaved.
fn measure(cases: &mut [Case<'_>]) -> Vec<f64> {
    let mut times = vec![Vec::with_capacity(ROUNDS); cases.len()];
    for round in 0..ROUNDS + 3 {
        for (case, times) in cases.iter_mut().zip(&mut times) {
            let start = Instant::now();
            for _ in 0..case.calls {
                (case.call)();
            }
            let each = start.elapsed().as_nanos() as f64 / f64::from(case.calls);
            if round >= 3 {
                times.push(each);
            }
        }
    }
    let median = |mut times: Vec<f64>| {
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    };
    times.into_iter().map(median).collect()
}

/// Prints a table; the first case is what the others are compared with.
fn table(title: &str, cases: &mut [Case<'_>]) {
    let medians = measure(cases);
    println!("\n| {title} | ns | x first |\n|---|---:|---:|");
    for (case, median) in cases.iter().zip(&medians) {
        println!(
            "| {} | {median:.1} | {:.2} |",
            case.name,
            median / medians[0]
        );
    }
}

fn main() {
    for (kind, span) in [("edges over 200 places", 200), ("edges anywhere", COURSES)] {
        println!("\n## 10,000 courses, 30,000 edges: {kind}");
        let edges = edges(span, 0x5EED);
        order(&edges);
        unlocked(&edges);
        closes(&edges);
    }
}

fn petgraph_of(edges: &[(u32, u32)]) -> DiGraph<(), ()> {
    DiGraph::from_edges(edges)
}

fn order(edges: &[(u32, u32)]) {
    let rows = Rows::new(COURSES as usize, edges);
    let graph = Graph::new(COURSES as usize, edges).expect("the graph is small");
    let other = petgraph_of(edges);
    assert_eq!(
        rows.kahn().map(|order| order.len()),
        graph.order().ok().map(|order| order.len())
    );
    table(
        "order and cycle check",
        &mut [
            case("hand-coded CSR, branchless Kahn", 4, || rows.kahn()),
            case(
                "lms-core Graph::order (author order decides ties)",
                4,
                || graph.order(),
            ),
            case("petgraph toposort", 1, || toposort(&other, None)),
            case("petgraph is_cyclic_directed", 1, || {
                is_cyclic_directed(&other)
            }),
        ],
    );
    table(
        "building",
        &mut [
            case("hand-coded CSR", 2, || Rows::new(COURSES as usize, edges)),
            case("lms-core Graph::new", 2, || {
                Graph::new(COURSES as usize, edges)
            }),
            case("petgraph from_edges", 1, || petgraph_of(edges)),
        ],
    );
}

fn unlocked(edges: &[(u32, u32)]) {
    let rows = Rows::new(COURSES as usize, edges);
    let graph = Graph::new(COURSES as usize, edges).expect("the graph is small");
    let done = completions(&graph.order().expect("there is no cycle"), 3_000, 7);
    let kept = Unlocked::after(&graph, &done);
    assert_eq!(rows.unlocked(&done), kept.words().collect::<Vec<_>>());
    let other = petgraph_of(edges);
    table(
        "unlocked set of a learner with 3,000 completions",
        &mut [
            case("hand-coded, from scratch", 20, || rows.unlocked(&done)),
            case("lms-core Unlocked::after, from scratch", 20, || {
                Unlocked::after(&graph, &done)
            }),
            case("lms-core, from kept state: the bitmap", 200, || {
                kept.words().fold(0, |sum, word| sum ^ word)
            }),
            case("lms-core, from kept state: counted", 200, || kept.count()),
            case("petgraph, a Vec<bool>", 2, || {
                let mut finished = vec![false; COURSES as usize];
                for node in &done {
                    finished[*node as usize] = true;
                }
                let open = other.node_indices().filter(|node| {
                    let mut before = other.neighbors_directed(*node, petgraph::Incoming);
                    !finished[node.index()] && before.all(|before| finished[before.index()])
                });
                open.count()
            }),
        ],
    );
    // Completions are noted and taken back in turn, so that the state stays what it is.
    let fresh: Vec<u32> = kept.open().take(64).collect();
    let mut state = kept.clone();
    let mut by_hand = rows.indegrees.clone();
    table(
        "64 further completions, and taking them back",
        &mut [
            case("hand-coded counters", 50, || {
                for node in &fresh {
                    for target in &rows.targets[rows.starts[*node as usize] as usize
                        ..rows.starts[*node as usize + 1] as usize]
                    {
                        by_hand[*target as usize] = by_hand[*target as usize].wrapping_sub(1);
                    }
                }
                for node in &fresh {
                    for target in &rows.targets[rows.starts[*node as usize] as usize
                        ..rows.starts[*node as usize + 1] as usize]
                    {
                        by_hand[*target as usize] = by_hand[*target as usize].wrapping_add(1);
                    }
                }
            }),
            case(
                "lms-core complete and reopen (divide by 128 for one)",
                50,
                || {
                    for node in &fresh {
                        state.complete(&graph, *node);
                    }
                    for node in &fresh {
                        state.reopen(&graph, *node);
                    }
                },
            ),
        ],
    );
}

fn closes(edges: &[(u32, u32)]) {
    let graph = Graph::new(COURSES as usize, edges).expect("the graph is small");
    let mut draft = Draft::new(&graph).expect("there is no cycle");
    let other = petgraph_of(edges);
    let mut numbers = Numbers::new(64);
    let pairs: Vec<(u32, u32)> = (0..1024)
        .map(|_| (numbers.below(COURSES), numbers.below(COURSES)))
        .collect();
    for (from, to) in &pairs {
        let reaches = has_path_connecting(
            &other,
            NodeIndex::new(*to as usize),
            NodeIndex::new(*from as usize),
            None,
        );
        assert_eq!(draft.would_close_cycle(*from, *to), reaches);
    }
    let mut ours = pairs.iter().cycle();
    let mut theirs = pairs.iter().cycle();
    table(
        "does one more edge close a cycle? (mean of 1,024 random pairs)",
        &mut [
            case("lms-core Draft::would_close_cycle", 1024, || {
                ours.next()
                    .is_some_and(|(from, to)| draft.would_close_cycle(*from, *to))
            }),
            case("petgraph has_path_connecting", 64, || {
                theirs.next().is_some_and(|(from, to)| {
                    has_path_connecting(
                        &other,
                        NodeIndex::new(*to as usize),
                        NodeIndex::new(*from as usize),
                        None,
                    )
                })
            }),
        ],
    );
}
