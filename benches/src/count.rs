//! Counts beside the times: allocations and instructions, which do not move with the machine's mood.
//!
//! `--bench counts` runs every [`Counted`] work of `benches/benches/counts.rs`. A work is made ready once, outside of what
//! is counted, and then runs so often as it says in [`runs`], the one function inside of which anything is counted:
//! allocations by a counting allocator, instructions by valgrind's callgrind, which the bench starts on itself. What is
//! printed is for one of the things that a run does.

use std::alloc::System;
use std::hint::black_box;
use std::process::Command;

use stats_alloc::{Region, StatsAlloc};

/// A work to be counted.
#[derive(Debug, Clone, Copy)]
pub struct Counted {
    /// What it is called on the command line and in the table; no blanks.
    pub name: &'static str,
    /// How many things one run does: decisions, learners, events.
    pub things: usize,
    /// Makes everything ready and gives the run. Nothing in here is counted.
    pub ready: fn() -> Box<dyn FnMut()>,
}

/// Runs a work; all that is counted happens in here.
#[inline(never)]
pub fn runs(work: &mut dyn FnMut(), times: usize) {
    for _ in 0..times {
        black_box(&mut *work)();
    }
}

/// Counts works as the command line asks: `NAME TIMES` runs one work so often and prints nothing, for callgrind; a part of
/// a name counts the works that have it; nothing counts all. Whether it counted.
///
/// # Panics
/// Without such a work.
pub fn main(works: &[Counted], allocator: &StatsAlloc<System>) -> bool {
    // cargo passes `--bench`.
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with("--"))
        .collect();
    if let [name, times] = &words[..] {
        let work = works.iter().find(|work| work.name == name);
        let mut run = (work.expect("a work of this name").ready)();
        runs(&mut run, times.parse().expect("how many times"));
        return false;
    }
    println!("| work | instructions | allocations | bytes asked for |");
    println!("|---|---:|---:|---:|");
    let part = words.first().map_or("", String::as_str);
    for work in works.iter().filter(|work| work.name.contains(part)) {
        let mut run = (work.ready)();
        // What grows to its size in the first run does not count.
        runs(&mut run, 1);
        let region = Region::new(allocator);
        runs(&mut run, TIMES);
        let change = region.change();
        let each = |count: usize| Each(count, TIMES * work.things);
        let instructions = instructions(work).map_or_else(
            || "no valgrind".to_owned(),
            |count| Each(count, work.things).to_string(),
        );
        println!(
            "| {} | {instructions} | {} | {} |",
            work.name,
            each(change.allocations + change.reallocations),
            each(change.bytes_allocated)
        );
    }
    true
}

/// How often a work is run for its allocations.
const TIMES: usize = 4;

/// The instructions of one run: the difference of two and of one, so that what happens only in the first is left out.
fn instructions(work: &Counted) -> Option<usize> {
    collected(work, 2)?.checked_sub(collected(work, 1)?)
}

/// What callgrind collects inside of [`runs`].
fn collected(work: &Counted, times: usize) -> Option<usize> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg("--toggle-collect=*count*runs*")
        .arg(std::env::current_exe().ok()?)
        .args([work.name, &times.to_string()])
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let line = text.lines().find(|line| line.contains("Collected :"))?;
    line.rsplit(' ').next()?.parse().ok()
}

/// A count for each of many things.
struct Each(usize, usize);

impl std::fmt::Display for Each {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let each = self.0 as f64 / self.1 as f64;
        if each >= 1_000.0 || each.fract() == 0.0 {
            write!(formatter, "{each:.0}")
        } else {
            write!(formatter, "{each:.2}")
        }
    }
}
