use serde::{Deserialize, Deserializer, de};
use serde_json::Value;

use super::super::presentation::Presentation;
use super::super::{Profile, Settings};
use super::category::hundred;
use super::{Category, Item, Node, Periods, Policies, Scheme, check};
use crate::problem::decode::{Fields, Read, kind, leaf, parse, value};
use crate::problem::{DefinitionErrors, Problems};

/// The deepest nesting of categories in a scheme, the root included.
pub const MAX_SCHEME_DEPTH: usize = 16;

impl Scheme {
    /// Reads and checks a scheme.
    ///
    /// Linear in the length of the document, but for the search for a formula's shortest cycle.
    ///
    /// # Errors
    /// Everything wrong with the document, each problem with its JSON path.
    pub fn from_json(text: &str) -> Result<Self, DefinitionErrors> {
        let mut problems = Problems::new();
        let scheme = parse(text, &mut problems).and_then(|value| Self::read(&value, &mut problems));
        problems.finish()?;
        let scheme = scheme.ok_or_else(DefinitionErrors::default)?;
        scheme.check()?;
        Ok(scheme)
    }

    /// Checks a scheme that was built in Rust; [`Self::from_json`] has done so already.
    ///
    /// # Errors
    /// Everything wrong with it, with the JSON paths of its written form.
    pub fn check(&self) -> Result<(), DefinitionErrors> {
        let mut problems = Problems::new();
        check::check(self, &mut problems);
        problems.finish()
    }
}

/// Reads the fields; what they say is checked where the scheme is made ready, once.
impl Read for Scheme {
    fn read(value: &Value, problems: &mut Problems) -> Option<Self> {
        let mut fields = Fields::open(value, problems)?;
        let id = fields.required("id");
        let version = fields.optional("version");
        let profile = fields.or_default::<Profile>("profile");
        let settings = read_settings(profile.unwrap_or_default(), &mut fields);
        let periods = fields.or_default::<Periods>("periods");
        let policies = fields.read_optional::<Policies>("policies");
        let presentation = fields.read_optional::<Presentation>("presentation");
        let root = match fields.raw("root") {
            Some(root) => fields
                .problems()
                .at("root", |problems| read_category(root, 1, false, problems)),
            None => fields.required::<Value>("root").and(None),
        };
        fields.close(&[
            "id",
            "version",
            "profile",
            "settings",
            "periods",
            "policies",
            "presentation",
            "root",
        ]);
        Some(Self {
            id: id?,
            version: version?,
            profile: profile?,
            settings: settings?,
            periods: periods?,
            policies: policies?.unwrap_or_default(),
            presentation: presentation?,
            root: root?,
        })
    }
}

/// The profile's settings with the given ones in place of its own.
fn read_settings(profile: Profile, fields: &mut Fields<'_, '_>) -> Option<Settings> {
    let Some(given) = fields.raw("settings") else {
        return Some(profile.settings());
    };
    fields.problems().at("settings", |problems| {
        let Value::Object(given) = given else {
            problems.add(
                "type_mismatch",
                format!("expected an object, found {}", kind(given)),
            );
            return None;
        };
        let Ok(Value::Object(mut merged)) = serde_json::to_value(profile.settings()) else {
            return Some(profile.settings());
        };
        for (name, value) in given {
            let known: Vec<&str> = merged.keys().map(String::as_str).collect();
            if !known.contains(&name.as_str()) {
                let hint = crate::problem::decode::nearest(name, &known)
                    .map(|near| format!("; did you mean `{near}`?"));
                let name = crate::problem::decode::shorten(name);
                let message = format!(
                    "the setting `{name}` is not known{}",
                    hint.unwrap_or_default()
                );
                problems.key(&name, |problems| problems.add("field_unknown", message));
                continue;
            }
            let mut alone = merged.clone();
            alone.insert(name.clone(), value.clone());
            let alone = Value::Object(alone);
            if problems
                .key(name, |problems| leaf::<Settings>(&alone, problems))
                .is_some()
                && let Value::Object(alone) = alone
            {
                merged = alone;
            }
        }
        leaf(&Value::Object(merged), problems)
    })
}

fn read_node(value: &Value, depth: usize, problems: &mut Problems) -> Option<Node> {
    let mut fields = Fields::open(value, problems)?;
    let kind: String = fields.required("type")?;
    match kind.as_str() {
        "item" => read_item(fields).map(Node::Item),
        "category" => {
            read_category(value, depth.saturating_add(1), true, problems).map(Node::Category)
        }
        other => {
            let other = crate::problem::decode::shorten(other);
            fields.problems().at("type", |problems| {
                problems.add(
                    "type_unknown",
                    format!("`{other}` is neither `item` nor `category`"),
                );
            });
            None
        }
    }
}

