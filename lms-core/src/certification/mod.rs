//! Certification: what makes a certificate valid, until when, and how it renews.
//!
//! Everything is a function of the policy, the certificates in the learner record and the day asked about. No job has
//! to run for a certificate to expire, and no renewal drifts: the n-th expiry is counted from the anchor.

mod due;
mod policy;
mod renewal;
mod status;

pub use due::{CertificateDue, DueKind};
pub use policy::{
    CertificationDefinition, EarnedBy, MAX_REMINDERS, RenewalBase, RenewalPolicy, Validity,
};
pub use renewal::{RenewalError, Term};
pub use status::{CertificateStatus, Standing, StandingPeriod};

#[cfg(test)]
mod tests;
