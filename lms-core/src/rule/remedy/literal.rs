//! Conditions of the graph: the steps that would bring one about that does not hold, or break one that does.

use super::dead::{Dead, code};
use super::deed::Deed;
use super::goal::Goal;
use super::grow::{Growth, Layer};
use super::trial::fits;
use crate::rule::compile::question::Question;
use crate::rule::learner::reading::Reading;

/// What the steps do to a condition that bear on it.
struct Effects {
    /// Those that bring it about.
    helpful: Vec<(Deed, Layer)>,
    /// Those that break it.
    harmful: Vec<(Deed, Layer)>,
    /// Whether the costs offer any of them.
    offered: bool,
}

impl Growth<'_> {
    /// The goal of a condition.
    pub(super) fn literal(&mut self, question: u32, negated: bool, layer: Layer) -> Goal {
        let case = self.case;
        let Some(asked) = case.rules.shared.questions.get(question as usize) else {
            return self.goals.reserve(1);
        };
        // One more completion never takes credits away: what brings about a sum is the same for every step.
        let sums = !negated && matches!(asked, Question::Credits(_));
        let taker = self
            .taker
            .filter(|deed| !sums && self.is_about(asked, *deed));
        let key = (question, negated, layer, taker);
        if let Some(goal) = self.literals.get(&key) {
            return *goal;
        }
        let goal = self.goals.reserve(1);
        self.literals.insert(key, goal);
        if self.ever.is_some() {
            self.at_all_times(asked, negated, goal);
            return goal;
        }
        if self.timeless {
            self.at_any_time(asked, negated, goal);
            return goal;
        }
        let reading = self.read(asked, layer);
        let effects = self.effects(asked, reading, negated, layer);
        if fits(reading, negated) {
            let mut harmful = self.breaking(asked, negated, effects.harmful, layer);
            harmful.retain(|(deed, _)| Some(*deed) != taker);
            self.fragile.push((goal, harmful));
            return goal;
        }
        let mut offered = effects.offered;
        let helped = self.bring_about(asked, negated, goal, effects.helpful, &mut offered);
        if !self.together(asked, negated, layer, goal) && !helped {
            let code = code(asked, negated, reading, offered);
            let dead = Dead {
                question,
                negated,
                code,
            };
            self.dead.insert(goal, dead);
        }
        goal
    }

    /// Tries every step that bears on a condition, at each instant up to that of the condition.
    fn effects(
        &mut self,
        asked: &Question,
        reading: Reading,
        negated: bool,
        layer: Layer,
    ) -> Effects {
        let case = self.case;
        let holds = fits(reading, negated);
        let mut effects = Effects {
            helpful: Vec::new(),
            harmful: Vec::new(),
            offered: false,
        };
        let mut later = Vec::new();
        for deed in self.deeds_on(asked) {
            let mut passing = holds && reading.until < i64::MAX;
            for done in 0..=layer {
                let after = self.tried(deed, done, asked, layer);
                passing |= !fits(after, negated) && after.until < i64::MAX;
                match (holds, fits(after, negated)) {
                    (false, true) => effects.helpful.push((deed, done)),
                    (true, false) => effects.harmful.push((deed, done)),
                    _ => {}
                }
            }
            effects.offered |= deed.cost(case.costs, &case.rules.shared.names).is_some();
            later.extend((passing && layer == self.last()).then_some(deed));
        }
        // What helps only after a wait needs rules that may be open only before: they say until when to wait.
        for deed in later {
            self.step(deed, layer);
        }
        effects
    }

    /// What breaks a condition that holds, given what breaks it alone. Several courses may reach a sum together that none
    /// reaches alone: no step towards one that must not be reached is taken, which may miss plans.
    fn breaking(
        &mut self,
        asked: &Question,
        negated: bool,
        alone: Vec<(Deed, Layer)>,
        layer: Layer,
    ) -> Vec<(Deed, Layer)> {
        let (Question::Credits(credits), true) = (asked, negated) else {
            return alone;
        };
        let courses = credits.courses.iter();
        let every: Vec<(Deed, Layer)> = courses
            .map(|of| Deed::Complete { course: of.0 })
            .flat_map(|deed| (0..=layer).map(move |done| (deed, done)))
            .collect();
        self.cut |= alone.len() < every.len();
        every
    }

    /// Feeds the goal of a condition with the steps that bring it about; whether there are any. `offered` becomes no where
    /// one of them has no cost.
    fn bring_about(
        &mut self,
        asked: &Question,
        negated: bool,
        goal: Goal,
        helpful: Vec<(Deed, Layer)>,
        offered: &mut bool,
    ) -> bool {
        let case = self.case;
        let mut helped = false;
        for (deed, done) in helpful {
            if let Some((step, met)) = self.step(deed, done) {
                helped = true;
                self.goals.feed(goal, met, 1);
                if let (Question::Completed(wanted), false) = (asked, negated) {
                    self.demands
                        .extend(wanted.min_score.map(|score| (goal, step, score)));
                }
            } else if deed.cost(case.costs, &case.rules.shared.names).is_none() {
                *offered = false;
            }
        }
        helped
    }
}
