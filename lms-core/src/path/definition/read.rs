//! Reading path definitions from JSON, so that every mistake in a document is found with its path.

use serde_json::Value;

use super::{
    Band, DoubleCounting, GroupDefinition, GroupRule, Item, Member, PathDefinition, Requirement,
    Residency, Sharing, StepDefinition,
};
use crate::problem::Problems;
use crate::problem::decode::{Fields, Read, leaf};

/// What the author wrote under `type`; a problem when it is missing or no text.
fn kind(fields: &mut Fields<'_, '_>) -> Option<String> {
    fields.required("type")
}

fn unknown_kind<T>(fields: &mut Fields<'_, '_>, found: &str, known: &[&str]) -> Option<T> {
    fields.problems().at("type", |problems| {
        let found = crate::problem::decode::shorten(found);
        let message = format!("`{found}` is none of {}", known.join(", "));
        problems.add("type_unknown", message);
    });
    None
}

impl Read for PathDefinition {
    fn read(value: &Value, problems: &mut Problems) -> Option<Self> {
        let mut fields = Fields::open(value, problems)?;
        let id = fields.required("id");
        let version = fields.optional("version");
        let title = fields.optional("title");
        let zone = fields.or_default("zone");
        let measure = fields.or_default("measure");
        if fields.raw("steps").is_none() {
            fields
                .problems()
                .add("field_missing", "the field `steps` is missing");
        }
        let steps = fields.list("steps");
        let goal = fields.read_optional("goal");
        let double_counting = fields.list("doubleCounting");
        let residency = fields.read_optional("residency");
        fields.close(&[
            "id",
            "version",
            "title",
            "zone",
            "measure",
            "steps",
            "goal",
            "doubleCounting",
            "residency",
        ]);
        Some(Self {
            id: id?,
            version: version?.unwrap_or(1),
            title: title?,
            zone: zone?,
            measure: measure?,
            steps: steps?,
            goal: goal?,
            double_counting: double_counting?,
            residency: residency?,
        })
    }
}

impl Read for StepDefinition {
    fn read(value: &Value, problems: &mut Problems) -> Option<Self> {
        let mut fields = Fields::open(value, problems)?;
        let id = fields.required("id");
        let title = fields.optional("title");
        let item = fields.read("item");
        let credits = fields.or_default("credits");
        let points = fields.or_default("points");
        let requires = fields.list("requires");
        let rule = fields.optional("rule");
        let equivalents = fields.or_default("equivalents");
        let optional = fields.or_default("optional");
        let valid_for = fields.optional("validFor");
        let duration = fields.optional("duration");
        fields.close(&[
            "id",
            "title",
            "item",
            "credits",
            "points",
            "requires",
            "rule",
            "equivalents",
            "optional",
            "validFor",
            "duration",
        ]);
        Some(Self {
            id: id?,
            title: title?,
            item: item?,
            credits: credits?,
            points: points?,
            requires: requires?,
            rule: rule?,
            equivalents: equivalents?,
            optional: optional?,
            valid_for: valid_for?,
            duration: duration?,
        })
    }
}

impl Read for Item {
    fn read(value: &Value, problems: &mut Problems) -> Option<Self> {
        const KNOWN: &[&str] = &["course", "activity", "path", "milestone", "freeCredit"];
        let mut fields = Fields::open(value, problems)?;
        let kind = kind(&mut fields)?;
        match kind.as_str() {
            "course" => {
                let (course, version) = (fields.required("course"), fields.optional("version"));
                fields.close(&["type", "course", "version"]);
                Some(Self::Course {
                    course: course?,
                    version: version?,
                })
            }
            "activity" => {
                let (course, activity) = (fields.required("course"), fields.required("activity"));
                fields.close(&["type", "course", "activity"]);
                Some(Self::Activity {
                    course: course?,
                    activity: activity?,
                })
            }
            "path" => {
                let (path, version) = (fields.required("path"), fields.optional("version"));
                fields.close(&["type", "path", "version"]);
                Some(Self::Path {
                    path: path?,
                    version: version?,
                })
            }
            "milestone" => {
                fields.close(&["type"]);
                Some(Self::Milestone)
            }
            "freeCredit" => {
                fields.close(&["type"]);
                Some(Self::FreeCredit)
            }
            other => unknown_kind(&mut fields, other, KNOWN),
        }
    }
}

impl Read for Requirement {
    /// As deep as the JSON parser goes, which is 128.
    fn read(value: &Value, problems: &mut Problems) -> Option<Self> {
        const KNOWN: &[&str] = &[
            "before",
            "beforeOrTogether",
            "together",
            "score",
            "level",
            "share",
            "delay",
            "deadline",
            "credits",
            "allOf",
            "anyOf",
            "atLeast",
        ];
        let mut fields = Fields::open(value, problems)?;
        let kind = kind(&mut fields)?;
        match kind.as_str() {
            "before" | "beforeOrTogether" | "together" => {
                let step = fields.required("step");
                fields.close(&["type", "step"]);
                let step = step?;
                Some(match kind.as_str() {
                    "before" => Self::Before { step },
                    "together" => Self::Together { step },
                    _ => Self::BeforeOrTogether { step },
                })
            }
            "score" | "share" => {
                let (step, at_least) = (fields.required("step"), fields.required("atLeast"));
                fields.close(&["type", "step", "atLeast"]);
                let (step, at_least) = (step?, at_least?);
                Some(match kind.as_str() {
                    "score" => Self::Score { step, at_least },
                    _ => Self::Share { step, at_least },
                })
            }
            "level" => {
                let (skill, at_least) = (fields.required("skill"), fields.required("atLeast"));
                fields.close(&["type", "skill", "atLeast"]);
                Some(Self::Level {
                    skill: skill?,
                    at_least: at_least?,
                })
            }
            "delay" => {
                let (step, period) = (fields.required("step"), fields.required("period"));
                fields.close(&["type", "step", "period"]);
                Some(Self::Delay {
                    step: step?,
                    period: period?,
                })
            }
            "deadline" => {
                let within = fields.required("within");
                fields.close(&["type", "within"]);
                Some(Self::Deadline { within: within? })
            }
            "credits" => {
                let at_least = fields.required("atLeast");
                fields.close(&["type", "atLeast"]);
                Some(Self::Credits {
                    at_least: at_least?,
                })
            }
            "allOf" | "anyOf" => {
                let of = fields.list("of");
                fields.close(&["type", "of"]);
                Some(if kind == "allOf" {
                    Self::AllOf { of: of? }
                } else {
                    Self::AnyOf { of: of? }
                })
            }
            "atLeast" => {
                let (count, of) = (fields.required("count"), fields.list("of"));
                fields.close(&["type", "count", "of"]);
                Some(Self::AtLeast {
                    count: count?,
                    of: of?,
                })
            }
            other => unknown_kind(&mut fields, other, KNOWN),
        }
    }
}

