use super::{Found, Undecided};
use crate::Catalogue;

fn report(rules: &[(&str, &str)]) -> Vec<String> {
    let rules: Vec<String> = rules
        .iter()
        .map(|(id, when)| format!(r#"{{"id":"{id}","when":{when}}}"#))
        .collect();
    let text = format!(
        r#"{{"attributes":[{{"name":"d","type":"text"}},{{"name":"n","type":"number"}},{{"name":"b","type":"boolean"}},
            {{"name":"s","type":"set"}}],
        "units":[{{"id":"top"}},{{"id":"low","parent":"top"}}],
        "courses":[{{"id":"a","title":"A"}},{{"id":"o","title":"O","retired":true}}],"rules":[{}]}}"#,
        rules.join(",")
    );
    told(&Catalogue::from_json(&text).unwrap())
}

fn told(catalogue: &Catalogue) -> Vec<String> {
    let report = catalogue.lint();
    assert_eq!(report.undecided, []);
    let tell = |finding: &super::Finding| {
        let because = |because: &[super::Condition]| {
            because
                .iter()
                .map(|found| found.path.clone())
                .collect::<Vec<_>>()
                .join(" ")
        };
        let what = match &finding.what {
            Found::NeverMet { because: of } => format!("never met: {}", because(of)),
            Found::WindowsContradict { because: of } => format!("windows: {}", because(of)),
            Found::AlwaysMet { because: of } => format!("always met: {}", because(of)),
            Found::DeadBranch { because: of } => format!("dead {}: {}", finding.path, because(of)),
            Found::Implies { other } => format!("implies {other}"),
            Found::SameAs { other } => format!("same as {other}"),
            Found::Unused => "unused".into(),
            Found::Unreachable { course, blocked_by } => {
                let blocked: Vec<&str> = blocked_by.iter().map(crate::CourseId::as_str).collect();
                format!("{course} waits for {}", blocked.join(" "))
            }
            Found::PrerequisiteCycle { courses } => {
                let ring: Vec<&str> = courses.iter().map(crate::CourseId::as_str).collect();
                format!("ring {}", ring.join(" "))
            }
        };
        format!("{}: {what}", finding.rule)
    };
    report
        .findings
        .iter()
        .map(tell)
        .filter(|told| !told.ends_with("unused"))
        .collect()
}

fn one(when: &str) -> Vec<String> {
    report(&[("r", when)])
}

