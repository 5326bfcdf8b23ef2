//! A change of policy, looked at before it is made: whose grade changes, and who crosses a bound.

use serde::Serialize;

use super::{Answer, Asked, CompiledScheme, Exact, Total};
use crate::number::Percent;
use crate::record::ScoreSheet;

/// What a change of scheme does to a cohort.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Preview<K> {
    /// Learners looked at.
    pub learners: usize,
    /// Learners whose published grade rises, or who get one.
    pub raised: usize,
    /// Learners whose published grade falls, or who lose it.
    pub lowered: usize,
    /// The learners whose published grade changes, or what both schemes show for it, in the order of the cohort.
    pub changed: Vec<Changed<K>>,
}

/// A learner whose grade changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Changed<K> {
    /// Who.
    pub learner: K,
    /// The total by the scheme as it is.
    pub before: Total,
    /// The total by the scheme as it would be.
    pub after: Total,
    /// The bounds among those asked about that the published grade crosses, such as the one for a pass.
    pub crosses: Vec<Percent>,
}

/// Compares two schemes over a cohort. Every learner is graded by both; nothing is stored.
///
/// ```
/// use lms_core::grading::{Answer, Asked, CompiledScheme, Scheme, preview};
/// use lms_core::record::{Score, ScoreSheet};
/// let scheme = |aggregation: &str| CompiledScheme::new(Scheme::from_json(&format!(r#"{{"id":"s","root":{{"id":"c",
///     "aggregation":{{"type":"{aggregation}"}},"children":[
///     {{"type":"item","id":"a","maximum":"10"}},{{"type":"item","id":"b","maximum":"10"}}]}}}}"#)).unwrap()).unwrap();
/// let mut sheet = ScoreSheet::default();
/// sheet.scores.insert("a".parse().unwrap(), Score::scored("9".parse().unwrap()));
/// sheet.scores.insert("b".parse().unwrap(), Score::scored("3".parse().unwrap()));
/// let asked = Asked::at("2026-11-22T08:00:00Z".parse().unwrap());
/// let pass = "70".parse().unwrap();
/// let found = preview(&scheme("mean"), &scheme("highest"), [("ada", &sheet)], &asked, Answer::Current, &[pass]);
/// assert_eq!((found.raised, found.changed[0].learner), (1, "ada"));
/// assert_eq!(found.changed[0].crosses, [pass]);
/// ```
#[must_use]
pub fn preview<'c, K>(
    before: &CompiledScheme,
    after: &CompiledScheme,
    cohort: impl IntoIterator<Item = (K, &'c ScoreSheet)>,
    asked: &Asked,
    answer: Answer,
    bounds: &[Percent],
) -> Preview<K> {
    let mut preview = Preview {
        learners: 0,
        raised: 0,
        lowered: 0,
        changed: Vec::new(),
    };
    for (learner, sheet) in cohort {
        preview.learners = preview.learners.saturating_add(1);
        let [old, new] = [before, after].map(|scheme| {
            let row = scheme.row(sheet, asked);
            scheme.total(&row, answer)
        });
        let (from, to) = (published(&old), published(&new));
        let same = from == to && core::mem::discriminant(&old) == core::mem::discriminant(&new);
        if same && shows_the_same(&old, &new) {
            continue;
        }
        if to > from {
            preview.raised = preview.raised.saturating_add(1);
        } else if !same {
            preview.lowered = preview.lowered.saturating_add(1);
        }
        let crossed = |bound: &&Percent| {
            let bound = Exact::from(**bound);
            let reaches = |total: &Option<Exact>| total.as_ref().is_some_and(|t| *t >= bound);
            reaches(&from) != reaches(&to)
        };
        let crosses = bounds.iter().filter(crossed).copied().collect();
        preview.changed.push(Changed {
            learner,
            before: old,
            after: new,
            crosses,
        });
    }
    preview
}

/// A scheme that begins to show letters changes nobody's.
fn shows_the_same(old: &Total, new: &Total) -> bool {
    match (old.shown(), new.shown()) {
        (Some(old), Some(new)) => old.text == new.text && old.passed == new.passed,
        _ => true,
    }
}

fn published(total: &Total) -> Option<Exact> {
    match total {
        Total::Graded { percent, .. } => Some(percent.clone()),
        _ => None,
    }
}
