use std::collections::BTreeSet;

use serde_json::Value;

use super::row::Row;
use super::{Import, Made};
use crate::grading::policy::{
    DeductionBase, Grace, LateDeduction, LatePolicy, MissingPolicy, MissingWhen,
};
use crate::grading::presentation::{Band, BandScheme, BelowAll};
use crate::grading::{
    Aggregation, Category, Item, Node, Normalise, Period, PeriodTotal, Policies, Profile, Scheme,
};
use crate::number::{Percent, Points, Rounding, RoundingMode};
use crate::time::Span;
use crate::{ActivityId, CategoryId, PeriodId};

const TWO_DIGITS: Rounding = Rounding {
    mode: RoundingMode::HalfUp,
    digits: 2,
};

/// Kinds of submission that Canvas does not wait for: such work is missing only where a person says so.
const NOT_HANDED_IN: [&str; 5] = [
    "none",
    "not_graded",
    "on_paper",
    "external_tool",
    "wiki_page",
];

/// `assignment_groups`, `course`, `grading_standard`, `late_policy`, `grading_periods`, `grading_period_group`.
pub(super) fn read(document: &Value, import: &mut Import) -> Made {
    let all = Row::open(document, "$".into(), import)?;
    if all.given("assignment_groups").is_none() {
        import.wrong(
            "$",
            "field_missing",
            "the field `assignment_groups` is missing",
        );
    }
    let weighted = all
        .row("course", import)
        .is_some_and(|course| course.flag("apply_assignment_group_weights"));
    let of_course = match all.row("late_policy", import) {
        Some(policy) => policies(&policy, import),
        None => Policies::default(),
    };
    let mut groups = all.rows("assignment_groups", import);
    groups.sort_by_key(|group| group.order("position"));
    let children = groups
        .iter()
        .filter_map(|group| category(group, weighted, &of_course, import))
        .map(Node::Category)
        .collect();
    let aggregation = if weighted {
        Aggregation::WeightedMean {
            normalise: Normalise::UnderHundred,
        }
    } else {
        Aggregation::SumOfPoints
    };
    let root = Category::new(CategoryId::parse("(course)").ok()?, aggregation, children);
    let mut scheme = Scheme::new(import.id.clone(), Profile::Canvas, root);
    periods(&all, &mut scheme, import);
    scheme.policies = of_course;
    let letters = match all.row("grading_standard", import) {
        Some(standard) => letters(&standard, import),
        None => None,
    };
    Some((scheme, letters))
}

fn category(
    group: &Row<'_>,
    weighted: bool,
    of_course: &Policies,
    import: &mut Import,
) -> Option<Category> {
    let id = group.required("id", import)?;
    let id = match CategoryId::parse(format!("group {id}")) {
        Ok(id) => id,
        Err(error) => {
            import.wrong(&group.at("id"), error.code(), error.to_string());
            return None;
        }
    };
    if let Some(name) = group.text("name") {
        import.titles.insert(id.as_str().to_owned(), name);
    }
    let mut category = Category::new(id, Aggregation::SumOfPoints, Vec::new());
    if weighted {
        let weight = group.percent("group_weight", 1, import);
        category.weight = Some(weight.unwrap_or(Percent::ZERO));
    }
    let mut kept = BTreeSet::new();
    if let Some(rules) = group.row("rules", import) {
        category.drop.lowest = rules.whole("drop_lowest", import).unwrap_or(0);
        category.drop.highest = rules.whole("drop_highest", import).unwrap_or(0);
        match rules.given("never_drop") {
            Some(Value::Array(ids)) => kept.extend(ids.iter().map(|id| match id {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            })),
            Some(_) => import.wrong(&rules.at("never_drop"), "type_mismatch", "expected a list"),
            None => {}
        }
    }
    // Canvas breaks ties by the assignment's number, so that this is the order of the parts.
    let mut rows = group.rows("assignments", import);
    rows.sort_by_key(|row| row.order("id"));
    for row in &rows {
        if let Some(item) = item(row, &kept, of_course, import) {
            category.children.push(Node::Item(item));
        }
    }
    let known: BTreeSet<String> = rows.iter().filter_map(|row| row.text("id")).collect();
    for id in kept.difference(&known) {
        let message = format!("the assignment `{id}` that is never dropped is not in the group");
        import.leave_out(&group.at("rules.never_drop"), "reference_unknown", message);
    }
    Some(category)
}

