//! Numbers of things in English sentences: one is one, all else are many.

use crate::number::Points;

/// So many of something, such as `1 step` and `2 steps`.
pub(crate) fn counted(count: usize, what: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {what}{ending}")
}

/// So much of something, such as `1 credit` and `2.5 credits`.
pub(crate) fn amount(amount: Points, what: &str) -> String {
    let ending = if amount.micros() == 1_000_000 {
        ""
    } else {
        "s"
    };
    format!("{amount} {what}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_one_and_all_else_are_many() {
        let points = |text: &str| amount(text.parse().unwrap(), "credit");
        assert_eq!(
            [counted(0, "step"), counted(1, "step")],
            ["0 steps", "1 step"]
        );
        assert_eq!(
            [points("1"), points("1.5"), points("0.1")],
            ["1 credit", "1.5 credits", "0.1 credits"]
        );
    }
}
