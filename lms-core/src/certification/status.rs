use serde::{Deserialize, Serialize};

use super::policy::CertificationDefinition;
use crate::CertificateId;
use crate::record::{Certificate, LearnerRecord};
use crate::time::{Date, Instant, Interval, Period};

/// Where a learner stands with a certification at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Standing {
    /// Never awarded.
    NotHeld,
    /// Revoked, and nothing else counts.
    Revoked,
    /// Ended, and the grace period is over.
    Expired,
    /// Awarded, valid from a later day.
    Upcoming,
    /// Suspended for the time being.
    Suspended,
    /// Ended, but may still be renewed as if in time.
    Grace,
    /// Valid, and the renewal window is open.
    RenewalDue,
    /// Valid.
    Valid,
}

impl Standing {
    /// Whether the learner counts as certified.
    #[must_use]
    pub fn is_valid(self) -> bool {
        matches!(self, Self::Valid | Self::RenewalDue)
    }
}

/// One stretch of the learner's line during which the standing is the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StandingPeriod {
    /// The standing.
    pub standing: Standing,
    /// When, half-open.
    pub during: Interval,
    /// The award that it rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<CertificateId>,
}

/// Whether a certificate is valid, why, until when, and what comes next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CertificateStatus {
    /// Where the learner stands.
    pub standing: Standing,
    /// The interval around the instant asked about in which this cannot change without a new event.
    pub until: Interval,
    /// The award that it rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<Certificate>,
    /// The first day on which that award is no longer valid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Date>,
    /// The first day on which it may be renewed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renewal_opens: Option<Date>,
    /// Why, as a sentence in plain English.
    pub reason: String,
    /// The stable code of the reason.
    pub code: String,
}

impl CertificationDefinition {
    /// Where the learner stands at an instant, past or future. Linear in the learner's certificates.
    #[must_use]
    pub fn status(&self, record: &LearnerRecord, now: Instant) -> CertificateStatus {
        let line = self.timeline(record);
        // The timeline covers all of time, so some stretch holds `now`.
        let here = line
            .into_iter()
            .find(|stretch| stretch.during.contains(now))
            .unwrap_or(StandingPeriod {
                standing: Standing::NotHeld,
                during: Interval::ALWAYS,
                certificate: None,
            });
        let certificate = here
            .certificate
            .as_ref()
            .and_then(|id| record.certificates.iter().rev().find(|held| held.id == *id))
            .cloned();
        let expires = certificate.as_ref().and_then(|held| held.until);
        let renewal_opens = expires.and_then(|until| self.window_opens(until));
        let (code, reason) = self.reason(here.standing, certificate.as_ref(), renewal_opens);
        CertificateStatus {
            standing: here.standing,
            until: here.during,
            certificate,
            expires,
            renewal_opens,
            reason,
            code: code.into(),
        }
    }

    /// The learner's whole line with this certification: stretches that follow one another over all of time.
    ///
    /// At each instant the award that stands best counts (see the order of [`Standing`]), the newest of equals.
    /// Quadratic in the learner's awards of this certification, of which there are few.
    #[must_use]
    pub fn timeline(&self, record: &LearnerRecord) -> Vec<StandingPeriod> {
        let held: Vec<&Certificate> = record
            .certificates
            .iter()
            .filter(|held| held.certification == self.id)
            .collect();
        let mut cuts: Vec<Instant> = held.iter().flat_map(|held| self.cuts(held)).collect();
        cuts.sort_unstable();
        cuts.dedup();
        let starts = core::iter::once(None).chain(cuts.iter().copied().map(Some));
        let ends = cuts.iter().copied().map(Some).chain(core::iter::once(None));
        let mut line: Vec<StandingPeriod> = Vec::new();
        for (from, until) in starts.zip(ends) {
            // What holds at the start of a stretch holds in all of it; before the first cut nothing is held.
            let (standing, certificate) =
                from.map_or((Standing::NotHeld, None), |at| self.best(&held, at));
            match line.last_mut() {
                Some(last) if last.standing == standing && last.certificate == certificate => {
                    last.during.until = until
                }
                _ => line.push(StandingPeriod {
                    standing,
                    during: Interval { from, until },
                    certificate,
                }),
            }
        }
        line
    }

