use super::super::compile::{Branch, Child, ChildKind, CompiledScheme, Leaf};
use super::super::exact::Divisor;
use super::super::presentation::Presentation;
use super::super::{
    Aggregation, Arithmetic, Bounding, DropProcedure, DropRule, EmptyCategory, Exact, Normalise,
    PeriodTotal, Scheme, Settings, Ungraded,
};
use crate::number::{Points, Rounding};

/// The most points, in millionths, that a dense learner can have for one item: about 1.1 million points.
pub(super) const MAX_DENSE_POINTS: i64 = 1 << 40;

/// The most items of one dense group: a group's presence is then one machine word.
const MAX_DENSE_GROUP: usize = 64;

/// A dense scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Plan {
    pub(super) groups: Vec<Group>,
    /// What is to be known of each item.
    pub(super) places: Vec<Place>,
    pub(super) normalise: Normalise,
    /// 100 % in the unit of the weights.
    pub(super) hundred: i64,
    /// Where the course total is a sum of points of one group: the maximum of each item.
    pub(super) points_of: Option<i64>,
    /// What every table entry was multiplied by.
    pub(super) scale: i128,
    /// The scheme's.
    pub(super) rounding: Rounding,
    /// The scheme's.
    pub(super) presentation: Option<Presentation>,
    /// Steps of the rounding in 100 %, and millionths of a percent in a step.
    pub(super) steps: (i128, i64),
}

/// An item as its row sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// None for one that counts nowhere.
    pub(super) group: Option<u32>,
    pub(super) takes_plain_marks: bool,
}

/// A group of items with one maximum, or a single item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    /// The first item.
    pub(super) start: usize,
    pub(super) len: usize,
    pub(super) weight: i64,
    pub(super) drop: DropRule,
    /// The maximum of each item, in millionths.
    pub(super) maximum: i64,
    /// The same, as shares are divided by it.
    pub(super) divisor: Divisor,
    /// By the number of kept items, from one on: `weight * scale / (kept * maximum)`.
    pub(super) factors: Vec<i64>,
    /// The bits of all its items.
    pub(super) all: u64,
    /// What is dropped where all items count, and how many are kept then.
    pub(super) all_drops: (usize, usize),
    pub(super) all_kept: u32,
}

impl Group {
    /// How many of each end are dropped of so many present.
    pub(super) fn drops(&self, present: usize) -> (usize, usize) {
        super::super::evaluate::drop_counts(self.drop, present)
    }
}

