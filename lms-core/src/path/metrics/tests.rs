use super::*;
use crate::path::definition::PathDefinition;

/// A path of steps `name: needs`, a need being `name` (before), `~name` (before or together) or `=name` (together).
fn path(steps: &[(&str, &[&str])]) -> Path {
    let steps: Vec<String> = steps
        .iter()
        .map(|(id, needs)| {
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
                r#"{{"id": "{id}", "item": {{"type": "course", "course": "{id}"}}, "credits": "3", "requires": [{}]}}"#,
                needs.join(",")
            )
        })
        .collect();
    let text = format!(r#"{{"id": "p", "steps": [{}]}}"#, steps.join(","));
    Path::compile(serde_json::from_str::<PathDefinition>(&text).unwrap()).unwrap()
}

fn measured(steps: &[(&str, &[&str])]) -> PathMetrics {
    path(steps).metrics(&MetricsOptions::default()).unwrap()
}

fn column<T>(metrics: &PathMetrics, of: impl Fn(&StepMetrics) -> T) -> Vec<T> {
    metrics.steps.iter().map(of).collect()
}

fn centralities(metrics: &PathMetrics) -> Vec<u64> {
    column(metrics, |step| step.centrality.to_u64().unwrap())
}

/// The example of the definitions, part (a): v1 opens v2 and v3, v2 opens v4. Worked by hand: from v1 all 3 others are
/// reached, from v2 only v4; the longest chain is v1 v2 v4, and v3 lies on a chain of 2; only v2 is inside a chain.
#[test]
fn a_gateway_course_blocks_the_most() {
    let metrics = measured(&[
        ("v1", &[]),
        ("v2", &["v1"]),
        ("v3", &["v1"]),
        ("v4", &["v2"]),
    ]);
    assert_eq!(column(&metrics, |step| step.blocking), [3, 1, 0, 0]);
    assert_eq!(column(&metrics, |step| step.delay), [3, 3, 2, 3]);
    assert_eq!(centralities(&metrics), [0, 3, 0, 0]);
    assert_eq!(metrics.complexity, 15);
    let longest: Vec<_> = metrics.longest.iter().map(StepId::as_str).collect();
    assert_eq!(longest, ["v1", "v2", "v4"]);
    assert_eq!(metrics.longest_count.to_u64(), Some(1));
    assert_eq!(metrics.credits.to_string(), "12");
}

/// Part (b): v1 and v2 open v3, v3 opens v4. Two chains of 3 run through v3.
#[test]
fn a_course_between_many_chains_is_central() {
    let metrics = measured(&[
        ("v1", &[]),
        ("v2", &[]),
        ("v3", &["v1", "v2"]),
        ("v4", &["v3"]),
    ]);
    assert_eq!(column(&metrics, |step| step.blocking), [2, 2, 1, 0]);
    assert_eq!(column(&metrics, |step| step.delay), [3, 3, 3, 3]);
    assert_eq!(centralities(&metrics), [0, 0, 6, 0]);
    assert_eq!(metrics.complexity, 17);
    assert_eq!(metrics.longest_count.to_u64(), Some(2));
}

/// Prerequisites and corequisites mixed: the chains are ACE, ACDF, ACDGF, ABDF, ABDGF (3, 4, 5, 4 and 5 steps), so B lies
/// on 4 + 5, C on 3 + 4 + 5, D on 4 + 5 + 4 + 5 and G on 5 + 5.
#[test]
fn corequisites_count_like_prerequisites() {
    let metrics = measured(&[
        ("A", &[]),
        ("B", &["~A"]),
        ("C", &["A"]),
        ("D", &["B", "~C"]),
        ("E", &["C"]),
        ("F", &["D", "G"]),
        ("G", &["~D"]),
    ]);
    assert_eq!(column(&metrics, |step| step.delay), [5, 5, 5, 5, 3, 5, 5]);
    assert_eq!(
        column(&metrics, |step| step.blocking),
        [6, 3, 4, 2, 0, 0, 1]
    );
    assert_eq!(centralities(&metrics), [0, 9, 12, 18, 0, 0, 10]);
    assert_eq!(metrics.complexity, 49);
    assert_eq!(metrics.centrality.to_u64(), Some(49));
}

