//! Rules written in Rust, so that they read like the sentence.

use core::fmt::Display;
use core::str::FromStr;
use std::sync::Arc;

use crate::problem::{DefinitionErrors, Problem};
use crate::record::AttributeValue;
use crate::rule::{Expression, Leaf, Literal, MAX_DEPTH, MAX_NODES, Sign, Target, Test, Viewer};
use crate::time::Date;

mod words;

#[cfg(test)]
mod tests;

pub use words::{
    age, all, all_credits, any, approved, at_least, attempts, attribute, audience, completed,
    cool_down, credits, elapsed, enrolled, fact, group, holds, member_of, none, not, paid, role,
    rule, score, seat_available, skill, step, waitlisted, waived, window, withdrawn,
};

/// A condition that is being written. What is wrong with it is kept until [`Self::build`] reports all of it, so that the
/// sentence is not broken up by error handling.
///
/// ```
/// use lms_core::rule::build::{all, completed, not, role};
/// let rule = all([completed("bls").min_score(70).within("P2Y"), not(role("suspended"))]).build().unwrap();
/// assert_eq!(rule.to_string(), "completed `bls` (score of at least 70, within 2 years) and not role `suspended`");
///
/// let errors = all([completed("").within("P2Y"), role("r").min_score(70)]).build().unwrap_err();
/// let found: Vec<_> = errors.problems.iter().map(|problem| (problem.path.as_str(), problem.code.as_str())).collect();
/// assert_eq!(found, [("$.of[0].course", "id_empty"), ("$.of[1]", "condition_misfit")]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a condition does nothing until it is built"]
pub struct Condition {
    made: Option<Expression>,
    problems: Vec<Problem>,
    depth: usize,
    nodes: usize,
    /// A limit was passed: nothing more is added.
    full: bool,
}

impl Condition {
    /// Ends the sentence.
    ///
    /// # Errors
    /// Everything wrong with it: ids, numbers and times that are none, words that do not fit their condition
    /// (`condition_misfit`), `rule_too_deep`, `rule_too_large`. What only a catalogue can tell is found when the rule is
    /// compiled.
    pub fn build(self) -> Result<Expression, DefinitionErrors> {
        match self.made {
            Some(made) if self.problems.is_empty() => Ok(made),
            _ => Err(DefinitionErrors {
                problems: self.problems,
            }),
        }
    }

    fn leaf(problems: Vec<Problem>, made: Option<Leaf>) -> Self {
        Self {
            made: made.map(Expression::from),
            problems,
            depth: 1,
            nodes: 1,
            full: false,
        }
    }

    fn group(parts: Vec<Self>, make: impl FnOnce(Vec<Expression>) -> Expression) -> Self {
        let mut group = Self {
            made: None,
            problems: Vec::new(),
            depth: 1,
            nodes: 1,
            full: false,
        };
        let mut made = Some(Vec::new());
        for (index, part) in parts.into_iter().enumerate() {
            if part.full {
                return part;
            }
            group.take(&part, &format!(".of[{index}]"));
            made = made.zip(part.made).map(|(mut made, part)| {
                made.push(part);
                made
            });
        }
        group.made = made.map(make);
        group.bounded()
    }

    fn wrap(part: Self, make: impl FnOnce(Box<Expression>) -> Expression) -> Self {
        if part.full {
            return part;
        }
        let mut wrapped = Self {
            made: None,
            problems: Vec::new(),
            depth: 1,
            nodes: 1,
            full: false,
        };
        wrapped.take(&part, ".of");
        wrapped.made = part.made.map(|part| make(Box::new(part)));
        wrapped.bounded()
    }

    fn take(&mut self, part: &Self, at: &str) {
        self.depth = self.depth.max(part.depth.saturating_add(1));
        self.nodes = self.nodes.saturating_add(part.nodes);
        let below = part.problems.iter().map(|problem| Problem {
            path: format!("${at}{}", problem.path.trim_start_matches('$')),
            ..problem.clone()
        });
        self.problems.extend(below);
    }

    fn bounded(mut self) -> Self {
        self.full = self.depth > MAX_DEPTH || self.nodes > MAX_NODES;
        if self.depth > MAX_DEPTH {
            let message = format!("a rule is at most {MAX_DEPTH} levels deep");
            self.fails("rule_too_deep", message);
        }
        if self.nodes > MAX_NODES {
            let message = format!("a rule has at most {MAX_NODES} nodes");
            self.fails("rule_too_large", message);
        }
        self
    }

    /// Drops what was made, so that a tree that is too deep does not grow on.
    fn fails(&mut self, code: &str, message: String) {
        self.made = None;
        self.depth = 1;
        self.notes("$", code, message);
    }

