//! Grows the graph of goals out of rules: what is not met asks for the steps that would meet it, and those for the rules
//! that they need.

use std::collections::BTreeMap;

use super::answer::{Costs, Obstacle};
use super::deed::{Deed, Run};
use super::goal::{Goal, Goals, StepIx};
use super::survey::Survey;
use super::{Ground, MAX_GOALS};
use crate::record::{EnrolmentState, LearnerRecord};
use crate::rule::RuleSet;
use crate::rule::facts::Facts;
use crate::rule::outline::Ask;
use crate::rule::question::{Question, Spot};
use crate::rule::reading::Reading;
use crate::time::Instant;
use crate::verdict::Truth;

/// When something is done or asked: now, or at the end of the wait.
pub(super) type Layer = usize;

/// What the whole remedy is asked about.
pub(super) struct Case<'a> {
    pub(super) rules: &'a RuleSet,
    pub(super) record: &'a LearnerRecord,
    pub(super) costs: &'a Costs,
    pub(super) ground: &'a dyn Ground,
    pub(super) survey: &'a Survey,
}

/// The graph while it grows.
pub(super) struct Growth<'a> {
    pub(super) case: &'a Case<'a>,
    facts: Facts,
    /// The instants of the layers.
    times: Vec<Instant>,
    pub(super) goals: Goals,
    /// Each step of the graph, in its order; `None` for a condition that holds as long as no step breaks it.
    pub(super) deeds: Vec<Option<(Deed, Layer)>>,
    rules: BTreeMap<(u32, bool, Layer), Goal>,
    literals: BTreeMap<(u32, bool, Layer), Goal>,
    steps: BTreeMap<(Deed, Layer), (StepIx, Goal)>,
    /// Conditions that hold, and what would break them.
    fragile: Vec<(Goal, Vec<Deed>)>,
    /// Rules still to be grown.
    open: Vec<(u32, bool, Layer, Goal)>,
    /// Conditions that no step can bring about.
    pub(super) dead: BTreeMap<Goal, Obstacle>,
    /// A completion that a goal rests on, and the score that the goal asks of it.
    pub(super) demands: Vec<(Goal, StepIx, i64)>,
    /// The first instant after the last layer at which some reading changes.
    pub(super) wake: i64,
    /// The graph grew too large, and was cut.
    pub(super) cut: bool,
}

impl<'a> Growth<'a> {
    /// The graph for a rule that is to be met at the last of the instants.
    pub(super) fn of(
        case: &'a Case<'a>,
        facts: &Facts,
        rule: u32,
        times: Vec<Instant>,
    ) -> (Self, Goal) {
        let mut growth = Self {
            case,
            facts: facts.clone(),
            goals: Goals::default(),
            deeds: Vec::new(),
            rules: BTreeMap::new(),
            literals: BTreeMap::new(),
            steps: BTreeMap::new(),
            fragile: Vec::new(),
            open: Vec::new(),
            dead: BTreeMap::new(),
            demands: Vec::new(),
            wake: i64::MAX,
            cut: false,
            times,
        };
        let root = growth.rule(rule, false, growth.last());
        while let Some((rule, negated, layer, goal)) = growth.open.pop() {
            if growth.goals.len() > MAX_GOALS {
                growth.cut = true;
                break;
            }
            let outline = case.rules.shared.outlines.get(rule as usize).copied();
            let child = growth.line(outline.unwrap_or(u32::MAX), negated, layer);
            growth.goals.feed(goal, child, 1);
        }
        growth.settle();
        (growth, root)
    }

    fn last(&self) -> Layer {
        self.times.len().saturating_sub(1)
    }

    fn at(&self, layer: Layer) -> i64 {
        self.times.get(layer).map_or(i64::MAX, |at| at.micros())
    }

    fn rule(&mut self, rule: u32, negated: bool, layer: Layer) -> Goal {
        if let Some(goal) = self.rules.get(&(rule, negated, layer)) {
            return *goal;
        }
        let goal = self.goals.reserve(1);
        self.rules.insert((rule, negated, layer), goal);
        self.open.push((rule, negated, layer, goal));
        goal
    }

