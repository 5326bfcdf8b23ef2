use super::*;
use crate::path::Path;

/// After the example of the form's documentation: a lecture with its lab, and an additional course.
const PLAN: &str = "\u{feff}Curriculum,Underwater Basket Weaving,,\r\n\
Degree Plan,\"Ready, \"\"set\"\", go\",,\r\n\
Institution,ACME State University\r\n\
Degree Type,AA\r\nSystem Type,semester\r\nCIP,50.0712\r\n\
# a comment, which nobody reads\r\n,,,\r\n\
Courses,,,\r\n\
Course ID,Course Name,Prefix,Number,Prerequisites,Corequisites,Strict-Corequisites,Credit Hours,Institution,Canonical Name,Term,Complexity\r\n\
1,Introduction to Baskets,BW,101,,,,3,,Baskets I,1,5.0\r\n\
4,Basic Basket Forms,BW,111,1;,,5,3.5,,,2\r\n\
5,Basic Basket Forms Lab,BW,111L,,,,1,,,2\r\n\
8,Elective,,,4;5,1,,3,Elsewhere,,\r\n\
Additional Courses\r\n\
Course ID,Course Name,Credit Hours,Term\r\n\
9,\"Precalculus\nfor weavers\",3,1\r\n";

#[test]
fn a_degree_plan_is_read_and_written_without_loss() {
    let imported = Curriculum::from_csv(PLAN).unwrap();
    let curriculum = &imported.curriculum;
    assert_eq!(
        curriculum.degree_plan.as_deref(),
        Some("Ready, \"set\", go")
    );
    assert_eq!(curriculum.courses[1].prerequisites, [1]);
    assert_eq!(curriculum.courses[1].strict_corequisites, [5]);
    assert_eq!(curriculum.courses[1].credit_hours.to_string(), "3.5");
    assert_eq!(
        (curriculum.courses[0].term, curriculum.courses[3].term),
        (Some(1), None)
    );
    assert_eq!(curriculum.additional[0].name, "Precalculus\nfor weavers");
    assert_eq!(
        (imported.notes[0].line, imported.notes[0].code.as_str()),
        (10, "column_ignored")
    );
    assert_eq!(
        &Curriculum::from_csv(&curriculum.to_csv())
            .unwrap()
            .curriculum,
        curriculum
    );
    let json = serde_json::to_string(curriculum).unwrap();
    assert_eq!(
        &serde_json::from_str::<Curriculum>(&json).unwrap(),
        curriculum
    );
}

#[test]
fn a_curriculum_becomes_a_path_and_comes_back() {
    let curriculum = Curriculum::from_csv(PLAN).unwrap().curriculum;
    let definition = curriculum.to_path("weaving".parse().unwrap()).unwrap();
    let ids: Vec<&str> = definition
        .steps
        .iter()
        .map(|step| step.id.as_str())
        .collect();
    assert_eq!(ids, ["BW 101", "BW 111", "BW 111L", "8", "9"]);
    let path = Path::compile(definition).unwrap();
    let (back, losses) = Curriculum::from_path(&path);
    assert!(losses.is_empty(), "{losses:?}");
    assert_eq!(
        &back.to_path("weaving".parse().unwrap()).unwrap(),
        path.definition()
    );
}

#[test]
fn what_a_curriculum_cannot_say_is_named() {
    let text = r#"{"id": "p", "title": "P", "measure": "credits", "steps": [
        {"id": "a", "title": "A", "item": {"type": "course", "course": "a"}},
        {"id": "b", "title": "B", "item": {"type": "milestone"}, "requires": [{"type": "score", "step": "a", "atLeast": "50"}]}]}"#;
    let path = Path::compile(serde_json::from_str(text).unwrap()).unwrap();
    let (_, losses) = Curriculum::from_path(&path);
    let paths: Vec<&str> = losses.iter().map(|loss| loss.path.as_str()).collect();
    assert_eq!(paths, ["$.steps[1].item", "$.steps[1].requires[0]"]);
}

/// A file as a stranger saves it: other capitals, blanks in places, columns in another order and of their own.
#[test]
fn a_strangers_file_is_read_as_it_was_meant() {
    let text = "\u{feff} Curriculum , \"Basket  Weaving \" \r\n System Type,Semester\r\n\r\nCourses\r\n\
        Credit Hours , Course Name,Room, Course ID ,Prerequisites\r\n 3.0 ,\"Weaving, plain\" ,A 1, 1 ,\r\n\
        2, \"\"\"Fancy\"\" weaving\",A 2,2,\" 1 ; \"\r\n";
    let imported = Curriculum::from_csv(text).unwrap();
    let curriculum = &imported.curriculum;
    assert_eq!(curriculum.name, "Basket  Weaving ");
    assert_eq!(curriculum.system_type, "semester");
    assert_eq!(curriculum.courses[0].name, "Weaving, plain");
    assert_eq!(curriculum.courses[0].credit_hours.to_string(), "3");
    assert_eq!(curriculum.courses[1].name, "\"Fancy\" weaving");
    assert_eq!(curriculum.courses[1].prerequisites, [1]);
    assert_eq!(imported.notes[0].message, "the column `Room` is not kept");
}

