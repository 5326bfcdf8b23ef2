use std::collections::HashMap;

use cel::{Context, Program, Value};

use super::{Arena, Peer, Texts};
use crate::work_abc::{ELECTIVES_WANTED, RuleSpec, Work, certification, course, department, role};

/// The Common Expression Language.
pub struct Cel {
    rules: Vec<Program>,
}

fn rule(rule: &RuleSpec, today: i32) -> String {
    let departments = rule
        .departments
        .map(|number| format!("'{}'", department(number)))
        .join(", ");
    let done = |number: u16| format!("'{}' in completed", course(number));
    let electives = rule
        .electives
        .map(|number| format!("({} ? 1 : 0)", done(number)))
        .join(" + ");
    let (scored, held) = (course(rule.scored), certification(rule.certification));
    format!(
        "(department in [{departments}] || role == '{}') && {} && ({electives}) >= {ELECTIVES_WANTED} \
         && '{scored}' in scores && scores['{scored}'] >= {} && !suspended && hired <= {} \
         && '{held}' in until && until['{held}'] > {today}",
        role(0),
        rule.all.map(done).join(" && "),
        rule.min_score,
        today - rule.hire_days,
    )
}

impl Peer for Cel {
    const NAME: &'static str = "cel 0.15.0";
    type Context<'a> = Context<'static, 'static>;

    fn new(work: &Work) -> Self {
        let compile = |spec| Program::compile(&rule(spec, work.today)).unwrap();
        Self {
            rules: work.rules.iter().map(compile).collect(),
        }
    }

    fn context<'a>(&'a self, learner: &'a Texts, _: &'a Arena) -> Self::Context<'a> {
        let mut context = Context::default();
        let completed: HashMap<String, bool> = learner
            .completed
            .iter()
            .map(|name| (name.clone(), true))
            .collect();
        let numbers =
            |list: &[(String, i64)]| list.iter().cloned().collect::<HashMap<String, i64>>();
        let variables: [(&str, Value); 7] = [
            ("department", learner.department.as_str().into()),
            ("role", learner.role.as_str().into()),
            ("suspended", learner.suspended.into()),
            ("hired", learner.hired.into()),
            ("completed", completed.into()),
            ("scores", numbers(&learner.scores).into()),
            ("until", numbers(&learner.until).into()),
        ];
        for (name, value) in variables {
            context.add_variable_from_value(name, value);
        }
        context
    }

    fn decide(&self, context: &Self::Context<'_>, mut met: impl FnMut(usize, bool)) {
        for (number, rule) in self.rules.iter().enumerate() {
            met(number, rule.execute(context).unwrap() == Value::Bool(true));
        }
    }
}
