//! The five tables, as bytes: those that ship with the program, or those of a folder.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use flate2::read::GzDecoder;

use crate::failure::Failure;

/// One CSV file and its columns.
pub struct Table {
    /// Its name, without `.gz`.
    pub name: &'static str,
    shipped: &'static [u8],
}

macro_rules! table {
    ($name:literal) => {
        Table {
            name: $name,
            shipped: include_bytes!(concat!("../data/", $name, ".gz")),
        }
    };
}

pub const COURSES: Table = table!("courses.csv");
pub const ASSESSMENTS: Table = table!("assessments.csv");
pub const STUDENT_INFO: Table = table!("studentInfo.csv");
pub const REGISTRATIONS: Table = table!("studentRegistration.csv");
pub const SUBMISSIONS: Table = table!("studentAssessment.csv");

impl Table {
    /// Runs a function on every row. The columns are found by name, in any order; a row of the wrong width is an `Err`
    /// with what is wrong with it. Line numbers count from 1, the header being line 1.
    pub fn each_row<const N: usize>(
        &self,
        folder: Option<&Path>,
        columns: [&str; N],
        mut row: impl FnMut(u64, Result<[&str; N], String>),
    ) -> Result<(), Failure> {
        let bytes = self.open(folder)?;
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
        let header = reader
            .headers()
            .map_err(|error| self.mangled(&error))?
            .clone();
        let mut places = [0; N];
        for (place, column) in places.iter_mut().zip(columns) {
            *place = header
                .iter()
                .position(|name| name.trim() == column)
                .ok_or_else(|| {
                    Failure::new(
                        format!("{} has no column `{column}`", self.name),
                        "give the files as they were published",
                    )
                })?;
        }
        let mut record = csv::StringRecord::new();
        loop {
            match reader.read_record(&mut record) {
                Ok(false) => return Ok(()),
                Ok(true) => {
                    let line = record.position().map_or(0, csv::Position::line);
                    if record.len() == header.len() {
                        row(
                            line,
                            Ok(places.map(|place| record.get(place).unwrap_or_default().trim())),
                        );
                    } else {
                        row(
                            line,
                            Err(format!(
                                "{} fields where the header has {}",
                                record.len(),
                                header.len()
                            )),
                        );
                    }
                }
                Err(error) => match (error.position(), error.kind()) {
                    (Some(at), csv::ErrorKind::Utf8 { .. }) => {
                        row(at.line(), Err("it is not UTF-8 text".into()))
                    }
                    _ => return Err(self.mangled(&error)),
                },
            }
        }
    }

    fn open(&self, folder: Option<&Path>) -> Result<Box<dyn Read>, Failure> {
        let Some(folder) = folder else {
            return Ok(Box::new(GzDecoder::new(self.shipped)));
        };
        let plain = folder.join(self.name);
        let packed = folder.join(format!("{}.gz", self.name));
        let missing = |path: &Path, error: &io::Error| {
            Failure::new(
                format!("cannot read {}: {error}", path.display()),
                format!("--data names a folder that holds {0} or {0}.gz", self.name),
            )
        };
        if plain.exists() {
            let file = File::open(&plain).map_err(|error| missing(&plain, &error))?;
            return Ok(Box::new(io::BufReader::new(file)));
        }
        let file = File::open(&packed).map_err(|error| missing(&packed, &error))?;
        Ok(Box::new(GzDecoder::new(io::BufReader::new(file))))
    }

    fn mangled(&self, error: &csv::Error) -> Failure {
        Failure::new(
            format!("{} is mangled: {error}", self.name),
            "copy the file again",
        )
    }
}
