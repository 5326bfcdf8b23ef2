//! Courses that nobody can come to by taking courses, and the rings in which they wait for one another.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::answer::{Found, Report};
use crate::CourseId;
use crate::rule::compile::outline::Ask;
use crate::rule::compile::question::Question;
use crate::rule::remedy::Ground;
use crate::rule::{RuleIx, RuleSet};

/// What one course waits for.
struct Waiting<'c> {
    id: &'c CourseId,
    number: u32,
    rule: RuleIx,
}

/// Finds the courses whose rule can be met only once they, or others like them, are completed.
///
/// A course counts as within reach when its rule could be met by completing only courses within reach, everything else
/// going as well as it can, but for waivers. What is left over is out of reach. Linear in the rules for each round, with
/// at most as many rounds as the longest chain.
pub(super) fn lint(
    rules: &RuleSet,
    courses: &[CourseId],
    ground: &dyn Ground,
    report: &mut Report,
) {
    let names = &rules.shared.names;
    let mut waiting: Vec<Waiting<'_>> = courses
        .iter()
        .filter_map(|id| {
            Some(Waiting {
                id,
                number: names.courses.find(id.as_str())?,
                rule: ground.course_rule(id)?,
            })
        })
        .collect();
    let mut stuck: BTreeSet<u32> = waiting.iter().map(|course| course.number).collect();
    // Whoever waits for a course is looked at again when that comes within reach.
    let needs: BTreeMap<u32, BTreeSet<u32>> = waiting
        .iter()
        .map(|course| (course.number, rules.needed(course.rule)))
        .collect();
    let mut waiters: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (course, needed) in &needs {
        for other in needed {
            waiters.entry(*other).or_default().push(*course);
        }
    }
    let rule_of: BTreeMap<u32, RuleIx> = waiting
        .iter()
        .map(|course| (course.number, course.rule))
        .collect();
    let mut open: VecDeque<u32> = waiting.iter().map(|course| course.number).collect();
    while let Some(course) = open.pop_front() {
        let rule = rule_of.get(&course);
        if stuck.contains(&course) && rule.is_some_and(|rule| rules.in_reach(*rule, &stuck)) {
            stuck.remove(&course);
            open.extend(waiters.get(&course).into_iter().flatten());
        }
    }
    waiting.retain(|course| stuck.contains(&course.number));
    let ids: BTreeMap<u32, &CourseId> = waiting
        .iter()
        .map(|course| (course.number, course.id))
        .collect();
    let mut in_ring: BTreeSet<u32> = BTreeSet::new();
    for course in &waiting {
        let Some(rule) = rules.id(course.rule) else {
            continue;
        };
        let needed = needs.get(&course.number).into_iter().flatten();
        let blocked_by = needed
            .filter_map(|other| ids.get(other).map(|id| (*id).clone()))
            .collect();
        let what = Found::Unreachable {
            course: course.id.clone(),
            blocked_by,
        };
        report.add(rule, "$".into(), what);
        if in_ring.contains(&course.number) {
            continue;
        }
        if let Some(ring) = ring(course.number, &needs, &stuck) {
            in_ring.extend(&ring);
            let courses = ring
                .iter()
                .filter_map(|course| ids.get(course).map(|id| (*id).clone()));
            let courses = courses.collect();
            report.add(rule, "$".into(), Found::PrerequisiteCycle { courses });
        }
    }
}

/// The shortest way from a course back to itself over courses that are out of reach: breadth first.
fn ring(
    start: u32,
    needs: &BTreeMap<u32, BTreeSet<u32>>,
    stuck: &BTreeSet<u32>,
) -> Option<Vec<u32>> {
    let mut from: BTreeMap<u32, u32> = BTreeMap::new();
    let mut open = VecDeque::from([start]);
    while let Some(course) = open.pop_front() {
        for next in needs
            .get(&course)
            .into_iter()
            .flatten()
            .filter(|next| stuck.contains(next))
        {
            if *next == start {
                let mut ring = vec![course];
                let mut here = course;
                while let Some(before) = from.get(&here).filter(|_| here != start) {
                    here = *before;
                    ring.push(here);
                }
                ring.reverse();
                return Some(ring);
            }
            if !from.contains_key(next) {
                from.insert(*next, course);
                open.push_back(*next);
            }
        }
    }
    None
}

impl RuleSet {
    /// The courses that a rule asks to be completed, anywhere in it.
    fn needed(&self, rule: RuleIx) -> BTreeSet<u32> {
        let mut needed = BTreeSet::new();
        let mut seen = BTreeSet::from([rule.0]);
        let mut open = vec![rule.0];
        while let Some(rule) = open.pop() {
            let first = self
                .shared
                .outlines
                .get(rule as usize)
                .copied()
                .unwrap_or(u32::MAX);
            for line in self.shared.outline.of(first) {
                match line.ask {
                    Ask::Rule(other) if seen.insert(other) => open.push(other),
                    Ask::Question(question) => {
                        if let Some(Question::Completed(wanted)) =
                            self.shared.questions.get(question as usize)
                        {
                            needed.insert(wanted.course);
                        }
                    }
                    _ => {}
                }
            }
        }
        needed
    }

    fn in_reach(&self, rule: RuleIx, stuck: &BTreeSet<u32>) -> bool {
        let first = self.shared.outlines.get(rule.0 as usize).copied();
        first.is_some_and(|first| self.could(first, false, stuck))
    }

    /// Whether a line could be met, or could be not met, when everything goes as well as it can but for waivers and for
    /// completions of courses out of reach. Recursion is bounded by the depth of an expanded rule.
    fn could(&self, place: u32, negated: bool, stuck: &BTreeSet<u32>) -> bool {
        let outline = &self.shared.outline;
        let Some(line) = outline.lines.get(place as usize) else {
            return true;
        };
        let could = |negated: bool| {
            let children = outline.children(place);
            children
                .filter(|child| self.could(*child, negated, stuck))
                .count()
        };
        let all = outline.children(place).count();
        match line.ask {
            Ask::Question(question) => match self.shared.questions.get(question as usize) {
                Some(Question::Completed(wanted)) => negated || !stuck.contains(&wanted.course),
                Some(Question::Waived(_)) => negated,
                Some(Question::Broken(_)) => false,
                _ => true,
            },
            Ask::Rule(rule) => {
                let first = self.shared.outlines.get(rule as usize).copied();
                first.is_none_or(|first| self.could(first, negated, stuck))
            }
            Ask::Not => could(!negated) > 0,
            Ask::Disclosed => could(negated) > 0,
            Ask::All | Ask::Any if (line.ask == Ask::All) != negated => could(negated) == all,
            Ask::All | Ask::Any => could(negated) > 0,
            Ask::None if negated => could(false) > 0,
            Ask::None => could(true) == all,
            Ask::AtLeast(count) if negated => could(true) > all.saturating_sub(count as usize),
            Ask::AtLeast(count) => could(false) >= count as usize,
        }
    }
}
