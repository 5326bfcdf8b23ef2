use super::frame::Frame;
use super::{Node, Scene};

/// What comes next in a form that nests what it frames.
pub(super) enum Part<'a> {
    /// A frame begins.
    Open(usize, &'a Frame),
    /// A step of the frame that was opened last and is not closed.
    Step(usize, &'a Node),
    /// The last frame ends.
    Close,
}

/// Gives out frames and steps, nested, with how deep they stand: first what is in no frame. A frame whose steps are all
/// drawn in others is left out.
pub(super) fn nest(scene: &Scene<'_>, write: &mut dyn FnMut(usize, Part<'_>)) {
    for (index, node) in scene.steps.iter().enumerate() {
        if node.frames.is_empty() {
            write(0, Part::Step(index, node));
        }
    }
    // A frame stands before those inside it, so that those know by the time they come.
    let mut filled: Vec<bool> = scene
        .frames
        .iter()
        .map(|frame| !frame.steps.is_empty())
        .collect();
    for (index, frame) in scene.frames.iter().enumerate().rev() {
        let is_filled = filled.get(index).copied().unwrap_or(false);
        if let Some(slot) = frame.parent.and_then(|parent| filled.get_mut(parent)) {
            *slot |= is_filled;
        }
    }
    let mut open: Vec<usize> = Vec::new();
    for (index, frame) in scene.frames.iter().enumerate() {
        if filled.get(index) != Some(&true) {
            continue;
        }
        while open.last().copied() != frame.parent && open.pop().is_some() {
            write(open.len(), Part::Close);
        }
        write(open.len(), Part::Open(index, frame));
        open.push(index);
        for step in &frame.steps {
            if let Some(node) = scene.steps.get(*step) {
                write(open.len(), Part::Step(*step, node));
            }
        }
    }
    while open.pop().is_some() {
        write(open.len(), Part::Close);
    }
}
