use super::Scene;
use super::look::{Look, Stroke};
use super::text;

/// The most letters of a title.
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
    for (index, node) in scene.steps.iter().enumerate() {
        // Mermaid breaks lines by itself; a title is cut where the other forms cut it, or nobody could read the rest.
        let title = text::wrap(&node.title, LETTERS, 1, |_| 1).concat();
        let mut label = text::mermaid(&title);
        if let Some(code) = &node.code {
            label = format!("{}<br/>{label}", text::mermaid(code));
        }
        if scene.is_coloured {
            label = format!("{label}<br/>({})", node.look.words());
        }
        let (open, close) = brackets(node.look);
        out.push_str(&format!("  n{index}{open}\"{label}\"{close}"));
        if scene.is_coloured {
            out.push_str(&format!(":::{}", node.look.class()));
        }
        out.push('\n');
    }
    for edge in scene.requisites.edges() {
        let arrow = match Stroke::of(edge) {
            Stroke::Solid => "-->",
            Stroke::Dashed => "-- or together -->",
            Stroke::Thick => "== together ==>",
            Stroke::Dotted => "-. one of .->",
        };
        out.push_str(&format!("  n{} {arrow} n{}\n", edge.from, edge.to));
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
