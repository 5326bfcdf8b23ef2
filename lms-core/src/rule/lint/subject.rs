//! What questions about one subject can say together: the rows of a truth table with one column for each question.
//!
//! A row that no record can bring about is allowed, so that whatever contradicts every row is proven to be impossible;
//! a row that a record can bring about is never left out.

use std::collections::{BTreeMap, BTreeSet};

use crate::rule::RuleSet;
use crate::rule::compile::question::{Check, Completed, Part, Question};
use crate::rule::compile::vocabulary::AttributeType;
use crate::rule::learner::facts::Datum;
use crate::verdict::Truth;

/// The most questions about one subject whose rows are drawn up; of more each is taken for itself.
const MAX_TOGETHER: usize = 5;

const ALL: [Truth; 3] = [Truth::True, Truth::False, Truth::Unknown];

/// Questions that depend on one another, and all rows of answers that they can give together.
#[derive(Debug)]
pub(super) struct Subject {
    pub(super) questions: Vec<u32>,
    pub(super) rows: Vec<Vec<Truth>>,
}

/// Sorts questions by what they are about.
pub(super) fn subjects(rules: &RuleSet, questions: &BTreeSet<u32>) -> Vec<Subject> {
    let mut by_topic: BTreeMap<Topic, Vec<u32>> = BTreeMap::new();
    for number in questions {
        by_topic
            .entry(topic(rules, *number))
            .or_default()
            .push(*number);
    }
    by_topic
        .into_values()
        .flat_map(|same| together(rules, same))
        .collect()
}

fn question(rules: &RuleSet, number: u32) -> Option<&Question> {
    rules.shared.questions.get(number as usize)
}

/// What a question is about: questions about different topics do not depend on one another, as far as lint knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Topic {
    Completed(u32),
    Score(u32),
    Attempts(u32),
    Holds(u32),
    Attribute(u32),
    Fact(u32),
    Age(u32),
    Units,
    Calendar,
    Skill(u32),
    Step(u32),
    /// The first of the courses: sets with the same first course are compared member by member.
    Credits(u32),
    Alone(u32),
}

pub(super) fn topic(rules: &RuleSet, number: u32) -> Topic {
    use Question as Q;
    match question(rules, number) {
        Some(Q::Completed(wanted)) => Topic::Completed(wanted.course),
        Some(Q::Score { subject, .. }) => Topic::Score(*subject),
        Some(Q::Attempts { subject, .. }) => Topic::Attempts(*subject),
        Some(Q::Holds { certification, .. }) => Topic::Holds(*certification),
        Some(Q::Attribute { name, .. }) => Topic::Attribute(*name),
        Some(Q::Fact { name, .. }) => Topic::Fact(*name),
        Some(Q::Age { attribute, .. }) => Topic::Age(*attribute),
        Some(Q::Unit { .. }) => Topic::Units,
        Some(Q::Window { .. }) => Topic::Calendar,
        Some(Q::Skill { skill, .. }) => Topic::Skill(*skill),
        Some(Q::Step { step, .. }) => Topic::Step(*step),
        Some(Q::Credits(credits)) => credits
            .courses
            .first()
            .map_or(Topic::Alone(number), |course| Topic::Credits(course.0)),
        _ => Topic::Alone(number),
    }
}

fn together(rules: &RuleSet, same: Vec<u32>) -> Vec<Subject> {
    let asked: Vec<&Question> = same
        .iter()
        .filter_map(|number| question(rules, *number))
        .collect();
    if let Some(rows) = exact(rules, &asked) {
        return vec![Subject {
            questions: same,
            rows: rows.into_iter().collect(),
        }];
    }
    if same.len() <= MAX_TOGETHER {
        let rows = ordered(rules, &asked);
        return vec![Subject {
            questions: same,
            rows,
        }];
    }
    let alone = |number: u32| Subject {
        questions: vec![number],
        rows: question(rules, number).map_or_else(Vec::new, |asked| ordered(rules, &[asked])),
    };
    same.into_iter().map(alone).collect()
}

/// All rows in which what follows from another answer is at least as true as that.
fn ordered(rules: &RuleSet, asked: &[&Question]) -> Vec<Vec<Truth>> {
    let mut rows: Vec<Vec<Truth>> = vec![Vec::new()];
    for (place, question) in asked.iter().enumerate() {
        let mut longer = Vec::new();
        for row in &rows {
            for truth in ALL.into_iter().filter(|truth| can_be(question, *truth)) {
                let fits = asked.iter().take(place).zip(row).all(|(other, held)| {
                    (!follows(rules, question, other) || truth <= *held)
                        && (!follows(rules, other, question) || *held <= truth)
                });
                if fits {
                    longer.push(row.iter().copied().chain([truth]).collect());
                }
            }
        }
        rows = longer;
    }
    rows
}

