//! Instructions and allocations of what a host calls, beside the times of the other benches.
//!
//! ```sh
//! cargo bench -p lms-benches --bench counts            # all works
//! cargo bench -p lms-benches --bench counts -- rules/  # those whose name has this
//! ```
//!
//! Instructions need valgrind on the path.

use std::alloc::System;

use lms_benches::audience_counted;
use lms_benches::count;
use lms_benches::grading_counted;
use lms_benches::remedy_catalogue;
use lms_benches::rules_counted;
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

/// Counts, and passes everything on. Only this bench has it: counting costs time.
#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() {
    let works = [
        audience_counted::WORKS,
        grading_counted::WORKS,
        remedy_catalogue::WORKS,
        rules_counted::WORKS,
    ]
    .concat();
    if count::main(&works, ALLOCATOR) {
        let (asked, told) = audience_counted::memory(ALLOCATOR);
        assert_eq!(asked, told, "`Population::bytes` tells what was asked for");
        let each = asked as f64 / 100_000.0;
        println!("\naudience/memory: {each:.1} bytes for each of 100000 learners, ids included");
    }
}
