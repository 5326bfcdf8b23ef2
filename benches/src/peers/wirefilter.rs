use std::collections::HashMap;

use wirefilter::{ExecutionContext, Filter, Scheme, Type};

use super::{Arena, Peer, Texts};
use crate::work_abc::{
    DEPARTMENTS, ROLES, RuleSpec, Work, certification, course, department, role,
};

/// Typed fields, closures. It has no maps, so that each course and certification is a field of its own; and no way to
/// leave a field out, so that all that rules mention are set.
pub struct Wirefilter {
    scheme: &'static Scheme,
    rules: Vec<Filter<'static>>,
    /// A context's texts must live as long as its filters, so that the few different ones are kept here.
    texts: HashMap<String, &'static str>,
    /// Everything that rules mention, with the name of its field.
    completed: Vec<(String, String)>,
    scores: Vec<(String, String)>,
    until: Vec<(String, String)>,
}

fn field(kind: &str, name: &str) -> String {
    format!("{kind}.{}", name.replace('-', "_"))
}

fn done(number: u16) -> String {
    field("completed", &course(number))
}

fn rule(rule: &RuleSpec, today: i32) -> String {
    let departments = rule
        .departments
        .map(|number| format!("\"{}\"", department(number)))
        .join(" ");
    let all = rule.all.map(done).join(" && ");
    let mut pairs = Vec::new();
    for (at, one) in rule.electives.iter().enumerate() {
        for two in &rule.electives[at + 1..] {
            pairs.push(format!("({} && {})", done(*one), done(*two)));
        }
    }
    format!(
        "(department in {{{departments}}} || role == \"{}\") && {all} && ({}) && {} >= {} && not suspended \
         && hired <= {} && {} > {today}",
        role(0),
        pairs.join(" || "),
        field("score", &course(rule.scored)),
        rule.min_score,
        today - rule.hire_days,
        field("until", &certification(rule.certification)),
    )
}

impl Peer for Wirefilter {
    const NAME: &'static str = "wirefilter-engine 0.6.1";
    type Context<'a> = ExecutionContext<'static>;

    fn new(work: &Work) -> Self {
        let mut courses: Vec<u16> = work
            .rules
            .iter()
            .flat_map(|rule| rule.all.into_iter().chain(rule.electives))
            .collect();
        let mut scored: Vec<u16> = work.rules.iter().map(|rule| rule.scored).collect();
        let mut held: Vec<u8> = work.rules.iter().map(|rule| rule.certification).collect();
        courses.sort_unstable();
        courses.dedup();
        scored.sort_unstable();
        scored.dedup();
        held.sort_unstable();
        held.dedup();
        let named = |kind: &'static str| move |name: String| (field(kind, &name), name);
        let completed: Vec<_> = courses
            .into_iter()
            .map(course)
            .map(named("completed"))
            .collect();
        let scores: Vec<_> = scored.into_iter().map(course).map(named("score")).collect();
        let until: Vec<_> = held
            .into_iter()
            .map(certification)
            .map(named("until"))
            .collect();
        let mut scheme = Scheme::new();
        for (name, kind) in [
            ("department", Type::Bytes),
            ("role", Type::Bytes),
            ("suspended", Type::Bool),
            ("hired", Type::Int),
        ] {
            scheme.add_field(name.into(), kind).unwrap();
        }
        for (field, _) in &completed {
            scheme.add_field(field.clone(), Type::Bool).unwrap();
        }
        for (field, _) in scores.iter().chain(&until) {
            scheme.add_field(field.clone(), Type::Int).unwrap();
        }
        // Filters borrow their scheme for as long as they live: for the whole run.
        let scheme: &'static Scheme = Box::leak(Box::new(scheme));
        let compile = |spec: &RuleSpec| {
            let text: &'static str = Box::leak(rule(spec, work.today).into_boxed_str());
            scheme.parse(text).unwrap().compile()
        };
        let rules = work.rules.iter().map(compile).collect();
        let departments = (0..DEPARTMENTS as u8).map(department);
        let texts = departments.chain((0..ROLES as u8).map(role));
        let texts = texts.map(|text| (text.clone(), &*text.leak())).collect();
        Self {
            scheme,
            rules,
            texts,
            completed,
            scores,
            until,
        }
    }

    fn context<'a>(&'a self, learner: &'a Texts, _: &'a Arena) -> Self::Context<'a> {
        let mut context = ExecutionContext::new(self.scheme);
        context
            .set_field_value("department", self.texts[&learner.department])
            .unwrap();
        context
            .set_field_value("role", self.texts[&learner.role])
            .unwrap();
        context
            .set_field_value("suspended", learner.suspended)
            .unwrap();
        context
            .set_field_value("hired", learner.hired as i32)
            .unwrap();
        for (field, name) in &self.completed {
            let done = learner.completed.binary_search(name).is_ok();
            context.set_field_value(field, done).unwrap();
        }
        let number = |list: &[(String, i64)], name: &String| {
            let found = list.iter().find(|(held, _)| held == name);
            found.map_or(-1, |(_, value)| *value as i32)
        };
        for (field, name) in &self.scores {
            context
                .set_field_value(field, number(&learner.scores, name))
                .unwrap();
        }
        for (field, name) in &self.until {
            context
                .set_field_value(field, number(&learner.until, name))
                .unwrap();
        }
        context
    }

    fn decide(&self, context: &Self::Context<'_>, mut met: impl FnMut(usize, bool)) {
        for (number, rule) in self.rules.iter().enumerate() {
            met(number, rule.execute(context).unwrap());
        }
    }
}
