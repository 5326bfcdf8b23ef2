/// So many of something, such as `1 step` and `2 steps`.
pub(super) fn counted(count: usize, what: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {what}{ending}")
}

/// One line without control characters or marks that turn the direction of text: what they hide or reorder could make a
/// picture say something else than its source.
pub(super) fn plain(text: &str) -> String {
    let turns = |letter: char| matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let hidden = |letter: char| matches!(letter, '\u{feff}' | '\u{fffe}' | '\u{ffff}');
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

/// For a quoted text in DOT.
pub(super) fn dot(text: &str) -> String {
    escape(text, |letter| match letter {
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

/// Breaks a text into lines of at most so many letters, at blanks where there are any; what does not fit ends in `…`.
pub(super) fn wrap(text: &str, width: usize, lines: usize) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut line = String::new();
    let text = plain(text);
    for word in text.split(' ') {
        let mut word: Vec<char> = word.chars().collect();
        let used = line.chars().count();
        if used > 0 && used.saturating_add(1).saturating_add(word.len()) <= width {
            line.push(' ');
        } else if used > 0 {
            found.push(core::mem::take(&mut line));
        }
        while word.len() > width {
            let rest = word.split_off(width);
            found.push(word.into_iter().collect());
            word = rest;
        }
        line.extend(word);
    }
    found.push(line);
    if found.len() > lines {
        found.truncate(lines);
        if let Some(last) = found.last_mut() {
            let kept: String = last.chars().take(width.saturating_sub(1)).collect();
            *last = format!("{}…", kept.trim_end());
        }
    }
    found
}