impl Plan {
    /// The plan of a scheme, when it is dense.
    pub(in super::super) fn of(scheme: &Scheme, root: &Branch, leaves: &[Leaf]) -> Option<Self> {
        let settings = &scheme.settings;
        if !plain(settings)
            || (scheme.periods.total == PeriodTotal::Weighted && !scheme.periods.list.is_empty())
        {
            return None;
        }
        let (normalise, blocks) = blocks(root, leaves, settings)?;
        // Weights in their largest common unit, of which 100 % is a multiple too.
        let hundred = 100_000_000_u64;
        let unit = blocks.iter().try_fold(hundred, |unit, block| {
            let weight = u64::try_from(block.weight).ok()?;
            Some(super::super::exact::gcd(unit, weight))
        })?;
        let unit = i64::try_from(unit).ok()?;
        let mut scale: i128 = 1;
        for block in &blocks {
            for kept in 1..=block.len {
                scale = lcm(
                    scale,
                    i128::try_from(kept)
                        .ok()?
                        .checked_mul(block.maximum.into())?,
                )?;
            }
        }
        let place = |leaf: &Leaf| Place {
            group: None,
            takes_plain_marks: leaf.takes_plain_marks,
        };
        let mut places: Vec<Place> = leaves.iter().map(place).collect();
        let mut groups = Vec::with_capacity(blocks.len());
        for block in blocks {
            let weight = block.weight.checked_div(unit)?;
            let factors = (1..=block.len).map(|kept| {
                let divisor = i128::try_from(kept)
                    .ok()?
                    .checked_mul(block.maximum.into())?;
                let factor = i128::from(weight).checked_mul(scale.checked_div(divisor)?)?;
                i64::try_from(factor).ok()
            });
            let factors: Vec<i64> = factors.collect::<Option<_>>()?;
            let place = u32::try_from(groups.len()).ok()?;
            for index in block.start..block.start.checked_add(block.len)? {
                places.get_mut(index)?.group = Some(place);
            }
            let (lowest, highest) = super::super::evaluate::drop_counts(block.drop, block.len);
            let kept = block.len.checked_sub(lowest)?.checked_sub(highest)?;
            groups.push(Group {
                start: block.start,
                len: block.len,
                weight,
                drop: block.drop,
                maximum: block.maximum,
                divisor: Divisor::of(block.maximum)?,
                factors,
                all: u64::MAX >> (64_usize.wrapping_sub(block.len) & 63),
                all_drops: (lowest, highest),
                all_kept: u32::try_from(kept).ok()?,
            });
        }
        let steps = 10_i64.checked_pow(u32::from(settings.rounding.digits))?;
        let adds_points = root.category.aggregation.adds_points();
        let first = groups.first().map(|group: &Group| group.maximum);
        let plan = Self {
            points_of: first.filter(|_| adds_points),
            groups,
            places,
            normalise,
            hundred: 100_000_000_i64.checked_div(unit)?,
            scale,
            rounding: settings.rounding,
            presentation: scheme.presentation.clone(),
            steps: (
                steps.checked_mul(100)?.into(),
                1_000_000_i64.checked_div(steps)?,
            ),
        };
        plan.fits().then_some(plan)
    }

    /// No sum can leave an i128, even when it is brought to the finest rounding.
    fn fits(&self) -> bool {
        let mut above: i128 = 0;
        let mut weights: i128 = self.hundred.into();
        for group in &self.groups {
            let Some(largest) = group.factors.iter().max() else {
                return false;
            };
            // The best case fills in the maximum, which may be more than a learner can have here.
            let each = MAX_DENSE_POINTS.max(group.maximum);
            let points = i128::try_from(group.len)
                .ok()
                .and_then(|len| len.checked_mul(each.into()));
            let most = points.and_then(|points| points.checked_mul((*largest).into()));
            let Some(sum) = most.and_then(|most| above.checked_add(most)) else {
                return false;
            };
            above = sum;
            weights = weights.saturating_add(group.weight.into());
        }
        // Rounding multiplies by 100 and by at most 10^6, and compares twice the rest with the divisor.
        let above = above.checked_mul(100 * 1_000_000);
        let below = self
            .scale
            .checked_mul(weights)
            .and_then(|b| b.checked_mul(2));
        above.is_some() && below.is_some()
    }
}

/// A group before the tables are made.
struct Block {
    start: usize,
    len: usize,
    /// In millionths of a percent.
    weight: i64,
    drop: DropRule,
    maximum: i64,
}

/// Whether the settings ask for nothing but exact sums.
fn plain(settings: &Settings) -> bool {
    settings.arithmetic == Arithmetic::Exact
        && settings.share_rounding.is_none()
        && settings.category_rounding.is_none()
        && settings.category_bounds == Bounding::Free
        && settings.empty_category == EmptyCategory::Nothing
        && settings.bias.micros() == 0
}

