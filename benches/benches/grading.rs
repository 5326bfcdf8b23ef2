//! Work E through the general engine, against programs written for it alone. Every answer is compared before timing.
//!
//! `cargo bench -p lms-benches --bench grading`: medians of rounds in which all contestants run one after the other, and
//! medians of the ratios within a round, so that a busy machine disturbs both sides alike. A word after `--` runs only
//! the contestants whose names have it. Instructions and allocations are counted by `--bench counts -- grading/`.

use std::hint::black_box;
use std::time::Instant as Clock;

use lms_benches::grading::{
    ALL, Student, by_hand, in_decimals, in_floats, points, scheme, sheet, students,
};
use lms_core::grading::{Answer, Asked, Class, CompiledScheme, Row};
use lms_core::record::ScoreSheet;
use rust_decimal::Decimal;

const STUDENTS: usize = 10_000;
const ROUNDS: usize = 15;
/// Records within reach of the cache; a host's would not be.
const SHEETS: usize = 500;

struct Work {
    scheme: CompiledScheme,
    asked: Asked,
    students: Vec<Student>,
    floats: Vec<[f64; ALL]>,
    decimals: Vec<[Decimal; ALL]>,
    rows: Vec<Row>,
    class: Class,
    /// A few students as the host's records hold them.
    sheets: Vec<ScoreSheet>,
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let only: Vec<&String> = words
        .iter()
        .filter(|word| !word.starts_with("--"))
        .collect();
    let mut work = prepare(STUDENTS);
    compare(&work);
    let mut contestants: Vec<(&str, fn(&mut Work) -> usize)> = vec![
        ("by hand, exact whole numbers", |w| {
            w.students
                .iter()
                .map(|s| by_hand(black_box(s)) as usize)
                .sum()
        }),
        ("one student", |w| {
            let percent = |row| w.scheme.percent_afresh(black_box(row), Answer::Current);
            w.rows
                .iter()
                .filter_map(percent)
                .map(|p| p.micros() as usize)
                .sum()
        }),
        ("class from columns", |w| w.class.percents(&w.scheme).len()),
        ("one changed score", |w| {
            let mut sum = 0;
            for (index, row) in w.rows.iter_mut().enumerate() {
                let place = index % ALL;
                let changed = w
                    .scheme
                    .set_points(row, place, points(w.students[index][place]));
                assert!(changed.is_some());
                sum += w
                    .scheme
                    .percent(row, Answer::Current)
                    .map_or(0, |p| p.micros() as usize);
            }
            sum
        }),
        ("one changed score by hand", |w| {
            let mut sum = 0;
            for (index, student) in w.students.iter_mut().enumerate() {
                let place = index % ALL;
                student[place] = black_box(student[place]);
                sum += by_hand(student) as usize;
            }
            sum
        }),
        ("straightforward f64 with sort", |w| {
            w.floats
                .iter()
                .map(|s| in_floats(black_box(s)) as usize)
                .sum()
        }),
        ("rust_decimal", |w| {
            w.decimals
                .iter()
                .map(|s| in_decimals(black_box(s)).scale() as usize)
                .sum()
        }),
        ("one student with explanation", |w| explained(w)),
        ("one student from the host's record", |w| from_sheets(w)),
    ];
    contestants.retain(|(name, _)| only.is_empty() || only.iter().any(|word| name.contains(*word)));
    let mut times = vec![Vec::new(); contestants.len()];
    for _ in 0..ROUNDS {
        for ((_, run), times) in contestants.iter().zip(&mut times) {
            let start = Clock::now();
            black_box(run(&mut work));
            times.push(start.elapsed().as_nanos() as f64 / STUDENTS as f64);
        }
    }
    if !only.is_empty() {
        for ((name, _), times) in contestants.iter().zip(times) {
            println!("{name:<38} {:>10.1}", median(times));
        }
        return;
    }
    println!(
        "{:<38} {:>10} {:>12} {:>12} {:>14}",
        "", "ns/student", "x by hand", "f64 / it", "decimal / it"
    );
    for (place, (name, _)) in contestants.iter().enumerate() {
        let ratio = |above: usize, below: usize| {
            median(
                times[above]
                    .iter()
                    .zip(&times[below])
                    .map(|(a, b)| a / b)
                    .collect(),
            )
        };
        println!(
            "{name:<38} {:>10.1} {:>12.2} {:>12.2} {:>14.2}",
            median(times[place].clone()),
            ratio(place, 0),
            ratio(5, place),
            ratio(6, place),
        );
    }
}

/// Explains some students again and again.
fn explained(work: &mut Work) -> usize {
    let explain = |sheet| {
        let explanation = work.scheme.explain(sheet, &work.asked, Answer::Current);
        black_box(explanation)
            .root
            .map_or(0, |root| root.parts.len())
    };
    let sheets = work.sheets.iter().cycle().take(work.students.len());
    sheets.map(|sheet| explain(black_box(sheet))).sum()
}

fn from_sheets(work: &mut Work) -> usize {
    let grade = |sheet| {
        let row = work.scheme.row(sheet, &work.asked);
        usize::from(work.scheme.percent(&row, Answer::Current).is_some())
    };
    let sheets = work.sheets.iter().cycle().take(work.students.len());
    sheets.map(|sheet| grade(black_box(sheet))).sum()
}

fn prepare(count: usize) -> Work {
    let scheme = scheme();
    let asked = Asked::at("2026-11-22T08:00:00Z".parse().unwrap());
    let students = students(count);
    let rows: Vec<Row> = students
        .iter()
        .map(|student| scheme.row(&sheet(&scheme, student), &asked))
        .collect();
    let class = Class::new(&scheme, &rows, Answer::Current);
    let floats = students
        .iter()
        .map(|s| s.map(|tenths| f64::from(tenths) / 10.0))
        .collect();
    let decimals = students
        .iter()
        .map(|s| s.map(|tenths| Decimal::new(i64::from(tenths), 1)))
        .collect();
    let sheets = students.iter().take(SHEETS);
    let sheets = sheets.map(|student| sheet(&scheme, student)).collect();
    Work {
        scheme,
        asked,
        students,
        floats,
        decimals,
        rows,
        class,
        sheets,
    }
}

/// All exact forms give one number; the floats may differ, and how often is printed.
fn compare(work: &Work) {
    let class = work.class.percents(&work.scheme);
    let mut floats_differ = 0;
    for (index, student) in work.students.iter().enumerate() {
        let micros = by_hand(student) * 10_000;
        let row = &work.rows[index];
        assert!(row.is_dense());
        let engine = [
            work.scheme.percent(row, Answer::Current),
            work.scheme.percent_afresh(row, Answer::Current),
            class[index],
        ];
        for percent in engine {
            assert_eq!(percent.unwrap().micros(), micros, "student {index}");
        }
        assert_eq!(
            in_decimals(&work.decimals[index]),
            Decimal::new(micros / 10_000, 2)
        );
        if index % 20 == 0 {
            let sheet = sheet(&work.scheme, student);
            let total = work
                .scheme
                .explain(&sheet, &work.asked, Answer::Current)
                .total;
            assert_eq!(total.percent().unwrap().micros(), micros);
        }
        let float = (in_floats(&work.floats[index]) * 100.0).round() as i64 * 10_000;
        floats_differ += usize::from(float != micros);
    }
    let count = work.students.len();
    println!("{count} students: every exact form agrees; f64 differs for {floats_differ}");
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
