//! Laws of what is shown, of class statistics, transcripts and mastery.

use lms_core::grading::Exact;
use lms_core::grading::cohort::{QuantileMethod, SummaryRequest, quantile, summarise};
use lms_core::grading::mastery::{MasteryRule, SkillResult};
use lms_core::grading::presentation::{Bavarian, Scale, ScaleReading, ects, national_schemes};
use lms_core::grading::transcript::{TranscriptEntry, TranscriptPolicy};
use proptest::prelude::*;

fn exact(above: i64, below: i64) -> Exact {
    Exact::ratio(above, below).unwrap()
}

proptest! {
    #[test]
    fn a_higher_share_never_gets_a_lower_letter(one in -200_i64..1_500, two in -200_i64..1_500, below in 1_i64..1_200) {
        let (low, high) = (exact(one.min(two), below), exact(one.max(two), below));
        for scheme in national_schemes() {
            // The place counted from the best; none stands below all.
            let place = |share: &Exact| {
                let found = scheme.look_up(share).map(|found| found.band.label.clone());
                scheme.bands.iter().position(|band| Some(&band.label) == found.as_ref()).unwrap_or(usize::MAX)
            };
            prop_assert!(place(&high) <= place(&low), "{}", scheme.id);
        }
    }

    #[test]
    fn a_band_is_the_highest_whose_bound_is_reached(share in 0_i64..1_300) {
        for scheme in national_schemes().iter().filter(|scheme| scheme.rounding.is_none()) {
            let share = exact(share, 1_200);
            let value = share.times(&Exact::from(scheme.out_of));
            let naive = scheme.bands.iter().filter(|band| Exact::from(band.from) <= value).max_by_key(|band| band.from);
            prop_assert_eq!(scheme.look_up(&share).map(|found| found.band), naive);
        }
    }

    #[test]
    fn a_better_mark_is_never_a_worse_german_grade(one in 0_i64..200, two in 0_i64..200) {
        let formula = Bavarian::new("20".parse().unwrap(), "10".parse().unwrap());
        let grade = |mark| formula.grade(&exact(mark, 10)).unwrap();
        prop_assert!(grade(one.max(two)) <= grade(one.min(two)));
        prop_assert!(grade(one) >= Exact::ONE && grade(one) <= exact(5, 1));
    }

    #[test]
    fn a_scale_keeps_order_in_both_readings(one in 0_i64..100, two in 0_i64..100, count in 2_usize..9) {
        let scale = Scale { values: (0..count).map(|value| format!("v{value}")).collect(), nudge: Default::default(), pass: None };
        for reading in [ScaleReading::Points, ScaleReading::Steps] {
            let number = |share| scale.of_share(&exact(share, 99), reading).unwrap().number;
            prop_assert!(number(one.min(two)) <= number(one.max(two)));
        }
        // Every value is found again by its own share.
        for number in 1..=u32::try_from(count).unwrap() {
            let value = scale.value(number).unwrap();
            prop_assert_eq!(scale.of_share(&value.of_points, ScaleReading::Points).unwrap().number, number);
            prop_assert_eq!(scale.of_share(&value.of_steps, ScaleReading::Steps).unwrap().number, number);
        }
    }

    #[test]
    fn a_better_mark_never_ranks_lower(marks in prop::collection::vec(0_i64..40, 1..60)) {
        let marks: Vec<Exact> = marks.into_iter().map(|mark| exact(mark, 1)).collect();
        let mut sorted = marks.clone();
        sorted.sort();
        let grades: Vec<&str> = sorted.iter().filter_map(|mark| ects().grade(mark, &marks)).collect();
        prop_assert!(grades.windows(2).all(|pair| pair[0] >= pair[1]));
    }

    #[test]
    fn a_class_is_summarised_as_by_hand(marks in prop::collection::vec(prop::option::weighted(0.9, 0_i64..100), 0..40)) {
        let grades: Vec<Option<Exact>> = marks.iter().map(|mark| mark.map(|mark| exact(mark, 7))).collect();
        let edges: Vec<Exact> = [0, 20, 50, 99].map(|edge| exact(edge, 7)).into();
        let request = SummaryRequest { edges, ..SummaryRequest::default() };
        let summary = summarise(&grades, &request).unwrap();
        let mut given: Vec<i64> = marks.iter().flatten().copied().collect();
        given.sort_unstable();
        let count = given.len();
        prop_assert_eq!(summary.count + summary.ungraded, marks.len());
        let binned: usize = summary.histogram.iter().map(|bin| bin.count).sum();
        prop_assert_eq!(binned + summary.below + summary.above, count);
        if count > 0 {
            let n = i64::try_from(count).unwrap();
            prop_assert_eq!(summary.mean, Exact::ratio(given.iter().sum(), 7 * n));
            let middle = given[(count - 1) / 2] + given[count / 2];
            prop_assert_eq!(summary.median, Exact::ratio(middle, 14));
            // From the definition: the sum of squared distances, each times n to stay whole.
            let sum: i64 = given.iter().sum();
            let squares: i64 = given.iter().map(|mark| (mark * n - sum).pow(2)).sum();
            prop_assert_eq!(summary.variance, Exact::ratio(squares, 49 * n * n * n));
        }
    }

    #[test]
    fn quantiles_rise_and_stay_between_the_extremes(marks in prop::collection::vec(0_i64..100, 1..30), one in 0_i64..=100, two in 0_i64..=100) {
        let mut sorted: Vec<Exact> = marks.into_iter().map(|mark| exact(mark, 3)).collect();
        sorted.sort();
        for method in [QuantileMethod::NearestRank, QuantileMethod::AveragedRank, QuantileMethod::Weibull, QuantileMethod::Linear] {
            let at = |share: i64| quantile(&sorted, &exact(share, 100), method).unwrap();
            prop_assert!(at(one.min(two)) <= at(one.max(two)));
            prop_assert!(at(one) >= sorted[0] && at(one) <= *sorted.last().unwrap());
        }
    }

    #[test]
    fn an_average_lies_between_the_grades_it_is_of(
        entries in prop::collection::vec((0_u8..4, 0_u8..3, 1_i64..6, 0_i64..=4), 1..20),
        policy in prop_oneof![Just("all"), Just("highest"), Just("latest"), Just("first"), Just("average")],
    ) {
        let mut entries = entries;
        entries.sort_by_key(|entry| entry.1);
        let written: Vec<TranscriptEntry> = entries
            .iter()
            .map(|(course, term, credits, points)| serde_json::from_value(serde_json::json!({
                "course": format!("c{course}"), "term": format!("t{term}"), "credits": credits,
                "status": {"type": "graded", "qualityPoints": points, "passed": *points > 0},
            })).unwrap())
            .collect();
        let policy: TranscriptPolicy =
            serde_json::from_value(serde_json::json!({"repeats": {"type": policy}})).unwrap();
        let transcript = policy.compute(&written).unwrap();
        let all = &transcript.cumulative;
        let points = || entries.iter().map(|entry| exact(entry.3, 1));
        let average = all.exact.clone().unwrap();
        prop_assert!(average >= points().min().unwrap() && average <= points().max().unwrap());
        prop_assert!(all.earned <= all.attempted && all.counted <= all.attempted);
        prop_assert_eq!(&transcript.terms.last().unwrap().cumulative, all);
        let attempted: Vec<Exact> = transcript.terms.iter().map(|term| term.own.attempted.clone()).collect();
        prop_assert_eq!(Exact::sum(&attempted), all.attempted.clone());
    }

    #[test]
    fn every_mastery_score_lies_between_its_results(points in prop::collection::vec(0_i64..=5, 1..10), weight in 1_i64..=100) {
        let results: Vec<SkillResult> = points
            .iter()
            .map(|points| serde_json::from_value(serde_json::json!({"points": points})).unwrap())
            .collect();
        for method in [
            serde_json::json!({"type": "average"}),
            serde_json::json!({"type": "weightedAverage", "weight": weight}),
            serde_json::json!({"type": "decayingAverage", "weight": weight, "formula": "recursive"}),
        ] {
            let rule: MasteryRule =
                serde_json::from_value(serde_json::json!({"method": method, "mastery": 3})).unwrap();
            let score = rule.evaluate(&results).unwrap().score.unwrap();
            let (low, high) = (points.iter().min().unwrap(), points.iter().max().unwrap());
            prop_assert!(score >= exact(*low, 1) && score <= exact(*high, 1));
        }
    }
}
