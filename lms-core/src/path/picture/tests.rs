use super::*;
use crate::path::definition::PathDefinition;
use crate::record::{Event, LearnerRecord};

fn path(text: &str) -> Path {
    Path::compile(serde_json::from_str::<PathDefinition>(text).unwrap()).unwrap()
}

fn first_aid(title: &str) -> Path {
    let title = serde_json::to_string(title).unwrap();
    path(&format!(
        r#"{{"id": "p", "title": {title}, "steps": [
            {{"id": "theory", "title": {title}, "item": {{"type": "course", "course": "FA-1"}}}},
            {{"id": "practice", "item": {{"type": "course", "course": "FA-2"}}, "requires": [{{"type": "before", "step": "theory"}}]}},
            {{"id": "exam", "item": {{"type": "course", "course": "FA-3"}}, "requires": [{{"type": "beforeOrTogether", "step": "practice"}}]}},
            {{"id": "talk", "item": {{"type": "milestone"}}}}]}}"#
    ))
}

fn coloured(path: &Path, format: PictureFormat) -> String {
    let mut record = LearnerRecord::new("ada".parse().unwrap());
    let passed =
        r#"{"at": "2026-11-20T08:00:00Z", "type": "completed", "course": "FA-1", "passed": true}"#;
    record.evolve(&serde_json::from_str::<Event>(passed).unwrap());
    let progress = path.progress(&record, "2026-11-22T08:00:00Z".parse().unwrap());
    path.picture(format, Some(&progress)).unwrap()
}

#[test]
fn a_description_counts_one_as_one() {
    let courses = |count: usize| {
        let step = |index: usize| {
            let needs = if index == 1 {
                r#"[{"type": "before", "step": "s0"}]"#
            } else {
                "[]"
            };
            format!(
                r#"{{"id": "s{index}", "item": {{"type": "course", "course": "C{index}"}}, "requires": {needs}}}"#
            )
        };
        let steps: Vec<String> = (0..count).map(step).collect();
        path(&format!(r#"{{"id": "p", "steps": [{}]}}"#, steps.join(",")))
    };
    for (count, told) in [
        (1, "1 step and 0 requirements between them"),
        (2, "2 steps and 1 requirement between them"),
    ] {
        for format in [
            PictureFormat::Mermaid,
            PictureFormat::Dot,
            PictureFormat::Svg,
        ] {
            let picture = courses(count).picture(format, None).unwrap();
            assert!(picture.contains(told), "{picture}");
        }
    }
}

#[test]
fn a_plain_picture_shows_steps_and_how_they_depend() {
    let path = first_aid("First aid");
    assert_eq!(
        path.picture(PictureFormat::Mermaid, None).unwrap(),
        "flowchart LR\n  accTitle: First aid\n  accDescr: 4 steps and 2 requirements between them\n  \
         n0[\"FA-1<br/>First aid\"]\n  n1[\"FA-2\"]\n  n2[\"FA-3\"]\n  n3[\"talk\"]\n  \
         n0 --> n1\n  n1 -- or together --> n2\n"
    );
    let dot = path.picture(PictureFormat::Dot, None).unwrap();
    assert!(dot.contains("n0 -> n1;\n  n1 -> n2 [style=dashed, label=\"or together\"];"));
}

#[test]
fn a_learners_picture_has_states_in_words_shapes_and_colours() {
    let path = first_aid("First aid");
    let mermaid = coloured(&path, PictureFormat::Mermaid);
    assert!(mermaid.contains("n0([\"FA-1<br/>First aid<br/>(completed)\"]):::completed"));
    assert!(mermaid.contains("classDef completed fill:#66c9a9"));
    let svg = coloured(&path, PictureFormat::Svg);
    assert!(svg.contains("<desc>4 steps and 2 requirements between them, 2 completed, "));
    assert!(svg.contains("<title>FA-1: First aid (completed)</title><rect"));
    let dot = coloured(&path, PictureFormat::Dot);
    assert!(dot.contains("label=\"FA-1\\nFirst aid\\n(completed)\""));
}

#[test]
fn titles_cannot_smuggle_in_markup() {
    let hostile = "\"]; click n0 \"javascript:x\" %%{init: {}}%% <script>&\\\n```\u{202e}#quot;";
    let path = first_aid(hostile);
    let mermaid = path.picture(PictureFormat::Mermaid, None).unwrap();
    let label = mermaid.lines().find(|line| line.contains("n0[")).unwrap();
    let inner = label
        .split_once("n0[\"")
        .unwrap()
        .1
        .strip_suffix("\"]")
        .unwrap();
    assert!(
        !inner
            .replace("<br/>", "")
            .contains(['"', '<', '>', '%', '`', '\u{202e}', '\\']),
        "{inner}"
    );
    assert!(inner.contains("#35;quot;"));
    assert!(!mermaid.contains("%%"));
    let svg = path.picture(PictureFormat::Svg, None).unwrap();
    assert!(!svg.contains("<script") && svg.contains("&lt;script&gt;&amp;"));
    let dot = path.picture(PictureFormat::Dot, None).unwrap();
    assert!(dot.contains("\\\"]; click n0 \\\"javascript:x\\\""));
    assert!(dot.lines().all(|line| {
        line.replace("\\\\", "")
            .replace("\\\"", "")
            .matches('"')
            .count()
            % 2
            == 0
    }));
}

#[test]
fn text_is_broken_at_blanks_and_cut_where_it_is_too_long() {
    assert_eq!(
        text::wrap("Introduction to Embedded Systems", 14, 3),
        ["Introduction", "to Embedded", "Systems"]
    );
    assert_eq!(text::wrap("abcdefghij klm", 4, 2), ["abcd", "efg…"]);
    assert_eq!(text::wrap("", 4, 2), [""]);
}

/// Two courses each open the course that is written across from it, so that as written the arrows cross.
#[test]
fn arrows_are_untangled() {
    let path = path(
        r#"{"id": "p", "steps": [
        {"id": "a", "item": {"type": "milestone"}}, {"id": "b", "item": {"type": "milestone"}},
        {"id": "c", "item": {"type": "milestone"}, "requires": [{"type": "before", "step": "b"}]},
        {"id": "d", "item": {"type": "milestone"}, "requires": [{"type": "before", "step": "a"}]}]}"#,
    );
    let requisites = Requisites::of(&path).unwrap();
    let columns = layer::Columns::new(&requisites).unwrap();
    assert_eq!(columns.crossings(), 0);
    let heights = coordinate::heights(&columns, 72, 18);
    assert_eq!((heights[0], heights[1]), (heights[3], heights[2]));
}

