//! The report as text.

use std::io::{self, Write};

use lms_core::time::Date;

use crate::import::Import;
use crate::report::{Figures, Report};

/// Prints the report.
pub fn print(out: &mut dyn Write, import: &Import, report: &Report, day: Date) -> io::Result<()> {
    account(out, import)?;
    presentations(out, import, report, day)?;
    risks(out, report)?;
    next_modules(out, report)?;
    certificates(out, report)?;
    agenda(out, report, day)
}

fn account(out: &mut dyn Write, import: &Import) -> io::Result<()> {
    writeln!(
        out,
        "Open University Learning Analytics data (CC BY 4.0), through lms-core\n"
    )?;
    writeln!(out, "Imported")?;
    for (name, table) in &import.account.tables {
        writeln!(
            out,
            "  {name:<24} {:>6} rows: {:>6} taken, {} refused",
            table.read,
            table.taken,
            table.refused.len()
        )?;
        for (what, count) in table.assumptions() {
            writeln!(out, "  {:<24} {count:>6} of them: {what}", "")?;
        }
        for (line, why) in table.refused.iter().take(20) {
            writeln!(out, "    line {line}: {why}")?;
        }
        if table.refused.len() > 20 {
            writeln!(out, "    and {} more", table.refused.len() - 20)?;
        }
    }
    let verdict = if import.account.reconciles() {
        "reconcile"
    } else {
        "DO NOT RECONCILE"
    };
    writeln!(out, "  counts {verdict}: every row was taken or refused\n")
}

fn presentations(
    out: &mut dyn Write,
    import: &Import,
    report: &Report,
    day: Date,
) -> io::Result<()> {
    writeln!(
        out,
        "Presentations at the end of {day}; grades are coursework in percent, 0 to 100 by tenths"
    )?;
    writeln!(
        out,
        "  {:<10} {:>6} {:>6} {:>7} {:>6} {:>6} {:>8} {:>8} {:>6}  current",
        "", "regist", "withdr", "submit", "late", "banked", "current", "final", "risk"
    )?;
    for (presentation, figures) in import.presentations.iter().zip(&report.figures) {
        let note = if presentation.has_submissions {
            ""
        } else {
            "  (no submissions in the data)"
        };
        writeln!(
            out,
            "  {:<10} {:>6} {:>6} {:>7} {:>6} {:>6} {:>8} {:>8} {:>6}  {}{note}",
            presentation.id.as_str(),
            figures.registered,
            figures.withdrawn,
            figures.submitted,
            figures.late,
            figures.banked,
            mean(figures.current_sum),
            mean(figures.final_sum),
            figures.at_risk,
            bars(figures),
        )?;
    }
    writeln!(out)
}

/// A mean of grades in millionths, to two places, half up.
fn mean((sum, count): (i128, usize)) -> String {
    let Ok(count) = i128::try_from(count) else {
        return String::from("-");
    };
    if count == 0 {
        return String::from("-");
    }
    let hundredths = (sum + 5_000 * count).div_euclid(10_000 * count);
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

fn bars(figures: &Figures) -> String {
    const STEPS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let most = figures.current.iter().copied().max().unwrap_or(0);
    let bar = |count: usize| match (count, most) {
        (0, _) | (_, 0) => '·',
        (count, most) => STEPS[(count * STEPS.len()).div_ceil(most).clamp(1, STEPS.len()) - 1],
    };
    figures.current.iter().map(|count| bar(*count)).collect()
}

fn risks(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let all: usize = report.figures.iter().map(|figures| figures.at_risk).sum();
    writeln!(out, "At risk: {all} registrations; for example")?;
    for risk in &report.risks {
        writeln!(out, "  {}: {}", risk.who, risk.why)?;
    }
    writeln!(out)
}

fn next_modules(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    writeln!(
        out,
        "Who may take the next module (the degree path and its rules are ours, not the university's)"
    )?;
    for (module, next) in &report.next {
        writeln!(
            out,
            "  {module}: {} may, {} have passed it",
            next.may, next.done
        )?;
        let mut reasons: Vec<(&String, &usize)> = next.may_not.iter().collect();
        reasons.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        for (why, count) in reasons.iter().take(4) {
            writeln!(out, "    {count:>6} may not: {why}")?;
        }
    }
    writeln!(out)
}

fn certificates(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    writeln!(
        out,
        "Certificates that end, by month (the policies are ours, not the university's)"
    )?;
    for ((title, month), count) in &report.expiries {
        writeln!(out, "  {month}  {count:>6}  {title}")?;
    }
    writeln!(out)
}

fn agenda(out: &mut dyn Write, report: &Report, day: Date) -> io::Result<()> {
    writeln!(
        out,
        "Agenda of the thirty days after {day}: what falls due, for how many learners"
    )?;
    if report.agenda.is_empty() {
        writeln!(out, "  nothing")?;
    }
    for ((day, what), count) in &report.agenda {
        writeln!(out, "  {day}  {count:>6}  {what}")?;
    }
    Ok(())
}
