use super::*;
use crate::path::PathDefinition;
use crate::path::Paths;
use crate::path::PlanAnswer;
use crate::record::Event;

mod earned;

const NOW: &str = "2026-06-01T00:00:00Z";

fn path(json: &str) -> Path {
    let definition: PathDefinition = serde_json::from_str(json).unwrap();
    Path::compile(definition).unwrap()
}

fn course(id: &str, more: &str) -> String {
    format!(r#"{{"id":"{id}","item":{{"type":"course","course":"{id}"}},"credits":"5"{more}}}"#)
}

fn record(events: &[&str]) -> LearnerRecord {
    let mut record = LearnerRecord::new("ada".parse().unwrap());
    for event in events {
        record.evolve(&serde_json::from_str::<Event>(event).unwrap());
    }
    record
}

fn passed(course: &str) -> String {
    format!(
        r#"{{"at":"2026-01-01T00:00:00Z","type":"completed","course":"{course}","passed":true}}"#
    )
}

fn completed(courses: &[&str]) -> LearnerRecord {
    let events: Vec<String> = courses.iter().map(|course| passed(course)).collect();
    record(&events.iter().map(String::as_str).collect::<Vec<_>>())
}

fn on(path: &Path, record: &LearnerRecord) -> Progress {
    path.progress(record, NOW.parse().unwrap())
}

fn state<'a>(progress: &'a Progress, step: &str) -> &'a StepState {
    &progress
        .steps
        .iter()
        .find(|held| held.step.as_str() == step)
        .unwrap()
        .state
}

fn next(progress: &Progress) -> Vec<&str> {
    progress.next.iter().map(|step| step.as_str()).collect()
}

#[test]
fn a_strictly_ordered_group_opens_only_behind_all_earlier_members() {
    let list = ["a", "b", "c", "d"].map(|id| course(id, "")).join(",");
    let members = ["a", "b", "c", "d"]
        .map(|id| format!(r#"{{"type":"step","step":"{id}"}}"#))
        .join(",");
    let path = path(&format!(
        r#"{{"id":"p","steps":[{list}],"goal":{{"id":"g","order":"strict","members":[{members}]}}}}"#
    ));
    let progress = on(&path, &completed(&["c"]));
    assert_eq!(next(&progress), ["a"]);
    let StepState::Locked { reasons } = state(&progress, "d") else {
        panic!()
    };
    assert_eq!(
        reasons,
        &[Blocker::OutOfTurn {
            step: "a".parse().unwrap()
        }]
    );
    assert_eq!(progress.share.to_string(), "1/4");
}

#[test]
fn the_best_assignment_is_found_and_not_the_first() {
    let list = ["x", "y"].map(|id| course(id, "")).join(",");
    let path = path(&format!(
        r#"{{"id":"p","steps":[{list}],"doubleCounting":[{{"groups":["one","two"],"sharing":{{"type":"forbidden"}}}}],
        "goal":{{"id":"g","members":[
          {{"type":"group","id":"one","rule":{{"type":"atLeast","count":1}},"members":[{{"type":"step","step":"x"}},{{"type":"step","step":"y"}}]}},
          {{"type":"group","id":"two","rule":{{"type":"atLeast","count":1}},"members":[{{"type":"step","step":"x"}}]}}]}}}}"#
    ));
    let progress = on(&path, &completed(&["x"]));
    assert_eq!(progress.share.to_string(), "1/2");
    assert!(!progress.complete);
    let progress = on(&path, &completed(&["x", "y"]));
    assert!(progress.complete && progress.proven);
    assert_eq!(progress.steps[0].counts_in[0].as_str(), "two");
    assert_eq!(progress.steps[1].counts_in[0].as_str(), "one");
}

#[test]
fn indivisible_credits_are_shared_out_as_well_as_they_can_be() {
    let ids = ["a", "b", "c", "d", "e", "f"];
    let list = ids
        .map(|id| course(id, "").replace("\"5\"", "\"4\""))
        .join(",");
    let members = ids
        .map(|id| format!(r#"{{"type":"step","step":"{id}"}}"#))
        .join(",");
    let group = |id: &str| {
        format!(
            r#"{{"type":"group","id":"{id}","rule":{{"type":"atLeastCredits","credits":"10"}},"members":[{members}]}}"#
        )
    };
    let path = path(&format!(
        r#"{{"id":"p","measure":"credits","steps":[{list}],"doubleCounting":[{{"groups":["one","two"],"sharing":{{"type":"forbidden"}}}}],
        "goal":{{"id":"g","members":[{},{}]}}}}"#,
        group("one"),
        group("two")
    ));
    let progress = on(&path, &completed(&["a", "b", "c", "d", "e"]));
    assert_eq!(progress.share.to_string(), "9/10");
    assert!(progress.proven);
}