    /// Recursion is bounded by the depth of one rule; other rules wait in `open`.
    fn line(&mut self, place: u32, negated: bool, layer: Layer) -> Goal {
        let case = self.case;
        let outline = &case.rules.shared.outline;
        let Some(line) = outline.lines.get(place as usize) else {
            return self.goals.reserve(1);
        };
        let inner = negated != matches!(line.ask, Ask::Not | Ask::None);
        let children: Vec<u32> = outline.children(place).collect();
        let need = match line.ask {
            Ask::Question(question) => return self.literal(question, negated, layer),
            Ask::Rule(rule) => return self.rule(rule, negated, layer),
            Ask::Not | Ask::Disclosed => 1,
            Ask::All | Ask::None if !negated => children.len(),
            Ask::Any if negated => children.len(),
            Ask::All | Ask::Any | Ask::None => 1,
            Ask::AtLeast(count) if negated => children
                .len()
                .saturating_sub(count as usize)
                .saturating_add(1),
            Ask::AtLeast(count) => count as usize,
        };
        let children: Vec<Goal> = children
            .into_iter()
            .map(|child| self.line(child, inner, layer))
            .collect();
        self.goals
            .at_least(u64::try_from(need).unwrap_or(u64::MAX), &children)
    }

    fn literal(&mut self, question: u32, negated: bool, layer: Layer) -> Goal {
        if let Some(goal) = self.literals.get(&(question, negated, layer)) {
            return *goal;
        }
        let goal = self.goals.reserve(1);
        self.literals.insert((question, negated, layer), goal);
        let case = self.case;
        let Some(asked) = case.rules.shared.questions.get(question as usize) else {
            return goal;
        };
        let reading = self.read(asked, layer);
        let holds = fits(reading, negated);
        let deeds = self.deeds_on(asked);
        let mut helpful = Vec::new();
        let mut harmful = Vec::new();
        let mut offered = false;
        for deed in deeds {
            for done in 0..=layer {
                let after = self.tried(deed, done, asked, layer);
                match (holds, fits(after, negated)) {
                    (false, true) => helpful.push((deed, done)),
                    (true, false) if done == layer => harmful.push(deed),
                    _ => {}
                }
            }
            offered |= deed.cost(case.costs, &case.rules.shared.names).is_some();
        }
        if holds {
            self.fragile.push((goal, harmful));
            return goal;
        }
        let mut reachable = false;
        for (deed, done) in helpful {
            if let Some((step, met)) = self.step(deed, done) {
                reachable = true;
                self.goals.feed(goal, met, 1);
                if let (Question::Completed(wanted), false) = (asked, negated) {
                    self.demands
                        .extend(wanted.min_score.map(|score| (goal, step, score)));
                }
            } else if deed.cost(case.costs, &case.rules.shared.names).is_none() {
                offered = false;
            }
        }
        reachable |= self.together(asked, negated, layer, goal);
        if !reachable {
            let obstacle = self.obstacle(question, asked, negated, reading, offered);
            self.dead.insert(goal, obstacle);
        }
        goal
    }

    /// What takes several steps at once: credits from several courses, and leaving everything that makes it so.
    fn together(&mut self, asked: &Question, negated: bool, layer: Layer, goal: Goal) -> bool {
        let at = self.at(layer);
        match asked {
            Question::Credits(credits) if !negated => {
                let (held, _) = credits.sum(&self.facts, at);
                let need = credits.min.saturating_sub(held);
                let sum = self.goals.reserve(u64::try_from(need).unwrap_or(0));
                self.goals.feed(goal, sum, 1);
                let mut any = false;
                for (course, worth) in &credits.courses {
                    let deed = Deed::Complete { course: *course };
                    let mut tried = self.facts.clone();
                    deed.apply(&mut tried, at, None, (at, i64::MAX));
                    let gain = credits.sum(&tried, at).0.saturating_sub(held);
                    let Ok(gain @ 1..) = u64::try_from(gain.min(*worth)) else {
                        continue;
                    };
                    if let Some((_, met)) = self.step(deed, layer) {
                        any = true;
                        self.goals.feed(sum, met, gain);
                    }
                }
                any
            }
            Question::Unit { unit, recursive } if negated => {
                let units = &self.case.rules.shared.units;
                let below = |tag: u32| {
                    tag == *unit
                        || (*recursive
                            && units
                                .get(tag as usize)
                                .is_some_and(|line| line.contains(unit)))
                };
                let held: Vec<Deed> = self
                    .facts
                    .units
                    .iter()
                    .filter(|fact| below(fact.tag))
                    .map(|fact| Deed::Leave(super::deed::Tag::Unit, fact.tag))
                    .collect();
                self.every(&held, layer, goal)
            }
            Question::Enrolment { target, place } if negated => {
                let held: Vec<Deed> = self
                    .facts
                    .enrolments
                    .iter()
                    .filter(|fact| {
                        target.enrolment(fact)
                            && fact.place == place.place()
                            && fact.from <= at
                            && at < fact.until
                    })
                    .map(|fact| Deed::Withdraw {
                        source: fact.source,
                    })
                    .collect();
                self.every(&held, layer, goal)
            }
            _ => false,
        }
    }