const GROUP_FIELDS: &[&str] = &["id", "title", "rule", "order", "optional", "members"];

fn group(mut fields: Fields<'_, '_>, known: &[&str]) -> Option<GroupDefinition> {
    let id = fields.required("id");
    let title = fields.optional("title");
    let rule = fields.read_optional("rule");
    let order = fields.or_default("order");
    let optional = fields.or_default("optional");
    let members = fields.list("members");
    fields.close(known);
    Some(GroupDefinition {
        id: id?,
        title: title?,
        rule: rule?.unwrap_or_default(),
        order: order?,
        optional: optional?,
        members: members?,
    })
}

impl Read for GroupDefinition {
    fn read(value: &Value, problems: &mut Problems) -> Option<Self> {
        group(Fields::open(value, problems)?, GROUP_FIELDS)
    }
}

impl Read for Member {
    fn read(value: &Value, problems: &mut Problems) -> Option<Self> {
        let mut fields = Fields::open(value, problems)?;
        let kind = kind(&mut fields)?;
        match kind.as_str() {
            "step" => {
                let step = fields.required("step");
                fields.close(&["type", "step"]);
                Some(Self::Step { step: step? })
            }
            "group" => {
                let known = ["type"].iter().chain(GROUP_FIELDS).copied();
                group(fields, &known.collect::<Vec<_>>()).map(Self::Group)
            }
            other => unknown_kind(&mut fields, other, &["step", "group"]),
        }
    }
}

impl Read for GroupRule {
    fn read(value: &Value, problems: &mut Problems) -> Option<Self> {
        const KNOWN: &[&str] = &[
            "all",
            "any",
            "atLeast",
            "atLeastCredits",
            "atLeastPoints",
            "oneTrack",
            "branch",
        ];
        let mut fields = Fields::open(value, problems)?;
        let kind = kind(&mut fields)?;
        match kind.as_str() {
            "all" | "any" | "oneTrack" => {
                fields.close(&["type"]);
                Some(match kind.as_str() {
                    "all" => Self::All,
                    "any" => Self::Any,
                    _ => Self::OneTrack,
                })
            }
            "atLeast" => {
                let count = fields.required("count");
                fields.close(&["type", "count"]);
                Some(Self::AtLeast { count: count? })
            }
            "atLeastCredits" => {
                let credits = fields.required("credits");
                fields.close(&["type", "credits"]);
                Some(Self::AtLeastCredits { credits: credits? })
            }
            "atLeastPoints" => {
                let points = fields.required("points");
                fields.close(&["type", "points"]);
                Some(Self::AtLeastPoints { points: points? })
            }
            "branch" => {
                let (on, bands) = (fields.required("on"), fields.list("bands"));
                fields.close(&["type", "on", "bands"]);
                Some(Self::Branch {
                    on: on?,
                    bands: bands?,
                })
            }
            other => unknown_kind(&mut fields, other, KNOWN),
        }
    }
}

impl Read for Sharing {
    fn read(value: &Value, problems: &mut Problems) -> Option<Self> {
        const KNOWN: &[&str] = &["allowed", "forbidden", "limitedSteps", "limitedCredits"];
        let mut fields = Fields::open(value, problems)?;
        let kind = kind(&mut fields)?;
        match kind.as_str() {
            "allowed" | "forbidden" => {
                fields.close(&["type"]);
                Some(if kind == "allowed" {
                    Self::Allowed
                } else {
                    Self::Forbidden
                })
            }
            "limitedSteps" => {
                let count = fields.required("count");
                fields.close(&["type", "count"]);
                Some(Self::LimitedSteps { count: count? })
            }
            "limitedCredits" => {
                let credits = fields.required("credits");
                fields.close(&["type", "credits"]);
                Some(Self::LimitedCredits { credits: credits? })
            }
            other => unknown_kind(&mut fields, other, KNOWN),
        }
    }
}

impl Read for DoubleCounting {
    fn read(value: &Value, problems: &mut Problems) -> Option<Self> {
        let mut fields = Fields::open(value, problems)?;
        let (groups, sharing) = (fields.required("groups"), fields.read("sharing"));
        fields.close(&["groups", "sharing"]);
        Some(Self {
            groups: groups?,
            sharing: sharing?,
        })
    }
}

macro_rules! read_leaf {
    ($($name:ty),+) => {$(
        impl Read for $name {
            fn read(value: &Value, problems: &mut Problems) -> Option<Self> {
                leaf(value, problems)
            }
        }
    )+};
}

read_leaf!(Band, Residency);
