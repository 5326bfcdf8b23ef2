//! Remedies: the cheapest steps that would make a rule met, proven cheapest, or the proof that there are none.

mod goal;
mod hitting;
mod search;
#[cfg(test)]
mod search_tests;
