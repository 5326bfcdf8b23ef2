//! Pictures for the programs that draw them: `.ci/pictures` has a real Mermaid and a real Graphviz read what is written here.

use lms_core::path::{Path, PictureFormat};
use lms_core::record::{Event, LearnerRecord};

const DEGREE: &str = include_str!("../../data/curricula/kentucky-electrical-engineering.json");

/// What an author, or someone who would like to be one, may write as a title.
const TITLES: [&str; 12] = [
    "plain",
    "\"]; click n0 \"javascript:alert(1)\"",
    "%%{init: {\"theme\": \"dark\"}}%%",
    "<script>alert(1)</script><b>&amp;",
    "end",
    "```mermaid\nflowchart TD\n```",
    "---\ntitle: other\n---",
    "#quot; #35; ;;; {}[]()|",
    "back\\slash \\\" \\n",
    "\u{202e}reversed\u{2066} \u{0}\u{7}",
    "subgraph x; style n0 fill:#f00",
    "Übung — 学习 🎓",
];

fn hostile() -> Path {
    let steps: Vec<serde_json::Value> = TITLES
        .iter()
        .enumerate()
        .map(|(index, title)| {
            let kinds = ["before", "beforeOrTogether", "together"];
            let requires = index.checked_sub(1).map(|before| {
                serde_json::json!([{"type": kinds[index % 3], "step": format!("s{before}")}])
            });
            let requires = requires.unwrap_or_else(|| serde_json::json!([]));
            serde_json::json!({
                "id": format!("s{index}"), "title": title, "requires": requires,
                "item": {"type": "course", "course": format!("c{index}")}
            })
        })
        .collect();
    let definition =
        serde_json::json!({"id": "hostile", "title": TITLES.join(" "), "steps": steps});
    Path::compile(serde_json::from_value(definition).unwrap()).unwrap()
}

#[test]
fn every_picture_is_written_for_its_reader() {
    let mut record = LearnerRecord::new("ada".parse().unwrap());
    for course in ["MA 113", "EGR 102", "c0"] {
        let event = format!(
            r#"{{"at": "2026-11-20T08:00:00Z", "type": "completed", "course": "{course}", "passed": true}}"#
        );
        record.evolve(&serde_json::from_str::<Event>(&event).unwrap());
    }
    let now = "2026-11-22T08:00:00Z".parse().unwrap();
    let degree = Path::compile(serde_json::from_str(DEGREE).unwrap()).unwrap();
    let folder = std::env::var_os("LMS_PICTURES").map(std::path::PathBuf::from);
    for (name, path) in [("degree", degree), ("hostile", hostile())] {
        let progress = path.progress(&record, now);
        for (kind, progress) in [("plain", None), ("learner", Some(&progress))] {
            for (format, ending) in [
                (PictureFormat::Mermaid, "mmd"),
                (PictureFormat::Dot, "dot"),
                (PictureFormat::Svg, "svg"),
            ] {
                let picture = path.picture(format, progress).unwrap();
                assert_eq!(
                    picture.contains("completed"),
                    progress.is_some(),
                    "{name} {kind} {ending}"
                );
                if let Some(folder) = &folder {
                    std::fs::write(folder.join(format!("{name}-{kind}.{ending}")), picture)
                        .unwrap();
                }
            }
        }
    }
}
