//! The deciders: a command in, events or a rejection out.
//!
//! There are two, and no framework: the learner's record and the roster of an offering. A decision records its events
//! through a [`Recorder`], which folds each as it is recorded, so that the next step of the same decision sees it. A
//! rejected command records nothing. Folding the events into the old state gives the state that was returned.

pub mod learner;
pub mod roster;

use crate::record::{Event, LearnerRecord};

/// A state that is folded from events. Folding cannot fail and holds no rule.
pub trait Evolve {
    /// What happens to the state.
    type Event;

    /// Folds one event.
    fn evolve(&mut self, event: &Self::Event);
}

impl Evolve for LearnerRecord {
    type Event = Event;

    fn evolve(&mut self, event: &Event) {
        Self::evolve(self, event);
    }
}

/// Collects the events of a decision and folds each as it comes.
///
/// ```
/// use lms_core::decide::Recorder;
/// use lms_core::record::{Event, LearnerRecord};
/// let mut recorder = Recorder::new(LearnerRecord::new("ada".parse().unwrap()));
/// let event = r#"{"at":"2026-09-01T08:00:00Z","type":"roleGranted","role":"mentor"}"#;
/// recorder.record(serde_json::from_str::<Event>(event).unwrap());
/// assert!(recorder.state().roles.contains_key("mentor"));
/// ```
#[derive(Debug, Clone)]
pub struct Recorder<S: Evolve> {
    state: S,
    events: Vec<S::Event>,
}

impl<S: Evolve> Recorder<S> {
    /// Begins a decision on a state.
    #[must_use]
    pub fn new(state: S) -> Self {
        Self {
            state,
            events: Vec::new(),
        }
    }

    /// The state as it is after what was recorded so far.
    #[must_use]
    pub fn state(&self) -> &S {
        &self.state
    }

    /// Records an event and folds it.
    pub fn record(&mut self, event: S::Event) {
        self.state.evolve(&event);
        self.events.push(event);
    }

    /// Ends the decision: the new state, and what happened.
    #[must_use]
    pub fn finish(self) -> (S, Vec<S::Event>) {
        (self.state, self.events)
    }
}
