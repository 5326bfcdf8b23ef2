use super::{
    Approval, ApprovalState, AttemptMade, Basis, Certificate, Completion, CompletionSource,
    Enrolment, EnrolmentState, Event, Grade, Happened, LearnerRecord, Payment, Pursuit, SkillLevel,
    Stated, StepNote, Waiver,
};
use crate::time::{Instant, Interval};
use crate::{ApprovalId, CertificateId, CourseId, EventId, OfferingId};

impl LearnerRecord {
    /// Folds an event into the record. Cannot fail: what an event says about something unknown changes nothing.
    ///
    /// Linear in the facts of the kind that the event is about.
    pub fn evolve(&mut self, event: &Event) {
        let basis = || Basis {
            at: event.at,
            event: event.id.clone(),
        };
        match &event.what {
            Happened::Enrolled {
                course,
                version,
                offering,
                until,
            } => {
                self.set_enrolment(Enrolment {
                    course: course.clone(),
                    version: *version,
                    offering: offering.clone(),
                    state: EnrolmentState::Active,
                    enrolled_at: Some(event.at),
                    until: *until,
                    basis: basis(),
                });
            }
            Happened::Waitlisted {
                course,
                version,
                offering,
            } => {
                self.set_enrolment(Enrolment {
                    course: course.clone(),
                    version: *version,
                    offering: Some(offering.clone()),
                    state: EnrolmentState::Waitlisted,
                    enrolled_at: None,
                    until: None,
                    basis: basis(),
                });
            }
            Happened::Withdrawn { course, offering } => {
                self.move_enrolment(
                    course,
                    offering.as_ref(),
                    EnrolmentState::Withdrawn,
                    basis(),
                );
            }
            Happened::Completed {
                course,
                version,
                offering,
                passed,
                score,
                credits,
                source,
            } => {
                self.completions.push(Completion {
                    course: course.clone(),
                    version: *version,
                    passed: *passed,
                    score: *score,
                    credits: *credits,
                    source: *source,
                    basis: basis(),
                });
                self.move_enrolment(
                    course,
                    offering.as_ref(),
                    EnrolmentState::Completed,
                    basis(),
                );
            }
            Happened::Submitted { .. }
            | Happened::Scored { .. }
            | Happened::ScoreOverridden { .. }
            | Happened::VisibilitySet { .. }
            | Happened::DueExtended { .. } => self.mark(event),
            Happened::Graded {
                course,
                activity,
                score,
            } => {
                self.grades
                    .retain(|held| held.course != *course || held.activity != *activity);
                self.grades.extend(score.map(|score| Grade {
                    course: course.clone(),
                    activity: activity.clone(),
                    score,
                    basis: basis(),
                }));
            }
            Happened::Attempted { course, activity } => self.attempts.push(AttemptMade {
                course: course.clone(),
                activity: activity.clone(),
                basis: basis(),
            }),
            Happened::PathStarted { path, version } => {
                let pursuit = self.paths.entry(path.clone()).or_insert_with(|| Pursuit {
                    version: *version,
                    steps: std::collections::BTreeMap::new(),
                    recognised: std::collections::BTreeSet::new(),
                    resets: std::collections::BTreeMap::new(),
                    basis: basis(),
                });
                pursuit.version = *version;
            }
            Happened::PathLeft { path } => {
                self.paths.remove(path);
            }
            Happened::StepNoted {
                path,
                step,
                note,
                source,
            } => {
                if let Some(pursuit) = self.paths.get_mut(path) {
                    if (*note, *source) == (StepNote::Completed, CompletionSource::Recognised) {
                        pursuit.recognised.insert(step.clone());
                    } else {
                        pursuit.recognised.remove(step);
                    }
                    pursuit.steps.insert(step.clone(), (*note, basis()));
                }
            }
            Happened::StepReset { path, step } => {
                if let Some(pursuit) = self.paths.get_mut(path) {
                    pursuit.steps.remove(step);
                    pursuit.recognised.remove(step);
                    pursuit.resets.insert(step.clone(), basis());
                }
            }
            Happened::Awarded {
                certificate,
                certification,
                anchor,
                from,
                until,
                renews,
            } => {
                self.certificates.push(Certificate {
                    id: certificate.clone(),
                    certification: certification.clone(),
                    anchor: *anchor,
                    from: *from,
                    until: *until,
                    extended_from: None,
                    suspensions: Vec::new(),
                    revoked: None,
                    renews: renews.clone(),
                    basis: basis(),
                });
            }
            Happened::Extended { certificate, until } => {
                if let Some(held) = self.certificate_mut(certificate) {
                    held.extended_from = held.extended_from.or(held.until);
                    held.until = Some(*until);
                }
            }
            Happened::Suspended { certificate } => {
                if let Some(held) = self.certificate_mut(certificate) {
                    held.suspensions.push(Interval {
                        from: Some(event.at),
                        until: None,
                    });
                }
            }
            Happened::Reinstated { certificate } => {
                if let Some(held) = self.certificate_mut(certificate) {
                    held.reinstate(event.at);
                }
            }
            Happened::Revoked { certificate } => {
                if let Some(held) = self.certificate_mut(certificate) {
                    held.revoked = Some(basis());
                }
            }
            Happened::AttributeSet { name, value } => {
                self.attributes.insert(
                    name.clone(),
                    Stated {
                        value: value.clone(),
                        basis: basis(),
                    },
                );
            }
            Happened::AttributeCleared { name } => {
                self.attributes.remove(name);
            }
            Happened::UnitJoined { unit } => {
                self.units.entry(unit.clone()).or_insert_with(basis);
            }
            Happened::UnitLeft { unit } => {
                self.units.remove(unit);
            }
            Happened::GroupJoined { group } => {
                self.groups.entry(group.clone()).or_insert_with(basis);
            }
            Happened::GroupLeft { group } => {
                self.groups.remove(group);
            }
            Happened::AudienceJoined { audience } => {
                self.audiences.entry(audience.clone()).or_insert_with(basis);
            }
            Happened::AudienceLeft { audience } => {
                self.audiences.remove(audience);
            }
            Happened::RoleGranted { role } => {
                self.roles.entry(role.clone()).or_insert_with(basis);
            }
            Happened::RoleEnded { role } => {
                self.roles.remove(role);
            }
            Happened::ApprovalRequested { approval } => {
                self.set_approval(approval, ApprovalState::Requested, event)
            }
            Happened::ApprovalGranted { approval } => {
                self.set_approval(approval, ApprovalState::Granted, event)
            }
            Happened::ApprovalDenied { approval } => {
                self.set_approval(approval, ApprovalState::Denied, event)
            }
            Happened::Paid {
                course,
                offering,
                amount,
            } => self.payments.push(Payment {
                course: course.clone(),
                offering: offering.clone(),
                amount: *amount,
                basis: basis(),
            }),
            Happened::Refunded { course, offering } => self.payments.retain(|paid| {
                paid.course != *course || (offering.is_some() && paid.offering != *offering)
            }),
            Happened::Waived { target, until } => self.waivers.push(Waiver {
                target: target.clone(),
                by: event.by.clone(),
                until: *until,
                basis: basis(),
            }),
            Happened::WaiverEnded { target } => {
                self.waivers.retain(|waiver| waiver.target != *target)
            }
            Happened::SkillAssessed {
                skill,
                level,
                until,
            } => {
                self.skills.insert(
                    skill.clone(),
                    SkillLevel {
                        level: *level,
                        until: *until,
                        basis: basis(),
                    },
                );
            }
            Happened::FactReported { name, value } => {
                self.facts.insert(
                    name.clone(),
                    Stated {
                        value: value.clone(),
                        basis: basis(),
                    },
                );
            }
            Happened::FactWithdrawn { name } => {
                self.facts.remove(name);
            }
            Happened::Retracted { event } => self.retract(event),
        }
    }

