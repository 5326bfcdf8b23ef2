//! The rules of a catalogue: those that authors wrote, and those that enrolling in a course or a run of it takes.

use std::collections::{BTreeMap, BTreeSet};

use super::definition::{Draft, Listed};
use super::{CourseDefinition, OfferingDefinition};
use crate::grading::{Category, Node};
use crate::problem::Problems;
use crate::rule::{
    CertificationEntry, CourseEntry, Expression, Leaf, Moment, OfferingEntry, PathEntry, Presence,
    RulePart, RuleSet, Spot, UnitEntry, Vocabulary,
};
use crate::time::{Interval, Zone};
use crate::{ActivityId, CourseId, RuleId};

/// The rule that enrolling in a course takes: its prerequisites, or a waiver of them.
const COURSE: &str = "course";
/// The rule that enrolling in a run takes: its window, the course's rule, and its own.
const OFFERING: &str = "offering";
/// The prerequisites of a course as the author wrote them.
const PREREQUISITES: &str = "prerequisites";
/// The rule of a run as the author wrote it.
const REQUIREMENT: &str = "requirement";

/// The rule that enrolling in a course takes.
pub(super) fn of_course(course: &CourseDefinition) -> RuleId {
    RuleId::made_of(COURSE, course.id.as_str())
}

/// The rule that enrolling in a run of a course takes.
pub(super) fn of_offering(offering: &OfferingDefinition) -> RuleId {
    RuleId::made_of(OFFERING, offering.id.as_str())
}

/// A rule that stands beside those that authors named.
struct Made {
    id: RuleId,
    zone: Zone,
    when: Expression,
    spot: [Spot; 3],
}

/// Compiles all rules. What authors wrote is checked where it stands; the rules that say when a learner may enrol refer
/// to it, so that there is one compiled form of each condition.
pub(super) fn compile(draft: &Draft, problems: &mut Problems) -> RuleSet {
    named(draft, problems);
    let mut made = Vec::new();
    for (index, course) in &draft.courses.items {
        of_one_course(*index, course, &mut made);
    }
    let with_rule: BTreeSet<&CourseId> = draft
        .courses
        .items
        .iter()
        .filter(|(_, course)| course.prerequisites.is_some())
        .map(|(_, course)| &course.id)
        .collect();
    for (index, offering) in &draft.offerings.items {
        of_one_offering(
            *index,
            offering,
            with_rule.contains(&offering.course),
            &mut made,
        );
    }
    let written = draft.rules.items.iter();
    let spots: Vec<[Spot; 3]> = written
        .clone()
        .map(|(index, _)| {
            [
                Spot::Field("rules"),
                Spot::Item(*index),
                Spot::Field("when"),
            ]
        })
        .collect();
    let named = written.zip(&spots).map(|((_, rule), spot)| RulePart {
        id: &rule.id,
        version: rule.version,
        zone: rule.zone,
        when: &rule.when,
        spot,
    });
    let made = made.iter().map(|made| RulePart {
        id: &made.id,
        version: 1,
        zone: made.zone,
        when: &made.when,
        spot: &made.spot,
    });
    let parts: Vec<RulePart<'_>> = named.chain(made).collect();
    RuleSet::compile_checked(&parts, &vocabulary(draft), problems)
}

fn of_one_course(index: usize, course: &CourseDefinition, made: &mut Vec<Made>) {
    let Some(prerequisites) = &course.prerequisites else {
        return;
    };
    let spot = [
        Spot::Field("courses"),
        Spot::Item(index),
        Spot::Field(PREREQUISITES),
    ];
    let written = RuleId::made_of(PREREQUISITES, course.id.as_str());
    let waived = Expression::from(Leaf::Waived {
        course: course.id.clone(),
    });
    let either = vec![
        waived,
        Expression::Rule {
            rule: written.clone(),
        },
    ];
    made.push(Made {
        id: written,
        zone: course.zone,
        when: prerequisites.clone(),
        spot,
    });
    let when = Expression::Any { of: either };
    made.push(Made {
        id: of_course(course),
        zone: course.zone,
        when,
        spot,
    });
}

fn of_one_offering(
    index: usize,
    offering: &OfferingDefinition,
    course_has_rule: bool,
    made: &mut Vec<Made>,
) {
    let spot = |field| {
        [
            Spot::Field("offerings"),
            Spot::Item(index),
            Spot::Field(field),
        ]
    };
    let mut all = Vec::new();
    if offering.enrolment != Interval::ALWAYS {
        all.push(Expression::from(Leaf::Window {
            from: offering.enrolment.from.map(Moment::Instant),
            until: offering.enrolment.until.map(Moment::Instant),
        }));
    }
    if course_has_rule {
        let rule = RuleId::made_of(COURSE, offering.course.as_str());
        all.push(Expression::Rule { rule });
    }
    if let Some(rule) = &offering.rule {
        let written = RuleId::made_of(REQUIREMENT, offering.id.as_str());
        all.push(Expression::Rule {
            rule: written.clone(),
        });
        made.push(Made {
            id: written,
            zone: offering.zone,
            when: rule.clone(),
            spot: spot("rule"),
        });
    }
    if !all.is_empty() {
        let when = Expression::All { of: all };
        made.push(Made {
            id: of_offering(offering),
            zone: offering.zone,
            when,
            spot: spot("enrolment"),
        });
    }
}