fn read_item(mut fields: Fields<'_, '_>) -> Option<Item> {
    let id = fields.required("id");
    let maximum = fields.required("maximum");
    let minimum = fields.or_default("minimum");
    let weight = fields.optional("weight");
    let extra_credit = fields.optional("extraCredit");
    let never_drop = fields.or_default("neverDrop");
    let due = fields.optional("due");
    let visibility = fields.or_default("visibility");
    let anonymous = fields.or_default("anonymous");
    let not_counted = fields.or_default("notCounted");
    let unlimited = fields.or_default("unlimited");
    let on_scale = fields.or_default("onScale");
    let factor = fields.optional("factor");
    let offset = fields.or_default("offset");
    let policies = fields.read_optional::<Policies>("policies");
    let formula = fields.optional("formula");
    let period = fields.optional("period");
    fields.close(&[
        "type",
        "id",
        "maximum",
        "minimum",
        "weight",
        "extraCredit",
        "neverDrop",
        "due",
        "visibility",
        "anonymous",
        "notCounted",
        "unlimited",
        "onScale",
        "factor",
        "offset",
        "policies",
        "formula",
        "period",
    ]);
    Some(Item {
        id: id?,
        maximum: maximum?,
        minimum: minimum?,
        weight: weight?,
        extra_credit: extra_credit?,
        never_drop: never_drop?,
        due: due?,
        visibility: visibility?,
        anonymous: anonymous?,
        not_counted: not_counted?,
        unlimited: unlimited?,
        on_scale: on_scale?,
        factor: factor?,
        offset: offset?,
        policies: policies?.map(Box::new),
        formula: formula?,
        period: period?,
    })
}

fn read_category(
    value: &Value,
    depth: usize,
    tagged: bool,
    problems: &mut Problems,
) -> Option<Category> {
    if depth > MAX_SCHEME_DEPTH {
        problems.add(
            "scheme_too_deep",
            format!("categories are nested at most {MAX_SCHEME_DEPTH} deep"),
        );
        return None;
    }
    let mut fields = Fields::open(value, problems)?;
    let id = fields.required("id");
    let aggregation = fields.required("aggregation");
    let children = match fields.raw("children") {
        Some(children) => fields.problems().at("children", |problems| {
            read_children(children, depth, problems)
        }),
        None => fields.required::<Value>("children").and(None),
    };
    let weight = fields.optional("weight");
    let extra_credit = fields.optional("extraCredit");
    let never_drop = fields.or_default("neverDrop");
    let drop = fields.or_default("drop");
    let ungraded = fields.or_default("ungraded");
    let placeholders = fields.or_default("placeholders");
    let maximum = fields.optional("maximum");
    let minimum = fields.or_default("minimum");
    let formula = fields.optional("formula");
    let limits = fields.or_default("limits");
    let known = [
        "id",
        "aggregation",
        "children",
        "weight",
        "extraCredit",
        "neverDrop",
        "drop",
        "ungraded",
        "placeholders",
        "maximum",
        "minimum",
        "formula",
        "limits",
        "type",
    ];
    // The root is a category already and carries no tag.
    fields.close(known.get(..if tagged { 14 } else { 13 }).unwrap_or(&known));
    Some(Category {
        id: id?,
        aggregation: aggregation?,
        children: children?,
        weight: weight?,
        extra_credit: extra_credit?,
        never_drop: never_drop?,
        drop: drop?,
        ungraded: ungraded?,
        placeholders: placeholders?,
        maximum: maximum?.unwrap_or_else(hundred),
        minimum: minimum?,
        formula: formula?,
        limits: limits?,
    })
}

fn read_children(value: &Value, depth: usize, problems: &mut Problems) -> Option<Vec<Node>> {
    let Value::Array(items) = value else {
        problems.add(
            "type_mismatch",
            format!("expected a list, found {}", kind(value)),
        );
        return None;
    };
    let read = |(index, item)| problems.item(index, |problems| read_node(item, depth, problems));
    let read: Vec<Option<Node>> = items.iter().enumerate().map(read).collect();
    read.into_iter().collect()
}

impl<'de> Deserialize<'de> for Scheme {
    fn deserialize<D: Deserializer<'de>>(decoder: D) -> Result<Self, D::Error> {
        let value = value(decoder)?;
        let mut problems = Problems::new();
        let scheme = Self::read(&value, &mut problems);
        problems.finish().map_err(de::Error::custom)?;
        scheme.ok_or_else(|| de::Error::custom("the scheme cannot be read"))
    }
}
