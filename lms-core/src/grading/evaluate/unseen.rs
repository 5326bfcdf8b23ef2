//! What the viewer must not see: totals that a teacher hid, and every number that a hidden one could be told from.

use super::super::compile::Branch;
use super::super::{Exact, LeftOut, Part, PartOf, PeriodPart, Role, Step, StepReason, Unseen};
use super::Run;
use crate::record::{Score, Visibility};
use crate::verdict::Viewer;

impl<'s> Run<'s> {
    /// What a hidden or unposted category total is to a learner, as the settings say of marks. The course total itself
    /// is hidden wherever it does not count all the same: there is nothing that it could be left out of.
    pub(super) fn unseen_total(&self, branch: &Branch, score: &Score, whole: &mut Part<'s>) {
        if self.asked.viewer != Viewer::Learner
            || whole.score.is_none()
            || score.is_visible(self.asked.now)
        {
            return;
        }
        let settings = &self.compiled.scheme.settings;
        let (unseen, why) = match score.visibility {
            Visibility::Unposted => (settings.unposted, LeftOut::Unposted),
            _ => (settings.hidden, LeftOut::Hidden),
        };
        let is_course = core::ptr::eq(branch, &raw const self.compiled.root);
        match unseen {
            Unseen::Include => {}
            Unseen::HideTotal => whole.hidden = true,
            _ if is_course => whole.hidden = true,
            Unseen::AsUngraded | Unseen::LeaveOut => {
                whole.take_out(why);
                whole.steps.clear();
                whole.parts.clear();
            }
            Unseen::AsZero => {
                whole.steps.clear();
                whole.parts.clear();
                if let Some(value) = &mut whole.score {
                    value.points = value.minimum.clone();
                    whole.share = Some(Exact::ZERO);
                }
            }
        }
    }
}

/// Takes the numbers out of every part that a hidden one has gone into, and of the hidden ones. What is left is the same
/// whatever the hidden numbers are.
pub(super) fn redact(part: &mut Part<'_>) {
    // Which parts were dropped, picked or have a value at all tells something of the hidden ones among them.
    let picks = matches!(part.of, PartOf::Category { aggregation, .. } if aggregation.picks());
    let tells = |inner: &Part<'_>| picks || is_sorted(inner) || may_fault(inner);
    let tells = part.parts.iter().any(|inner| inner.hidden) && part.parts.iter().any(tells);
    for inner in &mut part.parts {
        let counted = matches!(inner.role, Role::Counted { .. });
        if tells && (inner.hidden || counted || is_sorted(inner)) {
            inner.role = HIDDEN;
        }
        redact_role(&mut inner.role, inner.hidden);
        redact(inner);
    }
    if part.hidden {
        part.score = None;
        part.share = None;
        part.nothing = None;
        part.steps.clear();
    }
}

/// Whether its role comes of comparing it with others.
fn is_sorted(part: &Part<'_>) -> bool {
    matches!(part.role, Role::Dropped { .. }) || is_left_out(part, LeftOut::NotPicked)
}

/// Whether a hidden part is calculated, so that it depends on the hidden numbers whether it has a value at all. The
/// depth was checked, so the recursion is bounded.
pub(super) fn may_fault(part: &Part<'_>) -> bool {
    let calculated = |step: &Step<'_>| step.why == StepReason::Calculated;
    let within = |inner: &Part<'_>| is_left_out(inner, LeftOut::InFormula) || may_fault(inner);
    part.hidden
        && (matches!(
            part.role,
            Role::LeftOut {
                reason: LeftOut::Formula(_)
            }
        ) || part.steps.iter().any(calculated)
            || part.parts.iter().any(within))
}

fn is_left_out(part: &Part<'_>, reason: LeftOut) -> bool {
    part.role == Role::LeftOut { reason }
}

/// The same for a grading period.
pub(super) fn redact_period(period: &mut PeriodPart<'_>) {
    if period.root.hidden {
        redact_role(&mut period.role, true);
        period.percent = None;
        period.steps.clear();
    }
    redact(&mut period.root);
}

pub(super) const HIDDEN: Role<'static> = Role::LeftOut {
    reason: LeftOut::Hidden,
};

/// What a part counts could be turned back into the hidden number.
fn redact_role(role: &mut Role<'_>, hidden: bool) {
    match role {
        Role::Counted { contribution, .. } if hidden => *contribution = Exact::ZERO,
        Role::Dropped { share_instead, .. } => *share_instead = None,
        _ => {}
    }
}