/// Checks what rules say beside their condition.
fn named(draft: &Draft, problems: &mut Problems) {
    super::check::each("rules", &draft.rules, problems, |rule, problems| {
        if rule.version == 0 {
            problems.at("version", |problems| {
                problems.add("version_zero", "versions are counted from 1")
            });
        }
        let kind = rule
            .id
            .as_str()
            .split_once(':')
            .map_or("", |(kind, _)| kind);
        if [COURSE, OFFERING, PREREQUISITES, REQUIREMENT].contains(&kind) {
            let message = format!(
                "names that begin with `{kind}:` are those of rules of courses and offerings"
            );
            problems.at("id", |problems| problems.add("id_reserved", message));
        }
    });
}

/// Everything that rules may name. What could not be read is known by its id, so that nobody is told that it is missing.
fn vocabulary(draft: &Draft) -> Vocabulary {
    let activities = activities(draft);
    let mut vocabulary = Vocabulary {
        attributes: pairs(&draft.attributes, |attribute| {
            (attribute.name.clone(), attribute.kind)
        }),
        facts: pairs(&draft.facts, |fact| (fact.name.clone(), fact.kind)),
        courses: pairs(&draft.courses, |course| {
            let presence = if course.retired {
                Presence::Retired
            } else {
                Presence::Live
            };
            let activities = activities.get(&course.id).cloned();
            (
                course.id.clone(),
                CourseEntry {
                    presence,
                    credits: course.credits,
                    activities,
                },
            )
        }),
        offerings: pairs(&draft.offerings, |offering| {
            let entry = OfferingEntry {
                presence: Presence::Live,
                course: offering.course.clone(),
            };
            (offering.id.clone(), entry)
        }),
        certifications: pairs(&draft.certifications, |policy| {
            let entry = CertificationEntry {
                presence: Presence::Live,
                zone: policy.zone,
            };
            (policy.id.clone(), entry)
        }),
        units: pairs(&draft.units, |unit| {
            let entry = UnitEntry {
                presence: Presence::Live,
                parent: unit.parent.clone(),
            };
            (unit.id.clone(), entry)
        }),
        paths: pairs(&draft.paths, |path| {
            let steps = path.steps.iter().map(|step| step.id.clone()).collect();
            (
                path.id.clone(),
                PathEntry {
                    presence: Presence::Live,
                    steps,
                },
            )
        }),
        ..Vocabulary::default()
    };
    unreadable(&draft.courses, &mut vocabulary.courses);
    unreadable(&draft.certifications, &mut vocabulary.certifications);
    unreadable(&draft.units, &mut vocabulary.units);
    vocabulary
}

fn pairs<T, K: Ord, V>(list: &Listed<T>, pair: impl Fn(&T) -> (K, V)) -> BTreeMap<K, V> {
    list.items.iter().map(|(_, item)| pair(item)).collect()
}

fn unreadable<T, K, V: Default>(list: &Listed<T>, known: &mut BTreeMap<K, V>)
where
    K: Ord + core::str::FromStr,
{
    for id in list.unreadable.iter().filter_map(|id| id.parse().ok()) {
        known.entry(id).or_default();
    }
}

/// The activities of each course that has a scheme, or a run with one. A course without any takes every activity.
fn activities(draft: &Draft) -> BTreeMap<&CourseId, BTreeSet<ActivityId>> {
    let schemes: BTreeMap<_, _> = draft
        .schemes
        .items
        .iter()
        .map(|(_, scheme)| (&scheme.id, scheme))
        .collect();
    let of_courses = draft
        .courses
        .items
        .iter()
        .filter_map(|(_, course)| Some((&course.id, course.scheme.as_ref()?)));
    let of_runs = draft
        .offerings
        .items
        .iter()
        .filter_map(|(_, run)| Some((&run.course, run.scheme.as_ref()?)));
    let mut activities: BTreeMap<&CourseId, BTreeSet<ActivityId>> = BTreeMap::new();
    for (course, scheme) in of_courses.chain(of_runs) {
        let known = activities.entry(course).or_default();
        if let Some(scheme) = schemes.get(scheme) {
            collect(&scheme.root, known);
        }
    }
    activities
}

/// Adds the items of a category and of those in it. Schemes that are too deep were refused when they were read.
fn collect(category: &Category, into: &mut BTreeSet<ActivityId>) {
    for child in &category.children {
        match child {
            Node::Category(inner) => collect(inner, into),
            Node::Item(item) => {
                into.insert(item.id.clone());
            }
        }
    }
}
