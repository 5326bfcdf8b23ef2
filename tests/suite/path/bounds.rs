//! Hostile input: refused with a code and a path, in bounded time.

use lms_core::path::{MAX_EDGES, MAX_STEPS, Path, PathDefinition, Paths, Requirement};
use lms_core::problem::Problems;
use lms_core::problem::decode::{Read, parse};
use proptest::prelude::*;

use super::support::{now, of_edges, passed, path, step, step_id};

fn first_code(definition: PathDefinition) -> String {
    Path::compile(definition).unwrap_err().problems[0]
        .code
        .clone()
}

#[test]
fn ten_million_edges_are_refused_before_they_are_looked_at() {
    let mut definition = of_edges(2, &[]);
    definition.steps[1].requires = vec![Requirement::Before { step: step_id(0) }; 10_000_000];
    assert_eq!(first_code(definition), "path_too_large");
    assert_eq!(first_code(of_edges(MAX_STEPS + 1, &[])), "path_too_large");
}

#[test]
fn the_largest_path_allowed_is_compiled_and_asked() {
    // A chain as long as it may be, with as many further edges as there may be.
    let steps = (0..MAX_STEPS)
        .map(|number| {
            let back = (1..=MAX_EDGES / MAX_STEPS).filter(|back| *back <= number);
            let before = back.map(|back| Requirement::Before {
                step: step_id(number - back),
            });
            step(number, 1, before.collect())
        })
        .collect();
    let compiled = Path::compile(path(steps, None)).unwrap();
    let progress = compiled.progress(&passed(0..10), now());
    assert_eq!(progress.share.to_string(), "1/2000");
    assert_eq!(progress.next[0], step_id(10));
}

#[test]
fn a_large_tangle_is_told_apart_within_bounds() {
    let nodes = 3_000;
    let ring = (0..nodes).flat_map(|node| [1, 7, 31].map(|far| (node, (node + far) % nodes)));
    let errors = Path::compile(of_edges(nodes, &ring.collect::<Vec<_>>())).unwrap_err();
    assert!(
        errors
            .problems
            .iter()
            .all(|problem| ["cycle", "problems_truncated"].contains(&problem.code.as_str()))
    );
}

#[test]
fn a_bomb_of_nested_requirements_is_refused() {
    let mut deep = Requirement::Before { step: step_id(0) };
    for _ in 0..1_000 {
        deep = Requirement::AnyOf { of: vec![deep] };
    }
    let mut definition = of_edges(2, &[]);
    definition.steps[1].requires = vec![deep];
    assert_eq!(first_code(definition), "path_too_deep");
}