fn item(
    row: &Row<'_>,
    kept: &BTreeSet<String>,
    of_course: &Policies,
    import: &mut Import,
) -> Option<Item> {
    let id = row.required("id", import)?;
    if row.given("published").is_some() && !row.flag("published") {
        let message = "an assignment that is not published counts for nobody";
        import.leave_out(&row.path, "assignment_unpublished", message);
        return None;
    }
    let never_drop = kept.contains(&id);
    let activity = match ActivityId::parse(id) {
        Ok(id) => id,
        Err(error) => {
            import.wrong(&row.at("id"), error.code(), error.to_string());
            return None;
        }
    };
    if let Some(name) = row.text("name") {
        import.titles.insert(activity.as_str().to_owned(), name);
    }
    let kind = row.text("grading_type").unwrap_or_else(|| "points".into());
    let maximum = row.points("points_possible", 1, import).unwrap_or_default();
    let mut item = Item::new(activity, maximum);
    item.never_drop = never_drop;
    item.due = row.instant("due_at", import);
    item.anonymous = row.flag("anonymous_grading");
    item.not_counted = row.flag("omit_from_final_grade") || kind == "not_graded";
    if let Some(period) = row.text("grading_period_id") {
        item.period = PeriodId::parse(period).ok();
    }
    let own = own_policies(row, &kind, of_course);
    if !own.is_empty() {
        item.policies = Some(Box::new(own));
    }
    row.leave_out(
        &[
            (
                "allowed_attempts",
                "the number of attempts is the host's to enforce",
            ),
            (
                "overrides",
                "dates of sections and groups are the host's, as each learner's due date",
            ),
            (
                "post_manually",
                "whether a mark is posted stands with each score",
            ),
            (
                "moderated_grading",
                "Canvas lets a person choose the final mark: that mark is the score",
            ),
            (
                "use_rubric_for_grading",
                "rubrics are taken over by themselves",
            ),
            (
                "grade_group_students_individually",
                "group marks reach the learners as their own scores",
            ),
        ],
        import,
    );
    Some(item)
}

/// What late and missing work on an assignment loses, where it is not what it loses everywhere in the course.
fn own_policies(row: &Row<'_>, kind: &str, of_course: &Policies) -> Policies {
    let mut own = Policies::default();
    let types = submission_types(row);
    let new_quiz = row.flag("is_quiz_lti_assignment");
    if !["points", "percent", "letter_grade", "gpa_scale"].contains(&kind) {
        // Canvas takes no late deduction from these; one of nothing says so.
        own.late = Some(interval(Percent::ZERO, 3_600, None));
    } else if new_quiz || types.contains(&"online_quiz") {
        // Canvas takes a quiz for handed in a minute earlier than it was.
        own.late = of_course.late.clone().map(|late| LatePolicy {
            grace: Span::from_seconds(60).unwrap_or_default(),
            grace_counts: Grace::FromGraceEnd,
            ..late
        });
    }
    let expected = new_quiz
        || row.given("submission_types").is_none()
        || types.iter().any(|kind| !NOT_HANDED_IN.contains(kind));
    let pass_fail = kind == "pass_fail";
    if let Some(mut missing) = of_course.missing.filter(|_| pass_fail || !expected) {
        if pass_fail {
            missing.deduct = Percent::whole(100).unwrap_or_default();
        }
        if !expected {
            missing.when = MissingWhen::Declared;
        }
        own.missing = Some(missing);
    }
    own
}

/// A list, or as the table has it, one text with commas.
fn submission_types<'a>(row: &Row<'a>) -> Vec<&'a str> {
    match row.given("submission_types") {
        Some(Value::Array(types)) => types.iter().filter_map(Value::as_str).collect(),
        Some(Value::String(types)) => types.split(',').filter(|kind| !kind.is_empty()).collect(),
        _ => Vec::new(),
    }
}

