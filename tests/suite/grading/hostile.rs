//! A caller who means harm gets an answer too: a code and a place, in bounded time, whatever is sent. No clock is
//! asked: what runs away here never ends.

use lms_core::door;
use lms_core::grading::mastery::{ClassRollup, MasteryError, MasteryRule, SkillResult};
use lms_core::grading::{Answer, Asked, CompiledScheme, Exact, Scheme, Total};
use lms_core::record::{Score, ScoreSheet};

use super::course::now;

fn whole(text: &str) -> Result<CompiledScheme, (String, String)> {
    Scheme::from_json(text)
        .and_then(CompiledScheme::new)
        .map_err(|errors| {
            let problem = &errors.problems[0];
            assert!(problem.message.len() < 1_000, "{}", problem.message.len());
            (problem.code.clone(), problem.path.clone())
        })
}

/// A scheme with these parts.
fn with(children: &str) -> Result<CompiledScheme, (String, String)> {
    whole(&format!(
        r#"{{"id":"s","root":{{"id":"r","aggregation":{{"type":"mean"}},"children":[{children}]}}}}"#
    ))
}

/// The first problem of a scheme with these parts: code and path.
#[track_caller]
fn refused(children: &str, code: &str, path: &str) {
    let (found, place) = with(children).err().unwrap_or_default();
    let shown: String = children.chars().take(200).collect();
    assert_eq!((found.as_str(), place.as_str()), (code, path), "{shown}");
}

