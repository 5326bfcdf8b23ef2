//! All integration tests, in one binary.

mod architecture;
mod audience;
mod compat;
mod crashers;
mod grading;
mod path;
mod path_plan;
mod rule;
mod rule_lint;
mod rule_remedy;
mod vectors;