fn periods(all: &Row<'_>, scheme: &mut Scheme, import: &mut Import) {
    let group = all.row("grading_period_group", import);
    let unsaid = group.is_none();
    if group.is_some_and(|group| group.flag("weighted")) {
        scheme.periods.total = PeriodTotal::Weighted;
    }
    for row in all.rows("grading_periods", import) {
        if unsaid && row.given("weight").is_some() {
            import.leave_out(
                &row.at("weight"),
                "weight_unused",
                "periods count by weight only where `grading_period_group` says `weighted`",
            );
        }
        let Some(id) = row.required("id", import) else {
            continue;
        };
        match PeriodId::parse(id) {
            Ok(id) => {
                if let Some(title) = row.text("title") {
                    import.titles.insert(id.as_str().to_owned(), title);
                }
                scheme.periods.list.push(Period {
                    id,
                    weight: row.percent("weight", 1, import).unwrap_or(Percent::ZERO),
                    closed: row.flag("is_closed"),
                });
            }
            Err(error) => import.wrong(&row.at("id"), error.code(), error.to_string()),
        }
    }
}

fn interval(percent: Percent, seconds: u64, floor: Option<Percent>) -> LatePolicy {
    LatePolicy {
        deduction: LateDeduction::PerInterval {
            interval: Span::from_seconds(seconds).unwrap_or_default(),
            percent,
        },
        base: DeductionBase::Possible,
        floor,
        grace: Span::default(),
        grace_counts: Grace::FromDue,
        rounding: Some(TWO_DIGITS),
    }
}

fn policies(row: &Row<'_>, import: &mut Import) -> Policies {
    let mut policies = Policies::default();
    if row.flag("late_submission_deduction_enabled") {
        let percent = row.percent("late_submission_deduction", 1, import);
        let seconds = match row.text("late_submission_interval").as_deref() {
            Some("hour") => 3_600,
            Some("day") | None => 86_400,
            Some(other) => {
                let message = format!("`{other}` is neither `hour` nor `day`");
                import.wrong(&row.at("late_submission_interval"), "type_unknown", message);
                86_400
            }
        };
        let floor = if row.flag("late_submission_minimum_percent_enabled") {
            row.percent("late_submission_minimum_percent", 1, import)
        } else {
            Some(Percent::ZERO)
        };
        policies.late = Some(interval(percent.unwrap_or(Percent::ZERO), seconds, floor));
    }
    if row.flag("missing_submission_deduction_enabled") {
        let deduct = row.percent("missing_submission_deduction", 1, import);
        policies.missing = Some(MissingPolicy {
            deduct: deduct.unwrap_or_else(|| Percent::whole(100).unwrap_or_default()),
            when: MissingWhen::PastDue,
        });
    }
    policies
}

/// Lower bounds are ratios, kept by Canvas to four decimal places; the percentage is rounded to two before the lookup.
fn letters(standard: &Row<'_>, import: &mut Import) -> Option<BandScheme> {
    if standard.flag("points_based") {
        let message =
            "a points-based scheme shows scaled numbers; its bounds are taken over as percentages";
        import.leave_out(
            &standard.at("points_based"),
            "setting_not_carried_over",
            message,
        );
    }
    let name = if standard.given("grading_scheme").is_some() {
        "grading_scheme"
    } else {
        "data"
    };
    let mut bands: Vec<Band> = standard
        .rows(name, import)
        .iter()
        .filter_map(|row| {
            let label = row.required("name", import)?;
            row.required("value", import)?;
            let ratio = row
                .exact("value", import)?
                .times(&crate::grading::Exact::HUNDRED);
            let from = ratio.rounded(TWO_DIGITS).to_points()?;
            Some(Band {
                label,
                from,
                title: None,
                quality_points: None,
                fails: false,
            })
        })
        .collect();
    bands.sort_by_key(|band| core::cmp::Reverse(band.from));
    if bands.is_empty() {
        return None;
    }
    Some(BandScheme {
        id: import.id.clone(),
        title: standard.text("title").unwrap_or_default(),
        country: None,
        source: None,
        out_of: Points::whole(100).ok()?,
        bands,
        bias: Points::ZERO,
        rounding: Some(TWO_DIGITS),
        bounded: false,
        below: BelowAll::Lowest,
        borderline: None,
    })
}
