//! What hostile documents cost in memory, counted by an allocator; alone in its binary, so that nothing else is counted.

use std::alloc::System;

use lms_core::door;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Two million requirements of one step in 64 MB: as dense as requirements get.
fn edges() -> String {
    let edge = r#"{"type":"before","step":"a"},"#;
    let count = 64_000_000 / edge.len();
    let mut text = String::from(
        r#"{"schema":"lms.catalogue","version":1,"data":{"paths":[{"id":"p","steps":[{"id":"a","item":{"type":"milestone"},"requires":["#,
    );
    text.push_str(edge.repeat(count).trim_end_matches(','));
    text.push_str("]}]}]}}");
    text
}

/// All that was ever asked for is more than was held at any time, so the bound holds for that as well.
#[test]
fn millions_of_edges_are_refused_in_a_few_times_their_own_size() {
    let text = edges();
    let region = Region::new(ALLOCATOR);
    let error = door::compile(&text).unwrap_err();
    let asked = region.change();
    assert_eq!(error.code, "document_too_large");
    let (bytes, ratio) = (asked.bytes_allocated, asked.bytes_allocated / text.len());
    println!("{bytes} bytes for {} of text", text.len());
    assert!(ratio < 8, "{ratio}");
}
