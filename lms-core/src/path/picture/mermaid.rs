use super::look::{Look, Stroke};
use super::nest::{Part, nest};
use super::text;
use super::{Node, Scene};

/// The most letters of a title or a note.
const LETTERS: usize = 72;

/// A flowchart in the language of Mermaid, with a title and a description for screen readers.
pub(super) fn draw(scene: &Scene<'_>) -> String {
    let mut out = String::from("flowchart LR\n");
    let title = text::mermaid_line(&scene.title);
    if !title.is_empty() {
        out.push_str(&format!("  accTitle: {title}\n"));
    }
    let description = text::mermaid_line(&scene.description);
    out.push_str(&format!("  accDescr: {description}\n"));
    let mut frames: Vec<String> = Vec::new();
    nest(scene, &mut |depth, part| {
        let pad = "  ".repeat(depth.saturating_add(1));
        match part {
            Part::Open(index, frame) => {
                let label = text::mermaid(&cut(&frame.label()));
                out.push_str(&format!("{pad}subgraph g{index}[\"{label}\"]\n"));
                frames.push(format!("g{index}"));
            }
            Part::Step(index, node) => {
                out.push_str(&format!("{pad}{}\n", step(scene, index, node)));
            }
            Part::Close => out.push_str(&format!("{pad}end\n")),
        }
    });
    for edge in scene.requisites.edges() {
        let arrow = match Stroke::of(edge) {
            Stroke::Solid => "-->",
            Stroke::Dashed => "-- or together -->",
            Stroke::Thick => "== together ==>",
            Stroke::Dotted => "-. one of .->",
        };
        out.push_str(&format!("  n{} {arrow} n{}\n", edge.from, edge.to));
    }
    if !frames.is_empty() {
        out.push_str("  classDef group fill:#fafafa,stroke:#767676,color:#000000\n");
        out.push_str(&format!("  class {} group\n", frames.join(",")));
    }
    for look in Look::STATES {
        if scene.is_coloured && scene.steps.iter().any(|step| step.look == look) {
            let (fill, stroke) = look.colours();
            let dash = if look == Look::Locked {
                ",stroke-dasharray:4 3"
            } else {
                ""
            };
            let class = look.class();
            out.push_str(&format!(
                "  classDef {class} fill:{fill},stroke:{stroke},color:#000000{dash}\n"
            ));
        }
    }
    out
}

fn step(scene: &Scene<'_>, index: usize, node: &Node) -> String {
    let mut label = text::mermaid(&cut(&node.title));
    if let Some(code) = &node.code {
        label = format!("{}<br/>{label}", text::mermaid(code));
    }
    for note in node.notes(&scene.frames) {
        label = format!("{label}<br/>{}", text::mermaid(&cut(&note)));
    }
    if scene.is_coloured {
        label = format!("{label}<br/>({})", node.look.words());
    }
    let (open, close) = brackets(node.look);
    let mut out = format!("n{index}{open}\"{label}\"{close}");
    if scene.is_coloured {
        out.push_str(&format!(":::{}", node.look.class()));
    }
    out
}

/// Mermaid breaks lines by itself; a text is cut where the other forms cut it, or nobody could read the rest.
fn cut(text: &str) -> String {
    text::wrap(text, LETTERS, 1, |_| 1).concat()
}

/// The shape of each state.
fn brackets(look: Look) -> (&'static str, &'static str) {
    match look {
        Look::Plain | Look::Open => ("[", "]"),
        Look::Locked => ("[/", "/]"),
        Look::InProgress => ("{{", "}}"),
        Look::Completed => ("([", "])"),
        Look::Waived => ("(", ")"),
        Look::Failed => ("[[", "]]"),
        Look::Expired => ("[\\", "\\]"),
    }
}
