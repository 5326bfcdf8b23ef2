//! The grades of every registration, computed again from the CSV files with plain integer fractions and compared as
//! decimals. Nothing here uses the engine.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use std::process::Command;

use flate2::read::GzDecoder;

fn table(name: &str) -> Vec<Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("data")
        .join(format!("{name}.csv.gz"));
    let mut text = String::new();
    GzDecoder::new(std::fs::File::open(path).unwrap())
        .read_to_string(&mut text)
        .unwrap();
    let row = |line: &str| {
        line.split(',')
            .map(|field| field.trim().trim_matches('"').to_owned())
            .collect()
    };
    text.lines().skip(1).map(row).collect()
}

/// Days since 1970-01-01 (civil calendar), by counting.
fn day_number(year: i64, month: i64, day: i64) -> i64 {
    let leap = |year: i64| (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let mut days: i64 = (1970..year)
        .map(|year| if leap(year) { 366 } else { 365 })
        .sum();
    let lengths = [
        31,
        if leap(year) { 29 } else { 28 },
        31,
        30,
        31,
        30,
        31,
        31,
        30,
        31,
        30,
        31,
    ];
    days += lengths
        .iter()
        .take(usize::try_from(month).unwrap() - 1)
        .sum::<i64>();
    days + day - 1
}

fn start(presentation: &str) -> i64 {
    let year = presentation[..4].parse().unwrap();
    match &presentation[4..] {
        "B" => day_number(year, 2, 1),
        "J" => day_number(year, 10, 1),
        other => panic!("unknown presentation letter {other}"),
    }
}

/// `above / below` with two decimal places, half up, without trailing zeros.
fn rounded(above: i64, below: i64) -> String {
    let hundredths = (2 * 100 * above + below) / (2 * below);
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[derive(Default)]
struct Expected {
    submitted: i64,
    late: i64,
    banked: i64,
    current: Option<String>,
    final_: Option<String>,
}

fn expected(as_of: i64) -> BTreeMap<(String, String, String), Expected> {
    let mut length = BTreeMap::new();
    for row in table("courses") {
        length.insert(
            (row[0].clone(), row[1].clone()),
            row[2].parse::<i64>().unwrap(),
        );
    }
    // By presentation: id, is it coursework, due day, weight.
    let mut work: BTreeMap<(String, String), Vec<(String, bool, i64, i64)>> = BTreeMap::new();
    for row in table("assessments") {
        let key = (row[0].clone(), row[1].clone());
        let due = row[4].parse().unwrap_or_else(|_| length[&key] - 1);
        // Weights are whole or half percents: count them in tenths.
        let (whole, tenth) = row[5].split_once('.').unwrap_or((&row[5], "0"));
        let weight = whole.parse::<i64>().unwrap() * 10 + tenth[..1].parse::<i64>().unwrap();
        work.entry(key)
            .or_default()
            .push((row[2].clone(), row[3] != "Exam", due, weight));
    }
    let mut handed_in: BTreeMap<(String, String), (i64, bool, Option<i64>)> = BTreeMap::new();
    for row in table("studentAssessment") {
        let score = row[4].parse().ok();
        handed_in.insert(
            (row[0].clone(), row[1].clone()),
            (row[2].parse().unwrap(), row[3] == "1", score),
        );
    }
    let mut all = BTreeMap::new();
    for row in table("studentInfo") {
        let key = (row[0].clone(), row[1].clone());
        let today = as_of - start(&row[1]);
        let mut result = Expected::default();
        let (mut weighted, mut weight_scored, mut weight_due) = (0, 0, 0);
        for (id, coursework, due, weight) in &work[&key] {
            let found = handed_in
                .get(&(id.clone(), row[2].clone()))
                .filter(|(day, _, _)| *day <= today);
            let counts = i64::from(*coursework) * weight;
            match found {
                Some((day, banked, score)) => {
                    result.submitted += 1;
                    result.late += i64::from(day > due);
                    result.banked += i64::from(*banked);
                    if let Some(score) = score {
                        weighted += counts * score;
                        weight_scored += counts;
                    }
                }
                None if *due <= today => weight_due += counts,
                None => {}
            }
        }
        result.current = (weight_scored > 0).then(|| rounded(weighted, weight_scored));
        let below = weight_scored + weight_due;
        result.final_ = (below > 0).then(|| rounded(weighted, below));
        all.insert((row[0].clone(), row[1].clone(), row[2].clone()), result);
    }
    all
}

fn academy(arguments: &[&str]) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_academy"))
        .args(arguments)
        .output()
        .unwrap()
}

fn scratch(name: &str) -> std::path::PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn every_grade_agrees_with_a_calculation_of_its_own() {
    let file = scratch("grades").join("rows.json");
    for (day, number) in [
        ("2014-12-31", day_number(2014, 12, 31)),
        ("2013-11-30", day_number(2013, 11, 30)),
        ("2015-12-31", day_number(2015, 12, 31)),
    ] {
        let output = academy(&["--as-of", day, "--json", file.to_str().unwrap()]);
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let expected = expected(number);
        let text = std::fs::read_to_string(&file).unwrap();
        let mut seen = 0;
        for line in text.lines() {
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            let field = |name: &str| row[name].as_str().unwrap().to_owned();
            let key = (
                field("code_module"),
                field("code_presentation"),
                field("id_student"),
            );
            let wanted = &expected[&key];
            let grade = |name: &str| row[name].as_str().map(str::to_owned);
            assert_eq!(
                grade("current"),
                wanted.current,
                "current of {key:?} on {day}"
            );
            assert_eq!(grade("final"), wanted.final_, "final of {key:?} on {day}");
            assert_eq!(
                row["submitted"].as_i64(),
                Some(wanted.submitted),
                "submitted of {key:?} on {day}"
            );
            assert_eq!(
                row["late"].as_i64(),
                Some(wanted.late),
                "late of {key:?} on {day}"
            );
            assert_eq!(
                row["banked"].as_i64(),
                Some(wanted.banked),
                "banked of {key:?} on {day}"
            );
            seen += 1;
        }
        assert_eq!((seen, expected.len()), (32_593, 32_593));
    }
}

#[test]
fn what_cannot_be_done_is_one_line_with_a_hint_and_exit_code_2() {
    let empty = scratch("empty");
    let mangled = scratch("mangled");
    std::fs::write(mangled.join("courses.csv"), "code_module;nothing\n").unwrap();
    for arguments in [
        vec!["--as-of", "yesterday"],
        vec!["--as-of", "1970-01-01"],
        vec!["--no-such-option"],
        vec!["--repeat", "0"],
        vec!["--learner", "nobody"],
        vec!["--data", empty.to_str().unwrap()],
        vec!["--data", mangled.to_str().unwrap()],
        vec!["--json", "/no/such/folder/rows.json"],
    ] {
        let output = academy(&arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(
            text.starts_with("academy: ") && text.contains("(hint: "),
            "{arguments:?}: {text}"
        );
        assert_eq!(text.lines().count(), 1, "{arguments:?}: {text}");
    }
}

#[test]
fn a_row_that_cannot_be_taken_is_named_with_its_line_and_counts_reconcile() {
    let folder = scratch("refused");
    for name in [
        "courses",
        "assessments",
        "studentInfo",
        "studentRegistration",
        "studentAssessment",
    ] {
        let from = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("data")
            .join(format!("{name}.csv.gz"));
        std::fs::copy(from, folder.join(format!("{name}.csv.gz"))).unwrap();
    }
    let rows = "id_assessment,id_student,date_submitted,is_banked,score\n\
        1752,11391,18,0,78\n1752,11391,18,0,78\n9,11391,18,0,78\n1752,28400,22,0,170\n1752,28400,x,0,70\n1752,2,22,0,70\n1752,28400\n";
    std::fs::write(folder.join("studentAssessment.csv"), rows).unwrap();
    let output = academy(&["--data", folder.to_str().unwrap()]);
    let text = String::from_utf8(output.stdout).unwrap();
    for expected in [
        "7 rows:      1 taken, 6 refused",
        "line 3: student 11391 handed in assessment 1752 twice",
        "line 4: there is no assessment 9",
        "line 5: the score 170 is not within 0 to 100",
        "line 6: `x` is no day",
        "line 7: student 2 is not registered for that presentation",
        "line 8: 2 fields where the header has 5",
        "counts reconcile",
    ] {
        assert!(text.contains(expected), "{expected} is not in:\n{text}");
    }
}

#[test]
fn a_tutor_reads_why_and_a_page_stands_alone() {
    let page = scratch("page").join("report.html");
    let output = academy(&["--learner", "11391", "--html", page.to_str().unwrap()]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.contains("AAA-2013J (Passed)") && text.contains("May this learner take"),
        "{text}"
    );
    let html = std::fs::read_to_string(page).unwrap();
    assert!(html.contains("<svg") && !html.contains("src=") && !html.contains("<script"));
}
