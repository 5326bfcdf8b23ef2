use super::{AgendaItem, Due};
use crate::catalogue::Catalogue;
use crate::record::{Enrolment, EnrolmentState, LearnerRecord, ScoreStatus, WaiverTarget};
use crate::time::Instant;

impl Catalogue {
    /// What falls due for a learner in `(from, to]`, earliest first; of one instant in the order of [`Due`].
    ///
    /// Adjoining intervals miss nothing and give nothing twice. It is told from the facts as they are: work handed in, a
    /// withdrawal or a renewal takes its item away. Linear in the learner's facts and the items of their courses.
    ///
    /// ```
    /// use lms_core::Catalogue;
    /// use lms_core::record::{Event, LearnerRecord};
    /// let catalogue = Catalogue::from_json(r#"{"courses": [{"id": "c", "title": "C", "scheme": "s"}],
    ///     "schemes": [{"id": "s", "root": {"id": "all", "aggregation": {"type": "sumOfPoints"}, "children": [
    ///         {"type": "item", "id": "essay", "maximum": "10", "due": "2026-12-01T00:00:00Z"}]}}]}"#).unwrap();
    /// let mut record = LearnerRecord::new("ada".parse().unwrap());
    /// let enrolled = r#"{"at":"2026-11-01T00:00:00Z","type":"enrolled","course":"c","version":1}"#;
    /// record.evolve(&serde_json::from_str::<Event>(enrolled).unwrap());
    /// let (from, to) = ("2026-11-22T00:00:00Z".parse().unwrap(), "2026-12-01T00:00:00Z".parse().unwrap());
    /// assert_eq!(catalogue.agenda(&record, from, to)[0].key, "work/c//essay/2026-12-01T00:00:00Z");
    /// ```
    #[must_use]
    pub fn agenda(&self, record: &LearnerRecord, from: Instant, to: Instant) -> Vec<AgendaItem> {
        let mut items = Vec::new();
        for enrolment in record
            .enrolments
            .iter()
            .filter(|held| held.state == EnrolmentState::Active)
        {
            self.of_enrolment(record, enrolment, &mut items);
        }
        for policy in &self.definition().certifications {
            items.extend(
                policy
                    .due(record, from, to)
                    .into_iter()
                    .map(|due| AgendaItem {
                        at: due.at,
                        what: Due::Certificate {
                            certification: policy.id.clone(),
                            certificate: due.certificate,
                            due: due.kind,
                        },
                        key: due.key,
                    }),
            );
        }
        for (skill, level) in &record.skills {
            items.extend(level.until.map(|at| AgendaItem {
                at,
                what: Due::SkillEnds {
                    skill: skill.clone(),
                },
                key: format!("skill/{skill}/{at}"),
            }));
        }
        for waiver in &record.waivers {
            items.extend(waiver.until.map(|at| AgendaItem {
                at,
                what: Due::WaiverEnds {
                    target: waiver.target.clone(),
                },
                key: waiver_key(&waiver.target, at),
            }));
        }
        items.retain(|item| from < item.at && item.at <= to);
        items.sort_by(|one, two| (one.at, &one.what).cmp(&(two.at, &two.what)));
        items
    }

    fn of_enrolment(&self, record: &LearnerRecord, held: &Enrolment, items: &mut Vec<AgendaItem>) {
        let (course, run) = (&held.course, held.offering.as_ref());
        let name = run.map_or("", |run| run.as_str());
        let offering = run.and_then(|run| self.offering(run));
        if let (Some(run), Some(at)) = (run, offering.and_then(|offering| offering.starts)) {
            items.push(AgendaItem {
                at,
                what: Due::CourseBegins {
                    course: course.clone(),
                    offering: run.clone(),
                },
                key: format!("begins/{course}/{name}/{at}"),
            });
        }
        if let Some(at) = held.until {
            items.push(AgendaItem {
                at,
                what: Due::AccessEnds {
                    course: course.clone(),
                    offering: run.cloned(),
                },
                key: format!("access/{course}/{name}/{at}"),
            });
        }
        let sheet = record.sheets.get(course);
        for item in self
            .scheme_of(course, run)
            .into_iter()
            .flat_map(|scheme| scheme.items())
        {
            let score = sheet.and_then(|sheet| sheet.scores.get(&item.id));
            let due = score.map_or(item.due, |score| score.due(item.due));
            let open = score.is_none_or(|score| {
                score.submitted_at.is_none()
                    && matches!(score.status, ScoreStatus::Absent | ScoreStatus::Missing)
            });
            if let Some(at) = due.filter(|_| open) {
                items.push(AgendaItem {
                    at,
                    what: Due::WorkDue {
                        course: course.clone(),
                        offering: run.cloned(),
                        activity: item.id.clone(),
                    },
                    key: format!("work/{course}/{name}/{}/{at}", item.id),
                });
            }
        }
    }
}

fn waiver_key(target: &WaiverTarget, at: Instant) -> String {
    match target {
        WaiverTarget::Prerequisites { course } => format!("waiver/course/{course}/{at}"),
        WaiverTarget::Step { path, step } => format!("waiver/step/{path}/{step}/{at}"),
    }
}
