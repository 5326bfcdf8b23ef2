//! Curricula survive the way through CSV, JSON and paths; no text makes the reader fail in another way than by an error.

use lms_core::path::{Curriculum, CurriculumCourse, Path};
use proptest::prelude::*;

use super::small::{definition, steps};

/// Texts as they stand in spreadsheets: quotation marks, commas and line ends inside, and blanks around.
fn text() -> impl Strategy<Value = String> {
    proptest::string::string_regex(
        "[ \r\t]?[A-Za-zÄé\"',;#\u{feff}]{1,6}( [\\n,\"x]{1,4})?[ \u{a0}\n]?",
    )
    .unwrap()
}

fn course(id: u64) -> impl Strategy<Value = CurriculumCourse> {
    let list = || proptest::collection::btree_set(1..id.max(2), 0..3);
    (
        text(),
        text(),
        text(),
        0..9_i64,
        list(),
        list(),
        text(),
        proptest::option::of(1..9_u32),
    )
        .prop_map(
            move |(name, prefix, number, half, before, with, canonical_name, term)| {
                CurriculumCourse {
                    id,
                    name,
                    prefix,
                    number,
                    prerequisites: before.into_iter().filter(|other| *other < id).collect(),
                    corequisites: with.into_iter().filter(|other| *other < id).collect(),
                    credit_hours: lms_core::number::Points::from_micros(half * 500_000).unwrap(),
                    canonical_name,
                    term,
                    ..CurriculumCourse::default()
                }
            },
        )
}

fn curriculum() -> impl Strategy<Value = Curriculum> {
    let courses = (1..8_u64).prop_flat_map(|count| (1..=count).map(course).collect::<Vec<_>>());
    (text(), proptest::option::of(text()), text(), courses).prop_map(
        |(name, degree_plan, institution, mut courses)| {
            if degree_plan.is_none() {
                courses.iter_mut().for_each(|course| course.term = None);
            }
            Curriculum {
                name,
                degree_plan,
                institution,
                courses,
                ..Curriculum::default()
            }
        },
    )
}

proptest! {
    #[test]
    fn a_curriculum_comes_back_from_csv_and_json(curriculum in curriculum()) {
        let csv = curriculum.to_csv();
        prop_assert_eq!(&Curriculum::from_csv(&csv).unwrap().curriculum, &curriculum);
        let json = serde_json::to_string(&curriculum).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Curriculum>(&json).unwrap(), &curriculum);
    }

    #[test]
    fn a_path_comes_back_from_a_curriculum(steps in steps(9), titles in proptest::collection::vec(text(), 9)) {
        let mut definition = definition(&steps, "");
        for (step, title) in definition.steps.iter_mut().zip(titles) {
            step.title = Some(title);
        }
        // A curriculum lists prerequisites before corequisites.
        for step in &mut definition.steps {
            step.requires.sort_by_key(|requirement| !matches!(requirement, lms_core::path::Requirement::Before { .. }));
        }
        let path = Path::compile(definition).unwrap();
        let (curriculum, losses) = Curriculum::from_path(&path);
        prop_assert!(losses.is_empty(), "{:?}", losses);
        let read = Curriculum::from_csv(&curriculum.to_csv()).unwrap().curriculum;
        prop_assert_eq!(&read.to_path("p".parse().unwrap()).unwrap(), path.definition());
    }

    /// In whatever order requirements are written and whether or not there are titles: either the path comes back as it
    /// was, or what is lost is named.
    #[test]
    fn nothing_is_lost_without_a_word(
        steps in steps(6),
        titles in proptest::collection::vec(proptest::option::of("[ a\"]{0,2}"), 6),
        blanks in 1..3_usize,
        twice in any::<bool>(),
    ) {
        let mut definition = definition(&steps, "");
        for (step, title) in definition.steps.iter_mut().zip(titles) {
            step.title = title;
            if twice && let Some(first) = step.requires.first().cloned() {
                step.requires.push(first);
            }
        }
        let text = serde_json::to_string(&definition).unwrap().replace("S ", &format!("S{}", " ".repeat(blanks)));
        let Ok(path) = Path::compile(serde_json::from_str(&text).unwrap()) else { return Ok(()) };
        let (curriculum, losses) = Curriculum::from_path(&path);
        let read = Curriculum::from_csv(&curriculum.to_csv()).unwrap().curriculum;
        prop_assert_eq!(&read, &curriculum);
        let back = read.to_path("p".parse().unwrap()).unwrap();
        prop_assert_eq!(losses.is_empty(), &back == path.definition(), "{:?}", losses);
    }

    #[test]
    fn no_text_makes_the_reader_fail_otherwise(text in "(Curriculum,A\nCourses\n(Course ID,Course Name,Credit Hours\n)?)?[\"0-9A,;\n\r# ]{0,80}") {
        if let Ok(imported) = Curriculum::from_csv(&text) {
            prop_assert_eq!(&Curriculum::from_csv(&imported.curriculum.to_csv()).unwrap().curriculum, &imported.curriculum);
        }
    }
}
