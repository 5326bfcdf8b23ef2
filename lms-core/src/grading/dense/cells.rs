//! One learner's whole numbers, in one piece of memory: a changed score touches a few neighbouring cache lines.

use super::super::standing::Standing;
use super::super::{Answer, Exact};
use super::kept::{Kept, kept};
use super::mark::{Mark, narrow};
use super::plan::{Group, Plan, dense_points};

/// Points and presence by item, and what the groups come to. An item that is not graded has the points 0.
#[derive(Debug, Clone, Default)]
pub(super) struct Dense {
    /// Four bits by item ([`GRADED`] and so on, in words of 64 side by side), what each group comes to ([`Kept::pack`],
    /// for the current and for the final total), and the points by item. Half words: marks rarely need more.
    // INVARIANT: `8 * words`, then `4 * groups`, then the items of the plan it was made for, twice as many when wide.
    cells: Box<[i32]>,
    /// Where the groups begin.
    groups_at: usize,
    /// Where the points begin.
    points_at: usize,
    /// Points are in millionths and take two cells; else in hundredths, and take one.
    wide: bool,
}

/// A whole word, the lower half first.
type Word = [i32; 2];

fn join(word: Word) -> i64 {
    word.value()
}

fn split(value: i64) -> Word {
    let [a, b, c, d, e, f, g, h] = value.to_le_bytes();
    [
        i32::from_le_bytes([a, b, c, d]),
        i32::from_le_bytes([e, f, g, h]),
    ]
}

const GRADED: usize = 0;
const IN_FINAL: usize = 1;
const OPEN: usize = 2;
const REACHABLE: usize = 3;
const KINDS: usize = 4;

/// Numbers by group: one for each of two totals.
const OF_GROUP: usize = 2;

/// What a learner has for one item.
#[derive(Debug, Clone, Copy)]
pub(super) enum Entry {
    /// A mark, in millionths, that counts in every total: most are this, and take the short way.
    Mark(i64),
    /// Anything else has no points: where it counts as none.
    Other([bool; KINDS]),
}

/// Where a mark counts.
const MARK: [bool; KINDS] = [true, true, true, false];

impl Entry {
    /// A standing; `None` for one that whole numbers cannot say.
    pub(super) fn of(standing: &Standing<'_>, maximum: &Exact) -> Option<Self> {
        match standing {
            Standing::Graded { value, hidden, .. } => {
                let plain = !*hidden && value.maximum == *maximum;
                plain.then(|| dense_points(&value.points).map(Self::Mark))?
            }
            Standing::Open {
                in_final,
                partial: None,
                reachable,
                ..
            } => Some(Self::Other([false, *in_final, true, *reachable])),
            Standing::Open { .. } => None,
            Standing::Out(_) => Some(Self::Other([false; KINDS])),
        }
    }
}

impl Dense {
    /// A learner without any score.
    pub(super) fn new(plan: &Plan) -> Self {
        let items = plan.places.len();
        let groups_at = items.div_ceil(64).saturating_mul(2 * KINDS);
        let points_at = groups_at.saturating_add(plan.groups.len().saturating_mul(2 * OF_GROUP));
        Self {
            cells: vec![0; points_at.saturating_add(items)].into_boxed_slice(),
            groups_at,
            points_at,
            wide: false,
        }
    }

    /// The points of all items, in millionths.
    pub(super) fn points(&self) -> impl Iterator<Item = i64> {
        let cells = self.cells.get(self.points_at..).unwrap_or_default();
        let (wide, narrow) = match self.wide {
            true => (cells.as_chunks().0, [].as_slice()),
            false => ([].as_slice(), cells),
        };
        let wide = wide.iter().map(|word| join(*word));
        wide.chain(
            narrow
                .iter()
                .map(|cell| cell.value().wrapping_mul(i32::UNIT)),
        )
    }

    /// The points of one item, in millionths.
    pub(super) fn point(&self, index: usize) -> Option<i64> {
        let cells = self.cells.get(self.points_at..)?;
        if self.wide {
            return cells.as_chunks().0.get(index).map(|word| join(*word));
        }
        Some(cells.get(index)?.value().wrapping_mul(i32::UNIT))
    }

    fn set_point(&mut self, index: usize, micros: i64) {
        if !self.wide {
            match narrow(micros) {
                Some(cell) => {
                    let slot = self.cells.get_mut(self.points_at.wrapping_add(index));
                    if let Some(slot) = slot {
                        *slot = cell;
                    }
                    return;
                }
                None => self.widen(),
            }
        }
        let cells = self.cells.get_mut(self.points_at..).unwrap_or_default();
        if let Some(slot) = cells.as_chunks_mut().0.get_mut(index) {
            *slot = split(micros);
        }
    }

    /// Once a mark came that hundredths cannot say, all are kept in millionths.
    #[cold]
    fn widen(&mut self) {
        let kept = self.cells.get(..self.points_at).unwrap_or_default();
        let points = self.points().flat_map(split);
        self.cells = kept.iter().copied().chain(points).collect();
        self.wide = true;
    }

    /// The kept numbers of all groups, for the current or the final total.
    pub(super) fn kept_groups(&self, answer: Answer) -> impl Iterator<Item = Kept> {
        let groups = self.cells.get(self.groups_at..self.points_at);
        let (groups, _) = groups.unwrap_or_default().as_chunks::<{ 2 * OF_GROUP }>();
        let kept = move |[a, b, c, d]: &[i32; 2 * OF_GROUP]| {
            Kept::unpack(join(if answer == Answer::Current {
                [*a, *b]
            } else {
                [*c, *d]
            }))
        };
        groups.iter().map(kept)
    }

