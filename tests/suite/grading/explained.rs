//! An explanation is enough to compute the grade again, with nothing but itself.

use std::collections::BTreeSet;

use lms_core::grading::{Answer, CompiledScheme, ContributionKind, Exact, PartOf, Profile, Scheme};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

use super::course::{asked, course};

fn number(value: &Value) -> Exact {
    value.as_str().unwrap().parse().unwrap()
}

/// The share of a part, from its own leaves upwards: read from the written form, as a stranger would.
fn again(part: &Value) -> Option<Exact> {
    let parts = part.get("parts").and_then(Value::as_array);
    let Some(parts) = parts.filter(|_| part["of"]["type"] == "category") else {
        let score = part.get("score")?;
        let (points, minimum, maximum) = (
            number(&score["points"]),
            number(&score["minimum"]),
            number(&score["maximum"]),
        );
        return points.minus(&minimum).over(&maximum.minus(&minimum));
    };
    let natural = part["of"]["aggregation"]["type"] == "sumOfPoints";
    let mut share = Exact::ZERO;
    let mut counted = 0;
    for inner in parts
        .iter()
        .filter(|inner| inner["role"]["type"] == "counted")
    {
        counted += 1;
        let own = if natural {
            let score = &inner["score"];
            // Points are added as they are: of their maximum, whatever the minimum is.
            number(&score["points"]).over(&number(&score["maximum"]))
        } else {
            again(inner)
        };
        let normalised = number(&inner["role"]["normalised"]);
        let contribution = own?.times(&normalised);
        assert_eq!(contribution, number(&inner["role"]["contribution"]));
        share = share.plus(&contribution);
    }
    if counted == 0 {
        return None;
    }
    for step in part
        .get("steps")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        assert_eq!(number(&step["from"]), share);
        share = number(&step["to"]);
    }
    Some(share)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn an_explanation_recomputes_to_its_total((scheme, sheet) in course(), learner in any::<bool>()) {
        let compiled = CompiledScheme::new(scheme).unwrap();
        let asked = asked(learner);
        for answer in [Answer::Current, Answer::Final, Answer::Best, Answer::Worst] {
            let explanation = compiled.explain(&sheet, &asked, answer);
            let written = serde_json::to_value(&explanation).unwrap();
            let root = &written["root"];
            if written["total"]["type"] == "graded" {
                let share = again(root).unwrap();
                let mut percent = share.times(&Exact::HUNDRED);
                prop_assert_eq!(percent.to_string(), written["total"]["exact"].as_str().unwrap());
                for step in written["steps"].as_array().into_iter().flatten() {
                    prop_assert_eq!(number(&step["from"]), percent);
                    percent = number(&step["to"]);
                }
                prop_assert_eq!(percent.to_decimal_text(), written["total"]["percent"].as_str().unwrap());
            }
        }
    }

    #[test]
    fn what_the_marks_contribute_adds_up_to_the_total(
        (scheme, sheet) in course(),
        profile in select(vec![Profile::Plain, Profile::Canvas, Profile::Moodle, Profile::OpenEdx]),
        learner in any::<bool>(),
    ) {
        let scheme = Scheme { settings: profile.settings(), ..scheme };
        let Ok(compiled) = CompiledScheme::new(scheme) else { return Ok(()); };
        let asked = asked(learner);
        for answer in [Answer::Current, Answer::Final, Answer::Best, Answer::Worst] {
            let explanation = compiled.explain(&sheet, &asked, answer);
            let contributions = explanation.contributions();
            let Some(exact) = explanation.total.exact() else {
                prop_assert!(contributions.is_empty());
                continue;
            };
            let percents: Vec<Exact> = contributions.iter().map(|of| of.percent.clone()).collect();
            prop_assert_eq!(&Exact::sum(&percents), exact, "{:?}", answer);
            let mut seen = BTreeSet::new();
            for of in &contributions {
                if let PartOf::Item { id } = of.of {
                    prop_assert!(seen.insert(id), "`{}` twice", id);
                    prop_assert_eq!(of.kind, ContributionKind::Mark);
                }
                if let Some(cut) = &of.cut {
                    prop_assert!(*cut >= Exact::ZERO || of.percent.is_negative(), "{:?}", of);
                }
            }
        }
    }
}
