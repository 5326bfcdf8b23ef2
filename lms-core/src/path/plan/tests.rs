use super::*;
use crate::StepId;
use crate::path::definition::PathDefinition;

/// A path of steps `id`, credits and needs; a need is `name` (before), `~name` (before or together), `=name` (together).
fn path_with(steps: &[(&str, u32, &[&str])], rest: &str) -> Path {
    let steps: Vec<String> = steps
        .iter()
        .map(|(id, credits, needs)| {
            let needs: Vec<String> = needs
                .iter()
                .map(|need| {
                    let (kind, step) = match need.split_at(1) {
                        ("~", step) => ("beforeOrTogether", step),
                        ("=", step) => ("together", step),
                        _ => ("before", *need),
                    };
                    format!(r#"{{"type": "{kind}", "step": "{step}"}}"#)
                })
                .collect();
            format!(
                r#"{{"id": "{id}", "item": {{"type": "course", "course": "{id}"}}, "credits": "{credits}", "requires": [{}]}}"#,
                needs.join(",")
            )
        })
        .collect();
    let text = format!(r#"{{"id": "p", "steps": [{}]{rest}}}"#, steps.join(","));
    Path::compile(serde_json::from_str::<PathDefinition>(&text).unwrap()).unwrap()
}

fn path(steps: &[(&str, u32, &[&str])]) -> Path {
    path_with(steps, "")
}

fn request(text: &str) -> PlanRequest {
    let time = r#""time": {"type": "seasons", "seasons": ["autumn", "spring"], "terms": 10}"#;
    serde_json::from_str(&format!("{{{time}, {text}}}")).unwrap()
}

fn plan(path: &Path, limits: &str) -> TermPlan {
    match path.plan(&request(limits)).unwrap() {
        PlanAnswer::Terms(plan) => plan,
        other => panic!("{other:?}"),
    }
}

fn shown(plan: &TermPlan) -> Vec<String> {
    let term = |term: &PlannedTerm| {
        let steps: Vec<&str> = term.steps.iter().map(|step| step.step.as_str()).collect();
        steps.join(" ")
    };
    plan.terms.iter().map(term).collect()
}

#[test]
fn the_longest_chain_sets_the_length() {
    let path = path(&[
        ("a", 3, &[]),
        ("b", 3, &["a"]),
        ("c", 3, &["b"]),
        ("d", 3, &[]),
        ("e", 3, &["d"]),
    ]);
    let plan = plan(&path, r#""maxCredits": "6""#);
    assert_eq!(shown(&plan), ["a d", "b e", "c"]);
    assert_eq!(plan.proof, Proof::Shortest);
    let critical: Vec<_> = plan.critical_path.iter().map(StepId::as_str).collect();
    assert_eq!(
        (critical.as_slice(), plan.critical_terms),
        (&["a", "b", "c"][..], 3)
    );
    assert_eq!(plan.terms[0].steps[1].latest, "spring 1");
}

#[test]
fn the_load_sets_the_length_where_it_is_longer() {
    // 7 courses of 4 credits, 10 credits a term: two fit, so that four terms are needed although 28 / 10 is below three.
    let steps: Vec<(&str, u32, &[&str])> = ["a", "b", "c", "d", "e", "f", "g"]
        .map(|id| (id, 4, &[][..]))
        .to_vec();
    let plan = plan(&path(&steps), r#""maxCredits": "10""#);
    assert_eq!(shown(&plan), ["a b", "c d", "e f", "g"]);
    assert_eq!(plan.proof, Proof::Shortest);
}

#[test]
fn courses_wait_for_the_season_in_which_they_are_offered() {
    let path = path(&[("a", 3, &[]), ("b", 3, &["a"]), ("c", 3, &["b"])]);
    let offers = r#""offered": [{"step": "b", "seasons": ["autumn"]}]"#;
    assert_eq!(shown(&plan(&path, offers)), ["a", "", "b", "c"]);
}

#[test]
fn what_is_taken_together_shares_a_term() {
    let path = path(&[
        ("lecture", 4, &["intro"]),
        ("lab", 2, &["=lecture"]),
        ("intro", 3, &[]),
        ("talk", 2, &["~lecture"]),
    ]);
    assert_eq!(
        shown(&plan(&path, r#""maxCredits": "6""#)),
        ["intro", "lecture lab", "talk"]
    );
    assert_eq!(
        shown(&plan(&path, r#""maxCredits": "8""#)),
        ["intro", "lecture lab talk"]
    );
}

const ELECTIVES: &str = r#", "goal": {"id": "all", "members": [
    {"type": "step", "step": "core"},
    {"type": "group", "id": "electives", "rule": {"type": "atLeast", "count": 1}, "members": [
        {"type": "step", "step": "long"}, {"type": "step", "step": "short"}, {"type": "step", "step": "other"}]}]}"#;

#[test]
fn of_electives_the_one_that_ends_soonest_is_taken_and_author_order_decides() {
    let path = path_with(
        &[
            ("core", 3, &[]),
            ("long", 3, &["before"]),
            ("before", 3, &["core"]),
            ("short", 3, &["core"]),
            ("other", 3, &["core"]),
        ],
        ELECTIVES,
    );
    let found = plan(&path, r#""maxCredits": "6""#);
    assert_eq!(shown(&found), ["core", "short"]);
    assert_eq!(found.proof, Proof::Shortest);
    let without = r#""without": ["short"]"#;
    assert_eq!(shown(&plan(&path, without)), ["core", "other"]);
}

#[test]
fn a_track_is_chosen_as_a_whole() {
    let path = path_with(
        &[
            ("x", 3, &[]),
            ("y", 3, &["x"]),
            ("z", 3, &["y"]),
            ("u", 3, &[]),
            ("v", 3, &["u"]),
        ],
        r#", "goal": {"id": "all", "rule": {"type": "oneTrack"}, "members": [
            {"type": "group", "id": "first", "members": [{"type": "step", "step": "x"}, {"type": "step", "step": "z"}]},
            {"type": "group", "id": "second", "members": [{"type": "step", "step": "v"}]}]}"#,
    );
    assert_eq!(shown(&plan(&path, r#""maxSteps": 1"#)), ["u", "v"]);
}

#[test]
fn credits_are_collected_from_a_group() {
    let path = path_with(
        &[
            ("a", 2, &[]),
            ("b", 5, &["a"]),
            ("c", 4, &[]),
            ("d", 4, &[]),
        ],
        r#", "goal": {"id": "all", "rule": {"type": "atLeastCredits", "credits": "8"}, "members": [
            {"type": "step", "step": "a"}, {"type": "step", "step": "b"}, {"type": "step", "step": "c"}, {"type": "step", "step": "d"}]}"#,
    );
    let plan = plan(&path, r#""maxCredits": "8""#);
    // `a` and `b` need two terms and are not enough; `c` and `d` are, in one.
    assert_eq!(plan.terms.len(), 1);
    assert_eq!(shown(&plan), ["c d"]);
}

#[test]
fn a_course_that_counts_once_is_not_planned_for_two_groups() {
    let groups = r#", "goal": {"id": "all", "members": [
        {"type": "group", "id": "major", "rule": {"type": "any"}, "members": [{"type": "step", "step": "a"}, {"type": "step", "step": "b"}]},
        {"type": "group", "id": "minor", "rule": {"type": "any"}, "members": [{"type": "step", "step": "a"}, {"type": "step", "step": "c"}]}]}"#;
    let steps: &[(&str, u32, &[&str])] = &[("a", 3, &[]), ("b", 3, &[]), ("c", 3, &[])];
    assert_eq!(
        shown(&plan(&path_with(steps, groups), r#""maxSteps": 5"#)),
        ["a"]
    );
    let rule = format!(
        r#"{groups}, "doubleCounting": [{{"groups": ["major", "minor"], "sharing": {{"type": "forbidden"}}}}]"#
    );
    assert_eq!(
        shown(&plan(&path_with(steps, &rule), r#""maxSteps": 5"#)),
        ["a c"]
    );
}

#[test]
fn what_is_done_is_not_planned_again() {
    let path = path(&[("a", 3, &[]), ("b", 3, &["a"]), ("c", 3, &["b"])]);
    assert_eq!(shown(&plan(&path, r#""done": ["a"]"#)), ["b", "c"]);
    assert!(shown(&plan(&path, r#""done": ["a", "b", "c"]"#)).is_empty());
}

#[test]
fn a_milestone_takes_no_term() {
    let text = r#"{"id": "p", "steps": [
        {"id": "a", "item": {"type": "course", "course": "A"}},
        {"id": "half", "item": {"type": "milestone"}, "requires": [{"type": "before", "step": "a"}]},
        {"id": "b", "item": {"type": "course", "course": "B"}, "requires": [{"type": "before", "step": "half"}]}]}"#;
    let path = Path::compile(serde_json::from_str(text).unwrap()).unwrap();
    assert_eq!(shown(&plan(&path, r#""maxSteps": 1"#)), ["a", "b"]);
}

#[test]
fn impossible_plans_say_what_stands_in_the_way() {
    let path = path(&[("a", 9, &[]), ("b", 3, &["a"])]);
    let code = |text: &str| match path.plan(&request(text)).unwrap() {
        PlanAnswer::Impossible { obstacles } => {
            let step = obstacles[0]
                .step
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default();
            format!("{} {step}", obstacles[0].code)
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(code(r#""maxCredits": "6""#), "step_too_heavy a");
    assert_eq!(
        code(r#""offered": [{"step": "b", "seasons": ["summer"]}]"#),
        "never_offered b"
    );
    assert_eq!(code(r#""without": ["a"]"#), "step_left_out a");
    let terms = r#"{"time": {"type": "seasons", "seasons": ["autumn"], "terms": 1}}"#;
    let answer = path.plan(&serde_json::from_str(terms).unwrap()).unwrap();
    assert!(
        matches!(answer, PlanAnswer::Impossible { obstacles } if obstacles[0].code == "terms_too_few")
    );
}

#[test]
fn failing_a_course_shifts_what_waits_for_it() {
    let path = path(&[
        ("a", 3, &[]),
        ("b", 3, &["a"]),
        ("c", 3, &[]),
        ("d", 3, &["b"]),
    ]);
    let offers = r#""maxSteps": 2, "offered": [{"step": "b", "seasons": ["spring"]}]"#;
    let answer = path
        .plan_failing(&request(offers), &"b".parse().unwrap())
        .unwrap();
    let FailureAnswer::Replanned {
        failed_in,
        plan,
        shifts,
        end_before,
        end_after,
        terms_later,
    } = answer
    else {
        panic!("{answer:?}")
    };
    assert_eq!(
        (failed_in.as_str(), end_before.as_str(), end_after.as_str()),
        ("spring 1", "autumn 2", "autumn 3")
    );
    assert_eq!(terms_later, 2);
    assert_eq!(shown(&plan), ["a c", "b", "", "b", "d"]);
    let moved: Vec<_> = shifts
        .iter()
        .map(|shift| (shift.step.as_str(), shift.to.as_deref()))
        .collect();
    assert_eq!(moved, [("b", Some("spring 2")), ("d", Some("autumn 3"))]);
}

#[test]
fn delays_are_counted_from_the_end_of_the_term() {
    let text = r#"{"id": "p", "steps": [
        {"id": "a", "item": {"type": "course", "course": "A"}},
        {"id": "b", "item": {"type": "course", "course": "B"}, "requires": [{"type": "delay", "step": "a", "period": "P6M"}]}]}"#;
    let path = Path::compile(serde_json::from_str(text).unwrap()).unwrap();
    let terms = r#"{"time": {"type": "terms", "terms": [
        {"name": "1", "from": "2026-09-01", "until": "2027-02-01"}, {"name": "2", "from": "2027-03-01", "until": "2027-08-01"},
        {"name": "3", "from": "2027-07-31", "until": "2028-02-01"}]}}"#;
    let overlapping = path
        .plan(&serde_json::from_str(terms).unwrap())
        .unwrap_err();
    assert_eq!(overlapping.problems[0].code, "terms_overlap");
    let terms = terms.replace("2027-08-01", "2027-07-31");
    // Finished on 31 January; six months later is 31 July, the first day of the third term.
    let PlanAnswer::Terms(plan) = path.plan(&serde_json::from_str(&terms).unwrap()).unwrap() else {
        panic!()
    };
    assert_eq!(shown(&plan), ["a", "", "b"]);
    let errors = path.plan(&request(r#""maxSteps": 2"#)).unwrap_err();
    assert_eq!(errors.problems[0].code, "dates_missing");
}

fn day_plan(steps: &[(&str, &str, &[&str])], limits: &str) -> DayPlan {
    let steps: Vec<String> = steps
        .iter()
        .map(|(id, duration, needs)| {
            let needs: Vec<String> = needs.iter().map(|need| format!(r#"{{"type": "before", "step": "{need}"}}"#)).collect();
            format!(
                r#"{{"id": "{id}", "item": {{"type": "course", "course": "{id}"}}, "credits": "1", "duration": "{duration}", "requires": [{}]}}"#,
                needs.join(",")
            )
        })
        .collect();
    let text = format!(r#"{{"id": "p", "steps": [{}]}}"#, steps.join(","));
    let path = Path::compile(serde_json::from_str::<PathDefinition>(&text).unwrap()).unwrap();
    let time = r#""time": {"type": "days", "from": "2026-12-21", "calendar": {
        "holidays": ["2026-12-25"], "blackouts": [{"from": "2026-12-28", "until": "2027-01-04"}]}}"#;
    let request = serde_json::from_str(&format!("{{{time}{limits}}}")).unwrap();
    match path.plan(&request).unwrap() {
        PlanAnswer::Days(plan) => plan,
        other => panic!("{other:?}"),
    }
}

fn dates(plan: &DayPlan) -> Vec<String> {
    plan.steps
        .iter()
        .map(|step| format!("{} {} {}", step.step, step.first, step.last))
        .collect()
}

#[test]
fn days_off_are_jumped_over() {
    // Monday 21 to Thursday 24 December are worked on, then Monday 4 January.
    let plan = day_plan(&[("a", "P3D", &[]), ("b", "P2D", &["a"])], "");
    assert_eq!(
        dates(&plan),
        ["a 2026-12-21 2026-12-23", "b 2026-12-24 2027-01-04"]
    );
    assert_eq!(plan.finish.unwrap().to_string(), "2027-01-04");
    assert_eq!((plan.working_days, plan.proof), (5, Proof::Shortest));
}

#[test]
fn with_one_at_a_time_the_work_is_laid_end_to_end() {
    let steps: &[(&str, &str, &[&str])] =
        &[("a", "P1D", &[]), ("b", "P2D", &[]), ("c", "P3D", &["a"])];
    assert_eq!(day_plan(steps, "").working_days, 4);
    let single = day_plan(steps, r#", "maxSteps": 1"#);
    assert_eq!((single.working_days, single.proof), (6, Proof::Shortest));
    // Two at a time: `a` then `c` beside `b`.
    let double = day_plan(steps, r#", "maxCredits": "2""#);
    assert_eq!((double.working_days, double.proof), (4, Proof::Shortest));
}

#[test]
fn months_are_months_of_the_calendar() {
    // From 21 December on for a month, and a day more: 21 January is the first day after the month.
    let plan = day_plan(&[("a", "P1M1D", &[]), ("b", "P1D", &["a"])], "");
    assert_eq!(
        dates(&plan),
        ["a 2026-12-21 2027-01-21", "b 2027-01-22 2027-01-22"]
    );
}

#[test]
fn a_wrong_request_is_refused_with_every_problem() {
    let path = path(&[("a", 3, &[])]);
    let request = request(
        r#""maxCredits": "-1", "searchNodes": 0, "done": ["z"], "offered": [{"step": "a"}, {"step": "a"}]"#,
    );
    let problems = path.plan(&request).unwrap_err().problems;
    let found: Vec<_> = problems
        .iter()
        .map(|problem| (problem.path.as_str(), problem.code.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            ("$.done[0]", "reference_unknown"),
            ("$.maxCredits", "amount_negative"),
            ("$.searchNodes", "search_nodes_out_of_range"),
            ("$.offered[1]", "id_duplicate"),
        ]
    );
}

#[test]
fn what_may_be_taken_together_by_an_alternative_is() {
    // `s2` is urgent, as it is not offered in the second term, and opens only when `s0` is taken beside it.
    let text = r#"{"id": "p", "steps": [
        {"id": "s0", "item": {"type": "course", "course": "A"}},
        {"id": "s1", "item": {"type": "course", "course": "B"}},
        {"id": "s2", "item": {"type": "course", "course": "C"}, "requires": [{"type": "anyOf", "of": [
            {"type": "beforeOrTogether", "step": "s0"}, {"type": "before", "step": "s0"}]}]},
        {"id": "s3", "item": {"type": "course", "course": "D"}, "requires": [{"type": "before", "step": "s1"}]}]}"#;
    let path = Path::compile(serde_json::from_str(text).unwrap()).unwrap();
    let offers = r#"{"time": {"type": "terms", "terms": [{"name": "0"}, {"name": "1"}, {"name": "2"}]},
        "offered": [{"step": "s2", "terms": ["0", "2"]}]}"#;
    let PlanAnswer::Terms(plan) = path.plan(&serde_json::from_str(offers).unwrap()).unwrap() else {
        panic!()
    };
    assert_eq!(shown(&plan), ["s0 s1 s2", "s3"]);
}

#[test]
fn an_alternative_says_nothing_about_what_holds_in_any_case() {
    let text = r#"{"id": "p", "steps": [
        {"id": "a", "item": {"type": "course", "course": "A"}},
        {"id": "b", "item": {"type": "course", "course": "B"}, "requires": [
            {"type": "beforeOrTogether", "step": "a"},
            {"type": "anyOf", "of": [{"type": "before", "step": "a"}, {"type": "beforeOrTogether", "step": "a"}]}]}]}"#;
    let path = Path::compile(serde_json::from_str(text).unwrap()).unwrap();
    assert_eq!(shown(&plan(&path, r#""maxSteps": 2"#)), ["a b"]);
}
