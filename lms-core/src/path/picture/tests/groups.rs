use super::*;

/// Sixty courses in groups of every kind, some in several, some optional; the titles are as wide as titles get.
fn grouped() -> Path {
    let step = |index: usize| {
        let needs = match index.checked_sub(11) {
            Some(before) if !index.is_multiple_of(4) => {
                format!(r#"[{{"type": "before", "step": "s{before}"}}]"#)
            }
            _ => "[]".to_owned(),
        };
        let optional = index % 7 == 3;
        format!(
            r#"{{"id": "s{index}", "title": "Wonderful Wide Words {index} and More of Them", "credits": "5",
            "item": {{"type": "course", "course": "COURSE {index}"}}, "optional": {optional}, "requires": {needs}}}"#
        )
    };
    let members = |steps: std::ops::Range<usize>| {
        let steps = steps.map(|step| format!(r#"{{"type": "step", "step": "s{step}"}}"#));
        steps.collect::<Vec<_>>().join(",")
    };
    let group = |id: &str, more: &str, members: &str| {
        format!(
            r#"{{"type": "group", "id": "{id}", "title": "The {id}", {more} "members": [{members}]}}"#
        )
    };
    let rule = |text: &str| format!(r#""rule": {{"type": {text}}},"#);
    let tracks = [
        group("bridges", r#""order": "strict","#, &members(30..34)),
        group("tunnels", "", &members(34..38)),
    ];
    let groups = [
        group("core", "", &members(0..30)),
        group("track", &rule(r#""oneTrack""#), &tracks.join(",")),
        group("labs", &rule(r#""atLeast", "count": 2"#), &members(38..46)),
        group("pick", &rule(r#""any""#), &members(44..47)),
        group(
            "free",
            &(rule(r#""atLeastCredits", "credits": "1""#) + r#""optional": true,"#),
            &members(40..60),
        ),
        group(
            "level",
            &rule(
                r#""branch", "on": "s0", "bands": [{"from": "0", "until": "50"}, {"from": "50"}]"#,
            ),
            &members(58..60),
        ),
    ];
    let steps: Vec<String> = (0..60).map(step).collect();
    path(&format!(
        r#"{{"id": "p", "title": "A degree", "steps": [{}], "goal": {{"id": "goal", "members": [{}]}}}}"#,
        steps.join(","),
        groups.join(",")
    ))
}

#[test]
fn groups_are_framed_with_what_they_ask_for() {
    let path = grouped();
    let mermaid = path.picture(PictureFormat::Mermaid, None).unwrap();
    for line in [
        "  subgraph g0[\"The core: all\"]\n    n0[",
        "  subgraph g1[\"The track: 1 of 2 tracks\"]\n    subgraph g2[\"The bridges: all, in the order written\"]\n      n30[",
        "  subgraph g4[\"The labs: at least 2 of 8\"]",
        "  subgraph g5[\"The pick: any 1 of 3\"]\n    n46[",
        "  subgraph g6[\"The free: at least 1 credit, optional\"]",
        "also in The pick, The free\"]",
    ] {
        assert!(mermaid.contains(line), "{line}: {mermaid}");
    }
    assert_eq!(
        mermaid.matches("subgraph").count(),
        mermaid.matches("end\n").count()
    );
    let dot = path.picture(PictureFormat::Dot, None).unwrap();
    assert!(dot.contains("subgraph cluster_1 {\n    graph [label=\"The track: 1 of 2 tracks\""));
    assert_eq!(dot.matches('{').count(), dot.matches('}').count());
    let svg = path.picture(PictureFormat::Svg, None).unwrap();
    for part in [
        "The level: by the score in Wonderful Wide Words 0 and More of Them: below 50 / from 50.",
        "COURSE 44: Wonderful Wide Words 44 and More of Them, in The labs, The pick, The free<",
        ">3, 4, 5<",
        ">2.1<",
        ">optional<",
        ", 9 optional. The core: all. ",
    ] {
        // The description, the title of a box, its badges.
        assert!(svg.replace("</desc>", ".").contains(part), "{part}");
    }
    // Every step is drawn once, in one frame.
    for step in 0..60 {
        assert_eq!(mermaid.matches(&format!(" n{step}[")).count(), 1, "{step}");
        assert_eq!(dot.matches(&format!(" n{step} [")).count(), 1, "{step}");
    }
    let learner = coloured(&path, PictureFormat::Mermaid);
    assert!(learner.contains("The core: all (0 percent done)"));
}

/// The box of a text: left, right, top and bottom, as wide as its letters may be.
type Area = (i64, i64, i64, i64);

fn texts(svg: &str) -> Vec<Area> {
    let number = |head: &str, name: &str| {
        let value = head.split_once(&format!("{name}=\"")).map(|(_, rest)| rest);
        value.and_then(|rest| rest.split('"').next()?.parse::<i64>().ok())
    };
    let mut found = Vec::new();
    for part in svg.split("<text ").skip(1) {
        let part = part.split_once("</text>").unwrap().0;
        let (outer, rest) = part.split_once('>').unwrap();
        let mut lines = vec![(outer, rest)];
        if rest.starts_with("<tspan") {
            lines = rest
                .split("<tspan ")
                .skip(1)
                .map(|line| line.split_once('>').unwrap())
                .collect();
        }
        for (head, line) in lines {
            let words = line.split('<').next().unwrap();
            let size = number(outer, "font-size").unwrap_or(11);
            let is_bold = outer.contains("bold") || head.contains("bold");
            let width = if is_bold { letter::bold } else { letter::width };
            let wide = text::wide(words, width) as i64 * size / 100;
            let (x, y) = (number(head, "x").unwrap(), number(head, "y").unwrap());
            let left = if outer.contains("middle") {
                x - wide / 2
            } else {
                x
            };
            // Letters of these fonts reach three quarters of their size above the line and a fifth below.
            found.push((left, left + wide, y - size * 3 / 4, y + size / 5));
        }
    }
    found
}

#[test]
fn no_text_overlaps_another_or_leaves_the_drawing() {
    let path = grouped();
    for svg in [
        path.picture(PictureFormat::Svg, None).unwrap(),
        coloured(&path, PictureFormat::Svg),
    ] {
        let texts = texts(&svg);
        assert!(texts.len() > 200);
        let size = svg
            .split_once("viewBox=\"0 0 ")
            .unwrap()
            .1
            .split('"')
            .next()
            .unwrap();
        let size: Vec<i64> = size.split(' ').map(|side| side.parse().unwrap()).collect();
        for (index, one) in texts.iter().enumerate() {
            assert!(
                one.0 >= 0 && one.1 <= size[0] && one.2 >= 0 && one.3 <= size[1],
                "{one:?}"
            );
            for two in &texts[index + 1..] {
                let apart = one.1 <= two.0 || two.1 <= one.0 || one.3 <= two.2 || two.3 <= one.2;
                assert!(apart, "{one:?} {two:?}");
            }
        }
    }
}
