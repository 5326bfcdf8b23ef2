//! What serde says of a wrong value, in the words of our own texts: it speaks of types of Rust, and repeats what it found
//! however long that is.

/// The longest text that stands whole in a message, in characters.
const WHOLE: usize = 240;

/// Words at the end of what serde says, and ours.
const EXPECTED: [(&str, &str); 12] = [
    ("a string", "a text"),
    ("a sequence", "a list"),
    ("a map", "an object"),
    ("u8", "a whole number from 0 to 255"),
    ("u16", "a whole number from 0 to 65535"),
    ("u32", "a whole number from 0 to 4294967295"),
    ("u64", "a whole number that is not negative"),
    ("usize", "a whole number that is not negative"),
    ("i8", "a whole number from -128 to 127"),
    ("i16", "a whole number from -32768 to 32767"),
    ("i32", "a whole number from -2147483648 to 2147483647"),
    ("i64", "a whole number"),
];

/// Words for what was found, and ours.
const FOUND: [(&str, &str); 6] = [
    ("invalid type: string ", "invalid type: text "),
    ("invalid type: floating point ", "invalid type: number "),
    ("invalid type: integer ", "invalid type: number "),
    ("invalid value: integer ", "invalid value: number "),
    ("invalid type: sequence", "invalid type: list"),
    ("invalid type: map", "invalid type: object"),
];

/// The message of serde in plain words.
pub(super) fn plain(said: &str) -> String {
    let found = FOUND.iter().find_map(|(theirs, ours)| {
        let rest = said.strip_prefix(theirs)?;
        Some(format!("{ours}{rest}"))
    });
    let said = found.as_deref().unwrap_or(said);
    let expected = said.rsplit_once(", expected ").and_then(|(head, theirs)| {
        let (_, ours) = EXPECTED.iter().find(|(known, _)| *known == theirs)?;
        Some(format!("{head}, expected {ours}"))
    });
    middle_out(expected.unwrap_or_else(|| said.to_owned()))
}

/// A long text without its middle: what was found stands there, and what was expected at the end.
fn middle_out(text: String) -> String {
    let length = text.chars().count();
    if length <= WHOLE {
        return text;
    }
    let half = WHOLE / 2;
    let head = text.chars().take(half);
    let tail = text.chars().skip(length.saturating_sub(half));
    head.chain("...".chars()).chain(tail).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said<T: serde::de::DeserializeOwned>(json: &str) -> String {
        let value: serde_json::Value = serde_json::from_str(json).unwrap();
        plain(
            &serde_json::from_value::<T>(value)
                .err()
                .unwrap()
                .to_string(),
        )
    }

    #[test]
    fn no_type_of_rust_is_named() {
        assert_eq!(
            said::<u32>("-1"),
            "invalid value: number `-1`, expected a whole number from 0 to 4294967295"
        );
        assert_eq!(
            said::<u8>("1.5"),
            "invalid type: number `1.5`, expected a whole number from 0 to 255"
        );
        assert_eq!(said::<String>("[]"), "invalid type: list, expected a text");
        assert_eq!(
            said::<Vec<bool>>(r#""x""#),
            "invalid type: text \"x\", expected a list"
        );
    }

    #[test]
    fn what_was_found_is_repeated_only_in_part() {
        let long = format!("\"{}\"", "ü".repeat(100_000));
        let text = said::<u32>(&long);
        assert_eq!(text.chars().count(), WHOLE + 3);
        assert!(text.ends_with("expected a whole number from 0 to 4294967295"));
    }
}
