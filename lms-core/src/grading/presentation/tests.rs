use super::*;
use crate::grading::Exact;
use crate::number::Points;
use crate::problem::Problems;

fn exact(text: &str) -> Exact {
    text.parse().unwrap()
}

fn show(presentation: &str, mark: &str, maximum: &str) -> Presented {
    let presentation: Presentation = serde_json::from_str(presentation).unwrap();
    let mut problems = Problems::new();
    presentation.check(&mut problems);
    problems.finish().unwrap();
    presentation.show(&GradeToShow::out_of(exact(mark), exact(maximum)))
}

fn named(scheme: &str, mark: &str) -> String {
    show(
        &format!(r#"{{"type":"named","scheme":"{scheme}"}}"#),
        mark,
        "100",
    )
    .text
}

#[test]
fn every_scheme_that_comes_with_the_engine_is_sound_and_has_a_source() {
    assert_eq!(national_schemes().len(), national::DOCUMENT_COUNT);
    for scheme in national_schemes() {
        let mut problems = Problems::new();
        scheme.check(&mut problems);
        problems.finish().unwrap();
        assert!(scheme.source.is_some(), "{}", scheme.id);
    }
    let whole: Vec<Exact> = ects()
        .shares
        .iter()
        .map(|share| Exact::share(share.share))
        .collect();
    assert_eq!(Exact::sum(&whole), Exact::ONE);
}

#[test]
fn bounds_are_inclusive_and_exact() {
    for (mark, letter) in [
        ("93", "A"),
        ("92.999999", "A-"),
        ("90", "A-"),
        ("64.9", "F"),
        ("-5", "F"),
        ("140", "A+"),
    ] {
        assert_eq!(named("us-letters-plus-minus", mark), letter, "{mark}");
    }
    assert_eq!(named("canvas-default", "93.995"), "A");
    assert_eq!(named("canvas-default", "93.994999"), "A-");
    assert_eq!(named("moodle-default", "57"), "F");
    assert_eq!(named("open-edx-default", "49.45"), "Pass");
    assert_eq!(named("open-edx-default", "49.449"), "");
    assert_eq!(named("french", "59.999"), "passable");
    assert_eq!(named("french", "60"), "assez bien");
    assert_eq!(named("french", "89.999"), "très bien");
    assert_eq!(
        named("french", "90"),
        "très bien avec les félicitations du jury"
    );
    assert_eq!(named("german", "69.99"), "3.0");
}

#[test]
fn numbers_are_rounded_by_the_named_rule() {
    let percent = |mode: &str, digits: u8, zeros: &str, mark: &str| {
        let text = format!(
            r#"{{"type":"percent","rounding":{{"mode":"{mode}","digits":{digits}}},"zeros":"{zeros}"}}"#
        );
        show(&text, mark, "8").text
    };
    // 7.09 of 8 is 88.625 %.
    assert_eq!(percent("halfUp", 2, "trim", "7.09"), "88.63%");
    assert_eq!(percent("halfEven", 2, "trim", "7.09"), "88.62%");
    assert_eq!(percent("truncate", 1, "trim", "7.09"), "88.6%");
    assert_eq!(percent("halfUp", 2, "keep", "7"), "87.50%");
    assert_eq!(percent("halfUp", 2, "keep", "8"), "100.00%");
    assert_eq!(percent("halfAway", 0, "keep", "-7.08"), "-89%");
    let points = show(
        r#"{"type":"points","rounding":{"mode":"halfUp","digits":1}}"#,
        "7.25",
        "8",
    );
    assert_eq!((points.text.as_str(), points.steps.len()), ("7.3/8", 1));
    let nothing = show(
        r#"{"type":"percent","rounding":{"mode":"halfUp","digits":1}}"#,
        "7",
        "0",
    );
    assert_eq!(nothing, Presented::default());
}

#[test]
fn a_scale_has_two_readings() {
    let scale = |reading: &str, mark: &str| {
        let text = format!(
            r#"{{"type":"scale","reading":"{reading}","scale":{{"values":["a","b","c","d","e"],"pass":3}}}}"#
        );
        let shown = show(&text, mark, "100");
        (shown.text, shown.passed)
    };
    assert_eq!(scale("points", "80"), ("d".into(), Some(true)));
    assert_eq!(scale("steps", "75"), ("d".into(), Some(true)));
    assert_eq!(scale("points", "50"), ("c".into(), Some(true)));
    assert_eq!(scale("steps", "37.4"), ("b".into(), Some(false)));
    assert_eq!(scale("points", "0"), ("a".into(), Some(false)));
    assert_eq!(scale("steps", "120"), ("e".into(), Some(true)));
}

#[test]
fn a_letter_entered_by_hand_stands_just_below_the_next_bound() {
    let canvas = national_scheme("canvas-default").unwrap();
    for (letter, percent) in [("A", "100"), ("a-", "93"), (" F ", "60")] {
        assert_eq!(canvas.percent_for(letter).unwrap().to_string(), percent);
    }
    assert!(canvas.percent_for("Z").is_none());
    let narrow: BandScheme = serde_json::from_str(
        r#"{"id":"n","title":"n","bands":[{"label":"a","from":"90"},{"label":"b","from":"89.5"},
            {"label":"c","from":"89.45"},{"label":"d","from":"0"}]}"#,
    )
    .unwrap();
    assert_eq!(narrow.percent_for("b").unwrap().to_string(), "89.9");
    assert_eq!(narrow.percent_for("c").unwrap().to_string(), "89.49");
}