fn items(count: usize, formula: impl Fn(usize) -> Option<String>) -> String {
    let item = |n| match formula(n) {
        Some(formula) => {
            format!(r#"{{"type":"item","id":"i{n}","maximum":"1","formula":"{formula}"}}"#)
        }
        None => format!(r#"{{"type":"item","id":"i{n}","maximum":"1"}}"#),
    };
    (0..count).map(item).collect::<Vec<_>>().join(",")
}

#[test]
fn what_is_no_number_is_refused_where_it_stands() {
    for (text, code) in [
        (r#""NaN""#, "decimal_form"),
        (r#""Infinity""#, "decimal_form"),
        (r#""-inf""#, "decimal_form"),
        (r#""""#, "decimal_form"),
        (r#"" 1""#, "decimal_form"),
        (r#""1_000""#, "decimal_form"),
        (r#""0x10""#, "decimal_form"),
        (r#""1,5""#, "decimal_form"),
        (r#""1e400""#, "decimal_form"),
        (r#""٣""#, "decimal_form"),
        (r#""1.2.3""#, "decimal_form"),
        (r#""1.0000001""#, "decimal_digits"),
        (r#""9223372036854775808""#, "decimal_out_of_range"),
        ("true", "type_mismatch"),
        ("[]", "type_mismatch"),
        ("{}", "type_mismatch"),
    ] {
        let item = format!(r#"{{"type":"item","id":"a","maximum":{text}}}"#);
        refused(&item, code, "$.root.children[0].maximum");
    }
    let item = |maximum: &str| format!(r#"{{"type":"item","id":"a","maximum":{maximum}}}"#);
    refused(&item("1e999"), "json_form", "$.root.children[0].maximum");
    let long = item(&format!(r#""{}""#, "9".repeat(1_000_000)));
    refused(&long, "decimal_out_of_range", "$.root.children[0].maximum");
}

#[test]
fn names_that_come_twice_and_formulas_that_bite_their_tails_are_named() {
    let twice = format!("{0},{0}", items(1, |_| None));
    refused(&twice, "id_duplicate", "$.root.children[1]");
    let formula = "$.root.children[0].formula";
    refused(
        &items(1, |_| Some("=[[i0]]".into())),
        "formula_cycle",
        formula,
    );
    refused(
        &items(2, |n| Some(format!("=[[i{}]]", 1 - n))),
        "formula_cycle",
        formula,
    );
    refused(
        &items(1, |_| Some("=[[r]]".into())),
        "formula_cycle",
        formula,
    );
    refused(
        &items(1, |_| Some("=[[ghost]]".into())),
        "reference_unknown",
        formula,
    );
    for (text, code) in [
        ("=".to_owned(), "formula_empty"),
        ("=1+".to_owned(), "formula_syntax"),
        ("=pi(".to_owned(), "formula_syntax"),
        ("=[[".to_owned(), "formula_reference"),
        ("=unknown(1)".to_owned(), "formula_function_unknown"),
        (
            format!("={}1{}", "(".repeat(200), ")".repeat(200)),
            "formula_too_deep",
        ),
        (
            format!("=1{}", "+1".repeat(1_500)),
            "formula_too_many_tokens",
        ),
        (format!("=1{}", "+1".repeat(1_000_000)), "formula_too_long"),
    ] {
        refused(&items(1, |_| Some(text.clone())), code, formula);
    }
}

#[test]
fn a_scheme_may_be_neither_too_deep_nor_too_wide() {
    let open = r#"{"type":"category","id":"c","aggregation":{"type":"mean"},"children":["#;
    let nested = |depth: usize| format!("{}{}", open.repeat(depth), "]}".repeat(depth));
    for depth in [20, 40] {
        assert_eq!(with(&nested(depth)).unwrap_err().0, "scheme_too_deep");
    }
    // Too deep for the reader of JSON, which says how far it came and no further.
    for depth in [100, 100_000] {
        let (code, path) = with(&nested(depth)).unwrap_err();
        assert_eq!(code, "json_form");
        assert!(path.starts_with("$.root.children[0].children[0]"), "{path}");
        assert!(path.len() < 2_000, "{path}");
    }
    for count in [2_001, 100_000] {
        refused(&items(count, |_| None), "too_many_items", "$.root");
    }
    // A chain and a ring through every item there may be.
    assert!(with(&items(2_000, |n| (n > 0).then(|| format!("=[[i{}]]", n - 1)))).is_ok());
    let ring = items(2_000, |n| Some(format!("=[[i{}]]", (n + 1) % 2_000)));
    assert_eq!(with(&ring).unwrap_err().0, "formula_cycle");
}

/// Each formula squares its neighbour: what would soon have more digits than there is room for is brought into the range of
/// its item each time, unlimited marks and all.
#[test]
fn numbers_do_not_grow_from_formula_to_formula() {
    let item = |n: usize| {
        let more = match n {
            0 => String::new(),
            _ => format!(r#","formula":"=[[i{0}]]*[[i{0}]]+1/3""#, n - 1),
        };
        format!(r#"{{"type":"item","id":"i{n}","maximum":"1000000000","unlimited":true{more}}}"#)
    };
    let scheme = with(&(0..200).map(item).collect::<Vec<_>>().join(",")).unwrap();
    let mut sheet = ScoreSheet::default();
    let mark = Score::scored("999999999.999999".parse().unwrap());
    sheet.scores.insert("i0".parse().unwrap(), mark);
    let asked = Asked::at(now());
    let explained = scheme.explain(&sheet, &asked, Answer::Current);
    assert!(matches!(explained.total, Total::Graded { .. }));
    let parts = &explained.root.as_ref().unwrap().parts;
    let most: Exact = "1000000000".parse().unwrap();
    for part in parts {
        assert!(part.score.as_ref().unwrap().points <= most, "{part:?}");
    }
}

/// The exact mean of attempts at different maxima has all their divisors.
#[test]
fn one_piece_of_work_has_only_so_many_marks() {
    let catalogue = door::compile(r#"{"schema":"lms.catalogue","version":1,"data":{}}"#).unwrap();
    let ask = |list: &str, policy: &str, mark: &dyn Fn(usize) -> String, count: usize| {
        let kind = match list {
            "attempts" => "chooseAttempt",
            _ => "resitMark",
        };
        let marks: Vec<String> = (1..=count).map(mark).collect();
        let marks = marks.join(",");
        let question =
            format!(r#"{{"type":"{kind}","policy":{policy},"{list}":[{marks}],"maximum":"10"}}"#);
        door::ask(&catalogue, None, &question)
    };
    let attempt = |n: usize| format!(r#"{{"points":"1","maximum":"{}"}}"#, 1_000_003 + 2 * n);
    let average = r#"{"type":"average"}"#;
    assert!(ask("attempts", average, &attempt, 1_000).is_ok());
    let points = |n: usize| format!(r#""{n}""#);
    for (list, policy, mark) in [
        ("attempts", average, &attempt as &dyn Fn(usize) -> String),
        ("resits", r#"{"cap":"40"}"#, &points),
    ] {
        let error = ask(list, policy, mark, 1_001).unwrap_err();
        let problem = &error.details.problems[0];
        let place = format!("$.{list}");
        assert_eq!(
            (problem.code.as_str(), &problem.path),
            ("marks_too_many", &place)
        );
    }
}

/// One item too many by far is one problem, not a problem for each; a million are refused while they are read.
#[test]
fn a_million_items_at_the_door_are_one_problem() {
    let compile = |count: usize| {
        let data = format!(
            r#"{{"schemes":[{{"id":"s","root":{{"id":"r","aggregation":{{"type":"mean"}},"children":[{}]}}}}]}}"#,
            items(count, |_| None)
        );
        let text = format!(r#"{{"schema":"lms.catalogue","version":1,"data":{data}}}"#);
        door::compile(&text).unwrap_err()
    };
    assert_eq!(compile(1_000_000).code, "document_too_large");
    let error = compile(200_000);
    let problems = error.details.problems.iter();
    let found: Vec<_> = problems
        .map(|problem| (problem.code.as_str(), problem.path.as_str()))
        .collect();
    assert_eq!(found, [("too_many_items", "$.schemes[0].root")]);
}

/// Each part of a formula is short enough, and two of them are too long together already.
#[test]
fn a_sum_of_fractions_without_common_factors_ends_early() {
    for function in ["sum", "average"] {
        let powers: Vec<String> = (0..120)
            .map(|n| format!("{}^(-280)", 1_000_003 + 2 * n))
            .collect();
        let formula = format!("={function}({})", powers.join(","));
        let scheme = with(&items(2, |n| (n == 1).then(|| formula.clone()))).unwrap();
        let mut sheet = ScoreSheet::default();
        let mark = Score::scored("1".parse().unwrap());
        sheet.scores.insert("i0".parse().unwrap(), mark);
        let asked = Asked::at(now());
        let explained = scheme.explain(&sheet, &asked, Answer::Current);
        let text = serde_json::to_string(&explained).unwrap();
        assert!(text.contains("formulaTooLarge"), "{text}");
    }
}

#[test]
fn a_mastery_is_a_fraction_of_bounded_length_or_none() {
    let ask = |method: &str, count: usize, result: &dyn Fn(usize) -> String| {
        let rule = format!(r#"{{"method":{{"type":{method}}},"mastery":"3","possible":"5"}}"#);
        let rule: MasteryRule = serde_json::from_str(&rule).unwrap();
        let results: Vec<String> = (0..count).map(result).collect();
        let results = format!("[{}]", results.join(","));
        let results: Vec<SkillResult> = serde_json::from_str(&results).unwrap();
        rule.evaluate(&results).map_err(MasteryError::code)
    };
    let plain = |n: usize| format!(r#"{{"points":"{}"}}"#, n % 5);
    let decaying =
        |weight: &str| format!(r#""decayingAverage","weight":"{weight}","formula":"recursive""#);
    assert!(ask(&decaying("65"), 900, &plain).is_ok());
    for weight in ["65", "33.333333"] {
        let found = ask(&decaying(weight), 10_000, &plain);
        assert_eq!(found.unwrap_err(), "score_too_long");
    }
    let coprime = |n: usize| format!(r#"{{"points":"1","outOf":"{}"}}"#, 1_000_003 + 2 * n);
    for method in [
        r#""average""#,
        r#""weightedAverage","weight":"65""#,
        r#""nMastery","n":1"#,
    ] {
        assert!(ask(method, 10_000, &plain).is_ok(), "{method}");
        let found = ask(method, 10_000, &coprime).map(|outcome| outcome.used.len());
        // No such result reaches mastery.
        let expected = if method.contains("nMastery") {
            Ok(0)
        } else {
            Err("score_too_long")
        };
        assert_eq!(found, expected, "{method}");
        let found = ask(method, 10_001, &plain).unwrap_err();
        assert_eq!(found, "results_too_many");
    }
    let scores: Vec<Exact> = (0..10_000)
        .map(|n| Exact::ratio(1, 1_000_003 + 2 * n).unwrap())
        .collect();
    assert_eq!(
        ClassRollup::Mean.of(&scores, None),
        Err(MasteryError::TooLong)
    );
    assert!(ClassRollup::Median.of(&scores, None).is_ok());
}

#[test]
fn limits_and_roundings_that_cannot_be_are_named() {
    let category = r#"{"type":"category","id":"c","aggregation":{"type":"mean"},"children":[],"limits":{"lower":"50","upper":"40"}}"#;
    refused(category, "limits_empty", "$.root.children[0].limits");
    let rounding = r#""rounding":{"mode":"halfUp","digits":7}"#;
    for (kind, policy) in [
        (
            "late",
            format!(r#"{{"deduction":{{"type":"notAccepted"}},{rounding}}}"#),
        ),
        ("attempts", format!(r#"{{"type":"average",{rounding}}}"#)),
        (
            "moderation",
            format!(r#"{{"type":"average","markers":2,{rounding}}}"#),
        ),
        (
            "moderation",
            format!(r#"{{"type":"thirdMarker","threshold":"5","third":"average",{rounding}}}"#),
        ),
    ] {
        let item = format!(
            r#"{{"type":"item","id":"a","maximum":"10","policies":{{"{kind}":{policy}}}}}"#
        );
        let place = format!("$.root.children[0].policies.{kind}.rounding");
        refused(&item, "rounding_digits", &place);
    }
    let markers = r#"{"type":"item","id":"a","maximum":"10","policies":{"moderation":{"type":"highest","markers":17}}}"#;
    let place = "$.root.children[0].policies.moderation.markers";
    refused(markers, "markers_out_of_range", place);
}
