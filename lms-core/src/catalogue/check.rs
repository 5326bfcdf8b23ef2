use std::collections::{BTreeMap, BTreeSet};

use super::definition::{Draft, Listed};
use crate::certification::EarnedBy;
use crate::path::{Item, StepDefinition};
use crate::problem::Problems;
use crate::rule::MAX_UNIT_DEPTH;
use crate::{CertificationId, CourseId, OfferingId, PathId, SchemeId, UnitId};

/// The most definitions of one kind in a catalogue.
pub(super) const MAX_DEFINITIONS: usize = 1_000_000;

/// Where each id stands in its list.
#[derive(Debug, Default)]
pub(super) struct Index {
    pub(super) courses: BTreeMap<CourseId, usize>,
    pub(super) offerings: BTreeMap<OfferingId, usize>,
    pub(super) units: BTreeMap<UnitId, usize>,
    pub(super) schemes: BTreeMap<SchemeId, usize>,
    pub(super) paths: BTreeMap<PathId, usize>,
    pub(super) certifications: BTreeMap<CertificationId, usize>,
}

/// The ids of one kind that a reference may name.
pub(super) struct Known<'a, Id> {
    index: &'a BTreeMap<Id, usize>,
    unreadable: BTreeSet<&'a str>,
}

impl<'a, Id: Ord + core::fmt::Display + core::borrow::Borrow<str>> Known<'a, Id> {
    fn new<T>(index: &'a BTreeMap<Id, usize>, list: &'a Listed<T>) -> Self {
        Self {
            index,
            unreadable: list.unreadable.iter().map(String::as_str).collect(),
        }
    }

    /// Notes a problem when the id is not defined.
    pub(super) fn check(&self, kind: &str, id: &Id, problems: &mut Problems) {
        let text: &str = id.borrow();
        if !self.index.contains_key(text) && !self.unreadable.contains(text) {
            problems.add("reference_unknown", format!("there is no {kind} `{id}`"));
        }
    }
}

/// Checks what the parts cannot see alone: ids given once, references that lead somewhere, trees without a loop.
pub(super) fn check(draft: &Draft, problems: &mut Problems) -> Index {
    let index = Index {
        courses: ids(
            ["courses", "id"],
            &draft.courses,
            |course| &course.id,
            problems,
        ),
        offerings: ids(
            ["offerings", "id"],
            &draft.offerings,
            |offering| &offering.id,
            problems,
        ),
        units: ids(["units", "id"], &draft.units, |unit| &unit.id, problems),
        schemes: ids(
            ["schemes", "id"],
            &draft.schemes,
            |scheme| &scheme.id,
            problems,
        ),
        // A path may be there in several versions: `Paths::check` looks at these.
        paths: draft
            .paths
            .items
            .iter()
            .enumerate()
            .map(|(place, (_, path))| (path.id.clone(), place))
            .collect(),
        certifications: ids(
            ["certifications", "id"],
            &draft.certifications,
            |policy| &policy.id,
            problems,
        ),
    };
    ids(
        ["attributes", "name"],
        &draft.attributes,
        |one| &one.name,
        problems,
    );
    ids(["facts", "name"], &draft.facts, |one| &one.name, problems);
    let units = Known::new(&index.units, &draft.units);
    each("units", &draft.units, problems, |unit, problems| {
        if let Some(parent) = &unit.parent {
            problems.at("parent", |problems| units.check("unit", parent, problems));
        }
    });
    let parents = parents(draft);
    let before = problems.count();
    unit_loops(draft, &parents, problems);
    if problems.count() == before {
        unit_depth(draft, &parents, problems);
    }
    let schemes = Known::new(&index.schemes, &draft.schemes);
    each("courses", &draft.courses, problems, |course, problems| {
        if course.version == 0 {
            problems.at("version", |problems| {
                problems.add("version_zero", "versions are counted from 1")
            });
        }
        if course.credits.micros() < 0 {
            problems.at("credits", |problems| {
                problems.add("credits_negative", "credits are not negative")
            });
        }
        if let Some(scheme) = &course.scheme {
            problems.at("scheme", |problems| {
                schemes.check("scheme", scheme, problems)
            });
        }
    });
    let courses = Known::new(&index.courses, &draft.courses);
    each(
        "offerings",
        &draft.offerings,
        problems,
        |offering, problems| {
            problems.at("course", |problems| {
                courses.check("course", &offering.course, problems)
            });
            if let Some(scheme) = &offering.scheme {
                problems.at("scheme", |problems| {
                    schemes.check("scheme", scheme, problems)
                });
            }
            offering.check(problems);
        },
    );
    let rules: BTreeSet<&str> = draft
        .rules
        .items
        .iter()
        .map(|(_, rule)| rule.id.as_str())
        .chain(draft.rules.unreadable.iter().map(String::as_str))
        .collect();
    let paths = Known::new(&index.paths, &draft.paths);
    each("paths", &draft.paths, problems, |path, problems| {
        problems.at("steps", |problems| {
            for (spot, step) in path.steps.iter().enumerate() {
                problems.item(spot, |problems| {
                    step_references(step, &courses, problems);
                    let rule = step.rule.as_ref();
                    if let Some(rule) = rule.filter(|rule| !rules.contains(rule.as_str())) {
                        let message = format!("there is no rule `{rule}`");
                        problems.at("rule", |problems| {
                            problems.add("reference_unknown", message)
                        });
                    }
                });
            }
        });
    });
    each(
        "certifications",
        &draft.certifications,
        problems,
        |policy, problems| {
            policy.check(problems);
            problems.at("earnedBy", |problems| match &policy.earned_by {
                EarnedBy::Course { course } => {
                    problems.at("course", |problems| {
                        courses.check("course", course, problems)
                    });
                }
                EarnedBy::Path { path } => {
                    problems.at("path", |problems| paths.check("path", path, problems));
                }
                EarnedBy::Award => {}
            });
        },
    );
    index
}

