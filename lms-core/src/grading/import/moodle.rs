use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::row::Row;
use super::{Import, Made};
use crate::grading::formula::Formula;
use crate::grading::presentation::{Band, BandScheme, BelowAll};
use crate::grading::{
    Aggregation, Category, ExtraCredit, Item, MAX_SCHEME_DEPTH, Node, Normalise, Profile, Scheme,
    Ungraded,
};
use crate::number::{Percent, Points};
use crate::record::Visibility;
use crate::time::Instant;
use crate::{ActivityId, CategoryId};

/// The rows by the numbers that link them.
struct Tables<'a> {
    categories: BTreeMap<String, Row<'a>>,
    /// The categories below each, in the order of their totals.
    inner: BTreeMap<String, Vec<String>>,
    /// The total of each category.
    totals: BTreeMap<String, Row<'a>>,
    /// The items of each category, in their order.
    items: BTreeMap<String, Vec<Row<'a>>>,
    /// The number of the item with each idnumber.
    idnumbers: BTreeMap<String, String>,
}

/// `grade_categories`, `grade_items`, `grade_letters`.
///
/// Items and categories are called `gi` and the number of their grade item, which is how stored formulas name them.
pub(super) fn read(document: &Value, import: &mut Import) -> Made {
    let all = Row::open(document, "$".into(), import)?;
    for name in ["grade_categories", "grade_items"] {
        if all.given(name).is_none() {
            import.wrong(
                "$",
                "field_missing",
                format!("the field `{name}` is missing"),
            );
        }
    }
    let mut tables = tables(&all, import);
    let roots: Vec<String> = tables
        .categories
        .iter()
        .filter(|(_, row)| row.text("parent").is_none_or(|parent| parent == "0"))
        .map(|(id, _)| id.clone())
        .collect();
    let [root] = roots.as_slice() else {
        let message = format!(
            "one category has no parent, the course; found {}",
            roots.len()
        );
        import.wrong("$.grade_categories", "root_missing", message);
        return None;
    };
    let root = category(root, None, 1, &mut tables, import)?;
    for id in tables.categories.keys() {
        let message = format!("the category `{id}` is not below the course");
        import.wrong("$.grade_categories", "reference_unknown", message);
    }
    for id in tables.items.keys() {
        let message = format!("there is no category `{id}`");
        import.wrong("$.grade_items", "reference_unknown", message);
    }
    let letters = letters(&all, import);
    Some((
        Scheme::new(import.id.clone(), Profile::Moodle, root),
        letters,
    ))
}

fn tables<'a>(all: &Row<'a>, import: &mut Import) -> Tables<'a> {
    let mut tables = Tables {
        categories: BTreeMap::new(),
        inner: BTreeMap::new(),
        totals: BTreeMap::new(),
        items: BTreeMap::new(),
        idnumbers: BTreeMap::new(),
    };
    let mut rows = all.rows("grade_items", import);
    rows.sort_by_key(|row| row.order("sortorder"));
    let mut order = Vec::new();
    for row in rows {
        let Some(id) = row.required("id", import) else {
            continue;
        };
        if let Some(idnumber) = row.text("idnumber").filter(|text| !text.is_empty()) {
            tables.idnumbers.insert(idnumber, id);
        }
        match row.text("itemtype").as_deref() {
            Some("course" | "category") => {
                if let Some(category) = row.required("iteminstance", import) {
                    order.push(category.clone());
                    tables.totals.insert(category, row);
                }
            }
            _ => {
                if let Some(category) = row.required("categoryid", import) {
                    tables.items.entry(category).or_default().push(row);
                }
            }
        }
    }
    for row in all.rows("grade_categories", import) {
        let Some(id) = row.required("id", import) else {
            continue;
        };
        if tables.categories.contains_key(&id) {
            let message = format!("the id `{id}` is taken");
            import.wrong(&row.at("id"), "id_duplicate", message);
            continue;
        }
        order.push(id.clone());
        tables.categories.insert(id, row);
    }
    let mut listed = BTreeSet::new();
    for id in order {
        let parent = tables
            .categories
            .get(&id)
            .and_then(|row| row.text("parent"));
        if let Some(parent) = parent.filter(|_| listed.insert(id.clone())) {
            tables.inner.entry(parent).or_default().push(id);
        }
    }
    tables
}

