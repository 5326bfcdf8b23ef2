use std::collections::BTreeSet;

use super::super::formula::{Formula, shortest_cycle};
use super::super::settings::check_rounding_at;
use super::super::{DropProcedure, Settings};
use super::graph::Graph;
use super::{Aggregation, Category, Item, Limits, MAX_SCHEME_DEPTH, Node, Normalise, Scheme};
use crate::number::Points;
use crate::problem::Problems;
use crate::{ActivityId, CategoryId, PeriodId};

/// The most items in one scheme.
pub const MAX_ITEMS: usize = 2_000;

/// The most categories in one scheme.
pub const MAX_CATEGORIES: usize = 1_000;

/// The most grading periods in one scheme.
pub const MAX_PERIODS: usize = 64;

/// The most placeholders in one category.
pub const MAX_PLACEHOLDERS: u32 = 1_000;

struct Check<'s> {
    settings: &'s Settings,
    periods: BTreeSet<&'s PeriodId>,
    items: BTreeSet<&'s ActivityId>,
    categories: BTreeSet<&'s CategoryId>,
}

pub(super) fn check(scheme: &Scheme, problems: &mut Problems) {
    let before = problems.count();
    let mut check = Check {
        settings: &scheme.settings,
        periods: BTreeSet::new(),
        items: BTreeSet::new(),
        categories: BTreeSet::new(),
    };
    problems.at("settings", |problems| {
        check_settings(&scheme.settings, problems)
    });
    if let Some(presentation) = &scheme.presentation {
        problems.at("presentation", |problems| presentation.check(problems));
    }
    problems.at("periods", |problems| {
        problems.at("list", |problems| {
            if scheme.periods.list.len() > MAX_PERIODS {
                problems.add(
                    "too_many_periods",
                    format!("a scheme has at most {MAX_PERIODS} grading periods"),
                );
            }
            for (index, period) in scheme.periods.list.iter().enumerate() {
                problems.item(index, |problems| {
                    if !check.periods.insert(&period.id) {
                        problems.add("id_duplicate", format!("the id `{}` is taken", period.id));
                    }
                    if period.weight.micros() < 0 {
                        problems.add("weight_negative", "a weight is not negative");
                    }
                });
            }
        });
    });
    problems.at("policies", |problems| scheme.policies.check(problems));
    problems.at("root", |problems| check.category(&scheme.root, 1, problems));
    if problems.count() == before {
        problems.at("root", |problems| formulas(&scheme.root, problems));
    }
    problems.at("root", |problems| {
        if check.items.len() > MAX_ITEMS {
            problems.add(
                "too_many_items",
                format!("a scheme has at most {MAX_ITEMS} items"),
            );
        }
        if check.categories.len() > MAX_CATEGORIES {
            problems.add(
                "too_many_categories",
                format!("a scheme has at most {MAX_CATEGORIES} categories"),
            );
        }
    });
}

/// Names that lead nowhere, and formulas that come back to themselves.
fn formulas(root: &Category, problems: &mut Problems) {
    let graph = Graph::of(root);
    if graph.nodes.iter().all(|node| node.formula.is_none()) {
        return;
    }
    let known = graph.known();
    let cycle = shortest_cycle(&graph.edges).unwrap_or_default();
    let ids: Vec<&str> = cycle
        .iter()
        .filter_map(|node| graph.nodes.get(*node))
        .map(|node| node.id)
        .collect();
    let first = cycle
        .iter()
        .filter_map(|node| graph.nodes.get(*node))
        .find(|node| node.formula.is_some())
        .map(|node| (node.is_item, node.id));
    let mut note = |id: &str, is_item: bool, formula: Option<&Formula>, problems: &mut Problems| {
        let Some(formula) = formula else {
            return;
        };
        problems.at("formula", |problems| {
            for name in formula.references() {
                if !known.contains_key(name.as_str()) {
                    let message = format!("there is no item or category `{name}`");
                    problems.add("reference_unknown", message);
                }
            }
            if first == Some((is_item, id)) {
                problems.add("formula_cycle", need_each_other(&ids));
            }
        });
    };
    each_formula(root, &mut note, problems);
}

/// A circle may lead through every item of a scheme: a few are enough to find it by.
fn need_each_other(ids: &[&str]) -> String {
    const SHOWN: usize = 8;
    let (shown, more) = ids.split_at(ids.len().min(SHOWN));
    let more = match more.len() {
        0 => String::new(),
        count => format!(" and {count} more"),
    };
    format!(
        "the formulas of `{}`{more} need each other",
        shown.join("`, `")
    )
}

type Note<'n> = dyn FnMut(&str, bool, Option<&Formula>, &mut Problems) + 'n;

fn each_formula(category: &Category, note: &mut Note<'_>, problems: &mut Problems) {
    note(
        category.id.as_str(),
        false,
        category.formula.as_ref(),
        problems,
    );
    problems.at("children", |problems| {
        for (index, child) in category.children.iter().enumerate() {
            problems.item(index, |problems| match child {
                Node::Category(inner) => each_formula(inner, note, problems),
                Node::Item(item) => {
                    note(item.id.as_str(), true, item.formula.as_ref(), problems);
                }
            });
        }
    });
}