    /// A goal that all of some steps meet together.
    fn every(&mut self, deeds: &[Deed], layer: Layer, goal: Goal) -> bool {
        let met: Option<Vec<Goal>> = deeds
            .iter()
            .map(|deed| self.step(*deed, layer).map(|(_, goal)| goal))
            .collect();
        match met {
            Some(met) if met.len() > 1 => {
                let all = self
                    .goals
                    .at_least(u64::try_from(met.len()).unwrap_or(u64::MAX), &met);
                self.goals.feed(goal, all, 1);
                true
            }
            _ => false,
        }
    }

    /// A step with what it needs itself; `None` when it is not offered.
    fn step(&mut self, deed: Deed, layer: Layer) -> Option<(StepIx, Goal)> {
        if let Some(found) = self.steps.get(&(deed, layer)) {
            return Some(*found);
        }
        let cost = deed.cost(self.case.costs, &self.case.rules.shared.names)?;
        let after = self.needs(deed, layer);
        let found = self.goals.step(cost, after);
        self.deeds.push(Some((deed, layer)));
        self.steps.insert((deed, layer), found);
        Some(found)
    }

    /// What a step needs: the rule of its course or run, unless the learner takes part already.
    fn needs(&mut self, deed: Deed, layer: Layer) -> Option<Goal> {
        let case = self.case;
        match deed {
            Deed::Complete { course } => self.access(course, layer),
            Deed::Score { subject, .. } | Deed::Attempt { subject, .. } => {
                let (course, _) = case.rules.shared.names.subjects.key(subject)?;
                self.access(*course, layer)
            }
            Deed::Enrol(run) | Deed::Waitlist(run) => {
                let names = &case.rules.shared.names;
                let of_run = run.offering.and_then(|offering| {
                    let id = names.offerings.ids.key(offering)?.parse().ok()?;
                    case.ground.offering_rule(&id)
                });
                match of_run {
                    Some(rule) => Some(self.rule(rule.0, false, layer)),
                    None => self.course_rule(run.course, layer),
                }
            }
            Deed::Certify { certification } => {
                let names = &case.rules.shared.names;
                let id = names.certifications.ids.key(certification)?.parse().ok()?;
                let course = case.ground.earned_by(&id)?;
                let never = !case
                    .record
                    .certificates
                    .iter()
                    .any(|held| held.certification == id);
                let done = |held: &crate::record::Completion| held.course == course && held.passed;
                if never && case.record.completions.iter().any(done) {
                    return None;
                }
                let course = names.courses.find(course.as_str())?;
                let met: Vec<Goal> = (0..=layer)
                    .filter_map(|done| self.step(Deed::Complete { course }, done))
                    .map(|(_, goal)| goal)
                    .collect();
                Some(self.goals.at_least(1, &met))
            }
            _ => None,
        }
    }

    /// What taking part in a course needs; nothing when the learner does so already.
    fn access(&mut self, course: u32, layer: Layer) -> Option<Goal> {
        let id = self.case.rules.shared.names.courses.ids.key(course)?;
        let at = self.times.get(layer).copied()?;
        let takes_part = self.case.record.enrolments.iter().any(|held| {
            held.course.as_str() == id
                && held.state == EnrolmentState::Active
                && held.until.is_none_or(|until| at < until)
        });
        if takes_part {
            None
        } else {
            self.course_rule(course, layer)
        }
    }