fn blocks(root: &Branch, leaves: &[Leaf], settings: &Settings) -> Option<(Normalise, Vec<Block>)> {
    let own_range = root.minimum.is_zero() && root.maximum == Exact::HUNDRED;
    if !own_range && !root.category.aggregation.adds_points() {
        return None;
    }
    let Aggregation::WeightedMean { normalise } = root.category.aggregation else {
        let block = group(root, 100_000_000, leaves, settings)?;
        return Some((Normalise::Always, vec![block]));
    };
    if !simple(root) || root.category.drop != DropRule::default() {
        return None;
    }
    let mut blocks = Vec::with_capacity(root.children.len());
    for child in &root.children {
        let weight = child.weight.as_ref()?.to_micros()?;
        if weight == 0 {
            continue;
        }
        if child.extra.is_some() {
            return None;
        }
        blocks.push(match &child.kind {
            ChildKind::Branch(inner) => group(inner, weight, leaves, settings)?,
            ChildKind::Leaf(index) => Block {
                start: *index,
                len: 1,
                weight,
                drop: DropRule::default(),
                maximum: maximum(leaves.get(*index)?)?,
            },
        });
    }
    (!blocks.is_empty()).then_some((normalise, blocks))
}

/// A category without anything that needs the tree.
fn simple(branch: &Branch) -> bool {
    branch.lower.is_none()
        && branch.upper.is_none()
        && branch.category.formula.is_none()
        && branch.category.placeholders == 0
        && branch.category.ungraded == Ungraded::ByAnswer
}

fn group(branch: &Branch, weight: i64, leaves: &[Leaf], settings: &Settings) -> Option<Block> {
    let means = match branch.category.aggregation {
        Aggregation::SumOfPoints
        | Aggregation::Mean
        | Aggregation::SimpleWeightedMean
        | Aggregation::MeanWithExtraCredit => true,
        Aggregation::WeightedMean {
            normalise: Normalise::Always,
        } => {
            let first = branch.children.first()?.weight.as_ref()?;
            first.is_positive()
                && branch
                    .children
                    .iter()
                    .all(|c| c.weight.as_ref() == Some(first))
        }
        _ => false,
    };
    let drop = branch.category.drop;
    let drops = drop != DropRule::default();
    if !means || !simple(branch) || (drops && settings.drop != DropProcedure::Joint) {
        return None;
    }
    let start = index(branch.children.first()?)?;
    let top = maximum(leaves.get(start)?)?;
    for (child, place) in branch.children.iter().zip(start..) {
        let leaf = leaves.get(index(child)?)?;
        if index(child)? != place
            || child.extra.is_some()
            || (drops && child.never_drop)
            || maximum(leaf)? != top
        {
            return None;
        }
    }
    let len = branch.children.len();
    (len <= MAX_DENSE_GROUP).then_some(Block {
        start,
        len,
        weight,
        drop,
        maximum: top,
    })
}

fn index(child: &Child) -> Option<usize> {
    match child.kind {
        ChildKind::Leaf(index) => Some(index),
        ChildKind::Branch(_) => None,
    }
}

/// The maximum of an ordinary item from 0, in millionths.
fn maximum(leaf: &Leaf) -> Option<i64> {
    let plain = leaf.item.formula.is_none()
        && leaf.item.minimum == Points::ZERO
        && leaf.item.maximum > Points::ZERO;
    plain.then_some(leaf.item.maximum.micros())
}

/// Of two positive numbers.
fn lcm(one: i128, two: i128) -> Option<i128> {
    let (mut a, mut b) = (one, two);
    while b != 0 {
        (a, b) = (b, a.checked_rem(b)?);
    }
    one.checked_div(a)?.checked_mul(two)
}

impl CompiledScheme {
    /// Whether the scheme is graded by whole numbers in one pass; if not, its tree is walked. The answers are the same.
    #[must_use]
    pub fn is_dense(&self) -> bool {
        self.plan.is_some()
    }
}

/// An exact number as millionths within the dense bounds.
pub(super) fn dense_points(points: &Exact) -> Option<i64> {
    within(points.to_micros()?)
}

/// Points as millionths within the dense bounds.
pub(super) fn dense_micros(points: Points) -> Option<i64> {
    within(points.micros())
}

fn within(micros: i64) -> Option<i64> {
    (micros.unsigned_abs() <= MAX_DENSE_POINTS.unsigned_abs()).then_some(micros)
}
