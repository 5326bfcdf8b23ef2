use super::super::{Answer, CompiledScheme};
use super::cells::Dense;
use super::columns::Columns;
use super::row::Row;
use crate::number::Percent;

/// A class in columns: one total of all its learners, item by item instead of learner by learner.
///
/// Learners who have everything that the total counts stand in the columns, in the narrowest whole numbers that hold
/// their points; the others, and all of them where the scheme is not dense, are graded as rows.
///
/// ```
/// use lms_core::grading::{Answer, Asked, Class, CompiledScheme, Scheme};
/// use lms_core::record::{Score, ScoreSheet};
/// let scheme = Scheme::from_json(r#"{"id":"s","root":{"id":"course","aggregation":{"type":"mean"},"children":[
///     {"type":"item","id":"a","maximum":"10"}]}}"#).unwrap();
/// let compiled = CompiledScheme::new(scheme).unwrap();
/// let asked = Asked::at("2026-11-22T08:00:00Z".parse().unwrap());
/// let mut sheet = ScoreSheet::default();
/// sheet.scores.insert("a".parse().unwrap(), Score::scored("7".parse().unwrap()));
/// let rows = [compiled.row(&sheet, &asked), compiled.row(&ScoreSheet::default(), &asked)];
/// let class = Class::new(&compiled, &rows, Answer::Current);
/// let percents = class.percents(&compiled);
/// assert_eq!((percents[0].unwrap().to_string(), percents[1]), ("70".to_owned(), None));
/// ```
#[derive(Debug, Clone)]
pub struct Class {
    answer: Answer,
    students: usize,
    columns: Option<Columns>,
    /// Where each student of the columns stands in the class.
    regular: Vec<usize>,
    irregular: Vec<(usize, Row)>,
}

impl Class {
    /// Puts rows of one scheme into columns. Linear in the scores.
    #[must_use]
    pub fn new(compiled: &CompiledScheme, rows: &[Row], answer: Answer) -> Self {
        let mut class = Self {
            answer,
            students: rows.len(),
            columns: None,
            regular: Vec::new(),
            irregular: Vec::new(),
        };
        let plan = compiled.plan.as_ref();
        let mut regular: Vec<&Dense> = Vec::new();
        for (place, row) in rows.iter().enumerate() {
            match row.dense().zip(plan) {
                Some((dense, plan)) if answer != Answer::Best && dense.has_all(plan, answer) => {
                    regular.push(dense);
                    class.regular.push(place);
                }
                _ => class.irregular.push((place, row.clone())),
            }
        }
        class.columns = plan.and_then(|plan| Columns::of(plan, &regular));
        if class.columns.is_none() {
            class.regular.clear();
            class.irregular = rows.iter().cloned().enumerate().collect();
        }
        class
    }

    /// The published percentage of every learner, in the order of the rows.
    #[must_use]
    pub fn percents(&self, compiled: &CompiledScheme) -> Vec<Option<Percent>> {
        let mut percents = vec![None; self.students];
        if let Some(columns) = &self.columns {
            let mut places = self.regular.iter();
            columns.percents(|found| {
                for (percent, place) in found.into_iter().zip(&mut places) {
                    if let Some(slot) = percents.get_mut(*place) {
                        *slot = percent;
                    }
                }
            });
        }
        for (place, row) in &self.irregular {
            if let Some(slot) = percents.get_mut(*place) {
                *slot = compiled.percent_afresh(row, self.answer);
            }
        }
        percents
    }
}
