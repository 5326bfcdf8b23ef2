//! Certificates by our own policies: awarded through the engine's decider on the day a module was passed.

use lms_core::certification::EarnedBy;
use lms_core::decide::learner::{Command, Context, decide};
use lms_core::record::{Happened, LearnerRecord};
use lms_core::time::Instant;
use lms_core::{CertificateId, CourseId};

use crate::import::Import;

/// Awards, or renews, the certificates that the record has earned by an instant.
pub fn award(import: &Import, record: &mut LearnerRecord, now: Instant) {
    for policy in &import.catalogue.definition().certifications {
        let EarnedBy::Course { course } = &policy.earned_by else {
            continue;
        };
        for (number, at) in passes(record, course)
            .into_iter()
            .enumerate()
            .filter(|(_, at)| *at < now)
        {
            let Ok(certificate) =
                CertificateId::parse(format!("{}/{}/{}", policy.id, record.learner, number + 1))
            else {
                continue;
            };
            let last = record
                .certificates
                .iter()
                .rev()
                .find(|held| held.certification == policy.id);
            let command = match last {
                Some(held) => Command::Renew {
                    certificate,
                    renews: held.id.clone(),
                    completed: None,
                },
                None => Command::Award {
                    certificate,
                    certification: policy.id.clone(),
                    from: None,
                },
            };
            let context = Context {
                catalogue: &import.catalogue,
                now: at,
                by: None,
                roster: None,
            };
            // A pass before the renewal window opens renews nothing: the certificate that is held goes on.
            if let Ok(accepted) = decide(record, &command, context) {
                debug_assert!(
                    accepted
                        .events
                        .iter()
                        .all(|event| matches!(event.what, Happened::Awarded { .. }))
                );
                *record = accepted.record;
            }
        }
    }
}

fn passes(record: &LearnerRecord, course: &CourseId) -> Vec<Instant> {
    let passed = record
        .completions
        .iter()
        .filter(|done| done.passed && done.course == *course);
    passed.map(|done| done.basis.at).collect()
}
