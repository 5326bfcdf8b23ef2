use serde::{Deserialize, Serialize};

use super::policy::CertificationDefinition;
use crate::CertificateId;
use crate::record::{Certificate, LearnerRecord};
use crate::time::{Date, Instant};

/// What time alone makes due for a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum DueKind {
    /// It becomes valid.
    Begins,
    /// The renewal window opens.
    RenewalOpens,
    /// The learner is to be reminded.
    Reminder {
        /// Which of the policy's reminders, counted from 0.
        index: usize,
    },
    /// It is no longer valid.
    Expires,
    /// It can no longer be renewed as if in time.
    GraceEnds,
}

/// One thing that falls due, with a key by which a host delivers it exactly once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CertificateDue {
    /// When.
    pub at: Instant,
    /// What.
    pub kind: DueKind,
    /// Which award.
    pub certificate: CertificateId,
    /// The day of the expiry that it is about.
    pub expiry: Option<Date>,
    /// Stable: the same due thing has the same key however often and however late it is asked for.
    pub key: String,
}

impl CertificationDefinition {
    /// What falls due in `(from, to]`, earliest first. A host that asks for adjoining intervals misses nothing and gets nothing twice.
    ///
    /// An award that is revoked or renewed by then makes nothing due any more; while it is suspended only its ends do.
    #[must_use]
    pub fn due(&self, record: &LearnerRecord, from: Instant, to: Instant) -> Vec<CertificateDue> {
        let held: Vec<&Certificate> = record
            .certificates
            .iter()
            .filter(|held| held.certification == self.id)
            .collect();
        let mut due = Vec::new();
        for certificate in &held {
            let renewed = held
                .iter()
                .filter(|other| other.renews.as_ref() == Some(&certificate.id))
                .map(|other| other.basis.at)
                .min();
            for (day, kind) in self.days(certificate) {
                let Some(at) = self.start(day) else { continue };
                let gone = certificate
                    .revoked
                    .as_ref()
                    .is_some_and(|revoked| revoked.at <= at)
                    || renewed.is_some_and(|renewed| renewed <= at)
                    || at < certificate.basis.at;
                if from < at && at <= to && !gone {
                    due.push(CertificateDue {
                        at,
                        kind,
                        certificate: certificate.id.clone(),
                        expiry: certificate.until,
                        key: key(certificate, kind),
                    });
                }
            }
        }
        due.sort_by_key(|due| (due.at, due.kind));
        due
    }

    fn days(&self, held: &Certificate) -> Vec<(Date, DueKind)> {
        let mut days = vec![(held.from, DueKind::Begins)];
        let Some(until) = held.until else { return days };
        days.extend(
            self.window_opens(until)
                .map(|day| (day, DueKind::RenewalOpens)),
        );
        let reminders = self.reminders.iter().enumerate();
        days.extend(reminders.filter_map(|(index, before)| {
            Some((until.minus(*before, 1).ok()?, DueKind::Reminder { index }))
        }));
        days.push((until, DueKind::Expires));
        let grace = self.grace_end(until).filter(|grace| *grace > until);
        days.extend(grace.map(|day| (day, DueKind::GraceEnds)));
        days
    }
}

fn key(held: &Certificate, kind: DueKind) -> String {
    let day = match kind {
        DueKind::Begins => held.from.to_string(),
        _ => held.until.map(|day| day.to_string()).unwrap_or_default(),
    };
    match kind {
        DueKind::Begins => format!("certificate/{}/begins/{day}", held.id),
        DueKind::RenewalOpens => format!("certificate/{}/renewalOpens/{day}", held.id),
        DueKind::Reminder { index } => format!("certificate/{}/reminder{index}/{day}", held.id),
        DueKind::Expires => format!("certificate/{}/expires/{day}", held.id),
        DueKind::GraceEnds => format!("certificate/{}/graceEnds/{day}", held.id),
    }
}
