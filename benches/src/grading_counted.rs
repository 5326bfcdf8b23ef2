//! The works of `--bench grading` that `--bench counts` counts.

use std::hint::black_box;

use lms_core::grading::{Answer, Asked, Class, CompiledScheme, Row};
use lms_core::record::ScoreSheet;

use crate::count::Counted;
use crate::grading::{ALL, Student, by_hand, points, scheme, sheet, students};

/// Students of a counted work: a block of columns many times over, since counting is slow.
const STUDENTS: usize = 512;

/// What is counted.
pub const WORKS: &[Counted] = &[
    Counted {
        name: "grading/by-hand",
        things: STUDENTS,
        ready: || {
            let students = students(STUDENTS);
            Box::new(move || {
                for student in &students {
                    black_box(by_hand(black_box(student)));
                }
            })
        },
    },
    Counted {
        name: "grading/one-student",
        things: STUDENTS,
        ready: || {
            let Ready { scheme, rows, .. } = ready();
            Box::new(move || {
                for row in &rows {
                    black_box(scheme.percent_afresh(black_box(row), Answer::Current));
                }
            })
        },
    },
    Counted {
        name: "grading/one-changed-score",
        things: STUDENTS,
        ready: changed,
    },
    Counted {
        name: "grading/class-from-columns",
        things: STUDENTS,
        ready: || {
            let Ready { scheme, rows, .. } = ready();
            let class = Class::new(&scheme, &rows, Answer::Current);
            Box::new(move || {
                black_box(class.percents(&scheme));
            })
        },
    },
    Counted {
        name: "grading/student-from-the-hosts-record",
        things: STUDENTS,
        ready: || {
            let ready = ready();
            Box::new(move || {
                for sheet in &ready.sheets {
                    let row = ready.scheme.row(black_box(sheet), &ready.asked);
                    black_box(ready.scheme.percent(&row, Answer::Current));
                }
            })
        },
    },
    Counted {
        name: "grading/explanation",
        things: STUDENTS,
        ready: || {
            let ready = ready();
            Box::new(move || {
                for sheet in &ready.sheets {
                    let explanation =
                        ready
                            .scheme
                            .explain(black_box(sheet), &ready.asked, Answer::Current);
                    black_box(&explanation);
                }
            })
        },
    },
];

struct Ready {
    scheme: CompiledScheme,
    asked: Asked,
    students: Vec<Student>,
    sheets: Vec<ScoreSheet>,
    rows: Vec<Row>,
}

fn ready() -> Ready {
    let scheme = scheme();
    let asked = Asked::at("2026-11-22T08:00:00Z".parse().unwrap());
    let students = students(STUDENTS);
    let sheets: Vec<ScoreSheet> = students.iter().map(|s| sheet(&scheme, s)).collect();
    let rows = sheets.iter().map(|s| scheme.row(s, &asked)).collect();
    Ready {
        scheme,
        asked,
        students,
        sheets,
        rows,
    }
}

fn changed() -> Box<dyn FnMut()> {
    let Ready {
        scheme,
        students,
        mut rows,
        ..
    } = ready();
    Box::new(move || {
        for (index, (row, student)) in rows.iter_mut().zip(&students).enumerate() {
            let place = index % ALL;
            let changed = scheme.set_points(row, place, points(student[place]));
            assert!(changed.is_some());
            black_box(scheme.percent(row, Answer::Current));
        }
    })
}
