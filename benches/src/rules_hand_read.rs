//! The hand-coded baseline of compiling: reads definitions of the one shape that [`HandRule`] knows into its masks, with
//! the maps of the standard library. It refuses what has another shape without saying where, checks no types, shares no
//! conditions, and keeps nothing from which a verdict could be explained.

use std::collections::HashMap;

use lms_core::record::AttributeValue;
use lms_core::rule::{Expression, Leaf, Length, Literal, RuleDefinition, Test, Vocabulary};

use crate::rules_hand::HandRule;
use crate::work_abc::{CERTIFICATIONS, DEPARTMENTS, certification, department};

/// The numbers of what rules name.
#[derive(Debug)]
struct Names<'v> {
    courses: HashMap<&'v str, u16>,
    departments: HashMap<String, u8>,
    certifications: HashMap<String, u8>,
}

/// Rules as masks, and by course those that mention it.
#[derive(Debug, PartialEq, Eq)]
pub struct HandRules {
    /// In the order of the definitions.
    pub rules: Vec<HandRule>,
    /// By course, the numbers of the rules in which it is a required course or an elective.
    pub mentions: Vec<Vec<u32>>,
}

impl HandRules {
    /// Reads definitions; `None` when one is not of the shape. Courses are numbered in the order of their ids.
    #[must_use]
    pub fn read(
        definitions: &[RuleDefinition],
        vocabulary: &Vocabulary,
        today: i32,
    ) -> Option<Self> {
        let names = Names {
            courses: (0..)
                .zip(vocabulary.courses.keys())
                .map(|(number, id)| (id.as_str(), number))
                .collect(),
            departments: (0..DEPARTMENTS as u8)
                .map(|number| (department(number), number))
                .collect(),
            certifications: (0..CERTIFICATIONS as u8)
                .map(|number| (certification(number), number))
                .collect(),
        };
        let mut rules = Vec::with_capacity(definitions.len());
        let mut mentions = vec![Vec::new(); vocabulary.courses.len()];
        for (rule, definition) in (0..).zip(definitions) {
            rules.push(names.rule(definition, today, |course| {
                mentions[usize::from(course)].push(rule)
            })?);
        }
        Some(Self { rules, mentions })
    }
}

impl Names<'_> {
    fn rule(
        &self,
        definition: &RuleDefinition,
        today: i32,
        mut mention: impl FnMut(u16),
    ) -> Option<HandRule> {
        let Expression::All { of } = &definition.when else {
            return None;
        };
        let [
            Expression::Any { of: places },
            Expression::All { of: all },
            Expression::AtLeast { of: electives, .. },
            Expression::Leaf(scored),
            Expression::Not { .. },
            Expression::Leaf(hired),
            Expression::Leaf(holds),
        ] = &of[..]
        else {
            return None;
        };
        let [Expression::Leaf(departments), Expression::Leaf(_)] = &places[..] else {
            return None;
        };
        let (Leaf::Score { course, min, .. }, Leaf::Elapsed { min: days, .. }) =
            (&**scored, &**hired)
        else {
            return None;
        };
        let Some(Length::Calendar(days)) = days else {
            return None;
        };
        let days = i32::try_from(days.days()).ok()?;
        let Leaf::Holds { certification, .. } = &**holds else {
            return None;
        };
        let mut completed = |expression: &Expression| {
            let number = self.completed(expression)?;
            mention(number);
            Some((usize::from(number) / 64, number % 64))
        };
        let mut masks = [(0, 0); 3];
        for (place, expression) in masks.iter_mut().zip(all) {
            let (word, bit) = completed(expression)?;
            *place = (word, 1 << bit);
        }
        let mut bits = [(0, 0); 5];
        for (place, expression) in bits.iter_mut().zip(electives) {
            let (word, bit) = completed(expression)?;
            *place = (word, u32::from(bit));
        }
        Some(HandRule {
            departments: self.departments(departments)?,
            all: masks,
            electives: bits,
            scored: usize::from(*self.courses.get(course.as_str())?),
            min_score: (min.as_ref()?.micros() / 1_000_000) as u8,
            hired: today - days,
            certification: usize::from(*self.certifications.get(certification.as_str())?),
        })
    }

    fn completed(&self, expression: &Expression) -> Option<u16> {
        let Expression::Leaf(leaf) = expression else {
            return None;
        };
        let Leaf::Completed { course, .. } = &**leaf else {
            return None;
        };
        self.courses.get(course.as_str()).copied()
    }

    fn departments(&self, leaf: &Leaf) -> Option<u32> {
        let Leaf::Attribute {
            test: Test::In { values },
            ..
        } = leaf
        else {
            return None;
        };
        values.iter().try_fold(0, |mask, value| match value {
            Literal(AttributeValue::Text(text)) => Some(mask | 1 << self.departments.get(text)?),
            _ => None,
        })
    }
}
