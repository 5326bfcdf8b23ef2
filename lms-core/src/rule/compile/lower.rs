//! From the outlines of rules to their code: references put in, negation pushed down to the questions.

use super::outline::{Ask, Outline};
use crate::rule::program::Operator;
use crate::rule::program::code::Code;
use crate::rule::program::index::Index;
use crate::rule::program::layout::{Layout, Literal};
use crate::rule::rule_set::Mention;

/// A condition of an outline as the code sees it.
enum Plain {
    Literal {
        question: u32,
        negated: bool,
    },
    /// An operator over the children of a line, each of them negated or not.
    Group(Group),
}

#[derive(Debug, Clone, Copy)]
struct Group {
    operator: Operator,
    line: u32,
    negated: bool,
}

/// What was written.
pub(crate) struct Written {
    pub(crate) code: Code,
    /// The [`Mention`]s of each question.
    pub(crate) mentions: Index,
}

/// Writes rules, one after the other. What it needs on the way is kept from rule to rule.
pub(crate) struct Writer<'o> {
    outline: &'o Outline,
    outlines: &'o [u32],
    layout: Layout<'o>,
    seen: Vec<Seen>,
    /// The questions that the rules mention, each as a [`Mention`] of a question by the rule, and where each rule's end.
    mentions: Vec<u32>,
    ends: Vec<usize>,
    /// The literals of the groups that are being written, the inner ones last.
    literals: Vec<Literal>,
    groups: Vec<Group>,
}

/// How many rules mention a question, counted twice where it is mentioned straight and negated; and the ones that did so
/// last, counted from 1.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    times: u32,
    straight: u32,
    negated: u32,
}

/// Writes all rules, given by their first lines. `blank` are the words of a learner about whom nothing is known.
pub(crate) fn write(
    outline: &Outline,
    outlines: &[u32],
    questions: usize,
    blank: &[u64],
) -> Written {
    let lines = outline.lines.len();
    let mut writer = Writer {
        outline,
        outlines,
        layout: Layout::new(outlines.len(), lines, blank),
        seen: vec![Seen::default(); questions],
        mentions: Vec::with_capacity(lines),
        ends: Vec::with_capacity(outlines.len()),
        literals: Vec::new(),
        groups: Vec::new(),
    };
    for line in outlines {
        writer.rule(*line);
    }
    let mut start = 0;
    let lists = (0_u32..).zip(&writer.ends).flat_map(|(rule, &end)| {
        let list = writer.mentions.get(start..end).unwrap_or_default();
        start = end;
        let mention = move |one: &u32| (one / 2, Mention::of(rule, one & 1 == 1));
        list.iter().map(mention)
    });
    let times = writer.seen.iter().map(|seen| seen.times);
    Written {
        mentions: Index::counted(times, lists),
        code: writer.layout.finish(),
    }
}

