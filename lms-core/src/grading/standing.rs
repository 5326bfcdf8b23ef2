//! Where a learner stands with one item, before any total is asked for.

use super::compile::Leaf;
use super::policy::{AttemptMark, LateWork, Moderated, seconds_late};
use super::range::Hand;
use super::{
    Asked, Concluded, Exact, FinalCounts, LeftOut, Pending, RangeChange, Settings, Step,
    StepReason, Unseen, Value,
};
use crate::number::Points;
use crate::record::{Attempt, Score, ScoreStatus, Visibility};
use crate::time::Instant;
use crate::verdict::Viewer;

/// What an item is for a learner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Standing<'s> {
    /// It has a grade.
    Graded {
        value: Value,
        steps: Vec<Step<'s>>,
        /// The viewer must not see it, nor what depends on it.
        hidden: bool,
    },
    /// It has none, and could still count.
    Open {
        why: LeftOut,
        /// Counts as the minimum in the final total.
        in_final: bool,
        /// What is marked so far and counts in the final total.
        partial: Option<Value>,
        /// Full marks could still be reached.
        reachable: bool,
    },
    /// It counts neither for nor against.
    Out(LeftOut),
}

impl Leaf {
    /// The standing of a learner with a score, or without one.
    pub(super) fn standing<'a>(
        &'a self,
        score: Option<&'a Score>,
        concluded: bool,
        asked: &Asked,
        settings: &Settings,
    ) -> Standing<'a> {
        if self.item.not_counted {
            return Standing::Out(LeftOut::NotCounted);
        }
        self.marked(score, concluded, asked, settings)
    }

    /// The standing in what is marked, whether or not it counts in a total.
    pub(super) fn marked<'a>(
        &'a self,
        score: Option<&'a Score>,
        concluded: bool,
        asked: &Asked,
        settings: &Settings,
    ) -> Standing<'a> {
        if let Some(points) = asked.what_if.get(&self.item.id) {
            let value = self.value((*points).into());
            // What it is supposed in place of is told only to those who may see it.
            let real = score.filter(|score| self.is_seen(Some(score), asked));
            let step = Step {
                why: StepReason::Supposed,
                from: real.and_then(|score| score.points).map(Exact::from),
                to: value.points.clone(),
            };
            return Standing::Graded {
                value,
                steps: vec![step],
                hidden: false,
            };
        }
        let unposted = score.is_some_and(|score| score.visibility == Visibility::Unposted)
            || self.item.visibility == Visibility::Unposted;
        if self.item.anonymous && unposted {
            return Standing::Out(LeftOut::Anonymous);
        }
        let standing = self.of_score(score, concluded, asked.now, settings);
        if self.is_seen(score, asked) {
            return standing;
        }
        let standing = match standing {
            // The marks of a part of the work are as hidden as the mark of the whole.
            Standing::Open {
                why,
                in_final,
                reachable,
                ..
            } => Standing::Open {
                why,
                in_final,
                partial: None,
                reachable,
            },
            standing => standing,
        };
        if !matches!(standing, Standing::Graded { .. }) {
            return standing;
        }
        let (unseen, why) = if unposted {
            (settings.unposted, LeftOut::Unposted)
        } else {
            (settings.hidden, LeftOut::Hidden)
        };
        match (unseen, standing) {
            (Unseen::AsUngraded, _) => self.open(score, why, asked.now, settings),
            (Unseen::LeaveOut, _) => Standing::Out(why),
            (Unseen::AsZero, Standing::Graded { value, .. }) => Standing::Graded {
                value: Value {
                    points: value.minimum.clone(),
                    ..value
                },
                steps: Vec::new(),
                hidden: false,
            },
            (Unseen::HideTotal, Standing::Graded { value, steps, .. }) => Standing::Graded {
                value,
                steps,
                hidden: true,
            },
            (_, standing) => standing,
        }
    }

    /// Whether whoever asks may see the mark of a score.
    fn is_seen(&self, score: Option<&Score>, asked: &Asked) -> bool {
        let by_item = match self.item.visibility {
            Visibility::Visible => true,
            Visibility::Hidden { until } => until.is_some_and(|until| until <= asked.now),
            Visibility::Unposted => false,
        };
        asked.viewer != Viewer::Learner
            || (by_item && score.is_none_or(|score| score.is_visible(asked.now)))
    }

    /// The mark of a score on which no policy, bound, range or visibility has a say: that of most scores of most
    /// courses. Where it is some, [`Self::standing`] is graded with just these points, unless a mark is supposed.
    pub(super) fn plain_mark(&self, score: &Score) -> Option<Points> {
        let plain = self.takes_plain_marks
            && matches!(score.status, ScoreStatus::Scored | ScoreStatus::Banked)
            && score.visibility == Visibility::Visible
            && score.history.is_none()
            && score
                .maximum
                .is_none_or(|maximum| maximum == self.item.maximum)
            && (self.policies.late.is_none() || seconds_late(score, self.item.due) == 0);
        score.points.filter(|_| plain)
    }

    fn of_score<'a>(
        &'a self,
        score: Option<&'a Score>,
        concluded: bool,
        now: Instant,
        settings: &Settings,
    ) -> Standing<'a> {
        if let Some(missing) = self.missing(score, now, settings) {
            return missing;
        }
        let Some(score) = score else {
            if concluded && settings.concluded == Concluded::LeaveOutUnstarted {
                return Standing::Out(LeftOut::NeverBegun);
            }
            return self.open(None, LeftOut::NotGraded, now, settings);
        };
        match score.status {
            ScoreStatus::Excused => return Standing::Out(LeftOut::Excused),
            ScoreStatus::Excluded => return Standing::Out(LeftOut::Excluded),
            ScoreStatus::Withdrawn => return Standing::Out(LeftOut::Withdrawn),
            _ => {}
        }
        if let Some(set) = score.overriding()
            && let Some(points) = set.to
        {
            let mut steps = vec![Step {
                why: StepReason::Overridden { by: &set.by },
                from: set.from.map(Exact::from),
                to: points.into(),
            }];
            let given_for = score.given_for();
            let value = self.ranged(points.into(), given_for, Hand::Set, settings, &mut steps);
            return Standing::Graded {
                value,
                steps,
                hidden: false,
            };
        }
        let mut steps = Vec::new();
        let prepared = if score.locked {
            Prepared::Mark(score.points.map(Exact::from))
        } else {
            self.prepare(score, &mut steps)
        };
        let mark = match prepared {
            Prepared::Waiting => return self.pending(None, score, settings),
            Prepared::Mark(mark) => mark,
        };
        match (score.status, mark) {
            (ScoreStatus::Absent, _) => self.open(Some(score), LeftOut::NotGraded, now, settings),
            (ScoreStatus::PendingReview, mark) => self.pending(mark, score, settings),
            (_, Some(mark)) => {
                // Where points are kept whatever they are out of, a maximum says nothing.
                if let Some(set) = score.overriding()
                    && settings.range_change != RangeChange::KeepPoints
                {
                    steps.push(Step {
                        why: StepReason::RangeSet { by: &set.by },
                        from: None,
                        to: mark.clone(),
                    });
                }
                let given_for = score.given_for();
                let value = self.ranged(mark, given_for, hand(score), settings, &mut steps);
                Standing::Graded {
                    value,
                    steps,
                    hidden: false,
                }
            }
            (ScoreStatus::Missing, None) => Standing::Open {
                why: LeftOut::Missing,
                in_final: true,
                partial: None,
                reachable: false,
            },
            (ScoreStatus::Banked, None) => Standing::Out(LeftOut::NotGraded),
            (_, None) => self.pending(None, score, settings),
        }
    }

    /// What the missing-work policy gives, when it applies.
    fn missing<'a>(
        &self,
        score: Option<&Score>,
        now: Instant,
        settings: &Settings,
    ) -> Option<Standing<'a>> {
        let policy = self.policies.missing?;
        let absent = Score::with_status(ScoreStatus::Absent);
        let score = score.unwrap_or(&absent);
        if score.locked || !policy.applies(score, self.item.due, now) {
            return None;
        }
        let mark = policy.mark(&self.maximum);
        let mut steps = vec![Step {
            why: StepReason::Missing,
            from: None,
            to: mark.clone(),
        }];
        Some(Standing::Graded {
            value: self.ranged(mark, None, Hand::Set, settings, &mut steps),
            steps,
            hidden: false,
        })
    }

    /// The mark after the policies that stand before the range.
    fn prepare<'a>(&self, score: &Score, steps: &mut Vec<Step<'a>>) -> Prepared {
        let maximum = score.maximum.map_or(self.maximum.clone(), Exact::from);
        let mut mark: Option<Exact> = score.points.map(Exact::from);
        let history = score.history.as_deref();
        if let (Some(policy), Some(history)) = (&self.policies.moderation, history)
            && !history.marks.is_empty()
        {
            match policy.settle(&history.marks) {
                Moderated::Waiting { .. } => return Prepared::Waiting,
                Moderated::Settled { mark: settled } => {
                    change(&mut mark, settled, StepReason::Moderated, steps);
                }
            }
        }
        if let Some(history) = history {
            self.attempts(&history.attempts, &maximum, &mut mark, steps);
        }
        let Some(mut mark) = mark else {
            return Prepared::Mark(None);
        };
        if let Some(curve) = &self.policies.curve {
            let curved = curve.apply(&mark, &maximum);
            note(&mut mark, curved, StepReason::Curved, steps);
        }
        let seconds = seconds_late(score, self.item.due);
        if let Some(policy) = self.policies.late.as_ref().filter(|_| seconds > 0) {
            let outcome = policy.apply(LateWork {
                mark: &mark,
                maximum: &maximum,
                minimum: &self.minimum,
                seconds,
            });
            let why = StepReason::Late {
                seconds,
                at_floor: outcome.at_floor,
            };
            note(&mut mark, outcome.mark, why, steps);
        }
        Prepared::Mark(Some(mark))
    }

    fn attempts<'a>(
        &self,
        attempts: &[Attempt],
        maximum: &Exact,
        mark: &mut Option<Exact>,
        steps: &mut Vec<Step<'a>>,
    ) {
        let read = |attempt: &Attempt| AttemptMark {
            mark: attempt.points.map(Exact::from),
            maximum: attempt.maximum.map_or(maximum.clone(), Exact::from),
        };
        let by_resit = self.policies.resits.is_some();
        let sittings = attempts
            .iter()
            .filter(|attempt| !(by_resit && attempt.resit));
        let sittings: Vec<AttemptMark> = sittings.map(read).collect();
        if let Some(policy) = &self.policies.attempts
            && !sittings.is_empty()
            && let Some(chosen) = policy.choose(&sittings, mark.as_ref(), maximum)
        {
            let used = chosen.attempts.len();
            change(mark, chosen.mark, StepReason::Attempts { used }, steps);
        }
        let Some(policy) = &self.policies.resits else {
            return;
        };
        let scaled = |attempt: &Attempt| {
            let points = Exact::from(attempt.points?);
            let own = attempt.maximum.map(Exact::from);
            let share = own.and_then(|own| points.over(&own));
            Some(share.map_or(points, |share| share.times(maximum)))
        };
        let resits = attempts.iter().filter(|attempt| attempt.resit);
        let resits: Vec<Exact> = resits.filter_map(scaled).collect();
        if !resits.is_empty()
            && let Some(counted) = policy.mark(mark.as_ref(), &resits, maximum)
        {
            change(mark, counted, StepReason::Resits, steps);
        }
    }

    fn pending<'a>(
        &'a self,
        mark: Option<Exact>,
        score: &'a Score,
        settings: &Settings,
    ) -> Standing<'a> {
        let counts = settings.pending == Pending::CountMarkedPart;
        let ranged = |mark| {
            let mut steps = Vec::new();
            self.ranged(mark, score.given_for(), hand(score), settings, &mut steps)
        };
        let marked = mark.map(ranged);
        Standing::Open {
            why: LeftOut::PendingReview,
            in_final: counts,
            partial: marked.filter(|_| counts),
            reachable: true,
        }
    }

    fn open<'a>(
        &self,
        score: Option<&Score>,
        why: LeftOut,
        now: Instant,
        settings: &Settings,
    ) -> Standing<'a> {
        let due = match score {
            Some(score) => score.due(self.item.due),
            None => self.item.due,
        };
        let is_due = due.is_none_or(|due| due <= now);
        let in_final = is_due || settings.final_counts == FinalCounts::All;
        Standing::Open {
            why: if in_final || why != LeftOut::NotGraded {
                why
            } else {
                LeftOut::NotDue
            },
            in_final,
            partial: None,
            reachable: true,
        }
    }
}

fn hand(score: &Score) -> Hand {
    if score.locked {
        Hand::Set
    } else {
        Hand::Marked
    }
}

/// A mark before its range is looked at.
enum Prepared {
    /// Another marker has to come first.
    Waiting,
    Mark(Option<Exact>),
}

fn change<'s>(mark: &mut Option<Exact>, to: Exact, why: StepReason<'s>, steps: &mut Vec<Step<'s>>) {
    if mark.as_ref() != Some(&to) {
        let from = mark.replace(to.clone());
        steps.push(Step { why, from, to });
    }
}

/// Changes a number and notes the step, unless nothing changes.
pub(super) fn note<'s>(
    number: &mut Exact,
    to: Exact,
    why: StepReason<'s>,
    steps: &mut Vec<Step<'s>>,
) {
    if *number != to {
        let from = core::mem::replace(number, to.clone());
        steps.push(Step {
            why,
            from: Some(from),
            to,
        });
    }
}
