use serde::{Deserialize, Serialize};

/// Functions that other gradebooks know and that have no exact value; a formula that names one is refused.
pub const REFUSED_FUNCTIONS: [&str; 21] = [
    "sin",
    "sinh",
    "arcsin",
    "asin",
    "arcsinh",
    "asinh",
    "cos",
    "cosh",
    "arccos",
    "acos",
    "arccosh",
    "acosh",
    "tan",
    "tanh",
    "arctan",
    "atan",
    "ln",
    "log",
    "exp",
    "rand_int",
    "rand_float",
];

/// A function of formulas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Function {
    /// The sum of its arguments.
    Sum,
    /// Their mean.
    Average,
    /// The least of them.
    Min,
    /// The greatest of them.
    Max,
    /// The remainder of the whole parts, with the sign of the first: what PHP's `%` gives, which Moodle's `mod` is
    /// (moodle/moodle, `lib/evalmath/evalmath.class.php`). `mod(-17.9, 5)` is -2.
    Mod,
    /// The first raised to the power of the second.
    Power,
    /// Rounded half away from zero, to so many digits.
    Round,
    /// The next lower whole number.
    Floor,
    /// The next higher whole number.
    Ceil,
    /// The square root.
    Sqrt,
    /// Without its sign.
    Abs,
    /// The second if the first is not 0, else the third.
    If,
    /// 1 if none is 0.
    And,
    /// 1 if any is not 0.
    Or,
    /// The number pi.
    Pi,
    /// Euler's number.
    E,
}

impl Function {
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "sum" => Self::Sum,
            "average" => Self::Average,
            "min" => Self::Min,
            "max" => Self::Max,
            "mod" => Self::Mod,
            "power" => Self::Power,
            "round" => Self::Round,
            "floor" => Self::Floor,
            "ceil" => Self::Ceil,
            "sqrt" => Self::Sqrt,
            "abs" => Self::Abs,
            "if" | "ifthenelse" => Self::If,
            "and" | "cond_and" => Self::And,
            "or" | "cond_or" => Self::Or,
            "pi" => Self::Pi,
            "e" => Self::E,
            _ => return None,
        })
    }

    pub(super) fn takes(self, arguments: usize) -> bool {
        match self {
            Self::Sum | Self::Average | Self::Min | Self::Max | Self::And | Self::Or => {
                arguments >= 1
            }
            Self::Mod | Self::Power => arguments == 2,
            Self::Round => arguments == 1 || arguments == 2,
            Self::Floor | Self::Ceil | Self::Sqrt | Self::Abs => arguments == 1,
            Self::If => arguments == 3,
            Self::Pi | Self::E => arguments == 0,
        }
    }

    /// Whether it may stand without brackets.
    pub(super) fn is_constant(self) -> bool {
        matches!(self, Self::Pi | Self::E)
    }
}
