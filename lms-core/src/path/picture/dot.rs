use super::look::{Look, Stroke};
use super::nest::{Part, nest};
use super::text;
use super::{Node, Scene};

/// A graph in the language of Graphviz.
pub(super) fn draw(scene: &Scene<'_>) -> String {
    let title = text::dot(&scene.title);
    let description = text::dot(&scene.description);
    let mut out = String::from("digraph path {\n");
    out.push_str(&format!(
        "  graph [rankdir=LR, label=\"{title}\", labelloc=t, tooltip=\"{description}\", fontname=\"Helvetica\"];\n"
    ));
    out.push_str("  node [shape=box, style=filled, fillcolor=\"#ffffff\", color=\"#333333\", fontname=\"Helvetica\", fontsize=11];\n");
    out.push_str("  edge [color=\"#444444\", fontname=\"Helvetica\", fontsize=9];\n");
    nest(scene, &mut |depth, part| {
        let pad = "  ".repeat(depth.saturating_add(1));
        match part {
            Part::Open(index, frame) => {
                let lines = text::wrap(&frame.label(), 40, 3, |_| 1);
                let lines: Vec<String> = lines.iter().map(|line| text::dot(line)).collect();
                let tooltip = text::dot(&frame.label());
                out.push_str(&format!(
                    "{pad}subgraph cluster_{index} {{\n{pad}  graph [label=\"{}\", tooltip=\"{tooltip}\", labeljust=l, fontsize=10, style=rounded, color=\"#767676\"];\n",
                    lines.join("\\n")
                ));
            }
            Part::Step(index, node) => {
                out.push_str(&format!("{pad}{}\n", step(scene, index, node)))
            }
            Part::Close => out.push_str(&format!("{pad}}}\n")),
        }
    });
    for edge in scene.requisites.edges() {
        let style = match Stroke::of(edge) {
            Stroke::Solid => "",
            Stroke::Dashed => " [style=dashed, label=\"or together\"]",
            Stroke::Thick => " [penwidth=2.5, label=\"together\"]",
            Stroke::Dotted => " [style=dotted, label=\"one of\"]",
        };
        out.push_str(&format!("  n{} -> n{}{style};\n", edge.from, edge.to));
    }
    out.push_str("}\n");
    out
}

fn step(scene: &Scene<'_>, index: usize, node: &Node) -> String {
    let mut lines = Vec::new();
    lines.extend(node.code.as_deref().map(text::dot));
    let title = text::wrap(&node.title, 24, 3, |_| 1);
    lines.extend(title.iter().map(|line| text::dot(line)));
    for note in node.notes(&scene.frames) {
        let note = text::wrap(&note, 24, 3, |_| 1);
        lines.extend(note.iter().map(|line| text::dot(line)));
    }
    if scene.is_coloured {
        lines.push(format!("({})", node.look.words()));
    }
    let label = lines.join("\\n");
    let tooltip = text::dot(&node.title);
    let mut out = format!("n{index} [label=\"{label}\", tooltip=\"{tooltip}\"");
    if scene.is_coloured {
        let (fill, stroke) = node.look.colours();
        let (shape, style) = shape(node.look);
        out.push_str(&format!(
            ", shape={shape}, style=\"{style}\", fillcolor=\"{fill}\", color=\"{stroke}\""
        ));
    }
    out.push_str("];");
    out
}

/// The shape of each state, and how it is filled.
fn shape(look: Look) -> (&'static str, &'static str) {
    match look {
        Look::Plain | Look::Open => ("box", "filled"),
        Look::Locked => ("box", "filled,dashed"),
        Look::InProgress => ("hexagon", "filled"),
        Look::Completed => ("box", "filled,rounded"),
        Look::Waived => ("ellipse", "filled"),
        Look::Failed => ("octagon", "filled"),
        Look::Expired => ("trapezium", "filled"),
    }
}
