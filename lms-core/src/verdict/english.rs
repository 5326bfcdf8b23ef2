//! Default English sentences of reasons, by code. `{name}` stands for a parameter, `{found}` for what the facts say.

use super::Reason;

/// Every code of a reason with its template: what a host translates.
pub const MESSAGES: &[(&str, &str)] = &[
    ("all_met", "every condition is met"),
    ("all_unmet", "not every condition is met"),
    (
        "all_unknown",
        "it is not known whether every condition is met",
    ),
    ("any_met", "one of the conditions is met"),
    ("any_unmet", "none of the conditions is met"),
    (
        "any_unknown",
        "it is not known whether one of the conditions is met",
    ),
    ("none_met", "none of the excluding conditions applies"),
    ("none_unmet", "an excluding condition applies"),
    (
        "none_unknown",
        "it is not known whether an excluding condition applies",
    ),
    (
        "at_least_met",
        "the number of conditions met, {found}, is at least {count}",
    ),
    (
        "at_least_unmet",
        "the number of conditions met, {found}, is below {count}",
    ),
    (
        "at_least_unknown",
        "it is not known whether the number of conditions met, {found} so far, reaches {count}",
    ),
    ("not_met", "the excluded condition does not apply"),
    ("not_unmet", "the excluded condition applies"),
    (
        "not_unknown",
        "it is not known whether the excluded condition applies",
    ),
    ("rule_met", "the rule `{rule}` is met"),
    ("rule_unmet", "the rule `{rule}` is not met"),
    (
        "rule_unknown",
        "it is not known whether the rule `{rule}` is met",
    ),
    ("disclosed_met", "the condition is met"),
    ("disclosed_unmet", "the condition is not met"),
    (
        "disclosed_unknown",
        "it is not known whether the condition is met",
    ),
    (
        "reference_retired",
        "the condition points at something that no longer exists",
    ),
    ("course_completed", "`{course}` is completed"),
    ("course_not_completed", "`{course}` is not completed"),
    (
        "course_not_passed",
        "`{course}` is completed, but not passed",
    ),
    (
        "course_score_low",
        "`{course}` was completed with {found} %, which is below {minScore} %",
    ),
    (
        "course_score_missing",
        "`{course}` is completed, but its score is not known",
    ),
    (
        "course_version_old",
        "`{course}` was completed in version {found}, which is older than version {minVersion}",
    ),
    (
        "course_version_missing",
        "`{course}` is completed, but in which version is not known",
    ),
    (
        "course_completion_old",
        "`{course}` was completed on {found}, which is longer ago than {within}",
    ),
    (
        "course_completion_future",
        "`{course}` counts as completed from {found}",
    ),
    ("score_fits", "the score {found} % fits"),
    ("score_outside", "the score {found} % does not fit"),
    ("score_missing", "there is no score yet"),
    (
        "certificate_held",
        "`{certification}` is held until {found}",
    ),
    ("certificate_held_open", "`{certification}` is held"),
    ("certificate_not_held", "`{certification}` is not held"),
    (
        "certificate_ended",
        "`{certification}` was held until {found}",
    ),
    (
        "certificate_too_short",
        "`{certification}` is held until {found}, which is sooner than {for} from now",
    ),
    (
        "certificate_upcoming",
        "`{certification}` is held from {found}",
    ),
    ("attribute_fits", "`{name}` is `{found}`, as it must be"),
    (
        "attribute_differs",
        "`{name}` is `{found}`, which does not fit",
    ),
    ("attribute_missing", "`{name}` is not known"),
    (
        "attribute_mistyped",
        "`{name}` is `{found}`, which is not of the type of this attribute",
    ),
    ("attribute_empty", "`{name}` is empty, as it must be"),
    ("member", "the learner belongs to `{unit}`"),
    ("not_member", "the learner does not belong to `{unit}`"),
    ("in_group", "the learner is in the group `{group}`"),
    ("not_in_group", "the learner is not in the group `{group}`"),
    ("in_audience", "the learner is in the audience `{audience}`"),
    (
        "not_in_audience",
        "the learner is not in the audience `{audience}`",
    ),
    ("has_role", "the learner has the role `{role}`"),
    ("lacks_role", "the learner does not have the role `{role}`"),
    ("enrolled", "the learner is enrolled in `{target}`"),
    ("not_enrolled", "the learner is not enrolled in `{target}`"),
    ("waitlisted", "the learner waits for a seat in `{target}`"),
    (
        "not_waitlisted",
        "the learner does not wait for a seat in `{target}`",
    ),
    ("withdrawn", "the learner has withdrawn from `{target}`"),
    (
        "not_withdrawn",
        "the learner has not withdrawn from `{target}`",
    ),
    ("attempts_fit", "the number of attempts, {found}, fits"),
    (
        "attempts_outside",
        "the number of attempts, {found}, does not fit",
    ),
    ("cooled_down", "the last attempt is long enough ago"),
    (
        "cooling_down",
        "the last attempt was on {found}, which is not yet {for} ago",
    ),
    ("skill_reached", "`{skill}` is held at level {found}"),
    (
        "skill_too_low",
        "`{skill}` is held at level {found}, which is below {level}",
    ),
    ("skill_missing", "`{skill}` is not held"),
    ("skill_ended", "`{skill}` was assessed until {found}"),
    ("window_open", "the window is open"),
    ("window_upcoming", "the window opens on {found}"),
    ("window_closed", "the window closed on {found}"),
    ("elapsed", "the time since {found} fits"),
    ("not_elapsed", "the time since {found} does not fit"),
    (
        "anchor_missing",
        "what the time is counted from has not happened or is not known",
    ),
    ("age_fits", "the age fits"),
    ("age_outside", "the age does not fit"),
    ("age_missing", "`{attribute}` is not known"),
    (
        "seat_available",
        "the number of free seats in `{offering}` is {found}",
    ),
    ("seat_none", "no seat is free in `{offering}`"),
    (
        "seats_unknown",
        "how many seats are free in `{offering}` is not known",
    ),
    ("approval_granted", "`{approval}` was granted"),
    ("approval_denied", "`{approval}` was denied"),
    (
        "approval_pending",
        "`{approval}` is asked for and not decided",
    ),
    ("approval_missing", "`{approval}` was not asked for"),
    ("paid", "`{target}` is paid"),
    ("not_paid", "`{target}` is not paid"),
    ("waived", "the prerequisites of `{course}` are waived"),
    (
        "not_waived",
        "the prerequisites of `{course}` are not waived",
    ),
    (
        "waiver_ended",
        "the prerequisites of `{course}` were waived until {found}",
    ),
    (
        "credits_reached",
        "the credits reached, {found}, are at least {min}",
    ),
    (
        "credits_missing",
        "the credits reached, {found}, are below {min}",
    ),
    ("step_in_state", "the step `{step}` of `{path}` is {state}"),
    (
        "step_in_other_state",
        "the step `{step}` of `{path}` is not {state}",
    ),
    ("fact_fits", "`{name}` is `{found}`, as it must be"),
    ("fact_differs", "`{name}` is `{found}`, which does not fit"),
    ("fact_missing", "`{name}` is not known"),
    (
        "fact_mistyped",
        "`{name}` is `{found}`, which is not of the type of this fact",
    ),
    ("fact_empty", "`{name}` is empty, as it must be"),
];

/// The English sentence of a reason: its template with the parameters filled in.
pub(super) fn sentence(reason: &Reason<'_>) -> String {
    let template = MESSAGES
        .iter()
        .find(|(code, _)| *code == reason.code)
        .map_or(reason.code, |(_, template)| template);
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        match reason.asked.param(name) {
            Some(param) => text.push_str(param),
            None => {
                let found = reason.found.filter(|_| name == "found");
                text.push_str(&found.map_or_else(|| String::from("?"), ToString::to_string));
            }
        }
        rest = after;
    }
    text.push_str(rest);
    text
}