fn category(
    id: &str,
    parent: Option<Aggregation>,
    depth: usize,
    tables: &mut Tables<'_>,
    import: &mut Import,
) -> Option<Category> {
    let row = tables.categories.remove(id)?;
    if depth > MAX_SCHEME_DEPTH {
        let message = format!("categories are nested at most {MAX_SCHEME_DEPTH} deep");
        import.wrong(&row.path, "scheme_too_deep", message);
        return None;
    }
    let aggregation = aggregation(&row, import)?;
    let total = tables.totals.remove(id);
    let name = match total.as_ref().and_then(|total| total.text("id")) {
        Some(item) => format!("gi{item}"),
        None => format!("category {id}"),
    };
    if let Some(title) = row.text("fullname").filter(|title| title != "?") {
        import.titles.insert(name.clone(), title);
    }
    let mut category = Category::new(CategoryId::parse(name).ok()?, aggregation, Vec::new());
    category.drop.lowest = row.whole("droplow", import).unwrap_or(0);
    category.drop.keep_best = row.whole("keephigh", import).filter(|count| *count > 0);
    category.ungraded = if row.flag("aggregateonlygraded") {
        Ungraded::LeaveOut
    } else {
        Ungraded::AsMinimum
    };
    row.leave_out(
        &[
            ("aggregateoutcomes", "outcomes are no items of a scheme"),
            (
                "hidden",
                "a hidden category is hidden by its items' visibility",
            ),
        ],
        import,
    );
    for item in tables.items.remove(id).unwrap_or_default() {
        if let Some(item) = item_of(&item, aggregation, &tables.idnumbers, import) {
            category.children.push(Node::Item(item));
        }
    }
    for inner in tables.inner.remove(id).unwrap_or_default() {
        let deeper = depth.saturating_add(1);
        if let Some(inner) = self::category(&inner, Some(aggregation), deeper, tables, import) {
            category.children.push(Node::Category(inner));
        }
    }
    if let Some(total) = total {
        if !aggregation.adds_points() {
            let hundred = Points::whole(100).unwrap_or_default();
            category.maximum = total.points("grademax", 1, import).unwrap_or(hundred);
            category.minimum = total.points("grademin", 1, import).unwrap_or_default();
        }
        category.formula = formula(&total, &tables.idnumbers, import);
        if let Some(parent) = parent {
            (category.weight, category.extra_credit) = place(&total, parent, import);
        }
        total.leave_out(&LEFT_OUT, import);
    } else if matches!(parent, Some(Aggregation::WeightedMean { .. })) {
        category.weight = Percent::whole(1).ok();
    }
    Some(category)
}

/// The codes of `lib/grade/constants.php`.
fn aggregation(row: &Row<'_>, import: &mut Import) -> Option<Aggregation> {
    row.required("aggregation", import)?;
    let code = row.whole("aggregation", import)?;
    Some(match code {
        0 => Aggregation::Mean,
        2 => Aggregation::Median,
        4 => Aggregation::Lowest,
        6 => Aggregation::Highest,
        8 => Aggregation::Mode,
        10 => Aggregation::WeightedMean {
            normalise: Normalise::Always,
        },
        11 => Aggregation::SimpleWeightedMean,
        12 => Aggregation::MeanWithExtraCredit,
        13 => Aggregation::Natural,
        other => {
            let message = format!("there is no aggregation {other}");
            import.wrong(&row.at("aggregation"), "type_unknown", message);
            return None;
        }
    })
}

const LEFT_OUT: [(&str, &str); 5] = [
    ("gradepass", "the grade to pass belongs to completion"),
    ("locked", "a lock stands with each score"),
    ("locktime", "a lock stands with each score"),
    (
        "display",
        "how grades are shown is said once, for the whole scheme",
    ),
    (
        "decimals",
        "how grades are shown is said once, for the whole scheme",
    ),
];

fn item_of(
    row: &Row<'_>,
    parent: Aggregation,
    idnumbers: &BTreeMap<String, String>,
    import: &mut Import,
) -> Option<Item> {
    let id = format!("gi{}", row.required("id", import)?);
    if let Some(title) = row.text("itemname") {
        import.titles.insert(id.clone(), title);
    }
    let maximum = row.points("grademax", 1, import).unwrap_or_default();
    let mut item = Item::new(ActivityId::parse(id).ok()?, maximum);
    item.minimum = row.points("grademin", 1, import).unwrap_or_default();
    (item.weight, item.extra_credit) = place(row, parent, import);
    if matches!(row.text("gradetype").as_deref(), Some("0" | "3")) {
        item.not_counted = true;
    }
    // 1 is a number, 2 the place on a scale.
    item.on_scale = row.text("gradetype").as_deref() == Some("2");
    if let Some(factor) = row.percent("multfactor", 100, import) {
        item.factor = Some(factor).filter(|factor| factor.micros() != 100_000_000);
    }
    item.offset = row.points("plusfactor", 1, import).unwrap_or_default();
    item.visibility = visibility(row, import);
    item.formula = formula(row, idnumbers, import);
    row.leave_out(&LEFT_OUT, import);
    Some(item)
}

