//! The course total of weighted grading periods.

use super::super::standing::note;
use super::super::{
    Answer, Exact, Explanation, LeftOut, Nothing, PeriodPart, Role, StepReason, Total,
};
use super::{Run, unseen};

impl<'s> Run<'s> {
    /// Periods without a grade are passed over in the current total and count zero in the others.
    pub(super) fn by_periods(&self, answer: Answer) -> Explanation<'s> {
        let mut parts: Vec<PeriodPart<'s>> = self.periods(answer);
        let list = &self.compiled.scheme.periods.list;
        let weight_of = |index: usize| list.get(index).map_or(Exact::ZERO, |p| p.weight.into());
        let graded: Vec<usize> = parts
            .iter()
            .enumerate()
            .filter(|(_, part)| part.percent.is_some())
            .map(|(index, _)| index)
            .collect();
        let weights: Vec<Exact> = graded.iter().map(|index| weight_of(*index)).collect();
        let sum = Exact::sum(&weights);
        // Scaled up below 100 %, never down.
        let divisor = sum.clone().min(Exact::HUNDRED);
        let mut percent = Exact::ZERO;
        for (index, weight) in graded.iter().zip(weights) {
            let Some(part) = parts.get_mut(*index) else {
                continue;
            };
            let normalised = weight.over(&divisor).unwrap_or(Exact::ZERO);
            let reached = part.percent.clone().unwrap_or(Exact::ZERO);
            let share = reached.over(&Exact::HUNDRED).unwrap_or(Exact::ZERO);
            percent = percent.plus(&reached.times(&normalised));
            part.role = Role::Counted {
                contribution: share.times(&normalised),
                weight,
                normalised,
                extra_credit: false,
                ungraded: None,
            };
        }
        let mut steps = Vec::new();
        let hidden = parts.iter().any(|part| part.root.hidden);
        let total = if hidden {
            let tells = parts.iter().any(|part| unseen::may_fault(&part.root));
            for part in &mut parts {
                if tells {
                    part.role = unseen::HIDDEN;
                }
                unseen::redact_period(part);
            }
            Total::Hidden
        } else if graded.is_empty() {
            Total::Nothing {
                reason: Nothing::NothingCounted,
                points: None,
            }
        } else {
            Total::Graded {
                percent: self.rounded(percent.clone(), &mut steps),
                points: percent.clone(),
                exact: percent,
                maximum: Exact::HUNDRED,
                shown: None,
            }
            .shown_by(self.compiled.scheme.presentation.as_ref(), &Exact::ZERO)
        };
        Explanation {
            answer,
            total,
            root: None,
            periods: parts,
            steps,
        }
    }

    fn periods(&self, answer: Answer) -> Vec<PeriodPart<'s>> {
        let scheme = &self.compiled.scheme;
        let grade = |(index, period): (usize, &'s super::super::Period)| {
            let root = self.whole(answer, Some(index));
            let mut steps = Vec::new();
            let mut percent = root
                .share
                .as_ref()
                .map(|share| share.times(&Exact::HUNDRED));
            if let (Some(percent), Some(rounding)) = (&mut percent, scheme.settings.period_rounding)
            {
                let rounded = percent.rounded(rounding);
                let why = StepReason::Rounded { rounding };
                note(percent, rounded, why, &mut steps);
            }
            if percent.is_none() && answer != Answer::Current {
                percent = Some(Exact::ZERO);
            }
            PeriodPart {
                period: &period.id,
                percent,
                role: Role::LeftOut {
                    reason: LeftOut::NoTotal,
                },
                steps,
                root,
            }
        };
        scheme.periods.list.iter().enumerate().map(grade).collect()
    }
}
