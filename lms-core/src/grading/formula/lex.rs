use super::FormulaError;
use crate::grading::Exact;
use crate::id::MAX_ID_BYTES;

/// The longest formula, in bytes.
pub const MAX_FORMULA_BYTES: usize = 4_096;

/// The most numbers, names and signs of one formula.
pub const MAX_FORMULA_TOKENS: usize = 2_000;

/// The largest exponent, either way, of a number written like `1.5e3`.
pub const MAX_FORMULA_EXPONENT: u32 = 300;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token<'t> {
    Number(Exact),
    Item(&'t str),
    /// In lower case.
    Name(String),
    Plus,
    Minus,
    Times,
    Over,
    Power,
    Equal,
    Less,
    Greater,
    LessOrEqual,
    GreaterOrEqual,
    Open,
    Close,
    Comma,
}

/// The tokens with the byte at which each begins.
pub(super) fn tokens(text: &str) -> Result<Vec<(usize, Token<'_>)>, FormulaError> {
    if text.len() > MAX_FORMULA_BYTES {
        return Err(FormulaError::TooLong);
    }
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let space = rest.len().saturating_sub(rest.trim_start().len());
        if space > 0 {
            at = at.saturating_add(space);
            continue;
        }
        if found.len() >= MAX_FORMULA_TOKENS {
            return Err(FormulaError::TooManyTokens);
        }
        let (token, length) = next(rest, at)?;
        found.push((at, token));
        at = at.saturating_add(length);
    }
    Ok(found)
}

fn next(rest: &str, at: usize) -> Result<(Token<'_>, usize), FormulaError> {
    const SIGNS: [(&str, Token<'static>); 13] = [
        ("==", Token::Equal),
        ("<=", Token::LessOrEqual),
        (">=", Token::GreaterOrEqual),
        ("<", Token::Less),
        (">", Token::Greater),
        ("+", Token::Plus),
        ("-", Token::Minus),
        ("*", Token::Times),
        ("/", Token::Over),
        ("^", Token::Power),
        ("(", Token::Open),
        (")", Token::Close),
        (",", Token::Comma),
    ];
    for (open, close) in [("[[", "]]"), ("##", "##")] {
        if let Some(inner) = rest.strip_prefix(open) {
            let (id, _) = inner
                .split_once(close)
                .ok_or(FormulaError::Reference { at })?;
            if id.is_empty() || id.len() > MAX_ID_BYTES || id.trim().len() != id.len() {
                return Err(FormulaError::Reference { at });
            }
            return Ok((Token::Item(id), id.len().saturating_add(4)));
        }
    }
    for (sign, token) in SIGNS {
        if rest.starts_with(sign) {
            return Ok((token, sign.len()));
        }
    }
    let first = rest.bytes().next().unwrap_or(b' ');
    if first.is_ascii_digit() || first == b'.' {
        let (value, length) = number(rest).ok_or(FormulaError::Number { at })?;
        return Ok((Token::Number(value), length));
    }
    if first.is_ascii_alphabetic() {
        let name: String = rest
            .chars()
            .take_while(|letter| letter.is_ascii_alphanumeric() || *letter == '_')
            .collect();
        let length = name.len();
        return Ok((Token::Name(name.to_ascii_lowercase()), length));
    }
    Err(FormulaError::Character { at })
}

/// A number such as `12`, `.5` or `10e10`, and its length in bytes.
fn number(rest: &str) -> Option<(Exact, usize)> {
    let end = |text: &str, from: usize| {
        let digits = text.get(from..).unwrap_or_default();
        let other = digits.bytes().position(|byte| !byte.is_ascii_digit());
        from.saturating_add(other.unwrap_or(digits.len()))
    };
    let byte = |at: usize| rest.as_bytes().get(at).copied();
    let whole_end = end(rest, 0);
    let mut length = whole_end;
    let mut part = "";
    if byte(whole_end) == Some(b'.') {
        length = end(rest, whole_end.saturating_add(1));
        part = rest.get(whole_end.saturating_add(1)..length)?;
    }
    let whole = rest.get(..whole_end)?;
    if whole.is_empty() && part.is_empty() {
        return None;
    }
    let mantissa: Exact = format!("0{whole}.{part}0").parse().ok()?;
    if !matches!(byte(length), Some(b'e' | b'E')) {
        return Some((mantissa, length));
    }
    let mut from = length.saturating_add(1);
    let negative = byte(from) == Some(b'-');
    if matches!(byte(from), Some(b'-' | b'+')) {
        from = from.saturating_add(1);
    }
    length = end(rest, from);
    let exponent: u32 = rest.get(from..length)?.parse().ok()?;
    if exponent > MAX_FORMULA_EXPONENT {
        return None;
    }
    let scale = Exact::integer(10).power(exponent)?;
    let value = if negative {
        mantissa.over(&scale)?
    } else {
        mantissa.times(&scale)
    };
    Some((value, length))
}
