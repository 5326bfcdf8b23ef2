//! Natural weights: points with weights by maximum, of which a teacher may override some.

use super::Exact;

/// A part under natural weights.
#[derive(Debug, Clone)]
pub(super) struct NaturalPart {
    /// The maximum that counts for this learner.
    pub(super) maximum: Exact,
    /// The weight in the category, 0 to 1.
    pub(super) stored: Exact,
    /// A teacher set it.
    pub(super) overridden: bool,
    pub(super) extra: bool,
}

/// The weights kept with a category, from the written maxima and the weights that a teacher set (0 to 1).
///
/// Automatic weights share what the overridden ones leave, by maximum. Overridden weights above 1 together are scaled
/// to 1 and the automatic ones become 0; when every weight is overridden they are scaled to 1. Extra credit weighs its
/// own maximum over the normal ones.
pub(super) fn stored_weights(parts: &[(Exact, Option<Exact>, bool)]) -> Vec<Exact> {
    let normal = || parts.iter().filter(|(_, _, extra)| !extra);
    let overridden: Vec<Exact> = normal()
        .filter_map(|(_, weight, _)| weight.clone())
        .collect();
    let overridden = Exact::sum(&overridden);
    let automatic: Vec<Exact> = normal()
        .filter(|(_, weight, _)| weight.is_none())
        .map(|(maximum, _, _)| maximum.clone())
        .collect();
    let automatic_maximum = Exact::sum(&automatic);
    let counted: Vec<Exact> = normal()
        .filter(|(_, weight, _)| weight.as_ref().is_none_or(Exact::is_positive))
        .map(|(maximum, _, _)| maximum.clone())
        .collect();
    let all_maxima = Exact::sum(&counted);
    let scale = overridden > Exact::ONE || (automatic.is_empty() && overridden.is_positive());
    let left = Exact::ONE.minus(&overridden).max(Exact::ZERO);
    let share = |part: &Exact, whole: &Exact| part.over(whole).unwrap_or(Exact::ZERO);
    parts
        .iter()
        .map(|(maximum, weight, extra)| match (weight, extra) {
            (Some(weight), true) => weight.clone(),
            (None, true) => share(maximum, &all_maxima),
            (Some(weight), false) if scale => share(weight, &overridden),
            (Some(weight), false) => weight.clone(),
            (None, false) => left.times(&share(maximum, &automatic_maximum)),
        })
        .collect()
}

/// The weights that count for one learner, whose present parts may be fewer, and the maximum they stand for.
///
/// An overridden weight is its share of the stored weights still present; automatic ones share the rest by maximum;
/// automatic extra credit weighs its maximum over that of the normal parts. Parts of weight zero count nowhere.
pub(super) fn learner_weights(parts: &[NaturalPart]) -> (Vec<Exact>, Exact) {
    let present = || {
        parts
            .iter()
            .filter(|part| !part.extra && part.stored.is_positive())
    };
    let maxima: Vec<Exact> = present().map(|part| part.maximum.clone()).collect();
    let maximum = Exact::sum(&maxima);
    let stored: Vec<Exact> = present().map(|part| part.stored.clone()).collect();
    let stored = Exact::sum(&stored);
    let mut overridden_weight = Exact::ZERO;
    let mut overridden_maximum = Exact::ZERO;
    for part in present().filter(|part| part.overridden) {
        let weight = part.stored.over(&stored).unwrap_or(Exact::ZERO);
        overridden_weight = overridden_weight.plus(&weight);
        overridden_maximum = overridden_maximum.plus(&part.maximum);
    }
    let rest = maximum.minus(&overridden_maximum);
    let left = Exact::ONE.minus(&overridden_weight);
    let weight = |part: &NaturalPart| {
        if part.overridden {
            if part.stored.is_positive() {
                return part.stored.over(&stored).unwrap_or(Exact::ZERO);
            }
            return Exact::ZERO;
        }
        if part.extra {
            return part.maximum.over(&maximum).unwrap_or(Exact::ZERO);
        }
        if rest.is_positive() {
            return part.maximum.over(&rest).unwrap_or(Exact::ZERO).times(&left);
        }
        if part.stored.is_positive() {
            Exact::ONE
        } else {
            Exact::ZERO
        }
    };
    (parts.iter().map(weight).collect(), maximum)
}
