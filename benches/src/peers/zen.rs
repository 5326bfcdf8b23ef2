use std::cell::RefCell;

use zen_expression::expression::Standard;
use zen_expression::variable::{Variable, VariableMap};
use zen_expression::vm::VM;
use zen_expression::{Expression, compile_expression};

use super::{Arena, Peer, Texts};
use crate::work_abc::{ELECTIVES_WANTED, RuleSpec, Work, certification, course, department, role};

/// The expression language of the ZEN engine, compiled to its byte code.
pub struct Zen {
    rules: Vec<Expression<Standard>>,
    machine: RefCell<VM>,
}

fn rule(rule: &RuleSpec, today: i32) -> String {
    let departments = rule
        .departments
        .map(|number| format!("'{}'", department(number)))
        .join(", ");
    let done = |number: u16| format!("completed['{}'] == true", course(number));
    let electives = rule
        .electives
        .map(|number| format!("({} ? 1 : 0)", done(number)))
        .join(" + ");
    format!(
        "(department in [{departments}] or role == '{}') and {} and ({electives}) >= {ELECTIVES_WANTED} \
         and (scores['{}'] ?? -1) >= {} and suspended == false and hired <= {} and (until['{}'] ?? -1) > {today}",
        role(0),
        rule.all.map(done).join(" and "),
        course(rule.scored),
        rule.min_score,
        today - rule.hire_days,
        certification(rule.certification),
    )
}

impl Peer for Zen {
    const NAME: &'static str = "zen-expression 2.1.6";
    type Context<'a> = Variable;

    fn new(work: &Work) -> Self {
        let compile = |spec| compile_expression(&rule(spec, work.today)).unwrap();
        Self {
            rules: work.rules.iter().map(compile).collect(),
            machine: RefCell::new(VM::new()),
        }
    }

    fn context<'a>(&'a self, learner: &'a Texts, _: &'a Arena) -> Self::Context<'a> {
        let text = |text: &str| Variable::String(text.into());
        let number = |value: i64| Variable::Number(value.into());
        let mut completed = VariableMap::new();
        for name in &learner.completed {
            completed.insert_str(name, Variable::Bool(true));
        }
        let numbers = |list: &[(String, i64)]| {
            let mut map = VariableMap::new();
            for (name, value) in list {
                map.insert_str(name, number(*value));
            }
            Variable::from_object(map)
        };
        let mut fields = VariableMap::new();
        fields.insert_str("department", text(&learner.department));
        fields.insert_str("role", text(&learner.role));
        fields.insert_str("suspended", Variable::Bool(learner.suspended));
        fields.insert_str("hired", number(learner.hired));
        fields.insert_str("completed", Variable::from_object(completed));
        fields.insert_str("scores", numbers(&learner.scores));
        fields.insert_str("until", numbers(&learner.until));
        Variable::from_object(fields)
    }

    fn decide(&self, context: &Self::Context<'_>, mut met: impl FnMut(usize, bool)) {
        let mut machine = self.machine.borrow_mut();
        for (number, rule) in self.rules.iter().enumerate() {
            let found = rule.evaluate_with(context.clone(), &mut machine).unwrap();
            met(number, matches!(found, Variable::Bool(true)));
        }
    }
}
