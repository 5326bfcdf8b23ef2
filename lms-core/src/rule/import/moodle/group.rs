//! The conditions on groups and groupings.

use serde_json::Value;

use super::condition::{flag, lost, made, signed, when};
use super::{Import, Part, join};
use crate::GroupId;
use crate::problem::decode::Fields;
use crate::rule::Leaf;

/// Membership in one group, or in any.
pub(super) fn group(import: &mut Import<'_>, value: &Value, negated: bool) -> Option<Part> {
    let names = import.names;
    let mut fields = Fields::open(value, &mut import.problems)?;
    let id: Option<i64> = fields.or_default("id");
    fields.close(&["type", "id"]);
    let part = match u64::try_from(id?) {
        Ok(0) => any_group(import, negated)?,
        Ok(id) => {
            let group = names.groups.get(&id).cloned();
            let group = group.map_or_else(|| GroupId::parse(format!("group-{id}")), Ok);
            signed(
                Leaf::Group {
                    group: made(import, group)?,
                },
                negated,
            )
        }
        // A restored course has -1 where the group was not restored with it.
        Err(_) => lost(negated),
    };
    Some(with_access(import, part))
}

/// Membership in any group of a grouping.
pub(super) fn grouping(import: &mut Import<'_>, value: &Value, negated: bool) -> Option<Part> {
    let names = import.names;
    let mut fields = Fields::open(value, &mut import.problems)?;
    let id: Option<Option<i64>> = match fields.raw("id") {
        Some(Value::Null) => Some(None),
        _ => fields.optional("id"),
    };
    let own = fields.raw("activity") == Some(&Value::Bool(true));
    fields.close(&["type", "id", "activity"]);
    let number = match (id?, own) {
        (Some(id), _) => match u64::try_from(id) {
            Ok(id) => Some(id),
            // A restored course has -1 where the grouping was not restored with it.
            Err(_) => return Some(with_access(import, lost(negated))),
        },
        (None, true) if names.activity_grouping != Some(0) => names.activity_grouping,
        (None, _) => {
            let text = "give the `id` of a grouping, or `activity` where the activity has one";
            import.problems.add("moodle_condition", text);
            return None;
        }
    };
    let part = match number.and_then(|number| names.groupings.get(&number)) {
        Some(groups) => {
            let member = |group: &GroupId| {
                signed(
                    Leaf::Group {
                        group: group.clone(),
                    },
                    negated,
                )
            };
            join(groups.iter().map(member).collect(), negated)
        }
        // The grouping 0 is that of all groups.
        None if number == Some(0) => any_group(import, negated)?,
        None => {
            let fact = number.map_or_else(
                || names.of_restricted("in-activity-grouping"),
                |number| format!("in-grouping-{number}"),
            );
            import.differs(
                "grouping",
                "the groups of the grouping were not given; the host reports membership as a fact",
            );
            flag(import, &fact, negated)?
        }
    };
    Some(with_access(import, part))
}

/// Groups belong to a course, so that being in any of them is a fact of its own in each.
fn any_group(import: &mut Import<'_>, negated: bool) -> Option<Part> {
    import.differs(
        "any_group",
        "there is no condition on being in any group; the host reports it as a fact",
    );
    let fact = format!("in-any-group-of-{}", import.names.course);
    flag(import, &fact, negated)
}

/// Who may access all groups passes the condition and its negation.
fn with_access(import: &mut Import<'_>, part: Part) -> Part {
    match import.names.access_all_groups.clone() {
        Some(role) => join(vec![part, when(Leaf::Role { role })], false),
        None => {
            import.differs(
                "access_all_groups",
                "there who may access all groups passes this condition and its negation; no role was given for that",
            );
            part
        }
    }
}
