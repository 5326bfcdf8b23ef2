//! Walks the tree of a scheme for one learner and computes every total with all it rests on.

mod aggregate;
mod branch;
mod calculated;
mod drop;
mod instead;
mod periods;
mod settle;
mod unseen;

use core::cell::RefCell;

use super::compile::{CompiledScheme, Leaf};
use super::standing::{Standing, note};
use super::{
    Answer, Arithmetic, Asked, Exact, Explanation, Grade, Nothing, Part, PeriodTotal, Step,
    StepReason, Total,
};
use crate::record::{Score, ScoreSheet};

pub(super) use calculated::Calculations;
pub(super) use drop::counts as drop_counts;

/// One learner's standings, and what is asked.
pub(super) struct Run<'s> {
    compiled: &'s CompiledScheme,
    standings: Vec<Standing<'s>>,
    sheet: &'s ScoreSheet,
    asked: &'s Asked,
    wanted: Wanted,
    /// Values that formulas need, for the total being computed.
    known: RefCell<calculated::Known<'s>>,
}

/// How much of what a total rests on is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// The total alone: no part is told what it counts, nor what it would have counted.
    Total,
    /// Everything.
    Reasons,
}

impl CompiledScheme {
    /// The four totals of a learner.
    ///
    /// Linear in the items and in the periods that have a total, save for the sorting that medians and drop rules need: a
    /// joint drop sorts its parts some hundred times at worst. The numbers grow with the divisors that the maxima do not
    /// share.
    #[must_use]
    pub fn grade(&self, sheet: &ScoreSheet, asked: &Asked) -> Grade {
        if let Some(grade) = self.dense_grade(sheet, asked) {
            return grade;
        }
        let run = Run::new(self, sheet, asked, Wanted::Total);
        Grade {
            current: run.explain(Answer::Current).total,
            final_: run.explain(Answer::Final).total,
            best: run.explain(Answer::Best).total,
            worst: run.explain(Answer::Worst).total,
        }
    }

    /// One total of a learner with everything it rests on.
    ///
    /// ```
    /// # use lms_core::grading::{Answer, Asked, CompiledScheme, Scheme};
    /// # use lms_core::record::{Score, ScoreSheet};
    /// # let scheme = Scheme::from_json(r#"{"id":"s","root":{"id":"course","aggregation":{"type":"sumOfPoints"},
    /// #  "children":[{"type":"item","id":"quiz","maximum":"10"}]}}"#).unwrap();
    /// # let compiled = CompiledScheme::new(scheme).unwrap();
    /// # let mut sheet = ScoreSheet::default();
    /// sheet.scores.insert("quiz".parse().unwrap(), Score::scored("7".parse().unwrap()));
    /// let asked = Asked::at("2026-11-22T08:00:00Z".parse().unwrap());
    /// let explanation = compiled.explain(&sheet, &asked, Answer::Current);
    /// let root = explanation.root.unwrap();
    /// assert_eq!(root.parts[0].share.as_ref().unwrap().to_string(), "7/10");
    /// ```
    #[must_use]
    pub fn explain<'s>(
        &'s self,
        sheet: &'s ScoreSheet,
        asked: &'s Asked,
        answer: Answer,
    ) -> Explanation<'s> {
        match &self.plan {
            Some(plan) => plan.explain(self, sheet, asked, answer),
            None => None,
        }
        .unwrap_or_else(|| Run::new(self, sheet, asked, Wanted::Reasons).explain(answer))
    }

    /// The total of [`Self::explain`], without what it rests on.
    pub(super) fn total_of(&self, sheet: &ScoreSheet, asked: &Asked, answer: Answer) -> Total {
        match &self.plan {
            Some(plan) => plan.explain(self, sheet, asked, answer),
            None => None,
        }
        .unwrap_or_else(|| Run::new(self, sheet, asked, Wanted::Total).explain(answer))
        .total
    }
}

impl<'s> Run<'s> {
    pub(super) fn new(
        compiled: &'s CompiledScheme,
        sheet: &'s ScoreSheet,
        asked: &'s Asked,
        wanted: Wanted,
    ) -> Self {
        let settings = &compiled.scheme.settings;
        let standing = |(leaf, score): (&'s Leaf, Option<&'s Score>)| {
            leaf.standing(score, sheet.concluded, asked, settings)
        };
        let scores = compiled.scores(sheet);
        Self {
            compiled,
            standings: compiled.leaves.iter().zip(scores).map(standing).collect(),
            sheet,
            asked,
            wanted,
            known: RefCell::default(),
        }
    }

    pub(super) fn explain(&self, answer: Answer) -> Explanation<'s> {
        let periods = &self.compiled.scheme.periods;
        if periods.total == PeriodTotal::Weighted && !periods.list.is_empty() {
            return self.by_periods(answer);
        }
        let mut root = self.whole(answer, None);
        let (total, steps) = self.publish(&root);
        if root.hidden {
            unseen::redact(&mut root);
        }
        Explanation {
            answer,
            total,
            root: Some(root),
            periods: Vec::new(),
            steps,
        }
    }

    /// The tree of the course total, or of one period's.
    fn whole(&self, answer: Answer, period: Option<usize>) -> Part<'s> {
        if !self.compiled.calculations.is_empty() {
            self.calculate(answer, period);
        }
        self.branch(&self.compiled.root, answer, period)
    }

    fn publish(&self, root: &Part<'s>) -> (Total, Vec<Step<'s>>) {
        let mut steps = Vec::new();
        if root.hidden {
            return (Total::Hidden, steps);
        }
        let (Some(share), Some(value)) = (&root.share, &root.score) else {
            let total = Total::Nothing {
                reason: root.nothing.unwrap_or(Nothing::NothingCounted),
                points: root.score.as_ref().map(|value| value.points.clone()),
            };
            return (total, steps);
        };
        let exact = share.times(&Exact::HUNDRED);
        let total = Total::Graded {
            percent: self.rounded(exact.clone(), &mut steps),
            exact,
            points: value.points.clone(),
            maximum: value.maximum.clone(),
            shown: None,
        };
        let presentation = self.compiled.scheme.presentation.as_ref();
        let shown = match self.compiled.scheme.settings.arithmetic {
            Arithmetic::Exact => total.shown_by(presentation, &value.minimum),
            Arithmetic::Binary64 => total.shown_as_published(presentation, &value.minimum),
        };
        (shown, steps)
    }

    /// The published percentage of an exact one.
    fn rounded(&self, exact: Exact, steps: &mut Vec<Step<'s>>) -> Exact {
        let settings = &self.compiled.scheme.settings;
        let mut percent = exact;
        let bias = Exact::from(settings.bias);
        if settings.arithmetic == Arithmetic::Binary64 {
            let binary = percent.nearest_binary();
            note(&mut percent, binary, StepReason::Binary64, steps);
        }
        if !bias.is_zero() {
            let biased = settings
                .arithmetic
                .plus(&percent, &settings.arithmetic.keep(bias));
            let why = StepReason::Biased {
                bias: settings.bias,
            };
            note(&mut percent, biased, why, steps);
        }
        let rounding = settings.rounding;
        let rounded = percent.rounded(rounding);
        note(
            &mut percent,
            rounded,
            StepReason::Rounded { rounding },
            steps,
        );
        percent
    }
}
