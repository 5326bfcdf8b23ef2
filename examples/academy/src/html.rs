//! The report as one self-contained page: charts and paths as SVG inside it, nothing loaded from anywhere.

mod chart;

use lms_core::time::{Date, Instant};

use crate::import::Import;
use crate::report::Report;
use crate::standing::Learner;

/// The report of the day.
pub fn page(import: &Import, report: &Report, day: Date, now: Instant) -> String {
    let mut body = format!("<h1>Coursework at the end of {day}</h1>");
    body.push_str("<p>Open University Learning Analytics data (J. Kuzilek, M. Hlosta, Z. Zdrahal, Scientific Data 4:170171, \
        2017, CC BY 4.0), graded by lms-core. The degree path and the certificate policies are ours, not the university's.</p>");
    body.push_str(&chart::grades(report));
    body.push_str(&chart::risks(import, report));
    body.push_str(&chart::expiries(report));
    body.push_str("<h2>Presentations</h2><table><tr><th>Presentation<th>Registered<th>Withdrawn<th>Submitted<th>Late<th>Banked<th>At risk</tr>");
    for (presentation, figures) in import.presentations.iter().zip(&report.figures) {
        body.push_str(&format!(
            "<tr><td>{}<td>{}<td>{}<td>{}<td>{}<td>{}<td>{}</tr>",
            escape(presentation.id.as_str()),
            figures.registered,
            figures.withdrawn,
            figures.submitted,
            figures.late,
            figures.banked,
            figures.at_risk
        ));
    }
    body.push_str("</table>");
    body.push_str(&chart::passed(report));
    body.push_str("<h2>The sample degree path</h2>");
    if let Some((count, id)) = &report.furthest {
        let registrations = import.by_learner().remove(id).unwrap_or_default();
        let learner = Learner::new(import, id, &registrations, now);
        body.push_str(&format!(
            "<p>In the states of learner {}, who has passed {count} modules.</p>",
            escape(id.as_str())
        ));
        body.push_str(&chart::paths(import, &learner.record, now));
    }
    body.push_str("<h2>Learners at risk</h2><ul>");
    for risk in &report.risks {
        body.push_str(&format!(
            "<li>{}: {}</li>",
            escape(&risk.who),
            escape(&risk.why)
        ));
    }
    body.push_str("</ul>");
    document("Coursework report", &body)
}

/// One learner's page: the tutor's text and the path coloured by the learner's progress.
pub fn learner_page(import: &Import, learner: &Learner<'_>, day: Date, now: Instant) -> String {
    let mut text = Vec::new();
    let in_thirty_days = crate::day::days_after(day, 31)
        .and_then(crate::day::start)
        .unwrap_or(now);
    let told = crate::tutor::print(&mut text, import, learner, day, now, in_thirty_days);
    let text = told.map_or_else(
        |error| error.to_string(),
        |()| String::from_utf8_lossy(&text).into_owned(),
    );
    let body = format!(
        "<h1>Learner {}</h1>{}<pre>{}</pre>",
        escape(learner.id.as_str()),
        chart::paths(import, &learner.record, now),
        escape(&text)
    );
    document("Learner report", &body)
}

fn document(title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title><style>\
         body{{font-family:system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#222}}\
         table{{border-collapse:collapse}}td,th{{padding:.2rem .8rem;text-align:right;border-bottom:1px solid #ddd}}\
         td:first-child,th:first-child{{text-align:left}}svg{{max-width:100%;height:auto}}</style></head><body>{body}</body></html>\n"
    )
}

/// Text that came from the data, made safe to stand in a page.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
