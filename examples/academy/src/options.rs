use std::path::PathBuf;

use clap::Parser;
use lms_core::time::Date;

/// Real Open University data through lms-core: import, grades, eligibility, certificates, agenda.
#[derive(Debug, Parser)]
#[command(name = "academy", version)]
pub struct Options {
    /// The day to report on; everything known by its end counts.
    #[arg(long, value_name = "YYYY-MM-DD", default_value = "2014-12-31")]
    pub as_of: Date,

    /// Explain everything about one learner.
    #[arg(long, value_name = "ID")]
    pub learner: Option<String>,

    /// Write a self-contained report with charts.
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,

    /// Write one JSON line per registration.
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,

    /// Write the engine's own envelopes: the catalogue on the first line, then one learner record a line.
    #[arg(long, value_name = "FILE")]
    pub envelopes: Option<PathBuf>,

    /// Read the five CSV files from this folder, plain or gzipped, instead of those that ship with the program.
    #[arg(long, value_name = "FOLDER")]
    pub data: Option<PathBuf>,

    /// Multiply the population, to see that time grows with it and no faster.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub repeat: u32,

    /// Print CPU time and peak memory at the end.
    #[arg(long)]
    pub stats: bool,
}
