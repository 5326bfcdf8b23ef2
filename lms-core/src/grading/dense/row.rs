use super::super::compile::CompiledScheme;
use super::super::standing::Standing;
use super::super::{Answer, Asked, Exact, Nothing, Total};
use super::plan::{Group, MAX_DENSE_POINTS, Plan, dense_points};
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

/// Points and presence by item. An item that is not graded has the points 0.
#[derive(Debug, Clone, Default)]
pub(super) struct Dense {
    pub(super) points: Vec<i64>,
    /// Bits by item, in words of 64: one of each kind side by side.
    bits: Vec<[u64; 4]>,
    /// What each group comes to, for the current and the final total.
    pub(super) kept: Vec<[Kept; 2]>,
}

/// What a group of a learner comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Kept {
    /// The kept points in millionths.
    pub(super) points: i64,
    /// How many items were kept; zero for a group without any.
    pub(super) count: u32,
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

    fn dense(&self, sheet: &ScoreSheet, asked: &Asked) -> Option<Dense> {
        let plan = self.plan.as_ref()?;
        if !sheet.totals.is_empty() {
            return None;
        }
        let words = self.leaves.len().div_ceil(64);
        let mut dense = Dense {
            points: vec![0; self.leaves.len()],
            bits: vec![[0; 4]; words],
            kept: vec![[Kept::default(); 2]; plan.groups.len()],
        };
        let settings = &self.scheme.settings;
        for (index, leaf) in self.leaves.iter().enumerate() {
            let score = sheet.scores.get(&leaf.item.id);
            let standing = leaf.standing(score, sheet.concluded, asked, settings);
            dense.enter(index, &standing, &leaf.maximum)?;
        }
        dense.refresh(plan);
        Some(dense)
    }

    /// Takes over one score that changed in the learner's sheet. What depends on it is computed anew, and nothing else:
    /// in a dense scheme the item's group.
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
            if dense.enter(index, &standing, &leaf.maximum).is_some() {
                dense.refresh_group_of(plan, index);
                return;
            }
        }
        *row = self.row(sheet, &row.asked);
    }

    /// Enters one plain mark by the item's position: the quickest form of [`Self::update`].
    ///
    /// `None` when the scheme or the row is not dense, or a policy or a bound has a say on the item's marks; then
    /// nothing was changed.
    #[must_use]
    pub fn set_points(&self, row: &mut Row, index: usize, points: Points) -> Option<()> {
        let Kind::Dense(dense) = &mut row.kind else {
            return None;
        };
        let plan = self.plan.as_ref()?;
        let micros = points.micros();
        let takes = self
            .leaves
            .get(index)
            .is_some_and(|leaf| leaf.takes_plain_marks);
        if !takes || micros.abs() > MAX_DENSE_POINTS || !row.asked.what_if.is_empty() {
            return None;
        }
        dense.enter_points(index, micros);
        dense.refresh_group_of(plan, index);
        Some(())
    }

    /// A total of a row, as [`Self::explain`] gives it.
    #[must_use]
    pub fn total(&self, row: &Row, answer: Answer) -> Total {
        match (&row.kind, &self.plan) {
            (Kind::Dense(dense), Some(plan)) => {
                plan.total(&plan.quotient(dense, answer), self.scheme.settings.rounding)
            }
            (Kind::Sheet(sheet), _) => self.explain(sheet, &row.asked, answer).total,
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
            (Kind::Dense(dense), Some(plan)) => {
                plan.percent(&plan.quotient(dense, answer), self.scheme.settings.rounding)
            }
            _ => self.total(row, answer).percent(),
        }
    }

    /// The same as [`Self::percent`], from the scores themselves instead of the kept sums of their groups.
    #[must_use]
    pub fn percent_afresh(&self, row: &Row, answer: Answer) -> Option<Percent> {
        match (&row.kind, &self.plan) {
            (Kind::Dense(dense), Some(plan)) => {
                plan.percent(&plan.afresh(dense, answer), self.scheme.settings.rounding)
            }
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

impl Dense {
    /// Takes over a standing; `None` for one that whole numbers cannot say.
    fn enter(&mut self, index: usize, standing: &Standing<'_>, maximum: &Exact) -> Option<()> {
        let (points, graded, in_final, open, reachable) = match standing {
            Standing::Graded { value, hidden, .. } => {
                if *hidden || value.maximum != *maximum {
                    return None;
                }
                (dense_points(&value.points)?, true, false, false, false)
            }
            Standing::Open {
                in_final,
                partial: None,
                reachable,
                ..
            } => (0, false, *in_final, true, *reachable),
            Standing::Open { .. } => return None,
            Standing::Out(_) => (0, false, false, false, false),
        };
        *self.points.get_mut(index)? = points;
        for (bits, value) in [
            (GRADED, graded),
            (IN_FINAL, graded || in_final),
            (OPEN, graded || open),
            (REACHABLE, reachable),
        ] {
            self.set(bits, index, value);
        }
        Some(())
    }

    fn enter_points(&mut self, index: usize, micros: i64) {
        if let Some(points) = self.points.get_mut(index) {
            *points = micros;
        }
        if let Some(word) = self.bits.get_mut(index / 64) {
            let bit = 1_u64 << (index % 64);
            let [graded, in_final, open, reachable] = word;
            *graded |= bit;
            *in_final |= bit;
            *open |= bit;
            *reachable &= !bit;
        }
    }

    /// The bits of the items that count in a total.
    pub(super) fn present(&self, answer: Answer) -> Present<'_> {
        let kind = match answer {
            Answer::Current => GRADED,
            Answer::Final => IN_FINAL,
            Answer::Best | Answer::Worst => OPEN,
        };
        Present {
            bits: &self.bits,
            kind,
        }
    }

    /// The same learner with full marks for everything that can still be reached.
    pub(super) fn filled(&self, plan: &Plan) -> Self {
        let mut filled = Self {
            points: self.points.clone(),
            ..Self::default()
        };
        for (index, points) in filled.points.iter_mut().enumerate() {
            let group = plan.group_of.get(index).copied().flatten();
            let group = group.and_then(|group| plan.groups.get(usize::try_from(group).ok()?));
            if let Some(group) = group
                && self.is_reachable(index)
            {
                *points = group.maximum;
            }
        }
        filled
    }

    /// Whether every item of every group counts.
    pub(super) fn has_all(&self, plan: &Plan, answer: Answer) -> bool {
        let present = self.present(answer);
        let all =
            |group: &Group| usize::try_from(present.window(group).count_ones()) == Ok(group.len);
        plan.groups.iter().all(all)
    }

    fn set(&mut self, kind: usize, index: usize, value: bool) {
        let words = self.bits.get_mut(index / 64);
        if let Some(word) = words.and_then(|kinds| kinds.get_mut(kind)) {
            let bit = 1_u64 << (index % 64);
            *word = if value { *word | bit } else { *word & !bit };
        }
    }

    fn is_reachable(&self, index: usize) -> bool {
        let words = self.bits.get(index / 64);
        words
            .and_then(|kinds| kinds.get(REACHABLE))
            .is_some_and(|word| word >> (index % 64) & 1 == 1)
    }

    fn refresh(&mut self, plan: &Plan) {
        for (place, group) in plan.groups.iter().enumerate() {
            self.refresh_group(place, group);
        }
    }

    fn refresh_group_of(&mut self, plan: &Plan, index: usize) {
        let place = plan.group_of.get(index).copied().flatten();
        let place = place.and_then(|place| usize::try_from(place).ok());
        if let Some(place) = place
            && let Some(group) = plan.groups.get(place)
        {
            self.refresh_group(place, group);
        }
    }

    fn refresh_group(&mut self, place: usize, group: &Group) {
        let (graded, in_final) = (self.present(Answer::Current), self.present(Answer::Final));
        let current = self.kept(group, graded);
        // Work that only the final total counts has no points: without it the two are the same.
        let same = graded.window(group) == in_final.window(group);
        let final_ = if same {
            current
        } else {
            self.kept(group, in_final)
        };
        if let Some(slot) = self.kept.get_mut(place) {
            *slot = [current, final_];
        }
    }

    /// What a group comes to, of the items whose bits are set.
    pub(super) fn kept(&self, group: &Group, present: Present<'_>) -> Kept {
        let end = group.start.saturating_add(group.len);
        let Some(points) = self.points.get(group.start..end) else {
            return Kept::default();
        };
        let bits = present.window(group);
        let count = usize::try_from(bits.count_ones()).unwrap_or(0);
        let (lowest, highest) = group.drops(count);
        let kept = count.wrapping_sub(lowest).wrapping_sub(highest);
        let sum = match (lowest, highest) {
            // Absent items have no points, so they add nothing.
            (0, 0) => sum(points),
            (1, 0) if count == group.len => without_lowest::<1>(points),
            (2, 0) if count == group.len => without_lowest::<2>(points),
            (3, 0) if count == group.len => without_lowest::<3>(points),
            _ => {
                let mut sorted = [0_i64; 64];
                let mut len = 0_usize;
                for (index, value) in points.iter().enumerate() {
                    if bits >> index & 1 == 1
                        && let Some(slot) = sorted.get_mut(len)
                    {
                        *slot = *value;
                        len = len.wrapping_add(1);
                    }
                }
                let sorted = sorted.get_mut(..len).unwrap_or_default();
                sorted.sort_unstable();
                sum(sorted
                    .get(lowest..lowest.wrapping_add(kept))
                    .unwrap_or_default())
            }
        };
        Kept {
            points: sum,
            count: u32::try_from(kept).unwrap_or(0),
        }
    }
}

/// At most 64 numbers of at most 2^40 each.
fn sum(points: &[i64]) -> i64 {
    points
        .iter()
        .fold(0, |sum, points| sum.wrapping_add(*points))
}

/// The sum without the `N` lowest, which are kept sorted while the points go by once.
fn without_lowest<const N: usize>(points: &[i64]) -> i64 {
    let mut lowest = [i64::MAX; N];
    let mut sum = 0_i64;
    for point in points {
        sum = sum.wrapping_add(*point);
        let mut carried = *point;
        for low in &mut lowest {
            let smaller = carried.min(*low);
            carried = carried.max(*low);
            *low = smaller;
        }
    }
    lowest.iter().fold(sum, |sum, low| sum.wrapping_sub(*low))
}

const GRADED: usize = 0;
const IN_FINAL: usize = 1;
const OPEN: usize = 2;
const REACHABLE: usize = 3;

/// Which items of a learner count.
#[derive(Clone, Copy)]
pub(super) struct Present<'d> {
    bits: &'d [[u64; 4]],
    kind: usize,
}

impl Present<'_> {
    fn word(self, index: usize) -> u64 {
        let words = self.bits.get(index);
        words
            .and_then(|kinds| kinds.get(self.kind))
            .copied()
            .unwrap_or(0)
    }

    /// The presence of a group's items, the first one in the lowest bit.
    fn window(self, group: &Group) -> u64 {
        let (word, shift) = (group.start / 64, group.start % 64);
        let low = self.word(word) >> shift;
        let high = match shift {
            0 => 0,
            shift => self.word(word.wrapping_add(1)) << (64_usize.wrapping_sub(shift)),
        };
        let mask = u64::MAX >> (64_usize.wrapping_sub(group.len) & 63);
        (low | high) & mask
    }
}
