use super::layer::{Columns, Place};
use super::look::{Look, Stroke};
use super::{Scene, badge, coordinate, letter, text};
use crate::path::requisites::TooLarge;

pub(super) const WIDTH: i64 = 176;
pub(super) const HEIGHT: i64 = 56;
const COLUMN: i64 = 244;
const ROW: i64 = 72;
const BEND: i64 = 18;
pub(super) const MARGIN: i64 = 24;
const HEAD: i64 = 40;
/// The size of the letters in boxes, and of those in the heading.
pub(super) const SIZE: i64 = 11;
const HEADING: i64 = 18;
/// How wide a line in a box may be, so that it stays inside every shape.
const LINE: i64 = 158;

/// A drawing that needs nothing else to be shown: no scripts, no fonts, no references.
pub(super) fn draw(scene: &Scene<'_>) -> Result<String, TooLarge> {
    let columns = Columns::new(scene.requisites)?;
    let heights = coordinate::heights(&columns, ROW, BEND);
    let drawing = Drawing::new(scene, &columns, &heights);
    Ok(drawing.write(scene, &columns))
}

struct Drawing {
    /// The middle of each place.
    places: Vec<(i64, i64)>,
    /// The middle of each step.
    steps: Vec<(i64, i64)>,
    width: i64,
    /// Where the legend begins.
    bottom: i64,
}

impl Drawing {
    fn new(scene: &Scene<'_>, columns: &Columns, heights: &[i64]) -> Self {
        let middle = |column: usize| {
            let column = i64::try_from(column).unwrap_or(0);
            MARGIN
                .saturating_add(column.saturating_mul(COLUMN))
                .saturating_add(WIDTH / 2)
        };
        let mut places = vec![(0, 0); columns.places.len()];
        let mut steps = vec![(0, 0); scene.steps.len()];
        let mut bottom = MARGIN.saturating_add(HEAD);
        for (index, column) in columns.columns.iter().enumerate() {
            for place in column {
                let height = heights.get(*place).copied().unwrap_or(0);
                let at = (
                    middle(index),
                    height.saturating_add(MARGIN).saturating_add(HEAD),
                );
                bottom = bottom.max(at.1.saturating_add(ROW / 2));
                if let Some(slot) = places.get_mut(*place) {
                    *slot = at;
                }
                if let Some(Place::Step(step)) = columns.places.get(*place)
                    && let Some(slot) = steps.get_mut(*step as usize)
                {
                    *slot = at;
                }
            }
        }
        // Steps that nothing leads to or from stand in rows of their own below.
        let across = columns.columns.len().max(4);
        for (row, chunk) in columns.alone.chunks(across).enumerate() {
            let row = i64::try_from(row).unwrap_or(0);
            let height = bottom
                .saturating_add(row.saturating_mul(ROW))
                .saturating_add(ROW / 2);
            for (column, step) in chunk.iter().enumerate() {
                if let Some(slot) = steps.get_mut(*step as usize) {
                    *slot = (middle(column), height);
                }
            }
        }
        let rows = i64::try_from(columns.alone.len().div_ceil(across)).unwrap_or(0);
        let used = if columns.alone.is_empty() {
            columns.columns.len().max(3)
        } else {
            across
        };
        let last = middle(used.saturating_sub(1));
        Self {
            places,
            steps,
            width: last.saturating_add(WIDTH / 2).saturating_add(MARGIN),
            bottom: bottom
                .saturating_add(rows.saturating_mul(ROW))
                .saturating_add(MARGIN),
        }
    }