    fn course_rule(&mut self, course: u32, layer: Layer) -> Option<Goal> {
        let id = self
            .case
            .rules
            .shared
            .names
            .courses
            .ids
            .key(course)?
            .parse()
            .ok()?;
        let rule = self.case.ground.course_rule(&id)?;
        Some(self.rule(rule.0, false, layer))
    }

    fn read(&mut self, asked: &Question, layer: Layer) -> Reading {
        let at = self.at(layer);
        let reading = asked.read(&self.facts, &self.case.rules.shared.units, at);
        self.note(reading, layer);
        reading
    }

    fn note(&mut self, reading: Reading, layer: Layer) {
        if layer == self.last() {
            self.wake = self.wake.min(reading.until);
        }
    }

    /// What a question reads at a layer when a step was taken at the same or an earlier one.
    fn tried(&mut self, deed: Deed, done: Layer, asked: &Question, layer: Layer) -> Reading {
        let (at, now) = (self.at(done), self.at(layer));
        let mut valid = (at, i64::MAX);
        let mut score = None;
        match deed {
            Deed::Complete { course } => score = self.case.survey.grades.get(&course).copied(),
            Deed::Certify { certification } => {
                let id = self
                    .case
                    .rules
                    .shared
                    .names
                    .certifications
                    .ids
                    .key(certification);
                let term = id
                    .and_then(|id| id.parse().ok())
                    .zip(self.times.get(done))
                    .and_then(|(id, at)| self.case.ground.term(&id, self.case.record, *at));
                if let Some(term) = term {
                    valid.0 = term.from.map_or(at, Instant::micros);
                    valid.1 = term.until.map_or(i64::MAX, Instant::micros);
                }
            }
            _ => {}
        }
        let keep = Kept::of(deed, &self.facts);
        deed.apply(&mut self.facts, at, score, valid);
        let reading = asked.read(&self.facts, &self.case.rules.shared.units, now);
        keep.restore(&mut self.facts);
        self.note(reading, layer);
        reading
    }