impl Writer<'_> {
    /// Writes the next rule, which begins at a line.
    fn rule(&mut self, line: u32) {
        self.take(Operator::All, line, false);
        self.literals.sort_unstable();
        self.layout.begin_rule(&self.literals);
        self.literals.clear();
        let mut next = 0;
        let end = self.groups.len();
        while let Some(&group) = self.groups.get(next..end).and_then(<[Group]>::first) {
            next = next.saturating_add(1);
            self.group(group, true);
        }
        self.groups.clear();
        self.layout.end_rule();
        self.ends.push(self.mentions.len());
    }

    /// Writes a group, which is perhaps a count when it stands right below the rule.
    fn group(&mut self, group: Group, may_count: bool) {
        let (first_literal, first_group) = (self.literals.len(), self.groups.len());
        self.take_children(group.operator, group);
        let literals = self.literals.get_mut(first_literal..).unwrap_or_default();
        literals.sort_unstable();
        let mut next = first_group;
        let end = self.groups.len();
        if may_count && next == end && self.layout.count(group.operator, literals) {
            self.literals.truncate(first_literal);
            return;
        }
        let place = self.layout.begin_group(group.operator, literals);
        self.literals.truncate(first_literal);
        while let Some(&inner) = self.groups.get(next..end).and_then(<[Group]>::first) {
            next = next.saturating_add(1);
            self.group(inner, false);
        }
        self.groups.truncate(first_group);
        self.layout.end_group(place);
    }

    #[inline]
    fn literal(&mut self, question: u32, negated: bool) {
        self.literals.push(Literal::of(question, negated));
        let Some(seen) = self.seen.get_mut(question as usize) else {
            return;
        };
        let rule = u32::try_from(self.ends.len())
            .unwrap_or(u32::MAX)
            .wrapping_add(1);
        let last = if negated {
            &mut seen.negated
        } else {
            &mut seen.straight
        };
        if *last != rule {
            *last = rule;
            seen.times = seen.times.wrapping_add(1);
            self.mentions.push(Mention::of(question, negated));
        }
    }

    /// Takes a condition into a group: a literal, what stands in a group of the same operator, or another group.
    fn take(&mut self, operator: Operator, line: u32, negated: bool) {
        match self.plain(line, negated) {
            Plain::Literal { question, negated } => self.literal(question, negated),
            Plain::Group(inner) if is_taken_in(operator, inner.operator) => {
                self.take_children(operator, inner);
            }
            Plain::Group(inner) => self.groups.push(inner),
        }
    }

    /// Recursion is bounded by the limits on expanded rules.
    fn take_children(&mut self, operator: Operator, group: Group) {
        let outline = self.outline;
        let mut at = group.line.saturating_add(1);
        let mut lines = outline.of(group.line).get(1..).unwrap_or_default();
        while let Some(line) = lines.first() {
            if let Ask::Question(question) = line.ask {
                self.literal(question, group.negated);
            } else {
                self.take(operator, at, group.negated);
            }
            at = at.saturating_add(line.size);
            lines = lines.get(line.size as usize..).unwrap_or_default();
        }
    }

    /// What stands at a line, behind references, negations and disclosures.
    fn plain(&self, mut at: u32, mut negated: bool) -> Plain {
        loop {
            let ask = self.outline.lines.get(at as usize).map(|line| line.ask);
            let (operator, children) = match ask {
                Some(Ask::Question(question)) => return Plain::Literal { question, negated },
                Some(Ask::Rule(rule)) => {
                    at = self
                        .outlines
                        .get(rule as usize)
                        .copied()
                        .unwrap_or(u32::MAX);
                    continue;
                }
                Some(ask @ (Ask::Not | Ask::Disclosed)) => {
                    negated ^= ask == Ask::Not;
                    at = at.saturating_add(1);
                    continue;
                }
                Some(Ask::All) if negated => (Operator::Any, true),
                Some(Ask::All) => (Operator::All, false),
                Some(Ask::Any) if negated => (Operator::All, true),
                Some(Ask::Any) | None => (Operator::Any, false),
                Some(Ask::None) if negated => (Operator::Any, false),
                Some(Ask::None) => (Operator::All, true),
                Some(Ask::AtLeast(count)) => (self.at_least(count, at, negated), negated),
            };
            return Plain::Group(Group {
                operator,
                line: at,
                negated: children,
            });
        }
    }

    /// Fewer than n of m are met when at least m - n + 1 are not.
    fn at_least(&self, count: u32, at: u32, negated: bool) -> Operator {
        let all = u32::try_from(self.outline.children(at).count()).unwrap_or(u32::MAX);
        let need = if negated {
            all.saturating_sub(count).saturating_add(1)
        } else {
            count
        };
        match need {
            1 => Operator::Any,
            need if need == all => Operator::All,
            need => Operator::AtLeast(need),
        }
    }
}

/// Whether a group can be taken into the one around it.
fn is_taken_in(outer: Operator, inner: Operator) -> bool {
    inner == outer && !matches!(outer, Operator::AtLeast(_))
}