#[test]
fn boxes_never_overlap() {
    let mut steps = Vec::new();
    for step in 0..60_usize {
        let needs: Vec<String> = [step / 2, step / 3, step.saturating_sub(7)]
            .iter()
            .filter(|other| **other < step)
            .collect::<std::collections::BTreeSet<_>>()
            .iter()
            .map(|other| format!(r#"{{"type": "before", "step": "s{other}"}}"#))
            .collect();
        let needs = needs.join(",");
        steps.push(format!(
            r#"{{"id": "s{step}", "item": {{"type": "milestone"}}, "requires": [{needs}]}}"#
        ));
    }
    let path = path(&format!(r#"{{"id": "p", "steps": [{}]}}"#, steps.join(",")));
    let columns = layer::Columns::new(&Requisites::of(&path).unwrap()).unwrap();
    let heights = coordinate::heights(&columns, 72, 18);
    for column in &columns.columns {
        for pair in column.windows(2) {
            let both_steps = pair
                .iter()
                .all(|place| matches!(columns.places[*place], layer::Place::Step(_)));
            let distance = heights[pair[1]] - heights[pair[0]];
            assert!(distance >= if both_steps { 72 } else { 18 }, "{distance}");
        }
    }
    let once = path.picture(PictureFormat::Svg, None).unwrap();
    assert_eq!(once, path.picture(PictureFormat::Svg, None).unwrap());
}

#[test]
fn a_picture_that_nobody_could_read_is_refused() {
    let steps: Vec<String> = (0..=MAX_PICTURED_STEPS)
        .map(|step| format!(r#"{{"id": "s{step}", "item": {{"type": "milestone"}}}}"#))
        .collect();
    let path = path(&format!(r#"{{"id": "p", "steps": [{}]}}"#, steps.join(",")));
    assert_eq!(
        path.picture(PictureFormat::Svg, None).unwrap_err().code(),
        "path_too_large"
    );
}
