use serde::Serialize;

use super::{Exact, Explanation, Part, PartOf, Role, StepReason, Total};
use crate::PeriodId;

/// What one thing adds to the course total.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Contribution<'s> {
    /// The item, category or placeholder.
    pub of: PartOf<'s>,
    /// The grading period in which it counts, where weighted periods make up the total.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<&'s PeriodId>,
    /// What adds it.
    pub kind: ContributionKind,
    /// How many percentage points of the course total it adds.
    pub percent: Exact,
    /// How many more it would have added, had the bound of a category not cut extra credit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cut: Option<Exact>,
}

/// What adds to a course total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum ContributionKind {
    /// A mark, or what ungraded work counts.
    Mark,
    /// A category's total as a whole: one that was set, calculated by a formula, or that rests on nothing countable.
    Total,
    /// What bounds, limits and roundings of a category gave or took beyond its parts.
    Adjustment,
}

/// What stands to be distributed among the parts of a category.
struct Stand<'a, 's> {
    period: Option<&'s PeriodId>,
    found: &'a mut Vec<Contribution<'s>>,
}

impl<'s> Explanation<'s> {
    /// What each mark adds to the course total, in author order. Together it is the exact percentage of the total before
    /// it is published, to the last fraction. Linear in the parts.
    ///
    /// Whatever the numbers, a part adds its share times the product of the normalised weights above it. Where a bound or
    /// limit cuts a category that holds extra credit, the cut is taken from the extra credit, the best of it first, as
    /// Moodle's column of contributions does; what other bounds, limits and roundings change stands for itself, as an
    /// adjustment by the category. Empty where there is no total to speak of, or none that the viewer may see.
    ///
    /// ```
    /// use lms_core::grading::{Answer, Asked, CompiledScheme, Exact, Scheme};
    /// use lms_core::record::{Score, ScoreSheet};
    /// let scheme = Scheme::from_json(r#"{"id":"s","root":{"id":"course","aggregation":{"type":"weightedMean"},"children":[
    ///     {"type":"category","id":"labs","weight":"40","aggregation":{"type":"mean"},"children":[
    ///         {"type":"item","id":"one","maximum":"10"},{"type":"item","id":"two","maximum":"3"}]},
    ///     {"type":"item","id":"exam","maximum":"100","weight":"60"}]}}"#).unwrap();
    /// let compiled = CompiledScheme::new(scheme).unwrap();
    /// let mut sheet = ScoreSheet::default();
    /// for (id, mark) in [("one", "8"), ("two", "1"), ("exam", "75")] {
    ///     sheet.scores.insert(id.parse().unwrap(), Score::scored(mark.parse().unwrap()));
    /// }
    /// let asked = Asked::at("2026-11-22T08:00:00Z".parse().unwrap());
    /// let explanation = compiled.explain(&sheet, &asked, Answer::Current);
    /// let percents: Vec<Exact> = explanation.contributions().into_iter().map(|of| of.percent).collect();
    /// assert_eq!(percents[0].to_string(), "16"); // 8/10 of half of 40
    /// assert_eq!(percents[1].to_string(), "20/3"); // 1/3 of half of 40
    /// assert_eq!(Some(&Exact::sum(&percents)), explanation.total.exact());
    /// ```
    #[must_use]
    pub fn contributions(&self) -> Vec<Contribution<'s>> {
        let mut found = Vec::new();
        if !matches!(self.total, Total::Graded { .. }) {
            return found;
        }
        let hundred = || Exact::HUNDRED;
        if let Some(root) = &self.root
            && let Some(share) = &root.share
        {
            let mut stand = Stand {
                period: None,
                found: &mut found,
            };
            stand.part(root, share.times(&Exact::HUNDRED), &hundred(), &hundred());
        }
        for part in &self.periods {
            let Role::Counted {
                normalised,
                contribution,
                ..
            } = &part.role
            else {
                continue;
            };
            let mut stand = Stand {
                period: Some(part.period),
                found: &mut found,
            };
            let factor = normalised.times(&Exact::HUNDRED);
            let assigned = contribution.times(&Exact::HUNDRED);
            stand.part(&part.root, assigned, &factor, &factor);
        }
        found
    }
}

