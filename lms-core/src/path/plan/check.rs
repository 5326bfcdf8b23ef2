use super::problem::Problem;
use super::request::{MAX_SEARCH_NODES, MAX_TERMS, Offered, PlanRequest, PlanTime, Term};
use super::set::Set;
use super::start::{How, Past, Start};
use super::term::Terms;
use super::window::{Grid, Room};
use super::work::Work;
use crate::StepId;
use crate::path::Path;
use crate::path::compile::Need;
use crate::problem::{DefinitionErrors, Problems};
use crate::time::Date;

/// A request that was found right, resolved.
pub(super) struct Checked {
    pub(super) problem: Problem,
    pub(super) time: Time,
    pub(super) nodes: u64,
}

/// The time of a plan, resolved.
pub(super) enum Time {
    Terms { terms: Vec<Term>, grid: Grid },
    Days(Work),
}

impl Checked {
    /// The terms as the search takes them.
    pub(super) fn terms(&self) -> Terms<'_> {
        let (terms, grid) = match &self.time {
            Time::Terms { terms, grid } => (terms.as_slice(), grid.clone()),
            Time::Days(_) => (
                &[][..],
                Grid {
                    rooms: Vec::new(),
                    offered: Vec::new(),
                },
            ),
        };
        Terms {
            problem: &self.problem,
            grid,
            days: terms.iter().map(days).collect(),
            from: 0,
            nodes: self.nodes,
            is_spent: false,
            supposed: Vec::new(),
        }
    }

    /// The name of a term; its number, where there is none.
    pub(super) fn name(&self, term: usize) -> String {
        let name = match &self.time {
            Time::Terms { terms, .. } => terms.get(term).map(|term| term.name.clone()),
            Time::Days(_) => None,
        };
        name.unwrap_or_else(|| term.saturating_add(1).to_string())
    }
}

/// The first and the last day of a term.
fn days(term: &Term) -> Option<(Date, Date)> {
    let after = term.until?.days_since_epoch();
    let last = Date::from_days_since_epoch(after.checked_sub(1)?).ok()?;
    Some((term.from?, last))
}

/// Checks a request and resolves it.
pub(super) fn check(
    path: &Path,
    request: &PlanRequest,
    start: &Start,
) -> Result<Checked, DefinitionErrors> {
    let mut problems = Problems::new();
    let mut start = start.clone();
    let done = named(path, &request.done, "done", &mut problems);
    let known = |step: u32| move |past: &Past| past.step == step;
    let more: Vec<u32> = done
        .iter()
        .filter(|step| !start.done.iter().any(known(*step)))
        .collect();
    start.done.extend(more.into_iter().map(|step| Past {
        step,
        on: None,
        credits: None,
        own: None,
        how: How::Supposed,
    }));
    let without = named(path, &request.without, "without", &mut problems);
    limits(request, &mut problems);
    let time = problems.at("time", |problems| match &request.time {
        PlanTime::Terms { terms } => {
            Some(terms.clone()).filter(|terms| check_terms(terms, problems))
        }
        PlanTime::Seasons { seasons, terms } => spread(seasons, *terms, problems),
        PlanTime::Days { .. } => Some(Vec::new()),
    });
    let offers = offers(path, request, &mut problems);
    if let Some(terms) = &time {
        need_dates(path, request, terms, &mut problems);
    }
    let problem = Problem::new(path, &start, without, request.expected_score);
    let problem = match problem {
        Ok(problem) => Some(problem),
        Err(error) => {
            problems.add(error.code(), error.to_string());
            None
        }
    };
    let work = match &request.time {
        PlanTime::Days { .. } => Work::new(path, request, &offers, &start, &mut problems),
        _ => None,
    };
    problems.finish()?;
    let (Some(mut problem), Some(terms)) = (problem, time) else {
        return Err(DefinitionErrors::default());
    };
    let time = match work {
        Some(work) => Time::Days(work),
        None => {
            let grid = grid(path, request, &start, &terms, &offers, problem.taking);
            Time::Terms { terms, grid }
        }
    };
    let began = match (&request.time, &time) {
        (PlanTime::Days { from, .. }, _) => Some(*from),
        (_, Time::Terms { terms, .. }) => terms.first().and_then(|term| term.from),
        _ => None,
    };
    let passed = start
        .due
        .iter()
        .filter(|(_, due)| began.is_some_and(|began| *due <= began));
    problem.late = passed.map(|(step, _)| *step).collect();
    problem.start(began, |step| due(path, &start, step, began));
    match &time {
        Time::Terms { grid, .. } => problem.tell_apart(|step| grid.offered(step)),
        Time::Days(work) => problem.tell_apart(|step| work.kind(step)),
    }
    Ok(Checked {
        problem,
        time,
        nodes: request.search_nodes.min(MAX_SEARCH_NODES),
    })
}

