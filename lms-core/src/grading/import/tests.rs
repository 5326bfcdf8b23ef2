use serde_json::json;

use super::*;
use crate::grading::policy::LateDeduction;
use crate::grading::{Aggregation, Node, Normalise, PeriodTotal, Profile};

fn taken(gradebook: Gradebook, document: &Value) -> Imported {
    import(gradebook, document, SchemeId::parse("s").unwrap()).unwrap()
}

fn codes(gradebook: Gradebook, document: &Value) -> Vec<String> {
    let refused = import(gradebook, document, SchemeId::parse("s").unwrap()).unwrap_err();
    let written = |problem: Problem| format!("{} {}", problem.path, problem.code);
    refused.problems.into_iter().map(written).collect()
}

/// What was taken over can be written and read again.
fn assert_reads_again(imported: &Imported) {
    let text = serde_json::to_string(&imported.scheme).unwrap();
    assert_eq!(Scheme::from_json(&text).unwrap(), imported.scheme);
}

#[test]
fn a_canvas_gradebook_keeps_weights_drops_letters_and_late_policy() {
    let document = json!({
        "course": {"apply_assignment_group_weights": true},
        "assignment_groups": [
            {"id": 2, "name": "Exams", "position": 2, "group_weight": 60.5, "assignments": [
                {"id": 31, "name": "Final", "points_possible": 100.0, "grading_type": "letter_grade",
                 "allowed_attempts": 3, "due_at": "2026-05-01T23:59:59Z"}]},
            {"id": 1, "name": "Homework", "position": 1, "group_weight": 39.5,
             "rules": {"drop_lowest": 1, "never_drop": ["12", 99]},
             "assignments": [
                {"id": 12, "name": "HW 2", "points_possible": 10},
                {"id": 11, "name": "HW 1", "points_possible": 12.5, "omit_from_final_grade": true},
                {"id": 13, "name": "Draft", "points_possible": 5, "published": false},
                {"id": 14, "name": "Read", "points_possible": null, "grading_type": "pass_fail"}]}],
        "grading_standard": {"title": "Ours", "grading_scheme": [
            {"name": "P", "value": 0.66666}, {"name": "F", "value": 0.0}]},
        "late_policy": {"late_submission_deduction_enabled": true, "late_submission_deduction": 10.0,
            "late_submission_interval": "day", "missing_submission_deduction_enabled": true,
            "missing_submission_deduction": 100.0},
    });
    let imported = taken(Gradebook::Canvas, &document);
    assert_reads_again(&imported);
    let scheme = &imported.scheme;
    assert_eq!(scheme.profile, Profile::Canvas);
    let normalise = Normalise::UnderHundred;
    assert_eq!(
        scheme.root.aggregation,
        Aggregation::WeightedMean { normalise }
    );
    let Some(Node::Category(homework)) = scheme.root.children.first() else {
        panic!("homework comes first by its position");
    };
    assert_eq!(homework.weight.unwrap().to_string(), "39.5");
    assert_eq!(homework.drop.lowest, 1);
    let items: Vec<_> = homework
        .children
        .iter()
        .map(|node| match node {
            Node::Item(item) => (item.id.as_str(), item.never_drop, item.not_counted),
            Node::Category(_) => panic!("no category below a group"),
        })
        .collect();
    assert_eq!(
        items,
        [
            ("11", false, true),
            ("12", true, false),
            ("14", false, false)
        ]
    );
    let late = scheme.policies.late.clone().unwrap();
    assert!(
        matches!(late.deduction, LateDeduction::PerInterval { interval, .. } if interval.seconds() == 86_400)
    );
    let letters = imported.letters.unwrap();
    assert_eq!(letters.bands[0].from.to_string(), "66.67");
    let left: Vec<&str> = imported
        .left_out
        .iter()
        .map(|note| note.code.as_str())
        .collect();
    assert_eq!(
        left,
        [
            "assignment_unpublished",
            "reference_unknown",
            "setting_not_carried_over"
        ]
    );
    assert_eq!(imported.titles["group 1"], "Homework");
}

