//! All integration tests, in one binary.

mod architecture;
mod crashers;
mod path;
mod rule;
mod vectors;