fn named(path: &Path, names: &[StepId], field: &'static str, problems: &mut Problems) -> Set {
    problems.at(field, |problems| {
        let mut found = Set::default();
        for (index, name) in names.iter().enumerate() {
            found = found.union(
                problems
                    .item(index, |problems| step(path, name, problems))
                    .into_iter()
                    .collect(),
            );
        }
        found
    })
}

fn step(path: &Path, name: &StepId, problems: &mut Problems) -> Option<u32> {
    let node = path.node(name).filter(|node| path.group(*node).is_none());
    if node.is_none() {
        problems.add(
            "reference_unknown",
            format!("there is no step `{name}` in this path"),
        );
    }
    node
}

fn limits(request: &PlanRequest, problems: &mut Problems) {
    if request
        .max_credits
        .is_some_and(|credits| credits.micros() < 0)
    {
        problems.at("maxCredits", |problems| {
            problems.add("amount_negative", "a limit is not below zero");
        });
    }
    if request.search_nodes == 0 || request.search_nodes > MAX_SEARCH_NODES {
        problems.at("searchNodes", |problems| {
            let message = format!("the search looks at 1 to {MAX_SEARCH_NODES} nodes");
            problems.add("search_nodes_out_of_range", message);
        });
    }
}

fn check_terms(terms: &[Term], problems: &mut Problems) -> bool {
    let before = problems.count();
    problems.at("terms", |problems| {
        count(terms.len(), problems);
        let mut last: Option<Date> = None;
        for (index, term) in terms.iter().enumerate().take(MAX_TERMS) {
            problems.item(index, |problems| {
                let (from, until) = (term.from, term.until);
                if from.zip(until).is_some_and(|(from, until)| until <= from) {
                    problems.add("term_empty", "a term ends after its first day");
                }
                if last.zip(from).is_some_and(|(last, from)| from < last) {
                    problems.add(
                        "terms_overlap",
                        "a term begins when the one before it has ended",
                    );
                }
                last = until.or(last);
                if term.max_credits.is_some_and(|credits| credits.micros() < 0) {
                    problems.add("amount_negative", "a limit is not below zero");
                }
                if terms
                    .iter()
                    .take(index)
                    .any(|other| other.name == term.name)
                {
                    let message = format!("the name `{}` is taken", term.name);
                    problems.add("id_duplicate", message);
                }
            });
        }
    });
    problems.count() == before
}

fn count(terms: usize, problems: &mut Problems) {
    if !(1..=MAX_TERMS).contains(&terms) {
        problems.add(
            "terms_out_of_range",
            format!("a plan has 1 to {MAX_TERMS} terms"),
        );
    }
}

/// Writes out seasons that come round: `autumn 1`, `spring 1`, `autumn 2` ...
fn spread(seasons: &[String], terms: u32, problems: &mut Problems) -> Option<Vec<Term>> {
    let before = problems.count();
    problems.at("terms", |problems| count(terms as usize, problems));
    problems.at("seasons", |problems| count(seasons.len(), problems));
    if problems.count() > before {
        return None;
    }
    let years = (1_u32..).flat_map(|year| seasons.iter().map(move |season| (year, season)));
    let term = |(year, season): (u32, &String)| Term {
        name: format!("{season} {year}"),
        season: Some(season.clone()),
        ..Term::default()
    };
    Some(years.take(terms as usize).map(term).collect())
}

