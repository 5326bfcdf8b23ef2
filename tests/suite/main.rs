//! All integration tests, in one binary.

mod architecture;
mod crashers;
mod rule;
mod vectors;