impl<'s> Stand<'_, 's> {
    /// Notes what a part adds: `assigned` in all, which its own parts share by `factor` times what each contributes, and
    /// by `full` if nothing had been cut. The depth was checked, so the recursion is bounded.
    fn part(&mut self, part: &Part<'s>, assigned: Exact, factor: &Exact, full: &Exact) {
        let by_hand = |why: StepReason<'_>| {
            matches!(
                why,
                StepReason::Set
                    | StepReason::Overridden { .. }
                    | StepReason::RangeSet { .. }
                    | StepReason::Calculated
            )
        };
        let whole = part.steps.iter().any(|step| by_hand(step.why));
        let counted: Vec<(&Part<'s>, &Exact, &Exact, bool)> =
            part.parts.iter().filter_map(counts).collect();
        if whole || counted.is_empty() {
            let kind = match part.of {
                PartOf::Category { .. } => ContributionKind::Total,
                PartOf::Item { .. } | PartOf::Placeholder => ContributionKind::Mark,
            };
            let uncut = part.share.as_ref().map(|share| share.times(full));
            let cut = uncut.filter(|_| factor != full);
            let cut = cut.map(|uncut| uncut.minus(&assigned));
            self.note(part.of, kind, assigned, cut);
            return;
        }
        let mut left = assigned;
        for ((inner, contribution, normalised, _), cut) in counted.iter().zip(cuts(part, &counted))
        {
            let uncut = contribution.times(full);
            let kept = contribution.minus(&cut).times(factor);
            left = left.minus(&kept);
            // The shares of the inner parts are of the inner total: what it is assigned is divided by it.
            let by_share = |of: &Exact, otherwise: &Exact| {
                let share = inner.share.as_ref().filter(|share| !share.is_zero());
                let divided = share.and_then(|share| of.over(share));
                divided.unwrap_or_else(|| normalised.times(otherwise))
            };
            let (factor, full) = (by_share(&kept, factor), by_share(&uncut, full));
            self.part(inner, kept, &factor, &full);
        }
        if !left.is_zero() {
            self.note(part.of, ContributionKind::Adjustment, left, None);
        }
    }

    fn note(&mut self, of: PartOf<'s>, kind: ContributionKind, percent: Exact, cut: Option<Exact>) {
        self.found.push(Contribution {
            of,
            period: self.period,
            kind,
            percent,
            cut,
        });
    }
}

/// A part that counts, with its contribution and normalised weight to the total above, and whether it is extra credit.
fn counts<'p, 's>(part: &'p Part<'s>) -> Option<(&'p Part<'s>, &'p Exact, &'p Exact, bool)> {
    match &part.role {
        Role::Counted {
            contribution,
            normalised,
            extra_credit,
            ..
        } => Some((part, contribution, normalised, *extra_credit)),
        _ => None,
    }
}

/// What a bound or limit of a category takes from each of its parts: from extra credit, the best first, of equal ones
/// the later first.
fn cuts(whole: &Part<'_>, counted: &[(&Part<'_>, &Exact, &Exact, bool)]) -> Vec<Exact> {
    let mut cuts = vec![Exact::ZERO; counted.len()];
    let bounds = whole
        .steps
        .iter()
        .filter(|step| matches!(step.why, StepReason::Bounded | StepReason::Limited));
    let taken = bounds.filter_map(|step| Some(step.from.as_ref()?.minus(&step.to)));
    let mut excess = Exact::sum(&taken.collect::<Vec<_>>());
    let mut order: Vec<usize> = (0..counted.len()).collect();
    let share = |place: &usize| {
        counted
            .get(*place)
            .and_then(|(part, ..)| part.share.clone())
    };
    order.sort_by_key(share);
    for place in order.into_iter().rev() {
        if !excess.is_positive() {
            break;
        }
        if let (Some((_, contribution, _, true)), Some(cut)) =
            (counted.get(place), cuts.get_mut(place))
        {
            *cut = (*contribution).clone().max(Exact::ZERO).min(excess.clone());
            excess = excess.minus(cut);
        }
    }
    cuts
}
