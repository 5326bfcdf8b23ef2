//! JSON as text: taken apart and laid out again without touching the order of keys or any literal.
//!
//! `serde_json` can keep the order of keys, but only by a feature that would then hold for the
//! engine under test too. The answers must not depend on it, so the tests do without.

/// The text without any white space between its tokens.
///
/// ```
/// assert_eq!(lms_tests::json_text::compact("{ \"b\" : [ 1, \"x y\" ] }"), "{\"b\":[1,\"x y\"]}");
/// ```
#[must_use]
pub fn compact(text: &str) -> String {
    tokens(text).concat()
}

/// The text laid out for a person: one member a line, short lists and objects on one.
#[must_use]
pub fn pretty(text: &str, indent: usize) -> String {
    let tokens = tokens(text);
    let mut out = String::new();
    lay_out(&tokens, &mut 0, indent, &mut out);
    out
}

/// What still fits on one line.
const WIDTH: usize = 96;

fn lay_out(tokens: &[&str], next: &mut usize, indent: usize, out: &mut String) {
    let end = end_of_value(tokens, *next);
    let Some(inside) = tokens.get(*next..end) else {
        return;
    };
    *next = end;
    let flat = one_line(inside);
    if inside.len() < 3 || indent.saturating_add(flat.chars().count()) <= WIDTH {
        out.push_str(&flat);
        return;
    }
    let (Some((open, rest)), Some(close)) = (inside.split_first(), inside.last()) else {
        return;
    };
    let members = rest.get(..rest.len().saturating_sub(1)).unwrap_or_default();
    let deeper = indent.saturating_add(2);
    out.push_str(open);
    let mut at = 0;
    while at < members.len() {
        out.push('\n');
        out.push_str(&" ".repeat(deeper));
        if *open == "{" {
            // A key and its colon.
            out.push_str(members.get(at).unwrap_or(&""));
            out.push_str(": ");
            at = at.saturating_add(2);
        }
        lay_out(members, &mut at, deeper, out);
        if members.get(at) == Some(&",") {
            out.push(',');
            at = at.saturating_add(1);
        }
    }
    out.push('\n');
    out.push_str(&" ".repeat(indent));
    out.push_str(close);
}

fn one_line(tokens: &[&str]) -> String {
    let mut out = String::new();
    for token in tokens {
        match *token {
            "," => out.push_str(", "),
            ":" => out.push_str(": "),
            "{" => out.push_str("{ "),
            "}" if out.ends_with("{ ") => {
                out.pop();
                out.push('}');
            }
            "}" => out.push_str(" }"),
            other => out.push_str(other),
        }
    }
    out
}

fn end_of_value(tokens: &[&str], start: usize) -> usize {
    let mut depth = 0_usize;
    for (index, token) in tokens.iter().enumerate().skip(start) {
        match *token {
            "{" | "[" => depth = depth.saturating_add(1),
            "}" | "]" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return index.saturating_add(1);
        }
    }
    tokens.len()
}

/// The tokens of a JSON text that is known to be one.
fn tokens(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '{' | '}' | '[' | ']' | ',' | ':' => 1,
            '"' => string_length(rest),
            _ => rest
                .find(|c: char| matches!(c, ',' | '}' | ']' | ':') || c.is_ascii_whitespace())
                .unwrap_or(rest.len()),
        };
        let (token, after) = rest.split_at(length);
        found.push(token);
        rest = after.trim_start();
    }
    found
}

fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (index, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return index.saturating_add(1),
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn laying_out_changes_nothing_but_white_space() {
        let text = r#"{"b":[1,{"a":"x, \"y\" : {z}","c":[]},null],"a":{},"long":"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"}"#;
        let laid_out = pretty(text, 0);
        assert!(
            laid_out
                .contains("\n  \"b\": [1, { \"a\": \"x, \\\"y\\\" : {z}\", \"c\": [] }, null],\n")
        );
        assert_eq!(compact(&laid_out), text);
        assert_eq!(pretty(&laid_out, 0), laid_out);
    }
}
