//! The words for what an explanation holds, each with its code.

use super::{end, number};
use crate::grading::{Aggregation, Answer, LeftOut, Nothing, Role, StepReason};
use crate::number::{Rounding, RoundingMode};

/// As many places as a reader can follow.
pub(super) const SHORT: Rounding = Rounding {
    mode: RoundingMode::HalfAway,
    digits: 4,
};

/// As many as most roundings leave.
pub(super) const LONG: Rounding = Rounding {
    mode: RoundingMode::HalfAway,
    digits: 6,
};

pub(super) fn answer(answer: Answer) -> &'static str {
    match answer {
        Answer::Current => "current",
        Answer::Final => "final",
        Answer::Best => "best possible",
        Answer::Worst => "worst possible",
    }
}

pub(super) fn aggregation(aggregation: Aggregation) -> &'static str {
    match aggregation {
        Aggregation::SumOfPoints => "the sum of its points",
        Aggregation::WeightedMean { .. } => "the weighted mean of its parts",
        Aggregation::SimpleWeightedMean => "the mean of its parts by their ranges",
        Aggregation::MeanWithExtraCredit => "the mean of its parts with extra credit",
        Aggregation::Mean => "the mean of its parts",
        Aggregation::Median => "the median of its parts",
        Aggregation::Mode => "the most frequent of its parts",
        Aggregation::Lowest => "the lowest of its parts",
        Aggregation::Highest => "the highest of its parts",
        Aggregation::Natural => "its points by natural weights",
    }
}

/// What a part counts.
pub(super) fn role(role: &Role<'_>) -> (String, String) {
    match role {
        Role::Whole => ("whole".into(), String::new()),
        Role::Counted {
            normalised,
            extra_credit,
            ungraded,
            ..
        } => {
            let weight = super::percent(normalised);
            let (code, counts) = if *extra_credit {
                ("counted_extra", "counts as extra credit with")
            } else {
                ("counted", "counts with")
            };
            let text = format!("{counts} {weight} of the weight");
            match ungraded {
                None => (code.into(), text),
                Some(reason) => {
                    let (_, why) = left_out(*reason);
                    (format!("{code}_ungraded"), format!("{text} although {why}"))
                }
            }
        }
        Role::Dropped { end: dropped, .. } => {
            let (code, text) = end(*dropped);
            (code.into(), text.into())
        }
        Role::LeftOut { reason } => {
            let (code, why) = left_out(*reason);
            let text = format!("does not count, because {why}");
            (format!("left_out_{code}"), text)
        }
    }
}

fn left_out(reason: LeftOut) -> (&'static str, &'static str) {
    match reason {
        LeftOut::NotGraded => ("not_graded", "it is not graded"),
        LeftOut::NotDue => ("not_due", "it is not due yet"),
        LeftOut::PendingReview => ("pending_review", "it waits for a marker"),
        LeftOut::Missing => ("missing", "it was declared missing"),
        LeftOut::Excused => ("excused", "the learner is excused from it"),
        LeftOut::Excluded => ("excluded", "a teacher took it out for this learner"),
        LeftOut::Withdrawn => ("withdrawn", "the learner withdrew from it"),
        LeftOut::NeverBegun => (
            "never_begun",
            "the enrolment is concluded and it was never begun",
        ),
        LeftOut::NotCounted => ("not_counted", "it counts in no total"),
        LeftOut::Anonymous => ("anonymous", "its marks are anonymous and not posted yet"),
        LeftOut::Hidden => ("hidden", "the viewer must not see it"),
        LeftOut::Unposted => ("unposted", "it is not posted yet"),
        LeftOut::OtherPeriod => (
            "other_period",
            "it belongs to another grading period or to none",
        ),
        LeftOut::WithoutPoints => ("without_points", "it has no points to be reached"),
        LeftOut::ZeroWeight => ("zero_weight", "its weight is zero"),
        LeftOut::NoTotal => ("no_total", "it has no total"),
        LeftOut::Expected => ("expected", "it is still to come"),
        LeftOut::NotPicked => ("not_picked", "other parts were picked"),
        LeftOut::InFormula => ("in_formula", "only the category's formula reads it"),
        LeftOut::Formula(fault) => (fault.code(), fault.text()),
    }
}

pub(super) fn nothing(reason: Nothing) -> (&'static str, &'static str) {
    match reason {
        Nothing::NothingCounted => ("nothing_counted", "no part counts"),
        Nothing::ZeroWeight => ("zero_weight", "the weights of what counts are zero"),
        Nothing::WithoutPoints => ("without_points", "there are no points to be reached"),
        Nothing::OnlyExtraCredit => ("only_extra_credit", "only extra credit counts"),
        Nothing::Formula(fault) => (fault.code(), fault.text()),
    }
}

/// What was done to a number. Who did it stands in the explanation, not in a text.
pub(super) fn step(why: &StepReason<'_>) -> (&'static str, String) {
    let (code, text) = match why {
        StepReason::Supposed => ("supposed", "supposed"),
        StepReason::Overridden { .. } => ("overridden", "overridden by a teacher"),
        StepReason::RangeSet { .. } => {
            ("range_set", "left as it was, out of a maximum set by hand")
        }
        StepReason::Moderated => ("moderated", "settled among the markers"),
        StepReason::Attempts { used } => {
            let text = match used {
                0 => "the mark that stood before the attempts".into(),
                1 => "from the attempt that counts".into(),
                used => format!("from {used} attempts"),
            };
            return ("attempts", text);
        }
        StepReason::Resits => ("resits", "with resits counted"),
        StepReason::Curved => ("curved", "curved for the class"),
        StepReason::Late { seconds, at_floor } => {
            let floor = if *at_floor { ", held by the floor" } else { "" };
            return ("late", format!("late by {seconds} s{floor}"));
        }
        StepReason::Missing => ("missing", "counted as missing work"),
        StepReason::Calculated => ("calculated", "calculated by the formula"),
        StepReason::Set => ("set", "set by a teacher"),
        StepReason::Rescaled => ("rescaled", "rescaled to the present maximum"),
        StepReason::Factor { factor } => {
            let text = format!("multiplied by {} %", number(&(*factor).into()));
            return ("factor", text);
        }
        StepReason::Offset => ("offset", "with the points of the item added"),
        StepReason::OnScale => ("on_scale", "put on the nearest place of the scale"),
        StepReason::Bounded => ("bounded", "brought into its range"),
        StepReason::Limited => ("limited", "held to the limits of the category"),
        StepReason::Rounded { rounding } => return ("rounded", rounded(*rounding)),
        StepReason::Binary64 => ("binary64", "as a binary fraction of 53 bits"),
        StepReason::Biased { bias } => {
            let text = format!("biased by {} %", number(&(*bias).into()));
            return ("biased", text);
        }
    };
    (code, text.into())
}

fn rounded(rounding: Rounding) -> String {
    let mode = match rounding.mode {
        RoundingMode::HalfUp => "rounded half up",
        RoundingMode::HalfEven => "rounded half to even",
        RoundingMode::HalfAway => "rounded half away from zero",
        RoundingMode::Truncate => "cut off",
    };
    match rounding.digits {
        0 => format!("{mode} to a whole number"),
        1 => format!("{mode} to 1 decimal place"),
        digits => format!("{mode} to {digits} decimal places"),
    }
}
