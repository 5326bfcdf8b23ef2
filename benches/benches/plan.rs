//! A plan for a real degree of 43 courses, in terms and with what is failed on the way: under 50 ms is what is asked.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use lms_core::path::{
    FailureAnswer, MetricsOptions, Path, PictureFormat, PlanAnswer, PlanRequest, Proof,
};

const DEGREE: &str =
    include_str!("../../tests/data/curricula/kentucky-electrical-engineering.json");

fn request(credits: u32) -> PlanRequest {
    let text = format!(
        r#"{{"time": {{"type": "seasons", "seasons": ["autumn", "spring"], "terms": 16}}, "maxCredits": "{credits}",
            "offered": [{{"step": "EE 211", "seasons": ["autumn"]}}, {{"step": "EE 223", "seasons": ["spring"]}},
                {{"step": "EE 490", "seasons": ["autumn"]}}, {{"step": "EE 491", "seasons": ["spring"]}}]}}"#
    );
    serde_json::from_str(&text).expect("the request is well formed")
}

fn plan(criterion: &mut Criterion) {
    let path = Path::compile(serde_json::from_str(DEGREE).expect("a definition")).expect("a path");
    let mut group = criterion.benchmark_group("plan");
    for credits in [15, 17, 18] {
        let request = request(credits);
        let answer = path.plan(&request).expect("a right request");
        assert!(matches!(answer, PlanAnswer::Terms(plan) if plan.proof == Proof::Shortest));
        group.bench_function(
            format!("degree of 43 courses, {credits} credits a term"),
            |bencher| {
                bencher.iter(|| black_box(path.plan(black_box(&request))));
            },
        );
    }
    let (request, step) = (request(18), "MA 113".parse().expect("an id"));
    let answer = path.plan_failing(&request, &step).expect("a right request");
    assert!(matches!(answer, FailureAnswer::Replanned { .. }));
    group.bench_function("what if the first course is failed", |bencher| {
        bencher.iter(|| black_box(path.plan_failing(black_box(&request), &step)));
    });
    group.bench_function("measures of the degree", |bencher| {
        bencher.iter(|| black_box(path.metrics(&MetricsOptions::default())));
    });
    group.bench_function("drawing of the degree", |bencher| {
        bencher.iter(|| black_box(path.picture(PictureFormat::Svg, None)));
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = plan
}
criterion_main!(benches);
