//! How a grade is shown: letters, pass or fail, grade points, scales, percent, points, and the schemes of several countries.
//!
//! Every rounding is named and happens at a named place, and is listed in the answer with the numbers before and after.

mod band;
mod bavarian;
mod honours;
mod national;
mod rank;
mod scale;
mod show;

pub use band::{Band, BandScheme, BelowAll, FoundBand, MAX_BANDS};
pub use bavarian::Bavarian;
pub use honours::{Borderline, Classified, CreditMark, MAX_CREDIT_MARKS, Promotion};
pub use national::{national_scheme, national_schemes};
pub use rank::{RankScheme, RankShare, ects};
pub use scale::{Scale, ScaleReading, ScaleValue};
pub use show::{
    GradeToShow, PassRule, Presentation, PresentationStep, Presented, StepPlace, Unpointed, Zeros,
};

#[cfg(test)]
mod tests;
