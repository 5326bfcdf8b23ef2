//! From the outline of a rule to the condition that programs are written from.

use super::outline::{Ask, Outline};
use super::program::{Operator, Plain};

/// A condition with negation pushed down and references put in. Bounded by the limits on expanded rules.
pub(crate) fn plain(
    outline: &Outline,
    outlines: &[u32],
    at: u32,
    negated: bool,
    mention: &mut impl FnMut(u32),
) -> Plain {
    let Some(line) = outline.lines.get(at as usize) else {
        return Plain::Group(Operator::Any, Vec::new());
    };
    let mut parts = |negated: bool| -> Vec<Plain> {
        let of = outline.children(at);
        of.map(|child| plain(outline, outlines, child, negated, mention))
            .collect()
    };
    match line.ask {
        Ask::Question(question) => {
            mention(question);
            Plain::Literal { question, negated }
        }
        Ask::Rule(rule) => {
            let first = outlines.get(rule as usize).copied().unwrap_or(u32::MAX);
            plain(outline, outlines, first, negated, mention)
        }
        Ask::Disclosed => Plain::Group(Operator::All, parts(negated)),
        Ask::Not => Plain::Group(Operator::All, parts(!negated)),
        Ask::All if negated => Plain::Group(Operator::Any, parts(true)),
        Ask::All => Plain::Group(Operator::All, parts(false)),
        Ask::Any if negated => Plain::Group(Operator::All, parts(true)),
        Ask::Any => Plain::Group(Operator::Any, parts(false)),
        Ask::None if negated => Plain::Group(Operator::Any, parts(false)),
        Ask::None => Plain::Group(Operator::All, parts(true)),
        Ask::AtLeast(count) => {
            let parts = parts(negated);
            // Fewer than n of m are met when at least m - n + 1 are not.
            let all = u32::try_from(parts.len()).unwrap_or(u32::MAX);
            let need = if negated {
                all.saturating_sub(count).saturating_add(1)
            } else {
                count
            };
            let operator = match need {
                1 => Operator::Any,
                need if need == all => Operator::All,
                need => Operator::AtLeast(need),
            };
            Plain::Group(operator, parts)
        }
    }
}
