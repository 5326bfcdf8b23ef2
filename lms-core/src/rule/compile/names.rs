//! The ids that rules name, as numbers.

use super::ids::Ids;
use super::interner::Interner;
use super::question::{Check, Question};
use super::vocabulary::{AttributeType, Presence, Vocabulary};
use crate::time::Zone;

/// A kind of id, each with its number, and which of them were retired. A closed kind takes no further ids.
#[derive(Debug, Clone, Default)]
pub(crate) struct Kind {
    ids: Ids,
    retired: Vec<bool>,
    open: bool,
}

impl Kind {
    fn closed<'i>(entries: impl ExactSizeIterator<Item = (&'i str, Presence)>) -> Self {
        let mut kind = Self {
            ids: Ids::with_room(entries.len()),
            retired: Vec::with_capacity(entries.len()),
            open: false,
        };
        for (id, presence) in entries {
            kind.ids.row(id);
            kind.retired.push(presence == Presence::Retired);
        }
        kind
    }

    fn of<'i>(entries: Option<impl ExactSizeIterator<Item = (&'i str, Presence)>>) -> Self {
        match entries {
            Some(entries) => Self::closed(entries),
            None => Self {
                open: true,
                ..Self::default()
            },
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }

    /// The number of an id that a rule names, or that it is retired, or that there is none.
    pub(crate) fn name(&mut self, id: &str) -> Named {
        let row = match self.open {
            // The conditions of all rules are fewer than there is room for.
            true => self.ids.row(id),
            false => self.ids.find(id),
        };
        let Some(row) = row else {
            return Named::Missing;
        };
        let number = u32::try_from(row).unwrap_or(u32::MAX);
        match self.is_retired(number) {
            true => Named::Retired,
            false => Named::Live(number),
        }
    }

    pub(crate) fn is_retired(&self, number: u32) -> bool {
        self.retired
            .get(number as usize)
            .is_some_and(|retired| *retired)
    }

    #[inline]
    pub(crate) fn find(&self, id: &str) -> Option<u32> {
        self.ids.number(id)
    }

    /// The numbers of the ids of a list, in turn, with the place of each.
    #[inline]
    pub(crate) fn find_each<'l, T>(
        &self,
        list: &'l [T],
        id: impl Fn(&'l T) -> &'l str,
        mut found: impl FnMut(u32, &'l T, Option<u32>),
    ) {
        let mut place = 0;
        self.ids.find_each(list, id, |one, row| {
            found(place, one, row.and_then(|row| u32::try_from(row).ok()));
            place = place.saturating_add(1);
        });
    }

    /// The id of a number.
    pub(crate) fn id(&self, number: u32) -> Option<&str> {
        self.ids.of(number as usize)
    }

    /// What comes nearest to a misspelt id. Looked for among the first thousand only.
    pub(crate) fn nearest(&self, id: &str) -> Option<&str> {
        let known: Vec<&str> = (0..1_000).map_while(|row| self.ids.of(row)).collect();
        crate::problem::decode::nearest(id, &known)
    }
}

/// What became of an id that a rule names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Named {
    Live(u32),
    Retired,
    Missing,
}

/// The number of the empty text, of which every rule set knows: a fact by number tells by it that it is empty.
pub(crate) const EMPTY_TEXT: u32 = 0;

/// All ids of a rule set.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    pub(crate) attributes: Kind,
    pub(crate) facts: Kind,
    pub(crate) courses: Kind,
    pub(crate) activities: Interner<String>,
    pub(crate) offerings: Kind,
    /// The course of each offering, in the order of `offerings`.
    pub(crate) offering_courses: Vec<u32>,
    pub(crate) certifications: Kind,
    /// The zone of each certification, in the order of `certifications`.
    pub(crate) zones: Vec<Zone>,
    pub(crate) units: Kind,
    pub(crate) groups: Kind,
    pub(crate) audiences: Kind,
    pub(crate) roles: Kind,
    pub(crate) skills: Kind,
    pub(crate) approvals: Kind,
    pub(crate) paths: Kind,
    pub(crate) steps: Interner<String>,
    /// Texts that attributes and facts are compared with; the first is [`EMPTY_TEXT`].
    pub(crate) texts: Interner<String>,
    /// A course, or an activity of it.
    pub(crate) subjects: Interner<(u32, Option<u32>)>,
    /// A step of a path.
    pub(crate) path_steps: Interner<(u32, u32)>,
}

