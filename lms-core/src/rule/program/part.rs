//! Code read back as what it asks: operators over bits of words, for whoever plans with it rather than runs it.

use super::Operator;
use super::code::{Code, Op, split};

/// An operator over some bits, and over further parts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part<'c> {
    pub(crate) operator: Operator,
    terms: &'c [Op],
    counts: &'c [Op],
    groups: &'c [Op],
}

/// Some bits of one word. In an odd word they count when they are not set (see [`crate::rule::program`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Term {
    pub(crate) mask: u64,
    pub(crate) word: u32,
}

impl Code {
    /// How many rules there are.
    pub(crate) fn rules(&self) -> u32 {
        u32::try_from(self.rules.len()).unwrap_or(u32::MAX)
    }

    /// A rule: always an `All`.
    pub(crate) fn part(&self, rule: u32) -> Option<Part<'_>> {
        let extent = self.rules.get(rule as usize)?;
        let (all, groups) = split(self.ops_of(extent), extent.groups);
        let counts = all.iter().take_while(|op| op.more < 2).count();
        let (terms, counts) = all.split_at_checked(counts)?;
        Some(Part {
            operator: Operator::All,
            terms,
            counts,
            groups,
        })
    }
}

impl<'c> Part<'c> {
    /// Its bits.
    pub(crate) fn terms(&self) -> impl Iterator<Item = Term> + Clone + use<'c> {
        self.terms.iter().map(|op| Term {
            mask: op.mask,
            word: op.word,
        })
    }

    /// Whether there is no part in it.
    pub(crate) fn is_flat(&self) -> bool {
        self.counts.is_empty() && self.groups.is_empty()
    }

    /// The parts right in it.
    pub(crate) fn parts(&self) -> impl Iterator<Item = Self> + use<'c> {
        let counts = self.counts.iter().map(|count| Self {
            operator: asking(u64::from(count.more / 2)),
            terms: core::slice::from_ref(count),
            counts: &[],
            groups: &[],
        });
        let mut rest = self.groups;
        let groups = core::iter::from_fn(move || {
            let head = rest.first()?;
            let (group, after) = split(rest, head.more);
            rest = after;
            let (terms, groups) = split(group.get(1..)?, head.word);
            Some(Self {
                operator: asking(head.mask),
                terms,
                counts: &[],
                groups,
            })
        });
        counts.chain(groups)
    }
}

/// The operator of which so many parts must hold; of 0, all.
fn asking(need: u64) -> Operator {
    match need {
        0 => Operator::All,
        1 => Operator::Any,
        need => Operator::AtLeast(u32::try_from(need).unwrap_or(u32::MAX)),
    }
}