/// A lecture that is taken together with its lab points from the lab to the lecture when the lecture says so.
#[test]
fn a_strict_corequisite_points_the_way_it_is_written() {
    let metrics = measured(&[("lecture", &["=lab"]), ("lab", &[]), ("next", &["lecture"])]);
    assert_eq!(column(&metrics, |step| step.blocking), [1, 2, 0]);
    assert_eq!(column(&metrics, |step| step.delay), [3, 3, 3]);
    let mutual = measured(&[("a", &["=b"]), ("b", &["=a"])]);
    assert_eq!(column(&mutual, |step| step.blocking), [0, 1]);
}

/// 64 layers of 4 steps, each step open after all of the layer before: 4^64 chains, far beyond 64 bits.
#[test]
fn ways_beyond_any_machine_word_are_counted_exactly() {
    let names: Vec<Vec<String>> = (0..64)
        .map(|layer| (0..4).map(|n| format!("s{layer}-{n}")).collect())
        .collect();
    let mut steps: Vec<(&str, Vec<&str>)> = Vec::new();
    for (layer, row) in names.iter().enumerate() {
        for name in row {
            let needs = if layer == 0 {
                Vec::new()
            } else {
                names[layer - 1].iter().map(String::as_str).collect()
            };
            steps.push((name, needs));
        }
    }
    let steps: Vec<(&str, &[&str])> = steps
        .iter()
        .map(|(id, needs)| (*id, needs.as_slice()))
        .collect();
    let metrics = measured(&steps);
    let four = BigUint::from(4_u32);
    assert_eq!(metrics.longest_count.to_string(), four.pow(64).to_string());
    // Through one step of an inner layer run a quarter of all chains, each of 64 steps.
    let expected = four.pow(63) * 64_u32;
    assert_eq!(
        metrics.steps[4].centrality.to_string(),
        expected.to_string()
    );
    assert_eq!(metrics.steps[0].blocking, 63 * 4);
}

#[test]
fn a_group_is_looked_through() {
    let text = r#"{"id": "p", "steps": [
        {"id": "a", "item": {"type": "milestone"}}, {"id": "b", "item": {"type": "milestone"}},
        {"id": "c", "item": {"type": "milestone"}, "requires": [{"type": "before", "step": "either"}]}],
        "goal": {"id": "all", "members": [
            {"type": "group", "id": "either", "rule": {"type": "any"}, "members": [{"type": "step", "step": "a"}, {"type": "step", "step": "b"}]},
            {"type": "step", "step": "c"}]}}"#;
    let path = Path::compile(serde_json::from_str(text).unwrap()).unwrap();
    let requisites = Requisites::of(&path).unwrap();
    let edges: Vec<_> = requisites
        .edges()
        .iter()
        .map(|edge| (edge.from, edge.to, edge.firm))
        .collect();
    assert_eq!(edges, [(0, 2, false), (1, 2, false)]);
}

#[test]
fn a_strictly_ordered_group_is_a_chain() {
    let text = r#"{"id": "p", "steps": [
        {"id": "a", "item": {"type": "milestone"}}, {"id": "b", "item": {"type": "milestone"}}, {"id": "c", "item": {"type": "milestone"}}],
        "goal": {"id": "all", "order": "strict", "members": [
            {"type": "step", "step": "b"}, {"type": "step", "step": "a"}, {"type": "step", "step": "c"}]}}"#;
    let path = Path::compile(serde_json::from_str(text).unwrap()).unwrap();
    let requisites = Requisites::of(&path).unwrap();
    let edges: Vec<_> = requisites
        .edges()
        .iter()
        .map(|edge| (edge.from, edge.to))
        .collect();
    assert_eq!(edges, [(1, 0), (0, 2)]);
}

#[test]
fn bottlenecks_and_dead_ends_are_named() {
    let steps: &[(&str, &[&str])] = &[
        ("MA 1", &[]),
        ("MA 2", &["MA 1"]),
        ("BW 1", &["MA 1"]),
        ("BW 2", &["MA 1", "BW 1"]),
        ("Elective", &[]),
    ];
    let options = MetricsOptions {
        subjects: vec!["BW".into()],
        ..MetricsOptions::default()
    };
    let metrics = path(steps).metrics(&options).unwrap();
    let text = |ids: &[StepId]| ids.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(text(&metrics.bottlenecks), ["MA 1"]);
    assert_eq!(text(&metrics.dead_ends), ["MA 2"]);
}
