use super::*;
use crate::path::definition::PathDefinition;
use crate::record::{Event, LearnerRecord};

mod groups;

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
    assert!(mermaid.contains("classDef completed fill:#009e73"));
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
        text::wrap("Introduction to Embedded Systems", 14, 3, |_| 1),
        ["Introduction", "to Embedded", "Systems"]
    );
    assert_eq!(text::wrap("abcdefghij klm", 4, 2, |_| 1), ["abcd", "efg…"]);
    assert_eq!(text::wrap("", 4, 2, |_| 1), [""]);
}

/// Widths of DejaVu Sans and Verdana, read from the fonts, in thousandths of their size: none is above what is reckoned.
#[test]
fn letters_are_no_wider_than_is_reckoned() {
    for (letters, thousandths) in [
        ("il", 278),
        ("j", 344),
        ("t", 394),
        ("f", 352),
        ("I", 421),
        ("J", 455),
        ("(", 454),
        ("m", 974),
        ("w", 818),
        ("W", 989),
        ("M", 863),
        ("@", 1000),
        ("%", 1076),
        ("b", 635),
        ("0", 636),
        ("k", 592),
        ("O", 787),
        ("Q", 787),
        ("G", 775),
        ("H", 752),
        ("+", 838),
        ("#", 838),
        ("&", 780),
        ("ü", 634),
        ("Ü", 732),
        ("æ", 982),
        ("Æ", 984),
        ("…", 1000),
        ("—", 1000),
        ("ж", 901),
        ("Щ", 1090 - 45),
        ("学", 1000),
    ] {
        for letter in letters.chars() {
            assert!(letter::width(letter) * 10 >= thousandths, "{letter}");
            assert!(letter::bold(letter) >= letter::width(letter));
        }
    }
    // A mark over a letter takes no room and is never parted from it.
    let marked = "e\u{301}".repeat(3);
    assert_eq!(
        text::wrap(&marked, 130, 9, letter::width),
        ["e\u{301}e\u{301}", "e\u{301}"]
    );
}

