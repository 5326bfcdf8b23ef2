//! Generators and hand-coded baselines that the benchmarks share.

pub mod work_abc;
