use serde::{Deserialize, Serialize};

use super::Basis;
use crate::time::{Date, Interval};
use crate::{CertificateId, CertificationId};

/// A certificate of the learner: one award, with everything that happened to it since.
///
/// Days are read in the zone of the certification's policy. Nothing is overwritten: an extension keeps the expiry it
/// moved, a suspension its interval, a revocation its instant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Certificate {
    /// The host's key of this award.
    pub id: CertificateId,
    /// What it certifies.
    pub certification: CertificationId,
    /// The day from which validity is counted for this and all later renewals.
    pub anchor: Date,
    /// The first day on which it is valid.
    pub from: Date,
    /// The first day on which it is no longer valid; `None` until revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// The expiry before any extension: what a renewal counts from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extended_from: Option<Date>,
    /// When it was suspended; an open end means that it still is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suspensions: Vec<Interval>,
    /// When it was revoked, and by which event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<Basis>,
    /// The award that it renews, where it is a renewal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renews: Option<CertificateId>,
    /// When it was awarded, and by which event.
    #[serde(flatten)]
    pub basis: Basis,
}