    /// Every step that bears on a question, for better or for worse.
    fn deeds_on(&self, asked: &Question) -> Vec<Deed> {
        use super::deed::{Noted, Tag};
        use crate::record::StepNote;
        use crate::rule::question::{Since, Standing};
        let survey = self.case.survey;
        let run = |spot: Spot| match spot {
            Spot::Course(course) => Run {
                course,
                offering: None,
            },
            Spot::Offering { offering, course } => Run {
                course,
                offering: Some(offering),
            },
        };
        let runs = |spot: Spot, of: &BTreeMap<u32, std::collections::BTreeSet<u32>>| {
            let this = run(spot);
            let whole = Run {
                course: this.course,
                offering: None,
            };
            let others = of
                .get(&this.course)
                .into_iter()
                .flatten()
                .map(move |offering| Run {
                    course: this.course,
                    offering: Some(*offering),
                });
            let mut all: Vec<Run> = match spot {
                Spot::Course(_) => core::iter::once(whole).chain(others).collect(),
                Spot::Offering { .. } => vec![this],
            };
            if matches!(asked, Question::Paid(_)) && !all.contains(&whole) {
                all.push(whole);
            }
            all
        };
        let tag = |tag: Tag, number: u32| vec![Deed::Join(tag, number), Deed::Leave(tag, number)];
        let withdrawals = || {
            let open = |fact: &&crate::rule::facts::EnrolmentFact| fact.source != u32::MAX;
            let facts = self.facts.enrolments.iter().filter(open);
            facts.map(|fact| Deed::Withdraw {
                source: fact.source,
            })
        };
        match asked {
            Question::Broken(_)
            | Question::Attribute { .. }
            | Question::Fact { .. }
            | Question::Window { .. }
            | Question::Age { .. }
            | Question::Seat(_) => Vec::new(),
            Question::Completed(wanted) => vec![Deed::Complete {
                course: wanted.course,
            }],
            Question::Credits(credits) => {
                let course = |of: &(u32, i64)| Deed::Complete { course: of.0 };
                credits.courses.iter().map(course).collect()
            }
            Question::Score { subject, .. } => {
                let score = |score: &i64| Deed::Score {
                    subject: *subject,
                    score: *score,
                };
                // A score is only ever raised.
                let held = self
                    .facts
                    .grades
                    .iter()
                    .rfind(|fact| fact.subject == *subject);
                let raised = |score: &&i64| held.is_none_or(|held| held.score < **score);
                let known = survey.scores.get(subject).into_iter().flatten();
                known.filter(raised).map(score).collect()
            }
            Question::Attempts { subject, .. } | Question::CoolDown { subject, .. } => {
                let made = self
                    .facts
                    .attempts
                    .iter()
                    .filter(|fact| fact.subject == *subject);
                let made = i64::try_from(made.count()).unwrap_or(i64::MAX);
                let known = survey.attempts.get(subject).into_iter().flatten();
                let more = |min: &i64| {
                    u32::try_from(min.saturating_sub(made))
                        .ok()
                        .filter(|more| *more > 0)
                };
                known
                    .filter_map(more)
                    .map(|times| Deed::Attempt {
                        subject: *subject,
                        times,
                    })
                    .collect()
            }
            Question::Holds { certification, .. } => vec![Deed::Certify {
                certification: *certification,
            }],
            Question::Unit { unit, .. } => tag(Tag::Unit, *unit),
            Question::Group(number) => tag(Tag::Group, *number),
            Question::Audience(number) => tag(Tag::Audience, *number),
            Question::Role(number) => tag(Tag::Role, *number),
            Question::Enrolment { target, place } => {
                let runs = runs(*target, &survey.runs).into_iter();
                let into: Vec<Deed> = match place {
                    Standing::Waitlisted => runs
                        .filter(|run| run.offering.is_some())
                        .flat_map(|run| [Deed::Waitlist(run), Deed::Enrol(run)])
                        .collect(),
                    _ => runs.map(Deed::Enrol).collect(),
                };
                into.into_iter().chain(withdrawals()).collect()
            }
            Question::Skill { skill, .. } => {
                let level = |level: &u32| Deed::Skill {
                    skill: *skill,
                    level: *level,
                };
                survey
                    .levels
                    .get(skill)
                    .into_iter()
                    .flatten()
                    .map(level)
                    .collect()
            }
            Question::Elapsed { since, .. } => match since {
                Since::Attribute(_) => Vec::new(),
                Since::Completion(course) => vec![Deed::Complete { course: *course }],
                Since::Enrolment(spot) => runs(*spot, &survey.runs)
                    .into_iter()
                    .map(Deed::Enrol)
                    .collect(),
                Since::Certificate(certification) => vec![Deed::Certify {
                    certification: *certification,
                }],
                Since::Approval(approval) => vec![Deed::Approve {
                    approval: *approval,
                }],
            },
            Question::Approved(approval) => vec![Deed::Approve {
                approval: *approval,
            }],
            Question::Paid(spot) => runs(*spot, &survey.paid)
                .into_iter()
                .map(Deed::Pay)
                .collect(),
            Question::Waived(course) => vec![Deed::Waive { course: *course }],
            Question::Step { step, note } => {
                let wanted = match note {
                    StepNote::Started => Noted::Started,
                    StepNote::Completed | StepNote::Failed => Noted::Completed,
                };
                let other = match wanted {
                    Noted::Started => Noted::Completed,
                    Noted::Completed => Noted::Started,
                };
                [wanted, other]
                    .map(|note| Deed::Note { step: *step, note })
                    .to_vec()
            }
        }
    }

    fn obstacle(
        &self,
        question: u32,
        asked: &Question,
        negated: bool,
        reading: Reading,
        offered: bool,
    ) -> Obstacle {
        let code = match asked {
            Question::Broken(_) => "retired",
            Question::Attribute { .. } | Question::Fact { .. } | Question::Seat(_) => "host_only",
            Question::Window { .. }
            | Question::Age { .. }
            | Question::CoolDown { .. }
            | Question::Elapsed { .. } => {
                if reading.truth == Truth::Unknown {
                    "host_only"
                } else if reading.until == i64::MAX {
                    "time_passed"
                } else {
                    "not_yet"
                }
            }
            Question::Role(_) if !offered => "host_only",
            Question::Unit { .. } | Question::Group(_) | Question::Audience(_) if !offered => {
                "not_offered"
            }
            _ if negated => "cannot_be_undone",
            _ if !offered => "not_offered",
            _ => "out_of_reach",
        };
        Obstacle {
            code: code.into(),
            asked: self.case.rules.asked_of(question),
            negated,
        }
    }

