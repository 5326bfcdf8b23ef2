use serde::{Deserialize, Serialize};

use super::policy::{CertificationDefinition, RenewalBase, Validity};
use crate::record::Certificate;
use crate::time::{Date, TimeError};

/// The term of an award: from which day it counts and when it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Term {
    /// The day from which this and all later expiries are counted.
    pub anchor: Date,
    /// The first day of validity.
    pub from: Date,
    /// The first day after it; `None` until revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

/// Why a certificate cannot be renewed on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum RenewalError {
    /// The policy knows no renewal.
    #[error("this certification is not renewed, only earned again")]
    NotRenewable,
    /// The renewal window is not open yet.
    #[error("the renewal window opens on {opens}")]
    TooEarly {
        /// The first day of the window.
        opens: Date,
    },
    /// The new term leaves the calendar.
    #[error("the new expiry lies outside the years 0001 to 9999")]
    Range,
}

impl RenewalError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotRenewable => "not_renewable",
            Self::TooEarly { .. } => "renewal_too_early",
            Self::Range => "time_out_of_range",
        }
    }
}

impl From<TimeError> for RenewalError {
    fn from(_: TimeError) -> Self {
        Self::Range
    }
}

impl CertificationDefinition {
    /// The term of a first award that begins on a day.
    ///
    /// # Errors
    /// [`TimeError::Range`] when its expiry lies after the year 9999.
    pub fn first_term(&self, from: Date) -> Result<Term, TimeError> {
        Ok(Term {
            anchor: from,
            from,
            until: self.expiry_after(from, from, from)?,
        })
    }

    /// The first expiry, counted from the anchor, that lies after `old` and leaves the least validity after `from`.
    ///
    /// The n-th expiry is `anchor + n * period` in one step (DESIGN, calendar-true); n is found by bisection.
    fn expiry_after(&self, anchor: Date, old: Date, from: Date) -> Result<Option<Date>, TimeError> {
        match &self.validity {
            Validity::UntilRevoked => Ok(None),
            Validity::Period { period } => {
                let (mut low, mut high) = (0_u32, 1_u32);
                while anchor.plus(*period, high)? <= old {
                    low = high;
                    high = high.checked_mul(2).ok_or(TimeError::Range)?;
                }
                while high.saturating_sub(low) > 1 {
                    let middle = low.midpoint(high);
                    // A term beyond the calendar lies after every day in it.
                    if anchor.plus(*period, middle).is_ok_and(|day| day <= old) {
                        low = middle;
                    } else {
                        high = middle;
                    }
                }
                anchor.plus(*period, high).map(Some)
            }
            Validity::FixedDate {
                month,
                day,
                minimum,
            } => {
                let least = from.plus(*minimum, 1)?;
                for year in old.year().max(least.year()).. {
                    // The fixed day itself is still valid, so the term ends with the day after it.
                    let last = last_valid(year, *month, *day)?;
                    let until = last.plus(crate::time::Period::new(0, 1)?, 1)?;
                    if until > old && last >= least {
                        return Ok(Some(until));
                    }
                }
                Err(TimeError::Range)
            }
        }
    }

    /// The term of a renewal completed on a day.
    ///
    /// Renewed from the old expiry, in time or in grace, the new term begins on the day of completion, at the latest where
    /// the old one ends, and counts from the same anchor; an extension moves the end of the old term but not what the next one counts from. Renewed late, or
    /// by a policy that counts from completion, the day of completion is the new anchor.
    ///
    /// # Errors
    /// [`RenewalError`] when the policy knows no renewal or the window is not open.
    pub fn renewal_term(&self, old: &Certificate, completed: Date) -> Result<Term, RenewalError> {
        let Some(policy) = &self.renewal else {
            return Err(RenewalError::NotRenewable);
        };
        let Some(until) = old.until else {
            return Err(RenewalError::NotRenewable);
        };
        if let Some(opens) = self.window_opens(until)
            && completed < opens
        {
            return Err(RenewalError::TooEarly { opens });
        }
        let in_time = completed < until.plus(policy.grace, 1)?;
        match policy.base {
            RenewalBase::Expiry if in_time => {
                let base = old.extended_from.unwrap_or(until);
                let next = self.expiry_after(old.anchor, base, base)?;
                Ok(Term {
                    anchor: old.anchor,
                    from: until.min(completed.max(old.from)),
                    until: next,
                })
            }
            RenewalBase::Expiry | RenewalBase::Completion => Ok(self.first_term(completed)?),
        }
    }

    /// The first day on which a certificate that ends on `until` may be renewed; `None` for at any time.
    #[must_use]
    pub fn window_opens(&self, until: Date) -> Option<Date> {
        let window = self.renewal.as_ref()?.window?;
        until.minus(window, 1).ok()
    }
}

fn last_valid(year: i32, month: u32, day: u32) -> Result<Date, TimeError> {
    (0..4)
        .find_map(|short| Date::new(year, month, day.checked_sub(short)?).ok())
        .ok_or(TimeError::Range)
}
