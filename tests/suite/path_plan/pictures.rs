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
    let groups = TITLES.iter().enumerate().map(|(index, title)| {
        let members: Vec<serde_json::Value> = [index, (index + 1) % TITLES.len()]
            .iter()
            .map(|step| serde_json::json!({"type": "step", "step": format!("s{step}")}))
            .collect();
        serde_json::json!({"type": "group", "id": format!("g{index}"), "title": title, "members": members})
    });
    let goal = serde_json::json!({"id": "goal", "members": groups.collect::<Vec<_>>()});
    let definition = serde_json::json!({
        "id": "hostile", "title": TITLES.join(" "), "steps": steps, "goal": goal
    });
    Path::compile(serde_json::from_value(definition).unwrap()).unwrap()
}

/// A degree of sixty courses with titles of many widths, groups, alternatives and steps taken together.
fn sixty() -> Path {
    let titles = [
        "Introduction to Thermodynamics and Statistical Mechanics",
        "Linear Algebra",
        "Donaudampfschifffahrtsgesellschaftskapitänsprüfung",
        "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
        "线性代数与解析几何及其在工程中的应用导论课程内容",
        "الجبر الخطي والهندسة التحليلية",
        "Seminar",
    ];
    let steps: Vec<serde_json::Value> = (0..60_usize)
        .map(|index| {
            let kinds = ["before", "before", "beforeOrTogether"];
            let mut requires = Vec::new();
            for (far, every) in [(9, 4), (14, 3), (23, 5)] {
                if index >= far && index % every > 0 {
                    requires.push(serde_json::json!({
                        "type": kinds[index % 3], "step": format!("s{}", index - far)
                    }));
                }
            }
            match index {
                30 => requires.push(serde_json::json!({"type": "together", "step": "s31"})),
                55 => requires.push(serde_json::json!({"type": "before", "step": "track"})),
                _ => {}
            }
            serde_json::json!({
                "id": format!("s{index}"), "title": titles[index % titles.len()], "requires": requires,
                "credits": "3", "optional": index % 9 == 4, "validFor": if index == 4 { "P1M" } else { "P50Y" },
                "item": {"type": "course", "course": format!("ENG {}", 100 + index)}
            })
        })
        .collect();
    let members = |steps: std::ops::Range<usize>| -> Vec<serde_json::Value> {
        steps
            .map(|step| serde_json::json!({"type": "step", "step": format!("s{step}")}))
            .collect()
    };
    let group = |id: &str, rule: serde_json::Value, members: Vec<serde_json::Value>| serde_json::json!({"type": "group", "id": id, "title": id, "rule": rule, "members": members});
    let all = || serde_json::json!({"type": "all"});
    let tracks = vec![
        group("machines", all(), members(40..43)),
        group("energy", all(), members(43..46)),
    ];
    let goal = serde_json::json!({"id": "goal", "members": [
        group("core", all(), members(0..40)),
        group("track", serde_json::json!({"type": "oneTrack"}), tracks),
        group("electives", serde_json::json!({"type": "atLeastCredits", "credits": "9"}), members(46..60)),
        group("laboratories", serde_json::json!({"type": "atLeast", "count": 2}), members(36..50)),
    ]});
    let definition = serde_json::json!({
        "id": "sixty", "steps": steps, "goal": goal,
        "title": "Mechanical Engineering (Bachelor of Science), examination regulations of 2026"
    });
    Path::compile(serde_json::from_value(definition).unwrap()).unwrap()
}

#[test]
fn every_picture_is_written_for_its_reader() {
    let mut record = LearnerRecord::new("ada".parse().unwrap());
    for (course, day, passed) in [
        ("MA 113", "11-20", true),
        ("EGR 102", "11-20", true),
        ("c0", "11-20", true),
        ("ENG 100", "11-20", true),
        ("ENG 101", "11-20", true),
        ("ENG 104", "02-20", true),
        ("ENG 103", "11-20", false),
    ] {
        let event = format!(
            r#"{{"at": "2026-{day}T08:00:00Z", "type": "completed", "course": "{course}", "passed": {passed}}}"#
        );
        record.evolve(&serde_json::from_str::<Event>(&event).unwrap());
    }
    for event in [
        r#"{"at": "2026-11-20T08:00:00Z", "type": "enrolled", "course": "ENG 105", "version": 1}"#,
        r#"{"at": "2026-11-20T08:00:00Z", "type": "waived", "target": {"type": "step", "path": "sixty", "step": "s2"}}"#,
    ] {
        record.evolve(&serde_json::from_str::<Event>(event).unwrap());
    }
    let now = "2026-11-22T08:00:00Z".parse().unwrap();
    let degree = Path::compile(serde_json::from_str(DEGREE).unwrap()).unwrap();
    let folder = std::env::var_os("LMS_PICTURES").map(std::path::PathBuf::from);
    for (name, path) in [
        ("degree", degree),
        ("hostile", hostile()),
        ("sixty", sixty()),
    ] {
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
