use std::collections::BTreeMap;

use super::text::wrap;
use crate::StepId;
use crate::path::compile::Path;
use crate::path::definition::{Band, GroupDefinition, GroupOrder, GroupRule, Member};
use crate::path::progress::Progress;
use crate::path::words::{amount, counted};

/// The most letters of a group's title that each step in it repeats.
const SHORT: usize = 40;

/// A group of the goal as it is shown: what it is called, what it asks for, and what stands in it.
pub(super) struct Frame {
    pub(super) title: String,
    /// As much of the title as steps repeat that are in it.
    pub(super) short: String,
    /// Its place in the goal, such as `2.1` for the first group in the second one.
    pub(super) mark: String,
    /// What it asks for, and with a learner's progress how far that is.
    pub(super) words: String,
    /// The frame around it.
    pub(super) parent: Option<usize>,
    /// The steps that are drawn in it: each step in the first group that it is a member of.
    pub(super) steps: Vec<usize>,
}

impl Frame {
    /// All that is said of it, in one line.
    pub(super) fn label(&self) -> String {
        format!("{}: {}", self.title, self.words)
    }
}

/// The groups of a path in the order written, and for each step those that it is a member of. A goal that just asks for
/// all of its members is the drawing itself and no frame.
pub(super) fn frames(path: &Path, progress: Option<&Progress>) -> (Vec<Frame>, Vec<Vec<usize>>) {
    let steps = path.definition().steps.len();
    let mut found = Frames {
        path,
        done: progress.map_or_else(BTreeMap::new, far),
        frames: Vec::new(),
        members: vec![Vec::new(); steps],
        home: vec![false; steps],
    };
    if let Some(goal) = &path.definition().goal {
        let is_plain = goal.rule == GroupRule::All && goal.order == GroupOrder::Any;
        found.walk(goal, !is_plain);
    }
    (found.frames, found.members)
}

/// How far each group is, in words.
fn far(progress: &Progress) -> BTreeMap<&StepId, String> {
    let groups = progress.groups.iter();
    let groups = groups.map(|group| {
        let (all, whole) = (group.share.numerator(), group.share.denominator());
        let percent = all.checked_mul(100).and_then(|all| all.checked_div(whole));
        let words = match percent {
            _ if group.finished => String::from("finished"),
            Some(percent) => format!("{percent} percent done"),
            None => String::from("begun"),
        };
        (&group.group, words)
    });
    groups.collect()
}

struct Frames<'a> {
    path: &'a Path,
    done: BTreeMap<&'a StepId, String>,
    frames: Vec<Frame>,
    members: Vec<Vec<usize>>,
    home: Vec<bool>,
}

impl<'a> Frames<'a> {
    /// Every group before those inside it, in the order written; as deep as groups stand in groups.
    fn walk(&mut self, goal: &'a GroupDefinition, is_framed: bool) {
        let mut stack: Vec<(&GroupDefinition, Option<usize>, String)> =
            vec![(goal, None, String::from("1"))];
        let mut is_framed = is_framed;
        while let Some((group, parent, mark)) = stack.pop() {
            let own = is_framed.then_some(self.frames.len());
            if is_framed {
                self.frames.push(self.frame(group, parent, mark.clone()));
            }
            let mut inner = Vec::new();
            for member in &group.members {
                match member {
                    Member::Step { step } => self.member(step, own),
                    Member::Group(group) => {
                        let number = inner.len().saturating_add(1);
                        let mark = match own {
                            Some(_) => format!("{mark}.{number}"),
                            None => number.to_string(),
                        };
                        inner.push((group, own, mark));
                    }
                }
            }
            stack.extend(inner.into_iter().rev());
            is_framed = true;
        }
    }

    fn frame(&self, group: &GroupDefinition, parent: Option<usize>, mark: String) -> Frame {
        let title = group.title.as_deref().unwrap_or(group.id.as_str());
        let mut words = self.rule(group);
        if group.order == GroupOrder::Strict {
            words.push_str(", in the order written");
        }
        if group.optional {
            words.push_str(", optional");
        }
        if let Some(done) = self.done.get(&group.id) {
            words.push_str(&format!(" ({done})"));
        }
        Frame {
            title: title.to_owned(),
            short: wrap(title, SHORT, 1, |_| 1).concat(),
            mark,
            words,
            parent,
            steps: Vec::new(),
        }
    }

    fn member(&mut self, step: &StepId, frame: Option<usize>) {
        let index = self.path.node(step).map(|node| node as usize);
        let (Some(index), Some(frame)) = (index, frame) else {
            return;
        };
        if let Some(list) = self.members.get_mut(index) {
            list.push(frame);
        }
        let home = self.home.get_mut(index).filter(|home| !**home);
        if let Some((home, frame)) = home.zip(self.frames.get_mut(frame)) {
            *home = true;
            frame.steps.push(index);
        }
    }

    /// What a group asks for.
    fn rule(&self, group: &GroupDefinition) -> String {
        let count = group.members.len();
        match &group.rule {
            GroupRule::All => String::from("all"),
            GroupRule::Any => format!("any 1 of {count}"),
            GroupRule::AtLeast { count: least } => format!("at least {least} of {count}"),
            GroupRule::AtLeastCredits { credits } => {
                format!("at least {}", amount(*credits, "credit"))
            }
            GroupRule::AtLeastPoints { points } => format!("at least {}", amount(*points, "point")),
            GroupRule::OneTrack => format!("1 of {}", counted(count, "track")),
            GroupRule::Branch { on, bands } => {
                let step = self.path.node(on);
                let step = step.and_then(|node| self.path.definition().steps.get(node as usize));
                let title = step.and_then(|step| step.title.as_deref());
                let bands: Vec<String> = bands.iter().map(band).collect();
                let title = title.unwrap_or(on.as_str());
                format!("by the score in {title}: {}", bands.join(" / "))
            }
        }
    }
}

fn band(band: &Band) -> String {
    match band.until {
        Some(until) if band.from.micros() <= 0 => format!("below {until}"),
        Some(until) => format!("{} to below {until}", band.from),
        None => format!("from {}", band.from),
    }
}
