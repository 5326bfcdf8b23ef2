//! The rules as their authors wrote them, flat, for explanations.

/// What a node asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ask {
    All,
    Any,
    None,
    AtLeast(u32),
    Not,
    Disclosed,
    Rule(u32),
    Question(u32),
}

/// One node, in preorder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) ask: Ask,
    /// The place of what it asks in the rule set's list.
    pub(crate) asked: u32,
    /// How many lines it is long, itself included.
    pub(crate) size: u32,
}

impl Line {
    /// The rule that it refers to.
    pub(crate) fn rule(&self) -> Option<u32> {
        match self.ask {
            Ask::Rule(rule) => Some(rule),
            _ => None,
        }
    }
}

/// All rules, one after the other.
#[derive(Debug, Clone, Default)]
pub(crate) struct Outline {
    pub(crate) lines: Vec<Line>,
}

impl Outline {
    /// Ends the node that began at a place.
    pub(crate) fn close(&mut self, place: usize) {
        let size = self.lines.len().saturating_sub(place);
        if let Some(line) = self.lines.get_mut(place) {
            line.size = u32::try_from(size).unwrap_or(u32::MAX);
        }
    }

    /// All lines of the node at a place.
    pub(crate) fn of(&self, place: u32) -> &[Line] {
        let place = place as usize;
        let size = self.lines.get(place).map_or(0, |line| line.size as usize);
        self.lines
            .get(place..place.saturating_add(size))
            .unwrap_or_default()
    }

    /// The places of a node's children.
    pub(crate) fn children(&self, place: u32) -> impl Iterator<Item = u32> + '_ {
        let size = self.lines.get(place as usize).map_or(0, |line| line.size);
        let end = place.saturating_add(size);
        let mut next = place.saturating_add(1);
        core::iter::from_fn(move || {
            let this = next;
            let size = self.lines.get(this as usize).map_or(1, |line| line.size);
            next = next.saturating_add(size);
            (this < end).then_some(this)
        })
    }

    /// The depth of each line of the node at a place, from 1.
    pub(crate) fn depths(&self, place: u32) -> Vec<u32> {
        let lines = self.of(place);
        let mut ends: Vec<usize> = Vec::new();
        let mut depths = Vec::with_capacity(lines.len());
        for (index, line) in lines.iter().enumerate() {
            while ends.last().is_some_and(|end| *end <= index) {
                ends.pop();
            }
            ends.push(index.saturating_add(line.size as usize));
            depths.push(u32::try_from(ends.len()).unwrap_or(u32::MAX));
        }
        depths
    }
}