    fn write(&self, scene: &Scene<'_>, columns: &Columns) -> String {
        let legend = legend(scene);
        let across = usize::try_from(self.width.saturating_div(190))
            .unwrap_or(1)
            .max(1);
        let rows = i64::try_from(legend.len().div_ceil(across)).unwrap_or(0);
        let height = self
            .bottom
            .saturating_add(rows.saturating_mul(30))
            .saturating_add(badge::height(&scene.frames))
            .saturating_add(MARGIN / 2);
        let (title, description) = (text::xml(&scene.title), text::xml(&scene.description));
        let width = self.width;
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" font-family=\"Verdana, DejaVu Sans, sans-serif\" font-size=\"{SIZE}\">\n<title>{title}</title>\n<desc>{description}</desc>\n"
        );
        out.push_str(&format!(
            "<rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n"
        ));
        out.push_str(&heading(&scene.title, width));
        out.push_str("<g fill=\"none\" stroke=\"#444444\" stroke-width=\"1.4\">\n");
        for (edge, route) in scene.requisites.edges().iter().zip(&columns.routes) {
            out.push_str(&self.arrow(route, Stroke::of(edge)));
        }
        out.push_str("</g>\n");
        for (node, at) in scene.steps.iter().zip(&self.steps) {
            let mut words = node.title.clone();
            if let Some(code) = &node.code {
                words = format!("{code}: {words}");
            }
            for note in node.whereabouts(&scene.frames) {
                words = format!("{words}, {note}");
            }
            if scene.is_coloured {
                words = format!("{words} ({})", node.look.words());
            }
            out.push_str(&format!("<g><title>{}</title>", text::xml(&words)));
            out.push_str(&shape(node.look, *at, WIDTH, HEIGHT));
            let lines = lines(node.code.as_deref(), &node.title);
            out.push_str(&write_lines(&lines, *at));
            out.push_str(&badge::badges(scene, node, *at));
            out.push_str("</g>\n");
        }
        for (index, entry) in legend.iter().enumerate() {
            let (row, column) = (
                index.checked_div(across).unwrap_or(0),
                index.checked_rem(across).unwrap_or(0),
            );
            let number = |value: usize| i64::try_from(value).unwrap_or(0);
            let x = MARGIN.saturating_add(number(column).saturating_mul(190));
            let y = self.bottom.saturating_add(number(row).saturating_mul(30));
            out.push_str(&key(*entry, x, y));
        }
        let top = self.bottom.saturating_add(rows.saturating_mul(30));
        out.push_str(&badge::list(&scene.frames, top, self.width));
        out.push_str("</svg>\n");
        out
    }

    /// From the right side of a box to the left side of another, level at every bend.
    fn arrow(&self, route: &[usize], stroke: Stroke) -> String {
        let points: Vec<(i64, i64)> = route
            .iter()
            .filter_map(|place| self.places.get(*place))
            .copied()
            .collect();
        let half = WIDTH / 2;
        let mut line = String::new();
        let mut pen = (0_i64, 0_i64);
        for (index, (x, y)) in points.iter().enumerate() {
            let is_last = index.saturating_add(1) == points.len();
            if index == 0 {
                pen = (x.saturating_add(half), *y);
                line = format!("M{} {}", pen.0, pen.1);
                continue;
            }
            let left = if is_last {
                x.saturating_sub(half).saturating_sub(7)
            } else {
                x.saturating_sub(half)
            };
            let bow = left.saturating_sub(pen.0).saturating_div(2);
            let (one, two) = (pen.0.saturating_add(bow), left.saturating_sub(bow));
            line.push_str(&format!("C{one} {} {two} {y} {left} {y}", pen.1));
            pen = (left, *y);
            if !is_last {
                pen.0 = x.saturating_add(half);
                line.push_str(&format!("H{}", pen.0));
            }
        }
        let (x, y) = pen;
        let (tip, up, down) = (
            x.saturating_add(7),
            y.saturating_sub(4),
            y.saturating_add(4),
        );
        format!(
            "<path d=\"{line}\"{}/><path d=\"M{tip} {y}L{x} {up}L{x} {down}Z\" fill=\"#444444\" stroke=\"none\"/>\n",
            style(stroke)
        )
    }
}

fn style(stroke: Stroke) -> &'static str {
    match stroke {
        Stroke::Solid => "",
        Stroke::Dashed => " stroke-dasharray=\"7 4\"",
        Stroke::Thick => " stroke-width=\"3\"",
        Stroke::Dotted => " stroke-dasharray=\"2 3\"",
    }
}

/// How much fits into a line, in hundredths of the size of its letters.
pub(super) fn room(line: i64, size: i64) -> usize {
    let room = line.saturating_mul(100).checked_div(size);
    room.and_then(|room| usize::try_from(room).ok())
        .unwrap_or(0)
}

/// The title of the drawing in one line or two; `<title>` has all of it.
fn heading(title: &str, width: i64) -> String {
    let room = room(width.saturating_sub(MARGIN.saturating_mul(2)), HEADING);
    let lines = text::wrap(title, room, 2, letter::bold);
    let mut baseline = if lines.len() > 1 { 28_i64 } else { 38 };
    let mut out = format!("<text font-size=\"{HEADING}\" font-weight=\"bold\" fill=\"#000000\">");
    for line in lines {
        let line = text::xml(&line);
        out.push_str(&format!(
            "<tspan x=\"{MARGIN}\" y=\"{baseline}\">{line}</tspan>"
        ));
        baseline = baseline.saturating_add(22);
    }
    out.push_str("</text>\n");
    out
}

