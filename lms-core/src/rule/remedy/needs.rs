//! What steps need themselves, and what takes several steps at once.

use super::Earned;
use super::deed::{Deed, Tag};
use super::goal::Goal;
use super::grow::{Growth, Layer};
use crate::record::{Completion, EnrolmentState};
use crate::rule::compile::question::Question;

impl Growth<'_> {
    /// What takes several steps at once: credits from several courses, and leaving everything that makes it so.
    pub(super) fn together(
        &mut self,
        asked: &Question,
        negated: bool,
        layer: Layer,
        goal: Goal,
    ) -> bool {
        let at = self.at(layer);
        match asked {
            Question::Credits(credits) if !negated => self.collect(credits, layer, goal),
            Question::Unit { unit, recursive } if negated => {
                let units = &self.case.rules.shared.units;
                let below = |tag: u32| {
                    tag == *unit
                        || (*recursive
                            && units
                                .get(tag as usize)
                                .is_some_and(|line| line.contains(unit)))
                };
                let held: Vec<Deed> = self
                    .facts
                    .units
                    .iter()
                    .filter(|fact| below(fact.tag))
                    .map(|fact| Deed::Leave(Tag::Unit, fact.tag))
                    .collect();
                self.every(&held, layer, goal)
            }
            Question::Enrolment { target, place } if negated => {
                let held: Vec<Deed> = self
                    .facts
                    .enrolments
                    .iter()
                    .filter(|fact| {
                        target.enrolment(fact)
                            && fact.place == place.place()
                            && fact.from <= at
                            && at < fact.until
                    })
                    .map(|fact| Deed::Withdraw {
                        source: fact.source,
                    })
                    .collect();
                self.every(&held, layer, goal)
            }
            _ => false,
        }
    }

    /// A goal that all of some steps meet together.
    fn every(&mut self, deeds: &[Deed], layer: Layer, goal: Goal) -> bool {
        // What was needed before was left before, and is not left again.
        let met: Option<Vec<Goal>> = deeds
            .iter()
            .map(|deed| {
                let met: Option<Vec<Goal>> = (0..=layer)
                    .map(|done| self.step(*deed, done).map(|(_, goal)| goal))
                    .collect();
                Some(match met?.as_slice() {
                    [one] => *one,
                    any => self.goals.at_least(1, any),
                })
            })
            .collect();
        match met {
            Some(met) if met.len() > 1 => {
                let all = self
                    .goals
                    .at_least(u64::try_from(met.len()).unwrap_or(u64::MAX), &met);
                self.goals.feed(goal, all, 1);
                true
            }
            _ => false,
        }
    }

    /// What a step needs: the rule of its course or run, unless the learner takes part already.
    pub(super) fn needs(&mut self, deed: Deed, layer: Layer) -> Option<Goal> {
        let case = self.case;
        match deed {
            Deed::Complete { course } => self.access(course, layer),
            Deed::Score { subject, .. } | Deed::Attempt { subject, .. } => {
                let (course, _) = case.rules.shared.names.subjects.key(subject)?;
                self.access(*course, layer)
            }
            Deed::Enrol(run) | Deed::Waitlist(run) => {
                let names = &case.rules.shared.names;
                let of_run = run.offering.and_then(|offering| {
                    let id = names.offerings.id(offering)?.parse().ok()?;
                    case.ground.offering_rule(&id)
                });
                match of_run {
                    Some(rule) => Some(self.rule(rule.0, false, layer)),
                    None => self.course_rule(run.course, layer),
                }
            }
            Deed::Certify { certification } => {
                let names = &case.rules.shared.names;
                let id = names.certifications.id(certification)?.parse().ok()?;
                let now = *self.times.first()?;
                let course = match case.ground.earned_by(&id, case.record, now) {
                    Earned::Already => return None,
                    Earned::Course(course) => course,
                    Earned::Path if self.assume => {
                        self.assumed.insert(deed);
                        return None;
                    }
                    // Never met.
                    Earned::Path => return Some(self.goals.reserve(1)),
                };
                let never = !case
                    .record
                    .certificates
                    .iter()
                    .any(|held| held.certification == id);
                let done = |held: &Completion| held.course == course && held.passed;
                if never && case.record.completions.iter().any(done) {
                    return None;
                }
                let course = names.courses.find(course.as_str())?;
                let met: Vec<Goal> = (0..=layer)
                    .filter_map(|done| self.step(Deed::Complete { course }, done))
                    .map(|(_, goal)| goal)
                    .collect();
                Some(self.goals.at_least(1, &met))
            }
            _ => None,
        }
    }

    /// What taking part in a course needs; nothing when the learner does so already.
    fn access(&mut self, course: u32, layer: Layer) -> Option<Goal> {
        let id = self.case.rules.shared.names.courses.id(course)?;
        let at = self.times.get(layer).copied()?;
        let takes_part = self.case.record.enrolments.iter().any(|held| {
            held.course.as_str() == id
                && held.state == EnrolmentState::Active
                && held.until.is_none_or(|until| at < until)
        });
        if takes_part {
            None
        } else {
            self.course_rule(course, layer)
        }
    }

    fn course_rule(&mut self, course: u32, layer: Layer) -> Option<Goal> {
        let id = self
            .case
            .rules
            .shared
            .names
            .courses
            .id(course)?
            .parse()
            .ok()?;
        let rule = self.case.ground.course_rule(&id)?;
        Some(self.rule(rule.0, false, layer))
    }
}
