#!/usr/bin/env python3
"""Work D in Python: rustworkx and networkx on the graphs that `cargo bench -p lms-benches --bench paths` measures.

Run it where the packages are installed (`pip install rustworkx networkx`); what is missing is left out and said so.
The graphs are the same, edge by edge: the generator below is the one of `benches/src/work_d.rs`.
"""

import statistics
import time

COURSES = 10_000
EDGES = 30_000
MASK = (1 << 64) - 1
PAIRS = 256


class Numbers:
    """xorshift64*, as in work_d.rs."""

    def __init__(self, seed):
        self.state = max(seed, 1)

    def below(self, bound):
        state = self.state
        state ^= state >> 12
        state ^= (state << 25) & MASK
        state ^= state >> 27
        self.state = state
        high = ((state * 0x2545F4914F6CDD1D) & MASK) >> 32
        return (high * bound) >> 32


def edges(span, seed):
    numbers = Numbers(seed)
    names = list(range(COURSES))
    for place in range(COURSES - 1, 0, -1):
        other = numbers.below(place + 1)
        names[place], names[other] = names[other], names[place]
    found = []
    for _ in range(EDGES):
        to = 1 + numbers.below(COURSES - 1)
        first = to - 1 - numbers.below(min(span, to))
        found.append((names[first], names[to]))
    return found


def median(call, rounds=15):
    times = []
    for _ in range(rounds):
        start = time.perf_counter_ns()
        call()
        times.append(time.perf_counter_ns() - start)
    return statistics.median(times)


def row(name, call):
    print(f"| {name} | {median(call) / 1000:,.1f} |")


def mean_row(name, call):
    """The mean over random pairs, as the bench has it: the first of its 1,024, because they take milliseconds here."""
    numbers = Numbers(64)
    pairs = [(numbers.below(COURSES), numbers.below(COURSES)) for _ in range(PAIRS)]
    start = time.perf_counter_ns()
    for first, last in pairs:
        call(last, first)
    print(f"| {name}, mean of {PAIRS} pairs | {(time.perf_counter_ns() - start) / PAIRS / 1000:,.1f} |")


def open_after(nodes, predecessors, done):
    return [node for node in nodes if node not in done and all(before in done for before in predecessors(node))]


def rustworkx_rows(pairs):
    try:
        import rustworkx
    except ImportError:
        print("| rustworkx is not installed | |")
        return
    graph = rustworkx.PyDiGraph(multigraph=True)
    graph.add_nodes_from(range(COURSES))
    graph.extend_from_edge_list(pairs)
    row(f"rustworkx {rustworkx.__version__} topological_sort", lambda: rustworkx.topological_sort(graph))
    row("rustworkx is_directed_acyclic_graph", lambda: rustworkx.is_directed_acyclic_graph(graph))
    done = set(rustworkx.topological_sort(graph)[:3000])
    indices = graph.node_indices()
    row(
        "rustworkx, unlocked set after 3,000 completions",
        lambda: open_after(indices, graph.predecessor_indices, done),
    )
    mean_row("rustworkx has_path", lambda first, last: rustworkx.has_path(graph, first, last))


def networkx_rows(pairs):
    try:
        import networkx
    except ImportError:
        print("| networkx is not installed | |")
        return
    graph = networkx.DiGraph()
    graph.add_nodes_from(range(COURSES))
    graph.add_edges_from(pairs)
    row(f"networkx {networkx.__version__} topological_sort", lambda: list(networkx.topological_sort(graph)))
    row("networkx lexicographical_topological_sort", lambda: list(networkx.lexicographical_topological_sort(graph)))
    row("networkx is_directed_acyclic_graph", lambda: networkx.is_directed_acyclic_graph(graph))
    done = set(list(networkx.topological_sort(graph))[:3000])
    row(
        "networkx, unlocked set after 3,000 completions",
        lambda: open_after(graph, graph.predecessors, done),
    )
    mean_row("networkx has_path", lambda first, last: networkx.has_path(graph, first, last))


def main():
    for title, span in (("edges over 200 places", 200), ("edges anywhere", COURSES)):
        pairs = edges(span, 0x5EED)
        print(f"\n## 10,000 courses, 30,000 edges: {title}\n\n| peer | µs |\n|---|---:|")
        rustworkx_rows(pairs)
        networkx_rows(pairs)


if __name__ == "__main__":
    main()
