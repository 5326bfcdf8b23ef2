//! Keeping a compiled learner up to date: one event looks at the rules that mention what it changed, and at no others.

use super::facts::{ApprovalFact, AttemptFact, CompletionFact, GradeFact, StatedFact, TagFact};
use super::index::Index;
use super::learner::Learner;
use super::names::Kind;
use super::question::Question;
use super::reading::Reading;
use super::rule_set::{RuleIx, RuleSet, get, set};
use crate::record::{ApprovalState, Basis, Completion, Event, Happened, LearnerRecord, Stated};
use crate::time::Instant;
use crate::verdict::Outcome;

/// A rule whose outcome changed for a learner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flip {
    /// The rule.
    pub rule: RuleIx,
    /// The outcome before.
    pub before: Outcome,
    /// The outcome now.
    pub after: Outcome,
}

/// What an event changes, in the numbers of a rule set. Made once per event, good for every learner to whom it happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change(Delta);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Delta {
    /// Nothing that any rule asks about.
    Nothing,
    /// A course was completed.
    Completed(CompletionFact),
    /// All completions of a course are gone.
    Uncompleted(u32),
    Graded(GradeFact),
    Attempted(AttemptFact),
    Joined(Tags, TagFact),
    Left(Tags, u32),
    Attribute(StatedFact),
    Reported(StatedFact),
    Approval(ApprovalFact),
    /// More than one fact, or one that rests on others: the record is read again.
    Record,
}

/// A kind of membership.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tags {
    Units,
    Groups,
    Audiences,
    Roles,
}

impl Tags {
    fn of(self, learner: &mut Learner) -> &mut Vec<TagFact> {
        let facts = &mut learner.facts;
        match self {
            Self::Units => &mut facts.units,
            Self::Groups => &mut facts.groups,
            Self::Audiences => &mut facts.audiences,
            Self::Roles => &mut facts.roles,
        }
    }
}

