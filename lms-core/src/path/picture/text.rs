use super::cluster::clusters;
use super::letter::is_mark;

/// One line without control characters or marks that turn the direction of text: what they hide or reorder could make a
/// picture say something else than its source.
pub(super) fn plain(text: &str) -> String {
    let turns = |letter: char| matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let hidden = |letter: char| matches!(letter, '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e007f}');
    let line: String = text
        .chars()
        .filter(|letter| !turns(*letter) && !hidden(*letter))
        .map(|letter| {
            if letter.is_control() || letter.is_whitespace() {
                ' '
            } else {
                letter
            }
        })
        .collect();
    line.split(' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// For XML text and attributes.
pub(super) fn xml(text: &str) -> String {
    escape(text, |letter| match letter {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '"' => Some("&quot;"),
        '\'' => Some("&#39;"),
        _ => None,
    })
}

/// For a quoted text in DOT, where Graphviz reads entities as HTML does.
pub(super) fn dot(text: &str) -> String {
    escape(text, |letter| match letter {
        '&' => Some("&amp;"),
        '\\' => Some("\\\\"),
        '"' => Some("\\\""),
        _ => None,
    })
}

/// For a quoted label in Mermaid, which knows entities by a number sign. `%` goes too, because a directive may stand
/// anywhere, and the grave accent, because it would start Markdown.
pub(super) fn mermaid(text: &str) -> String {
    escape(text, |letter| match letter {
        '#' => Some("#35;"),
        '"' => Some("#quot;"),
        '&' => Some("#amp;"),
        '<' => Some("#lt;"),
        '>' => Some("#gt;"),
        '%' => Some("#37;"),
        '`' => Some("#96;"),
        '\\' => Some("#92;"),
        _ => None,
    })
}

/// For Mermaid's title and description, which know no entities: what means something there becomes a blank.
pub(super) fn mermaid_line(text: &str) -> String {
    let meant = |letter: char| matches!(letter, '#' | ';' | '%' | '{' | '}' | '<' | '>' | '`');
    plain(
        &text
            .chars()
            .map(|letter| if meant(letter) { ' ' } else { letter })
            .collect::<String>(),
    )
}

fn escape(text: &str, entity: fn(char) -> Option<&'static str>) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in plain(text).chars() {
        match entity(letter) {
            Some(entity) => escaped.push_str(entity),
            None => escaped.push(letter),
        }
    }
    escaped
}

/// Breaks a text into lines no wider than `room`, at blanks where there are any; what does not fit ends in `…`.
///
/// `width` says how much room a letter takes: 1 for each where the program that draws measures by itself, and
/// [`super::letter::width`] where nobody does.
pub(super) fn wrap(text: &str, room: usize, lines: usize, width: fn(char) -> usize) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut used = 0_usize;
    for word in unpiled(&plain(text)).split(' ') {
        let own = wide(word, width);
        if !line.is_empty() {
            let together = used.saturating_add(width(' ')).saturating_add(own);
            if together <= room {
                line.push(' ');
                line.push_str(word);
                used = together;
                continue;
            }
            found.push(core::mem::take(&mut line));
            used = 0;
        }
        for part in parts(word, room, width) {
            let own = wide(part, width);
            if !line.is_empty() && used.saturating_add(own) > room {
                found.push(core::mem::take(&mut line));
                used = 0;
            }
            line.push_str(part);
            used = used.saturating_add(own);
        }
    }
    found.push(line);
    if found.len() > lines {
        found.truncate(lines);
        if let Some(last) = found.last_mut() {
            let most = room.saturating_sub(width('…'));
            while wide(last, width) > most {
                let cut = parts(last, most, width).pop().map_or(0, str::len);
                last.truncate(last.len().saturating_sub(cut.max(1)));
            }
            *last = format!("{}…", last.trim_end());
        }
    }
    found
}

/// What readers see as single letters. One that is wider than the whole line, such as a hundred people joined into one,
/// is taken apart.
fn parts(word: &str, room: usize, width: fn(char) -> usize) -> Vec<&str> {
    let mut parts = Vec::new();
    for cluster in clusters(word) {
        if wide(cluster, width) <= room {
            parts.push(cluster);
            continue;
        }
        let letters = cluster.char_indices();
        parts.extend(
            letters
                .filter_map(|(at, letter)| cluster.get(at..at.saturating_add(letter.len_utf8()))),
        );
    }
    parts
}

/// The most marks on one letter: no writing needs more, and a pile of them covers what stands above.
const MOST_MARKS: usize = 4;

fn unpiled(text: &str) -> String {
    let mut pile = 0_usize;
    let mut keep = |letter: char| {
        pile = if is_mark(letter) {
            pile.saturating_add(1)
        } else {
            0
        };
        pile <= MOST_MARKS
    };
    text.chars().filter(|letter| keep(*letter)).collect()
}

/// How much room a text takes.
pub(super) fn wide(text: &str, width: fn(char) -> usize) -> usize {
    let letters = text.chars().map(width);
    letters.fold(0, usize::saturating_add)
}
