//! Remedies against trying everything.

mod trying;
mod waits;

use lms_core::Catalogue;
use lms_core::record::{Event, LearnerRecord};
use lms_core::time::Instant;
use lms_core::verdict::Outcome;
use proptest::prelude::ProptestConfig;
use serde_json::Value;

fn evolve(record: &mut LearnerRecord, event: &Value) {
    let event: Event = serde_json::from_value(event.clone()).unwrap();
    record.evolve(&event);
}

/// Whether a rule is met; what has no rule asks for nothing.
fn is_met(catalogue: &Catalogue, rule: &str, record: &LearnerRecord, at: Instant) -> bool {
    let rule = rule.parse().unwrap();
    let verdict = catalogue.verdict(&rule, record, &Default::default(), at);
    verdict.is_none_or(|verdict| verdict.outcome == Outcome::Met)
}

/// 60 cases, or as many as `PROPTEST_CASES` asks for.
fn cases() -> ProptestConfig {
    match std::env::var_os("PROPTEST_CASES") {
        Some(_) => ProptestConfig::default(),
        None => ProptestConfig::with_cases(60),
    }
}
