use serde::{Serialize, Serializer};

use super::presentation::{GradeToShow, Presentation, Presented, Unpointed};
use super::{Exact, Nothing};
use crate::number::Percent;

/// A total of a scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Total {
    /// A grade.
    Graded {
        /// The published percentage, rounded once by the scheme's rounding.
        #[serde(serialize_with = "decimal")]
        percent: Exact,
        /// The exact percentage before it is rounded.
        exact: Exact,
        /// The points, in the range of the root category; of a total by weighted periods, percent of 100.
        points: Exact,
        /// The points that are 100 %.
        maximum: Exact,
        /// The grade as the scheme shows it, where it says how: a letter, a class, passed or not.
        #[serde(skip_serializing_if = "Option::is_none")]
        shown: Option<Box<Presented>>,
    },
    /// No grade.
    Nothing {
        /// Why.
        reason: Nothing,
        /// Points that were earned where none could be reached.
        #[serde(skip_serializing_if = "Option::is_none")]
        points: Option<Exact>,
    },
    /// There is a grade that the viewer must not see.
    Hidden,
}

impl Total {
    /// The published percentage, when there is one within the bounds of [`Percent`].
    #[must_use]
    pub fn percent(&self) -> Option<Percent> {
        match self {
            Self::Graded { percent, .. } => percent.to_percent(),
            _ => None,
        }
    }

    /// The exact percentage before it is rounded.
    #[must_use]
    pub fn exact(&self) -> Option<&Exact> {
        match self {
            Self::Graded { exact, .. } => Some(exact),
            _ => None,
        }
    }
}

impl Total {
    /// The total as a scheme shows it: by its exact share, so that a rounding for display moves no letter unless the
    /// presentation itself rounds.
    pub(super) fn shown_by(self, presentation: Option<&Presentation>, minimum: &Exact) -> Self {
        let mark = match &self {
            Self::Graded { points, .. } => points.clone(),
            _ => return self,
        };
        self.shown_for(mark, presentation, minimum)
    }

    /// The same by the published percentage: Open edX looks its letters up with what it shows.
    pub(super) fn shown_as_published(
        self,
        presentation: Option<&Presentation>,
        minimum: &Exact,
    ) -> Self {
        let mark = match &self {
            Self::Graded {
                percent, maximum, ..
            } => {
                let share = percent.over(&Exact::HUNDRED).unwrap_or(Exact::ZERO);
                minimum.plus(&share.times(&maximum.minus(minimum)))
            }
            _ => return self,
        };
        self.shown_for(mark, presentation, minimum)
    }

    fn shown_for(
        mut self,
        mark: Exact,
        presentation: Option<&Presentation>,
        minimum: &Exact,
    ) -> Self {
        if let (Some(presentation), Self::Graded { maximum, shown, .. }) = (presentation, &mut self)
        {
            *shown = Some(Box::new(presentation.show(&GradeToShow {
                mark,
                minimum: minimum.clone(),
                maximum: maximum.clone(),
                unpointed: Unpointed::Nothing,
            })));
        }
        self
    }

    /// The grade as the scheme shows it, where it says how.
    #[must_use]
    pub fn shown(&self) -> Option<&Presented> {
        match self {
            Self::Graded { shown, .. } => shown.as_deref(),
            _ => None,
        }
    }
}

/// A rounded number as the decimal it is.
fn decimal<S: Serializer>(value: &Exact, encoder: S) -> Result<S::Ok, S::Error> {
    encoder.serialize_str(&value.to_decimal_text())
}

/// The four totals of a learner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Grade {
    /// Over what is graded.
    pub current: Total,
    /// With ungraded work as its minimum, mostly zero.
    #[serde(rename = "final")]
    pub final_: Total,
    /// If everything still open got full marks.
    pub best: Total,
    /// If nothing more were handed in.
    pub worst: Total,
}
