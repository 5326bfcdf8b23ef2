//! The flat program that rules become: conditions over words of fact bits.
//!
//! Every question has two bits: *certainly true* and *possibly true*. Unknown is possibly but not certainly true. A
//! question's bits lie at the same place of two neighbouring words, the even word for *certainly*. Negation is pushed
//! down to the questions, where it swaps the two: `not q` is certainly true when `q` is not possibly true. What is left
//! is monotone, so that a rule is certainly true when its program holds over the certain bits, and possibly true when it
//! holds with every word exchanged for its neighbour.

pub(in crate::rule) mod code;
pub(in crate::rule) mod index;
pub(in crate::rule) mod shortlist;

/// How the parts of a node make its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Operator {
    All,
    Any,
    AtLeast(u32),
}

/// Some bits of one word. In an odd word they count when they are not set (see the module).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Term {
    pub(crate) mask: u64,
    pub(crate) word: u32,
}

/// An operator over terms and over the nodes that follow it, in preorder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) operator: Operator,
    pub(crate) first_term: u32,
    pub(crate) terms: u32,
    /// How many nodes it is long, itself included.
    pub(crate) size: u32,
}

/// The programs of all rules.
#[derive(Debug, Clone, Default)]
pub(crate) struct Program {
    pub(crate) nodes: Vec<Node>,
    pub(crate) terms: Vec<Term>,
}

impl Program {
    #[inline]
    pub(crate) fn terms_of(&self, node: Node) -> &[Term] {
        let first = node.first_term as usize;
        self.terms
            .get(first..first.wrapping_add(node.terms as usize))
            .unwrap_or_default()
    }

    /// The nodes right below the node at a place, each with its own.
    pub(crate) fn parts(&self, at: u32) -> impl Iterator<Item = (u32, Node)> + '_ {
        let size = self.nodes.get(at as usize).map_or(0, |node| node.size);
        let (mut next, end) = (at.saturating_add(1), at.saturating_add(size));
        core::iter::from_fn(move || {
            let place = next;
            let node = *self.nodes.get(..end as usize)?.get(place as usize)?;
            next = place.saturating_add(node.size);
            Some((place, node))
        })
    }
}
