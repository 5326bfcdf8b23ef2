//! Plans from where a learner stands: courses taken again for a better score, credits to be earned here, a course failed.
//! Held to a search over every way to take steps, which knows nothing of how plans are made.

use std::collections::BTreeSet;

use lms_core::path::{FailureAnswer, Path, Paths, PlanAnswer, PlanRequest, PlannedTerm, Proof};
use lms_core::record::{Event, LearnerRecord};
use proptest::prelude::*;

#[derive(Debug, Clone)]
struct Step {
    credits: u32,
    optional: bool,
    /// 0 nothing, 1 before, 2 before or together, 3 before with a score of 70.
    needs: Vec<u8>,
    /// Done already, if what it waits for is: whether recognised, whether with a score below 70.
    past: Option<(bool, bool)>,
    /// The credits of that completion.
    held: u32,
    /// It waits for so many credits as well; 0 for none.
    amount: u32,
    /// The terms in which it is offered, of two that come round: bit 0 the first.
    seasons: u8,
}

#[derive(Debug, Clone)]
struct World {
    steps: Vec<Step>,
    residency: u32,
    credits: u32,
    count: usize,
    terms: usize,
}

/// What is done, and which of it was taken again.
type State = (u32, u32);

fn world(most: usize) -> impl Strategy<Value = World> {
    let step = |index: usize| {
        let need = prop_oneof![4 => Just(0_u8), 1 => Just(1_u8), 1 => Just(2_u8), 3 => Just(3_u8)];
        let past = prop_oneof![2 => Just(None), 3 => any::<(bool, bool)>().prop_map(Some)];
        let seasons = prop_oneof![4 => Just(3_u8), 1 => Just(1_u8), 1 => Just(2_u8)];
        let needs = proptest::collection::vec(need, index);
        (
            1..=5_u32,
            proptest::bool::weighted(0.25),
            needs,
            past,
            seasons,
            prop_oneof![1 => Just(None), 1 => (0..=6_u32).prop_map(Some)],
            prop_oneof![2 => Just(0_u32), 1 => 1..=12_u32],
        )
            .prop_map(
                |(credits, optional, needs, past, seasons, held, amount)| Step {
                    held: held.unwrap_or(credits),
                    amount: if past.is_some() { 0 } else { amount },
                    credits,
                    optional,
                    needs,
                    past,
                    seasons,
                },
            )
    };
    let steps = (1..=most).prop_flat_map(move |count| (0..count).map(step).collect::<Vec<_>>());
    (steps, 0..=100_u32, 4..=9_u32, 1..=3_usize, 3..=7_usize).prop_map(
        |(mut steps, share, credits, count, terms)| {
            // What stands in a record was open when it was taken.
            for index in 0..steps.len() {
                let open =
                    |other: usize| steps[index].needs[other] == 0 || steps[other].past.is_some();
                if !(0..index).all(open) {
                    steps[index].past = None;
                }
                // What the steps before it cannot earn would make it impossible when the path is compiled.
                let before = steps[..index].iter().map(|step| step.credits).sum();
                steps[index].amount = steps[index].amount.min(before);
            }
            let all: u32 = steps.iter().map(|step| step.credits).sum();
            World {
                residency: (all * share / 100).max(1),
                steps,
                credits,
                count,
                terms,
            }
        },
    )
}

fn has(set: u32, step: usize) -> bool {
    set >> step & 1 == 1
}

