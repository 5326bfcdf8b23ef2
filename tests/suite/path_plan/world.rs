//! A small path with every kind of wait, terms with dates, and what may be taken when: worked out by trying every way to
//! put steps into terms. Knows nothing of how plans are made.

use lms_core::path::{Path, PathDefinition, PlanRequest, TermPlan};
use lms_core::time::Date;
use proptest::prelude::*;

#[derive(Debug, Clone)]
pub enum Need {
    Before(usize),
    With(usize),
    /// So many days after the end of a step.
    Delay(usize, i64),
    Credits(u32),
    /// So many percent of the group.
    Share(u32),
    Any(Vec<Need>),
}

/// A group of the first steps.
#[derive(Debug, Clone)]
pub struct Group {
    pub size: usize,
    pub rule: Rule,
    /// Whether the goal asks for it.
    pub asked: bool,
}

#[derive(Debug, Clone, Copy)]
pub enum Rule {
    All,
    AtLeast(usize),
    Credits(u32),
}

#[derive(Debug, Clone)]
pub struct Step {
    pub credits: u32,
    pub optional: bool,
    pub milestone: bool,
    pub needs: Vec<Need>,
    /// Within so many days of the first.
    pub deadline: Option<i64>,
    /// The terms in which it is offered, a bit each.
    pub offered: u32,
}

#[derive(Debug, Clone)]
pub struct World {
    pub steps: Vec<Step>,
    /// The first and the last day of each term.
    pub terms: Vec<(i64, i64)>,
    pub credits: u32,
    pub count: usize,
    pub group: Group,
    /// Whether shares are of credits, not of steps.
    pub by_credits: bool,
}

/// The term of each step that is taken.
pub type Way = Vec<Option<usize>>;

#[derive(Debug, Clone, Copy)]
pub struct Kinds {
    pub delays: bool,
    pub deadlines: bool,
    pub milestones: bool,
    pub shares: bool,
}

fn need(index: usize, kinds: Kinds, group: usize) -> BoxedStrategy<Need> {
    let delay = if kinds.delays { 3 } else { 0 };
    let share = if kinds.shares && index >= group { 6 } else { 0 };
    let single = prop_oneof![
        4 => (0..index).prop_map(Need::Before),
        2 => (0..index).prop_map(Need::With),
        delay => (0..index, 0..160_i64).prop_map(|(step, days)| Need::Delay(step, days)),
        3 => (1..=8_u32).prop_map(Need::Credits),
        share => (0..=100_u32).prop_map(Need::Share),
    ];
    let several = proptest::collection::vec(single.clone(), 1..=3).prop_map(Need::Any);
    prop_oneof![3 => single, 2 => several].boxed()
}

fn step(index: usize, terms: usize, kinds: Kinds, group: usize) -> BoxedStrategy<Step> {
    let needs = if index == 0 {
        Just(Vec::new()).boxed()
    } else {
        proptest::collection::vec(need(index, kinds, group), 0..=2).boxed()
    };
    let all = (1_u32 << terms) - 1;
    let deadline = if kinds.deadlines { 1 } else { 0 };
    (
        1..=5_u32,
        proptest::bool::weighted(0.25),
        proptest::bool::weighted(if kinds.milestones { 0.25 } else { 0.0 }),
        needs,
        prop_oneof![4 => Just(None), deadline => (40..400_i64).prop_map(Some)],
        prop_oneof![3 => Just(all), 1 => 1..=all],
    )
        .prop_map(
            move |(credits, optional, milestone, needs, deadline, offered)| Step {
                credits: if milestone { 0 } else { credits },
                optional,
                milestone,
                needs,
                deadline,
                offered: if milestone { all } else { offered },
            },
        )
        .boxed()
}

