//! Programs laid out to be run for one learner at a time: straight through memory, with nothing to look up on the way.

use crate::verdict::Truth;

/// The words that a program reads (see [`crate::rule::program`]).
pub(crate) trait Words {
    fn word(&self, index: usize) -> u64;
}

impl Words for [u64] {
    #[inline(always)]
    fn word(&self, index: usize) -> u64 {
        self.get(index).copied().unwrap_or_default()
    }
}

/// Which of a question's two bits a pass reads.
const CERTAIN: usize = 0;
const POSSIBLE: usize = 1;

/// A term, a count, or the head of a group: its own terms follow, then the groups in it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Op {
    /// The bits of a term or count. Of a group, how many of its parts must hold; 0 when all must.
    pub(super) mask: u64,
    /// The word of a term or count. Of a group, how many terms it has.
    pub(super) word: u32,
    /// Of a term, 1 when its bits count as set, 0 when they count as not set. Of a count, that and 2 when one of its bits
    /// must, 4 when two. Of a group, how many ops it is long with its head.
    pub(super) more: u32,
}

/// Where the ops of a rule lie: terms and counts that must all hold, then groups that must.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extent {
    /// The first term again, so that most rules are decided without looking further; it always holds where there is none.
    pub(super) first: Op,
    pub(super) start: u32,
    pub(super) length: u32,
    /// Where the groups begin.
    pub(super) groups: u32,
}

/// The code of all rules, by their number.
#[derive(Debug, Clone, Default)]
pub(crate) struct Code {
    pub(super) ops: Vec<Op>,
    pub(super) rules: Vec<Extent>,
}

impl Op {
    /// Whether a group asks for some of its terms, and has no groups in it.
    #[inline(always)]
    fn is_flat(&self) -> bool {
        self.mask != 0 && self.more == self.word.wrapping_add(1)
    }

    /// The bits of a term or count that do not hold.
    #[inline(always)]
    fn missing<const PASS: usize, W: Words + ?Sized>(&self, words: &W) -> u64 {
        let invert = u64::from(self.more & 1).wrapping_neg();
        (words.word(self.word as usize ^ PASS) ^ invert) & self.mask
    }

    /// Whether a term or count holds.
    #[inline(always)]
    fn holds<const PASS: usize, W: Words + ?Sized>(&self, words: &W) -> bool {
        let missing = self.missing::<PASS, W>(words);
        if missing == 0 || self.more < 2 {
            return missing == 0;
        }
        // One bit must hold, or two: where two must, the lowest is taken away first.
        let bits = self.mask ^ missing;
        bits & bits.wrapping_sub(u64::from(self.more / 4)) != 0
    }
}

impl Code {
    /// The truth of a rule. Linear in the words that it reads, with no allocation.
    #[inline(always)]
    pub(crate) fn truth<W: Words + ?Sized>(&self, rule: u32, words: &W) -> Truth {
        let Some(extent) = self.rules.get(rule as usize) else {
            return Truth::Unknown;
        };
        // Most rules that a learner does not meet fail here, before anything is called.
        if extent.first.missing::<POSSIBLE, W>(words) != 0 {
            return Truth::False;
        }
        run(self.ops_of(extent), extent.groups, words)
    }

    #[inline(always)]
    pub(super) fn ops_of(&self, extent: &Extent) -> &[Op] {
        let start = extent.start as usize;
        self.ops
            .get(start..start.wrapping_add(extent.length as usize))
            .unwrap_or_default()
    }
}

/// Runs over the certain bits as far as they hold, and from there on over the possible ones: what was certain is possible
/// too. Rules of terms and counts alone, of which a learner meets all, are done with in here.
#[inline(never)]
fn run<W: Words + ?Sized>(ops: &[Op], groups: u32, words: &W) -> Truth {
    let (mut terms, groups) = split(ops, groups);
    while let Some((term, rest)) = terms.split_first() {
        if !term.holds::<CERTAIN, W>(words) {
            return uncertain(terms, groups, words);
        }
        terms = rest;
    }
    if groups.is_empty() {
        return Truth::True;
    }
    grouped(groups, words)
}

/// What is left of a rule from a term on that is not certain.
#[inline(never)]
fn uncertain<W: Words + ?Sized>(terms: &[Op], groups: &[Op], words: &W) -> Truth {
    match terms.first() {
        Some(term) if !term.holds::<POSSIBLE, W>(words) => Truth::False,
        _ => possible(terms, groups, words),
    }
}

/// The groups of a rule whose terms are certain.
#[inline(never)]
fn grouped<W: Words + ?Sized>(groups: &[Op], words: &W) -> Truth {
    match first_missing::<CERTAIN, W>(&[], groups, words) {
        None => Truth::True,
        Some((terms, groups)) => possible(terms, groups, words),
    }
}

/// Whether the rest of a rule is possible.
#[inline(never)]
fn possible<W: Words + ?Sized>(terms: &[Op], groups: &[Op], words: &W) -> Truth {
    match first_missing::<POSSIBLE, W>(terms, groups, words) {
        None => Truth::Unknown,
        Some(_) => Truth::False,
    }
}

#[inline(always)]
pub(super) fn split(ops: &[Op], at: u32) -> (&[Op], &[Op]) {
    ops.split_at_checked(at as usize).unwrap_or_default()
}

/// What is left of a rule from the first place on that does not hold over one of the two bits.
#[inline(always)]
fn first_missing<'c, const PASS: usize, W: Words + ?Sized>(
    mut terms: &'c [Op],
    mut groups: &'c [Op],
    words: &W,
) -> Option<(&'c [Op], &'c [Op])> {
    while let Some((term, rest)) = terms.split_first() {
        if !term.holds::<PASS, W>(words) {
            return Some((terms, groups));
        }
        terms = rest;
    }
    while let Some((head, tail)) = groups.split_first() {
        let (holds, rest) = if head.is_flat() {
            let (terms, rest) = split(tail, head.word);
            (still_needed::<PASS, W>(terms, head.mask, words) == 0, rest)
        } else {
            let (group, rest) = split(groups, head.more);
            (holds::<PASS, W>(group, words), rest)
        };
        if !holds {
            return Some((&[], groups));
        }
        groups = rest;
    }
    None
}

/// How many of a number of conditions are still needed after some terms.
#[inline(always)]
fn still_needed<const PASS: usize, W: Words + ?Sized>(
    terms: &[Op],
    mut need: u64,
    words: &W,
) -> u64 {
    for term in terms {
        let mut bits = term.mask ^ term.missing::<PASS, W>(words);
        while bits != 0 {
            need = need.wrapping_sub(1);
            if need == 0 {
                return 0;
            }
            bits &= bits.wrapping_sub(1);
        }
    }
    need
}

/// Whether a group holds that may have groups in it. Recursion is bounded by the depth of an expanded rule.
#[inline(never)]
fn holds<const PASS: usize, W: Words + ?Sized>(group: &[Op], words: &W) -> bool {
    let Some((head, tail)) = group.split_first() else {
        return false;
    };
    let (terms, mut groups) = split(tail, head.word);
    if head.mask == 0 {
        return first_missing::<PASS, W>(terms, groups, words).is_none();
    }
    let mut need = still_needed::<PASS, W>(terms, head.mask, words);
    while need > 0 {
        let Some(inner) = groups.first() else {
            return false;
        };
        let group;
        (group, groups) = split(groups, inner.more);
        need = need.wrapping_sub(u64::from(holds::<PASS, W>(group, words)));
    }
    true
}
