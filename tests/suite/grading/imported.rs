//! Gradebooks taken over from other systems: what comes in can be written and read again, and nothing gets lost.

use lms_core::SchemeId;
use lms_core::grading::import::{Gradebook, import};
use lms_core::grading::{Node, Scheme};
use proptest::prelude::*;
use serde_json::{Value, json};

fn reads_again(gradebook: Gradebook, document: &Value) -> Result<Scheme, TestCaseError> {
    let imported = import(gradebook, document, SchemeId::parse("s").unwrap());
    let imported = imported.map_err(|errors| TestCaseError::fail(errors.to_string()))?;
    let text = serde_json::to_string(&imported.scheme).unwrap();
    let again =
        Scheme::from_json(&text).map_err(|errors| TestCaseError::fail(errors.to_string()))?;
    prop_assert_eq!(&again, &imported.scheme);
    prop_assert_eq!(serde_json::to_string(&again).unwrap(), text);
    Ok(again)
}

fn item_count(node: &Node) -> usize {
    match node {
        Node::Item(_) => 1,
        Node::Category(category) => category.children.iter().map(item_count).sum(),
    }
}

proptest! {
    #[test]
    fn a_canvas_gradebook_reads_again(
        groups in prop::collection::vec((0_u32..4, 0_u32..3, 0_u32..10_000, prop::collection::vec(0_u32..10_000, 0..6)), 1..5),
        weighted: bool,
    ) {
        let mut next = 0;
        let mut count = 0;
        let groups: Vec<Value> = groups
            .iter()
            .enumerate()
            .map(|(group, (lowest, highest, weight, items))| {
                let items: Vec<Value> = items
                    .iter()
                    .map(|points| {
                        next += 1;
                        json!({"id": next, "points_possible": f64::from(*points) / 100.0})
                    })
                    .collect();
                count += items.len();
                json!({"id": group, "position": group, "group_weight": f64::from(*weight) / 100.0,
                    "rules": {"drop_lowest": lowest, "drop_highest": highest}, "assignments": items})
            })
            .collect();
        let document = json!({"course": {"apply_assignment_group_weights": weighted}, "assignment_groups": groups});
        let scheme = reads_again(Gradebook::Canvas, &document)?;
        prop_assert_eq!(scheme.root.children.iter().map(item_count).sum::<usize>(), count);
    }

    #[test]
    fn a_moodle_gradebook_reads_again(
        parents in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(vec![0, 2, 4, 6, 8, 10, 11, 12, 13])), 0..6),
        items in prop::collection::vec((any::<prop::sample::Index>(), 1_u32..200, 0_u32..3, any::<bool>()), 0..12),
    ) {
        let mut categories = vec![json!({"id": 1, "aggregation": 13, "aggregateonlygraded": 1})];
        for (index, (parent, aggregation)) in parents.iter().enumerate() {
            // A parent always stands before its children, so that there is no circle; eight levels at most.
            categories.push(json!({"id": index + 2, "parent": parent.index(index + 1) + 1,
                "aggregation": aggregation, "droplow": index % 2}));
        }
        let items: Vec<Value> = items
            .iter()
            .enumerate()
            .map(|(index, (category, maximum, coefficient, flag))| json!({
                "id": 100 + index, "itemtype": "mod", "categoryid": category.index(categories.len()) + 1,
                "grademax": format!("{maximum}.00000"), "aggregationcoef": coefficient,
                "aggregationcoef2": "0.12500", "weightoverride": u8::from(*flag), "sortorder": index,
            }))
            .collect();
        let count = items.len();
        let document = json!({"grade_categories": categories, "grade_items": items});
        let scheme = reads_again(Gradebook::Moodle, &document)?;
        prop_assert_eq!(scheme.root.children.iter().map(item_count).sum::<usize>(), count);
    }

    #[test]
    fn an_open_edx_policy_reads_again(
        graders in prop::collection::vec((0_u32..20, 0_u32..5, 0_u32..=100), 0..6),
        cutoffs in prop::collection::btree_set(1_u32..=100, 0..5),
    ) {
        let graders: Vec<Value> = graders
            .iter()
            .enumerate()
            .map(|(index, (least, dropped, weight))| json!({"type": format!("t{index}"),
                "min_count": least, "drop_count": dropped, "weight": f64::from(*weight) / 100.0}))
            .collect();
        let cutoffs: serde_json::Map<String, Value> = cutoffs
            .iter()
            .map(|cutoff| (format!("from {cutoff}"), json!(f64::from(*cutoff) / 100.0)))
            .collect();
        let bands = cutoffs.len();
        let count = graders.len();
        let document = json!({"GRADER": graders, "GRADE_CUTOFFS": cutoffs});
        let scheme = reads_again(Gradebook::OpenEdx, &document)?;
        prop_assert_eq!(scheme.root.children.len(), count);
        let letters = import(Gradebook::OpenEdx, &document, SchemeId::parse("s").unwrap());
        if bands > 0 {
            prop_assert_eq!(letters.unwrap().letters.unwrap().bands.len(), bands);
        }
    }
}
