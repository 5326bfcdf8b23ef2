//! Where a text may be taken apart without tearing what readers see as one letter: a flag of two letters, a family joined
//! into one pictograph, a vowel sign on its consonant, a syllable of Korean.
//!
//! The rules of Unicode Standard Annex 29 for extended grapheme clusters, by blocks instead of by its tables of thousands
//! of letters: where a block mixes, its members are kept together rather than torn apart.

use super::letter::is_mark;

const JOINER: char = '\u{200d}';

/// The clusters of a text, in its order; together they are the text.
pub(super) fn clusters(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut start, mut flags) = (0_usize, 0_usize);
    let mut before: Option<char> = None;
    for (at, letter) in text.char_indices() {
        // Flags are pairs: a third such letter begins the next one.
        let pairs = is_flag(letter) && before.is_some_and(is_flag) && flags & 1 == 1;
        flags = if is_flag(letter) {
            flags.saturating_add(1)
        } else {
            0
        };
        let joined = pairs || before.is_some_and(|before| joins(before, letter));
        if !joined && at > start {
            found.extend(text.get(start..at));
            start = at;
        }
        before = Some(letter);
    }
    found.extend(text.get(start..).filter(|rest| !rest.is_empty()));
    found
}

/// Whether a letter belongs to the one before it.
fn joins(before: char, letter: char) -> bool {
    is_mark(letter)
        || is_sign(letter)
        || is_korean_end(letter)
        || (before == JOINER && is_pictograph(letter))
}

fn is_flag(letter: char) -> bool {
    matches!(letter, '\u{1f1e6}'..='\u{1f1ff}')
}

/// Skin tones, and signs that stand before, behind, over or under the letter before them: in the scripts of India, whose
/// blocks are laid out alike, of Thailand, Laos, Myanmar, Cambodia and Tibet.
fn is_sign(letter: char) -> bool {
    let code = u32::from(letter);
    let indic = (0x900..0xe00).contains(&code)
        && matches!(code & 0x7f, 1..=3 | 0x3a..=0x3c | 0x3e..=0x4d | 0x51..=0x57 | 0x62 | 0x63);
    indic
        || matches!(letter,
            '\u{1f3fb}'..='\u{1f3ff}'
            | '\u{e31}' | '\u{e33}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}'
            | '\u{eb1}' | '\u{eb3}'..='\u{ebc}' | '\u{ec8}'..='\u{ece}'
            | '\u{f71}'..='\u{f84}' | '\u{f8d}'..='\u{fbc}'
            | '\u{102b}'..='\u{103e}' | '\u{1056}'..='\u{1059}'
            | '\u{17b4}'..='\u{17d3}' | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e4}')
}

/// Vowels and last consonants that end a syllable of conjoining letters.
fn is_korean_end(letter: char) -> bool {
    matches!(letter, '\u{1160}'..='\u{11ff}' | '\u{d7b0}'..='\u{d7fb}')
}

fn is_pictograph(letter: char) -> bool {
    matches!(letter, '\u{1f000}'..='\u{1faff}' | '\u{2190}'..='\u{21ff}' | '\u{2300}'..='\u{27bf}'
        | '\u{2b00}'..='\u{2bff}' | '©' | '®' | '\u{203c}' | '\u{2049}' | '™' | 'ℹ' | '\u{3030}' | '\u{303d}'
        | '\u{3297}' | '\u{3299}')
}
