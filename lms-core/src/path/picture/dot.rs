use super::Scene;
use super::look::{Look, Stroke};
use super::text;

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
    for (index, node) in scene.steps.iter().enumerate() {
        let mut lines = Vec::new();
        lines.extend(node.code.as_deref().map(text::dot));
        lines.extend(
            text::wrap(&node.title, 24, 3, |_| 1)
                .iter()
                .map(|line| text::dot(line)),
        );
        if scene.is_coloured {
            lines.push(format!("({})", node.look.words()));
        }
        let label = lines.join("\\n");
        let tooltip = text::dot(&node.title);
        out.push_str(&format!(
            "  n{index} [label=\"{label}\", tooltip=\"{tooltip}\""
        ));
        if scene.is_coloured {
            let (fill, stroke) = node.look.colours();
            let (shape, style) = shape(node.look);
            out.push_str(&format!(
                ", shape={shape}, style=\"{style}\", fillcolor=\"{fill}\", color=\"{stroke}\""
            ));
        }
        out.push_str("];\n");
    }
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
