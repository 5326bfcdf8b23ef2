//! Plans by days, and what becomes of them when a step is failed: held to a search over every first day of every step.

use lms_core::path::{
    DayPlan, FailureAnswer, Path, PathDefinition, PlanAnswer, PlanRequest, Proof,
};
use lms_core::time::Date;
use proptest::prelude::*;

use super::small::{Step, definition, steps};

#[derive(Debug, Clone)]
struct Days {
    steps: Vec<Step>,
    lengths: Vec<usize>,
    credits: u32,
    count: usize,
}

fn days(most: usize) -> impl Strategy<Value = Days> {
    (
        steps(most),
        proptest::collection::vec(1..=3_usize, most),
        5..=9_u32,
        1..=3_usize,
    )
        .prop_map(|(steps, lengths, credits, count)| Days {
            steps,
            lengths,
            credits,
            count,
        })
}

impl Days {
    fn path(&self) -> Path {
        let plain = definition(&self.steps, "");
        let mut text = serde_json::to_value(&plain).unwrap();
        for (step, length) in self.lengths.iter().enumerate().take(self.steps.len()) {
            text["steps"][step]["duration"] = format!("P{length}D").into();
        }
        Path::compile(serde_json::from_value::<PathDefinition>(text).unwrap()).unwrap()
    }

    /// From a Monday on, Mondays to Fridays.
    fn request(&self) -> PlanRequest {
        let text = format!(
            r#"{{"time": {{"type": "days", "from": "2026-09-07"}}, "maxCredits": "{}", "maxSteps": {}}}"#,
            self.credits, self.count
        );
        serde_json::from_str(&text).unwrap()
    }

    /// Whether a step may begin on a day, where steps before it in the list stand where they stand.
    fn is_open(&self, step: usize, begin: usize, at: &[Option<usize>]) -> bool {
        let needs = self.steps[step].needs.iter().enumerate();
        needs.filter(|(_, kind)| **kind > 0).all(|(other, kind)| {
            at[other].is_some_and(|first| {
                let open = if *kind == 1 {
                    first + self.lengths[other]
                } else {
                    first
                };
                begin >= open
            })
        })
    }

    fn fits(&self, at: &[Option<usize>]) -> bool {
        let end = (0..at.len())
            .filter_map(|step| Some(at[step]? + self.lengths[step]))
            .max();
        (0..end.unwrap_or(0)).all(|day| {
            let busy = |step: &usize| {
                at[*step].is_some_and(|first| first <= day && day < first + self.lengths[*step])
            };
            let busy: Vec<usize> = (0..at.len()).filter(busy).collect();
            let credits: u32 = busy.iter().map(|step| self.steps[*step].credits).sum();
            credits <= self.credits && busy.len() <= self.count
        })
    }

    /// Whether all steps can end by a day, where some stand fixed and the others begin on `from` or later.
    fn is_possible(
        &self,
        by: usize,
        from: usize,
        fixed: &[Option<usize>],
        at: &mut Vec<Option<usize>>,
        step: usize,
    ) -> bool {
        if step == self.steps.len() {
            return true;
        }
        if fixed[step].is_some() {
            return self.is_possible(by, from, fixed, at, step + 1);
        }
        for begin in from..=by.saturating_sub(self.lengths[step]) {
            if begin + self.lengths[step] <= by && self.is_open(step, begin, at) {
                at[step] = Some(begin);
                if self.fits(at) && self.is_possible(by, from, fixed, at, step + 1) {
                    return true;
                }
                at[step] = None;
            }
        }
        false
    }

    /// The fewest days in which everything ends.
    fn fewest(&self, from: usize, fixed: &[Option<usize>]) -> usize {
        let end = |step: usize| Some(fixed[step]? + self.lengths[step]);
        let least = (0..fixed.len()).filter_map(end).max().unwrap_or(0);
        let found = (least..).find(|by| self.is_possible(*by, from, fixed, &mut fixed.to_vec(), 0));
        found.unwrap()
    }

    /// Where each step of a plan begins.
    fn layout(&self, plan: &DayPlan) -> Vec<Option<usize>> {
        let mut at = vec![None; self.steps.len()];
        for step in &plan.steps {
            let number: usize = step.step.as_str()[2..].parse().unwrap();
            let (first, last) = (working_day(step.first), working_day(step.last));
            assert_eq!(at[number].replace(first), None);
            assert_eq!(last + 1 - first, self.lengths[number]);
        }
        at
    }
}

fn working_day(day: Date) -> usize {
    let monday: Date = "2026-09-07".parse().unwrap();
    let days = usize::try_from(day.days_since_epoch() - monday.days_since_epoch()).unwrap();
    assert!(days % 7 < 5, "a weekend");
    days / 7 * 5 + days % 7
}

fn finish(plan: &DayPlan) -> usize {
    plan.finish.map_or(0, |day| working_day(day) + 1)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_plan_by_days_is_shorter(days in days(5)) {
        let PlanAnswer::Days(plan) = days.path().plan(&days.request()).unwrap() else { panic!() };
        let at = days.layout(&plan);
        prop_assert!(days.fits(&at) && (0..at.len()).all(|step| days.is_open(step, at[step].unwrap(), &at)), "{:?}", plan);
        prop_assert_eq!(plan.proof, Proof::Shortest);
        prop_assert_eq!(finish(&plan), days.fewest(0, &vec![None; at.len()]), "{:?}", plan);
    }

    #[test]
    fn no_plan_after_a_failure_by_days_is_shorter(days in days(5), failed in 0..5_usize) {
        let failed = failed % days.steps.len();
        let path = days.path();
        let PlanAnswer::Days(before) = path.plan(&days.request()).unwrap() else { panic!() };
        let old = days.layout(&before);
        let shows = old[failed].unwrap() + days.lengths[failed];
        let stays = |step: usize| old[step].filter(|first| step != failed && *first < shows);
        let fixed: Vec<Option<usize>> = (0..old.len()).map(stays).collect();
        let answer = path.plan_failing(&days.request(), &format!("S {failed}").parse().unwrap()).unwrap();
        let FailureAnswer::ReplannedByDays { failed_on, plan, finish_before, finish_after, days_later, shifts } = answer
        else { panic!("{answer:?}") };
        prop_assert_eq!(failed_on.map(working_day), Some(shows - 1));
        let at = days.layout(&plan);
        prop_assert!(days.fits(&at), "{:?}", plan);
        for (step, own) in at.iter().enumerate() {
            let own = own.unwrap();
            match fixed[step] {
                Some(first) => prop_assert_eq!(own, first),
                None => prop_assert!(own >= shows && days.is_open(step, own, &at), "{:?}", plan),
            }
        }
        let least = days.fewest(shows, &fixed);
        prop_assert_eq!(finish(&plan), least, "{:?}", plan);
        prop_assert_eq!(finish_before, before.finish);
        prop_assert_eq!(finish_after, plan.finish);
        prop_assert_eq!(days_later as usize, least - finish(&before));
        let moved: Vec<String> = (0..at.len()).filter(|step| at[*step] != old[*step]).map(|step| format!("S {step}")).collect();
        let told: Vec<&str> = shifts.iter().map(|shift| shift.step.as_str()).collect();
        prop_assert_eq!(told, moved);
    }
}
