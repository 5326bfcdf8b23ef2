use core::fmt;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Asked, Found, Reason, Truth};
use crate::EventId;
use crate::time::{Instant, Interval};

/// What a reason asks. The same in every explanation of a rule, and so shared by them all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shape {
    pub(crate) asked: Arc<Asked>,
    /// How many reasons it is, itself included: those below it follow it.
    pub(crate) size: u32,
}

/// What was found for a reason.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) truth: Truth,
    pub(crate) code: Cow<'static, str>,
    pub(crate) found: Option<Found>,
    pub(crate) at: Option<Instant>,
    pub(crate) event: Option<EventId>,
    /// The stretch in which the truth stays, in microseconds; an end outside of the calendar is open.
    pub(crate) from: i64,
    pub(crate) until: i64,
}

impl Node {
    /// Nothing known, for ever.
    pub(crate) const UNKNOWN: Self = Self {
        truth: Truth::Unknown,
        code: Cow::Borrowed(""),
        found: None,
        at: None,
        event: None,
        from: i64::MIN,
        until: i64::MAX,
    };

    /// A value with its code, in an interval.
    pub(super) fn new(truth: Truth, code: Cow<'static, str>, until: Interval) -> Self {
        Self {
            truth,
            code,
            from: until.from.map_or(i64::MIN, Instant::micros),
            until: until.until.map_or(i64::MAX, Instant::micros),
            ..Self::UNKNOWN
        }
    }

    pub(crate) fn until(&self) -> Interval {
        Interval::of_micros(self.from, self.until)
    }
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.truth == other.truth
            && self.code == other.code
            && self.found == other.found
            && self.at == other.at
            && self.event == other.event
            && self.until() == other.until()
    }
}

impl Eq for Node {}

/// An explanation: the whole tree of a rule's conditions and operators, in author order, each with its value and what it
/// rests on.
///
/// ```
/// # use lms_core::record::LearnerRecord;
/// # use lms_core::rule::{Learner, RuleDefinition, RuleSet, Vocabulary};
/// # let rule: RuleDefinition = serde_json::from_str(
/// #     r#"{"id":"r","when":{"type":"not","of":{"type":"role","role":"guest"}}}"#).unwrap();
/// # let rules = RuleSet::compile(&[rule], &Vocabulary::default()).unwrap();
/// # let record = LearnerRecord::new("ada".parse().unwrap());
/// # let now = "2026-11-22T08:00:00Z".parse().unwrap();
/// # let mut learner = Learner::new(&rules, &record, &Default::default(), now);
/// # let verdict = rules.verdict(rules.rules().next().unwrap(), &mut learner, &record, now);
/// let not = verdict.reasons.root();
/// assert_eq!(not.code, "not_met");
/// let guest = not.of().next().unwrap();
/// assert_eq!(guest.text(), "the learner does not have the role `guest`");
/// assert_eq!(verdict.reasons.walk().count(), 2);
/// ```
// INVARIANT: as many shapes as nodes, in preorder, and the sizes of the shapes are those of the subtrees.
#[derive(Clone, PartialEq, Eq)]
pub struct Reasons {
    shapes: Arc<[Shape]>,
    nodes: Vec<Node>,
}

static NOTHING: Asked = Asked {
    kind: Cow::Borrowed(""),
    params: BTreeMap::new(),
};

impl Reasons {
    /// What was found, for as many shapes.
    pub(crate) fn new(shapes: Arc<[Shape]>, nodes: Vec<Node>) -> Self {
        Self { shapes, nodes }
    }

    /// The reason of the whole rule.
    #[must_use]
    pub fn root(&self) -> Reason<'_> {
        Reason::first(&self.shapes, &self.nodes).unwrap_or(Reason {
            asked: &NOTHING,
            truth: Truth::Unknown,
            code: "",
            found: None,
            at: None,
            event: None,
            until: Interval::ALWAYS,
            shapes: &[],
            nodes: &[],
        })
    }

    /// A copy that shows of some reasons no more than their value, with another interval.
    pub(crate) fn without(&self, hidden: impl Fn(&Reason<'_>) -> Option<Interval>) -> Self {
        let mut telling = Telling::default();
        let lines = self.shapes.iter().zip(&self.nodes).zip(self.walk());
        let mut open: Vec<(usize, usize)> = Vec::new();
        let mut shown_from = 0;
        for (at, ((shape, node), reason)) in lines.enumerate() {
            if at < shown_from {
                continue;
            }
            while let Some((_, place)) = open.pop_if(|(end, _)| *end <= at) {
                telling.close(place);
            }
            let end = at.saturating_add(shape.size as usize);
            let node = match hidden(&reason) {
                None => node.clone(),
                Some(until) => {
                    shown_from = end;
                    Node::new(node.truth, node.code.clone(), until)
                }
            };
            let place = telling.open(Arc::clone(&shape.asked), node);
            open.push((end, place));
        }
        while let Some((_, place)) = open.pop() {
            telling.close(place);
        }
        telling.told()
    }

    /// Every reason, in author order.
    pub fn walk(&self) -> impl Iterator<Item = Reason<'_>> {
        self.root().walk()
    }
}

impl fmt::Debug for Reasons {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.root().fmt(out)
    }
}

/// An explanation that is put together one reason at a time.
#[derive(Debug, Default)]
pub(crate) struct Telling {
    shapes: Vec<Shape>,
    nodes: Vec<Node>,
}

impl Telling {
    /// Adds a reason; what is added until it is closed lies below it.
    pub(crate) fn open(&mut self, asked: Arc<Asked>, node: Node) -> usize {
        self.shapes.push(Shape { asked, size: 1 });
        self.nodes.push(node);
        self.nodes.len().saturating_sub(1)
    }

    /// Ends the reason that was added at a place.
    pub(crate) fn close(&mut self, place: usize) {
        let size = self.shapes.len().saturating_sub(place);
        if let Some(shape) = self.shapes.get_mut(place) {
            shape.size = u32::try_from(size).unwrap_or(u32::MAX);
        }
    }

    pub(crate) fn told(self) -> Reasons {
        Reasons::new(self.shapes.into(), self.nodes)
    }
}
