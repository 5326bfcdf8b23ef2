use core::fmt;

use super::reasons::{Node, Shape};
use super::{Asked, Found, Truth, english};
use crate::EventId;
use crate::time::{Instant, Interval};

/// One reason of an explanation: a condition or operator of the rule with its value and what it rests on.
///
/// A view into the [`Reasons`](super::Reasons) that it belongs to, and cheap to copy. Written as JSON it also has its
/// default English `text`; hosts that translate use `code` with `params` and `found`.
#[derive(Clone, Copy)]
pub struct Reason<'v> {
    /// What was asked.
    pub asked: &'v Asked,
    /// Its value.
    pub truth: Truth,
    /// The stable code, such as `course_not_completed`: also the key of its message.
    pub code: &'v str,
    /// What the facts say, where they say something.
    pub found: Option<&'v Found>,
    /// When the fact that it rests on became so.
    pub at: Option<Instant>,
    /// The event that it rests on.
    pub event: Option<&'v EventId>,
    /// Around the instant asked about: as long as this reason's value cannot change without a new event.
    pub until: Interval,
    /// Its own shape and node, and those below it.
    pub(super) shapes: &'v [Shape],
    pub(super) nodes: &'v [Node],
}

impl<'v> Reason<'v> {
    /// The first of some shapes and nodes, with those below it; `None` when there are none.
    pub(super) fn first(shapes: &'v [Shape], nodes: &'v [Node]) -> Option<Self> {
        let (shape, node) = (shapes.first()?, nodes.first()?);
        let size = shape.size as usize;
        Some(Self {
            asked: &shape.asked,
            truth: node.truth,
            code: &node.code,
            found: node.found.as_ref(),
            at: node.at,
            event: node.event.as_ref(),
            until: node.until(),
            shapes: shapes.get(..size)?,
            nodes: nodes.get(..size)?,
        })
    }

    /// The reasons right below an operator, in author order: also those that did not matter. Constant for each of them.
    pub fn of(&self) -> impl Iterator<Item = Self> + use<'v> {
        let mut shapes = self.shapes.get(1..).unwrap_or_default();
        let mut nodes = self.nodes.get(1..).unwrap_or_default();
        core::iter::from_fn(move || {
            let next = Self::first(shapes, nodes)?;
            shapes = shapes.get(next.shapes.len()..)?;
            nodes = nodes.get(next.nodes.len()..)?;
            Some(next)
        })
    }

    /// Whether there are no reasons below it: it is a condition, or an operator of which no more is shown.
    #[must_use]
    pub fn is_leaf(&self) -> bool {
        self.shapes.len() <= 1
    }

    /// It and every reason below it, in author order.
    pub fn walk(&self) -> impl Iterator<Item = Self> + use<'v> {
        let (mut shapes, mut nodes) = (self.shapes, self.nodes);
        core::iter::from_fn(move || {
            let next = Self::first(shapes, nodes)?;
            (shapes, nodes) = (shapes.get(1..)?, nodes.get(1..)?);
            Some(next)
        })
    }

    /// The default English sentence.
    #[must_use]
    pub fn text(&self) -> String {
        english::sentence(self)
    }
}

/// Two reasons are equal when they and all below them say the same.
impl PartialEq for Reason<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.shapes == other.shapes && self.nodes == other.nodes
    }
}

impl Eq for Reason<'_> {}

impl fmt::Debug for Reason<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of: Vec<Self> = self.of().collect();
        out.debug_struct("Reason")
            .field("asked", &self.asked)
            .field("truth", &self.truth)
            .field("code", &self.code)
            .field("found", &self.found)
            .field("at", &self.at)
            .field("event", &self.event)
            .field("until", &self.until)
            .field("of", &of)
            .finish()
    }
}
