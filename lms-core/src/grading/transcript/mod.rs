//! A transcript: credits, grade points, repeated courses and grade replacement, by term and in all.

mod compute;
mod definition;

pub use compute::{EntryEffect, EntryResult, GradePointAverage, TermResult, Transcript};
pub use definition::{
    EntryStatus, MAX_ENTRIES, MAX_TERMS, RepeatPolicy, TranscriptEntry, TranscriptError,
    TranscriptPolicy,
};

#[cfg(test)]
mod tests;