#[test]
fn a_moodle_gradebook_keeps_its_tree_weights_and_formulas() {
    let document = json!({
        "grade_categories": [
            {"id": "1", "parent": null, "fullname": "?", "aggregation": "13", "aggregateonlygraded": "1",
             "droplow": "0", "keephigh": "0"},
            {"id": "2", "parent": "1", "fullname": "Labs", "aggregation": "10", "aggregateonlygraded": "0",
             "droplow": "1", "keephigh": "0"}],
        "grade_items": [
            {"id": "5", "itemtype": "course", "iteminstance": "1", "grademax": "100.00000", "sortorder": "1"},
            {"id": "6", "itemtype": "category", "iteminstance": "2", "grademax": "50.00000", "sortorder": "2",
             "aggregationcoef2": "0.25000", "weightoverride": "1"},
            {"id": "7", "itemtype": "mod", "categoryid": "2", "itemname": "Lab 1", "idnumber": "lab1",
             "grademax": "10.00000", "grademin": "0.00000", "aggregationcoef": "3.00000", "sortorder": "3"},
            {"id": "8", "itemtype": "manual", "categoryid": "2", "itemname": "Sum", "grademax": "20.00000",
             "calculation": "=[[lab1]]*2 + ##gi7##", "aggregationcoef": "1", "hidden": 1_767_225_600, "sortorder": "4"},
            {"id": "9", "itemtype": "mod", "categoryid": "1", "itemname": "Bonus", "grademax": "5.00000",
             "aggregationcoef": "1.00000", "multfactor": "1.50000", "plusfactor": "2.00000", "gradepass": "3",
             "sortorder": "5"}],
        "grade_letters": [{"letter": "B", "lowerboundary": "0.00000"}, {"letter": "A", "lowerboundary": "90.00000"}],
    });
    let imported = taken(Gradebook::Moodle, &document);
    assert_reads_again(&imported);
    let root = &imported.scheme.root;
    assert_eq!(
        (root.id.as_str(), root.aggregation),
        ("gi5", Aggregation::Natural)
    );
    let [Node::Item(bonus), Node::Category(labs)] = root.children.as_slice() else {
        panic!("an item and a category");
    };
    assert_eq!(bonus.extra_credit, Some(crate::grading::ExtraCredit::Full));
    assert_eq!(
        (bonus.factor.unwrap().to_string(), bonus.offset.to_string()),
        ("150".into(), "2".into())
    );
    assert_eq!(labs.weight.unwrap().to_string(), "25");
    assert_eq!(
        (labs.maximum.to_string(), labs.drop.lowest),
        ("50".into(), 1)
    );
    let [Node::Item(lab), Node::Item(sum)] = labs.children.as_slice() else {
        panic!("two items");
    };
    assert_eq!(lab.weight.unwrap().to_string(), "3");
    assert_eq!(sum.formula.as_ref().unwrap().text(), "=[[gi7]]*2 + ##gi7##");
    assert_eq!(imported.letters.unwrap().bands[0].label, "A");
    assert_eq!(imported.left_out.len(), 1);
}

#[test]
fn an_open_edx_policy_keeps_counts_drops_and_cutoffs() {
    let document = json!({
        "GRADER": [
            {"type": "Homework", "min_count": "12", "drop_count": 2, "short_label": "HW", "weight": 0.15},
            {"type": "Final Exam", "min_count": 1, "drop_count": 0, "weight": 0.85}],
        "GRADE_CUTOFFS": {"B": 0.75, "A": 0.9},
        "GRACE_PERIOD": "5 hours",
        "subsections": [
            {"id": "block-1", "format": "Homework", "possible": 7},
            {"id": "block-2", "format": null},
            {"id": "block-3", "format": "Essay"}],
    });
    let imported = taken(Gradebook::OpenEdx, &document);
    assert_reads_again(&imported);
    let Some(Node::Category(homework)) = imported.scheme.root.children.first() else {
        panic!("a category");
    };
    assert_eq!((homework.placeholders, homework.drop.lowest), (12, 2));
    assert_eq!(homework.weight.unwrap().to_string(), "15");
    assert_eq!(homework.children.len(), 1);
    let labels: Vec<String> = imported
        .letters
        .unwrap()
        .bands
        .into_iter()
        .map(|band| band.label)
        .collect();
    assert_eq!(labels, ["A", "B"]);
    let left: Vec<&str> = imported
        .left_out
        .iter()
        .map(|note| note.code.as_str())
        .collect();
    assert_eq!(left, ["format_unknown", "setting_not_carried_over"]);
}

