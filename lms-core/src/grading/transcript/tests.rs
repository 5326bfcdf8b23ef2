use super::*;
use crate::grading::Exact;

fn entry(course: &str, term: &str, credits: &str, status: &str) -> TranscriptEntry {
    let text = format!(
        r#"{{"course":"{course}","term":"{term}","credits":"{credits}","status":{status}}}"#
    );
    serde_json::from_str(&text).unwrap()
}

fn graded(course: &str, term: &str, credits: &str, points: &str) -> TranscriptEntry {
    let passed = points != "0";
    entry(
        course,
        term,
        credits,
        &format!(r#"{{"type":"graded","qualityPoints":"{points}","passed":{passed}}}"#),
    )
}

fn compute(policy: &str, entries: &[TranscriptEntry]) -> Transcript {
    serde_json::from_str::<TranscriptPolicy>(policy)
        .unwrap()
        .compute(entries)
        .unwrap()
}

#[test]
fn an_average_is_weighted_by_credits_and_rounded_once() {
    let entries = [
        graded("a", "1", "3", "4"),
        graded("b", "1", "4", "3.3"),
        graded("c", "2", "2", "0"),
        entry("d", "2", "3", r#"{"type":"passFail","passed":true}"#),
        entry("e", "2", "3", r#"{"type":"withdrawn"}"#),
        entry("f", "2", "6", r#"{"type":"transfer"}"#),
        entry("g", "2", "6", r#"{"type":"inProgress"}"#),
    ];
    let transcript = compute("{}", &entries);
    let all = &transcript.cumulative;
    // 12 + 13.2 + 0 grade points over 9 credits.
    assert_eq!(all.exact, "2.8".parse().ok());
    assert_eq!(
        (all.attempted.to_string(), all.earned.to_string()),
        ("15".into(), "16".into())
    );
    assert_eq!(transcript.terms[0].own.average, "3.6".parse().ok());
    assert_eq!(transcript.terms[1].own.exact, Some(Exact::ZERO));
    assert_eq!(transcript.terms[1].cumulative, *all);
    assert_eq!(compute("{}", &[]).cumulative.average, None);
}

#[test]
fn repeats_count_as_the_policy_says_and_earn_credits_once() {
    let entries = [
        graded("a", "1", "3", "2"),
        graded("b", "1", "3", "4"),
        graded("a", "2", "3", "1"),
        graded("a", "3", "3", "3"),
    ];
    for (policy, average, counted) in [
        ("all", "2.5", "12"),
        ("highest", "3.5", "6"),
        ("latest", "3.5", "6"),
        ("first", "3", "6"),
        ("average", "3", "6"),
    ] {
        let transcript = compute(&format!(r#"{{"repeats":{{"type":"{policy}"}}}}"#), &entries);
        assert_eq!(
            transcript.cumulative.exact,
            average.parse().ok(),
            "{policy}"
        );
        assert_eq!(
            transcript.cumulative.counted,
            counted.parse().unwrap(),
            "{policy}"
        );
        assert_eq!(transcript.cumulative.earned, Exact::integer(6));
    }
    let latest = compute(r#"{"repeats":{"type":"latest"}}"#, &entries);
    // At the end of term 2 the worse grade had replaced the better one.
    assert_eq!(latest.terms[1].cumulative.exact, "2.5".parse().ok());
    assert_eq!(latest.entries[0].effect, EntryEffect::Replaced);
    let limited = compute(
        r#"{"repeats":{"type":"latest"},"replacementLimit":1}"#,
        &entries,
    );
    // Only the first attempt is replaced: (4 + 1 + 3) / 3.
    assert_eq!(limited.cumulative.exact, "8/3".parse().ok());
    assert_eq!(limited.cumulative.average, "2.67".parse().ok());
}

#[test]
fn a_repeatable_course_is_no_repeat() {
    let mut entries = [
        graded("choir", "1", "1", "4"),
        graded("choir", "2", "1", "2"),
    ];
    for entry in &mut entries {
        entry.repeatable = true;
    }
    let transcript = compute(r#"{"repeats":{"type":"latest"}}"#, &entries);
    assert_eq!(transcript.cumulative.exact, "3".parse().ok());
    assert_eq!(transcript.cumulative.earned, Exact::integer(2));
}

#[test]
fn negative_credits_are_refused() {
    let refused = TranscriptPolicy::default().compute(&[graded("a", "1", "-1", "4")]);
    assert_eq!(refused.unwrap_err().code(), "credits_negative");
}