    /// Notes a problem once. The sentence goes on, so that what is wrong with the words after it is found too.
    fn notes(&mut self, path: &str, code: &str, message: String) {
        if self
            .problems
            .iter()
            .all(|held| held.code != code || held.path != path)
        {
            self.problems.push(Problem {
                path: path.into(),
                code: code.into(),
                message,
            });
        }
    }

    /// Lets a word change the leaf; `None` when it does not fit this leaf.
    fn with(
        mut self,
        word: &str,
        change: impl FnOnce(&mut Leaf) -> Option<Result<(), Problem>>,
    ) -> Self {
        let Some(made) = &mut self.made else {
            return self;
        };
        let changed = match made {
            Expression::Leaf(leaf) => change(Arc::make_mut(leaf)),
            _ => None,
        };
        match changed {
            Some(Ok(())) => {}
            Some(Err(problem)) => self.notes(&problem.path, &problem.code, problem.message),
            None => {
                let text = format!("`{word}` does not fit this condition");
                self.notes("$", "condition_misfit", text);
            }
        }
        self
    }

    /// Only a passed completion counts. For `completed`.
    pub fn passed(self) -> Self {
        self.with("passed", |leaf| match leaf {
            Leaf::Completed { passed, .. } => {
                *passed = true;
                Some(Ok(()))
            }
            _ => None,
        })
    }

    /// The least score. For `completed` and `score`.
    pub fn min_score(self, score: impl Display) -> Self {
        self.with("min_score", |leaf| match leaf {
            Leaf::Completed { min_score, .. } => Some(set(min_score, "minScore", score)),
            Leaf::Score { min, .. } => Some(set(min, "min", score)),
            _ => None,
        })
    }

    /// The oldest version that counts. For `completed`.
    pub fn min_version(self, version: u32) -> Self {
        self.with("min_version", |leaf| match leaf {
            Leaf::Completed { min_version, .. } => {
                *min_version = Some(version);
                Some(Ok(()))
            }
            _ => None,
        })
    }

    /// How long a completion counts: `P2Y`. For `completed` and `credits`.
    pub fn within(self, period: impl Display) -> Self {
        self.with("within", |leaf| match leaf {
            Leaf::Completed { within, .. } | Leaf::Credits { within, .. } => {
                Some(set(within, "within", period))
            }
            _ => None,
        })
    }

    /// The activity instead of the course itself. For `score`, `attempts` and `cool_down`.
    pub fn activity(self, id: impl Display) -> Self {
        self.with("activity", |leaf| match leaf {
            Leaf::Score { activity, .. }
            | Leaf::Attempts { activity, .. }
            | Leaf::CoolDown { activity, .. } => Some(set(activity, "activity", id)),
            _ => None,
        })
    }

    /// The least that fits. For `score`, `attempts`, `elapsed` and `age`.
    pub fn min(self, bound: impl Display) -> Self {
        self.with("min", |leaf| match leaf {
            Leaf::Score { min, .. } => Some(set(min, "min", bound)),
            Leaf::Attempts { min, .. } | Leaf::Age { min, .. } => {
                Some(set_number(min, "min", bound))
            }
            Leaf::Elapsed { min, .. } => Some(set(min, "min", bound)),
            _ => None,
        })
    }

    /// The least that no longer fits. For `score`, `attempts`, `elapsed` and `age`.
    pub fn below(self, bound: impl Display) -> Self {
        self.with("below", |leaf| match leaf {
            Leaf::Score { below, .. } => Some(set(below, "below", bound)),
            Leaf::Attempts { below, .. } | Leaf::Age { below, .. } => {
                Some(set_number(below, "below", bound))
            }
            Leaf::Elapsed { below, .. } => Some(set(below, "below", bound)),
            _ => None,
        })
    }

    /// How long it must still be valid: `P30D`. For `holds`.
    pub fn still_for(self, period: impl Display) -> Self {
        self.with("still_for", |leaf| match leaf {
            Leaf::Holds { still_for, .. } => Some(set(still_for, "for", period)),
            _ => None,
        })
    }

    /// Units below count too. For `member_of`.
    pub fn recursive(self) -> Self {
        self.with("recursive", |leaf| match leaf {
            Leaf::MemberOf { recursive, .. } => {
                *recursive = true;
                Some(Ok(()))
            }
            _ => None,
        })
    }

    /// The first moment: a day or an instant. For `window`.
    pub fn from(self, moment: impl Display) -> Self {
        self.with("from", |leaf| match leaf {
            Leaf::Window { from, .. } => Some(set(from, "from", moment)),
            _ => None,
        })
    }