macro_rules! presences {
    ($map:expr) => {
        $map.iter().map(|(id, entry)| (id.as_str(), entry.presence))
    };
}

macro_rules! optional {
    ($map:expr) => {
        Kind::of(
            $map.as_ref()
                .map(|map| map.iter().map(|(id, presence)| (id.as_str(), *presence))),
        )
    };
}

impl Names {
    pub(crate) fn of(vocabulary: &Vocabulary) -> Self {
        fn live(id: &str) -> (&str, Presence) {
            (id, Presence::Live)
        }
        let courses = Kind::closed(presences!(vocabulary.courses));
        let offering_courses = vocabulary
            .offerings
            .values()
            .map(|entry| courses.find(entry.course.as_str()).unwrap_or(u32::MAX))
            .collect();
        let mut texts = Interner::default();
        texts.intern("");
        Self {
            texts,
            attributes: Kind::closed(vocabulary.attributes.keys().map(|id| live(id.as_str()))),
            facts: Kind::closed(vocabulary.facts.keys().map(|id| live(id.as_str()))),
            courses,
            offerings: Kind::closed(presences!(vocabulary.offerings)),
            offering_courses,
            certifications: Kind::closed(presences!(vocabulary.certifications)),
            zones: vocabulary
                .certifications
                .values()
                .map(|entry| entry.zone)
                .collect(),
            units: Kind::closed(presences!(vocabulary.units)),
            groups: optional!(vocabulary.groups),
            audiences: optional!(vocabulary.audiences),
            roles: optional!(vocabulary.roles),
            skills: optional!(vocabulary.skills),
            approvals: optional!(vocabulary.approvals),
            paths: Kind::closed(presences!(vocabulary.paths)),
            ..Self::default()
        }
    }
}

impl Names {
    /// Whether some kind has more than so many ids.
    pub(crate) fn exceed(&self, most: usize) -> bool {
        [
            &self.attributes,
            &self.facts,
            &self.courses,
            &self.offerings,
            &self.certifications,
            &self.units,
            &self.groups,
            &self.audiences,
            &self.roles,
            &self.skills,
            &self.approvals,
            &self.paths,
        ]
        .iter()
        .any(|kind| kind.len() > most)
    }
}

/// The types of attributes and host facts, in the order of their names, and which of them rules look inside.
#[derive(Debug, Clone, Default)]
pub(crate) struct Types {
    pub(crate) attributes: Vec<Typed>,
    pub(crate) facts: Vec<Typed>,
}

/// A type, and whether the text of a value must be kept.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Typed {
    pub(crate) kind: AttributeType,
    pub(crate) keeps_text: bool,
}

impl Types {
    pub(crate) fn of(vocabulary: &Vocabulary, questions: &[Question]) -> Self {
        let typed = |kind: &AttributeType| Typed {
            kind: *kind,
            keeps_text: false,
        };
        let mut types = Self {
            attributes: vocabulary.attributes.values().map(typed).collect(),
            facts: vocabulary.facts.values().map(typed).collect(),
        };
        for question in questions {
            let (list, name) = match question {
                Question::Attribute {
                    name,
                    check: Check::Part(..),
                } => (&mut types.attributes, name),
                Question::Fact {
                    name,
                    check: Check::Part(..),
                } => (&mut types.facts, name),
                _ => continue,
            };
            if let Some(typed) = list.get_mut(*name as usize) {
                typed.keeps_text = true;
            }
        }
        types
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_may_have_so_many_ids_and_no_more() {
        let mut vocabulary = Vocabulary::default();
        for id in ["a", "b"] {
            vocabulary
                .courses
                .insert(id.parse().unwrap(), Default::default());
        }
        let names = Names::of(&vocabulary);
        assert_eq!([names.exceed(1), names.exceed(2)], [true, false]);
    }
}
