//! Pictures of a path: Mermaid, DOT and SVG, plain or in the colours of one learner's progress.
//!
//! The same path and progress give the same bytes. Whatever an author wrote is escaped for the format, so that no title can
//! smuggle in markup or directives.

mod coordinate;
mod dot;
mod layer;
mod letter;
mod look;
mod mermaid;
mod svg;
mod text;

use serde::{Deserialize, Serialize};

use super::compile::Path;
use super::progress::Progress;
use super::requisites::{Requisites, TooLarge};

pub use layer::MAX_ARROW_BENDS;
pub(crate) use look::Look;

/// The most steps of a path that is drawn (`path_too_large`).
pub const MAX_PICTURED_STEPS: usize = 500;
/// The most arrows of a picture (`path_too_large`).
pub const MAX_PICTURED_ARROWS: usize = 5_000;

/// The form of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PictureFormat {
    /// A Mermaid flowchart, which Markdown renderers draw. As it is set up by default, Mermaid itself refuses flowcharts of
    /// more than 500 arrows or 50,000 letters (`maxEdges` and `maxTextSize` of its settings).
    Mermaid,
    /// A Graphviz graph.
    Dot,
    /// A drawing of its own, laid out here; nothing else is needed to show it.
    Svg,
}

/// Everything that a picture shows, whatever its form.
struct Scene<'a> {
    title: String,
    description: String,
    steps: Vec<Node>,
    requisites: &'a Requisites,
    /// Whether the steps are in the colours of a learner's progress.
    is_coloured: bool,
}

/// One step in a picture.
struct Node {
    title: String,
    /// The course's id, or the step's where there is none, where it says more than the title.
    code: Option<String>,
    look: Look,
}

impl Path {
    /// Draws the path; with a learner's progress, in the colours and shapes of where they stand.
    ///
    /// Nearly linear in the path; laying out an SVG takes some sweeps over all arrows.
    ///
    /// # Errors
    /// [`TooLarge`] above [`MAX_PICTURED_STEPS`] steps or [`MAX_PICTURED_ARROWS`] arrows.
    ///
    /// ```
    /// use lms_core::path::{Path, PictureFormat};
    /// let path = Path::compile(serde_json::from_str(r#"{"id": "p", "title": "First aid", "steps": [
    ///     {"id": "theory", "item": {"type": "course", "course": "FA-1"}},
    ///     {"id": "practice", "item": {"type": "course", "course": "FA-2"}, "requires": [{"type": "before", "step": "theory"}]}
    /// ]}"#).unwrap()).unwrap();
    /// let picture = path.picture(PictureFormat::Mermaid, None).unwrap();
    /// assert!(picture.starts_with("flowchart LR\n  accTitle: First aid\n"));
    /// assert!(picture.contains("n0 --> n1"));
    /// ```
    pub fn picture(
        &self,
        format: PictureFormat,
        progress: Option<&Progress>,
    ) -> Result<String, TooLarge> {
        let steps = &self.definition().steps;
        if steps.len() > MAX_PICTURED_STEPS {
            return Err(TooLarge {
                what: "steps",
                most: MAX_PICTURED_STEPS,
            });
        }
        let requisites = Requisites::of(self)?;
        if requisites.edges().len() > MAX_PICTURED_ARROWS {
            return Err(TooLarge {
                what: "arrows",
                most: MAX_PICTURED_ARROWS,
            });
        }
        let scene = Scene::new(self, &requisites, progress);
        match format {
            PictureFormat::Mermaid => Ok(mermaid::draw(&scene)),
            PictureFormat::Dot => Ok(dot::draw(&scene)),
            PictureFormat::Svg => svg::draw(&scene),
        }
    }
}

impl<'a> Scene<'a> {
    fn new(path: &Path, requisites: &'a Requisites, progress: Option<&Progress>) -> Self {
        use super::definition::Item;
        let definition = path.definition();
        let steps: Vec<Node> = definition
            .steps
            .iter()
            .enumerate()
            .map(|(index, step)| {
                let code = match &step.item {
                    Item::Course { course, .. } => course.as_str(),
                    Item::Path { path, .. } => path.as_str(),
                    _ => step.id.as_str(),
                };
                let title = step.title.as_deref().unwrap_or(code);
                let state = progress.and_then(|progress| progress.steps.get(index));
                Node {
                    code: Some(code).filter(|code| *code != title).map(str::to_owned),
                    title: title.to_owned(),
                    look: state.map_or(Look::Plain, |state| Look::of(&state.state)),
                }
            })
            .collect();
        let title = definition.title.as_deref();
        let mut description = format!(
            "{} and {} between them",
            text::counted(steps.len(), "step"),
            text::counted(requisites.edges().len(), "requirement")
        );
        if progress.is_some() {
            for look in Look::STATES {
                let count = steps.iter().filter(|step| step.look == look).count();
                if count > 0 {
                    description.push_str(&format!(", {count} {}", look.words()));
                }
            }
        }
        Self {
            title: title.unwrap_or(definition.id.as_str()).to_owned(),
            description,
            steps,
            requisites,
            is_coloured: progress.is_some(),
        }
    }
}

#[cfg(test)]
mod tests;