/// The lines of a box: the code in bold, and as much of the title as fits.
fn lines(code: Option<&str>, title: &str) -> Vec<(String, bool)> {
    let room = room(LINE, SIZE);
    let code = code.and_then(|code| text::wrap(code, room, 1, letter::bold).pop());
    let most = if code.is_some() { 2 } else { 3 };
    let own = text::wrap(title, room, most, letter::width);
    let code = code.into_iter().map(|code| (code, true));
    code.chain(own.into_iter().map(|line| (line, false)))
        .collect()
}

fn write_lines(lines: &[(String, bool)], (x, y): (i64, i64)) -> String {
    let count = i64::try_from(lines.len()).unwrap_or(0);
    let mut baseline = y
        .saturating_sub(count.saturating_mul(14).saturating_div(2))
        .saturating_add(11);
    let mut out = String::from("<text text-anchor=\"middle\" fill=\"#000000\">");
    for (line, is_bold) in lines {
        let weight = if *is_bold {
            " font-weight=\"bold\""
        } else {
            ""
        };
        let line = text::xml(line);
        out.push_str(&format!(
            "<tspan x=\"{x}\" y=\"{baseline}\"{weight}>{line}</tspan>"
        ));
        baseline = baseline.saturating_add(14);
    }
    out.push_str("</text>");
    out
}

/// The box of a step in the shape of its state.
fn shape(look: Look, (x, y): (i64, i64), width: i64, height: i64) -> String {
    let (fill, stroke) = look.colours();
    let (left, top) = (x.saturating_sub(width / 2), y.saturating_sub(height / 2));
    let (right, bottom) = (left.saturating_add(width), top.saturating_add(height));
    let paint = format!("fill=\"{fill}\" stroke=\"{stroke}\" stroke-width=\"1.6\"");
    let rounded = |radius: i64, more: &str| {
        format!(
            "<rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" rx=\"{radius}\" {paint}{more}/>"
        )
    };
    let cut = height.saturating_div(5);
    let (in_left, in_right) = (left.saturating_add(cut), right.saturating_sub(cut));
    let (in_top, in_bottom) = (top.saturating_add(cut), bottom.saturating_sub(cut));
    let path = |points: String| format!("<path d=\"M{points}Z\" {paint}/>");
    match look {
        Look::Plain | Look::Open => rounded(3, ""),
        Look::Locked => rounded(3, " stroke-dasharray=\"5 3\""),
        Look::Completed => rounded(height / 2, ""),
        Look::Waived => rounded(12, " stroke-dasharray=\"1 3\" stroke-linecap=\"round\""),
        Look::InProgress => path(format!(
            "{in_left} {top}L{in_right} {top}L{right} {y}L{in_right} {bottom}L{in_left} {bottom}L{left} {y}"
        )),
        Look::Failed => path(format!(
            "{in_left} {top}L{in_right} {top}L{right} {in_top}L{right} {in_bottom}L{in_right} {bottom}L{in_left} {bottom}L{left} {in_bottom}L{left} {in_top}"
        )),
        Look::Expired => path(format!(
            "{in_left} {top}L{right} {top}L{in_right} {bottom}L{left} {bottom}"
        )),
    }
}

#[derive(Clone, Copy)]
enum Key {
    State(Look),
    Arrow(Stroke),
}

/// What is explained: the states and the arrows that occur.
fn legend(scene: &Scene<'_>) -> Vec<Key> {
    let states = Look::STATES.into_iter();
    let states = states.filter(|look| scene.steps.iter().any(|step| step.look == *look));
    let edges = scene.requisites.edges();
    let strokes = Stroke::ALL.into_iter();
    let strokes = strokes.filter(|stroke| edges.iter().any(|edge| Stroke::of(edge) == *stroke));
    states
        .map(Key::State)
        .chain(strokes.map(Key::Arrow))
        .collect()
}

fn key(entry: Key, x: i64, y: i64) -> String {
    let (drawn, words) = match entry {
        Key::State(look) => (shape(look, (x.saturating_add(20), y), 36, 18), look.words()),
        Key::Arrow(stroke) => (
            format!(
                "<path d=\"M{x} {y}H{}\" fill=\"none\" stroke=\"#444444\"{}/>",
                x.saturating_add(38),
                style(stroke)
            ),
            stroke.words(),
        ),
    };
    let (text_x, text_y) = (x.saturating_add(46), y.saturating_add(4));
    format!("<g>{drawn}<text x=\"{text_x}\" y=\"{text_y}\" fill=\"#000000\">{words}</text></g>\n")
}