fn step_references(step: &StepDefinition, courses: &Known<'_, CourseId>, problems: &mut Problems) {
    problems.at("item", |problems| match &step.item {
        Item::Course { course, .. } | Item::Activity { course, .. } => {
            problems.at("course", |problems| {
                courses.check("course", course, problems)
            });
        }
        Item::Path { .. } | Item::Milestone | Item::FreeCredit => {}
    });
    // Equivalents may be taught elsewhere: `Catalogue::path_findings` names those that are.
}

/// Runs a check on every item of a list, at its place in the document.
pub(super) fn each<T>(
    name: &'static str,
    list: &Listed<T>,
    problems: &mut Problems,
    check: impl Fn(&T, &mut Problems),
) {
    problems.at(name, |problems| {
        for (index, item) in &list.items {
            problems.item(*index, |problems| check(item, problems));
        }
    });
}

/// Where each id stands; an id given twice is a problem.
fn ids<T, Id: Ord + Clone + core::fmt::Display>(
    [name, field]: [&'static str; 2],
    list: &Listed<T>,
    id: impl Fn(&T) -> &Id,
    problems: &mut Problems,
) -> BTreeMap<Id, usize> {
    let mut index = BTreeMap::new();
    problems.at(name, |problems| {
        if list.items.len() > MAX_DEFINITIONS {
            problems.add(
                "definitions_too_many",
                format!("a list has at most {MAX_DEFINITIONS} definitions"),
            );
        }
        for (place, (spot, item)) in list.items.iter().enumerate() {
            if index.insert(id(item).clone(), place).is_some() {
                let message = format!("the id `{}` is already taken", id(item));
                problems.item(*spot, |problems| {
                    problems.at(field, |problems| problems.add("id_duplicate", message))
                });
            }
        }
    });
    index
}

/// The unit above each that has one.
fn parents(draft: &Draft) -> BTreeMap<&UnitId, &UnitId> {
    let units = draft.units.items.iter();
    units
        .filter_map(|(_, unit)| Some((&unit.id, unit.parent.as_ref()?)))
        .collect()
}

/// Follows every unit upwards once; a chain that comes back to itself is reported at its first unit in the document.
fn unit_loops(draft: &Draft, parents: &BTreeMap<&UnitId, &UnitId>, problems: &mut Problems) {
    let mut settled: BTreeSet<&UnitId> = BTreeSet::new();
    for (spot, unit) in &draft.units.items {
        let mut chain: Vec<&UnitId> = Vec::new();
        let mut seen: BTreeSet<&UnitId> = BTreeSet::new();
        let mut here = &unit.id;
        while !settled.contains(here) && seen.insert(here) {
            chain.push(here);
            match parents.get(here) {
                Some(parent) => here = parent,
                None => break,
            }
        }
        if !settled.contains(here) && parents.contains_key(here) && chain.len() == seen.len() {
            let ring: Vec<&str> = chain
                .iter()
                .skip_while(|id| **id != here)
                .map(|id| id.as_str())
                .collect();
            let closes = parents.get(chain.last().unwrap_or(&here)) == Some(&here);
            if closes {
                let message = format!("the units {} lead back to themselves", quote(&ring));
                problems.at("units", |problems| {
                    problems.item(*spot, |problems| {
                        problems.at("parent", |p| p.add("unit_cycle", message))
                    });
                });
            }
        }
        settled.extend(seen);
    }
}

/// A learner's units are followed upwards no further than [`MAX_UNIT_DEPTH`]: a deeper tree is refused, at the first unit
/// that stands too deep. There is no ring.
fn unit_depth(draft: &Draft, parents: &BTreeMap<&UnitId, &UnitId>, problems: &mut Problems) {
    let is_deep = |unit: &UnitId| {
        let line = core::iter::successors(Some(unit), |unit| parents.get(*unit).copied());
        line.take(MAX_UNIT_DEPTH.saturating_add(1)).count() > MAX_UNIT_DEPTH
    };
    let deep = draft.units.items.iter().find(|(_, unit)| is_deep(&unit.id));
    if let Some((spot, _)) = deep {
        let message = format!("units are nested at most {MAX_UNIT_DEPTH} deep");
        problems.at("units", |problems| {
            problems.item(*spot, |problems| {
                problems.at("parent", |found| found.add("units_too_deep", message));
            });
        });
    }
}

fn quote(ids: &[&str]) -> String {
    let quoted: Vec<String> = ids.iter().map(|id| format!("`{id}`")).collect();
    quoted.join(" -> ")
}

#[cfg(test)]
mod tests {
    use crate::Catalogue;

    fn problems(text: &str) -> Vec<(String, String)> {
        let errors = Catalogue::from_json(text).unwrap_err();
        errors
            .problems
            .into_iter()
            .map(|problem| (problem.path, problem.code))
            .collect()
    }

    #[test]
    fn every_problem_is_found_at_once() {
        let text = r#"{
            "courses": [{"id": "a", "title": "A"}, {"id": "a", "title": "B"}, {"id": "c", "titel": "C"}],
            "offerings": [
                {"id": "o", "course": "nowhere"},
                {"id": "p", "course": "c", "starts": "2026-01-02T00:00:00Z", "ends": "2026-01-01T00:00:00Z"}
            ],
            "units": [{"id": "x", "parent": "y"}, {"id": "y", "parent": "x"}, {"id": "z", "parent": "q"}],
            "certifications": [{"id": "k", "title": "K", "earnedBy": {"type": "course", "course": "zz"},
                "validity": {"type": "fixedDate", "month": 2, "day": 30}}]
        }"#;
        let expected = [
            ("$.courses[2]", "field_missing"),
            ("$.courses[2].titel", "field_unknown"),
            ("$.courses[1].id", "id_duplicate"),
            ("$.units[2].parent", "reference_unknown"),
            ("$.units[0].parent", "unit_cycle"),
            ("$.offerings[0].course", "reference_unknown"),
            ("$.offerings[1].ends", "window_empty"),
            ("$.certifications[0].validity", "time_out_of_range"),
            ("$.certifications[0].earnedBy.course", "reference_unknown"),
        ];
        assert_eq!(
            problems(text),
            expected.map(|(path, code)| (path.to_owned(), code.to_owned()))
        );
    }

    #[test]
    fn a_long_chain_of_units_is_walked_once() {
        let units: Vec<String> = (0..50_000)
            .map(|n| format!(r#"{{"id":"u{n}","parent":"u{}"}}"#, n + 1))
            .collect();
        let text = format!(r#"{{"units":[{},{{"id":"u50000"}}]}}"#, units.join(","));
        let deep = ("$.units[0].parent".to_owned(), "units_too_deep".to_owned());
        assert_eq!(problems(&text), std::slice::from_ref(&deep));
        // A unit and as many above it as make up the limit, and one more.
        let chain = |units: usize| {
            let chain: Vec<String> = (1..units)
                .map(|n| format!(r#"{{"id":"u{n}","parent":"u{}"}}"#, n + 1))
                .collect();
            format!(r#"{{"units":[{},{{"id":"u{units}"}}]}}"#, chain.join(","))
        };
        assert!(Catalogue::from_json(&chain(64)).is_ok());
        assert_eq!(problems(&chain(65)), [deep]);
    }
}