#[test]
fn german_grades_are_cut_off_after_the_first_place() {
    let grade = |best: &str, pass: &str, mark: &str| {
        let text =
            format!(r#"{{"type":"bavarian","formula":{{"best":"{best}","pass":"{pass}"}}}}"#);
        let shown = show(&text, mark, best);
        (shown.text, shown.passed)
    };
    assert_eq!(grade("10", "5", "10"), ("1.0".into(), Some(true)));
    assert_eq!(grade("10", "5", "5"), ("4.0".into(), Some(true)));
    assert_eq!(grade("10", "5", "4.9"), ("5.0".into(), Some(false)));
    // 1 + 3 * (4 - 3.2) / (4 - 2) = 2.2
    assert_eq!(grade("4", "2", "3.2"), ("2.2".into(), Some(true)));
    // 1 + 3 * (20 - 14.3) / 10 = 2.71
    assert_eq!(grade("20", "10", "14.3"), ("2.7".into(), Some(true)));
    // Best is the lowest number: 1 + 3 * (1 - 2) / (1 - 4) = 2
    assert_eq!(grade("1", "4", "2"), ("2.0".into(), Some(true)));
}

#[test]
fn a_borderline_average_is_lifted_by_its_credits() {
    let honours = national_scheme("uk-honours").unwrap();
    let marks = |high: &str| {
        [("71", high), ("62", "60")].map(|(mark, credits)| CreditMark {
            mark: mark.parse().unwrap(),
            credits: credits.parse().unwrap(),
            final_stage: true,
        })
    };
    let class = |average: &str, high: &str| {
        let class = honours.classify(&exact(average), &marks(high)).unwrap();
        (class.label, class.promoted)
    };
    assert_eq!(class("0.68", "60"), ("First".into(), true));
    assert_eq!(class("0.6799", "60"), ("2:1".into(), false));
    assert_eq!(class("0.68", "59"), ("2:1".into(), false));
    assert_eq!(class("0.70", "0"), ("First".into(), false));
    assert_eq!(class("0.39", "60"), ("Third".into(), true));
}

#[test]
fn ects_grades_go_by_rank_and_ties_get_the_better_one() {
    let marks: Vec<Exact> = ["90", "80", "80", "80", "70", "70", "60", "60", "60", "50"]
        .map(exact)
        .into();
    for (mark, grade) in [
        ("90", "A"),
        ("80", "B"),
        ("70", "C"),
        ("60", "C"),
        ("50", "E"),
    ] {
        assert_eq!(ects().grade(&exact(mark), &marks), Some(grade), "{mark}");
    }
    assert_eq!(ects().grade(&exact("1"), &[]), None);
}

#[test]
fn broken_schemes_are_named_with_their_paths() {
    let text = r#"{"id":"x","title":"x","outOf":"0","bands":[
        {"label":"A","from":"90"},{"label":"a","from":"95"},{"label":" ","from":"1"}]}"#;
    let scheme: BandScheme = serde_json::from_str(text).unwrap();
    let mut problems = Problems::new();
    scheme.check(&mut problems);
    let found: Vec<String> = problems
        .finish()
        .unwrap_err()
        .problems
        .into_iter()
        .map(|problem| format!("{} {}", problem.path, problem.code))
        .collect();
    assert_eq!(
        found,
        [
            "$.outOf range_empty",
            "$.bands[1].from bands_order",
            "$.bands[1].label label_duplicate",
            "$.bands[2].label label_empty",
        ]
    );
}

