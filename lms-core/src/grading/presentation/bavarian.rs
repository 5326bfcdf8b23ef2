use serde::{Deserialize, Serialize};

use super::show::{GradeToShow, Presented, Zeros, display};
use crate::grading::Exact;
use crate::grading::settings::check_rounding;
use crate::number::{Points, Rounding, RoundingMode};
use crate::problem::Problems;

/// The modified Bavarian formula: a foreign grade as a German one, 1.0 (best) to 4.0 (just passed), 5.0 for a fail.
///
/// `x = 1 + 3 * (best - grade) / (best - pass)`. Only the first decimal place counts, the others are cut off (KMK,
/// *Vereinbarung über die Festsetzung der Gesamtnote bei ausländischen Hochschulzugangszeugnissen*, 15.03.1991, as of
/// 12.09.2013). The formula also works for scales on which the best grade is the lowest number.
///
/// ```
/// use lms_core::grading::Exact;
/// use lms_core::grading::presentation::Bavarian;
/// // Spain: 10 is the best grade, 5 passes.
/// let spain = Bavarian::new("10".parse().unwrap(), "5".parse().unwrap());
/// assert_eq!(spain.grade(&"7.3".parse().unwrap()).unwrap().to_string(), "13/5"); // 1 + 3 * 2.7 / 5 = 2.62
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Bavarian {
    /// The best grade that can be reached.
    pub best: Points,
    /// The lowest grade that passes.
    pub pass: Points,
    /// How the result is rounded; by the agreement it is cut off after the first place.
    #[serde(default = "first_place")]
    pub rounding: Rounding,
}

const fn first_place() -> Rounding {
    Rounding {
        mode: RoundingMode::Truncate,
        digits: 1,
    }
}

impl Bavarian {
    /// The formula between a best grade and one that just passes, cut off after the first place.
    #[must_use]
    pub fn new(best: Points, pass: Points) -> Self {
        Self {
            best,
            pass,
            rounding: first_place(),
        }
    }

    /// The German grade; 5 for a grade that does not pass, 1 for one better than the best. `None` when best and pass are
    /// the same.
    #[must_use]
    pub fn grade(&self, mark: &Exact) -> Option<Exact> {
        Some(match self.exact(mark)? {
            fail if fail > Exact::integer(4) => Exact::integer(5),
            passed => passed.max(Exact::ONE).rounded(self.rounding),
        })
    }

    fn exact(&self, mark: &Exact) -> Option<Exact> {
        let (best, pass) = (Exact::from(self.best), Exact::from(self.pass));
        let lost = best.minus(mark).over(&best.minus(&pass))?;
        Some(Exact::ONE.plus(&Exact::integer(3).times(&lost)))
    }

    pub(super) fn shown(&self, grade: &GradeToShow) -> Option<Presented> {
        let exact = self.exact(&grade.mark)?;
        let passed = exact <= Exact::integer(4);
        let unrounded = if passed {
            exact.max(Exact::ONE)
        } else {
            Exact::integer(5)
        };
        let (text, value, steps) = display(unrounded, self.rounding, Zeros::Keep);
        Some(Presented {
            text,
            value: Some(value),
            passed: Some(passed),
            steps,
            ..Presented::default()
        })
    }

    /// Notes what is wrong with the formula in itself.
    pub fn check(&self, problems: &mut Problems) {
        if self.best == self.pass {
            let message = "the best grade must differ from the one that just passes";
            problems.at("pass", |found| found.add("range_empty", message));
        }
        check_rounding(self.rounding, problems);
    }
}