    /// Lets conditions that hold clash with the steps that would break them, and steps of one slot with each other.
    fn settle(&mut self) {
        let certain = self.goals.reserve(0);
        for (goal, harmful) in core::mem::take(&mut self.fragile) {
            let layers = 0..=self.last();
            let breaks: Vec<StepIx> = harmful
                .into_iter()
                .flat_map(|deed| layers.clone().map(move |layer| (deed, layer)))
                .filter_map(|key| self.steps.get(&key).map(|(step, _)| *step))
                .collect();
            if breaks.is_empty() {
                self.goals.feed(goal, certain, 1);
                continue;
            }
            let (keep, kept) = self.goals.step(0, None);
            self.deeds.push(None);
            self.goals.feed(goal, kept, 1);
            for step in breaks {
                self.goals.clash(keep, step);
            }
        }
        let mut slots: BTreeMap<super::deed::Slot, Vec<StepIx>> = BTreeMap::new();
        for ((deed, _), (step, _)) in &self.steps {
            slots.entry(deed.slot()).or_default().push(*step);
        }
        for steps in slots.values() {
            for (index, one) in steps.iter().enumerate() {
                for two in steps.iter().skip(index.saturating_add(1)) {
                    self.goals.clash(*one, *two);
                }
            }
        }
    }
}

fn fits(reading: Reading, negated: bool) -> bool {
    reading.truth == if negated { Truth::False } else { Truth::True }
}

/// What a step changes, kept so that it can be taken back.
enum Kept {
    Lengths([usize; 9]),
    Enrolments(Vec<crate::rule::facts::EnrolmentFact>),
    Tags(super::deed::Tag, Vec<crate::rule::facts::TagFact>),
}

impl Kept {
    fn of(deed: Deed, facts: &Facts) -> Self {
        use super::deed::Tag;
        match deed {
            Deed::Enrol(_) | Deed::Waitlist(_) | Deed::Withdraw { .. } => {
                Self::Enrolments(facts.enrolments.clone())
            }
            Deed::Join(tag, _) | Deed::Leave(tag, _) => Self::Tags(
                tag,
                match tag {
                    Tag::Unit => facts.units.clone(),
                    Tag::Group => facts.groups.clone(),
                    Tag::Audience => facts.audiences.clone(),
                    Tag::Role => facts.roles.clone(),
                },
            ),
            _ => Self::Lengths([
                facts.completions.len(),
                facts.grades.len(),
                facts.attempts.len(),
                facts.held.len(),
                facts.approvals.len(),
                facts.payments.len(),
                facts.waivers.len(),
                facts.skills.len(),
                facts.steps.len(),
            ]),
        }
    }

    fn restore(self, facts: &mut Facts) {
        use super::deed::Tag;
        match self {
            Self::Enrolments(kept) => facts.enrolments = kept,
            Self::Tags(Tag::Unit, kept) => facts.units = kept,
            Self::Tags(Tag::Group, kept) => facts.groups = kept,
            Self::Tags(Tag::Audience, kept) => facts.audiences = kept,
            Self::Tags(Tag::Role, kept) => facts.roles = kept,
            Self::Lengths(
                [
                    completions,
                    grades,
                    attempts,
                    held,
                    approvals,
                    payments,
                    waivers,
                    skills,
                    steps,
                ],
            ) => {
                facts.completions.truncate(completions);
                facts.grades.truncate(grades);
                facts.attempts.truncate(attempts);
                facts.held.truncate(held);
                facts.approvals.truncate(approvals);
                facts.payments.truncate(payments);
                facts.waivers.truncate(waivers);
                facts.skills.truncate(skills);
                facts.steps.truncate(steps);
            }
        }
    }
}