#[test]
fn what_is_wrong_is_named_with_its_path() {
    assert_eq!(codes(Gradebook::Canvas, &json!([])), ["$ type_mismatch"]);
    assert_eq!(codes(Gradebook::Canvas, &json!({})), ["$ field_missing"]);
    assert_eq!(
        codes(
            Gradebook::OpenEdx,
            &json!({"GRADER": [{"type": "HW", "min_count": "many", "weight": 1}, {"type": "HW"}]})
        ),
        [
            "$.GRADER[0] field_missing",
            "$.GRADER[0].min_count decimal_form",
            "$.GRADER[1].type id_duplicate",
            "$.GRADER[1] field_missing",
            "$.GRADER[1] field_missing",
            "$.GRADER[1] field_missing",
        ]
    );
    let orphan = json!({
        "grade_categories": [{"id": 1, "aggregation": 0}, {"id": 2, "parent": 3, "aggregation": 0},
            {"id": 3, "parent": 2, "aggregation": 0}],
        "grade_items": [{"id": 9, "itemtype": "mod", "categoryid": 7}],
    });
    assert_eq!(
        codes(Gradebook::Moodle, &orphan),
        [
            "$.grade_categories reference_unknown",
            "$.grade_categories reference_unknown",
            "$.grade_items reference_unknown",
        ]
    );
}

#[test]
fn weights_of_canvas_periods_count_where_their_group_says_so() {
    let document = |group: Value| {
        let mut document = json!({"assignment_groups": [], "grading_periods": [{"id": 1, "weight": 30}, {"id": 2}]});
        if !group.is_null() {
            document["grading_period_group"] = group;
        }
        document
    };
    let taken = |group: Value| {
        let imported = taken(Gradebook::Canvas, &document(group));
        let left: Vec<String> = imported
            .left_out
            .into_iter()
            .map(|note| format!("{} {}", note.path, note.code))
            .collect();
        (imported.scheme.periods.total, left)
    };
    let weighted = taken(json!({"weighted": true}));
    assert_eq!(weighted, (PeriodTotal::Weighted, vec![]));
    let (total, left) = taken(json!({"weighted": false}));
    assert_ne!(total, PeriodTotal::Weighted);
    assert!(left.is_empty());
    // Whether they count is not said: they do not, and that is told.
    assert_eq!(
        taken(Value::Null),
        (
            total,
            vec!["$.grading_periods[0].weight weight_unused".to_owned()]
        )
    );
}

#[test]
fn a_reference_that_is_never_closed_is_told() {
    let document = json!({
        "grade_categories": [{"id": 1, "aggregation": 0}],
        "grade_items": [
            {"id": 5, "itemtype": "course", "iteminstance": 1},
            {"id": 6, "itemtype": "mod", "categoryid": 1, "grademax": "10", "idnumber": "a"},
            {"id": 7, "itemtype": "manual", "categoryid": 1, "grademax": "10", "calculation": "=[[a]]+[[a"}],
    });
    assert_eq!(
        codes(Gradebook::Moodle, &document),
        ["$.grade_items[2].calculation formula_reference"]
    );
}

#[test]
fn fields_of_a_type_that_they_cannot_have_are_not_taken_for_their_defaults() {
    let canvas = json!({"assignment_groups": [{"id": 1, "group_weight": [1], "rules": {"drop_lowest": [1], "never_drop": 1},
        "assignments": [{"id": 2, "points_possible": true, "due_at": {}, "published": "no", "omit_from_final_grade": "yes"}]}]});
    let group = "$.assignment_groups[0]";
    let expected = [
        "group_weight",
        "rules.drop_lowest",
        "rules.never_drop",
        "assignments[0].due_at",
        "assignments[0].points_possible",
        "assignments[0].omit_from_final_grade",
        "assignments[0].published",
    ];
    let expected = expected.map(|at| format!("{group}.{at} type_mismatch"));
    assert_eq!(codes(Gradebook::Canvas, &canvas), expected);
    let moodle = json!({"grade_categories": [{"id": 1, "aggregation": 0, "aggregateonlygraded": "yes"}],
        "grade_items": [{"id": 2, "itemtype": "mod", "categoryid": 1, "grademax": [5], "hidden": true}]});
    let found = codes(Gradebook::Moodle, &moodle);
    let expected = [
        "$.grade_items[0].grademax",
        "$.grade_items[0].hidden",
        "$.grade_categories[0].aggregateonlygraded",
    ];
    assert_eq!(found, expected.map(|at| format!("{at} type_mismatch")));
    let open_edx = json!({"GRADER": [], "GRADE_CUTOFFS": {"P": [0.5]}});
    assert_eq!(
        codes(Gradebook::OpenEdx, &open_edx),
        ["$.GRADE_CUTOFFS.P type_mismatch"]
    );
}
