//! Rules: compiled equals the plain evaluator, in outcome, reasons and interval; kept up equals made anew.

mod limits;
mod moodle;
mod numbered;
mod properties;
mod reference;
mod templates;
mod until;
pub(crate) mod worlds;
