//! Rules written in Rust, so that they read like the sentence.

use core::fmt::Display;
use core::str::FromStr;
use std::collections::BTreeSet;

use super::{Anchor, Expression, Leaf, Literal, MAX_DEPTH, MAX_NODES, Sign, Target, Test, Viewer};
use crate::problem::{DefinitionErrors, Problem};
use crate::record::{AttributeValue, StepNote};
use crate::time::Date;

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
            made: made.map(Expression::Leaf),
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
            self.fails(
                "$",
                "rule_too_deep",
                format!("a rule is at most {MAX_DEPTH} levels deep"),
            );
        }
        if self.nodes > MAX_NODES {
            self.fails(
                "$",
                "rule_too_large",
                format!("a rule has at most {MAX_NODES} conditions"),
            );
        }
        self
    }

    /// Notes a problem once, and drops what was made, so that a tree that is too deep does not grow on.
    fn fails(&mut self, path: &str, code: &str, message: String) {
        self.made = None;
        self.depth = 1;
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
            Expression::Leaf(leaf) => change(leaf),
            _ => None,
        };
        match changed {
            Some(Ok(())) => {}
            Some(Err(problem)) => self.fails(&problem.path, &problem.code, problem.message),
            None => {
                let text = format!("`{word}` does not fit this condition");
                self.fails("$", "condition_misfit", text);
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

/// Every condition must be met.
pub fn all(of: impl IntoIterator<Item = Condition>) -> Condition {
    Condition::group(of.into_iter().collect(), |of| Expression::All { of })
}

/// One condition must be met.
pub fn any(of: impl IntoIterator<Item = Condition>) -> Condition {
    Condition::group(of.into_iter().collect(), |of| Expression::Any { of })
}

/// No condition may be met.
pub fn none(of: impl IntoIterator<Item = Condition>) -> Condition {
    Condition::group(of.into_iter().collect(), |of| Expression::None { of })
}

/// So many conditions must be met.
pub fn at_least(count: u32, of: impl IntoIterator<Item = Condition>) -> Condition {
    Condition::group(of.into_iter().collect(), |of| Expression::AtLeast {
        count,
        of,
    })
}

/// The condition must not be met.
pub fn not(of: Condition) -> Condition {
    Condition::wrap(of, |of| Expression::Not { of })
}

/// What another rule says.
pub fn rule(id: impl Display) -> Condition {
    let read = read(&id, "rule");
    let problems = read.as_ref().err().cloned().into_iter().collect();
    Condition {
        made: read.ok().map(|rule| Expression::Rule { rule }),
        problems,
        depth: 1,
        nodes: 1,
        full: false,
    }
}

fn of_id<Id: FromStr<Err = crate::id::IdError>>(
    id: &impl Display,
    field: &str,
    make: impl FnOnce(Id) -> Leaf,
) -> Condition {
    match read(id, field) {
        Ok(id) => Condition::leaf(Vec::new(), Some(make(id))),
        Err(problem) => Condition::leaf(vec![problem], None),
    }
}

/// The learner has completed a course.
pub fn completed(course: impl Display) -> Condition {
    of_id(&course, "course", |course| Leaf::Completed {
        course,
        passed: false,
        min_score: None,
        within: None,
        min_version: None,
    })
}

/// The score in a course lies within bounds.
pub fn score(course: impl Display) -> Condition {
    of_id(&course, "course", |course| Leaf::Score {
        course,
        activity: None,
        min: None,
        below: None,
    })
}

/// A certificate is valid now.
pub fn holds(certification: impl Display) -> Condition {
    of_id(&certification, "certification", |certification| {
        Leaf::Holds {
            certification,
            still_for: None,
        }
    })
}

/// A comparison with an attribute.
pub fn attribute(name: impl Display) -> Condition {
    of_id(&name, "name", |name| Leaf::Attribute {
        name,
        test: Test::IsEmpty,
    })
}

/// A comparison with a fact of the host.
pub fn fact(name: impl Display) -> Condition {
    of_id(&name, "name", |name| Leaf::Fact {
        name,
        test: Test::IsEmpty,
    })
}

/// The learner belongs to a unit.
pub fn member_of(unit: impl Display) -> Condition {
    of_id(&unit, "unit", |unit| Leaf::MemberOf {
        unit,
        recursive: false,
    })
}

/// The learner is in a group.
pub fn group(group: impl Display) -> Condition {
    of_id(&group, "group", |group| Leaf::Group { group })
}

/// The learner is in an audience.
pub fn audience(audience: impl Display) -> Condition {
    of_id(&audience, "audience", |audience| Leaf::Audience {
        audience,
    })
}

/// The learner holds a role.
pub fn role(role: impl Display) -> Condition {
    of_id(&role, "role", |role| Leaf::Role { role })
}

/// The learner is enrolled in a course.
pub fn enrolled(course: impl Display) -> Condition {
    of_id(&course, "course", |course| Leaf::Enrolled {
        target: Target::Course(course),
    })
}

/// The learner waits for a seat in a course.
pub fn waitlisted(course: impl Display) -> Condition {
    of_id(&course, "course", |course| Leaf::Waitlisted {
        target: Target::Course(course),
    })
}

/// The learner has withdrawn from a course.
pub fn withdrawn(course: impl Display) -> Condition {
    of_id(&course, "course", |course| Leaf::Withdrawn {
        target: Target::Course(course),
    })
}

/// The learner has paid for a course.
pub fn paid(course: impl Display) -> Condition {
    of_id(&course, "course", |course| Leaf::Paid {
        target: Target::Course(course),
    })
}

/// The number of attempts at a course.
pub fn attempts(course: impl Display) -> Condition {
    of_id(&course, "course", |course| Leaf::Attempts {
        course,
        activity: None,
        min: None,
        below: None,
    })
}

/// The last attempt at a course is so long ago.
pub fn cool_down(course: impl Display, wait: impl Display) -> Condition {
    match read(&wait, "for") {
        Ok(wait) => of_id(&course, "course", |course| Leaf::CoolDown {
            course,
            activity: None,
            wait,
        }),
        Err(problem) => Condition::leaf(vec![problem], None),
    }
}

/// The learner holds a skill.
pub fn skill(skill: impl Display, level: u32) -> Condition {
    of_id(&skill, "skill", |skill| Leaf::Skill { skill, level })
}

/// Now lies in a stretch of the calendar.
pub fn window() -> Condition {
    let leaf = Leaf::Window {
        from: None,
        until: None,
    };
    Condition::leaf(Vec::new(), Some(leaf))
}

/// So much time has passed since something.
pub fn elapsed(since: Anchor) -> Condition {
    let leaf = Leaf::Elapsed {
        since,
        min: None,
        below: None,
    };
    Condition::leaf(Vec::new(), Some(leaf))
}

/// The learner's age by a date attribute.
pub fn age(attribute: impl Display) -> Condition {
    of_id(&attribute, "attribute", |attribute| Leaf::Age {
        attribute,
        min: None,
        below: None,
    })
}

/// A seat is free in an offering.
pub fn seat_available(offering: impl Display) -> Condition {
    of_id(&offering, "offering", |offering| Leaf::SeatAvailable {
        offering,
    })
}

/// A person has approved.
pub fn approved(approval: impl Display) -> Condition {
    of_id(&approval, "approval", |approval| Leaf::Approved {
        approval,
    })
}

/// The prerequisites of a course are waived.
pub fn waived(course: impl Display) -> Condition {
    of_id(&course, "course", |course| Leaf::Waived { course })
}

/// The credits of completions reach a minimum.
pub fn credits<T: Display>(courses: impl IntoIterator<Item = T>, min: impl Display) -> Condition {
    let mut problems = Vec::new();
    let mut set = BTreeSet::new();
    for (index, course) in courses.into_iter().enumerate() {
        match read(&course, &format!("courses[{index}]")) {
            Ok(course) => {
                set.insert(course);
            }
            Err(problem) => problems.push(problem),
        }
    }
    match read(&min, "min") {
        Ok(min) => {
            let leaf = Leaf::Credits {
                courses: set,
                min,
                within: None,
            };
            Condition::leaf(problems, Some(leaf))
        }
        Err(problem) => {
            problems.push(problem);
            Condition::leaf(problems, None)
        }
    }
}

/// A step of a path is in a state.
pub fn step(path: impl Display, step: impl Display, state: StepNote) -> Condition {
    match read(&step, "step") {
        Ok(step) => of_id(&path, "path", |path| Leaf::Step { path, step, state }),
        Err(problem) => Condition::leaf(vec![problem], None),
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_built_rule_is_the_one_written_in_json() {
        let built = any([
            at_least(
                2,
                [
                    score("a").activity("q").min_score("50").below(80),
                    paid("a").offering("o"),
                    rule("r"),
                ],
            ),
            attribute("d").is_in(["x", "y"]).disclosed(Viewer::Staff),
            none([
                age("born").below(18),
                credits(["a", "b"], 10).within("P1Y"),
                cool_down("a", "PT24H"),
            ]),
        ]);
        let json = r#"{"type":"any","of":[
            {"type":"atLeast","count":2,"of":[{"type":"score","course":"a","activity":"q","min":"50","below":"80"},
                {"type":"paid","offering":"o"},{"type":"rule","rule":"r"}]},
            {"type":"disclosed","to":"staff","of":{"type":"attribute","name":"d","op":"in","values":["x","y"]}},
            {"type":"none","of":[{"type":"age","attribute":"born","below":18},
                {"type":"credits","courses":["a","b"],"min":"10","within":"P1Y"},
                {"type":"coolDown","course":"a","for":"PT24H"}]}]}"#;
        assert_eq!(
            built.build().unwrap(),
            serde_json::from_str::<Expression>(json).unwrap()
        );
    }

    #[test]
    fn nothing_grows_past_the_limits() {
        let mut deep = role("r");
        for _ in 0..100_000 {
            deep = not(deep);
        }
        let errors = deep.build().unwrap_err();
        assert!(
            errors
                .problems
                .iter()
                .any(|problem| problem.code == "rule_too_deep")
        );
        let wide = all((0..MAX_NODES).map(|_| role("r")));
        assert_eq!(wide.build().unwrap_err().problems[0].code, "rule_too_large");
    }

    #[test]
    fn every_mistake_of_a_sentence_is_reported() {
        let errors = not(all([
            cool_down("a", "soon"),
            credits(["", "b"], "x"),
            completed("a").min_score("1e9"),
        ]))
        .build()
        .unwrap_err();
        let found: Vec<(&str, &str)> = errors
            .problems
            .iter()
            .map(|found| (found.path.as_str(), found.code.as_str()))
            .collect();
        let expected = [
            ("$.of.of[0].for", "time_form"),
            ("$.of.of[1].courses[0]", "id_empty"),
            ("$.of.of[1].min", "decimal_form"),
            ("$.of.of[2].minScore", "decimal_form"),
        ];
        assert_eq!(found, expected);
    }
}
