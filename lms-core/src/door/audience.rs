use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::LmsError;
use super::question::{Ask, write};
use crate::record::LearnerRecord;
use crate::rule::audience::{AudienceError, Counts, Plan, Population, Rows};
use crate::rule::compare::{Difference, Side, compare as compare_sides};
use crate::rule::{RuleIx, RuleSet, Seats};
use crate::time::Instant;
use crate::verdict::Verdict;
use crate::{LearnerId, RuleId};

impl From<AudienceError> for LmsError {
    fn from(error: AudienceError) -> Self {
        Self::new(error.code(), error.to_string())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Audience {
    records: Vec<Value>,
    #[serde(default)]
    rules: Option<Vec<RuleId>>,
    now: Instant,
    #[serde(default)]
    seats: Seats,
    #[serde(default)]
    counts_only: bool,
}

/// One rule's answer: how many learners have each outcome, and who they are.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Answered<'a> {
    rule: &'a RuleId,
    version: u32,
    counts: Counts,
    #[serde(flatten)]
    learners: Option<Learners<'a>>,
}

#[derive(Serialize)]
struct Learners<'a> {
    met: Vec<&'a str>,
    unmet: Vec<&'a str>,
    unknown: Vec<&'a str>,
    waiting: Vec<&'a str>,
}

/// `audience {records, rules?, now, seats?, countsOnly?}`: who among many learners meets which rules. The records are in
/// their envelopes; without `rules` all rules of the catalogue are asked.
pub(super) fn audience(ask: &Ask<'_>) -> Result<String, LmsError> {
    let question: Audience = ask.arguments()?;
    let rules = ask.catalogue.rules();
    let of = asked(rules, question.rules.as_deref())?;
    let population = population(rules, question.now, &read(&question.records)?)?;
    let plan = Plan::new(rules, &of);
    let counts = population.count(&plan, question.now, &question.seats)?;
    let lists = if question.counts_only {
        Vec::new()
    } else {
        population.ask(&plan, question.now, &question.seats)?
    };
    let ids = |rows: &Rows| rows.iter().filter_map(|row| population.id(row)).collect();
    let learners: Vec<Learners<'_>> = lists
        .iter()
        .map(|answer| Learners {
            met: ids(&answer.met),
            unmet: ids(&answer.unmet(population.live())),
            unknown: ids(&answer.unknown),
            waiting: ids(&answer.waiting),
        })
        .collect();
    let mut learners = learners.into_iter();
    let mut answers = Vec::with_capacity(of.len());
    for (rule, counts) in of.iter().zip(counts) {
        if let (Some(id), Some(version)) = (rules.id(*rule), rules.version(*rule)) {
            answers.push(Answered {
                rule: id,
                version,
                counts,
                learners: learners.next(),
            });
        }
    }
    write(&answers)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Compare {
    records: Vec<Value>,
    #[serde(default)]
    rules: Option<Vec<RuleId>>,
    now: Instant,
    #[serde(default)]
    seats: Seats,
    after: After,
    #[serde(default)]
    verdicts: bool,
}

/// What is other after: another catalogue, another day, other seats.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct After {
    #[serde(default)]
    catalogue: Option<Value>,
    #[serde(default)]
    now: Option<Instant>,
    #[serde(default)]
    seats: Option<Seats>,
}

/// The rules that both catalogues have, with whom the difference touches, and the rules that only one of them has.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Compared<'a> {
    changes: Vec<Changed<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    only_before: Vec<&'a RuleId>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    only_after: Vec<&'a RuleId>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Changed<'a> {
    rule: &'a RuleId,
    gained: Vec<&'a LearnerId>,
    lost: Vec<&'a LearnerId>,
    moved: Vec<&'a LearnerId>,
    reasons: Vec<&'a LearnerId>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    verdicts: Vec<Both<'a>>,
}

/// The verdicts on both sides of one learner whom the difference touches.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Both<'a> {
    learner: &'a LearnerId,
    before: Verdict,
    after: Verdict,
}

