//! An explanation told in words, line by line.

mod words;

use core::fmt;

use serde::Serialize;

use super::{DropEnd, Exact, Explanation, LeftOut, Part, PartOf, Role, Step, Total, Value};
use crate::number::Rounding;

/// One sentence of the account of a grade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// How deep it stands in the tree of the total: 0 for the total itself.
    pub depth: u32,
    /// What it says, as a stable code such as `counted`, `left_out_excused` or `step_rounded`.
    pub code: String,
    /// The sentence in English. It may change with any version.
    pub text: String,
}

/// Indented by two spaces for each step of depth.
impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for _ in 0..self.depth {
            f.write_str("  ")?;
        }
        f.write_str(&self.text)
    }
}

impl Explanation<'_> {
    /// The explanation in words: the total, then every part below it in author order, each followed by what was done to
    /// its number. A number that does not end after four decimal places (six in such a step) is told as *about*; the exact ones stand in the
    /// explanation itself. What the viewer must not see is in no line. Linear in the parts.
    ///
    /// ```
    /// use lms_core::grading::{Answer, Asked, CompiledScheme, Scheme};
    /// use lms_core::record::{Score, ScoreSheet};
    /// let scheme = Scheme::from_json(r#"{"id":"s","root":{"id":"course","aggregation":{"type":"mean"},"drop":{"lowest":1},
    ///     "children":[{"type":"item","id":"quiz","maximum":"3"},{"type":"item","id":"essay","maximum":"10"}]}}"#).unwrap();
    /// let compiled = CompiledScheme::new(scheme).unwrap();
    /// let mut sheet = ScoreSheet::default();
    /// sheet.scores.insert("quiz".parse().unwrap(), Score::scored("2".parse().unwrap()));
    /// sheet.scores.insert("essay".parse().unwrap(), Score::scored("5".parse().unwrap()));
    /// let asked = Asked::at("2026-11-22T08:00:00Z".parse().unwrap());
    /// let lines = compiled.explain(&sheet, &asked, Answer::Current).lines();
    /// let text: Vec<String> = lines.iter().map(ToString::to_string).collect();
    /// assert_eq!(text, [
    ///     "the current total is 66.67 %: about 66.6667 of 100 points",
    ///     "  rounded half up to 2 decimal places: 66.67, where it was about 66.666667",
    ///     "  category `course`, the mean of its parts: about 66.6667 of 100 points, about 66.6667 %",
    ///     "    item `quiz` counts with 100 % of the weight: 2 of 3 points, about 66.6667 %, give about 66.6667 %",
    ///     "    item `essay` is dropped among the lowest: 5 of 10 points, 50 %; in place of item `quiz` it would have made 50 %",
    /// ]);
    /// ```
    #[must_use]
    pub fn lines(&self) -> Vec<Line> {
        let mut lines = Lines(Vec::new());
        let which = words::answer(self.answer);
        match &self.total {
            Total::Graded {
                percent,
                points,
                maximum,
                shown,
                ..
            } => {
                let shown = shown.as_ref().filter(|shown| !shown.text.is_empty());
                let shown = shown.map(|shown| format!(", shown as `{}`", shown.text));
                let text = format!(
                    "the {which} total is {} %{}: {} of {} points",
                    number(percent),
                    shown.unwrap_or_default(),
                    number(points),
                    number(maximum),
                );
                lines.add(0, "total", text);
            }
            Total::Nothing { reason, .. } => {
                let (code, why) = words::nothing(*reason);
                let text = format!("there is no {which} total: {why}");
                lines.add(0, &format!("no_total_{code}"), text);
            }
            Total::Hidden => {
                let text = format!("there is a {which} total that the viewer must not see");
                lines.add(0, "total_hidden", text);
            }
        }
        lines.steps(1, &self.steps);
        if let Some(root) = &self.root {
            lines.part(1, root);
        }
        for part in &self.periods {
            let percent = match &part.percent {
                Some(percent) => format!("{} %", number(percent)),
                None => "no grade".into(),
            };
            let (code, role) = words::role(&part.role);
            let text = format!("grading period `{}` {role}: {percent}", part.period);
            lines.add(1, &format!("period_{code}"), text);
            lines.steps(2, &part.steps);
            lines.part(2, &part.root);
        }
        lines.0
    }
}