fn check_settings(settings: &Settings, problems: &mut Problems) {
    let roundings = [
        ("markRounding", settings.mark_rounding),
        ("weightRounding", settings.weight_rounding),
        ("shareRounding", settings.share_rounding),
        ("categoryRounding", settings.category_rounding),
        ("periodRounding", settings.period_rounding),
        ("rounding", Some(settings.rounding)),
    ];
    for (name, rounding) in roundings {
        if let Some(rounding) = rounding {
            check_rounding_at(name, rounding, problems);
        }
    }
}

impl<'s> Check<'s> {
    fn category(&mut self, category: &'s Category, depth: usize, problems: &mut Problems) {
        if depth > MAX_SCHEME_DEPTH {
            problems.add(
                "scheme_too_deep",
                format!("categories are nested at most {MAX_SCHEME_DEPTH} deep"),
            );
            return;
        }
        if !self.categories.insert(&category.id) {
            problems.add("id_duplicate", format!("the id `{}` is taken", category.id));
        }
        if !category.aggregation.adds_points() && category.maximum <= category.minimum {
            problems.add(
                "range_empty",
                "the maximum of a category is above its minimum",
            );
        }
        let Limits { lower, upper } = category.limits;
        if lower.zip(upper).is_some_and(|(lower, upper)| lower > upper) {
            let message = "the lower limit lies above the upper one";
            problems.at("limits", |found| found.add("limits_empty", message));
        }
        if category.placeholders > 0 && category.aggregation != Aggregation::Mean {
            problems.add(
                "placeholders_unsupported",
                "placeholders need the aggregation `mean`",
            );
        }
        if category.placeholders > MAX_PLACEHOLDERS {
            problems.add(
                "too_many_placeholders",
                format!("a category has at most {MAX_PLACEHOLDERS} placeholders"),
            );
        }
        self.drops(category, problems);
        problems.at("children", |problems| {
            for (index, child) in category.children.iter().enumerate() {
                problems.item(index, |problems| {
                    Self::part(category, child, problems);
                    match child {
                        Node::Category(inner) => {
                            self.category(inner, depth.saturating_add(1), problems);
                        }
                        Node::Item(item) => self.item(item, problems),
                    }
                });
            }
        });
    }

    fn drops(&self, category: &Category, problems: &mut Problems) {
        let rule = category.drop;
        if rule == super::DropRule::default() {
            return;
        }
        problems.at("drop", |problems| {
            if rule.keep_best == Some(0) {
                problems.add("drop_keeps_nothing", "at least one score is kept");
            }
            if self.settings.drop != DropProcedure::Joint {
                return;
            }
            if rule.keep_best.is_some() && rule.lowest > 0 {
                problems.add(
                    "drop_conflict",
                    "`keepBest` and `lowest` both say how many are dropped",
                );
            }
            let scaled_up = Aggregation::WeightedMean {
                normalise: Normalise::UnderHundred,
            };
            if category.aggregation == scaled_up {
                problems.add(
                    "drop_unsupported",
                    "no best choice is defined where weights are only scaled up; normalise always or never",
                );
            }
            let overridden = |child: &Node| child.weight().is_some();
            if category.aggregation == Aggregation::Natural
                && category.children.iter().any(overridden)
            {
                problems.add(
                    "drop_unsupported",
                    "scores are not dropped where natural weights are overridden",
                );
            }
        });
    }

    fn part(category: &Category, child: &Node, problems: &mut Problems) {
        let weight = child.weight();
        if weight.is_some_and(|weight| weight.micros() < 0) {
            problems.add("weight_negative", "a weight is not negative");
        }
        if weight.is_none() && matches!(category.aggregation, Aggregation::WeightedMean { .. }) {
            problems.add("weight_missing", "a part of a weighted mean has a weight");
        }
        match child.extra_credit() {
            Some(_) if category.aggregation.picks() => problems.add(
                "extra_credit_unsupported",
                "the aggregation picks single shares and has no use for extra credit",
            ),
            Some(extra) if extra.factor().is_negative() => {
                problems.add("factor_negative", "a factor is not negative");
            }
            _ => {}
        }
    }

    fn item(&mut self, item: &'s Item, problems: &mut Problems) {
        if !self.items.insert(&item.id) {
            problems.add("id_duplicate", format!("the id `{}` is taken", item.id));
        }
        let pointless = item.maximum == Points::ZERO && item.minimum == Points::ZERO;
        if item.maximum < Points::ZERO || (item.maximum <= item.minimum && !pointless) {
            problems.add("range_empty", "the maximum of an item is above its minimum");
        }
        let whole = |points: Points| points.micros() % 1_000_000 == 0;
        if item.on_scale && !(whole(item.minimum) && whole(item.maximum)) {
            problems.add(
                "scale_not_whole",
                "the ends of a scale are whole numbers, the places of its first and last value",
            );
        }
        if let Some(policies) = &item.policies {
            problems.at("policies", |problems| policies.check(problems));
        }
        if item.factor.is_some_and(|factor| factor.micros() < 0) {
            problems.add("factor_negative", "a factor is not negative");
        }
        if let Some(period) = &item.period
            && !self.periods.contains(period)
        {
            problems.at("period", |problems| {
                problems.add(
                    "reference_unknown",
                    format!("there is no grading period `{period}`"),
                );
            });
        }
    }
}
