use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::row::Row;
use super::{Import, Made};
use crate::grading::presentation::{Band, BandScheme, BelowAll};
use crate::grading::{Aggregation, Category, Item, Node, Normalise, Profile, Scheme};
use crate::number::{Points, Rounding, RoundingMode};
use crate::{ActivityId, CategoryId};

/// `GRADER`, `GRADE_CUTOFFS` and `subsections`.
pub(super) fn read(document: &Value, import: &mut Import) -> Made {
    let policy = Row::open(document, "$".into(), import)?;
    if policy.given("GRADER").is_none() {
        import.wrong("$", "field_missing", "the field `GRADER` is missing");
    }
    let mut items = subsections(&policy, import);
    let mut children = Vec::new();
    let mut known = BTreeSet::new();
    for grader in policy.rows("GRADER", import) {
        let Some(kind) = grader.required("type", import) else {
            continue;
        };
        if !known.insert(kind.clone()) {
            let message = format!("the assignment type `{kind}` is given twice");
            import.wrong(&grader.at("type"), "id_duplicate", message);
        }
        if let Some(category) = category(&grader, &kind, import) {
            let children_of = items.remove(&kind).unwrap_or_default();
            children.push(Node::Category(Category {
                children: children_of,
                ..category
            }));
        }
    }
    for kind in items.into_keys() {
        let message = format!("no assignment type is called `{kind}`: its work does not count");
        import.leave_out("$.subsections", "format_unknown", message);
    }
    policy.leave_out(
        &[(
            "GRACE_PERIOD",
            "a grace period moves due dates and takes nothing off a mark",
        )],
        import,
    );
    let normalise = Normalise::Never;
    let root = Category::new(
        CategoryId::parse("(course)").ok()?,
        Aggregation::WeightedMean { normalise },
        children,
    );
    let letters = cutoffs(&policy, import);
    Some((
        Scheme::new(import.id.clone(), Profile::OpenEdx, root),
        letters,
    ))
}

/// An assignment type: the mean of its subsections, filled up to `min_count`, without the lowest `drop_count`.
fn category(grader: &Row<'_>, kind: &str, import: &mut Import) -> Option<Category> {
    for name in ["min_count", "drop_count", "weight"] {
        grader.required(name, import);
    }
    let id = match CategoryId::parse(kind) {
        Ok(id) => id,
        Err(error) => {
            import.wrong(&grader.at("type"), error.code(), error.to_string());
            return None;
        }
    };
    if let Some(short) = grader.text("short_label") {
        import.titles.insert(kind.to_owned(), short);
    }
    let mut category = Category::new(id, Aggregation::Mean, Vec::new());
    category.placeholders = grader.whole("min_count", import)?;
    category.drop.lowest = grader.whole("drop_count", import)?;
    category.weight = Some(grader.percent("weight", 100, import)?);
    Some(category)
}

/// The graded subsections by their format; those without one count nowhere in Open edX either.
fn subsections(policy: &Row<'_>, import: &mut Import) -> BTreeMap<String, Vec<Node>> {
    let mut items: BTreeMap<String, Vec<Node>> = BTreeMap::new();
    for row in policy.rows("subsections", import) {
        let Some(id) = row.required("id", import) else {
            continue;
        };
        let Some(format) = row.text("format") else {
            continue;
        };
        match ActivityId::parse(id) {
            Ok(id) => {
                if let Some(title) = row.text("display_name") {
                    import.titles.insert(id.as_str().to_owned(), title);
                }
                let possible = row.points("possible", 1, import);
                let mut item = Item::new(id, possible.unwrap_or_else(percent_points));
                item.due = row.instant("due", import);
                items.entry(format).or_default().push(Node::Item(item));
            }
            Err(error) => import.wrong(&row.at("id"), error.code(), error.to_string()),
        }
    }
    items
}

fn percent_points() -> Points {
    Points::whole(100).unwrap_or_default()
}

/// Letters by the percentage rounded to whole numbers after adding 0.05, as Open edX compares it.
fn cutoffs(policy: &Row<'_>, import: &mut Import) -> Option<BandScheme> {
    let row = policy.row("GRADE_CUTOFFS", import)?;
    let Some(Value::Object(given)) = policy.given("GRADE_CUTOFFS") else {
        return None;
    };
    for label in given.keys().filter(|label| row.text(label).is_none()) {
        let message = "expected a number from 0 to 1";
        import.wrong(&row.at(label), "type_mismatch", message);
    }
    let mut bands: Vec<Band> = given
        .keys()
        .filter_map(|label| {
            let from = row.points(label, 100, import)?;
            Some(Band {
                label: label.clone(),
                from,
                title: None,
                quality_points: None,
                fails: from <= Points::ZERO,
            })
        })
        .collect();
    if bands.is_empty() {
        return None;
    }
    bands.sort_by(|one, two| {
        two.from
            .cmp(&one.from)
            .then_with(|| one.label.cmp(&two.label))
    });
    Some(BandScheme {
        id: import.id.clone(),
        title: "GRADE_CUTOFFS".into(),
        country: None,
        source: None,
        out_of: percent_points(),
        bands,
        bias: Points::from_micros(50_000).ok()?,
        rounding: Some(Rounding {
            mode: RoundingMode::HalfAway,
            digits: 0,
        }),
        bounded: false,
        below: BelowAll::Nothing,
        borderline: None,
    })
}
