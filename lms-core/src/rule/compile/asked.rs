//! What a leaf asks, in the words of explanations.

use crate::record::{AttributeValue, StepNote};
use crate::rule::{Anchor, Leaf, Length, Target, Test};
use crate::verdict::Asked;

type Params = Vec<(&'static str, String)>;

fn push<T: ToString>(params: &mut Params, name: &'static str, value: Option<T>) {
    params.extend(value.map(|value| (name, value.to_string())));
}

/// A value as explanations show it.
pub(crate) fn shown(value: &AttributeValue) -> String {
    match value {
        AttributeValue::Boolean(value) => value.to_string(),
        AttributeValue::Date(date) => date.to_string(),
        AttributeValue::Number(number) => number.to_string(),
        AttributeValue::Text(text) => text.clone(),
        AttributeValue::Set(set) => set
            .iter()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(", "),
    }
}

impl Leaf {
    /// What the leaf asks: its kind and everything that it names.
    #[must_use]
    pub fn asked(&self) -> Asked {
        let (kind, params): (&'static str, Params) = match self {
            Self::Completed {
                course,
                passed,
                min_score,
                within,
                min_version,
            } => {
                let mut params = vec![("course", course.to_string())];
                push(&mut params, "passed", passed.then_some(true));
                push(&mut params, "minScore", *min_score);
                push(&mut params, "within", *within);
                push(&mut params, "minVersion", *min_version);
                ("completed", params)
            }
            Self::Score {
                course,
                activity,
                min,
                below,
            } => {
                let mut params = vec![("course", course.to_string())];
                push(&mut params, "activity", activity.as_ref());
                push(&mut params, "min", *min);
                push(&mut params, "below", *below);
                ("score", params)
            }
            Self::Holds {
                certification,
                still_for,
            } => {
                let mut params = vec![("certification", certification.to_string())];
                push(&mut params, "for", *still_for);
                ("holds", params)
            }
            Self::Attribute { name, test } => ("attribute", tested(name.to_string(), test)),
            Self::Fact { name, test } => ("fact", tested(name.to_string(), test)),
            Self::MemberOf { unit, recursive } => {
                let mut params = vec![("unit", unit.to_string())];
                push(&mut params, "recursive", recursive.then_some(true));
                ("memberOf", params)
            }
            Self::Group { group } => ("group", vec![("group", group.to_string())]),
            Self::Audience { audience } => ("audience", vec![("audience", audience.to_string())]),
            Self::Role { role } => ("role", vec![("role", role.to_string())]),
            Self::Enrolled { target } => ("enrolled", aimed(target)),
            Self::Waitlisted { target } => ("waitlisted", aimed(target)),
            Self::Withdrawn { target } => ("withdrawn", aimed(target)),
            Self::Paid { target } => ("paid", aimed(target)),
            Self::Attempts {
                course,
                activity,
                min,
                below,
            } => {
                let mut params = vec![("course", course.to_string())];
                push(&mut params, "activity", activity.as_ref());
                push(&mut params, "min", *min);
                push(&mut params, "below", *below);
                ("attempts", params)
            }
            Self::CoolDown {
                course,
                activity,
                wait,
            } => {
                let mut params = vec![("course", course.to_string()), ("for", wait.to_string())];
                push(&mut params, "activity", activity.as_ref());
                ("coolDown", params)
            }
            Self::Skill { skill, level } => (
                "skill",
                vec![("skill", skill.to_string()), ("level", level.to_string())],
            ),
            Self::Window { from, until } => {
                let mut params = Vec::new();
                push(&mut params, "from", *from);
                push(&mut params, "until", *until);
                ("window", params)
            }
            Self::Elapsed { since, min, below } => {
                let mut params = anchored(since);
                bounds(&mut params, *min, *below);
                ("elapsed", params)
            }
            Self::Age {
                attribute,
                min,
                below,
            } => {
                let mut params = vec![("attribute", attribute.to_string())];
                push(&mut params, "min", *min);
                push(&mut params, "below", *below);
                ("age", params)
            }
            Self::SeatAvailable { offering } => {
                ("seatAvailable", vec![("offering", offering.to_string())])
            }
            Self::Approved { approval } => ("approved", vec![("approval", approval.to_string())]),
            Self::Waived { course } => ("waived", vec![("course", course.to_string())]),
            Self::Credits {
                courses,
                min,
                within,
            } => {
                let list = courses.as_ref().map(|courses| {
                    let list: Vec<&str> = courses.iter().map(|course| course.as_str()).collect();
                    list.join(", ")
                });
                let mut params = Vec::new();
                push(&mut params, "courses", list);
                params.push(("min", min.to_string()));
                push(&mut params, "within", *within);
                ("credits", params)
            }
            Self::Step { path, step, state } => {
                let state = match state {
                    StepNote::Started => "started",
                    StepNote::Completed => "completed",
                    StepNote::Failed => "failed",
                };
                let params = vec![
                    ("path", path.to_string()),
                    ("step", step.to_string()),
                    ("state", state.to_owned()),
                ];
                ("step", params)
            }
        };
        Asked::new(kind, params)
    }
}

fn bounds(params: &mut Params, min: Option<Length>, below: Option<Length>) {
    push(params, "min", min);
    push(params, "below", below);
}

/// The target twice: by its kind, for links, and as `target`, for messages.
fn aimed(target: &Target) -> Params {
    match target {
        Target::Course(id) => vec![("course", id.to_string()), ("target", id.to_string())],
        Target::Offering(id) => vec![("offering", id.to_string()), ("target", id.to_string())],
    }
}

fn anchored(anchor: &Anchor) -> Params {
    match anchor {
        Anchor::Attribute { name } => {
            vec![("since", "attribute".into()), ("name", name.to_string())]
        }
        Anchor::Completion { course } => {
            vec![
                ("since", "completion".into()),
                ("course", course.to_string()),
            ]
        }
        Anchor::Enrolment { target } => {
            let mut params = aimed(target);
            params.push(("since", "enrolment".into()));
            params
        }
        Anchor::Certificate { certification } => vec![
            ("since", "certificate".into()),
            ("certification", certification.to_string()),
        ],
        Anchor::Approval { approval } => {
            vec![
                ("since", "approval".into()),
                ("approval", approval.to_string()),
            ]
        }
    }
}

fn tested(name: String, test: &Test) -> Params {
    let mut params = vec![("name", name)];
    let (op, value) = match test {
        Test::Equals { value } => ("equals", Some(shown(&value.0))),
        Test::In { values } => {
            let values: Vec<String> = values.iter().map(|value| shown(&value.0)).collect();
            ("in", Some(values.join(", ")))
        }
        Test::Contains { value } => ("contains", Some(value.clone())),
        Test::StartsWith { value } => ("startsWith", Some(value.clone())),
        Test::EndsWith { value } => ("endsWith", Some(value.clone())),
        Test::Between { min, below } => {
            push(
                &mut params,
                "min",
                min.as_ref().map(|value| shown(&value.0)),
            );
            push(
                &mut params,
                "below",
                below.as_ref().map(|value| shown(&value.0)),
            );
            ("between", None)
        }
        Test::Compare { sign, value } => {
            params.push(("sign", sign.as_str().to_owned()));
            ("compare", Some(shown(&value.0)))
        }
        Test::IsEmpty => ("isEmpty", None),
    };
    params.push(("op", op.to_owned()));
    push(&mut params, "value", value);
    params
}
