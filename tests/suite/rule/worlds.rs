//! Random rules and learners over one small vocabulary. By default every boundary falls on a midnight in UTC.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::str::FromStr;

use lms_core::record::{Event, LearnerRecord};
use lms_core::rule::{
    AttributeType, CertificationEntry, CourseEntry, Expression, OfferingEntry, PathEntry, Presence,
    RuleDefinition, Seats, UnitEntry, Vocabulary,
};
use lms_core::time::{Date, Instant, Zone};
use proptest::prelude::*;

use super::templates::{BROKEN, EVENTS, LEAVES};

/// The first day on which anything happens, counted from 1970.
pub const FIRST: i32 = 19_723;
/// How many days things happen on.
pub const DAYS: i32 = 500;

/// Where in time things happen.
#[derive(Debug, Clone, Copy)]
pub struct When {
    /// The first day on which anything happens, counted from 1970.
    pub first: i32,
    /// How many days things happen on.
    pub days: i32,
    /// The periods that rules ask for.
    pub periods: &'static [&'static str],
    /// The times of day at which things happen, in UTC.
    pub clock: &'static [&'static str],
    /// The zone of the rules.
    pub zone: Zone,
}

impl When {
    /// Nearly two years of midnights in UTC.
    pub const MIDNIGHTS: Self = Self {
        first: FIRST,
        days: DAYS,
        periods: &["P1D", "P30D", "P1M", "P3M", "P1Y", "P1M15D"],
        clock: &["T00:00:00Z"],
        zone: Zone::UTC,
    };

    fn day(self) -> impl Strategy<Value = String> {
        (0..self.days).prop_map(move |day| {
            let day = Date::from_days_since_epoch(self.first + day);
            day.unwrap().to_string()
        })
    }
}

pub fn midnight(day: i32) -> Instant {
    Zone::UTC
        .start_of(Date::from_days_since_epoch(day).unwrap())
        .unwrap()
}

/// Of most kinds there is one that is live and one, `old-...`, that is retired.
const LIVE_AND_RETIRED: [(&str, Presence); 2] =
    [("*", Presence::Live), ("old-*", Presence::Retired)];

fn present<Id: Ord + FromStr<Err: Debug>>(live: &str) -> BTreeMap<Id, Presence> {
    let named =
        |(id, presence): (&str, Presence)| (id.replace('*', live).parse().unwrap(), presence);
    LIVE_AND_RETIRED.map(named).into()
}

pub fn vocabulary() -> Vocabulary {
    let mut vocabulary = Vocabulary::default();
    for (course, credits) in [("a", "3"), ("b", "5"), ("c", "0.5")] {
        let entry = CourseEntry {
            credits: credits.parse().unwrap(),
            ..CourseEntry::default()
        };
        vocabulary.courses.insert(course.parse().unwrap(), entry);
    }
    let gone = CourseEntry {
        presence: Presence::Retired,
        ..CourseEntry::default()
    };
    vocabulary.courses.insert("gone".parse().unwrap(), gone);
    for (name, kind) in [
        ("dept", AttributeType::Text),
        ("hired", AttributeType::Date),
        ("level", AttributeType::Number),
        ("ok", AttributeType::Boolean),
        ("tags", AttributeType::Set),
    ] {
        vocabulary.attributes.insert(name.parse().unwrap(), kind);
    }
    for (name, kind) in [
        ("load", AttributeType::Number),
        ("shift", AttributeType::Text),
        ("due", AttributeType::Date),
        ("fit", AttributeType::Boolean),
        ("kit", AttributeType::Set),
    ] {
        vocabulary.facts.insert(name.parse().unwrap(), kind);
    }
    for (id, presence, course) in [
        ("o", Presence::Live, "a"),
        ("over", Presence::Retired, "a"),
        ("late", Presence::Live, "gone"),
    ] {
        let course = course.parse().unwrap();
        let offering = OfferingEntry { presence, course };
        vocabulary.offerings.insert(id.parse().unwrap(), offering);
    }
    for (id, presence) in
        LIVE_AND_RETIRED.map(|(live, presence)| (live.replace('*', "x"), presence))
    {
        let entry = CertificationEntry {
            presence,
            ..CertificationEntry::default()
        };
        vocabulary.certifications.insert(id.parse().unwrap(), entry);
    }
    for (unit, parent, presence) in [
        ("u1", None, Presence::Live),
        ("u2", Some("u1"), Presence::Live),
        ("u3", Some("u2"), Presence::Live),
        ("closed", Some("u1"), Presence::Retired),
        ("u4", Some("closed"), Presence::Live),
    ] {
        let parent = parent.map(|parent: &str| parent.parse().unwrap());
        let entry = UnitEntry { presence, parent };
        vocabulary.units.insert(unit.parse().unwrap(), entry);
    }
    for (id, presence) in
        LIVE_AND_RETIRED.map(|(live, presence)| (live.replace('*', "p"), presence))
    {
        let steps = ["m".parse().unwrap()].into();
        let path = PathEntry { presence, steps };
        vocabulary.paths.insert(id.parse().unwrap(), path);
    }
    vocabulary.groups = Some(present("g"));
    vocabulary.audiences = Some(present("n"));
    vocabulary.roles = Some(present("r"));
    vocabulary.skills = Some(present("s"));
    let mut approvals = present("m1");
    approvals.insert("m2".parse().unwrap(), Presence::Live);
    vocabulary.approvals = Some(approvals);
    vocabulary
}