impl World {
    fn paths(&self) -> Paths {
        let kinds = ["", "before", "beforeOrTogether", "score"];
        let steps: Vec<String> = self.steps.iter().enumerate().map(|(index, step)| {
            let needs = step.needs.iter().enumerate().filter(|(_, kind)| **kind > 0);
            let mut needs: Vec<String> = needs.map(|(other, kind)| {
                let least = if *kind == 3 { r#", "atLeast": "70""# } else { "" };
                format!(r#"{{"type": "{}", "step": "s{other}"{least}}}"#, kinds[usize::from(*kind)])
            }).collect();
            if step.amount > 0 {
                needs.push(format!(r#"{{"type": "credits", "atLeast": "{}"}}"#, step.amount));
            }
            format!(
                r#"{{"id": "s{index}", "item": {{"type": "course", "course": "s{index}"}}, "credits": "{}", "optional": {}, "requires": [{}]}}"#,
                step.credits, step.optional, needs.join(",")
            )
        }).collect();
        let text = format!(
            r#"[{{"id": "p", "residency": {{"credits": "{}"}}, "steps": [{}]}}]"#,
            self.residency,
            steps.join(",")
        );
        Paths::compile(serde_json::from_str(&text).unwrap()).unwrap()
    }

    fn record(&self) -> LearnerRecord {
        let mut record = LearnerRecord::new("ada".parse().unwrap());
        for (index, step) in self.steps.iter().enumerate() {
            if let Some((recognised, low)) = step.past {
                let source = if recognised { "recognised" } else { "earned" };
                let score = if low { 60 } else { 90 };
                let event = format!(
                    r#"{{"at":"2026-01-01T00:00:00Z","type":"completed","course":"s{index}","passed":true,"score":"{score}","credits":"{}","source":"{source}"}}"#,
                    step.held
                );
                record.evolve(&serde_json::from_str::<Event>(&event).unwrap());
            }
        }
        record
    }

    fn request(&self) -> PlanRequest {
        let offered: Vec<String> = self
            .steps
            .iter()
            .enumerate()
            .filter(|(_, step)| step.seasons != 3)
            .map(|(index, step)| {
                let season = if step.seasons == 1 { "one" } else { "two" };
                format!(r#"{{"step": "s{index}", "seasons": ["{season}"]}}"#)
            })
            .collect();
        let text = format!(
            r#"{{"time": {{"type": "seasons", "seasons": ["one", "two"], "terms": {}}}, "maxCredits": "{}", "maxSteps": {}, "offered": [{}]}}"#,
            self.terms,
            self.credits,
            self.count,
            offered.join(",")
        );
        serde_json::from_str(&text).unwrap()
    }

    fn start(&self) -> State {
        let past = self
            .steps
            .iter()
            .enumerate()
            .filter(|(_, step)| step.past.is_some());
        (past.fold(0, |done, (index, _)| done | 1 << index), 0)
    }

    /// Whether the best score so far is 70 or more: what is taken from now on is expected to go well.
    fn is_good(&self, (done, again): State, step: usize) -> bool {
        has(done, step) && (has(again, step) || self.steps[step].past.is_none_or(|(_, low)| !low))
    }

    fn is_finished(&self, (done, again): State) -> bool {
        let all = (0..self.steps.len()).all(|step| has(done, step) || self.steps[step].optional);
        // Of what was earned here the most counts, whatever was recognised beside.
        let own = |step: usize| match self.steps[step].past {
            _ if !has(done, step) => 0,
            None => self.steps[step].credits,
            Some((recognised, _)) => {
                let before = if recognised { 0 } else { self.steps[step].held };
                let retaken = if has(again, step) {
                    self.steps[step].credits
                } else {
                    0
                };
                before.max(retaken)
            }
        };
        let own: u32 = (0..self.steps.len()).map(own).sum();
        all && own >= self.residency
    }

    /// The credits of all that is done, each step once.
    fn earned(&self, (done, again): State) -> u32 {
        let steps = self.steps.iter().enumerate();
        let earned = steps.map(|(index, step)| match step.past {
            _ if !has(done, index) => 0,
            None => step.credits,
            Some(_) if has(again, index) => step.credits.max(step.held),
            Some(_) => step.held,
        });
        earned.sum()
    }

    /// The state after a term, if everything in it may be taken then.
    fn after(&self, term: usize, (done, again): State, taken: u32) -> Option<State> {
        let inside: Vec<usize> = (0..self.steps.len())
            .filter(|step| has(taken, *step))
            .collect();
        let credits: u32 = inside.iter().map(|step| self.steps[*step].credits).sum();
        let open = |step: usize| {
            let enough = self.earned((done, again)) >= self.steps[step].amount;
            enough
                && self.steps[step]
                    .needs
                    .iter()
                    .enumerate()
                    .all(|(other, kind)| match kind {
                        1 => has(done, other),
                        2 => has(done | taken, other),
                        3 => self.is_good((done, again), other),
                        _ => true,
                    })
        };
        // Taken again is only what something still to come asks a better score in.
        let low = |step: usize| {
            let asked = (step + 1..self.steps.len()).any(|other| {
                self.steps[other].needs[step] == 3 && self.steps[other].past.is_none()
            });
            asked && !self.is_good((done, again), step)
        };
        let fits = credits <= self.credits && inside.len() <= self.count;
        let allowed = inside.iter().all(|step| {
            let new = !has(done, *step) && open(*step);
            self.steps[*step].seasons >> (term % 2) & 1 == 1
                && (new || has(done, *step) && low(*step))
        });
        (fits && allowed).then_some((done | taken, again | taken & done))
    }

    /// The number of terms in all, and where the goal is reached first, from a term on.
    fn fewest(&self, from: usize, start: State) -> Option<usize> {
        let mut states = BTreeSet::from([start]);
        for term in from..=self.terms {
            if states.iter().any(|state| self.is_finished(*state)) {
                return Some(term);
            }
            let subsets = 0..1_u32 << self.steps.len();
            states = states
                .iter()
                .flat_map(|state| {
                    subsets
                        .clone()
                        .filter_map(|taken| self.after(term, *state, taken))
                })
                .collect();
        }
        None
    }

    /// The state after some terms of a plan, each checked.
    fn walk(
        &self,
        from: usize,
        start: State,
        terms: &[PlannedTerm],
        without: Option<usize>,
    ) -> State {
        let mut state = start;
        for (term, planned) in terms.iter().enumerate() {
            let taken = planned.steps.iter().fold(0_u32, |taken, step| {
                taken | 1 << step.step.as_str()[1..].parse::<u32>().unwrap()
            });
            let before = state;
            state = self
                .after(from + term, before, taken)
                .unwrap_or_else(|| panic!("term {term} of {terms:?}"));
            // Failed: it stands as if it had not been taken.
            if let Some(failed) = without.filter(|failed| has(taken, *failed)) {
                let bit = 1 << failed;
                state = (
                    state.0 & !bit | before.0 & bit,
                    state.1 & !bit | before.1 & bit,
                );
            }
        }
        state
    }
}

fn plan(world: &World, paths: &Paths, path: &Path) -> PlanAnswer {
    let now = "2026-06-01T00:00:00Z".parse().unwrap();
    paths
        .plan(path, &world.request(), &world.record(), now)
        .unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn no_plan_with_courses_taken_again_and_credits_to_earn_here_is_shorter(world in world(5)) {
        let paths = world.paths();
        let path = paths.path(&"p".parse().unwrap(), None).unwrap();
        let expected = world.fewest(0, world.start());
        match plan(&world, &paths, path) {
            PlanAnswer::Terms(plan) => {
                prop_assert!(world.is_finished(world.walk(0, world.start(), &plan.terms, None)), "{:?}", plan);
                prop_assert_eq!(plan.proof, Proof::Shortest);
                prop_assert_eq!(Some(plan.terms.len()), expected, "{:?}", plan);
            }
            PlanAnswer::Impossible { obstacles } => prop_assert_eq!(expected, None, "{:?}", obstacles),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn no_plan_after_a_failure_by_terms_is_shorter(world in world(5), failed in 0..5_usize) {
        let failed = failed % world.steps.len();
        let paths = world.paths();
        let path = paths.path(&"p".parse().unwrap(), None).unwrap();
        let PlanAnswer::Terms(before) = plan(&world, &paths, path) else { return Ok(()) };
        let name = format!("s{failed}");
        let holds = |term: &PlannedTerm| term.steps.iter().any(|step| step.step.as_str() == name);
        let now = "2026-06-01T00:00:00Z".parse().unwrap();
        let answer = paths.plan_failing(path, &world.request(), &name.parse().unwrap(), &world.record(), now).unwrap();
        let Some(term) = before.terms.iter().position(holds) else {
            prop_assert_eq!(answer, FailureAnswer::NotPlanned);
            return Ok(());
        };
        let kept = &before.terms[..=term];
        let start = world.walk(0, world.start(), kept, Some(failed));
        let expected = world.fewest(term + 1, start);
        match answer {
            FailureAnswer::Replanned { plan, terms_later, .. } => {
                prop_assert_eq!(Some(plan.terms.len()), expected, "{:?}", plan);
                let end = world.walk(term + 1, start, &plan.terms[term + 1..], None);
                prop_assert!(world.is_finished(end), "{:?}", plan);
                prop_assert_eq!(terms_later as usize, plan.terms.len() - before.terms.len());
            }
            FailureAnswer::Fatal { obstacles, .. } => prop_assert_eq!(expected, None, "{:?}", obstacles),
            other => panic!("{other:?}"),
        }
    }
}
