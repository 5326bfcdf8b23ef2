//! The ids that rules name, as numbers.

use std::sync::Arc;

use super::interner::Interner;
use super::question::{Check, Question};
use super::vocabulary::{AttributeType, Presence, Vocabulary};
use crate::time::Zone;

/// A kind of id: the interner of its texts, and which of them were retired. A closed kind takes no further ids.
#[derive(Debug, Clone, Default)]
pub(crate) struct Kind {
    pub(crate) ids: Interner<Arc<str>>,
    retired: Vec<bool>,
    open: bool,
}

impl Kind {
    fn closed(entries: impl Iterator<Item = (Arc<str>, Presence)>) -> Self {
        let size = entries.size_hint().0;
        let mut kind = Self {
            ids: Interner::with_capacity(size),
            retired: Vec::with_capacity(size),
            open: false,
        };
        for (id, presence) in entries {
            kind.ids.intern_owned(id);
            kind.retired.push(presence == Presence::Retired);
        }
        kind
    }

    fn of(entries: Option<impl Iterator<Item = (Arc<str>, Presence)>>) -> Self {
        match entries {
            Some(entries) => Self::closed(entries),
            None => Self {
                open: true,
                ..Self::default()
            },
        }
    }

    /// The number of an id that a rule names, or that it is retired, or that there is none.
    pub(crate) fn name(&mut self, id: &str) -> Named {
        let number = if self.open {
            self.ids.intern_text(id)
        } else {
            match self.ids.find(id) {
                Some(number) => number,
                None => return Named::Missing,
            }
        };
        if self.retired.get(number as usize).copied().unwrap_or(false) {
            Named::Retired
        } else {
            Named::Live(number)
        }
    }

    pub(crate) fn find(&self, id: &str) -> Option<u32> {
        self.ids.find(id)
    }

    /// The id of a number.
    pub(crate) fn id(&self, number: u32) -> Option<&str> {
        self.ids.key(number).map(AsRef::as_ref)
    }

    /// What comes nearest to a misspelt id. Looked for among the first thousand only.
    pub(crate) fn nearest(&self, id: &str) -> Option<&str> {
        let known: Vec<&str> = self
            .ids
            .keys()
            .iter()
            .take(1_000)
            .map(AsRef::as_ref)
            .collect();
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
        $map.iter().map(|(id, entry)| (id.into(), entry.presence))
    };
}

macro_rules! optional {
    ($map:expr) => {
        Kind::of(
            $map.as_ref()
                .map(|map| map.iter().map(|(id, presence)| (id.into(), *presence))),
        )
    };
}

impl Names {
    pub(crate) fn of(vocabulary: &Vocabulary) -> Self {
        let live = |id| (id, Presence::Live);
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
            attributes: Kind::closed(vocabulary.attributes.keys().map(|id| live(id.into()))),
            facts: Kind::closed(vocabulary.facts.keys().map(|id| live(id.into()))),
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