#[test]
fn paths_nested_too_deep_are_refused() {
    let of = |number: usize| {
        let item = if number == 0 {
            r#"{"type":"milestone"}"#.to_owned()
        } else {
            format!(r#"{{"type":"path","path":"p{}"}}"#, number - 1)
        };
        format!(r#"{{"id":"p{number}","steps":[{{"id":"s","item":{item}}}]}}"#)
    };
    let json = |depth: usize| format!("[{}]", (0..depth).map(of).collect::<Vec<_>>().join(","));
    assert!(Paths::compile(serde_json::from_str(&json(16)).unwrap()).is_ok());
    let errors = Paths::compile(serde_json::from_str(&json(17)).unwrap()).unwrap_err();
    assert_eq!(
        (
            errors.problems[0].code.as_str(),
            errors.problems[0].path.as_str()
        ),
        ("path_nested_too_deep", "$[16]")
    );
}

#[test]
fn forty_steps_that_three_groups_compete_for_are_shared_out_in_bounded_time() {
    let ids: Vec<String> = (0..40)
        .map(|number| format!(r#"{{"type":"step","step":"s{number}"}}"#))
        .collect();
    let steps: Vec<String> = (0..40)
        .map(|number| {
            let credits = 3 + number * 7 % 11;
            format!(r#"{{"id":"s{number}","item":{{"type":"course","course":"s{number}"}},"credits":"{credits}"}}"#)
        })
        .collect();
    let group = |id: &str, credits: u32| {
        format!(
            r#"{{"type":"group","id":"{id}","rule":{{"type":"atLeastCredits","credits":"{credits}"}},"members":[{}]}}"#,
            ids.join(",")
        )
    };
    let json = format!(
        r#"{{"id":"p","measure":"credits","steps":[{}],
        "doubleCounting":[{{"groups":["a","b","c"],"sharing":{{"type":"forbidden"}}}}],
        "goal":{{"id":"goal","members":[{},{},{}]}}}}"#,
        steps.join(","),
        group("a", 71),
        group("b", 83),
        group("c", 97)
    );
    let path = Path::compile(serde_json::from_str(&json).unwrap()).unwrap();
    let progress = path.progress(&passed(0..40), now());
    assert!(
        progress.complete,
        "320 credits are enough for 251: {}",
        progress.share
    );
    let some = path.progress(&passed(0..25), now());
    assert!(some.share < progress.share);
}

proptest! {
    #[test]
    fn no_document_makes_the_reader_or_the_compiler_panic(text in mangled()) {
        let mut problems = Problems::new();
        let value = parse(&text, &mut problems);
        if let Some(definition) = value.and_then(|value| PathDefinition::read(&value, &mut problems)) {
            let reread: PathDefinition = serde_json::from_str(&serde_json::to_string(&definition).unwrap()).unwrap();
            prop_assert_eq!(&reread, &definition);
            if let Ok(path) = Path::compile(definition) {
                let progress = path.progress(&passed(0..3), now());
                prop_assert!(progress.steps.len() == path.definition().steps.len());
            }
        }
    }
}

/// A document with every feature, in which some words are swapped for others.
fn mangled() -> impl Strategy<Value = String> {
    const WORDS: &[&str] = &[
        "s0",
        "s1",
        "s2",
        "goal",
        "inner",
        "before",
        "together",
        "beforeOrTogether",
        "anyOf",
        "all",
        "any",
        "0",
        "1",
        "2",
        "-1",
        "1000000",
        "P1M",
        "P0D",
        "milestone",
        "freeCredit",
        "strict",
        "forbidden",
    ];
    let text = r#"{"id":"p","measure":"credits","steps":[
        {"id":"s0","item":{"type":"course","course":"s0"},"credits":"2","validFor":"P1M","duration":"P1M"},
        {"id":"s1","item":{"type":"milestone"},"requires":[{"type":"before","step":"s0"},{"type":"deadline","within":"P1M"}]},
        {"id":"s2","item":{"type":"course","course":"s2"},"optional":true,"requires":[
            {"type":"anyOf","of":[{"type":"score","step":"s0","atLeast":"1"},{"type":"delay","step":"s1","period":"P1M"}]},
            {"type":"credits","atLeast":"1"},{"type":"share","step":"inner","atLeast":"2"},{"type":"together","step":"s1"}]}],
        "doubleCounting":[{"groups":["goal","inner"],"sharing":{"type":"forbidden"}}],"residency":{"credits":"1"},
        "goal":{"id":"goal","order":"strict","rule":{"type":"all"},"members":[{"type":"step","step":"s0"},
            {"type":"group","id":"inner","rule":{"type":"branch","on":"s0","bands":[{"from":"0","until":"1"},{"from":"1"}]},
             "members":[{"type":"step","step":"s1"},{"type":"step","step":"s2"}]}]}}"#;
    let parts: Vec<&str> = text.split('"').collect();
    let places = parts.len();
    proptest::collection::vec((0..places, proptest::sample::select(WORDS)), 0..6).prop_map(
        move |swaps| {
            let mut parts = parts.clone();
            for (place, word) in swaps {
                // Odd places lie between quotation marks.
                let place = place | 1;
                if place < parts.len() {
                    parts[place] = word;
                }
            }
            parts.join("\"")
        },
    )
}