/// `compare {records, rules?, now, seats?, after {catalogue?, now?, seats?}, verdicts?}`: who gains, who loses and who
/// has other reasons when the catalogue, the day or the seats change. With `verdicts` also both verdicts of each of them.
pub(super) fn compare(ask: &Ask<'_>) -> Result<String, LmsError> {
    let question: Compare = ask.arguments()?;
    let records = read(&question.records)?;
    let catalogue = match &question.after.catalogue {
        Some(catalogue) => Some(super::compile(&catalogue.to_string())?),
        None => None,
    };
    let rules = ask.catalogue.rules();
    let rules_after = catalogue.as_ref().map_or(rules, |other| other.rules());
    let now_after = question.after.now.unwrap_or(question.now);
    let since = question.now.min(now_after);
    let population_before = population(rules, since, &records)?;
    let other = match &catalogue {
        Some(_) => Some(population(rules_after, since, &records)?),
        None => None,
    };
    let before = Side {
        rules,
        population: &population_before,
        now: question.now,
        seats: &question.seats,
    };
    let after = Side {
        rules: rules_after,
        population: other.as_ref().unwrap_or(&population_before),
        now: now_after,
        seats: question.after.seats.as_ref().unwrap_or(&question.seats),
    };
    let (pairs, only_before, only_after) = in_both(rules, rules_after, question.rules.as_deref())?;
    let changes = compare_sides(&before, &after, &pairs)?;
    let mut changed = Vec::with_capacity(pairs.len());
    for (pair, change) in pairs.iter().zip(&changes) {
        if let Some(rule) = rules.id(pair.0) {
            changed.push(name(
                rule,
                *pair,
                change,
                &records,
                question.verdicts.then_some((&before, &after)),
            ));
        }
    }
    write(&Compared {
        changes: changed,
        only_before,
        only_after,
    })
}

fn name<'a>(
    rule: &'a RuleId,
    pair: (RuleIx, RuleIx),
    change: &Difference,
    records: &'a [LearnerRecord],
    sides: Option<(&Side<'_>, &Side<'_>)>,
) -> Changed<'a> {
    let of = |rows: &Rows| -> Vec<&'a LearnerRecord> {
        rows.iter().filter_map(|row| records.get(row)).collect()
    };
    let ids = |rows: &Rows| of(rows).into_iter().map(|record| &record.learner).collect();
    let mut touched = change.gained.clone();
    for rows in [&change.lost, &change.moved, &change.reasons] {
        touched.add(rows);
    }
    let verdicts = sides.into_iter().flat_map(|(before, after)| {
        of(&touched).into_iter().map(|record| Both {
            learner: &record.learner,
            before: before.verdict(pair.0, record),
            after: after.verdict(pair.1, record),
        })
    });
    Changed {
        rule,
        gained: ids(&change.gained),
        lost: ids(&change.lost),
        moved: ids(&change.moved),
        reasons: ids(&change.reasons),
        verdicts: verdicts.collect(),
    }
}

/// Rules by their ids; all of them when none is named.
fn asked(rules: &RuleSet, named: Option<&[RuleId]>) -> Result<Vec<RuleIx>, LmsError> {
    let find = |id: &RuleId| {
        rules
            .rule(id)
            .ok_or_else(|| LmsError::unknown("rule", id.as_str()))
    };
    match named {
        Some(named) => named.iter().map(find).collect(),
        None => Ok(rules.rules().collect()),
    }
}

type Pairs<'a> = (Vec<(RuleIx, RuleIx)>, Vec<&'a RuleId>, Vec<&'a RuleId>);

/// The rules that both sides have, and those that only one has; of those named, when some are.
fn in_both<'a>(
    before: &'a RuleSet,
    after: &'a RuleSet,
    named: Option<&[RuleId]>,
) -> Result<Pairs<'a>, LmsError> {
    let wanted = |id: &RuleId| named.is_none_or(|named| named.contains(id));
    let ids = |rules: &'a RuleSet| {
        let ids = rules
            .rules()
            .filter_map(|rule| Some((rule, rules.id(rule)?)));
        ids.filter(|(_, id)| wanted(id))
    };
    if let Some(unknown) = named
        .unwrap_or_default()
        .iter()
        .find(|id| before.rule(id).is_none() && after.rule(id).is_none())
    {
        return Err(LmsError::unknown("rule", unknown.as_str()));
    }
    let mut pairs = Vec::new();
    let mut only_before = Vec::new();
    for (rule, id) in ids(before) {
        match after.rule(id) {
            Some(other) => pairs.push((rule, other)),
            None => only_before.push(id),
        }
    }
    let only_after = ids(after).filter(|(_, id)| before.rule(id).is_none());
    Ok((pairs, only_before, only_after.map(|(_, id)| id).collect()))
}

pub(super) fn read(records: &[Value]) -> Result<Vec<LearnerRecord>, LmsError> {
    records
        .iter()
        .map(|record| super::load_record(&record.to_string()))
        .collect()
}

fn population(
    rules: &RuleSet,
    since: Instant,
    records: &[LearnerRecord],
) -> Result<Population, LmsError> {
    let mut population = Population::new(rules, since);
    for record in records {
        if population.row(&record.learner).is_some() {
            let text = format!("the learner `{}` is given twice", record.learner);
            return Err(LmsError::new("learner_duplicate", text));
        }
        population.put(rules, record)?;
    }
    Ok(population)
}