    /// The first moment after it: a day or an instant. For `window`.
    pub fn until(self, moment: impl Display) -> Self {
        self.with("until", |leaf| match leaf {
            Leaf::Window { until, .. } => Some(set(until, "until", moment)),
            _ => None,
        })
    }

    /// The run of a course instead of the course. For `enrolled`, `waitlisted`, `withdrawn` and `paid`.
    pub fn offering(self, id: impl Display) -> Self {
        self.with("offering", |leaf| match leaf {
            Leaf::Enrolled { target }
            | Leaf::Waitlisted { target }
            | Leaf::Withdrawn { target }
            | Leaf::Paid { target } => {
                let read = read(&id, "offering");
                Some(read.map(|id| *target = Target::Offering(id)))
            }
            _ => None,
        })
    }

    fn test(self, word: &str, wanted: Test) -> Self {
        self.with(word, |leaf| match leaf {
            Leaf::Attribute { test, .. } | Leaf::Fact { test, .. } => {
                *test = wanted;
                Some(Ok(()))
            }
            _ => None,
        })
    }

    /// The value is this one. For `attribute` and `fact`, as are the comparisons below.
    pub fn equals(self, value: impl Into<Literal>) -> Self {
        let value = value.into();
        self.test("equals", Test::Equals { value })
    }

    /// The value is one of these.
    pub fn is_in<T: Into<Literal>>(self, values: impl IntoIterator<Item = T>) -> Self {
        let values = values.into_iter().map(Into::into).collect();
        self.test("is_in", Test::In { values })
    }

    /// A text has this part, or a set this member.
    pub fn contains(self, value: impl Into<String>) -> Self {
        let value = value.into();
        self.test("contains", Test::Contains { value })
    }

    /// A text starts with this.
    pub fn starts_with(self, value: impl Into<String>) -> Self {
        let value = value.into();
        self.test("starts_with", Test::StartsWith { value })
    }

    /// A text ends with this.
    pub fn ends_with(self, value: impl Into<String>) -> Self {
        let value = value.into();
        self.test("ends_with", Test::EndsWith { value })
    }

    /// A number or date lies within bounds: from `min`, before `below`.
    pub fn between(self, min: impl Into<Literal>, below: impl Into<Literal>) -> Self {
        let (min, below) = (Some(min.into()), Some(below.into()));
        self.test("between", Test::Between { min, below })
    }

    /// A number or date compares so.
    pub fn compares(self, sign: Sign, value: impl Into<Literal>) -> Self {
        let value = value.into();
        self.test("compares", Test::Compare { sign, value })
    }

    /// Nothing is given, or an empty text or set. What `attribute` and `fact` ask when nothing else is said.
    pub fn is_empty(self) -> Self {
        self.test("is_empty", Test::IsEmpty)
    }

    /// Only viewers of this rank and above see the reasons.
    pub fn disclosed(self, to: Viewer) -> Self {
        Self::wrap(self, |of| Expression::Disclosed { to, of })
    }
}

fn read<T: FromStr>(text: &impl Display, field: &str) -> Result<T, Problem>
where
    T::Err: Coded,
{
    text.to_string().parse::<T>().map_err(|error| Problem {
        path: format!("$.{field}"),
        code: error.code().into(),
        message: error.to_string(),
    })
}

fn set<T: FromStr>(slot: &mut Option<T>, field: &str, text: impl Display) -> Result<(), Problem>
where
    T::Err: Coded,
{
    read(&text, field).map(|read| *slot = Some(read))
}

fn set_number(slot: &mut Option<u32>, field: &str, text: impl Display) -> Result<(), Problem> {
    let read = text.to_string().parse().map_err(|_| Problem {
        path: format!("$.{field}"),
        code: "type_mismatch".into(),
        message: "expected a whole number that is not negative".into(),
    });
    read.map(|read| *slot = Some(read))
}

/// An error with a stable code.
trait Coded: Display {
    fn code(&self) -> &'static str;
}

macro_rules! coded {
    ($($error:ty),+) => {$(
        impl Coded for $error {
            fn code(&self) -> &'static str {
                Self::code(*self)
            }
        }
    )+};
}

coded!(
    crate::id::IdError,
    crate::number::DecimalError,
    crate::time::TimeError
);

impl From<&str> for Literal {
    fn from(text: &str) -> Self {
        Self(AttributeValue::Text(text.to_owned()))
    }
}

impl From<bool> for Literal {
    fn from(yes: bool) -> Self {
        Self(AttributeValue::Boolean(yes))
    }
}

impl From<Date> for Literal {
    fn from(day: Date) -> Self {
        Self(AttributeValue::Date(day))
    }
}

impl From<crate::number::Points> for Literal {
    fn from(number: crate::number::Points) -> Self {
        Self(AttributeValue::Number(number))
    }
}
