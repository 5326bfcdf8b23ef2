//! The main job of lms-core on real data: see `--help`.

mod certificates;
mod day;
mod failure;
mod html;
mod import;
mod options;
mod report;
mod standing;
mod table;
mod terminal;
mod tutor;
mod usage;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};
use lms_core::time::Instant;
use lms_core::{LearnerId, door};

use failure::Failure;
use import::Import;
use options::Options;
use report::Report;
use standing::Learner;

fn main() -> ExitCode {
    let options = match Options::try_parse() {
        Ok(options) => options,
        Err(error) if !error.use_stderr() => {
            print!("{error}");
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            let text = error.to_string();
            let first = text
                .lines()
                .next()
                .unwrap_or_default()
                .trim_start_matches("error: ")
                .to_owned();
            return fail(&Failure::new(first, "see --help"));
        }
    };
    match run(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => fail(&failure),
    }
}

fn fail(failure: &Failure) -> ExitCode {
    eprintln!("{failure}");
    ExitCode::from(2)
}

fn run(options: &Options) -> Result<(), Failure> {
    let import = import::import(options.data.as_deref())?;
    if let Some((first, last)) = import.days() {
        // Registration begins up to a year before the first presentation.
        let earliest = day::days_after(first, -366).unwrap_or(first);
        let latest = day::days_after(last, 2 * 366).unwrap_or(last);
        if options.as_of < earliest || latest < options.as_of {
            return Err(Failure::new(
                format!("{} is out of range", options.as_of),
                format!("give a day from {earliest} to {latest}"),
            ));
        }
    }
    let now = day::end(options.as_of)?;
    let in_thirty_days = day::days_after(options.as_of, 31)
        .and_then(day::start)
        .unwrap_or(now);
    let out = &mut BufWriter::new(io::stdout().lock());
    if let Some(id) = &options.learner {
        one_learner(out, &import, id, options, now, in_thirty_days)?;
    } else {
        let report = everyone(&import, options, now, in_thirty_days)?;
        printed(terminal::print(out, &import, &report, options.as_of))?;
        if let Some(file) = &options.html {
            write_file(file, |out| {
                out.write_all(html::page(&import, &report, options.as_of, now).as_bytes())
            })?;
        }
    }
    if options.stats {
        printed(writeln!(out, "\n{}", usage::line()))?;
    }
    printed(out.flush())
}

/// Somebody who reads only the head of the report is no failure.
fn printed(result: io::Result<()>) -> Result<(), Failure> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::new(
            format!("cannot print: {error}"),
            "look at where standard output goes",
        )),
        _ => Ok(()),
    }
}

fn one_learner(
    out: &mut dyn Write,
    import: &Import,
    id: &str,
    options: &Options,
    now: Instant,
    in_thirty_days: Instant,
) -> Result<(), Failure> {
    let unknown = || {
        Failure::new(
            format!("there is no student `{id}`"),
            "an id from studentInfo.csv, such as 11391",
        )
    };
    let id = LearnerId::parse(id).map_err(|_| unknown())?;
    let learners = import.by_learner();
    let (id, registrations) = learners.get_key_value(&id).ok_or_else(unknown)?;
    let learner = Learner::new(import, id, registrations, now);
    printed(tutor::print(
        out,
        import,
        &learner,
        options.as_of,
        now,
        in_thirty_days,
    ))?;
    if let Some(file) = &options.html {
        write_file(file, |out| {
            out.write_all(html::learner_page(import, &learner, options.as_of, now).as_bytes())
        })?;
    }
    let one: Vec<&Learner<'_>> = vec![&learner];
    if let Some(file) = &options.json {
        write_file(file, |out| {
            one.iter().try_for_each(|learner| rows(out, learner, 1))
        })?;
    }
    if let Some(file) = &options.envelopes {
        write_file(file, |out| {
            writeln!(out, "{}", import.envelope)?;
            one.iter().try_for_each(|learner| envelope(out, learner))
        })?;
    }
    Ok(())
}

fn everyone(
    import: &Import,
    options: &Options,
    now: Instant,
    in_thirty_days: Instant,
) -> Result<Report, Failure> {
    let learners = import.by_learner();
    let mut report = Report::new(import);
    let mut json = options.json.as_deref().map(create).transpose()?;
    let mut envelopes = options.envelopes.as_deref().map(create).transpose()?;
    if let Some(out) = &mut envelopes {
        written(
            options.envelopes.as_deref(),
            writeln!(out, "{}", import.envelope),
        )?;
    }
    let all = learners.len() as u64 * u64::from(options.repeat);
    // One second's work needs no bar: it stays hidden until there is more.
    let bar = ProgressBar::new(all);
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} learners, {eta} left");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.set_draw_target(indicatif::ProgressDrawTarget::hidden());
    let began = std::time::Instant::now();
    let mut shown = false;
    for lap in 1..=options.repeat {
        for (number, (id, registrations)) in learners.iter().enumerate() {
            let learner = Learner::new(import, id, registrations, now);
            report.count(import, &learner, now, in_thirty_days);
            if let Some(out) = &mut json {
                written(options.json.as_deref(), rows(out, &learner, lap))?;
            }
            if let Some(out) = &mut envelopes {
                written(options.envelopes.as_deref(), envelope(out, &learner))?;
            }
            if number % 1024 == 0 {
                if !shown && began.elapsed().as_millis() > 1000 {
                    bar.set_draw_target(indicatif::ProgressDrawTarget::stderr());
                    shown = true;
                }
                bar.set_position(u64::from(lap - 1) * learners.len() as u64 + number as u64);
            }
        }
    }
    bar.finish_and_clear();
    report.finish();
    for (file, out) in [(&options.json, json), (&options.envelopes, envelopes)] {
        if let Some(mut out) = out {
            written(file.as_deref(), out.flush())?;
        }
    }
    Ok(report)
}

fn rows(out: &mut dyn Write, learner: &Learner<'_>, lap: u32) -> io::Result<()> {
    for standing in &learner.standings {
        if lap == 1 {
            serde_json::to_writer(&mut *out, standing)?;
        } else {
            let id_student = format!("{}#{lap}", standing.id_student);
            serde_json::to_writer(
                &mut *out,
                &standing::Standing {
                    id_student,
                    ..standing.clone()
                },
            )?;
        }
        out.write_all(b"\n")?;
    }
    Ok(())
}

fn envelope(out: &mut dyn Write, learner: &Learner<'_>) -> io::Result<()> {
    let text = door::save_record(&learner.record).map_err(io::Error::other)?;
    writeln!(out, "{text}")
}

fn create(file: &Path) -> Result<BufWriter<File>, Failure> {
    let created = File::create(file);
    created.map(BufWriter::new).map_err(|error| {
        Failure::new(
            format!("cannot write {}: {error}", file.display()),
            "give a file in a folder that exists",
        )
    })
}

fn written(file: Option<&Path>, result: io::Result<()>) -> Result<(), Failure> {
    result.map_err(|error| {
        let name = file
            .map(|file| file.display().to_string())
            .unwrap_or_default();
        Failure::new(format!("cannot write {name}: {error}"), "look at the disk")
    })
}

fn write_file(
    file: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    let mut out = create(file)?;
    let result = write(&mut out).and_then(|()| out.flush());
    written(Some(file), result)
}
