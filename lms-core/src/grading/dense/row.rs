use super::super::compile::CompiledScheme;
use super::super::{Answer, Asked, Grade, Nothing, Total};
use super::cells::{Dense, Entry};
use super::plan::dense_micros;
use crate::ActivityId;
use crate::number::{Percent, Points};
use crate::record::ScoreSheet;

/// One learner's scores in the form in which they are graded quickest; a host keeps it and changes one score at a time.
///
/// It belongs to the scheme and the question that it was made for; ask with those.
///
/// ```
/// use lms_core::grading::{Answer, Asked, CompiledScheme, Scheme};
/// use lms_core::record::{Score, ScoreSheet};
/// let scheme = Scheme::from_json(r#"{"id":"s","root":{"id":"course","aggregation":{"type":"mean"},
///     "drop":{"lowest":1},"children":[
///     {"type":"item","id":"a","maximum":"10"},{"type":"item","id":"b","maximum":"10"}]}}"#).unwrap();
/// let compiled = CompiledScheme::new(scheme).unwrap();
/// let asked = Asked::at("2026-11-22T08:00:00Z".parse().unwrap());
/// let mut sheet = ScoreSheet::default();
/// let mut row = compiled.row(&sheet, &asked);
/// assert_eq!(compiled.percent(&row, Answer::Current), None);
/// sheet.scores.insert("b".parse().unwrap(), Score::scored("9".parse().unwrap()));
/// compiled.update(&mut row, &sheet, &"b".parse().unwrap());
/// assert_eq!(compiled.percent(&row, Answer::Current).unwrap().to_string(), "90");
/// ```
#[derive(Debug, Clone)]
pub struct Row {
    kind: Kind,
    asked: Asked,
    concluded: bool,
}

#[derive(Debug, Clone)]
enum Kind {
    Dense(Dense),
    /// What whole numbers cannot say: the scores themselves.
    Sheet(Box<ScoreSheet>),
}

impl CompiledScheme {
    /// A learner's scores, ready to be graded many times. Linear in the items.
    #[must_use]
    pub fn row(&self, sheet: &ScoreSheet, asked: &Asked) -> Row {
        let kind = match self.dense(sheet, asked) {
            Some(dense) => Kind::Dense(dense),
            None => Kind::Sheet(Box::new(sheet.clone())),
        };
        Row {
            kind,
            asked: asked.clone(),
            concluded: sheet.concluded,
        }
    }

    pub(super) fn dense(&self, sheet: &ScoreSheet, asked: &Asked) -> Option<Dense> {
        let plan = self.plan.as_ref()?;
        if !sheet.totals.is_empty() {
            return None;
        }
        let settings = &self.scheme.settings;
        let supposes = !asked.what_if.is_empty();
        let scores = self.scores(sheet);
        let items = self.leaves.iter().zip(scores).map(|(leaf, score)| {
            if !supposes && let Some(points) = score.and_then(|score| leaf.plain_mark(score)) {
                return dense_micros(points).map(Entry::Mark);
            }
            let standing = leaf.standing(score, sheet.concluded, asked, settings);
            Entry::of(&standing, &leaf.maximum)
        });
        Dense::of(plan, items)
    }

    /// The four totals of a learner whom whole numbers can grade.
    pub(in super::super) fn dense_grade(&self, sheet: &ScoreSheet, asked: &Asked) -> Option<Grade> {
        let plan = self.plan.as_ref()?;
        let dense = self.dense(sheet, asked)?;
        let total = |answer| plan.total(&plan.quotient(&dense, answer));
        Some(Grade {
            current: total(Answer::Current),
            final_: total(Answer::Final),
            best: total(Answer::Best),
            worst: total(Answer::Worst),
        })
    }

    /// Takes over one score that changed in the learner's sheet. In a dense scheme the item's group is computed anew and
    /// nothing else; in others, and where totals are set or the sheet was concluded meanwhile, the whole row is, linear in
    /// the items.
    ///
    /// An activity that the scheme does not know changes nothing.
    pub fn update(&self, row: &mut Row, sheet: &ScoreSheet, activity: &ActivityId) {
        let Some(index) = self.position(activity) else {
            return;
        };
        if let Kind::Dense(dense) = &mut row.kind
            && sheet.concluded == row.concluded
            && sheet.totals.is_empty()
            && let (Some(plan), Some(leaf)) = (&self.plan, self.leaves.get(index))
        {
            let settings = &self.scheme.settings;
            let score = sheet.scores.get(activity);
            let standing = leaf.standing(score, sheet.concluded, &row.asked, settings);
            if let Some(entry) = Entry::of(&standing, &leaf.maximum) {
                dense.enter(index, entry);
                dense.refresh_group_of(plan, index);
                return;
            }
        }
        *row = self.row(sheet, &row.asked);
    }

    /// Enters one plain mark by the item's position: the quickest form of [`Self::update`] for a score that has points and
    /// nothing else, as [`Score::scored`](crate::record::Score::scored) makes one. It was handed in at no known instant, so
    /// that it is not late, and it has no attempts or markers to choose from. Constant but for the item's group.
    ///
    /// `None` when the scheme or the row is not dense, marks are supposed, or a curve, a factor, a bound or a rounding has
    /// a say on the item's marks; then nothing was changed.
    #[must_use]
    pub fn set_points(&self, row: &mut Row, index: usize, points: Points) -> Option<()> {
        let Kind::Dense(dense) = &mut row.kind else {
            return None;
        };
        let plan = self.plan.as_ref()?;
        let place = plan.places.get(index)?;
        if !place.takes_plain_marks || !row.asked.what_if.is_empty() {
            return None;
        }
        dense.enter(index, Entry::Mark(dense_micros(points)?));
        dense.refresh_group_of(plan, index);
        Some(())
    }

    /// A total of a row, as [`Self::explain`] gives it.
    #[must_use]
    pub fn total(&self, row: &Row, answer: Answer) -> Total {
        match (&row.kind, &self.plan) {
            (Kind::Dense(dense), Some(plan)) => plan.total(&plan.quotient(dense, answer)),
            (Kind::Sheet(sheet), _) => self.total_of(sheet, &row.asked, answer),
            (Kind::Dense(_), None) => Total::Nothing {
                reason: Nothing::NothingCounted,
                points: None,
            },
        }
    }

    /// The published percentage of a row; none when there is no total, or one out of the bounds of [`Percent`].
    ///
    /// The same number as [`Self::total`] gives, in a dense scheme without its exact form.
    #[must_use]
    pub fn percent(&self, row: &Row, answer: Answer) -> Option<Percent> {
        match (&row.kind, &self.plan) {
            (Kind::Dense(dense), Some(plan)) => plan.percent(&plan.quotient(dense, answer)),
            _ => self.total(row, answer).percent(),
        }
    }

    /// The same as [`Self::percent`], from the scores themselves instead of the kept sums of their groups.
    #[must_use]
    pub fn percent_afresh(&self, row: &Row, answer: Answer) -> Option<Percent> {
        match (&row.kind, &self.plan) {
            (Kind::Dense(dense), Some(plan)) => plan.percent(&plan.afresh(dense, answer)),
            _ => self.total(row, answer).percent(),
        }
    }
}

impl Row {
    /// Whether the row is kept as whole numbers.
    #[must_use]
    pub fn is_dense(&self) -> bool {
        matches!(self.kind, Kind::Dense(_))
    }

    pub(super) fn dense(&self) -> Option<&Dense> {
        match &self.kind {
            Kind::Dense(dense) => Some(dense),
            Kind::Sheet(_) => None,
        }
    }
}
