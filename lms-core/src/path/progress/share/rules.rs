use std::collections::BTreeMap;

use crate::path::Path;
use crate::path::definition::Sharing;

/// Which groups are spoken of in double-counting rules, as bits, and what the rules say of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct SharingRules {
    /// For each group, the bits of the spoken-of groups that it is or stands in.
    pub(crate) shields: Vec<u64>,
    /// For each step, the bits of the spoken-of groups that it stands in.
    pub(super) stands: Vec<u64>,
    pub(super) rules: Vec<(u64, Sharing)>,
    pub(super) groups: Vec<u32>,
}

/// The most groups that double-counting rules of one path speak of.
pub(crate) const MAX_SHARING_GROUPS: usize = 64;
/// The most of them that one step may stand in.
pub(crate) const MAX_SHARED: u32 = 8;

impl SharingRules {
    /// Reads the rules of a path; `None` when they speak of too many groups, or one step stands in too many of those.
    pub(crate) fn new(path: &Path) -> Option<Self> {
        let mut rules = Self {
            shields: vec![0; path.groups.len()],
            ..Self::default()
        };
        let mut bits: BTreeMap<u32, u64> = BTreeMap::new();
        for rule in &path.definition.double_counting {
            if rule.sharing == Sharing::Allowed {
                continue;
            }
            let mut mask = 0_u64;
            for node in rule.groups.iter().filter_map(|name| path.node(name)) {
                let known = bits.get(&node).copied();
                if known.is_none() && rules.groups.len() >= MAX_SHARING_GROUPS {
                    return None;
                }
                mask |= known.unwrap_or_else(|| {
                    let bit = 1_u64 << rules.groups.len();
                    bits.insert(node, bit);
                    rules.groups.push(node);
                    bit
                });
            }
            rules.rules.push((mask, rule.sharing));
        }
        // A group stands before those inside it, so what holds for it is known when they come.
        for (index, group) in path.groups.iter().enumerate() {
            let own = bits.get(&path.group_node(index)).copied().unwrap_or(0);
            let shield = rules.shields.get_mut(index).map(|shield| {
                *shield |= own;
                *shield
            });
            for member in &group.members {
                let inner = (*member as usize).checked_sub(path.steps.len());
                if let Some(slot) = inner.and_then(|inner| rules.shields.get_mut(inner)) {
                    *slot |= shield.unwrap_or(0);
                }
            }
        }
        for step in &path.steps {
            let groups = step.groups.iter().filter_map(|node| {
                (*node as usize)
                    .checked_sub(path.steps.len())
                    .and_then(|index| rules.shields.get(index))
            });
            let stands = groups.fold(0_u64, |sum, shield| sum | shield);
            if stands.count_ones() > MAX_SHARED && rules.contests(stands) {
                return None;
            }
            rules.stands.push(stands);
        }
        Some(rules)
    }

    /// Whether something that stands in these groups cannot simply count in all of them.
    pub(super) fn contests(&self, stands: u64) -> bool {
        self.rules
            .iter()
            .any(|(mask, _)| (mask & stands).count_ones() > 1)
    }

    /// The ways in which a step may count: none that another allows to more groups at no more cost.
    pub(super) fn ways(&self, stands: u64, credits: i64) -> Vec<Way> {
        let mut ways: Vec<Way> = Vec::new();
        // The subsets of the bits, from all to none.
        let mut within = stands;
        loop {
            if let Some(uses) = self.uses(within, credits) {
                let beaten = ways.iter().any(|way: &Way| {
                    within & way.counts == within
                        && way.uses.iter().zip(&uses).all(|(other, own)| other <= own)
                });
                if !beaten {
                    ways.push(Way {
                        counts: within,
                        bars: stands & !within,
                        uses,
                    });
                }
            }
            if within == 0 {
                break;
            }
            within = within.wrapping_sub(1) & stands;
        }
        // Groups named first are filled first.
        ways.sort_by_key(|way| core::cmp::Reverse(way.counts.reverse_bits()));
        ways
    }

    /// What counting in these groups takes of each rule's allowance; `None` where it is forbidden.
    fn uses(&self, counts: u64, credits: i64) -> Option<Vec<i64>> {
        let uses = self.rules.iter().map(|(mask, sharing)| {
            let shared = (mask & counts).count_ones() > 1;
            match sharing {
                Sharing::Forbidden if shared => None,
                Sharing::LimitedSteps { .. } if shared => Some(1),
                Sharing::LimitedCredits { .. } if shared => Some(credits),
                _ => Some(0),
            }
        });
        uses.collect()
    }

    pub(super) fn allowances(&self) -> Vec<i64> {
        let allowance = |(_, sharing): &(u64, Sharing)| match sharing {
            Sharing::Allowed => i64::MAX,
            Sharing::Forbidden => 0,
            Sharing::LimitedSteps { count } => i64::from(*count),
            Sharing::LimitedCredits { credits } => credits.micros(),
        };
        self.rules.iter().map(allowance).collect()
    }
}

/// One way in which a step may count.
pub(super) struct Way {
    pub(super) counts: u64,
    pub(super) bars: u64,
    pub(super) uses: Vec<i64>,
}
