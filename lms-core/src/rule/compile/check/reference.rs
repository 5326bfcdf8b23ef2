//! What leaves refer to: ids become numbers, retired ones are told apart, unknown ones are problems.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Checker;
use super::bounds::set_size;
use crate::problem::Problems;
use crate::problem::decode::shorten;
use crate::rule::Target;
use crate::rule::compile::names::{Kind, Named};
use crate::rule::compile::question::Spot;
use crate::rule::compile::vocabulary::AttributeType;
use crate::{ActivityId, AttributeName, CourseId};

/// Something named: a number, or retired. `None` stands for a problem that was noted.
pub(super) type Found<T> = Option<Result<T, Retired>>;

/// What is named was retired.
pub(in crate::rule::compile) struct Retired;

impl Checker<'_> {
    pub(super) fn course(&mut self, course: &CourseId, problems: &mut Problems) -> Found<u32> {
        named(&mut self.names.courses, "course", course.as_str(), problems)
    }

    pub(super) fn subject(
        &mut self,
        course: &CourseId,
        activity: Option<&ActivityId>,
        problems: &mut Problems,
    ) -> Found<u32> {
        let number = match self.course(course, problems)? {
            Ok(number) => number,
            Err(retired) => return Some(Err(retired)),
        };
        let Some(activity) = activity else {
            return Some(Ok(self.names.subjects.intern(&(number, None))));
        };
        let known = self
            .vocabulary
            .courses
            .get(course)
            .and_then(|entry| entry.activities.as_ref());
        if known.is_some_and(|known| !known.contains(activity)) {
            let text = format!("there is no activity `{activity}` in `{course}`");
            problems.at("activity", |problems| {
                problems.add("reference_unknown", text)
            });
            return None;
        }
        let activity = self.names.activities.intern(activity.as_str());
        Some(Ok(self.names.subjects.intern(&(number, Some(activity)))))
    }

    pub(super) fn spot(&mut self, target: &Target, problems: &mut Problems) -> Found<Spot> {
        match target {
            Target::Course(course) => Some(self.course(course, problems)?.map(Spot::Course)),
            Target::Offering(id) => {
                let kind = &mut self.names.offerings;
                let found = named(kind, "offering", id.as_str(), problems)?;
                let courses = &self.names.offering_courses;
                Some(found.map(|offering| Spot::Offering {
                    offering,
                    course: courses.get(offering as usize).copied().unwrap_or(u32::MAX),
                }))
            }
        }
    }

    /// Every course of the catalogue with its credits: one list for all rules that ask for it.
    pub(super) fn all_courses(&mut self) -> Arc<[(u32, i64)]> {
        if let Some(all) = &self.all_courses {
            return Arc::clone(all);
        }
        let mut list: Vec<_> = self
            .vocabulary
            .courses
            .iter()
            .filter_map(|(course, entry)| {
                let number = self.names.courses.find(course.as_str())?;
                Some((number, entry.credits.micros()))
            })
            .collect();
        list.sort_unstable();
        let all: Arc<[(u32, i64)]> = list.into();
        self.all_courses = Some(Arc::clone(&all));
        all
    }

    pub(super) fn credit_courses(
        &mut self,
        courses: &BTreeSet<CourseId>,
        problems: &mut Problems,
    ) -> Found<Arc<[(u32, i64)]>> {
        if !set_size("courses", courses.len(), problems) {
            return None;
        }
        let mut list = Vec::with_capacity(courses.len());
        let (mut sound, mut retired) = (true, false);
        for course in courses {
            let found = problems.at("courses", |problems| {
                let missing = |problems: &mut Problems, kind: &Kind| {
                    missing(kind, course.as_str(), problems);
                };
                match self.names.courses.name(course.as_str()) {
                    Named::Missing => {
                        missing(problems, &self.names.courses);
                        None
                    }
                    Named::Live(number) => Some(Ok(number)),
                    Named::Retired => Some(Err(Retired)),
                }
            });
            match found {
                Some(Ok(number)) => {
                    let entry = self.vocabulary.courses.get(course);
                    list.push((number, entry.map_or(0, |entry| entry.credits.micros())));
                }
                Some(Err(Retired)) => retired = true,
                None => sound = false,
            }
        }
        if !sound {
            return None;
        }
        if retired {
            return Some(Err(Retired));
        }
        list.sort_unstable();
        Some(Ok(list.into()))
    }

    pub(super) fn date_attribute(
        &mut self,
        field: &'static str,
        name: &AttributeName,
        problems: &mut Problems,
    ) -> Option<u32> {
        let found = named(&mut self.names.attributes, field, name.as_str(), problems)?;
        match self.vocabulary.attributes.get(name) {
            Some(AttributeType::Date) | None => found.ok(),
            Some(other) => {
                let text = format!("`{name}` is a {}, and a date is needed", other.name());
                problems.at(field, |problems| problems.add("value_type_mismatch", text));
                None
            }
        }
    }
}

/// The number of an id, with a problem at its field when there is none.
pub(super) fn named(
    kind: &mut Kind,
    field: &'static str,
    id: &str,
    problems: &mut Problems,
) -> Found<u32> {
    match kind.name(id) {
        Named::Live(number) => Some(Ok(number)),
        Named::Retired => Some(Err(Retired)),
        Named::Missing => {
            problems.at(field, |problems| missing(kind, id, problems));
            None
        }
    }
}

fn missing(kind: &Kind, id: &str, problems: &mut Problems) {
    let near = kind
        .nearest(id)
        .map(|near| format!("; did you mean `{near}`?"));
    let text = format!("there is no `{}`{}", shorten(id), near.unwrap_or_default());
    problems.add("reference_unknown", text);
}
