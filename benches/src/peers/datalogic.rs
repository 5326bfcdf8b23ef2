use datalogic_rs::bumpalo::Bump;
use datalogic_rs::datavalue::NumberValue;
use datalogic_rs::{DataValue, Engine, Logic};
use serde_json::{Value, json};

use super::{Arena, Peer, Texts};
use crate::work_abc::{ELECTIVES_WANTED, RuleSpec, Work, certification, course, department, role};

/// JSON Logic, compiled, over an arena.
pub struct Datalogic {
    engine: Engine,
    rules: Vec<Logic>,
}

fn rule(rule: &RuleSpec, today: i32) -> Value {
    let departments: Vec<String> = rule
        .departments
        .iter()
        .map(|number| department(*number))
        .collect();
    let done = |number: &u16| json!({"var": format!("completed.{}", course(*number))});
    let electives: Vec<Value> = rule
        .electives
        .iter()
        .map(|number| json!({"if": [done(number), 1, 0]}))
        .collect();
    let mut all = vec![json!({"or": [
        {"in": [{"var": "department"}, departments]},
        {"==": [{"var": "role"}, role(0)]},
    ]})];
    all.extend(rule.all.iter().map(done));
    all.push(json!({">=": [{"+": electives}, ELECTIVES_WANTED]}));
    all.push(
        json!({">=": [{"var": [format!("scores.{}", course(rule.scored)), -1]}, rule.min_score]}),
    );
    all.push(json!({"!": {"var": "suspended"}}));
    all.push(json!({"<=": [{"var": "hired"}, today - rule.hire_days]}));
    let until = format!("until.{}", certification(rule.certification));
    all.push(json!({">": [{"var": [until, -1_000_000]}, today]}));
    json!({"and": all})
}

fn object<'a>(
    arena: &'a Bump,
    entries: impl ExactSizeIterator<Item = (&'a str, DataValue<'a>)>,
) -> DataValue<'a> {
    DataValue::Object(arena.alloc_slice_fill_iter(entries))
}

impl Peer for Datalogic {
    const NAME: &'static str = "datalogic-rs 5.4.0";
    type Context<'a> = (&'a Arena, &'a DataValue<'a>);

    fn new(work: &Work) -> Self {
        let engine = Engine::new();
        let compile = |spec| {
            engine
                .compile(rule(spec, work.today).to_string().as_str())
                .unwrap()
        };
        let rules = work.rules.iter().map(compile).collect();
        Self { engine, rules }
    }

    fn context<'a>(&'a self, learner: &'a Texts, arena: &'a Arena) -> Self::Context<'a> {
        let number = |value: i64| DataValue::Number(NumberValue::Integer(value));
        let numbers = |list: &'a [(String, i64)]| {
            object(
                arena,
                list.iter()
                    .map(|(name, value)| (name.as_str(), number(*value))),
            )
        };
        let completed = learner
            .completed
            .iter()
            .map(|name| (name.as_str(), DataValue::Bool(true)));
        let fields = [
            ("department", DataValue::String(&learner.department)),
            ("role", DataValue::String(&learner.role)),
            ("suspended", DataValue::Bool(learner.suspended)),
            ("hired", number(learner.hired)),
            ("completed", object(arena, completed)),
            ("scores", numbers(&learner.scores)),
            ("until", numbers(&learner.until)),
        ];
        let fields = object(arena, fields.into_iter());
        (arena, arena.alloc(fields))
    }

    fn decide(&self, (arena, data): &Self::Context<'_>, mut met: impl FnMut(usize, bool)) {
        for (number, rule) in self.rules.iter().enumerate() {
            let found = self.engine.evaluate(rule, *data, arena).unwrap();
            met(number, found.as_bool() == Some(true));
        }
    }
}
