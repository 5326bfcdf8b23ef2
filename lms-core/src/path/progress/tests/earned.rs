use super::*;

/// A path of two steps: `one` counts the course `a` or `y`, `two` counts `y` alone; and a completion with its credits.
fn tied(goal: &str) -> Path {
    path(&format!(
        r#"{{"id":"p","steps":[
        {{"id":"one","item":{{"type":"course","course":"a"}},"credits":"5","equivalents":["y"]}},
        {{"id":"two","item":{{"type":"course","course":"y"}},"credits":"5"}}]{goal}}}"#
    ))
}

fn worth(course: &str, credits: u32, source: &str) -> String {
    format!(
        r#"{{"at":"2026-01-01T00:00:00Z","type":"completed","course":"{course}","passed":true,"credits":"{credits}","source":"{source}"}}"#
    )
}

fn earned(path: &Path, events: &[String]) -> (String, String) {
    let progress = on(
        path,
        &record(&events.iter().map(String::as_str).collect::<Vec<_>>()),
    );
    let credits = progress.credits;
    (credits.earned.to_string(), credits.recognised.to_string())
}

#[test]
fn a_course_repeated_with_more_credits_never_earns_less() {
    let path = tied("");
    let earn = |course: &str, credits: u32| worth(course, credits, "earned");
    let before = [earn("a", 4), earn("y", 3)];
    assert_eq!(earned(&path, &before).0, "7");
    // With five credits `y` is worth more to the first step than `a`, and yet belongs to the second.
    let after = [earn("a", 4), earn("y", 3), earn("y", 5)];
    assert_eq!(earned(&path, &after).0, "9");
}

#[test]
fn of_equal_sums_the_credits_stand_in_the_step_written_first() {
    let progress = on(&tied(""), &completed(&["y"]));
    let credits = progress.steps.iter().map(|step| step.credits.to_string());
    assert_eq!(credits.collect::<Vec<_>>(), ["5", "0"]);
    assert!(progress.complete);
    let progress = on(&tied(""), &completed(&["y", "a"]));
    assert!(
        progress
            .steps
            .iter()
            .all(|step| step.credits.to_string() == "5")
    );
    let StepState::Completed { by, .. } = state(&progress, "one") else {
        panic!()
    };
    assert_eq!(by, &CompletedBy::Earned);
}

#[test]
fn what_is_earned_here_is_shared_out_by_itself() {
    let path = tied(r#","residency":{"credits":"5"}"#);
    let events = [
        worth("a", 6, "recognised"),
        worth("y", 4, "earned"),
        worth("y", 6, "recognised"),
    ];
    // Twelve in all, and four of them ours by `y`, whichever step counts it.
    assert_eq!(earned(&path, &events), ("12".into(), "8".into()));
}

#[test]
fn each_group_counts_a_course_once_and_loses_nothing_by_another_completion() {
    let group = |id: &str, step: &str| {
        format!(
            r#"{{"type":"group","id":"{id}","rule":{{"type":"atLeastCredits","credits":"5"}},"members":[{{"type":"step","step":"{step}"}}]}}"#
        )
    };
    let path = tied(&format!(
        r#","goal":{{"id":"g","members":[{},{}]}}"#,
        group("g1", "one"),
        group("g2", "two")
    ));
    let before = on(&path, &completed(&["y"]));
    assert!(before.complete && before.reachable, "{before:?}");
    // A poor try of `a` earns one more credit in all, and takes nothing from the first group.
    let events = [passed("y"), worth("a", 1, "earned")];
    assert_eq!(earned(&path, &events).0, "6");
    let record = record(&events.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(on(&path, &record).complete);
}

#[test]
fn a_step_whose_course_earns_elsewhere_may_still_earn_by_another() {
    let goal = r#","goal":{"id":"g","rule":{"type":"atLeastCredits","credits":"10"},
        "members":[{"type":"step","step":"one"},{"type":"step","step":"two"}]}"#;
    let path = tied(goal);
    let half = on(&path, &completed(&["y"]));
    assert_eq!(half.share.to_string(), "1/2");
    assert!(half.reachable && !half.complete);
    assert!(on(&path, &completed(&["y", "a"])).complete);
}

#[test]
fn a_milestone_that_rests_on_recognised_work_promises_no_credits_of_ours() {
    let list = [course("a", ""), course("b", "")].join(",");
    let path = path(&format!(
        r#"{{"id":"p","residency":{{"credits":"8"}},"steps":[{list},
        {{"id":"m","item":{{"type":"milestone"}},"credits":"5",
          "requires":[{{"type":"before","step":"a"}},{{"type":"before","step":"b"}}]}}]}}"#
    ));
    // Five by `b`; the milestone then rests on `a`, which was recognised.
    let known = worth("a", 5, "recognised");
    assert!(!on(&path, &record(&[&known])).reachable);
    assert!(on(&path, &completed(&["a"])).reachable);
    assert!(on(&path, &completed(&[])).reachable);
}

#[test]
fn a_nested_path_half_recognised_promises_only_what_it_lacks() {
    let reachable = |known: &[&str]| resident("credits", known, &[]).0.reachable;
    // Ten of its twenty credits must be ours.
    assert!(reachable(&["a", "b"]));
    assert!(!reachable(&["a", "b", "c"]));
}

#[test]
fn a_reached_milestone_is_worth_no_less_for_an_equivalent_that_earned_little() {
    let path = path(&format!(
        r#"{{"id":"p","steps":[{},{{"id":"m","item":{{"type":"milestone"}},"credits":"5","equivalents":["e"],
        "requires":[{{"type":"before","step":"a"}}]}}]}}"#,
        course("a", "")
    ));
    assert_eq!(earned(&path, &[passed("a")]).0, "10");
    assert_eq!(
        earned(&path, &[worth("e", 1, "earned"), passed("a")]).0,
        "10"
    );
}

#[test]
fn a_goal_that_asks_for_nothing_is_reached_when_the_learner_begins() {
    let path = path(&format!(
        r#"{{"id":"p","steps":[{}]}}"#,
        course("a", r#","optional":true"#)
    ));
    let finish = |record: &LearnerRecord| on(&path, record).earliest_finish.unwrap().to_string();
    assert_eq!(finish(&completed(&[])), NOW);
    let started = r#"{"at":"2026-01-01T00:00:00Z","type":"pathStarted","path":"p","version":1}"#;
    assert_eq!(finish(&record(&[started])), "2026-01-01T00:00:00Z");
}

#[test]
fn a_step_repeated_with_more_credits_uses_up_no_more_of_what_may_be_shared() {
    let path = path(&format!(
        r#"{{"id":"p","steps":[{},{}],"doubleCounting":[{{"groups":["g1","g2"],"sharing":{{"type":"limitedCredits","credits":"5"}}}}],
        "goal":{{"id":"g","members":[
          {{"type":"group","id":"g1","members":[{{"type":"step","step":"a"}}]}},
          {{"type":"group","id":"g2","rule":{{"type":"any"}},"members":[{{"type":"step","step":"a"}},{{"type":"step","step":"b"}}]}}]}}}}"#,
        course("a", ""),
        course("b", "")
    ));
    assert!(on(&path, &completed(&["a"])).complete);
    let more = record(&[&passed("a"), &worth("a", 7, "earned")]);
    assert!(on(&path, &more).complete);
}
