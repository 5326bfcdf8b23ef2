//! Rules as text for people: stable, in author order, one line. It is read, not parsed.

use core::fmt::{self, Display, Formatter};

use crate::record::{AttributeValue, StepNote};
use crate::rule::{Anchor, Expression, Leaf, Length, Target, Test};
use crate::time::{Period, Span};

/// ```
/// use lms_core::rule::Expression;
/// let text = r#"{"type":"all","of":[
///     {"type":"completed","course":"bls","minScore":"70","within":"P2Y"},
///     {"type":"not","of":{"type":"role","role":"suspended"}}]}"#;
/// let rule: Expression = serde_json::from_str(text).unwrap();
/// assert_eq!(rule.to_string(), "completed `bls` (score of at least 70, within 2 years) and not role `suspended`");
/// ```
impl Display for Expression {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::All { of } => joined(of, " and ", out),
            Self::Any { of } => joined(of, " or ", out),
            Self::None { of } => listed("none of", of, out),
            Self::AtLeast { count, of } => listed(&format!("at least {count} of"), of, out),
            Self::Not { of } => {
                out.write_str("not ")?;
                inner(of, out)
            }
            Self::Rule { rule } => write!(out, "rule `{rule}`"),
            Self::Disclosed { to, of } => {
                write!(out, "[for {}: {of}]", to.as_str())
            }
            Self::Leaf(leaf) => leaf.fmt(out),
        }
    }
}

fn joined(of: &[Expression], word: &str, out: &mut Formatter<'_>) -> fmt::Result {
    if let [one] = of {
        return one.fmt(out);
    }
    for (index, child) in of.iter().enumerate() {
        if index > 0 {
            out.write_str(word)?;
        }
        inner(child, out)?;
    }
    Ok(())
}

/// A child in brackets where its words would run into those around it.
fn inner(child: &Expression, out: &mut Formatter<'_>) -> fmt::Result {
    match child {
        Expression::All { of } | Expression::Any { of } if of.len() == 1 => {
            of.iter().try_for_each(|child| inner(child, out))
        }
        Expression::All { .. } | Expression::Any { .. } => write!(out, "({child})"),
        _ => child.fmt(out),
    }
}

fn listed(head: &str, of: &[Expression], out: &mut Formatter<'_>) -> fmt::Result {
    write!(out, "{head} (")?;
    for (index, child) in of.iter().enumerate() {
        if index > 0 {
            out.write_str(", ")?;
        }
        child.fmt(out)?;
    }
    out.write_str(")")
}

impl Display for Leaf {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Completed {
                course,
                passed,
                min_score,
                within,
                min_version,
            } => {
                let verb = if *passed { "passed" } else { "completed" };
                write!(out, "{verb} `{course}`")?;
                let parts = [
                    min_score.map(|score| format!("score of at least {score}")),
                    within.map(|period| format!("within {}", words(period))),
                    min_version.map(|version| format!("version {version} or newer")),
                ];
                brackets(parts, out)
            }
            Self::Score {
                course,
                activity,
                min,
                below,
            } => {
                write!(out, "score {} in ", bounds(*min, *below, "of any size"))?;
                subject(course, activity.as_ref(), out)
            }
            Self::Holds {
                certification,
                still_for,
            } => {
                write!(out, "certified `{certification}`")?;
                brackets(
                    [still_for.map(|period| format!("still for {}", words(period)))],
                    out,
                )
            }
            Self::Attribute { name, test } => write!(out, "`{name}` {test}"),
            Self::Fact { name, test } => write!(out, "fact `{name}` {test}"),
            Self::MemberOf { unit, recursive } => {
                write!(out, "member of `{unit}`")?;
                brackets(
                    [recursive.then(|| String::from("or of a unit below it"))],
                    out,
                )
            }
            Self::Group { group } => write!(out, "in group `{group}`"),
            Self::Audience { audience } => write!(out, "in audience `{audience}`"),
            Self::Role { role } => write!(out, "role `{role}`"),
            Self::Enrolled { target } => write!(out, "enrolled in {target}"),
            Self::Waitlisted { target } => write!(out, "waiting for {target}"),
            Self::Withdrawn { target } => write!(out, "withdrawn from {target}"),
            Self::Attempts {
                course,
                activity,
                min,
                below,
            } => {
                write!(
                    out,
                    "attempts {} at ",
                    bounds(*min, *below, "of any number")
                )?;
                subject(course, activity.as_ref(), out)
            }
            Self::CoolDown {
                course,
                activity,
                wait,
            } => {
                write!(out, "{} since the last attempt at ", length(*wait))?;
                subject(course, activity.as_ref(), out)
            }
            Self::Skill { skill, level } => {
                write!(out, "skill `{skill}` at level {level} or higher")
            }
            Self::Window { from, until } => match (from, until) {
                (Some(from), Some(until)) => write!(out, "from {from} until {until}"),
                (Some(from), None) => write!(out, "from {from}"),
                (None, Some(until)) => write!(out, "until {until}"),
                (None, None) => out.write_str("at any time"),
            },
            Self::Elapsed { since, min, below } => {
                let text = bounds(min.map(length), below.map(length), "any time");
                write!(out, "{} since {since}", text.trim_start_matches("of "))
            }
            Self::Age {
                attribute,
                min,
                below,
            } => write!(
                out,
                "age by `{attribute}` {}",
                bounds(*min, *below, "of any number")
            ),
            Self::SeatAvailable { offering } => write!(out, "a seat free in `{offering}`"),
            Self::Approved { approval } => write!(out, "approval `{approval}` given"),
            Self::Paid { target } => write!(out, "paid for {target}"),
            Self::Waived { course } => write!(out, "prerequisites of `{course}` waived"),
            Self::Credits {
                courses,
                min,
                within,
            } => {
                write!(out, "at least {min} credits")?;
                if let Some(courses) = courses {
                    let courses: Vec<String> = courses.iter().map(|id| format!("`{id}`")).collect();
                    write!(out, " from {}", courses.join(", "))?;
                }
                brackets(
                    [within.map(|period| format!("within {}", words(period)))],
                    out,
                )
            }
            Self::Step { path, step, state } => {
                let state = match state {
                    StepNote::Started => "started",
                    StepNote::Completed => "completed",
                    StepNote::Failed => "failed",
                };
                write!(out, "step `{step}` of `{path}` {state}")
            }
        }
    }
}