    /// A learner with all their items, in order; `None` where one of them is none.
    pub(super) fn of(plan: &Plan, items: impl Iterator<Item = Option<Entry>>) -> Option<Self> {
        let mut dense = Self::new(plan);
        let (mut marks, mut others) = (0_u64, [0_u64; KINDS]);
        let (mut bit, mut place) = (1_u64, 0_usize);
        for (index, entry) in items.enumerate() {
            match entry? {
                Entry::Mark(points) => {
                    dense.set_point(index, points);
                    marks |= bit;
                }
                Entry::Other(kinds) => {
                    for (word, value) in others.iter_mut().zip(kinds) {
                        *word |= if value { bit } else { 0 };
                    }
                }
            }
            bit = bit.rotate_left(1);
            if bit == 1 {
                dense.put_words(place, marks, others);
                (marks, others) = (0, [0; KINDS]);
                place = place.wrapping_add(1);
            }
        }
        dense.put_words(place, marks, others);
        dense.refresh(plan);
        Some(dense)
    }

    /// Of 64 items: those with a mark, and by kind those of the others that count. Beyond the last item nothing is kept.
    fn put_words(&mut self, place: usize, marks: u64, others: [u64; KINDS]) {
        let cells = self.cells.get_mut(..self.groups_at).unwrap_or_default();
        let (places, _) = cells.as_chunks_mut::<{ 2 * KINDS }>();
        if let Some(cells) = places.get_mut(place) {
            let words = others.iter().zip(MARK);
            for (slot, (other, counts)) in cells.as_chunks_mut().0.iter_mut().zip(words) {
                *slot = split((other | if counts { marks } else { 0 }).cast_signed());
            }
        }
    }

    /// Takes over one item, whatever it was before.
    pub(super) fn enter(&mut self, index: usize, entry: Entry) {
        let (points, kinds) = match entry {
            Entry::Mark(points) => (points, MARK),
            Entry::Other(kinds) => (0, kinds),
        };
        self.set_point(index, points);
        let start = (index / 64).wrapping_mul(2 * KINDS);
        let cells = self.cells.get_mut(start..).unwrap_or_default();
        if let Some(words) = cells.first_chunk_mut::<{ 2 * KINDS }>() {
            let bit = 1_u64 << (index % 64);
            for (word, value) in words.as_chunks_mut().0.iter_mut().zip(kinds) {
                let bits = join(*word).cast_unsigned();
                *word = split(if value { bits | bit } else { bits & !bit }.cast_signed());
            }
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
            bits: self.cells.get(..self.groups_at).unwrap_or_default(),
            kind,
        }
    }

    /// The same learner with full marks for everything that can still be reached.
    pub(super) fn filled(&self, plan: &Plan) -> Self {
        let mut filled = self.clone();
        let reachable = Present {
            bits: self.cells.get(..self.groups_at).unwrap_or_default(),
            kind: REACHABLE,
        };
        for group in &plan.groups {
            let open = reachable.window(group);
            for place in 0..group.len {
                if open >> place & 1 == 1 {
                    filled.set_point(group.start.wrapping_add(place), group.maximum);
                }
            }
        }
        filled
    }

    /// Whether every item of every group counts.
    pub(super) fn has_all(&self, plan: &Plan, answer: Answer) -> bool {
        let present = self.present(answer);
        plan.groups
            .iter()
            .all(|group| present.window(group) == group.all)
    }

    pub(super) fn refresh(&mut self, plan: &Plan) {
        for (place, group) in plan.groups.iter().enumerate() {
            self.refresh_group(place, group);
        }
    }

    pub(super) fn refresh_group_of(&mut self, plan: &Plan, index: usize) {
        let place = plan.places.get(index).and_then(|place| place.group);
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
        let start = self
            .groups_at
            .wrapping_add(place.wrapping_mul(2 * OF_GROUP));
        let cells = self.cells.get_mut(start..).unwrap_or_default();
        if let Some(slots) = cells.first_chunk_mut::<{ 2 * OF_GROUP }>() {
            let ([a, b], [c, d]) = (split(current.pack()), split(final_.pack()));
            *slots = [a, b, c, d];
        }
    }

    /// What a group comes to, of the items whose bits are set.
    #[inline]
    pub(super) fn kept(&self, group: &Group, present: Present<'_>) -> Kept {
        let bits = present.window(group);
        let cells = self.cells.get(self.points_at..).unwrap_or_default();
        let end = group.start.wrapping_add(group.len);
        if self.wide {
            let points = cells.as_chunks::<2>().0.get(group.start..end);
            return points.map_or_else(Kept::default, |points| kept(group, points, bits));
        }
        let points = cells.get(group.start..end);
        points.map_or_else(Kept::default, |points| kept(group, points, bits))
    }
}

/// Which items of a learner count.
#[derive(Clone, Copy)]
pub(super) struct Present<'d> {
    bits: &'d [i32],
    kind: usize,
}

impl Present<'_> {
    fn word(self, index: usize) -> u64 {
        let start = index.wrapping_mul(KINDS).wrapping_add(self.kind);
        let word = self.bits.as_chunks().0.get(start);
        word.map_or(0, |word| join(*word)).cast_unsigned()
    }

    /// The presence of a group's items, the first one in the lowest bit.
    pub(super) fn window(self, group: &Group) -> u64 {
        let (word, shift) = (group.start / 64, group.start % 64);
        let low = self.word(word) >> shift;
        let bits = if shift.wrapping_add(group.len) > 64 {
            low | self.word(word.wrapping_add(1)) << (64_usize.wrapping_sub(shift))
        } else {
            low
        };
        bits & group.all
    }
}
