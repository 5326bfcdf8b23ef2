//! A caller who means harm gets an answer too: a code and a place, in bounded time, whatever is sent. No clock is
//! asked: what runs away here never ends.

use lms_core::door;
use lms_core::grading::{Asked, CompiledScheme, Scheme, Total};
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

/// Each formula squares its neighbour: what would soon have more digits than there is room for has no value.
#[test]
fn numbers_that_grow_without_end_have_no_value() {
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
    let grade = scheme.grade(&sheet, &Asked::at(now()));
    assert!(
        matches!(grade.current, Total::Graded { .. }),
        "what has a value counts"
    );
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