/// Whether a question can have a truth at all.
fn can_be(question: &Question, truth: Truth) -> bool {
    use Question as Q;
    match question {
        Q::Broken(_) => truth == Truth::Unknown,
        Q::Holds { .. }
        | Q::Unit { .. }
        | Q::Group(_)
        | Q::Audience(_)
        | Q::Role(_)
        | Q::Enrolment { .. }
        | Q::Attempts { .. }
        | Q::CoolDown { .. }
        | Q::Skill { .. }
        | Q::Window { .. }
        | Q::Paid(_)
        | Q::Waived(_)
        | Q::Credits(_)
        | Q::Step { .. } => truth != Truth::Unknown,
        Q::Completed(wanted) if wanted.min_score.is_none() && wanted.min_version.is_none() => {
            truth != Truth::Unknown
        }
        _ => true,
    }
}

/// Whether the second is always at least as true as the first.
fn follows(rules: &RuleSet, one: &Question, two: &Question) -> bool {
    use Question as Q;
    let shorter = |one: crate::time::Period, two: crate::time::Period| {
        one.months() <= two.months() && one.days() <= two.days()
    };
    match (one, two) {
        (Q::Completed(one), Q::Completed(two)) => weaker(one, two),
        (
            Q::Holds {
                still_for: one,
                zone: a,
                ..
            },
            Q::Holds {
                still_for: two,
                zone: b,
                ..
            },
        ) => match (one, two) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(one), Some(two)) => a == b && shorter(*two, *one),
        },
        (
            Q::Unit {
                unit: one,
                recursive: a,
            },
            Q::Unit {
                unit: two,
                recursive: b,
            },
        ) => {
            let units = &rules.shared.units;
            let below = one == two
                || units
                    .get(*one as usize)
                    .is_some_and(|line| line.contains(two));
            *b && below || !*a && !*b && one == two
        }
        (Q::Credits(one), Q::Credits(two)) => {
            two.min <= one.min
                && one.courses == two.courses
                && one.within == two.within
                && one.zone == two.zone
        }
        _ => false,
    }
}

fn weaker(one: &Completed, two: &Completed) -> bool {
    let score = match (one.min_score, two.min_score) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(one), Some(two)) => two <= one,
    };
    let version = match (one.min_version, two.min_version) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(one), Some(two)) => two <= one,
    };
    let within = match (one.within, two.within) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(short), Some(long)) => {
            one.zone == two.zone && short.months() <= long.months() && short.days() <= long.days()
        }
    };
    score && version && within && (one.passed || !two.passed)
}

/// The rows found by trying every kind of value that the questions tell apart; `None` where that does not decide them.
fn exact(rules: &RuleSet, asked: &[&Question]) -> Option<BTreeSet<Vec<Truth>>> {
    use Question as Q;
    let row =
        |truth: &dyn Fn(&Question) -> Truth| asked.iter().map(|question| truth(question)).collect();
    match asked.first()? {
        Q::Window { .. } => {
            let at = |at: i64| {
                row(&|question| match question {
                    Q::Window { from, until } => (*from <= at && at < *until).into(),
                    _ => Truth::Unknown,
                })
            };
            let cuts = asked.iter().flat_map(|question| match question {
                Q::Window { from, until } => [*from, *until],
                _ => [i64::MIN, i64::MIN],
            });
            // The end of time is no instant.
            Some(
                tried(cuts)
                    .into_iter()
                    .filter(|cut| *cut < i64::MAX)
                    .map(at)
                    .collect(),
            )
        }
        Q::Score { .. } => {
            let at = |score: i64| {
                row(&|question| match question {
                    Q::Score { bounds, .. } => bounds.contain(score).into(),
                    _ => Truth::Unknown,
                })
            };
            let cuts = asked.iter().flat_map(|question| match question {
                Q::Score { bounds, .. } => [bounds.min, bounds.below],
                _ => [0, 0],
            });
            let scores = tried(cuts).into_iter().filter(|score| *score < i64::MAX);
            let none = row(&|_| Truth::Unknown);
            Some(scores.map(at).chain([none]).collect())
        }
        Q::Attempts { .. } => {
            let at = |count: i64| {
                row(&|question| match question {
                    Q::Attempts { bounds, .. } => bounds.contain(count).into(),
                    _ => Truth::Unknown,
                })
            };
            let cuts = asked.iter().flat_map(|question| match question {
                Q::Attempts { bounds, .. } => [bounds.min, bounds.below],
                _ => [0, 0],
            });
            let counts = tried(cuts.chain([0]))
                .into_iter()
                .filter(|count| (0..i64::MAX).contains(count));
            Some(counts.map(at).collect())
        }
        Q::Skill { .. } => {
            let at = |held: i64| {
                row(&|question| match question {
                    Q::Skill { level, .. } => (i64::from(*level) <= held).into(),
                    _ => Truth::Unknown,
                })
            };
            let cuts = asked.iter().map(|question| match question {
                Q::Skill { level, .. } => i64::from(*level),
                _ => 0,
            });
            Some(tried(cuts).into_iter().chain([-1]).map(at).collect())
        }
        Q::Step { .. } => {
            use crate::record::StepNote;
            let notes = [
                None,
                Some(StepNote::Started),
                Some(StepNote::Completed),
                Some(StepNote::Failed),
            ];
            let at = |held: Option<StepNote>| {
                row(&|question| match question {
                    Q::Step { note, .. } => (held == Some(*note)).into(),
                    _ => Truth::Unknown,
                })
            };
            Some(notes.into_iter().map(at).collect())
        }
        Q::Attribute { name, .. } => {
            let kind = rules.shared.types.attributes.get(*name as usize)?.kind;
            stated(rules, asked, kind)
        }
        Q::Fact { name, .. } => {
            let kind = rules.shared.types.facts.get(*name as usize)?.kind;
            stated(rules, asked, kind)
        }
        _ => None,
    }
}

