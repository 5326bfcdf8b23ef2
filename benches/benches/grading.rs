//! Work E through the general engine, against programs written for it alone. Every answer is compared before timing.
//!
//! `cargo bench -p lms-benches --bench grading`: medians of rounds in which all contestants run one after the other, and
//! medians of the ratios within a round, so that a busy machine disturbs both sides alike.

use std::hint::black_box;
use std::time::Instant as Clock;

use lms_benches::grading::{
    ALL, Student, by_hand, in_decimals, in_floats, points, scheme, sheet, students,
};
use lms_core::grading::{Answer, Asked, Class, CompiledScheme, Row};
use rust_decimal::Decimal;

const STUDENTS: usize = 10_000;
const ROUNDS: usize = 15;

struct Work {
    scheme: CompiledScheme,
    asked: Asked,
    students: Vec<Student>,
    floats: Vec<[f64; ALL]>,
    decimals: Vec<[Decimal; ALL]>,
    rows: Vec<Row>,
    class: Class,
}

fn main() {
    let mut work = prepare();
    compare(&work);
    let contestants: [(&str, fn(&mut Work) -> usize); 9] = [
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
    let sheets = w_sheets(&work);
    SHEETS.with(|slot| *slot.borrow_mut() = sheets);
    let mut times = vec![Vec::new(); contestants.len()];
    for _ in 0..ROUNDS {
        for ((_, run), times) in contestants.iter().zip(&mut times) {
            let start = Clock::now();
            black_box(run(&mut work));
            times.push(start.elapsed().as_nanos() as f64 / STUDENTS as f64);
        }
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

thread_local! {
    static SHEETS: std::cell::RefCell<Vec<lms_core::record::ScoreSheet>> = const { std::cell::RefCell::new(Vec::new()) };
}

fn w_sheets(work: &Work) -> Vec<lms_core::record::ScoreSheet> {
    work.students
        .iter()
        .take(500)
        .map(|student| sheet(&work.scheme, student))
        .collect()
}

/// Explains 500 students twenty times over, so that the records stay within reach of the cache as a host's would not.
fn explained(work: &mut Work) -> usize {
    SHEETS.with(|sheets| {
        let sheets = sheets.borrow();
        let mut sum = 0;
        for _ in 0..STUDENTS / 500 {
            for sheet in sheets.iter() {
                let explanation =
                    work.scheme
                        .explain(black_box(sheet), &work.asked, Answer::Current);
                sum += explanation.root.map_or(0, |root| root.parts.len());
            }
        }
        sum
    })
}

fn from_sheets(work: &mut Work) -> usize {
    SHEETS.with(|sheets| {
        let sheets = sheets.borrow();
        let mut sum = 0;
        for _ in 0..STUDENTS / 500 {
            for sheet in sheets.iter() {
                let row = work.scheme.row(black_box(sheet), &work.asked);
                sum += usize::from(work.scheme.percent(&row, Answer::Current).is_some());
            }
        }
        sum
    })
}

fn prepare() -> Work {
    let scheme = scheme();
    let asked = Asked::at("2026-11-22T08:00:00Z".parse().unwrap());
    let students = students(STUDENTS);
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
    Work {
        scheme,
        asked,
        students,
        floats,
        decimals,
        rows,
        class,
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
    println!("{STUDENTS} students: every exact form agrees; f64 differs for {floats_differ}");
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