fn all(of: &[&str]) -> String {
    format!(r#"{{"type":"all","of":[{}]}}"#, of.join(","))
}

fn any(of: &[&str]) -> String {
    format!(r#"{{"type":"any","of":[{}]}}"#, of.join(","))
}

fn not(of: &str) -> String {
    format!(r#"{{"type":"not","of":{of}}}"#)
}

const ROLE: &str = r#"{"type":"role","role":"x"}"#;
const OTHER: &str = r#"{"type":"role","role":"y"}"#;

fn score(min: &str, below: &str) -> String {
    format!(r#"{{"type":"score","course":"a","min":"{min}","below":"{below}"}}"#)
}

#[test]
fn contradictions_come_with_the_smallest_conflict() {
    assert_eq!(
        one(&all(&[OTHER, ROLE, &not(ROLE)])),
        ["r: never met: $.of[1] $.of[2].of"]
    );
    assert_eq!(
        one(&all(&[ROLE, &score("0", "50"), &score("50", "80")])),
        ["r: never met: $.of[1] $.of[2]"]
    );
    let windows = [
        r#"{"type":"window","from":"2026-03-01","until":"2026-04-01"}"#,
        r#"{"type":"window","from":"2026-04-01"}"#,
    ];
    assert_eq!(
        one(&all(&[ROLE, windows[0], windows[1]])),
        ["r: windows: $.of[1] $.of[2]"]
    );
    assert_eq!(one(&all(&[ROLE, windows[1]])), [""; 0]);
    let retired = r#"{"type":"completed","course":"o"}"#;
    assert_eq!(one(&not(retired)), ["r: never met: $.of"]);
}

#[test]
fn attributes_of_every_type_are_told_apart() {
    let is = |name: &str, value: &str| {
        format!(r#"{{"type":"attribute","name":"{name}","op":"equals","value":{value}}}"#)
    };
    assert_eq!(
        one(&all(&[&is("d", "\"p\""), &is("d", "\"q\"")])),
        ["r: never met: $.of[0] $.of[1]"]
    );
    assert_eq!(
        one(&all(&[&not(&is("b", "true")), &not(&is("b", "false"))])),
        ["r: never met: $.of[0].of $.of[1].of"]
    );
    let number = r#"{"type":"attribute","name":"n","op":"compare","sign":">","value":5}"#;
    assert_eq!(
        one(&all(&[number, &is("n", "5")])),
        ["r: never met: $.of[0] $.of[1]"]
    );
    assert_eq!(
        one(&all(&[number, &is("n", "5.000001")])),
        ["r: never met: $.of[0] $.of[1]"][1..1]
    );
    let sign = |sign: &str| {
        format!(r#"{{"type":"attribute","name":"n","op":"compare","sign":"{sign}","value":5}}"#)
    };
    assert_eq!(
        one(&all(&[&not(&sign("<")), &not(&sign(">="))])),
        ["r: never met: $.of[0].of $.of[1].of"]
    );
    let nothing = r#"{"type":"attribute","name":"d","op":"isEmpty"}"#;
    assert_eq!(
        one(&all(&[nothing, &not(&is("d", "\"\""))])),
        ["r: never met: $.of[0] $.of[1].of"]
    );
    let member = r#"{"type":"attribute","name":"s","op":"contains","value":"m"}"#;
    let empty = r#"{"type":"attribute","name":"s","op":"isEmpty"}"#;
    assert_eq!(
        one(&all(&[member, empty])),
        ["r: never met: $.of[0] $.of[1]"]
    );
}

#[test]
fn unknown_facts_count_when_a_rule_is_called_always_met() {
    assert_eq!(
        one(&any(&[ROLE, &not(ROLE)])),
        ["r: always met: $.of[0] $.of[1].of"]
    );
    // Without a score neither is known.
    assert_eq!(
        one(&any(&[&score("0", "50"), &not(&score("0", "50"))])),
        [""; 0]
    );
    // A value of another type than the schema says leaves even `isEmpty` unknown.
    for name in ["b", "d", "n", "s"] {
        let empty = format!(r#"{{"type":"attribute","name":"{name}","op":"isEmpty"}}"#);
        assert_eq!(one(&any(&[&empty, &not(&empty)])), [""; 0]);
    }
}

#[test]
fn branches_that_never_matter_are_dead() {
    let narrow = all(&[ROLE, &not(ROLE)]);
    assert_eq!(
        one(&any(&[OTHER, &narrow])),
        ["r: dead $.of[1]: $.of[1].of[0] $.of[1].of[1].of"]
    );
    assert_eq!(
        one(&all(&[ROLE, &any(&[OTHER, &not(ROLE)])])),
        ["r: dead $.of[1].of[1]: $.of[0] $.of[1].of[1].of"]
    );
}

#[test]
fn order_between_bounds_makes_one_rule_imply_another() {
    let completed = |more: &str| format!(r#"{{"type":"completed","course":"a"{more}}}"#);
    assert_eq!(
        report(&[
            ("strict", &completed(r#","minScore":"80","within":"P1Y""#)),
            ("mild", &completed(r#","minScore":"70""#))
        ]),
        ["strict: implies mild"]
    );
    assert_eq!(
        report(&[
            ("down", r#"{"type":"memberOf","unit":"low"}"#),
            ("up", r#"{"type":"memberOf","unit":"top","recursive":true}"#)
        ]),
        ["down: implies up"]
    );
    let none = format!(r#"{{"type":"none","of":[{ROLE},{OTHER}]}}"#);
    assert_eq!(
        report(&[("one", &none), ("two", &all(&[&not(ROLE), &not(OTHER)]))]),
        ["one: same as two"]
    );
}

#[test]
fn courses_that_wait_for_one_another_are_a_ring() {
    let text = r#"{"courses":[
        {"id":"a","title":"A","prerequisites":{"type":"completed","course":"b"}},
        {"id":"b","title":"B","prerequisites":{"type":"all","of":[{"type":"completed","course":"c"},{"type":"completed","course":"f"}]}},
        {"id":"c","title":"C","prerequisites":{"type":"any","of":[{"type":"completed","course":"b"},{"type":"completed","course":"a"}]}},
        {"id":"d","title":"D","prerequisites":{"type":"any","of":[{"type":"completed","course":"e"},{"type":"role","role":"x"}]}},
        {"id":"e","title":"E","prerequisites":{"type":"completed","course":"d"}},
        {"id":"f","title":"F"}]}"#;
    assert_eq!(
        told(&Catalogue::from_json(text).unwrap()),
        [
            "course:a: a waits for b",
            "course:a: ring a b c",
            "course:b: b waits for c",
            "course:c: c waits for a b",
        ]
    );
}

#[test]
fn a_rule_that_nothing_refers_to_is_unused() {
    let text = r#"{"courses":[{"id":"a","title":"A","prerequisites":{"type":"rule","rule":"used"}}],
        "rules":[{"id":"used","when":{"type":"role","role":"x"}},{"id":"idle","when":{"type":"role","role":"y"}}]}"#;
    let report = Catalogue::from_json(text).unwrap().lint();
    assert_eq!(report.findings.len(), 1);
    assert_eq!(
        (report.findings[0].rule.as_str(), &report.findings[0].what),
        ("idle", &Found::Unused)
    );
}

/// So many pigeons in one hole less: each sits in some hole, and no two in one. That it cannot be is hard to prove.
#[test]
fn what_takes_too_many_looks_is_left_undecided() {
    let role =
        |pigeon: usize, hole: usize| format!(r#"{{"type":"role","role":"p{pigeon}h{hole}"}}"#);
    let (pigeons, holes) = (9, 8);
    let mut of: Vec<String> = (0..pigeons)
        .map(|pigeon| {
            let holes: Vec<String> = (0..holes).map(|hole| role(pigeon, hole)).collect();
            format!(r#"{{"type":"any","of":[{}]}}"#, holes.join(","))
        })
        .collect();
    for hole in 0..holes {
        for (one, two) in (0..pigeons).flat_map(|one| (0..one).map(move |two| (one, two))) {
            let both = format!("{},{}", role(one, hole), role(two, hole));
            of.push(format!(
                r#"{{"type":"not","of":{{"type":"all","of":[{both}]}}}}"#
            ));
        }
    }
    let text = format!(
        r#"{{"rules":[{{"id":"r","when":{{"type":"all","of":[{}]}}}}]}}"#,
        of.join(",")
    );
    let report = Catalogue::from_json(&text).unwrap().lint();
    assert_eq!(report.undecided[0].code, "never_met");
}

fn too_many_pairs() -> Undecided {
    Undecided {
        rule: None,
        code: "pairs_too_many".into(),
    }
}

#[test]
fn that_pairs_were_left_out_is_told_when_one_was_and_of_no_rule() {
    // So many rules about each of several attributes; no two with one attribute say the same.
    let lint = |sizes: &[usize]| {
        let rules = sizes.iter().enumerate().flat_map(|(name, size)| {
            (0..*size).map(move |at| {
                format!(
                    r#"{{"id":"r{name}-{at}","when":{{"type":"attribute","name":"t{name}","op":"equals","value":"v{at}"}}}}"#
                )
            })
        });
        let rules: Vec<String> = rules.collect();
        let attributes: Vec<String> = (0..sizes.len())
            .map(|name| format!(r#"{{"name":"t{name}","type":"text"}}"#))
            .collect();
        let (attributes, rules) = (attributes.join(","), rules.join(","));
        let text = format!(r#"{{"attributes":[{attributes}],"rules":[{rules}]}}"#);
        Catalogue::from_json(&text).unwrap().lint().undecided
    };
    // 89 rules about one attribute are 3,916 pairs, 13 are 78 and 4 are 6.
    const { assert!(super::MAX_PAIRS == 3_916 + 78 + 6) };
    assert_eq!(lint(&[89, 13, 4]), []);
    assert_eq!(lint(&[89, 13, 4, 2]), [too_many_pairs()]);
}

/// Tens of thousands of rules about the calendar could be compared in hundreds of millions of pairs.
#[test]
fn no_more_pairs_are_compared_than_there_may_be() {
    let rules: Vec<String> = (0..20_000)
        .map(|n| {
            let day = format!(
                "{}-{:02}-{:02}",
                2_000 + n / 336,
                n / 28 % 12 + 1,
                n % 28 + 1
            );
            format!(r#"{{"id":"r{n}","when":{{"type":"window","from":"{day}"}}}}"#)
        })
        .collect();
    let text = format!(r#"{{"rules":[{}]}}"#, rules.join(","));
    let report = Catalogue::from_json(&text).unwrap().lint();
    assert_eq!(report.undecided, [too_many_pairs()]);
    assert!(
        report
            .findings
            .iter()
            .any(|finding| matches!(finding.what, Found::Implies { .. }))
    );
}
