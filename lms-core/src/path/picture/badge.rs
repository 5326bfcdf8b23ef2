use super::frame::Frame;
use super::svg::{HEIGHT, MARGIN, WIDTH, room};
use super::{Node, Scene, letter, text};

/// The size of the letters in badges.
const SMALL: i64 = 9;
/// How high a badge is, and how much wider than its letters.
const TALL: i64 = 14;
const PADDING: i64 = 10;
/// How wide the badges of a box may be: of its groups on the left, of its being optional on the right.
const LEFT: i64 = 78;
const RIGHT: i64 = 60;
/// How far badges stand from the corners of a box, and how far they reach into it.
const CORNER: i64 = 12;
const INSIDE: i64 = 6;
/// How high a line of the list of groups is, and where its words begin.
const LINE: i64 = 20;
const WORDS: i64 = 100;

/// What a box bears on its upper edge: the marks of the groups that count its step, and whether it is optional. Frames
/// around boxes would overlap, because columns stand by what leads to what and a step may be in several groups.
pub(super) fn badges(scene: &Scene<'_>, node: &Node, (x, y): (i64, i64)) -> String {
    let top = y
        .saturating_sub(HEIGHT / 2)
        .saturating_sub(TALL)
        .saturating_add(INSIDE);
    let edge = (WIDTH / 2).saturating_sub(CORNER);
    let marks: Vec<&str> = node
        .frames
        .iter()
        .filter_map(|frame| scene.frames.get(*frame))
        .map(|frame| frame.mark.as_str())
        .collect();
    let mut out = String::new();
    if !marks.is_empty() {
        let (words, width) = fitted(&marks.join(", "), LEFT);
        out.push_str(&badge(&words, x.saturating_sub(edge), top, width));
    }
    if node.is_optional {
        let (words, width) = fitted("optional", RIGHT);
        let left = x.saturating_add(edge).saturating_sub(width);
        out.push_str(&badge(&words, left, top, width));
    }
    out
}

/// A text cut to what fits into a badge, and how wide that is.
fn fitted(words: &str, most: i64) -> (String, i64) {
    let room = room(most.saturating_sub(PADDING), SMALL);
    let words = text::wrap(words, room, 1, letter::bold).concat();
    let wide = i64::try_from(text::wide(&words, letter::bold)).unwrap_or(0);
    let width = wide.saturating_mul(SMALL).saturating_div(100);
    (words, width.saturating_add(PADDING))
}

fn badge(words: &str, left: i64, top: i64, width: i64) -> String {
    let (middle, baseline) = (left.saturating_add(width / 2), top.saturating_add(10));
    let words = text::xml(words);
    format!(
        "<rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{TALL}\" rx=\"4\" fill=\"#ffffff\" stroke=\"#333333\"/><text x=\"{middle}\" y=\"{baseline}\" text-anchor=\"middle\" font-size=\"{SMALL}\" font-weight=\"bold\" fill=\"#000000\">{words}</text>"
    )
}

/// How high the list of groups is.
pub(super) fn height(frames: &[Frame]) -> i64 {
    let lines = i64::try_from(frames.len()).unwrap_or(0);
    lines.saturating_mul(LINE)
}

/// What the groups are called and what they ask for, one in a line.
pub(super) fn list(frames: &[Frame], top: i64, width: i64) -> String {
    let mut out = String::new();
    let mut y = top;
    let wide = width.saturating_sub(WORDS).saturating_sub(MARGIN);
    for frame in frames {
        let (mark, own) = fitted(&frame.mark, LEFT);
        let label = frame.label();
        let words = text::wrap(&label, room(wide, super::svg::SIZE), 1, letter::width).concat();
        let baseline = y.saturating_add(4);
        out.push_str(&format!(
            "<g><title>{}</title>{}<text x=\"{}\" y=\"{baseline}\" fill=\"#000000\">{}</text></g>\n",
            text::xml(&label),
            badge(&mark, MARGIN, y.saturating_sub(TALL / 2), own),
            WORDS,
            text::xml(&words)
        ));
        y = y.saturating_add(LINE);
    }
    out
}