pub fn worlds(most: usize, kinds: Kinds) -> impl Strategy<Value = World> {
    (1..=most, 2..=4_usize, 1..=3_usize)
        .prop_flat_map(move |(count, terms, size)| {
            let size = size.min(count);
            let steps: Vec<_> = (0..count)
                .map(|index| step(index, terms, kinds, size))
                .collect();
            let dates = proptest::collection::vec((20..130_i64, 0..60_i64), terms);
            let rule = prop_oneof![
                Just(Rule::All),
                (1..=size).prop_map(Rule::AtLeast),
                (1..=8_u32).prop_map(Rule::Credits)
            ];
            let group = (rule, any::<bool>()).prop_map(move |(rule, asked)| Group {
                size,
                rule,
                asked: asked && kinds.shares,
            });
            let limits = (4..=9_u32, 1..=3_usize);
            (steps, dates, limits, group, any::<bool>())
        })
        .prop_map(|(steps, dates, (credits, count), group, by_credits)| {
            let mut day = 0;
            let terms = dates.into_iter().map(|(long, free)| {
                let first = day;
                day += long + free;
                (first, first + long - 1)
            });
            World {
                terms: terms.collect(),
                steps,
                credits,
                count,
                group,
                by_credits,
            }
        })
}

fn date(day: i64) -> Date {
    let monday: Date = "2026-09-07".parse().unwrap();
    let day = i64::from(monday.days_since_epoch()) + day;
    Date::from_days_since_epoch(i32::try_from(day).unwrap()).unwrap()
}

