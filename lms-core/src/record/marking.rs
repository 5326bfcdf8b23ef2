use super::{
    Attempt, Event, Happened, LearnerRecord, Score, ScoreHistory, ScoreOverride, ScoreStatus,
};
use crate::time::Instant;
use crate::{ActivityId, CourseId, PersonId};

impl LearnerRecord {
    /// Folds what happened to a mark.
    pub(super) fn mark(&mut self, event: &Event) {
        match &event.what {
            Happened::Submitted { course, activity } => {
                let score = self.score_mut(course, activity);
                score.submit(event.at);
                score.event.clone_from(&event.id);
            }
            Happened::Scored {
                course,
                activity,
                status,
                points,
                maximum,
            } => {
                let score = self.score_mut(course, activity);
                score.status = *status;
                score.points = *points;
                score.maximum = maximum.or(score.maximum);
                score.graded_at = Some(event.at);
                score.event.clone_from(&event.id);
                if let Some(attempt) = score
                    .history
                    .as_mut()
                    .and_then(|history| history.attempts.last_mut())
                {
                    attempt.points = *points;
                    attempt.maximum = *maximum;
                }
            }
            Happened::ScoreOverridden {
                course,
                activity,
                points,
                maximum,
                reason,
            } => {
                let score = self.score_mut(course, activity);
                let set = score.overriding().and_then(|last| last.to);
                let from = set.or(score.points);
                let by = event.by.clone().or_else(|| PersonId::parse("unknown").ok());
                if let Some(by) = by {
                    let set = ScoreOverride {
                        at: event.at,
                        by,
                        from,
                        to: *points,
                        maximum: *maximum,
                        reason: reason.clone(),
                    };
                    score.history_mut().overrides.push(set);
                }
            }
            Happened::VisibilitySet {
                course,
                activity,
                visibility,
            } => {
                self.score_mut(course, activity).visibility = *visibility;
            }
            Happened::DueExtended {
                course,
                activity,
                due,
            } => {
                self.score_mut(course, activity).history_mut().due = Some(*due);
            }
            _ => {}
        }
    }

    /// The score of an activity; a new one says that nothing was handed in.
    fn score_mut(&mut self, course: &CourseId, activity: &ActivityId) -> &mut Score {
        let sheet = self.sheets.entry(course.clone()).or_default();
        sheet
            .scores
            .entry(activity.clone())
            .or_insert_with(|| Score::with_status(ScoreStatus::Absent))
    }
}

impl Score {
    /// A second submission makes attempts of both; before it the score alone says all there is.
    fn submit(&mut self, at: Instant) {
        if let Some(first) = self.submitted_at {
            let (points, maximum) = (self.points, self.maximum);
            let attempts = &mut self.history_mut().attempts;
            if attempts.is_empty() {
                attempts.push(Attempt {
                    points,
                    maximum,
                    submitted_at: Some(first),
                    resit: false,
                });
            }
            attempts.push(Attempt {
                submitted_at: Some(at),
                ..Attempt::default()
            });
        }
        self.submitted_at = Some(at);
        if self.status == ScoreStatus::Absent || self.status == ScoreStatus::Missing {
            self.status = ScoreStatus::Scored;
        }
    }

    fn history_mut(&mut self) -> &mut ScoreHistory {
        self.history.get_or_insert_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Visibility;

    fn record(events: &[&str]) -> LearnerRecord {
        let mut record = LearnerRecord::new("ada".parse().unwrap());
        for event in events {
            record.evolve(&serde_json::from_str::<Event>(event).unwrap());
        }
        record
    }

    fn score(record: &LearnerRecord) -> &Score {
        &record.sheets["c"].scores["a"]
    }

    #[test]
    fn a_second_submission_keeps_the_first_as_an_attempt() {
        let record = record(&[
            r#"{"at":"2026-01-01T00:00:00Z","type":"submitted","course":"c","activity":"a"}"#,
            r#"{"at":"2026-01-02T00:00:00Z","type":"scored","course":"c","activity":"a","points":"5","maximum":"10"}"#,
            r#"{"at":"2026-01-03T00:00:00Z","type":"submitted","course":"c","activity":"a"}"#,
            r#"{"at":"2026-01-04T00:00:00Z","type":"scored","course":"c","activity":"a","points":"8","maximum":"10"}"#,
        ]);
        let points: Vec<String> = score(&record)
            .history
            .as_ref()
            .unwrap()
            .attempts
            .iter()
            .map(|attempt| attempt.points.unwrap().to_string())
            .collect();
        assert_eq!(points, ["5", "8"]);
        assert_eq!(score(&record).points.unwrap().to_string(), "8");
    }

    #[test]
    fn an_override_keeps_who_set_what_over_what() {
        let record = record(&[
            r#"{"at":"2026-01-02T00:00:00Z","type":"scored","course":"c","activity":"a","points":"5"}"#,
            r#"{"at":"2026-01-03T00:00:00Z","by":"t","type":"scoreOverridden","course":"c","activity":"a","points":"6"}"#,
            r#"{"at":"2026-01-04T00:00:00Z","type":"visibilitySet","course":"c","activity":"a","visibility":{"type":"unposted"}}"#,
        ]);
        let last = score(&record).overriding().unwrap();
        assert_eq!(
            (
                last.by.as_str(),
                last.from.unwrap().micros(),
                last.to.unwrap().micros()
            ),
            ("t", 5_000_000, 6_000_000)
        );
        assert_eq!(score(&record).visibility, Visibility::Unposted);
    }

    #[test]
    fn an_override_may_set_the_maximum_alone() {
        let record = record(&[
            r#"{"at":"2026-01-02T00:00:00Z","type":"scored","course":"c","activity":"a","points":"5","maximum":"8"}"#,
            r#"{"at":"2026-01-03T00:00:00Z","by":"t","type":"scoreOverridden","course":"c","activity":"a","maximum":"10"}"#,
        ]);
        assert_eq!(score(&record).overriding().unwrap().to, None);
        assert_eq!(score(&record).given_for().unwrap().to_string(), "10");
    }

    #[test]
    fn a_retracted_mark_is_gone() {
        let record = record(&[
            r#"{"id":"e1","at":"2026-01-02T00:00:00Z","type":"scored","course":"c","activity":"a","points":"5"}"#,
            r#"{"at":"2026-01-03T00:00:00Z","type":"retracted","event":"e1"}"#,
        ]);
        assert!(record.sheets["c"].scores.is_empty());
    }
}
