//! All integration tests, in one binary.

mod architecture;
mod audience;
mod crashers;
mod grading;
mod path;
mod rule;
mod vectors;
