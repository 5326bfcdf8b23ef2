//! Commands on certificates.

use super::Rejection;
use super::decide::Decision;
use crate::certification::{CertificationDefinition, EarnedBy, RenewalError, Term};
use crate::record::{Certificate, Happened, LearnerRecord};
use crate::time::Date;
use crate::{CertificateId, CertificationId};

pub(super) fn award(
    decision: &mut Decision<'_>,
    certificate: &CertificateId,
    certification: &CertificationId,
    from: Option<Date>,
) -> Result<(), Rejection> {
    let policy = policy(decision, certification)?;
    free(decision, certificate)?;
    let record = decision.recorder.state();
    if !earned(decision, policy, record) {
        return Err(Rejection::NotEarned);
    }
    let from = day(decision, policy, from)?;
    let term = policy
        .first_term(from)
        .map_err(|_| Rejection::TimeOutOfRange)?;
    decision.record(awarded(certificate, certification, term, None));
    Ok(())
}

pub(super) fn renew(
    decision: &mut Decision<'_>,
    certificate: &CertificateId,
    renews: &CertificateId,
    completed: Option<Date>,
) -> Result<(), Rejection> {
    let old = held(decision, renews)?.clone();
    let policy = policy(decision, &old.certification)?;
    free(decision, certificate)?;
    if old.revoked.is_some() {
        return Err(Rejection::StoppedAlready);
    }
    let completed = day(decision, policy, completed)?;
    let term = policy
        .renewal_term(&old, completed)
        .map_err(Rejection::Renewal)?;
    decision.record(awarded(certificate, &old.certification, term, Some(renews)));
    Ok(())
}

pub(super) fn extend(
    decision: &mut Decision<'_>,
    certificate: &CertificateId,
    until: Date,
) -> Result<(), Rejection> {
    let old = held(decision, certificate)?;
    match old.until {
        None => return Err(Rejection::Renewal(RenewalError::NotRenewable)),
        Some(end) if until <= end => return Err(Rejection::ExtensionTooShort),
        Some(_) => {}
    }
    decision.record(Happened::Extended {
        certificate: certificate.clone(),
        until,
    });
    Ok(())
}

pub(super) fn suspend(
    decision: &mut Decision<'_>,
    certificate: &CertificateId,
) -> Result<(), Rejection> {
    if stopped(held(decision, certificate)?) {
        return Err(Rejection::StoppedAlready);
    }
    decision.record(Happened::Suspended {
        certificate: certificate.clone(),
    });
    Ok(())
}

pub(super) fn reinstate(
    decision: &mut Decision<'_>,
    certificate: &CertificateId,
) -> Result<(), Rejection> {
    if !stopped(held(decision, certificate)?) {
        return Err(Rejection::NotSuspended);
    }
    decision.record(Happened::Reinstated {
        certificate: certificate.clone(),
    });
    Ok(())
}

pub(super) fn revoke(
    decision: &mut Decision<'_>,
    certificate: &CertificateId,
) -> Result<(), Rejection> {
    if held(decision, certificate)?.revoked.is_some() {
        return Err(Rejection::StoppedAlready);
    }
    decision.record(Happened::Revoked {
        certificate: certificate.clone(),
    });
    Ok(())
}

fn earned(
    decision: &Decision<'_>,
    policy: &CertificationDefinition,
    record: &LearnerRecord,
) -> bool {
    match &policy.earned_by {
        EarnedBy::Award => true,
        EarnedBy::Course { course } => record
            .completions
            .iter()
            .any(|completion| completion.passed && completion.course == *course),
        EarnedBy::Path { path } => {
            let (catalogue, now) = (decision.context.catalogue, decision.context.now);
            let paths = catalogue.paths();
            let followed = paths.followed(path, record);
            let ruled = paths.under(catalogue.rules());
            // Under the rules, as every other answer about the path: a milestone may have one.
            followed.is_some_and(|path| ruled.progress(path, record, now).complete)
        }
    }
}

fn awarded(
    certificate: &CertificateId,
    certification: &CertificationId,
    term: Term,
    renews: Option<&CertificateId>,
) -> Happened {
    Happened::Awarded {
        certificate: certificate.clone(),
        certification: certification.clone(),
        anchor: term.anchor,
        from: term.from,
        until: term.until,
        renews: renews.cloned(),
    }
}

fn stopped(held: &Certificate) -> bool {
    held.revoked.is_some()
        || held
            .suspensions
            .iter()
            .any(|suspension| suspension.until.is_none())
}

fn policy<'a>(
    decision: &Decision<'a>,
    id: &CertificationId,
) -> Result<&'a CertificationDefinition, Rejection> {
    decision
        .context
        .catalogue
        .certification(id)
        .ok_or_else(|| Rejection::unknown("certification", id))
}

fn held<'d>(decision: &'d Decision<'_>, id: &CertificateId) -> Result<&'d Certificate, Rejection> {
    let certificates = &decision.recorder.state().certificates;
    certificates
        .iter()
        .rev()
        .find(|held| held.id == *id)
        .ok_or_else(|| Rejection::unknown("certificate", id))
}

fn free(decision: &Decision<'_>, id: &CertificateId) -> Result<(), Rejection> {
    match held(decision, id) {
        Ok(_) => Err(Rejection::CertificateTaken),
        Err(_) => Ok(()),
    }
}

fn day(
    decision: &Decision<'_>,
    policy: &CertificationDefinition,
    given: Option<Date>,
) -> Result<Date, Rejection> {
    match given {
        Some(day) => Ok(day),
        None => policy
            .zone
            .date(decision.context.now)
            .map_err(|_| Rejection::TimeOutOfRange),
    }
}
