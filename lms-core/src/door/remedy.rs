use serde::Deserialize;
use serde_json::Value;

use super::LmsError;
use super::question::{Ask, write};
use crate::rule::import::{MoodleNames, import_moodle_value};
use crate::rule::remedy::{Costs, Remedy as Answer};
use crate::rule::{Seats, Viewer};
use crate::time::Instant;
use crate::verdict::Verdict;
use crate::{CourseId, OfferingId, RuleId};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Remedy {
    #[serde(default)]
    rule: Option<RuleId>,
    #[serde(default)]
    course: Option<CourseId>,
    #[serde(default)]
    offering: Option<OfferingId>,
    now: Instant,
    #[serde(default)]
    seats: Seats,
    #[serde(default)]
    costs: Costs,
}

/// `remedy {rule | course | offering, now, seats?, costs?}`: the cheapest steps that would make the rule met, or let the
/// learner enrol.
pub(super) fn remedy(ask: &Ask<'_>) -> Result<String, LmsError> {
    let question: Remedy = ask.arguments()?;
    let catalogue = ask.catalogue;
    // Who may enrol without any rule needs no remedy.
    let free = || write(&Answer::Met);
    let id = match (&question.rule, &question.course, &question.offering) {
        (Some(rule), None, None) => rule.clone(),
        (None, Some(course), None) => {
            let known = catalogue.course(course);
            let course = known.ok_or_else(|| LmsError::unknown("course", course.as_str()))?;
            match catalogue.enrolment_rule(course, None) {
                Some(rule) => rule,
                None => return free(),
            }
        }
        (None, None, Some(offering)) => {
            let known = catalogue.offering(offering);
            let offering = known.ok_or_else(|| LmsError::unknown("offering", offering.as_str()))?;
            let known = catalogue.course(&offering.course);
            let course =
                known.ok_or_else(|| LmsError::unknown("course", offering.course.as_str()))?;
            match catalogue.enrolment_rule(course, Some(offering)) {
                Some(rule) => rule,
                None => return free(),
            }
        }
        _ => {
            let text = "give one of `rule`, `course` and `offering`";
            return Err(LmsError::new("question_form", text));
        }
    };
    let found = catalogue.remedy(
        &id,
        ask.record()?,
        &question.seats,
        question.now,
        &question.costs,
    );
    write(&found.ok_or_else(|| LmsError::unknown("rule", id.as_str()))?)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Import {
    availability: Value,
    names: MoodleNames,
}

/// `importMoodleAvailability {availability, names}`: Moodle's rule (its JSON, or the text of it) in this engine's words,
/// with what does not carry over.
pub(super) fn import_moodle(ask: &Ask<'_>) -> Result<String, LmsError> {
    let question: Import = ask.arguments()?;
    let imported = match &question.availability {
        Value::String(text) => crate::rule::import::import_moodle(text, &question.names),
        tree => import_moodle_value(tree, &question.names),
    };
    write(&imported?)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Disclose {
    verdict: Verdict,
    to: Viewer,
}

/// `disclose {verdict, to}`: a verdict given before, as a viewer may see it.
pub(super) fn disclose(ask: &Ask<'_>) -> Result<String, LmsError> {
    let question: Disclose = ask.arguments()?;
    write(&question.to.view(&question.verdict))
}