#[test]
fn what_other_programs_add_is_noted() {
    let text = "Curriculum,C\nYear,2025\nSystem Type,semester\nTotal Structural Complexity,3.0\nLongest Delay,2,A->B\n\
        Courses\n\nCourse ID,Course Name,Prerequisites,Credit Hours,Complexity,Chain Length\n\
        1,A,,3,3.0,1\n2,B,1,3,2.0,2\n";
    let imported = Curriculum::from_csv(text).unwrap();
    assert_eq!(imported.curriculum.courses[1].prerequisites, [1]);
    let notes = imported.notes.iter();
    let notes: Vec<_> = notes.map(|note| (note.line, note.code.as_str())).collect();
    let head = [2, 4, 5].map(|line| (line, "keyword_ignored"));
    let columns = [(8, "column_ignored"); 2];
    assert_eq!(notes, [&head[..], &columns[..]].concat());
}

#[test]
fn hostile_documents_are_refused_with_their_place() {
    let table = |rows: &str| {
        format!("Curriculum,C\nCourses\nCourse ID,Course Name,Prerequisites,Credit Hours\n{rows}")
    };
    let long = "x".repeat(MAX_CSV_CELL_BYTES + 1);
    let wide = ",".repeat(MAX_CSV_CELLS);
    for (text, place, code) in [
        (String::new(), (1, 1), "section_missing"),
        ("Curriculum,\n".into(), (1, 2), "cell_missing"),
        (
            "Curriculum,C\nInstitution,A\nInstitution,B".into(),
            (3, 1),
            "keyword_duplicate",
        ),
        ("Curriculum,C\nMotto,A".into(), (2, 1), "section_missing"),
        (
            "Curriculum,C\nSystem Type,trimester".into(),
            (2, 2),
            "system_unknown",
        ),
        ("Curriculum,C\nCIP,1".into(), (2, 1), "section_missing"),
        (
            "Curriculum,C\nCourses\nCourse ID,Course Name".into(),
            (3, 1),
            "column_missing",
        ),
        (
            "Curriculum,C\nCourses\nCourse ID,Course ID".into(),
            (3, 2),
            "column_duplicate",
        ),
        (table("1,A,,3\n1,B,,3"), (5, 1), "id_duplicate"),
        (table("1,A,2,3"), (4, 3), "reference_unknown"),
        (table("1,A,1,3"), (4, 3), "self_requirement"),
        (table("1,A,x,3"), (4, 3), "number_form"),
        (table("1,A,1;1,3"), (4, 3), "requisite_duplicate"),
        (table("-1,A,,3"), (4, 1), "number_form"),
        (table("99999999999999999999,A,,3"), (4, 1), "number_form"),
        (table("1,,,3"), (4, 2), "cell_missing"),
        (table("1,A,,three"), (4, 4), "number_form"),
        (table("1,A,,-3"), (4, 4), "credits_out_of_range"),
        (table("1,\"A\nB,,3"), (4, 2), "csv_quote_open"),
        (table("1,\"A\" B,,3"), (4, 2), "csv_quote_form"),
        (table("1,A\"B,,3"), (4, 2), "csv_quote_form"),
        (table(&format!("1,{long},,3")), (4, 2), "csv_cell_too_long"),
        (table(&wide), (4, 65), "csv_too_many_cells"),
        (
            table("1,A,,3\nAdditional Courses"),
            (5, 1),
            "section_not_allowed",
        ),
    ] {
        let error = Curriculum::from_csv(&text).unwrap_err();
        assert_eq!(
            ((error.line, error.column), error.code.as_str()),
            (place, code),
            "{text:.80}"
        );
    }
    let rows: String = (0..=MAX_CSV_ROWS)
        .map(|id| format!("{id},A,,3\n"))
        .collect();
    assert_eq!(
        Curriculum::from_csv(&table(&rows)).unwrap_err().code,
        "csv_too_many_rows"
    );
    assert_eq!(
        Curriculum::from_csv(&" ".repeat(MAX_CSV_BYTES + 1))
            .unwrap_err()
            .code,
        "csv_too_large"
    );
}