impl RuleSet {
    /// What an event changes for the rules of this set.
    #[must_use]
    pub fn change(&self, event: &Event) -> Change {
        let names = &self.shared.names;
        let topics = &self.shared.topics;
        let at = event.at.micros();
        let basis = || Basis {
            at: event.at,
            event: event.id.clone(),
        };
        let asked = |tags, id: &str| {
            let (kind, index) = self.tags(tags);
            kind.find(id).filter(|tag| !index.list(*tag).is_empty())
        };
        let joined = |tags, id: &str| {
            asked(tags, id).map_or(Delta::Nothing, |tag| {
                Delta::Joined(tags, TagFact { tag, at })
            })
        };
        let left =
            |tags, id: &str| asked(tags, id).map_or(Delta::Nothing, |tag| Delta::Left(tags, tag));
        let approval = |id: &crate::ApprovalId, state| {
            let fact = |approval| ApprovalFact {
                approval,
                state,
                at,
            };
            names
                .approvals
                .find(id.as_str())
                .map_or(Delta::Nothing, |id| Delta::Approval(fact(id)))
        };
        Change(match &event.what {
            Happened::Completed {
                course,
                version,
                passed,
                score,
                credits,
                source,
                ..
            } => {
                let enrolments = names
                    .courses
                    .find(course.as_str())
                    .is_some_and(|course| !topics.enrolment_courses.list(course).is_empty());
                if enrolments || self.asks_about_runs() {
                    Delta::Record
                } else {
                    let completion = Completion {
                        course: course.clone(),
                        version: *version,
                        passed: *passed,
                        score: *score,
                        credits: *credits,
                        source: *source,
                        basis: basis(),
                    };
                    self.completion(&completion, 0)
                        .map_or(Delta::Nothing, Delta::Completed)
                }
            }
            Happened::Graded {
                course,
                activity,
                score: Some(score),
            } => {
                let subject = self.subject(course, activity.as_ref());
                let fact = |subject| GradeFact {
                    subject,
                    score: score.micros(),
                    at,
                };
                subject.map_or(Delta::Nothing, |subject| Delta::Graded(fact(subject)))
            }
            Happened::Attempted { course, activity } => {
                let subject = self.subject(course, activity.as_ref());
                let fact = |subject| AttemptFact {
                    subject,
                    at,
                    source: 0,
                };
                subject.map_or(Delta::Nothing, |subject| Delta::Attempted(fact(subject)))
            }
            Happened::UnitJoined { unit } => joined(Tags::Units, unit.as_str()),
            Happened::UnitLeft { unit } => left(Tags::Units, unit.as_str()),
            Happened::GroupJoined { group } => joined(Tags::Groups, group.as_str()),
            Happened::GroupLeft { group } => left(Tags::Groups, group.as_str()),
            Happened::AudienceJoined { audience } => joined(Tags::Audiences, audience.as_str()),
            Happened::AudienceLeft { audience } => left(Tags::Audiences, audience.as_str()),
            Happened::RoleGranted { role } => joined(Tags::Roles, role.as_str()),
            Happened::RoleEnded { role } => left(Tags::Roles, role.as_str()),
            Happened::AttributeSet { name, value } => {
                let stated = Stated {
                    value: value.clone(),
                    basis: basis(),
                };
                let name = names.attributes.find(name.as_str());
                let types = &self.shared.types.attributes;
                name.and_then(|name| self.stated(name, &stated, &topics.attributes, types))
                    .map_or(Delta::Nothing, Delta::Attribute)
            }
            Happened::FactReported { name, value } => {
                let stated = Stated {
                    value: value.clone(),
                    basis: basis(),
                };
                let name = names.facts.find(name.as_str());
                let types = &self.shared.types.facts;
                name.and_then(|name| self.stated(name, &stated, &topics.reported, types))
                    .map_or(Delta::Nothing, Delta::Reported)
            }
            Happened::ApprovalRequested { approval: id } => approval(id, ApprovalState::Requested),
            Happened::ApprovalGranted { approval: id } => approval(id, ApprovalState::Granted),
            Happened::ApprovalDenied { approval: id } => approval(id, ApprovalState::Denied),
            _ => Delta::Record,
        })
    }