impl Display for Target {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Course(course) => write!(out, "`{course}`"),
            Self::Offering(offering) => write!(out, "offering `{offering}`"),
        }
    }
}

impl Display for Anchor {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Attribute { name } => write!(out, "`{name}`"),
            Self::Completion { course } => write!(out, "completing `{course}`"),
            Self::Enrolment { target } => write!(out, "enrolling in {target}"),
            Self::Certificate { certification } => write!(out, "certification `{certification}`"),
            Self::Approval { approval } => write!(out, "approval `{approval}`"),
        }
    }
}

impl Display for Test {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Equals { value } => write!(out, "is {}", value.0),
            Self::In { values } => {
                let values: Vec<String> = values.iter().map(|value| value.0.to_string()).collect();
                write!(out, "is one of {}", values.join(", "))
            }
            Self::Contains { value } => write!(out, "contains {value:?}"),
            Self::StartsWith { value } => write!(out, "starts with {value:?}"),
            Self::EndsWith { value } => write!(out, "ends with {value:?}"),
            Self::Between { min, below } => {
                let value = |bound: &Option<crate::rule::Literal>| {
                    bound.as_ref().map(|one| one.0.to_string())
                };
                let text = bounds(value(min), value(below), "of any size");
                write!(out, "is {}", text.trim_start_matches("of "))
            }
            Self::Compare { sign, value } => {
                write!(out, "{} {}", sign.as_str(), value.0)
            }
            Self::IsEmpty => out.write_str("is empty"),
        }
    }
}

impl Display for AttributeValue {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boolean(yes) => out.write_str(if *yes { "yes" } else { "no" }),
            Self::Date(date) => date.fmt(out),
            Self::Number(number) => number.fmt(out),
            Self::Set(members) => {
                let members: Vec<String> = members.iter().map(|one| format!("{one:?}")).collect();
                write!(out, "{{{}}}", members.join(", "))
            }
            Self::Text(text) => write!(out, "{text:?}"),
        }
    }
}

fn subject(
    course: &crate::CourseId,
    activity: Option<&crate::ActivityId>,
    out: &mut Formatter<'_>,
) -> fmt::Result {
    match activity {
        Some(activity) => write!(out, "`{activity}` of `{course}`"),
        None => write!(out, "`{course}`"),
    }
}

fn bounds<T: Display>(min: Option<T>, below: Option<T>, any: &str) -> String {
    match (min, below) {
        (Some(min), Some(below)) => format!("of at least {min} and below {below}"),
        (Some(min), None) => format!("of at least {min}"),
        (None, Some(below)) => format!("below {below}"),
        (None, None) => any.into(),
    }
}

fn brackets<const N: usize>(parts: [Option<String>; N], out: &mut Formatter<'_>) -> fmt::Result {
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() {
        Ok(())
    } else {
        write!(out, " ({})", parts.join(", "))
    }
}

fn length(length: Length) -> String {
    match length {
        Length::Calendar(period) => words(period),
        Length::Exact(span) => exact(span),
    }
}