/// What an item or a total is in its parent: its weight, and whether it is extra credit. The column means something else
/// under each aggregation.
fn place(
    row: &Row<'_>,
    parent: Aggregation,
    import: &mut Import,
) -> (Option<Percent>, Option<ExtraCredit>) {
    let coefficient = row.exact("aggregationcoef", import);
    let positive = coefficient.is_some_and(|coefficient| coefficient.is_positive());
    match parent {
        Aggregation::WeightedMean { .. } => {
            let weight = row.percent("aggregationcoef", 1, import);
            // Moodle passes over weights of zero and less.
            let weight = weight.unwrap_or_else(|| Percent::whole(1).unwrap_or_default());
            (Some(weight.max(Percent::ZERO)), None)
        }
        Aggregation::SimpleWeightedMean if positive => (None, Some(ExtraCredit::Full)),
        Aggregation::MeanWithExtraCredit if positive => {
            let factor = row
                .percent("aggregationcoef", 100, import)
                .unwrap_or_default();
            (None, Some(ExtraCredit::Factor { factor }))
        }
        Aggregation::Natural => {
            let weight = if row.flag("weightoverride") {
                row.percent("aggregationcoef2", 100, import)
            } else {
                None
            };
            (weight, positive.then_some(ExtraCredit::Full))
        }
        _ => (None, None),
    }
}

/// 0 is visible, 1 hidden, anything later the second until which it is hidden.
fn visibility(row: &Row<'_>, import: &mut Import) -> Visibility {
    let Some(hidden) = row.exact("hidden", import) else {
        return Visibility::Visible;
    };
    let seconds = hidden
        .to_fraction()
        .and_then(|seconds| i64::try_from(seconds.numerator()).ok());
    match seconds {
        None | Some(0) => Visibility::Visible,
        Some(1) => Visibility::Hidden { until: None },
        Some(seconds) => Visibility::Hidden {
            until: seconds
                .checked_mul(1_000_000)
                .and_then(|micros| Instant::from_micros(micros).ok()),
        },
    }
}

/// A calculation, with idnumbers replaced by the numbers that they stand for.
fn formula(
    row: &Row<'_>,
    idnumbers: &BTreeMap<String, String>,
    import: &mut Import,
) -> Option<Formula> {
    let text = row.text("calculation").filter(|text| !text.is_empty())?;
    let mut named = String::with_capacity(text.len());
    let mut rest = text.as_str();
    // An opening that is never closed stays as it is: the formula then says what is wrong with it.
    while let Some((before, after)) = rest.split_once("[[")
        && let Some((idnumber, next)) = after.split_once("]]")
    {
        named.push_str(before);
        match idnumbers.get(idnumber) {
            Some(id) => named.push_str(&format!("[[gi{id}]]")),
            None => named.push_str(&format!("[[{idnumber}]]")),
        }
        rest = next;
    }
    named.push_str(rest);
    match Formula::parse(&named) {
        Ok(formula) => Some(formula),
        Err(error) => {
            import.wrong(&row.at("calculation"), error.code(), error.to_string());
            None
        }
    }
}

/// Letters by the percentage bounded to 0 to 100.
fn letters(all: &Row<'_>, import: &mut Import) -> Option<BandScheme> {
    let mut bands: Vec<Band> = all
        .rows("grade_letters", import)
        .iter()
        .filter_map(|row| {
            let label = row.required("letter", import)?;
            row.required("lowerboundary", import)?;
            Some(Band {
                label,
                from: row.points("lowerboundary", 1, import)?,
                title: None,
                quality_points: None,
                fails: false,
            })
        })
        .collect();
    if bands.is_empty() {
        return None;
    }
    bands.sort_by_key(|band| core::cmp::Reverse(band.from));
    Some(BandScheme {
        id: import.id.clone(),
        title: "grade_letters".into(),
        country: None,
        source: None,
        out_of: Points::whole(100).ok()?,
        bands,
        bias: Points::ZERO,
        rounding: None,
        bounded: true,
        below: BelowAll::Lowest,
        borderline: None,
    })
}