    /// Applies an event to a compiled learner; `record` is the learner's record with the event already folded in.
    ///
    /// Reports every rule whose outcome is another one now, also those that time alone changed since the learner was last
    /// read; in the order of the definitions. Linear in the rules that mention what changed: 200 or 20,000 others cost
    /// nothing. The first call decides all rules once, to know what they were.
    pub fn apply(
        &self,
        learner: &mut Learner,
        record: &LearnerRecord,
        change: &Change,
        now: Instant,
        flips: &mut Vec<Flip>,
    ) {
        flips.clear();
        self.watch(learner, now, flips);
        let at = now.micros();
        let last = |length: usize| u32::try_from(length.saturating_sub(1)).unwrap_or(u32::MAX);
        let (names, topics) = (&self.shared.names, &self.shared.topics);
        match &change.0 {
            Delta::Nothing => {}
            Delta::Completed(fact) => {
                let fact = CompletionFact {
                    source: last(record.completions.len()),
                    ..*fact
                };
                learner.facts.completions.push(fact);
                for &number in topics.completions.list(fact.course) {
                    // One more completion can only add to a question that each fact answers for itself.
                    match self.question(number) {
                        Some(Question::Completed(wanted)) => {
                            let held = get(&learner.words, number);
                            let reading = wanted.of(&fact, at);
                            let truth = held.max(reading.truth);
                            self.write(learner, number, Reading { truth, ..reading });
                        }
                        _ => self.read_again(learner, number, at),
                    }
                }
                self.settle(learner, topics.completions.list(fact.course), now, flips);
            }
            Delta::Uncompleted(course) => {
                learner
                    .facts
                    .completions
                    .retain(|fact| fact.course != *course);
                self.ask_again(learner, topics.completions.list(*course), now, flips);
            }
            Delta::Graded(fact) => {
                // As in the record, a grade that is given anew moves to the end.
                let held = &mut learner.facts.grades;
                held.retain(|held| held.subject != fact.subject);
                held.push(*fact);
                self.ask_again(learner, topics.grades.list(fact.subject), now, flips);
            }
            Delta::Attempted(fact) => {
                let fact = AttemptFact {
                    source: last(record.attempts.len()),
                    ..*fact
                };
                learner.facts.attempts.push(fact);
                self.ask_again(learner, topics.attempts.list(fact.subject), now, flips);
            }
            Delta::Joined(tags, fact) => {
                let (kind, index) = self.tags(*tags);
                let held = tags.of(learner);
                // Who joins again has been there since the first time.
                if held.iter().all(|held| held.tag != fact.tag) {
                    insert(held, *fact, |held| held.tag, kind);
                }
                self.ask_again(learner, index.list(fact.tag), now, flips);
            }
            Delta::Left(tags, tag) => {
                let (_, index) = self.tags(*tags);
                tags.of(learner).retain(|held| held.tag != *tag);
                self.ask_again(learner, index.list(*tag), now, flips);
            }
            Delta::Attribute(fact) => {
                let held = &mut learner.facts.attributes;
                replace(held, fact, |held| held.name, &names.attributes);
                self.ask_again(learner, topics.attributes.list(fact.name), now, flips);
            }
            Delta::Reported(fact) => {
                let held = &mut learner.facts.reported;
                replace(held, fact, |held| held.name, &names.facts);
                self.ask_again(learner, topics.reported.list(fact.name), now, flips);
            }
            Delta::Approval(fact) => {
                let held = &mut learner.facts.approvals;
                replace(held, fact, |held| held.approval, &names.approvals);
                self.ask_again(learner, topics.approvals.list(fact.approval), now, flips);
            }
            Delta::Record => {
                let seats = core::mem::take(&mut learner.facts.seats);
                let facts = self.facts(record, &super::Seats::new());
                learner.facts = super::Facts { seats, ..facts };
                self.read_all(learner, now, flips);
            }
        }
    }

    /// Tells a learner the number of free seats anew.
    pub fn apply_seats(
        &self,
        learner: &mut Learner,
        seats: &super::Seats,
        now: Instant,
        flips: &mut Vec<Flip>,
    ) {
        flips.clear();
        self.watch(learner, now, flips);
        learner.facts.seats = self.seats(seats);
        self.read_all(learner, now, flips);
    }

    /// Moves a learner to another instant; reports what time alone changed. Free while no bit changes.
    pub fn advance(&self, learner: &mut Learner, now: Instant, flips: &mut Vec<Flip>) {
        flips.clear();
        self.watch(learner, now, flips);
    }

    /// Makes sure that the learner is read at `now` and that the outcomes of all rules are known.
    fn watch(&self, learner: &mut Learner, now: Instant, flips: &mut Vec<Flip>) {
        if learner.outcomes.len() != self.len() {
            // What they were when the learner was last read, so that the first call reports what time changed since.
            let then = Instant::from_micros(learner.since).unwrap_or(Instant::MIN);
            let known: &Learner = learner;
            let outcomes = self.rules().map(|rule| self.outcome_of(rule, known, then));
            let outcomes = outcomes.collect();
            learner.outcomes = outcomes;
        }
        if !learner.is_good(now) {
            self.read_all(learner, now, flips);
        }
    }

    /// Reads every bit again and settles the rules of those that changed.
    fn read_all(&self, learner: &mut Learner, now: Instant, flips: &mut Vec<Flip>) {
        let before = core::mem::take(&mut learner.words);
        learner.refresh(self, now);
        let mut changed = Vec::new();
        let pairs = before.chunks_exact(2).zip(learner.words.chunks_exact(2));
        for (word, (before, after)) in (0_u32..).zip(pairs) {
            let different = before
                .iter()
                .zip(after)
                .fold(0, |bits, (one, two)| bits | (one ^ two));
            let mut bits = different;
            while bits != 0 {
                changed.push(word.wrapping_mul(64).wrapping_add(bits.trailing_zeros()));
                bits &= bits.wrapping_sub(1);
            }
        }
        self.settle(learner, &changed, now, flips);
    }

