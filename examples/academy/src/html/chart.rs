//! The charts.

use std::collections::BTreeMap;
use std::error::Error;

use lms_core::path::PictureFormat;
use lms_core::record::LearnerRecord;
use lms_core::time::Instant;
use plotters::prelude::*;

use super::escape;
use crate::import::Import;
use crate::report::Report;

const SIZE: (u32, u32) = (900, 320);

/// How many learners have a current grade in each tenth, over all presentations.
pub fn grades(report: &Report) -> String {
    let mut tenths = [0_usize; 10];
    for figures in &report.figures {
        for (sum, count) in tenths.iter_mut().zip(figures.current) {
            *sum += count;
        }
    }
    let bars = tenths
        .iter()
        .enumerate()
        .map(|(tenth, count)| (format!("{}", tenth * 10), *count))
        .collect();
    figure("Current coursework grade, by tenths of the scale", bars)
}

/// Learners at risk by presentation, of those that are running.
pub fn risks(import: &Import, report: &Report) -> String {
    let pairs = import.presentations.iter().zip(&report.figures);
    let bars = pairs
        .filter(|(_, figures)| figures.at_risk > 0)
        .map(|(presentation, figures)| (presentation.id.to_string(), figures.at_risk))
        .collect();
    figure("Registrations at risk, by presentation", bars)
}

/// How many learners have passed each module.
pub fn passed(report: &Report) -> String {
    let bars = report
        .passed
        .iter()
        .map(|(module, count)| (module.clone(), *count))
        .collect();
    figure("Learners who have passed each module", bars)
}

/// Certificates that end, by month.
pub fn expiries(report: &Report) -> String {
    let mut months: BTreeMap<&str, usize> = BTreeMap::new();
    for ((_, month), count) in &report.expiries {
        *months.entry(month).or_default() += count;
    }
    figure(
        "Certificates that end, by month",
        months
            .into_iter()
            .map(|(month, count)| (month.to_owned(), count))
            .collect(),
    )
}

fn figure(title: &str, bars: Vec<(String, usize)>) -> String {
    let heading = format!("<h2>{}</h2>", escape(title));
    if bars.is_empty() {
        return format!("{heading}<p>Nothing to draw.</p>");
    }
    match draw(&bars) {
        Ok(svg) => format!(
            "<figure role=\"img\" aria-label=\"{}\">{heading}{svg}</figure>",
            escape(title)
        ),
        Err(error) => format!("{heading}<p>Not drawn: {}</p>", escape(&error.to_string())),
    }
}

fn draw(bars: &[(String, usize)]) -> Result<String, Box<dyn Error>> {
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        area.fill(&WHITE)?;
        let most = bars
            .iter()
            .map(|(_, count)| *count)
            .max()
            .unwrap_or(0)
            .max(1);
        let mut chart = ChartBuilder::on(&area)
            .margin(12)
            .x_label_area_size(36)
            .y_label_area_size(56)
            .build_cartesian_2d(
                (0..bars.len() - 1).into_segmented(),
                0..most + most / 10 + 1,
            )?;
        let name = |place: &SegmentValue<usize>| match place {
            SegmentValue::CenterOf(index) => bars
                .get(*index)
                .map_or_else(String::new, |(name, _)| name.clone()),
            _ => String::new(),
        };
        chart
            .configure_mesh()
            .disable_x_mesh()
            .x_labels(bars.len())
            .x_label_formatter(&name)
            .draw()?;
        chart.draw_series(bars.iter().enumerate().map(|(index, (_, count))| {
            let (from, to) = (SegmentValue::Exact(index), SegmentValue::Exact(index + 1));
            let mut bar = Rectangle::new([(from, 0), (to, *count)], RGBColor(0, 114, 178).filled());
            bar.set_margin(0, 0, 4, 4);
            bar
        }))?;
        area.present()?;
    }
    Ok(svg)
}

/// Every path in the states of one learner.
pub fn paths(import: &Import, record: &LearnerRecord, now: Instant) -> String {
    let paths = import.catalogue.paths();
    let draw = |path| {
        let progress = paths.progress(path, record, now);
        match path.picture(PictureFormat::Svg, Some(&progress)) {
            Ok(svg) => format!("<figure>{svg}</figure>"),
            Err(error) => format!("<p>Not drawn: {}</p>", escape(&error.to_string())),
        }
    };
    paths.iter().map(draw).collect()
}
