//! What a learner was given: certificates, skills, approvals, payments, waivers.

use super::number;
use crate::record::{Certificate, LearnerRecord, WaiverTarget};
use crate::rule::learner::calendar::{FOREVER, start_of};
use crate::rule::learner::facts::{ApprovalFact, HeldFact, PaymentFact, SkillFact, WaiverFact};
use crate::rule::rule_set::RuleSet;
use crate::time::{Date, Instant};

impl RuleSet {
    pub(super) fn held(&self, certificates: &[Certificate], into: &mut Vec<HeldFact>) {
        let names = &self.shared.names;
        for (source, certificate) in certificates.iter().enumerate() {
            let id = certificate.certification.as_str();
            let Some(certification) = names.certifications.find(id) else {
                continue;
            };
            if self
                .shared
                .topics
                .certificates
                .list(certification)
                .is_empty()
            {
                continue;
            }
            let zone = names
                .zones
                .get(certification as usize)
                .copied()
                .unwrap_or_default();
            let day = |day: Date| start_of(day.days_since_epoch(), zone);
            let start = day(certificate.from);
            let known = certificate.basis.at.micros();
            let ends = [
                certificate.until.map(day),
                certificate
                    .revoked
                    .as_ref()
                    .map(|revoked| revoked.at.micros()),
            ];
            let end = ends.into_iter().flatten().min().unwrap_or(FOREVER);
            let mut push = |from, until| {
                into.push(HeldFact {
                    certification,
                    from,
                    until,
                    start,
                    known,
                    source: number(source),
                });
            };
            if certificate.suspensions.is_empty() {
                push(start.max(known), end);
            } else {
                for (from, until) in valid(start.max(known), end, certificate) {
                    push(from, until);
                }
            }
        }
    }

    pub(super) fn skills(&self, record: &LearnerRecord, into: &mut Vec<SkillFact>) {
        let of = record.skills.iter().filter_map(|(skill, held)| {
            Some(SkillFact {
                skill: self.shared.names.skills.find(skill.as_str())?,
                level: held.level,
                from: held.basis.at.micros(),
                until: held.until.map_or(FOREVER, Instant::micros),
            })
        });
        into.extend(of);
    }

    pub(super) fn approvals(&self, record: &LearnerRecord, into: &mut Vec<ApprovalFact>) {
        let of = record.approvals.iter().filter_map(|(approval, held)| {
            Some(ApprovalFact {
                approval: self.shared.names.approvals.find(approval.as_str())?,
                state: held.state,
                at: held.basis.at.micros(),
            })
        });
        into.extend(of);
    }

    pub(super) fn payments(&self, record: &LearnerRecord, into: &mut Vec<PaymentFact>) {
        let names = &self.shared.names;
        let of = record
            .payments
            .iter()
            .enumerate()
            .filter_map(|(source, payment)| {
                let course = names.courses.find(payment.course.as_str());
                let offering = payment.offering.as_ref();
                let fact = PaymentFact {
                    course,
                    offering: offering.and_then(|id| names.offerings.find(id.as_str())),
                    any_run: offering.is_none(),
                    at: payment.basis.at.micros(),
                    source: number(source),
                };
                (fact.course.is_some() || fact.offering.is_some()).then_some(fact)
            });
        into.extend(of);
    }

    pub(super) fn waivers(&self, record: &LearnerRecord, into: &mut Vec<WaiverFact>) {
        let of = record
            .waivers
            .iter()
            .enumerate()
            .filter_map(|(source, waiver)| {
                let WaiverTarget::Prerequisites { course } = &waiver.target else {
                    return None;
                };
                Some(WaiverFact {
                    course: self.shared.names.courses.find(course.as_str())?,
                    from: waiver.basis.at.micros(),
                    until: waiver.until.map_or(FOREVER, Instant::micros),
                    source: number(source),
                })
            });
        into.extend(of);
    }
}

/// The stretches between a start and an end in which a certificate is not suspended.
fn valid(from: i64, end: i64, certificate: &Certificate) -> Vec<(i64, i64)> {
    let mut pauses: Vec<(i64, i64)> = certificate
        .suspensions
        .iter()
        .map(|pause| {
            let from = pause.from.map_or(i64::MIN, Instant::micros);
            (from, pause.until.map_or(FOREVER, Instant::micros))
        })
        .collect();
    pauses.sort_unstable();
    let mut stretches = Vec::new();
    let mut at = from;
    for (pause, resume) in pauses {
        if at < pause.min(end) {
            stretches.push((at, pause.min(end)));
        }
        at = at.max(resume);
    }
    if at < end || stretches.is_empty() {
        stretches.push((at, end));
    }
    stretches
}
