//! How wide letters are, so that text stays inside its box: no font can be asked here, and no font is shipped.

/// The width of a letter in hundredths of the size of the font: at least what it has in Verdana and in DejaVu Sans, the
/// fonts that drawings ask for, and in most others without serifs.
pub(super) fn width(letter: char) -> usize {
    match letter {
        'f' | 'i' | 'j' | 'l' | 't' | 'I' | 'J' | ' ' | '!' | '"' | '\'' | '(' | ')' | ','
        | '-' | '.' | '/' | ':' | ';' | '[' | '\\' | ']' | '|' => 46,
        'm' | 'w' | 'M' | 'W' | '@' => 100,
        '%' => 108,
        'a'..='z' | '0'..='9' | '$' | '*' | '?' | '_' | '`' | '{' | '}' => 65,
        ' '..='~' => 84,
        'æ' | 'œ' | 'Æ' | 'Œ' => 110,
        // Latin letters with marks are as wide as those without.
        '\u{a0}'..='\u{24f}' if letter.is_lowercase() => 65,
        '\u{a0}'..='\u{24f}' => 84,
        _ if is_mark(letter) => 0,
        // Pictographs, and everything of writing systems whose letters fill a square.
        '\u{1f000}'..='\u{1ffff}' => 140,
        _ => 105,
    }
}

/// The same for bold letters.
pub(super) fn bold(letter: char) -> usize {
    width(letter).saturating_mul(115).saturating_div(100)
}

/// Whether a letter is set on, under or into the one before it and takes no room of its own: the blocks of Unicode that
/// have nothing else in them.
pub(super) fn is_mark(letter: char) -> bool {
    matches!(letter,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{200b}'..='\u{200d}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}')
}
