use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ActivityId;
use crate::number::Points;
use crate::time::Instant;
use crate::verdict::Viewer;

/// Which of the four totals of a scheme is asked for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum Answer {
    /// Over what is graded.
    #[default]
    Current,
    /// Ungraded work counts as its minimum, mostly zero: what is due, or all of it, as the settings say.
    Final,
    /// If everything that can still be handed in got full marks.
    Best,
    /// If nothing more were handed in: what is open counts its minimum, or nothing where its category leaves it out.
    Worst,
}

/// The circumstances in which a grade is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The instant.
    pub now: Instant,
    /// For whom. For the learner, what is hidden or not posted is treated as the settings say; for all others everything
    /// counts, hidden or not.
    pub viewer: Viewer,
    /// Supposed marks, in place of the real ones.
    pub what_if: BTreeMap<ActivityId, Points>,
}

impl Asked {
    /// A teacher's question at an instant, nothing supposed.
    #[must_use]
    pub fn at(now: Instant) -> Self {
        Self {
            now,
            viewer: Viewer::Staff,
            what_if: BTreeMap::new(),
        }
    }

    /// The same question by somebody else.
    #[must_use]
    pub fn by(self, viewer: Viewer) -> Self {
        Self { viewer, ..self }
    }

    /// The same question with a supposed mark.
    #[must_use]
    pub fn supposing(mut self, activity: ActivityId, points: Points) -> Self {
        self.what_if.insert(activity, points);
        self
    }
}