#[test]
fn limited_sharing_lets_so_many_steps_count_twice() {
    let ids = ["a", "b", "c", "d"];
    let list = ids.map(|id| course(id, "")).join(",");
    let members = ids
        .map(|id| format!(r#"{{"type":"step","step":"{id}"}}"#))
        .join(",");
    let group = |id: &str| {
        format!(
            r#"{{"type":"group","id":"{id}","rule":{{"type":"atLeast","count":2}},"members":[{members}]}}"#
        )
    };
    let build = |sharing: &str| {
        path(&format!(
            r#"{{"id":"p","steps":[{list}],"doubleCounting":[{{"groups":["one","two"],"sharing":{sharing}}}],
        "goal":{{"id":"g","members":[{},{}]}}}}"#,
            group("one"),
            group("two")
        ))
    };
    let share = |sharing: &str| {
        on(&build(sharing), &completed(&["a", "b"]))
            .share
            .to_string()
    };
    assert_eq!(share(r#"{"type":"forbidden"}"#), "1/2");
    assert_eq!(share(r#"{"type":"limitedSteps","count":1}"#), "3/4");
    assert_eq!(share(r#"{"type":"limitedCredits","credits":"5"}"#), "3/4");
    assert_eq!(share(r#"{"type":"allowed"}"#), "1");
}

#[test]
fn each_requirement_kind_says_what_is_found_and_wanted() {
    let requires = r#","requires":[
        {"type":"score","step":"a","atLeast":"70"},
        {"type":"level","skill":"rust","atLeast":3},
        {"type":"delay","step":"a","period":"P6M"},
        {"type":"credits","atLeast":"10"},
        {"type":"share","step":"b","atLeast":"50"},
        {"type":"anyOf","of":[{"type":"before","step":"b"},{"type":"beforeOrTogether","step":"c"}]}]"#;
    let list = [
        course("a", ""),
        course("b", ""),
        course("c", r#","requires":[{"type":"before","step":"b"}]"#),
        course("z", requires),
    ]
    .join(",");
    let path = path(&format!(r#"{{"id":"p","steps":[{list}]}}"#));
    let scored = r#"{"at":"2026-01-01T00:00:00Z","type":"completed","course":"a","passed":true,"score":"60"}"#;
    let progress = on(&path, &record(&[scored]));
    let StepState::Locked { reasons } = state(&progress, "z") else {
        panic!()
    };
    let codes: Vec<_> = reasons.iter().map(Blocker::code).collect();
    assert_eq!(
        codes,
        [
            "score_too_low",
            "level_too_low",
            "too_soon",
            "credits_too_few",
            "share_too_low",
            "too_few_alternatives"
        ]
    );
    assert!(
        matches!(&reasons[2], Blocker::TooSoon { opens, .. } if opens.to_string() == "2026-07-01T00:00:00Z")
    );
}

#[test]
fn steps_taken_together_open_together() {
    let list = [
        course("intro", ""),
        course(
            "lecture",
            r#","requires":[{"type":"together","step":"lab"}]"#,
        ),
        course("lab", r#","requires":[{"type":"before","step":"intro"}]"#),
    ]
    .join(",");
    let path = path(&format!(r#"{{"id":"p","steps":[{list}]}}"#));
    let progress = on(&path, &completed(&[]));
    assert!(matches!(
        state(&progress, "lecture"),
        StepState::Locked { .. }
    ));
    assert_eq!(next(&on(&path, &completed(&["intro"]))), ["lecture", "lab"]);
}

#[test]
fn deadlines_expiry_waivers_and_recognition_are_kept_apart() {
    let list = [
        course(
            "late",
            r#","requires":[{"type":"deadline","within":"P2M"}]"#,
        ),
        course("old", r#","validFor":"P3M""#),
        course("waived", ""),
        course("known", ""),
        course("failed", ""),
        course("taking", ""),
    ]
    .join(",");
    let path = path(&format!(
        r#"{{"id":"p","steps":[{list}],"residency":{{"credits":"10"}}}}"#
    ));
    let record = record(&[
        r#"{"at":"2026-01-01T00:00:00Z","type":"pathStarted","path":"p","version":1}"#,
        &passed("old"),
        r#"{"at":"2026-01-01T00:00:00Z","type":"waived","target":{"type":"step","path":"p","step":"waived"}}"#,
        r#"{"at":"2026-01-01T00:00:00Z","type":"completed","course":"known","passed":true,"source":"recognised"}"#,
        r#"{"at":"2026-01-01T00:00:00Z","type":"completed","course":"failed","passed":false}"#,
        r#"{"at":"2026-01-01T00:00:00Z","type":"enrolled","course":"taking","version":1}"#,
    ]);
    let progress = on(&path, &record);
    assert!(matches!(
        state(&progress, "late"),
        StepState::Failed {
            reason: FailedBy::Deadline,
            ..
        }
    ));
    assert!(matches!(state(&progress, "old"), StepState::Expired { .. }));
    assert!(matches!(
        state(&progress, "waived"),
        StepState::Waived { .. }
    ));
    assert!(matches!(
        state(&progress, "known"),
        StepState::Completed {
            by: CompletedBy::Recognised,
            ..
        }
    ));
    assert!(matches!(
        state(&progress, "failed"),
        StepState::Failed {
            reason: FailedBy::NotPassed,
            ..
        }
    ));
    assert!(matches!(
        state(&progress, "taking"),
        StepState::InProgress { .. }
    ));
    assert_eq!(
        (
            progress.credits.earned.to_string(),
            progress.credits.recognised.to_string()
        ),
        ("5".into(), "5".into())
    );
    assert!(!progress.reachable);
    assert_eq!(next(&progress), ["old", "failed"]);
}

#[test]
fn branches_open_by_half_open_bands() {
    let list = [course("test", ""), course("basics", ""), course("fast", "")].join(",");
    let path = path(&format!(
        r#"{{"id":"p","steps":[{list}],"goal":{{"id":"g","members":[{{"type":"step","step":"test"}},
        {{"type":"group","id":"b","rule":{{"type":"branch","on":"test","bands":[{{"from":"0","until":"70"}},{{"from":"70"}}]}},
          "members":[{{"type":"step","step":"basics"}},{{"type":"step","step":"fast"}}]}}]}}}}"#
    ));
    assert_eq!(next(&on(&path, &completed(&[]))), ["test"]);
    let scored = |score: &str| {
        record(&[&format!(
            r#"{{"at":"2026-01-01T00:00:00Z","type":"completed","course":"test","passed":true,"score":"{score}"}}"#
        )])
    };
    assert_eq!(next(&on(&path, &scored("69.999999"))), ["basics"]);
    assert_eq!(next(&on(&path, &scored("70"))), ["fast"]);
    assert_eq!(next(&on(&path, &scored("100"))), ["fast"]);
}

#[test]
fn only_the_furthest_track_is_asked_for() {
    let list = ["a1", "a2", "b1", "b2"].map(|id| course(id, "")).join(",");
    let track = |id: &str| {
        format!(
            r#"{{"type":"group","id":"{id}","members":[{{"type":"step","step":"{id}1"}},{{"type":"step","step":"{id}2"}}]}}"#
        )
    };
    let path = path(&format!(
        r#"{{"id":"p","steps":[{list}],"goal":{{"id":"g","rule":{{"type":"oneTrack"}},"members":[{},{}]}}}}"#,
        track("a"),
        track("b")
    ));
    assert_eq!(next(&on(&path, &completed(&[]))), ["a1", "a2"]);
    let progress = on(&path, &completed(&["b2"]));
    assert_eq!(next(&progress), ["b1"]);
    assert_eq!(progress.share.to_string(), "1/2");
}

#[test]
fn milestones_and_nested_paths_are_reached() {
    let paths = Paths::compile(serde_json::from_str(&format!(
        r#"[{{"id":"inner","steps":[{},{}]}},
            {{"id":"outer","steps":[
              {{"id":"all","item":{{"type":"path","path":"inner"}}}},
              {{"id":"done","item":{{"type":"milestone"}},"requires":[{{"type":"before","step":"all"}}]}},
              {}]}}]"#,
        course("a", ""), course("b", ""), course("c", r#","requires":[{"type":"before","step":"done"}]"#)
    )).unwrap()).unwrap();
    let outer = paths.path(&"outer".parse().unwrap(), None).unwrap();
    let at = |record: &LearnerRecord| paths.progress(outer, record, NOW.parse().unwrap());
    assert!(matches!(
        state(&at(&completed(&["a"])), "all"),
        StepState::InProgress { .. }
    ));
    let progress = at(&completed(&["a", "b"]));
    assert_eq!(progress.share.to_string(), "2/3");
    assert_eq!(next(&progress), ["c"]);
}

#[test]
fn paths_that_hold_one_another_are_refused() {
    let of = |id: &str, inner: &str| {
        format!(
            r#"{{"id":"{id}","steps":[{{"id":"s","item":{{"type":"path","path":"{inner}"}}}}]}}"#
        )
    };
    let json = format!("[{},{},{}]", of("a", "b"), of("b", "a"), of("c", "nowhere"));
    let problems = Paths::compile(serde_json::from_str(&json).unwrap())
        .unwrap_err()
        .problems;
    let found: Vec<_> = problems
        .iter()
        .map(|problem| (problem.path.as_str(), problem.message.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            ("$[2].steps[0].item.path", "there is no path `nowhere`"),
            ("$[0]", "paths hold one another: `a` → `b` → `a`"),
        ]
    );
}

/// A path with residency whose only step is a path of four courses, one of them recognised for each name in `known`.
fn resident(measure: &str, known: &[&str], own: &[&str]) -> (Progress, PlanAnswer) {
    let list = ["a", "b", "c", "d"].map(|id| course(id, "")).join(",");
    let paths = Paths::compile(serde_json::from_str(&format!(
        r#"[{{"id":"inner","measure":"{measure}","steps":[{list}]}},
            {{"id":"middle","steps":[{{"id":"in","item":{{"type":"path","path":"inner"}},"credits":"20"}}]}},
            {{"id":"outer","residency":{{"credits":"10"}},"steps":[
              {{"id":"all","item":{{"type":"path","path":"inner"}},"credits":"20"}}]}},
            {{"id":"outermost","residency":{{"credits":"10"}},"steps":[
              {{"id":"all","item":{{"type":"path","path":"middle"}},"credits":"20"}}]}}]"#
    )).unwrap()).unwrap();
    let mut events: Vec<String> = own.iter().map(|id| passed(id)).collect();
    events.extend(known.iter().map(|id| {
        format!(r#"{{"at":"2026-01-01T00:00:00Z","type":"completed","course":"{id}","passed":true,"source":"recognised"}}"#)
    }));
    let record = record(&events.iter().map(String::as_str).collect::<Vec<_>>());
    let now = NOW.parse().unwrap();
    let path = |id: &str| paths.path(&id.parse().unwrap(), None).unwrap();
    let request =
        serde_json::from_str(r#"{"time":{"type":"terms","terms":[{"name":"first"}]}}"#).unwrap();
    let outer = path("outer");
    let progress = paths.progress(outer, &record, now);
    if known.len() == 4 || own.len() == 4 {
        let outermost = paths.progress(path("outermost"), &record, now);
        assert_eq!(outermost.credits, progress.credits);
    }
    (progress, paths.plan(outer, &request, &record, now).unwrap())
}

#[test]
fn a_nested_path_is_ours_as_far_as_its_own_steps_are() {
    for measure in ["steps", "credits"] {
        for (known, own, recognised, complete) in [
            (&["a", "b", "c", "d"][..], &[][..], "20", false),
            (&["a", "b", "c"], &["d"], "15", false),
            (&["a", "b"], &["c", "d"], "10", true),
            (&[], &["a", "b", "c", "d"], "0", true),
        ] {
            let (progress, plan) = resident(measure, known, own);
            let found = (progress.credits.recognised.to_string(), progress.complete);
            assert_eq!(found, (recognised.to_owned(), complete), "{known:?}");
            assert_eq!(progress.credits.earned.to_string(), "20");
            assert_eq!(progress.reachable, complete);
            let planned = matches!(plan, PlanAnswer::Terms(plan) if plan.terms.is_empty());
            assert_eq!(planned, complete, "{known:?}");
        }
    }
}

#[test]
fn a_plan_counts_of_a_nested_path_only_what_is_still_to_be_done_here() {
    let planned = |known: &[&str], own: &[&str]| {
        matches!(resident("credits", known, own).1, PlanAnswer::Terms(_))
    };
    assert!(planned(&["a", "b"], &["c"]));
    assert!(planned(&["a", "b"], &[]));
    assert!(!planned(&["a", "b", "c"], &[]));
}

#[test]
fn a_milestone_is_ours_when_it_is_reached_without_what_was_recognised() {
    let path = path(&format!(
        r#"{{"id":"p","residency":{{"credits":"5"}},"steps":[{},
        {{"id":"m","item":{{"type":"milestone"}},"credits":"5","requires":[{{"type":"before","step":"a"}}]}}]}}"#,
        course("a", "")
    ));
    let complete = |source: &str| {
        let progress = on(
            &path,
            &record(&[&format!(
                r#"{{"at":"2026-01-01T00:00:00Z","type":"completed","course":"a","passed":true,"source":"{source}"}}"#
            )]),
        );
        (progress.complete, progress.credits.recognised.to_string())
    };
    assert_eq!(complete("earned"), (true, "0".to_owned()));
    assert_eq!(complete("recognised"), (false, "10".to_owned()));
}
