//! How often grading asks for memory: one number for each question of `--bench grading`, which times them.
//!
//! `cargo bench -p lms-benches --bench grading_allocations`. A program of its own, because counting costs time.

use std::alloc::System;
use std::hint::black_box;

use lms_benches::grading::{points, scheme, sheet, students};
use lms_core::grading::{Answer, Asked};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static COUNTED: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() {
    let scheme = scheme();
    let asked = Asked::at("2026-11-22T08:00:00Z".parse().unwrap());
    let student = students(1)[0];
    let sheet = sheet(&scheme, &student);
    let mut row = scheme.row(&sheet, &asked);
    println!("{:<38} {:>12} {:>10}", "", "allocations", "bytes");
    count("one student", || {
        scheme.percent_afresh(&row, Answer::Current)
    });
    count("one changed score", || {
        let changed = scheme.set_points(&mut row, 7, points(student[7]));
        assert!(changed.is_some());
        scheme.percent(&row, Answer::Current)
    });
    count("one student from the host's record", || {
        scheme.percent(&scheme.row(&sheet, &asked), Answer::Current)
    });
    count("one student with explanation", || {
        scheme.explain(&sheet, &asked, Answer::Current)
    });
}

fn count<T>(name: &str, mut question: impl FnMut() -> T) {
    let region = Region::new(COUNTED);
    let answer = black_box(question());
    let change = region.change();
    println!(
        "{name:<38} {:>12} {:>10}",
        change.allocations + change.reallocations,
        change.bytes_allocated
    );
    drop(answer);
}