impl Need {
    fn json(&self) -> String {
        match self {
            Self::Before(step) => format!(r#"{{"type": "before", "step": "s{step}"}}"#),
            Self::With(step) => format!(r#"{{"type": "beforeOrTogether", "step": "s{step}"}}"#),
            Self::Delay(step, days) => {
                format!(r#"{{"type": "delay", "step": "s{step}", "period": "P{days}D"}}"#)
            }
            Self::Credits(credits) => format!(r#"{{"type": "credits", "atLeast": "{credits}"}}"#),
            Self::Share(percent) => {
                format!(r#"{{"type": "share", "step": "g", "atLeast": "{percent}"}}"#)
            }
            Self::Any(of) => {
                let of: Vec<String> = of.iter().map(Self::json).collect();
                format!(r#"{{"type": "anyOf", "of": [{}]}}"#, of.join(","))
            }
        }
    }
}

impl World {
    /// The path, if there is no contradiction in it that compiling finds.
    pub fn path(&self) -> Option<Path> {
        let steps: Vec<String> = self
            .steps
            .iter()
            .enumerate()
            .map(|(index, step)| {
                let mut needs: Vec<String> = step.needs.iter().map(Need::json).collect();
                needs.extend(step.deadline.map(|days| format!(r#"{{"type": "deadline", "within": "P{days}D"}}"#)));
                let item = if step.milestone {
                    String::from(r#"{"type": "milestone"}"#)
                } else {
                    format!(r#"{{"type": "course", "course": "s{index}"}}"#)
                };
                format!(
                    r#"{{"id": "s{index}", "item": {item}, "credits": "{}", "optional": {}, "requires": [{}]}}"#,
                    step.credits, step.optional, needs.join(",")
                )
            })
            .collect();
        let members = |count: usize| -> Vec<String> {
            let members = 0..count;
            members
                .map(|step| format!(r#"{{"type": "step", "step": "s{step}"}}"#))
                .collect()
        };
        let rule = match self.group.rule {
            Rule::All => String::from(r#"{"type": "all"}"#),
            Rule::AtLeast(count) => format!(r#"{{"type": "atLeast", "count": {count}}}"#),
            Rule::Credits(credits) => {
                format!(r#"{{"type": "atLeastCredits", "credits": "{credits}"}}"#)
            }
        };
        let group = format!(
            r#"{{"type": "group", "id": "g", "optional": {}, "rule": {rule}, "members": [{}]}}"#,
            !self.group.asked,
            members(self.group.size).join(",")
        );
        let text = format!(
            r#"{{"id": "p", "measure": "{}", "steps": [{}], "goal": {{"id": "goal", "members": [{}, {group}]}}}}"#,
            if self.by_credits { "credits" } else { "steps" },
            steps.join(","),
            members(self.steps.len()).join(",")
        );
        Path::compile(serde_json::from_str::<PathDefinition>(&text).unwrap()).ok()
    }

    pub fn request(&self) -> PlanRequest {
        let terms: Vec<String> = self
            .terms
            .iter()
            .enumerate()
            .map(|(term, (first, last))| {
                format!(
                    r#"{{"name": "{term}", "from": "{}", "until": "{}"}}"#,
                    date(*first),
                    date(last + 1)
                )
            })
            .collect();
        let all = (1_u32 << self.terms.len()) - 1;
        let offered = self
            .steps
            .iter()
            .enumerate()
            .filter(|(_, step)| step.offered != all);
        let offered: Vec<String> = offered
            .map(|(index, step)| {
                let terms = (0..self.terms.len()).filter(|term| step.offered >> term & 1 == 1);
                let terms: Vec<String> = terms.map(|term| format!(r#""{term}""#)).collect();
                format!(r#"{{"step": "s{index}", "terms": [{}]}}"#, terms.join(","))
            })
            .collect();
        let text = format!(
            r#"{{"time": {{"type": "terms", "terms": [{}]}}, "maxCredits": "{}", "maxSteps": {}, "offered": [{}]}}"#,
            terms.join(","),
            self.credits,
            self.count,
            offered.join(",")
        );
        serde_json::from_str(&text).unwrap()
    }

    /// The day on which a step is over: the last of its term, or for a milestone that of the last thing it waits for.
    fn over(&self, step: usize, way: &Way) -> Option<i64> {
        if !self.steps[step].milestone {
            return way[step].map(|term| self.terms[term].1);
        }
        let needs = self.steps[step].needs.iter();
        let days: Option<Vec<i64>> = needs.map(|need| self.day(need, way)).collect();
        let day = days?.into_iter().max().unwrap_or(0);
        let due = self.steps[step].deadline;
        Some(day).filter(|day| due.is_none_or(|due| *day < due))
    }

    /// The day from which a need holds on.
    fn day(&self, need: &Need, way: &Way) -> Option<i64> {
        match need {
            Need::Before(step) | Need::With(step) => self.over(*step, way),
            Need::Delay(step, days) => Some(self.over(*step, way)? + days),
            Need::Credits(credits) => {
                let steps = (0..self.steps.len())
                    .filter(|step| self.steps[*step].credits > 0)
                    .filter_map(|step| Some((self.over(step, way)?, self.steps[step].credits)));
                let mut steps: Vec<_> = steps.collect();
                steps.sort_unstable();
                let mut sum = 0;
                steps.into_iter().find_map(|(day, own)| {
                    sum += own;
                    (sum >= *credits).then_some(day)
                })
            }
            Need::Share(percent) => self.shared(way, |(part, whole)| part * 100 >= percent * whole),
            Need::Any(of) => of.iter().filter_map(|need| self.day(need, way)).min(),
        }
    }

    /// The first day on which enough of the group is done.
    fn shared(&self, way: &Way, enough: impl Fn((u32, u32)) -> bool) -> Option<i64> {
        let members = 0..self.group.size;
        let mut over: Vec<(i64, usize)> = members
            .filter_map(|step| Some((self.over(step, way)?, step)))
            .collect();
        over.sort_unstable();
        let day = |count: usize| match count {
            0 => 0,
            count => over[count - 1].0,
        };
        let done = |count: usize| {
            over[..count]
                .iter()
                .map(|(_, step)| *step)
                .collect::<Vec<_>>()
        };
        (0..=over.len())
            .find(|count| enough(self.share(&done(*count))))
            .map(day)
    }

    /// The share of the group that some steps are, as a part of a whole.
    fn share(&self, done: &[usize]) -> (u32, u32) {
        let small = |count: usize| u32::try_from(count).unwrap();
        let credits = |steps: &[usize]| steps.iter().map(|step| self.steps[*step].credits).sum();
        match self.group.rule {
            Rule::All => {
                let asked = |steps: &mut dyn Iterator<Item = usize>| -> Vec<usize> {
                    steps.filter(|step| !self.steps[*step].optional).collect()
                };
                let (done, all) = (
                    asked(&mut done.iter().copied()),
                    asked(&mut (0..self.group.size)),
                );
                let weight = |steps: &[usize]| match credits(&all) {
                    whole if self.by_credits && whole > 0 => credits(steps),
                    _ => small(steps.len()),
                };
                if all.is_empty() {
                    (1, 1)
                } else {
                    (weight(&done), weight(&all))
                }
            }
            Rule::AtLeast(count) => (small(done.len().min(count)), small(count)),
            Rule::Credits(wanted) => (credits(done).min(wanted), wanted),
        }
    }

    /// The first day on which the group is finished.
    fn finished(&self, way: &Way) -> Option<i64> {
        let done = |step: usize| self.over(step, way);
        match self.group.rule {
            Rule::All => {
                let asked = (0..self.group.size).filter(|step| !self.steps[*step].optional);
                let days: Option<Vec<i64>> = asked.map(done).collect();
                Some(days?.into_iter().max().unwrap_or(0))
            }
            _ => self.shared(way, |(part, whole)| part >= whole),
        }
    }

    /// Whether a need of something taken in a term holds.
    fn holds(&self, need: &Need, term: usize, way: &Way) -> bool {
        match need {
            Need::With(step) if !self.steps[*step].milestone => {
                way[*step].is_some_and(|own| own <= term)
            }
            Need::Any(of) => of.iter().any(|need| self.holds(need, term, way)),
            need => self
                .day(need, way)
                .is_some_and(|day| day <= self.terms[term].0),
        }
    }

    /// In how many terms a way reaches the goal; `None` where it breaks a requirement or never gets there.
    pub fn length(&self, way: &Way) -> Option<usize> {
        let mut length = 0;
        for (step, term) in way.iter().enumerate() {
            let own = &self.steps[step];
            let Some(term) = *term else { continue };
            let late = own.deadline.is_some_and(|due| self.terms[term].1 >= due);
            let open = own.needs.iter().all(|need| self.holds(need, term, way));
            if late || !open || own.offered >> term & 1 == 0 {
                return None;
            }
            length = length.max(term + 1);
        }
        let reached = |term: usize| {
            let first = match self.terms.get(term) {
                Some((first, _)) => *first,
                None => self.terms[term - 1].1 + 1,
            };
            let by = |day: Option<i64>| day.is_some_and(|day| day <= first);
            let steps = (0..self.steps.len())
                .all(|step| self.steps[step].optional || by(self.over(step, way)));
            steps && (!self.group.asked || by(self.finished(way)))
        };
        (length..=self.terms.len()).find(|term| reached(*term))
    }

    /// Whether no term holds too much.
    pub fn fits(&self, way: &Way) -> bool {
        (0..self.terms.len()).all(|term| {
            let inside: Vec<usize> = (0..way.len())
                .filter(|step| way[*step] == Some(term))
                .collect();
            let credits: u32 = inside.iter().map(|step| self.steps[*step].credits).sum();
            credits <= self.credits && inside.len() <= self.count
        })
    }

    /// Every way to put these steps into terms.
    pub fn ways(&self, may: &dyn Fn(usize) -> bool, must: bool) -> Vec<Way> {
        let mut ways: Vec<Way> = vec![Vec::new()];
        for (step, own) in self.steps.iter().enumerate() {
            let terms = (0..self.terms.len()).map(Some);
            let mut places: Vec<Option<usize>> = Vec::new();
            if own.milestone || !may(step) || !must {
                places.push(None);
            }
            if !own.milestone && may(step) {
                places.extend(terms);
            }
            ways = ways
                .iter()
                .flat_map(|way| {
                    places.iter().map(|place| {
                        let mut way = way.clone();
                        way.push(*place);
                        way
                    })
                })
                .collect();
        }
        ways
    }

    /// The way that a plan takes.
    pub fn way(&self, plan: &TermPlan) -> Way {
        let mut way = vec![None; self.steps.len()];
        for (term, planned) in plan.terms.iter().enumerate() {
            for step in &planned.steps {
                assert_eq!(way[number(step.step.as_str())].replace(term), None);
            }
        }
        way
    }
}

pub fn number(name: &str) -> usize {
    name[1..].parse().unwrap()
}
