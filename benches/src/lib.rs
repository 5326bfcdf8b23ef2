//! Generators and hand-coded baselines that the benchmarks share.