    fn write(&self, learner: &mut Learner, number: u32, reading: Reading) {
        set(&mut learner.words, number, reading.truth);
        learner.since = learner.since.max(reading.from);
        learner.wake = learner.wake.min(reading.until);
    }

    fn read_again(&self, learner: &mut Learner, number: u32, now: i64) {
        let reading = self.read(number, &learner.facts, now);
        self.write(learner, number, reading);
    }

    fn ask_again(
        &self,
        learner: &mut Learner,
        numbers: &[u32],
        now: Instant,
        flips: &mut Vec<Flip>,
    ) {
        for &number in numbers {
            self.read_again(learner, number, now.micros());
        }
        self.settle(learner, numbers, now, flips);
    }

    /// Decides the rules that mention some questions again, and notes whose outcome changed.
    fn settle(&self, learner: &mut Learner, numbers: &[u32], now: Instant, flips: &mut Vec<Flip>) {
        let first = flips.len();
        for &number in numbers {
            for &rule in self.shared.mentions.list(number) {
                let rule = RuleIx(rule);
                let after = self.outcome_of(rule, learner, now);
                // A rule that mentions several of the questions is decided again, and found settled.
                if let Some(held) = learner.outcomes.get_mut(rule.0 as usize)
                    && *held != after
                {
                    let before = core::mem::replace(held, after);
                    flips.push(Flip {
                        rule,
                        before,
                        after,
                    });
                }
            }
        }
        if numbers.len() > 1 || first > 0 {
            flips.sort_unstable_by_key(|flip| flip.rule);
            merge(flips);
        }
    }

    /// The names of a kind of membership, and the questions about each.
    fn tags(&self, tags: Tags) -> (&Kind, &Index) {
        let (names, topics) = (&self.shared.names, &self.shared.topics);
        match tags {
            Tags::Units => (&names.units, &topics.units),
            Tags::Groups => (&names.groups, &topics.groups),
            Tags::Audiences => (&names.audiences, &topics.audiences),
            Tags::Roles => (&names.roles, &topics.roles),
        }
    }

    fn asks_about_runs(&self) -> bool {
        !self.shared.topics.enrolment_offerings.is_empty()
    }

    /// The change that takes back every completion of a course, for hosts that work with numbers.
    #[must_use]
    pub fn completion_withdrawn(&self, course: &crate::CourseId) -> Change {
        let course = self.shared.names.courses.find(course.as_str());
        Change(course.map_or(Delta::Nothing, Delta::Uncompleted))
    }
}

/// Puts two flips of one rule together, and drops what came back to where it was.
fn merge(flips: &mut Vec<Flip>) {
    flips.dedup_by(|later, earlier| {
        let same = later.rule == earlier.rule;
        if same {
            earlier.after = later.after;
        }
        same
    });
    flips.retain(|flip| flip.before != flip.after);
}

/// Puts a fact in the place of the one that bears its number, or where a record read anew would have it.
fn replace<F: Clone>(facts: &mut Vec<F>, fact: &F, number: impl Fn(&F) -> u32, kind: &Kind) {
    match facts.iter_mut().find(|held| number(held) == number(fact)) {
        Some(held) => held.clone_from(fact),
        None => insert(facts, fact.clone(), number, kind),
    }
}

/// Puts a new fact where a record read anew would have it. The record keeps these by id, and an answer may tell of them in
/// their order; the numbers of an open vocabulary follow the rules instead, so that the ids themselves are compared.
fn insert<F>(facts: &mut Vec<F>, fact: F, number: impl Fn(&F) -> u32, kind: &Kind) {
    let id = kind.ids.key(number(&fact));
    let place = facts.partition_point(|held| kind.ids.key(number(held)) < id);
    facts.insert(place, fact);
}