    fn best(&self, held: &[&Certificate], at: Instant) -> (Standing, Option<CertificateId>) {
        let mut best: (Standing, Option<CertificateId>) = (Standing::NotHeld, None);
        for certificate in held {
            let standing = self.standing_of(certificate, at);
            if standing != Standing::NotHeld && standing >= best.0 {
                best = (standing, Some(certificate.id.clone()));
            }
        }
        best
    }

    /// Where one award stands at an instant, whatever the others say.
    fn standing_of(&self, held: &Certificate, at: Instant) -> Standing {
        if at < held.basis.at {
            return Standing::NotHeld;
        }
        if held
            .revoked
            .as_ref()
            .is_some_and(|revoked| revoked.at <= at)
        {
            return Standing::Revoked;
        }
        if held
            .suspensions
            .iter()
            .any(|suspension| suspension.contains(at))
        {
            return Standing::Suspended;
        }
        let before = |day: Option<Date>| {
            day.and_then(|day| self.start(day))
                .is_some_and(|start| at < start)
        };
        if before(Some(held.from)) {
            return Standing::Upcoming;
        }
        match held.until {
            None => Standing::Valid,
            Some(until) if before(Some(until)) => match self.window_opens(until) {
                Some(opens) if !before(Some(opens)) => Standing::RenewalDue,
                _ => Standing::Valid,
            },
            Some(until) if before(self.grace_end(until)) => Standing::Grace,
            Some(_) => Standing::Expired,
        }
    }

    /// Every instant at which the award's standing can change.
    fn cuts(&self, held: &Certificate) -> Vec<Instant> {
        let mut cuts = vec![held.basis.at];
        let opens = held.until.and_then(|until| self.window_opens(until));
        let grace = held.until.and_then(|until| self.grace_end(until));
        let days = [Some(held.from), opens, held.until, grace];
        cuts.extend(days.into_iter().flatten().filter_map(|day| self.start(day)));
        cuts.extend(held.revoked.as_ref().map(|revoked| revoked.at));
        cuts.extend(
            held.suspensions
                .iter()
                .flat_map(|suspension| [suspension.from, suspension.until])
                .flatten(),
        );
        cuts
    }

    pub(super) fn grace_end(&self, until: Date) -> Option<Date> {
        let grace = self
            .renewal
            .as_ref()
            .map_or(Period::default(), |renewal| renewal.grace);
        until.plus(grace, 1).ok()
    }

    pub(super) fn start(&self, day: Date) -> Option<Instant> {
        self.zone.start_of(day).ok()
    }

    fn reason(
        &self,
        standing: Standing,
        held: Option<&Certificate>,
        opens: Option<Date>,
    ) -> (&'static str, String) {
        let day = |day: Option<Date>| {
            day.map_or_else(|| String::from("it is revoked"), |day| day.to_string())
        };
        let until = held.and_then(|held| held.until);
        match standing {
            Standing::NotHeld => (
                "certificate_not_held",
                format!("`{}` was never awarded", self.title),
            ),
            Standing::Revoked => (
                "certificate_revoked",
                format!("`{}` was revoked", self.title),
            ),
            Standing::Expired => (
                "certificate_expired",
                format!("`{}` ended on {}", self.title, day(until)),
            ),
            Standing::Upcoming => {
                let from = held.map(|held| held.from);
                (
                    "certificate_upcoming",
                    format!("`{}` begins on {}", self.title, day(from)),
                )
            }
            Standing::Suspended => (
                "certificate_suspended",
                format!("`{}` is suspended", self.title),
            ),
            Standing::Grace => {
                let grace = until.and_then(|until| self.grace_end(until));
                let text = format!(
                    "`{}` ended on {}, and may be renewed until {}",
                    self.title,
                    day(until),
                    day(grace)
                );
                ("certificate_in_grace", text)
            }
            Standing::RenewalDue => {
                let text = format!(
                    "`{}` is valid until {}, and may be renewed since {}",
                    self.title,
                    day(until),
                    day(opens)
                );
                ("certificate_renewal_due", text)
            }
            Standing::Valid => (
                "certificate_valid",
                format!("`{}` is valid until {}", self.title, day(until)),
            ),
        }
    }
}