    fn set_enrolment(&mut self, enrolment: Enrolment) {
        let same = |held: &&mut Enrolment| {
            held.course == enrolment.course && held.offering == enrolment.offering
        };
        match self.enrolments.iter_mut().find(same) {
            Some(held) => *held = enrolment,
            None => self.enrolments.push(enrolment),
        }
    }

    /// Moves the enrolment in the given run on; without a run, the newest one in the course that is still open.
    fn move_enrolment(
        &mut self,
        course: &CourseId,
        run: Option<&OfferingId>,
        state: EnrolmentState,
        basis: Basis,
    ) {
        let open = |held: &&mut Enrolment| {
            held.course == *course
                && (run.is_none() || held.offering.as_ref() == run)
                && matches!(
                    held.state,
                    EnrolmentState::Active | EnrolmentState::Waitlisted
                )
        };
        if let Some(held) = self.enrolments.iter_mut().rev().find(open) {
            held.state = state;
            held.basis = basis;
        }
    }

    fn certificate_mut(&mut self, id: &CertificateId) -> Option<&mut Certificate> {
        self.certificates
            .iter_mut()
            .rev()
            .find(|held| held.id == *id)
    }

    fn set_approval(&mut self, approval: &ApprovalId, state: ApprovalState, event: &Event) {
        let basis = Basis {
            at: event.at,
            event: event.id.clone(),
        };
        self.approvals.insert(
            approval.clone(),
            Approval {
                state,
                by: event.by.clone(),
                basis,
            },
        );
    }

    /// Takes away every fact that rests on the event.
    fn retract(&mut self, event: &EventId) {
        let rests = |basis: &Basis| basis.event.as_ref() == Some(event);
        self.attributes.retain(|_, stated| !rests(&stated.basis));
        self.units.retain(|_, basis| !rests(basis));
        self.groups.retain(|_, basis| !rests(basis));
        self.audiences.retain(|_, basis| !rests(basis));
        self.roles.retain(|_, basis| !rests(basis));
        self.enrolments.retain(|enrolment| !rests(&enrolment.basis));
        self.completions
            .retain(|completion| !rests(&completion.basis));
        for sheet in self.sheets.values_mut() {
            sheet
                .scores
                .retain(|_, score| score.event.as_ref() != Some(event));
        }
        self.grades.retain(|grade| !rests(&grade.basis));
        self.attempts.retain(|attempt| !rests(&attempt.basis));
        self.certificates
            .retain(|certificate| !rests(&certificate.basis));
        for certificate in &mut self.certificates {
            if certificate.revoked.as_ref().is_some_and(rests) {
                certificate.revoked = None;
            }
        }
        self.paths.retain(|_, pursuit| !rests(&pursuit.basis));
        for pursuit in self.paths.values_mut() {
            pursuit.steps.retain(|_, (_, basis)| !rests(basis));
            let steps = &pursuit.steps;
            pursuit.recognised.retain(|step| steps.contains_key(step));
            pursuit.resets.retain(|_, basis| !rests(basis));
        }
        self.approvals.retain(|_, approval| !rests(&approval.basis));
        self.payments.retain(|payment| !rests(&payment.basis));
        self.waivers.retain(|waiver| !rests(&waiver.basis));
        self.skills.retain(|_, skill| !rests(&skill.basis));
        self.facts.retain(|_, stated| !rests(&stated.basis));
    }
}

impl Certificate {
    fn reinstate(&mut self, at: Instant) {
        self.revoked = None;
        for suspension in self
            .suspensions
            .iter_mut()
            .filter(|suspension| suspension.until.is_none())
        {
            suspension.until = Some(at);
        }
    }
}
