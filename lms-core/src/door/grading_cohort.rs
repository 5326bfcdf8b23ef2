//! Questions about a class, and about a learner's transcript.

use super::LmsError;
use super::question::{Ask, write};
use super::reading::read;
use crate::grading::Exact;
use crate::grading::cohort::{SummaryRequest, summarise, test_statistics};
use crate::grading::transcript::{TranscriptEntry, TranscriptPolicy};
use crate::number::{Points, Rounding, RoundingMode};

const SIX_DIGITS: Rounding = Rounding {
    mode: RoundingMode::HalfEven,
    digits: Rounding::MAX_DIGITS,
};

/// `cohortStatistics {grades, quantiles?, method?, edges?, rounding?}`: what a class's grades look like; null is a
/// learner without a grade.
pub(super) fn statistics(ask: &Ask<'_>) -> Result<String, LmsError> {
    let known = ["grades", "quantiles", "method", "edges", "rounding"];
    let (grades, request) = read(ask, &known, |fields| {
        let grades = fields.required::<Vec<Option<Exact>>>("grades");
        let quantiles = fields.or_default("quantiles");
        let method = fields.or_default("method");
        let edges = fields.or_default("edges");
        let rounding = fields.optional("rounding");
        let request = SummaryRequest {
            quantiles: quantiles?,
            method: method?,
            edges: edges?,
            rounding: rounding?.unwrap_or(SIX_DIGITS),
        };
        Some((grades?, request))
    })?;
    let summary = summarise(&grades, &request)
        .map_err(|error| LmsError::new(error.code(), error.to_string()))?;
    write(&summary)
}

/// `itemStatistics {marks, maxima, rounding?}`: difficulty and discrimination of the items of a test, and its alpha.
pub(super) fn items(ask: &Ask<'_>) -> Result<String, LmsError> {
    let (marks, maxima, rounding) = read(ask, &["marks", "maxima", "rounding"], |fields| {
        let marks = fields.required::<Vec<Vec<Points>>>("marks");
        let maxima = fields.required::<Vec<Points>>("maxima");
        let rounding = fields.optional("rounding");
        Some((marks?, exact(&maxima?), rounding?.unwrap_or(SIX_DIGITS)))
    })?;
    let marks: Vec<Vec<Exact>> = marks.iter().map(|row| exact(row)).collect();
    let found = test_statistics(&marks, &maxima, rounding)
        .map_err(|error| LmsError::new(error.code(), error.to_string()))?;
    write(&found)
}

fn exact(points: &[Points]) -> Vec<Exact> {
    points.iter().copied().map(Exact::from).collect()
}

/// `transcript {policy?, entries}`: credits and grade point averages, by term and in all.
pub(super) fn transcript(ask: &Ask<'_>) -> Result<String, LmsError> {
    let (policy, entries) = read(ask, &["policy", "entries"], |fields| {
        let policy = fields.or_default::<TranscriptPolicy>("policy");
        let entries = fields.required::<Vec<TranscriptEntry>>("entries");
        Some((policy?, entries?))
    })?;
    let transcript = policy
        .compute(&entries)
        .map_err(|error| LmsError::new(error.code(), error.to_string()))?;
    write(&transcript)
}
