//! A real degree: read, measured against published numbers, planned, failed, drawn.

use lms_core::path::{
    Curriculum, FailureAnswer, MetricsOptions, Path, PictureFormat, PlanAnswer, PlanRequest, Proof,
    TermPlan,
};

const CSV: &str = include_str!("../../data/curricula/kentucky-electrical-engineering.csv");
const PLAN: &str = include_str!("../../data/curricula/kentucky-electrical-engineering-plan.csv");
const JSON: &str = include_str!("../../data/curricula/kentucky-electrical-engineering.json");
const SVG: &str = include_str!("../../data/curricula/kentucky-electrical-engineering.svg");
const README: &str = include_str!("../../../README.md");
const MERMAID: &str = include_str!("../../data/curricula/kentucky-electrical-engineering.mmd");

fn path() -> Path {
    Path::compile(serde_json::from_str(JSON).unwrap()).unwrap()
}

fn request(credits: u32) -> PlanRequest {
    let text = format!(
        r#"{{"time": {{"type": "seasons", "seasons": ["autumn", "spring"], "terms": 16}}, "maxCredits": "{credits}"}}"#
    );
    serde_json::from_str(&text).unwrap()
}

fn plan(credits: u32) -> TermPlan {
    match path().plan(&request(credits)).unwrap() {
        PlanAnswer::Terms(plan) => plan,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_curriculum_is_the_same_as_csv_and_as_json() {
    let curriculum = Curriculum::from_csv(CSV).unwrap().curriculum;
    assert_eq!(curriculum.to_csv(), CSV);
    let definition = curriculum
        .to_path("kentucky-electrical-engineering".parse().unwrap())
        .unwrap();
    assert_eq!(&definition, path().definition());
    assert_eq!(definition.steps.len(), 43);
    let plan = Curriculum::from_csv(PLAN).unwrap().curriculum;
    assert_eq!(plan.to_csv(), PLAN);
}

/// The numbers that CurricularAnalytics.jl gives for this programme.
#[test]
fn the_measures_are_the_published_ones() {
    let metrics = path().metrics(&MetricsOptions::default()).unwrap();
    assert_eq!(
        (metrics.delay, metrics.blocking, metrics.complexity),
        (150, 81, 231)
    );
    assert_eq!(metrics.centrality.to_u64(), Some(727));
    let calculus = metrics
        .steps
        .iter()
        .find(|step| step.step.as_str() == "MA 113")
        .unwrap();
    assert_eq!(
        (calculus.blocking, calculus.delay, calculus.complexity),
        (15, 8, 23)
    );
    let most = metrics
        .steps
        .iter()
        .max_by_key(|step| step.centrality.to_u64())
        .unwrap();
    assert_eq!(
        (most.step.as_str(), most.centrality.to_u64()),
        ("EE 223", Some(136))
    );
}

#[test]
fn the_degree_plan_has_its_published_load() {
    let plan = Curriculum::from_csv(PLAN).unwrap().curriculum;
    let path = path();
    let mut terms = vec![Vec::new(); 8];
    for (course, step) in plan.courses.iter().zip(&path.definition().steps) {
        terms[course.term.unwrap() as usize - 1].push(step.id.clone());
    }
    let load = path.load(&terms).unwrap();
    let credits: Vec<String> = load.credits.iter().map(ToString::to_string).collect();
    assert_eq!(credits, ["15", "16", "17", "18", "17", "15", "15", "18"]);
    assert_eq!(
        (load.most_in, load.fewest_in, load.mean.to_string().as_str()),
        (4, 1, "131/8")
    );
    // The same from the table alone: how many terms each course stands behind each of its requisites.
    let term = |id: u64| {
        plan.courses
            .iter()
            .find(|course| course.id == id)
            .unwrap()
            .term
            .unwrap()
    };
    let lists = |course: &lms_core::path::CurriculumCourse| {
        [
            &course.prerequisites,
            &course.corequisites,
            &course.strict_corequisites,
        ]
        .map(Vec::clone)
        .concat()
    };
    let distance: u32 = plan
        .courses
        .iter()
        .flat_map(|course| {
            lists(course)
                .into_iter()
                .map(|other| course.term.unwrap() - term(other))
                .collect::<Vec<_>>()
        })
        .sum();
    assert_eq!(load.requisite_distance, u64::from(distance));
}

/// 131 credits at 18 a term need eight terms; so do not: the longest chain, MA 113 to EE 421G, takes seven steps in five terms.
#[test]
fn the_degree_is_planned_in_as_few_terms_as_its_credits_allow() {
    for (credits, terms) in [(18, 8), (17, 8), (16, 9), (15, 9), (22, 6), (40, 5)] {
        let plan = plan(credits);
        assert_eq!(
            (plan.terms.len(), plan.proof),
            (terms, Proof::Shortest),
            "{credits}"
        );
        assert_eq!(plan.credits.to_string(), "131");
        assert!(
            plan.terms
                .iter()
                .all(|term| term.credits.micros() <= i64::from(credits) * 1_000_000)
        );
    }
}

/// The README shows this plan; what stands there is what the engine answers.
#[test]
fn the_plan_in_the_readme_is_up_to_date() {
    for term in plan(18).terms {
        let steps: Vec<&str> = term.steps.iter().map(|own| own.step.as_str()).collect();
        let credits = term.credits.to_string();
        let line = format!(
            "{:<8} {credits:>2} credits  {}\n",
            term.name,
            steps.join(", ")
        );
        assert!(README.contains(&line), "{line}");
    }
}

#[test]
fn a_failed_course_shifts_the_rest_of_the_degree() {
    let path = path();
    let answer = path
        .plan_failing(&request(18), &"MA 113".parse().unwrap())
        .unwrap();
    let FailureAnswer::Replanned {
        failed_in,
        shifts,
        terms_later,
        plan,
        ..
    } = answer
    else {
        panic!("{answer:?}")
    };
    assert_eq!(
        (failed_in.as_str(), plan.proof),
        ("autumn 1", Proof::Shortest)
    );
    assert_eq!(
        shifts
            .iter()
            .find(|shift| shift.step.as_str() == "MA 113")
            .unwrap()
            .to
            .as_deref(),
        Some("spring 1")
    );
    // 135 credits have to be taken now, four of them twice: 135 / 18 is still below eight.
    assert_eq!(terms_later, 0);
}

/// The pictures in this folder are what the engine draws; `LMS_BLESS=1` writes them anew.
#[test]
fn the_pictures_are_up_to_date() {
    for (format, name, kept) in [
        (PictureFormat::Svg, "svg", SVG),
        (PictureFormat::Mermaid, "mmd", MERMAID),
    ] {
        let drawn = path().picture(format, None).unwrap();
        if std::env::var_os("LMS_BLESS").is_some() {
            let folder = concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/data/curricula/kentucky-electrical-engineering."
            );
            std::fs::write(format!("{folder}{name}"), &drawn).unwrap();
        } else {
            assert_eq!(drawn, kept, "{name}");
        }
    }
}
