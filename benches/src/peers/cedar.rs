use std::collections::{HashMap, HashSet};

use cedar_policy::{
    Authorizer, Context, Entities, Entity, EntityUid, PolicySet, Request, RestrictedExpression,
};

use super::{Arena, Peer, Texts};
use crate::work_abc::{RuleSpec, Work, certification, course, department, role};

/// Policies over entities. One request asks all policies; its reasons are the rules that are met.
pub struct Cedar {
    policies: PolicySet,
    authorizer: Authorizer,
    request: Request,
    learner: EntityUid,
    names: Vec<String>,
}

fn rule(number: usize, rule: &RuleSpec, today: i32) -> String {
    let departments = rule
        .departments
        .map(|number| format!("\"{}\"", department(number)))
        .join(", ");
    let set = |courses: &[u16]| {
        let names: Vec<String> = courses
            .iter()
            .map(|number| format!("\"{}\"", course(*number)))
            .collect();
        format!("principal.completed.containsAll([{}])", names.join(", "))
    };
    let mut pairs = Vec::new();
    for (at, one) in rule.electives.iter().enumerate() {
        pairs.extend(
            rule.electives[at + 1..]
                .iter()
                .map(|two| set(&[*one, *two])),
        );
    }
    let (scored, held) = (course(rule.scored), certification(rule.certification));
    format!(
        "@id(\"rule-{number}\") permit(principal, action, resource) when {{ \
         ([{departments}].contains(principal.department) || principal.role == \"{}\") && {} && ({}) \
         && principal.scores has \"{scored}\" && principal.scores[\"{scored}\"] >= {} && !principal.suspended \
         && principal.hired <= {} && principal.until has \"{held}\" && principal.until[\"{held}\"] > {today} }};",
        role(0),
        set(&rule.all),
        pairs.join(" || "),
        rule.min_score,
        today - rule.hire_days,
    )
}

impl Peer for Cedar {
    const NAME: &'static str = "cedar-policy 4.14.1";
    type Context<'a> = Entities;

    fn new(work: &Work) -> Self {
        let rules = work.rules.iter().enumerate();
        let text: Vec<String> = rules
            .map(|(number, spec)| rule(number, spec, work.today))
            .collect();
        let policies: PolicySet = text.join("\n").parse().unwrap();
        // The parser numbers policies in the order of the text.
        let names = (0..work.rules.len())
            .map(|number| format!("policy{number}"))
            .collect();
        let uid = |text: &str| text.parse::<EntityUid>().unwrap();
        let learner = uid("Learner::\"one\"");
        let request = Request::new(
            learner.clone(),
            uid("Action::\"enrol\""),
            uid("Course::\"any\""),
            Context::empty(),
            None,
        );
        Self {
            policies,
            authorizer: Authorizer::new(),
            request: request.unwrap(),
            learner,
            names,
        }
    }

    fn context<'a>(&'a self, learner: &'a Texts, _: &'a Arena) -> Self::Context<'a> {
        let text = |text: &String| RestrictedExpression::new_string(text.clone());
        let long = RestrictedExpression::new_long;
        let record = |list: &[(String, i64)]| {
            let fields = list
                .iter()
                .map(|(name, value)| (name.clone(), long(*value)));
            RestrictedExpression::new_record(fields).unwrap()
        };
        let attributes: HashMap<String, RestrictedExpression> = [
            ("department", text(&learner.department)),
            ("role", text(&learner.role)),
            (
                "suspended",
                RestrictedExpression::new_bool(learner.suspended),
            ),
            ("hired", long(learner.hired)),
            (
                "completed",
                RestrictedExpression::new_set(learner.completed.iter().map(text)),
            ),
            ("scores", record(&learner.scores)),
            ("until", record(&learner.until)),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into();
        let entity = Entity::new(self.learner.clone(), attributes, HashSet::new()).unwrap();
        Entities::from_entities([entity], None).unwrap()
    }

    fn decide(&self, context: &Self::Context<'_>, mut met: impl FnMut(usize, bool)) {
        let response = self
            .authorizer
            .is_authorized(&self.request, &self.policies, context);
        let reasons: HashSet<&str> = response
            .diagnostics()
            .reason()
            .map(|id| id.as_ref())
            .collect();
        for (number, name) in self.names.iter().enumerate() {
            met(number, reasons.contains(name.as_str()));
        }
    }
}
