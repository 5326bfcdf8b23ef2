//! Laws of learning paths, each held against something written independently.

mod assignment;
mod bounds;
mod graph;
mod kept;
mod order;
mod progress;
mod support;