/// Every cut, and what lies just below it: from each cut to the next nothing changes.
fn tried(cuts: impl Iterator<Item = i64>) -> BTreeSet<i64> {
    cuts.flat_map(|cut| [cut.saturating_sub(1), cut]).collect()
}

/// The rows of comparisons with one attribute or fact.
fn stated(
    rules: &RuleSet,
    asked: &[&Question],
    kind: AttributeType,
) -> Option<BTreeSet<Vec<Truth>>> {
    let checks: Vec<&Check> = asked
        .iter()
        .filter_map(|question| match question {
            Question::Attribute { check, .. } | Question::Fact { check, .. } => Some(check),
            _ => None,
        })
        .collect();
    let values = match kind {
        AttributeType::Boolean => vec![Datum::Scalar(0), Datum::Scalar(1)],
        AttributeType::Date | AttributeType::Number => {
            let mut cuts = BTreeSet::from([0]);
            for check in &checks {
                match check {
                    Check::Range(bounds) => cuts.extend([bounds.min, bounds.below]),
                    Check::OneOf(values) => {
                        cuts.extend(
                            values
                                .iter()
                                .flat_map(|value| [*value, value.saturating_add(1)]),
                        );
                    }
                    _ => {}
                }
            }
            // A bound that is not given stands at the end, where no value lies.
            tried(cuts.into_iter())
                .into_iter()
                .filter(|value| *value < i64::MAX)
                .map(Datum::Scalar)
                .collect()
        }
        AttributeType::Text => texts(rules, &checks)?,
        AttributeType::Set => sets(&checks)?,
    };
    let of = |datum: &Datum| -> Vec<Truth> {
        checks
            .iter()
            .map(|check| check.test(datum).map_or(Truth::Unknown, Truth::from))
            .collect()
    };
    let absent = checks.iter().map(|check| match check {
        Check::Empty => Truth::True,
        _ => Truth::Unknown,
    });
    let mistyped = vec![Truth::Unknown; checks.len()];
    Some(
        values
            .iter()
            .map(of)
            .chain([absent.collect(), mistyped])
            .collect(),
    )
}

/// The texts that are compared with, the empty one, and any other. Parts of texts are not told apart here.
fn texts(rules: &RuleSet, checks: &[&Check]) -> Option<Vec<Datum>> {
    let mut literals = BTreeSet::new();
    for check in checks {
        match check {
            Check::Texts(texts) => literals.extend(texts.iter().copied()),
            Check::Part(Part::Start | Part::Middle | Part::End, _) => return None,
            _ => {}
        }
    }
    let mut values: Vec<Datum> = literals
        .into_iter()
        .map(|literal| {
            let text = rules.shared.names.texts.key(literal);
            Datum::Text {
                literal: Some(literal),
                empty: text.is_some_and(String::is_empty),
                text: text.map(|text| text.as_str().into()),
            }
        })
        .collect();
    let names_empty = values
        .iter()
        .any(|value| matches!(value, Datum::Text { empty: true, .. }));
    for empty in [true, false] {
        if empty && names_empty {
            continue;
        }
        values.push(Datum::Text {
            literal: None,
            empty,
            text: None,
        });
    }
    Some(values)
}

/// Every set of the members that are asked for, with and without others.
fn sets(checks: &[&Check]) -> Option<Vec<Datum>> {
    let mut members = BTreeSet::new();
    for check in checks {
        match check {
            Check::Member(member) => {
                members.insert(*member);
            }
            Check::Members(wanted) => members.extend(wanted.iter().copied()),
            _ => {}
        }
    }
    if members.len() > MAX_TOGETHER {
        return None;
    }
    let mut chosen: Vec<Vec<u32>> = vec![Vec::new()];
    for member in members {
        let with: Vec<Vec<u32>> = chosen
            .iter()
            .map(|set| set.iter().copied().chain([member]).collect())
            .collect();
        chosen.extend(with);
    }
    let data = chosen.into_iter().flat_map(|members| {
        [0_usize, 1].map(|others| Datum::Set {
            size: members.len().saturating_add(others),
            members: members.clone().into(),
        })
    });
    Some(data.collect())
}
