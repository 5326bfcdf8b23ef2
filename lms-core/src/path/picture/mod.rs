//! Pictures of a path: Mermaid, DOT and SVG, plain or in the colours of one learner's progress.
//!
//! The same path and progress give the same bytes. Whatever an author wrote is escaped for the format, so that no title can
//! smuggle in markup or directives.

mod badge;
mod cluster;
mod coordinate;
mod dot;
mod frame;
mod layer;
mod letter;
mod look;
mod mermaid;
mod nest;
mod svg;
mod text;

use serde::{Deserialize, Serialize};

use super::compile::Path;
use super::progress::Progress;
use super::requisites::{Requisites, TooLarge};
use super::words::counted;

pub use layer::MAX_ARROW_BENDS;
pub(crate) use look::Look;

/// The most steps of a path that is drawn (`path_too_large`).
pub const MAX_PICTURED_STEPS: usize = 500;
/// The most arrows of a picture (`path_too_large`).
pub const MAX_PICTURED_ARROWS: usize = 5_000;

/// The most groups of a path that is drawn (`path_too_large`).
pub const MAX_PICTURED_GROUPS: usize = 200;

/// How many of its groups a step names.
const MOST_NAMED: usize = 3;

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
    frames: Vec<frame::Frame>,
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
    /// The groups that it is a member of, in the order written; it is drawn in the first.
    frames: Vec<usize>,
    is_optional: bool,
}

impl Node {
    /// What is said of the step in words: that it is optional, and which groups it is in beside the one around it.
    fn notes(&self, frames: &[frame::Frame]) -> Vec<String> {
        self.told(frames, 1, "also in")
    }

    /// The same where no group is drawn around it.
    fn whereabouts(&self, frames: &[frame::Frame]) -> Vec<String> {
        self.told(frames, 0, "in")
    }

    fn told(&self, frames: &[frame::Frame], from: usize, lead: &str) -> Vec<String> {
        let groups = self.frames.iter().skip(from);
        let named = groups.clone().take(MOST_NAMED);
        let named = named.filter_map(|frame| frames.get(*frame));
        let named: Vec<&str> = named.map(|frame| frame.short.as_str()).collect();
        let optional = self.is_optional.then(|| String::from("optional"));
        let named = (!named.is_empty()).then(|| {
            let more = match groups.len().saturating_sub(MOST_NAMED) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            format!("{lead} {}{more}", named.join(", "))
        });
        optional.into_iter().chain(named).collect()
    }
}

impl Path {
    /// Draws the path; with a learner's progress, in the colours and shapes of where they stand.
    ///
    /// Groups stand with what they ask for: as frames in Mermaid and DOT, each step in the first that it is a member of;
    /// in an SVG, whose columns would tear frames apart, as marks on the boxes and a list of what they mean.
    ///
    /// Nearly linear in the path; laying out an SVG takes some sweeps over all arrows.
    ///
    /// # Errors
    /// [`TooLarge`] above [`MAX_PICTURED_STEPS`] steps, [`MAX_PICTURED_GROUPS`] groups or [`MAX_PICTURED_ARROWS`] arrows.
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
        if self.groups.len() > MAX_PICTURED_GROUPS {
            return Err(TooLarge {
                what: "groups",
                most: MAX_PICTURED_GROUPS,
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
        let (frames, mut members) = frame::frames(path, progress);
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
                    frames: members
                        .get_mut(index)
                        .map(core::mem::take)
                        .unwrap_or_default(),
                    is_optional: step.optional,
                }
            })
            .collect();
        let title = definition.title.as_deref();
        let mut description = format!(
            "{} and {} between them",
            counted(steps.len(), "step"),
            counted(requisites.edges().len(), "requirement")
        );
        if progress.is_some() {
            for look in Look::STATES {
                let count = steps.iter().filter(|step| step.look == look).count();
                if count > 0 {
                    description.push_str(&format!(", {count} {}", look.words()));
                }
            }
        }
        let optional = steps.iter().filter(|step| step.is_optional).count();
        if optional > 0 {
            description.push_str(&format!(", {optional} optional"));
        }
        for frame in &frames {
            description.push_str(&format!(". {}", frame.label()));
        }
        Self {
            frames,
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