fn one_of(texts: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::sample::select(texts).prop_map(str::to_owned)
}

/// A template in which each `@` becomes a day, `^` a time of day, `%` a number from 0 to 100, `&` a period, and `$` a
/// course.
fn filled(template: &'static str, when: When) -> impl Strategy<Value = String> {
    let period = one_of(when.periods);
    let course = one_of(&["a", "b", "c"]);
    let clock = one_of(when.clock);
    let small = prop::collection::vec((when.day(), 0..=100_u32, period, course, clock), 4);
    small.prop_map(move |values| {
        let mut values = values.into_iter().cycle();
        let mut text = String::new();
        for letter in template.chars() {
            match letter {
                '@' => text.push_str(&values.next().unwrap().0),
                '%' => text.push_str(&values.next().unwrap().1.to_string()),
                '&' => text.push_str(&values.next().unwrap().2),
                '$' => text.push_str(&values.next().unwrap().3),
                '^' => text.push_str(&values.next().unwrap().4),
                other => text.push(other),
            }
        }
        text
    })
}

fn leaf(when: When) -> impl Strategy<Value = String> {
    let template = prop_oneof![
        12 => prop::sample::select(LEAVES),
        1 => prop::sample::select(BROKEN),
    ];
    template.prop_flat_map(move |template| filled(template, when))
}

/// An expression; it may refer to the rule `base`, which is defined beside it.
pub fn expression() -> impl Strategy<Value = Expression> {
    expression_in(When::MIDNIGHTS)
}

fn expression_in(when: When) -> impl Strategy<Value = Expression> {
    let base = Just(r#"{"type":"rule","rule":"base"}"#.to_owned());
    let leaf = prop_oneof![12 => leaf(when), 1 => base];
    leaf.prop_recursive(4, 24, 5, |inner| {
        let list = prop::collection::vec(inner.clone(), 1..5);
        prop_oneof![
            3 => (list.clone(), one_of(&["all", "any", "none"])).prop_map(|(of, kind)| {
                format!(r#"{{"type":"{kind}","of":[{}]}}"#, of.join(","))
            }),
            1 => (list, any::<prop::sample::Index>()).prop_map(|(of, count)| {
                let count = count.index(of.len()) + 1;
                format!(r#"{{"type":"atLeast","count":{count},"of":[{}]}}"#, of.join(","))
            }),
            1 => inner.clone().prop_map(|of| format!(r#"{{"type":"not","of":{of}}}"#)),
            1 => inner.prop_map(|of| format!(r#"{{"type":"disclosed","to":"staff","of":{of}}}"#)),
        ]
    })
    .prop_map(|text| serde_json::from_str(&text).unwrap())
}

/// The rule under test, and the one that it may refer to.
pub fn rules() -> impl Strategy<Value = Vec<RuleDefinition>> {
    rules_in(When::MIDNIGHTS)
}

pub fn rules_in(when: When) -> impl Strategy<Value = Vec<RuleDefinition>> {
    (expression_in(when), leaf(when)).prop_map(move |(tested, base)| {
        let base = serde_json::from_str(&base).unwrap();
        let zoned = |id, condition| RuleDefinition {
            zone: when.zone,
            ..rule(id, condition)
        };
        vec![zoned("base", base), zoned("tested", tested)]
    })
}

pub fn rule(id: &str, when: Expression) -> RuleDefinition {
    RuleDefinition {
        id: id.parse().unwrap(),
        version: 1,
        title: None,
        zone: Zone::UTC,
        when,
    }
}

pub fn events() -> impl Strategy<Value = Vec<Event>> {
    events_in(When::MIDNIGHTS)
}

pub fn events_in(when: When) -> impl Strategy<Value = Vec<Event>> {
    events_of(EVENTS, when)
}

/// Events from templates of one's own, in the order of time.
pub fn events_of(
    templates: &'static [&'static str],
    when: When,
) -> impl Strategy<Value = Vec<Event>> {
    let what = prop::sample::select(templates);
    let what = what.prop_flat_map(move |template| filled(template, when));
    let at = (when.day(), one_of(when.clock)).prop_map(|(day, clock)| day + &clock);
    prop::collection::vec((what, at), 0..24).prop_map(|events| {
        let mut events: Vec<(String, String)> = events;
        events.sort_by(|one, two| one.1.cmp(&two.1));
        let numbered = events.into_iter().enumerate();
        numbered
            .map(|(number, (rest, at))| {
                let text = format!(r#"{{"id":"e{number}","at":"{at}",{rest}"#);
                serde_json::from_str(&text).unwrap_or_else(|error| panic!("{text}: {error}"))
            })
            .collect()
    })
}

pub fn seats() -> impl Strategy<Value = Seats> {
    prop::option::of(0..2_u32).prop_map(|free| {
        free.map(|free| BTreeMap::from([("o".parse().unwrap(), free)]))
            .unwrap_or_default()
    })
}

pub fn folded(events: &[Event]) -> LearnerRecord {
    let mut record = LearnerRecord::new("ada".parse().unwrap());
    for event in events {
        record.evolve(event);
    }
    record
}