#[test]
fn no_line_is_wider_than_its_box_or_the_drawing() {
    let titles = [
        "W".repeat(200),
        "学习".repeat(90),
        "Data Structures and Algorithms ".repeat(9),
        "i".repeat(500),
    ];
    for title in &titles {
        let path = first_aid(title);
        let svg = coloured(&path, PictureFormat::Svg);
        let width: usize = svg
            .split("width=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .parse()
            .unwrap();
        let drawn = svg.split_once("<rect").unwrap().1;
        for part in drawn.split("<tspan ").skip(1) {
            let (head, rest) = part.split_once('>').unwrap();
            let line = rest.split_once('<').unwrap().0;
            let bold = text::wide(line, letter::bold);
            // The heading is set in the larger letters and starts at the margin; all else stands in boxes.
            if head.starts_with("x=\"24\"") {
                assert!(bold * 18 <= (width - 48) * 100, "{line}");
            } else if head.contains("bold") {
                assert!(bold * 11 <= 158 * 100, "{line}");
            } else {
                assert!(text::wide(line, letter::width) * 11 <= 158 * 100, "{line}");
            }
        }
        assert!(drawn.contains('…'));
    }
}

/// The parts of red, green and blue in a colour such as `#009e73`, from 0 to 1.
fn parts(colour: &str) -> [f64; 3] {
    let value = u32::from_str_radix(colour.trim_start_matches('#'), 16).unwrap();
    [value >> 16, (value >> 8) & 0xff, value & 0xff].map(|part| f64::from(part) / 255.0)
}

/// The relative luminance of a colour, as of the Web Content Accessibility Guidelines 2.1.
fn luminance(colour: &str) -> f64 {
    let linear = |part: f64| {
        if part <= 0.040_45 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    };
    let [red, green, blue] = parts(colour).map(linear);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn contrast(one: &str, two: &str) -> f64 {
    let (one, two) = (luminance(one), luminance(two));
    (one.max(two) + 0.05) / (one.min(two) + 0.05)
}

/// Text 4.5 to 1 on every area; edges and arrows, which carry meaning, 3 to 1 on white and on the area within.
#[test]
fn colours_have_the_contrast_that_readers_need() {
    for look in Look::STATES.into_iter().chain([Look::Plain]) {
        let (fill, edge) = look.colours();
        assert!(contrast("#000000", fill) >= 4.5, "{look:?}");
        assert!(
            contrast(edge, fill) >= 3.0 && contrast(edge, "#ffffff") >= 3.0,
            "{look:?}"
        );
    }
    assert!(contrast("#444444", "#ffffff") >= 4.5);
}

/// What a colour looks like to someone without the receptors for red or green (F. Viénot, H. Brettel, J. Mollon, Digital
/// video colourmaps for checking the legibility of displays by dichromats, 1999), in light of red, green and blue.
fn as_seen(colour: &str, matrix: [[f64; 3]; 3]) -> [f64; 3] {
    let light = parts(colour).map(|part| part.powf(2.2));
    matrix.map(|row| {
        row.iter()
            .zip(light)
            .map(|(factor, part)| factor * part)
            .sum::<f64>()
            .max(0.0)
            .powf(1.0 / 2.2)
    })
}

#[test]
fn states_differ_for_every_colour_vision_and_in_shape() {
    let normal = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
    let protan = [
        [0.112_38, 0.887_62, 0.0],
        [0.112_38, 0.887_62, 0.0],
        [0.004_01, -0.004_01, 1.0],
    ];
    let deutan = [
        [0.292_75, 0.707_25, 0.0],
        [0.292_75, 0.707_25, 0.0],
        [-0.022_34, 0.022_34, 1.0],
    ];
    for matrix in [normal, protan, deutan] {
        for (index, one) in Look::STATES.iter().enumerate() {
            for two in &Look::STATES[index + 1..] {
                let (a, b) = (
                    as_seen(one.colours().0, matrix),
                    as_seen(two.colours().0, matrix),
                );
                let apart: f64 = a
                    .iter()
                    .zip(b)
                    .map(|(a, b)| (a - b).powi(2))
                    .sum::<f64>()
                    .sqrt();
                assert!(apart > 0.2, "{one:?} {two:?}: {apart}");
            }
        }
    }
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

#[test]
fn what_is_seen_as_one_letter_is_never_torn_apart() {
    let family = "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}\u{200d}\u{1f466}";
    for (text, parts) in [
        (family, &[family][..]),
        (
            "\u{1f44d}\u{1f3fd}\u{1f44d}",
            &["\u{1f44d}\u{1f3fd}", "\u{1f44d}"],
        ),
        (
            "\u{2764}\u{fe0f}\u{200d}\u{1f525}x",
            &["\u{2764}\u{fe0f}\u{200d}\u{1f525}", "x"],
        ),
        (
            "\u{1f1e9}\u{1f1ea}\u{1f1eb}\u{1f1f7}\u{1f1e6}",
            &["\u{1f1e9}\u{1f1ea}", "\u{1f1eb}\u{1f1f7}", "\u{1f1e6}"],
        ),
        ("1\u{fe0f}\u{20e3}2", &["1\u{fe0f}\u{20e3}", "2"]),
        ("e\u{301}a", &["e\u{301}", "a"]),
        ("हिन्दी", &["हि", "न्", "दी"]),
        ("ที่นี่", &["ที่", "นี่"]),
        (
            "\u{1112}\u{1161}\u{11ab}\u{1100}",
            &["\u{1112}\u{1161}\u{11ab}", "\u{1100}"],
        ),
        ("学习", &["学", "习"]),
        ("", &[]),
    ] {
        assert_eq!(cluster::clusters(text), parts, "{text}");
    }
    // Lines break between families, and what is cut off ends before one.
    let families = family.repeat(4);
    let width = letter::width;
    let wide = text::wide(family, width);
    assert_eq!(
        text::wrap(&families, wide * 2, 9, width),
        [family.repeat(2), family.repeat(2)]
    );
    assert_eq!(
        text::wrap(&families, wide * 2, 1, width),
        [format!("{family}…")]
    );
    // One that no line could hold is taken apart after all, and a pile of marks is no higher than four.
    for line in text::wrap(
        &family
            .repeat(9)
            .replace("\u{1f466}\u{1f468}", "\u{1f466}\u{200d}\u{1f468}"),
        1_000,
        99,
        width,
    ) {
        assert!(text::wide(&line, width) <= 1_000);
    }
    assert_eq!(
        text::wrap(&format!("a{}", "\u{301}".repeat(99)), 100, 1, width),
        ["a\u{301}\u{301}\u{301}\u{301}"]
    );
}