/// The bounds of every scheme by rounding, written out again from the sources; a value just below one is the next band.
#[test]
fn every_bound_of_every_scheme_separates_its_two_bands() {
    let us = "A 90 B 80 C 70 D 60 F 0";
    let plus_minus = "A+ 97 A 93 A- 90 B+ 87 B 83 B- 80 C+ 77 C 73 C- 70 D+ 67 D 65 F 0";
    let canvas = "A 94 A- 90 B+ 87 B 84 B- 80 C+ 77 C 74 C- 70 D+ 67 D 64 D- 61 F 0";
    let moodle = "A 93 A- 90 B+ 87 B 83 B- 80 C+ 77 C 73 C- 70 D+ 67 D 60 F 0";
    let german = "1.0 95 1.3 90 1.7 85 2.0 80 2.3 75 2.7 70 3.0 65 3.3 60 3.7 55 4.0 50 5.0 0";
    let millionth = exact("0.000001");
    for (scheme, table, from) in [
        ("us-letters", us, "0"),
        ("us-letters-plus-minus", plus_minus, "0"),
        ("uk-honours", "First 70 2:1 60 2:2 50 Third 40 Fail 0", "0"),
        ("german", german, "0"),
        ("moodle-default", moodle, "0"),
        // Canvas rounds to two digits first, so that five thousandths below a bound reach it.
        ("canvas-default", canvas, "0.005"),
        // Open edX rounds to whole percent after adding 0.05.
        ("open-edx-default", "Pass 50", "0.55"),
    ] {
        let words: Vec<&str> = table.split(' ').collect();
        let bands: Vec<(&str, Exact)> = words
            .chunks(2)
            .map(|band| (band[0], exact(band[1]).minus(&exact(from))))
            .collect();
        for (place, (label, bound)) in bands.iter().enumerate() {
            let below = bands.get(place + 1).map(|(label, _)| *label);
            // The lowest band goes on for ever, unless the scheme says that nothing is below it.
            let below = below.unwrap_or(if scheme == "open-edx-default" {
                ""
            } else {
                label
            });
            let at = |value: Exact| {
                let share = value.over(&Exact::HUNDRED).unwrap();
                let found = national_scheme(scheme).unwrap().look_up(&share);
                found.map_or(String::new(), |found| found.band.label.clone())
            };
            assert_eq!(at(bound.clone()), *label, "{scheme} at {bound}");
            assert_eq!(at(bound.minus(&millionth)), below, "{scheme} below {bound}");
        }
    }
    let french = [
        ("très bien avec les félicitations du jury", "18"),
        ("très bien", "16"),
        ("bien", "14"),
        ("assez bien", "12"),
        ("passable", "10"),
    ];
    let mut above = None;
    for (label, bound) in french {
        let of_twenty = |value: Exact| {
            let share = value.over(&Exact::integer(20)).unwrap();
            national_scheme("french")
                .unwrap()
                .look_up(&share)
                .unwrap()
                .band
                .label
                .clone()
        };
        assert_eq!(of_twenty(exact(bound)), label);
        if let Some(above) = above.replace(bound) {
            assert_eq!(of_twenty(exact(above).minus(&millionth)), label);
        }
    }
}

#[test]
fn a_borderline_average_is_lifted_from_two_points_below_every_class() {
    let honours = national_scheme("uk-honours").unwrap();
    let module = |mark: &str, credits: i32| CreditMark {
        mark: mark.parse().unwrap(),
        credits: Points::whole(credits).unwrap(),
        final_stage: false,
    };
    for (bound, below, label) in [
        ("70", "2:1", "First"),
        ("60", "2:2", "2:1"),
        ("50", "Third", "2:2"),
        ("40", "Fail", "Third"),
    ] {
        let class = |short: &str, above: i32| {
            let average = exact(bound)
                .minus(&exact(short))
                .over(&Exact::HUNDRED)
                .unwrap();
            let marks = [module(bound, above), module("39.9", 120 - above)];
            honours.classify(&average, &marks).unwrap().label
        };
        assert_eq!(class("2", 60), label, "two points and half of the credits");
        assert_eq!(class("2", 59), below, "not half of the credits");
        assert_eq!(class("2.000001", 120), below, "more than two points");
        assert_eq!(class("0.000001", 60), label);
        assert_eq!(class("0", 0), label, "no need of credits");
    }
}

#[test]
fn ranks_end_where_their_shares_do() {
    // A hundred who passed, no two alike: the best ten get an A, and so on.
    let passing: Vec<Exact> = (0..100).map(Exact::integer).collect();
    let grades: Vec<&str> = passing
        .iter()
        .rev()
        .map(|mark| ects().grade(mark, &passing).unwrap())
        .collect();
    for (grade, from, to) in [
        ("A", 0, 10),
        ("B", 10, 35),
        ("C", 35, 65),
        ("D", 65, 90),
        ("E", 90, 100),
    ] {
        assert!(
            grades[from..to].iter().all(|found| *found == grade),
            "{grade}"
        );
    }
}

#[test]
fn the_bavarian_formula_ends_at_its_best_and_at_its_pass_mark() {
    let spain = Bavarian::new("10".parse().unwrap(), "5".parse().unwrap());
    for (mark, grade) in [
        ("10", "1"),
        ("10.5", "1"),
        ("9.999999", "1"),
        // 1 + 3 x 1/6 = 1.5 at 9 and 1/6; a hair less is cut to 1.5 too, a tenth is lost only at 1.6.
        ("9", "8/5"),
        ("9.01", "3/2"),
        ("5", "4"),
        ("5.000001", "39/10"),
        ("4.999999", "5"),
        ("0", "5"),
    ] {
        assert_eq!(
            spain.grade(&exact(mark)).unwrap().to_string(),
            grade,
            "{mark}"
        );
    }
}
