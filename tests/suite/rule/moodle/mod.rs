//! An imported rule lets in nobody whom Moodle keeps out, and keeps out nobody else without saying so. Moodle is
//! `check_available` of availability/classes/tree.php and `is_available` of each condition, written down here once more.

mod known;

use lms_core::rule::import::{MoodleNames, import_moodle_value};
use lms_core::rule::{CourseEntry, Learner, RuleSet, Seats, Vocabulary};
use lms_core::time::Instant;
use lms_core::verdict::Outcome;
use proptest::prelude::*;
use serde_json::{Value, json};

use self::known::{Known, known};
use super::worlds::{folded, rule};

const CONDITIONS: &[&str] = &[
    r#"{"type":"date","d":">=","t":2}"#,
    r#"{"type":"date","d":"<","t":3}"#,
    r#"{"type":"grade","id":7}"#,
    r#"{"type":"grade","id":7,"min":50}"#,
    r#"{"type":"grade","id":7,"max":80}"#,
    r#"{"type":"grade","id":7,"min":50,"max":80}"#,
    r#"{"type":"grade","id":7,"min":80,"max":50}"#,
    r#"{"type":"grade","id":0,"max":80}"#,
    r#"{"type":"completion","cm":4,"e":0}"#,
    r#"{"type":"completion","cm":"4","e":"1"}"#,
    r#"{"type":"completion","cm":4,"e":2}"#,
    r#"{"type":"completion","cm":-1,"e":3}"#,
    r#"{"type":"completion","cm":9,"e":0}"#,
    r#"{"type":"completion","cm":9,"e":1}"#,
    r#"{"type":"completion","cm":9,"e":3}"#,
    r#"{"type":"completion","cm":0,"e":0}"#,
    r#"{"type":"group","id":5}"#,
    r#"{"type":"group","id":0}"#,
    r#"{"type":"group"}"#,
    r#"{"type":"group","id":-1}"#,
    r#"{"type":"grouping","id":2}"#,
    r#"{"type":"grouping","activity":true}"#,
    r#"{"type":"grouping","id":-1}"#,
    r#"{"type":"profile","$":"%","op":"isempty"}"#,
    r#"{"type":"profile","$":"%","op":"isnotempty"}"#,
    r#"{"type":"profile","$":"%","op":"isequalto","v":"Bern"}"#,
    r#"{"type":"profile","$":"%","op":"isequalto","v":""}"#,
    r#"{"type":"profile","$":"%","op":"contains","v":"er"}"#,
    r#"{"type":"profile","$":"%","op":"contains","v":""}"#,
    r#"{"type":"profile","$":"%","op":"doesnotcontain","v":"er"}"#,
    r#"{"type":"profile","$":"%","op":"doesnotcontain","v":"0"}"#,
    r#"{"type":"profile","$":"%","op":"startswith","v":"Be"}"#,
    r#"{"type":"profile","$":"%","op":"startswith","v":""}"#,
    r#"{"type":"profile","$":"%","op":"endswith","v":"rn"}"#,
    r#"{"type":"profile","$":"%","op":"endswith","v":""}"#,
];

fn condition() -> impl Strategy<Value = Value> {
    let fields = [("sf", "city"), ("cf", "badge"), ("cf", "nick")];
    let field = prop::sample::select(fields.to_vec());
    (prop::sample::select(CONDITIONS), field).prop_map(|(text, (kind, name))| {
        serde_json::from_str(&text.replace('$', kind).replace('%', name)).unwrap()
    })
}

fn tree() -> impl Strategy<Value = Value> {
    let op = || prop::sample::select(&["&", "|", "!&", "!|"][..]);
    let part = condition().prop_recursive(3, 16, 3, move |part| {
        (op(), prop::collection::vec(part, 0..4)).prop_map(|(op, of)| json!({"op": op, "c": of}))
    });
    (op(), prop::collection::vec(part, 1..4)).prop_map(|(op, of)| {
        let flags = vec![true; of.len()];
        json!({"op": op, "c": of, "show": true, "showc": flags})
    })
}

fn names() -> MoodleNames {
    serde_json::from_value(json!({
        "course": "bio",
        "gradeItems": {"7": {"activity": "quiz"}},
        "completions": {"4": "state-lab"},
        "previous": 4,
        "groups": {"5": "red", "6": "blue"},
        "groupings": {"2": ["red", "blue"]},
        "activityGrouping": 2,
        "customProfile": {"badge": "badge-number"},
        "accessAllGroups": "teacher",
    }))
    .unwrap()
}

/// What may keep out whom Moodle lets in.
const STRICTER: [&str; 2] = ["grade_missing_negated", "profile_field_unlisted"];

fn check(tree: &Value, known: &Known) {
    let there = known.lets_in(tree, false);
    let imported = match import_moodle_value(tree, &names()) {
        Ok(imported) => imported,
        Err(errors) => {
            let codes: Vec<_> = errors.problems.iter().map(|found| &*found.code).collect();
            assert_eq!(codes, ["moodle_never"], "{tree}");
            assert!(!there, "{tree} is met by {known:?}");
            return;
        }
    };
    let Some(when) = imported.when else {
        assert!(there, "{tree} is not met by {known:?}");
        return;
    };
    let mut vocabulary = Vocabulary {
        attributes: imported.attributes,
        facts: imported.facts,
        ..Vocabulary::default()
    };
    vocabulary
        .courses
        .insert("bio".parse().unwrap(), CourseEntry::default());
    let rules = RuleSet::compile(&[rule("moodle", when.clone())], &vocabulary).unwrap();
    let record = folded(&known.events());
    let now = Instant::from_micros(known.now * 1_000_000).unwrap();
    let mut learner = Learner::new(&rules, &record, &Seats::default(), now);
    let tested = rules.rules().next().unwrap();
    let here = rules.verdict(tested, &mut learner, &record, now).outcome == Outcome::Met;
    let stricter = imported
        .differences
        .iter()
        .any(|found| STRICTER.contains(&&*found.code));
    assert!(
        there || !here,
        "{when} lets {known:?} in and {tree} does not"
    );
    assert!(
        here || !there || stricter,
        "{when} keeps {known:?} out and {tree} does not"
    );
}

proptest! {
    #[test]
    fn an_imported_rule_lets_in_whom_moodle_does(tree in tree(), known in known()) {
        check(&tree, &known);
    }

    #[test]
    fn an_imported_condition_and_its_negation_let_in_whom_moodle_does(
        condition in condition(),
        known in known(),
    ) {
        check(&json!({"op": "|", "c": [condition], "show": true}), &known);
        check(&json!({"op": "!|", "c": [condition], "showc": [true]}), &known);
    }
}