/// The offers, with their steps resolved.
fn offers<'a>(
    path: &Path,
    request: &'a PlanRequest,
    problems: &mut Problems,
) -> Vec<(u32, &'a Offered)> {
    problems.at("offered", |problems| {
        let mut found: Vec<(u32, &Offered)> = Vec::new();
        for (index, offer) in request.offered.iter().enumerate() {
            problems.item(index, |problems| {
                let step = problems.at("step", |problems| step(path, &offer.step, problems));
                let Some(step) = step else { return };
                if found.iter().any(|(other, _)| *other == step) {
                    problems.add("id_duplicate", format!("`{}` is named already", offer.step));
                }
                found.push((step, offer));
                let is_by_days = matches!(request.time, PlanTime::Days { .. });
                let by_terms = !offer.seasons.is_empty() || !offer.terms.is_empty();
                if (is_by_days && by_terms) || (!is_by_days && offer.from.is_some()) {
                    let message =
                        "a plan by days knows a first day, one by terms seasons and terms";
                    problems.add("offer_mismatch", message);
                }
            });
        }
        found
    })
}

/// A delay or a deadline means something only where terms have dates.
fn need_dates(path: &Path, request: &PlanRequest, terms: &[Term], problems: &mut Problems) {
    if matches!(request.time, PlanTime::Days { .. })
        || terms.iter().all(|term| days(term).is_some())
    {
        return;
    }
    let timed = |need: &Need| {
        mentions(need, &|need| {
            matches!(need, Need::Delay(..) | Need::Deadline(_))
        })
    };
    let asks = path.steps.iter().zip(&path.definition().steps);
    if let Some((_, step)) = asks.clone().find(|(step, _)| step.needs.iter().any(timed)) {
        let message = format!(
            "`{}` has a delay or a deadline: give every term its dates",
            step.id
        );
        problems.at("time", |problems| problems.add("dates_missing", message));
    }
}

/// Whether a need, or one inside it, is of a kind. As deep as requirements stand in one another.
pub(super) fn mentions(need: &Need, kind: &dyn Fn(&Need) -> bool) -> bool {
    match need {
        Need::Of(_, list) => list.iter().any(|need| mentions(need, kind)),
        need => kind(need),
    }
}

fn grid(
    path: &Path,
    request: &PlanRequest,
    start: &Start,
    terms: &[Term],
    offers: &[(u32, &Offered)],
    taking: Set,
) -> Grid {
    let rooms = terms
        .iter()
        .map(|term| Room {
            credits: term
                .max_credits
                .or(request.max_credits)
                .map_or(i64::MAX, |credits| credits.micros()),
            steps: term.max_steps.or(request.max_steps).unwrap_or(u32::MAX),
        })
        .collect();
    let mut offered = vec![u64::MAX; path.steps.len()];
    for (step, offer) in offers {
        let mut bits = 0_u64;
        for (bit, term) in (0_u32..).zip(terms) {
            let season = term.season.as_ref();
            let in_season = season.is_some_and(|season| offer.seasons.contains(season));
            if in_season || offer.terms.contains(&term.name) {
                bits |= 1_u64.checked_shl(bit).unwrap_or(0);
            }
        }
        if let Some(slot) = offered.get_mut(*step as usize) {
            *slot = bits;
        }
    }
    let began = terms.first().and_then(|term| term.from);
    for (step, slot) in (0_u32..).zip(&mut offered) {
        let Some(due) = due(path, start, step, began) else {
            continue;
        };
        for (bit, term) in (0_u32..).zip(terms) {
            if term.until.is_some_and(|until| until > due) {
                *slot &= !1_u64.checked_shl(bit).unwrap_or(0);
            }
        }
    }
    for step in taking.iter() {
        if let Some(slot) = offered.get_mut(step as usize) {
            *slot = 1;
        }
    }
    Grid { rooms, offered }
}

/// The first day on which a step with a deadline is too late. A learner who has not started starts when the plan does.
pub(super) fn due(path: &Path, start: &Start, step: u32, began: Option<Date>) -> Option<Date> {
    let within = path.steps.get(step as usize)?.deadline()?;
    let known = start.due.iter().find(|(own, _)| *own == step);
    known
        .map(|(_, due)| *due)
        .or_else(|| began?.plus(within, 1).ok())
}
