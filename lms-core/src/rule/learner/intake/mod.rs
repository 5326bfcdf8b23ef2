//! Reads a learner record into the numbers of a rule set.

mod permits;
mod studies;

use core::borrow::Borrow;
use std::collections::BTreeMap;

use super::facts::{Datum, Facts, SeatFact, StatedFact, TagFact};
use crate::OfferingId;
use crate::record::{AttributeValue, Basis, LearnerRecord, Stated};
use crate::rule::compile::check::scalar;
use crate::rule::compile::names::{Kind, Typed};
use crate::rule::compile::vocabulary::AttributeType;
use crate::rule::program::index::Index;
use crate::rule::rule_set::RuleSet;

/// How many seats are free in offerings, as the host counted them when it asks.
pub type Seats = BTreeMap<OfferingId, u32>;

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

impl RuleSet {
    /// Reads a record: only what some rule asks about is kept. Linear in the size of the record.
    #[must_use]
    pub fn facts(&self, record: &LearnerRecord, seats: &Seats) -> Facts {
        let mut facts = Facts::default();
        self.read_facts(record, seats, &mut facts);
        facts
    }

    /// The same into facts that are there already and are forgotten: their room is used again, so that reading one record
    /// after the other soon allocates nothing.
    pub fn read_facts(&self, record: &LearnerRecord, seats: &Seats, facts: &mut Facts) {
        let names = &self.shared.names;
        let topics = &self.shared.topics;
        facts.clear();
        let attributes = record.attributes.iter().filter_map(|(name, stated)| {
            let name = names.attributes.find(name.as_str())?;
            self.stated(
                name,
                stated,
                &topics.attributes,
                &self.shared.types.attributes,
            )
        });
        facts.attributes.extend(attributes);
        let reported = record.facts.iter().filter_map(|(name, stated)| {
            let name = names.facts.find(name.as_str())?;
            self.stated(name, stated, &topics.reported, &self.shared.types.facts)
        });
        facts.reported.extend(reported);
        self.completions(&record.completions, &mut facts.completions);
        self.grades(record, &mut facts.grades);
        self.attempts(record, &mut facts.attempts);
        self.held(&record.certificates, &mut facts.held);
        tags(&record.units, &names.units, &topics.units, &mut facts.units);
        tags(
            &record.groups,
            &names.groups,
            &topics.groups,
            &mut facts.groups,
        );
        tags(
            &record.audiences,
            &names.audiences,
            &topics.audiences,
            &mut facts.audiences,
        );
        tags(&record.roles, &names.roles, &topics.roles, &mut facts.roles);
        self.enrolments(&record.enrolments, &mut facts.enrolments);
        self.skills(record, &mut facts.skills);
        self.approvals(record, &mut facts.approvals);
        self.payments(record, &mut facts.payments);
        self.waivers(record, &mut facts.waivers);
        self.steps(record, &mut facts.steps);
        self.seats_into(seats, &mut facts.seats);
    }

    pub(crate) fn stated(
        &self,
        name: u32,
        stated: &Stated,
        index: &Index,
        types: &[Typed],
    ) -> Option<StatedFact> {
        if index.list(name).is_empty() {
            return None;
        }
        let typed = types.get(name as usize)?;
        Some(StatedFact {
            name,
            at: stated.basis.at.micros(),
            datum: self.datum(*typed, &stated.value),
        })
    }

    fn datum(&self, typed: Typed, value: &AttributeValue) -> Datum {
        if AttributeType::of(value) != typed.kind {
            return Datum::Mistyped;
        }
        match value {
            AttributeValue::Text(text) => Datum::Text {
                literal: self.shared.names.texts.find(text.as_str()),
                empty: text.is_empty(),
                text: typed.keeps_text.then(|| text.as_str().into()),
            },
            AttributeValue::Set(set) => {
                let texts = &self.shared.names.texts;
                let mut members: Vec<u32> = set
                    .iter()
                    .filter_map(|member| texts.find(member.as_str()))
                    .collect();
                members.sort_unstable();
                Datum::Set {
                    members: members.into(),
                    size: set.len(),
                }
            }
            other => scalar(other).map_or(Datum::Mistyped, Datum::Scalar),
        }
    }

    pub(crate) fn seats(&self, seats: &Seats) -> Vec<SeatFact> {
        let mut facts = Vec::new();
        self.seats_into(seats, &mut facts);
        facts
    }

    fn seats_into(&self, seats: &Seats, into: &mut Vec<SeatFact>) {
        let of = seats.iter().filter_map(|(offering, free)| {
            let offering = self.shared.names.offerings.find(offering.as_str())?;
            Some(SeatFact {
                offering,
                free: *free,
            })
        });
        into.extend(of);
    }
}

fn tags<I: Ord + Borrow<str>>(
    held: &BTreeMap<I, Basis>,
    kind: &Kind,
    index: &Index,
    into: &mut Vec<TagFact>,
) {
    let of = held.iter().filter_map(|(id, basis)| {
        let tag = kind.find(id.borrow())?;
        (!index.list(tag).is_empty()).then_some(TagFact {
            tag,
            at: basis.at.micros(),
        })
    });
    into.extend(of);
}