struct Lines(Vec<Line>);

impl Lines {
    fn add(&mut self, depth: u32, code: &str, text: String) {
        let code = code.to_owned();
        self.0.push(Line { depth, code, text });
    }

    fn steps(&mut self, depth: u32, steps: &[Step<'_>]) {
        for step in steps {
            let (code, what) = words::step(&step.why);
            let before = step.from.as_ref();
            let before = before.map(|from| format!(", where it was {}", told(from, words::LONG)));
            let after = told(&step.to, words::LONG);
            let text = format!("{what}: {after}{}", before.unwrap_or_default());
            self.add(depth, &format!("step_{code}"), text);
        }
    }

    /// The depth of a scheme was checked, so the recursion is bounded.
    fn part(&mut self, depth: u32, part: &Part<'_>) {
        let name = name(&part.of);
        let reached = reached(part);
        let (mut code, role) = words::role(&part.role);
        let mut text = match (how(&part.of), &part.role) {
            (Some(how), Role::Whole) => format!("{name}, {how}"),
            (None, Role::Whole) => name,
            (Some(how), _) => format!("{name}, {how}, {role}"),
            (None, _) => format!("{name} {role}"),
        };
        match (&part.role, part.nothing) {
            (Role::Whole, Some(nothing)) => {
                let (why, words) = words::nothing(nothing);
                code = format!("{code}_{why}");
                text = format!("{text} has no total: {words}");
            }
            (
                Role::LeftOut {
                    reason: LeftOut::NoTotal,
                },
                Some(nothing),
            ) => text = format!("{text}: {}", words::nothing(nothing).1),
            _ => {}
        }
        if let Some(reached) = reached {
            text = format!("{text}: {reached}");
        }
        match &part.role {
            Role::Counted { contribution, .. } if !part.hidden => {
                text = format!("{text}, give {}", percent(contribution));
            }
            Role::Dropped {
                beaten_by: Some(other),
                share_instead: Some(share),
                ..
            } => {
                let (other, share) = (self::name(other), percent(share));
                text = format!("{text}; in place of {other} it would have made {share}");
            }
            _ => {}
        }
        self.add(depth, &code, text);
        let below = depth.saturating_add(1);
        self.steps(below, &part.steps);
        for inner in &part.parts {
            self.part(below, inner);
        }
    }
}

/// What a part is called.
fn name(of: &PartOf<'_>) -> String {
    match of {
        PartOf::Item { id } => format!("item `{id}`"),
        PartOf::Category { id, .. } => format!("category `{id}`"),
        PartOf::Placeholder => "work still to come".into(),
    }
}

/// How the total of a category comes about.
fn how(of: &PartOf<'_>) -> Option<&'static str> {
    match of {
        PartOf::Category {
            calculated: true, ..
        } => Some("calculated by a formula"),
        PartOf::Category { aggregation, .. } => Some(words::aggregation(*aggregation)),
        PartOf::Item { .. } | PartOf::Placeholder => None,
    }
}

/// The points and the percentage of a part that has any.
fn reached(part: &Part<'_>) -> Option<String> {
    let points = part.score.as_ref().map(|value: &Value| {
        let (points, maximum) = (number(&value.points), number(&value.maximum));
        let minimum = &value.minimum;
        let from = (!minimum.is_zero()).then(|| format!(" from {}", number(minimum)));
        format!("{points} of {maximum} points{}", from.unwrap_or_default())
    });
    match (points, part.share.as_ref().map(percent)) {
        (Some(points), Some(share)) => Some(format!("{points}, {share}")),
        (points, share) => points.or(share),
    }
}

/// A share in percent.
fn percent(share: &Exact) -> String {
    format!("{} %", number(&share.times(&Exact::HUNDRED)))
}

/// A number with at most four decimal places.
fn number(value: &Exact) -> String {
    told(value, words::SHORT)
}

fn told(value: &Exact, places: Rounding) -> String {
    let short = value.rounded(places);
    let about = if short == *value { "" } else { "about " };
    format!("{about}{}", short.to_decimal_text())
}

fn end(end: DropEnd) -> (&'static str, &'static str) {
    match end {
        DropEnd::Lowest => ("dropped_lowest", "is dropped among the lowest"),
        DropEnd::Highest => ("dropped_highest", "is dropped among the highest"),
    }
}
