use crate::path::compile::Relation;
use crate::path::progress::StepState;
use crate::path::requisites::Requisite;

/// How a step is drawn. Colours are tints of the palette of M. Okabe and K. Ito (Color Universal Design, 2008), which
/// people with any colour vision tell apart; every state has a shape and a word of its own as well, so that none rests on
/// colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    Plain,
    Locked,
    Open,
    InProgress,
    Completed,
    Waived,
    Failed,
    Expired,
}

impl Look {
    pub(crate) const STATES: [Self; 7] = [
        Self::Completed,
        Self::Waived,
        Self::InProgress,
        Self::Open,
        Self::Failed,
        Self::Expired,
        Self::Locked,
    ];

    pub(crate) fn of(state: &StepState) -> Self {
        match state {
            StepState::Locked { .. } => Self::Locked,
            StepState::Open => Self::Open,
            StepState::InProgress { .. } => Self::InProgress,
            StepState::Completed { .. } => Self::Completed,
            StepState::Waived { .. } => Self::Waived,
            StepState::Failed { .. } => Self::Failed,
            StepState::Expired { .. } => Self::Expired,
        }
    }

    /// The state in words.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Locked => "locked",
            Self::Open => "open",
            Self::InProgress => "in progress",
            Self::Completed => "completed",
            Self::Waived => "waived",
            Self::Failed => "failed",
            Self::Expired => "expired",
        }
    }

    /// The name of the style in formats that name styles.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Locked => "locked",
            Self::Open => "open",
            Self::InProgress => "inProgress",
            Self::Completed => "completed",
            Self::Waived => "waived",
            Self::Failed => "failed",
            Self::Expired => "expired",
        }
    }

    /// The colours of the area and of its edge. Black text on every area has a contrast of at least 4.5 to 1.
    pub(super) fn colours(self) -> (&'static str, &'static str) {
        match self {
            Self::Plain => ("#ffffff", "#333333"),
            Self::Locked => ("#e6e6e6", "#595959"),
            Self::Open => ("#67bceb", "#003f61"),
            Self::InProgress => ("#f0e442", "#5c5600"),
            Self::Completed => ("#009e73", "#002e21"),
            Self::Waived => ("#d186b0", "#4d1a3a"),
            Self::Failed => ("#d96e1a", "#421c00"),
            Self::Expired => ("#f2cf80", "#6b4a00"),
        }
    }
}

/// How an arrow is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stroke {
    /// Before, in any case.
    Solid,
    /// Before or at the same time.
    Dashed,
    /// At the same time.
    Thick,
    /// One of several alternatives.
    Dotted,
}

impl Stroke {
    pub(super) const ALL: [Self; 4] = [Self::Solid, Self::Dashed, Self::Thick, Self::Dotted];

    pub(super) fn of(edge: &Requisite) -> Self {
        match edge.relation {
            _ if !edge.firm => Self::Dotted,
            Relation::Before => Self::Solid,
            Relation::NotAfter => Self::Dashed,
            Relation::Together => Self::Thick,
        }
    }

    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Solid => "before",
            Self::Dashed => "before or together",
            Self::Thick => "together",
            Self::Dotted => "one of several",
        }
    }
}