/// A period in words: years where the months make whole ones.
fn words(period: Period) -> String {
    let (months, days) = (period.months(), period.days());
    let whole = if months % 12 == 0 {
        counted(u64::from(months / 12), "year")
    } else {
        counted(u64::from(months), "month")
    };
    match (months, days) {
        (0, days) => counted(u64::from(days), "day"),
        (_, 0) => whole,
        (_, days) => format!("{whole} and {}", counted(u64::from(days), "day")),
    }
}

fn exact(span: Span) -> String {
    match span.seconds() {
        seconds if seconds % 3_600 == 0 => counted(seconds / 3_600, "hour"),
        seconds if seconds % 60 == 0 => counted(seconds / 60, "minute"),
        seconds => counted(seconds, "second"),
    }
}

fn counted(count: u64, unit: &str) -> String {
    if count == 1 {
        format!("1 {unit}")
    } else {
        format!("{count} {unit}s")
    }
}

#[cfg(test)]
mod tests {
    use crate::rule::Expression;

    fn text(json: &str) -> String {
        serde_json::from_str::<Expression>(json)
            .unwrap()
            .to_string()
    }

    #[test]
    fn groups_read_without_ambiguity() {
        let role = |name: &str| format!(r#"{{"type":"role","role":"{name}"}}"#);
        let (a, b, c) = (role("a"), role("b"), role("c"));
        let any = format!(r#"{{"type":"any","of":[{a},{b}]}}"#);
        assert_eq!(
            text(&format!(r#"{{"type":"all","of":[{any},{c}]}}"#)),
            "(role `a` or role `b`) and role `c`"
        );
        assert_eq!(
            text(&format!(r#"{{"type":"not","of":{any}}}"#)),
            "not (role `a` or role `b`)"
        );
        assert_eq!(
            text(&format!(
                r#"{{"type":"atLeast","count":2,"of":[{any},{b},{c}]}}"#
            )),
            "at least 2 of (role `a` or role `b`, role `b`, role `c`)"
        );
        assert_eq!(
            text(&format!(
                r#"{{"type":"none","of":[{a},{{"type":"disclosed","to":"staff","of":{b}}}]}}"#
            )),
            "none of (role `a`, [for staff: role `b`])"
        );
        assert_eq!(
            text(&format!(
                r#"{{"type":"all","of":[{a},{{"type":"all","of":[{any}]}}]}}"#
            )),
            "role `a` and (role `a` or role `b`)"
        );
    }

    #[test]
    fn every_leaf_reads_as_a_phrase() {
        for (json, expected) in [
            (
                r#"{"type":"completed","course":"a","passed":true,"minScore":"70.5","within":"P18M","minVersion":3}"#,
                "passed `a` (score of at least 70.5, within 18 months, version 3 or newer)",
            ),
            (
                r#"{"type":"score","course":"a","activity":"q","min":"50","below":"80"}"#,
                "score of at least 50 and below 80 in `q` of `a`",
            ),
            (
                r#"{"type":"holds","certification":"c","for":"P30D"}"#,
                "certified `c` (still for 30 days)",
            ),
            (
                r#"{"type":"attribute","name":"d","op":"in","values":["x",{"type":"number","value":"7"}]}"#,
                r#"`d` is one of "x", 7"#,
            ),
            (
                r#"{"type":"attribute","name":"d","op":"between","min":1,"below":2}"#,
                "`d` is at least 1 and below 2",
            ),
            (
                r#"{"type":"fact","name":"f","op":"compare","sign":">=","value":7}"#,
                "fact `f` >= 7",
            ),
            (
                r#"{"type":"memberOf","unit":"u","recursive":true}"#,
                "member of `u` (or of a unit below it)",
            ),
            (
                r#"{"type":"attempts","course":"a","below":3}"#,
                "attempts below 3 at `a`",
            ),
            (
                r#"{"type":"coolDown","course":"a","for":"PT24H"}"#,
                "24 hours since the last attempt at `a`",
            ),
            (
                r#"{"type":"window","from":"2026-01-01","until":"2026-02-01T08:00:00Z"}"#,
                "from 2026-01-01 until 2026-02-01T08:00:00Z",
            ),
            (
                r#"{"type":"elapsed","since":{"type":"enrolment","offering":"o"},"min":"P1Y1D"}"#,
                "at least 1 year and 1 day since enrolling in offering `o`",
            ),
            (
                r#"{"type":"age","attribute":"born","min":18}"#,
                "age by `born` of at least 18",
            ),
            (
                r#"{"type":"credits","courses":["a","b"],"min":"10","within":"P1Y"}"#,
                "at least 10 credits from `a`, `b` (within 1 year)",
            ),
            (
                r#"{"type":"step","path":"p","step":"s","state":"failed"}"#,
                "step `s` of `p` failed",
            ),
        ] {
            assert_eq!(text(json), expected);
        }
    }
}
