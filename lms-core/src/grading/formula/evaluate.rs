use core::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::{FormulaFault, Function};
use crate::grading::Exact;
use crate::grading::exact::{MAX_ROOT_DEGREE, MAX_ROOT_DIGITS, sum_within};
use crate::number::RoundingMode;

/// The decimal places to which a root that is not rational is rounded, half to even.
pub const FORMULA_DIGITS: u32 = 15;

const _: () = assert!(FORMULA_DIGITS <= MAX_ROOT_DIGITS);

/// The longest number on the way through a formula, in bits of its longer part.
pub const MAX_FORMULA_BITS: u64 = 8_192;

const PI: &str = "3.141592653589793238462643383280";
const E: &str = "2.718281828459045235360287471353";

/// One step of a postfix program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Op {
    Number(Exact),
    Item(usize),
    Negate,
    Sign(Sign),
    Call(Function, usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
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
}

/// The value of a formula.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FormulaValue {
    /// The value, exact but for the roundings listed.
    pub value: Exact,
    /// The roots that are not rational, each rounded on the way, in the order of the formula.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roundings: Vec<FormulaRounding>,
}

/// A root that was rounded inside a formula, to [`FORMULA_DIGITS`] places, half to even.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FormulaRounding {
    /// The function.
    pub function: Function,
    /// Whose root was taken.
    pub of: Exact,
    /// The degree: 2 for a square root.
    pub degree: u32,
    /// The rounded root.
    pub value: Exact,
}

impl FormulaValue {
    /// The value brought into the range of the item that the formula gives the mark of.
    #[must_use]
    pub fn bounded(&self, minimum: &Exact, maximum: &Exact) -> Exact {
        self.value.clone().min(maximum.clone()).max(minimum.clone())
    }
}

/// A value that may not exist, with the roundings it rests on: an `if` then takes only one branch's.
#[derive(Debug, Clone)]
struct Cell {
    value: Result<Exact, FormulaFault>,
    roundings: Vec<FormulaRounding>,
}

pub(super) fn run(program: &[Op], inputs: &[Exact]) -> Result<FormulaValue, FormulaFault> {
    let mut stack: Vec<Cell> = Vec::new();
    for op in program {
        let taken = match op {
            Op::Number(_) | Op::Item(_) => 0,
            Op::Negate => 1,
            Op::Sign(_) => 2,
            Op::Call(_, given) => *given,
        };
        let mut arguments = stack.split_off(stack.len().saturating_sub(taken));
        if matches!(op, Op::Call(Function::If, _)) {
            stack.push(branch(arguments));
            continue;
        }
        let mut roundings = Vec::new();
        for cell in &mut arguments {
            roundings.append(&mut cell.roundings);
        }
        let values: Result<Vec<Exact>, FormulaFault> =
            arguments.into_iter().map(|cell| cell.value).collect();
        let value = values
            .and_then(|values| step(op, &values, inputs, &mut roundings))
            .and_then(|value| match value.bits() {
                0..=MAX_FORMULA_BITS => Ok(value),
                _ => Err(FormulaFault::TooLarge),
            });
        stack.push(Cell { value, roundings });
    }
    // The parser leaves exactly one value; nothing at all would be a formula without operands.
    let last = stack.pop().ok_or(FormulaFault::TooLarge)?;
    Ok(FormulaValue {
        value: last.value?,
        roundings: last.roundings,
    })
}

fn branch(arguments: Vec<Cell>) -> Cell {
    let mut cells = arguments.into_iter();
    let (Some(condition), Some(then), Some(other)) = (cells.next(), cells.next(), cells.next())
    else {
        return Cell {
            value: Err(FormulaFault::TooLarge),
            roundings: Vec::new(),
        };
    };
    let mut roundings = condition.roundings;
    let taken = match condition.value {
        Err(fault) => {
            return Cell {
                value: Err(fault),
                roundings,
            };
        }
        Ok(value) if value.is_zero() => other,
        Ok(_) => then,
    };
    roundings.extend(taken.roundings);
    Cell {
        value: taken.value,
        roundings,
    }
}

fn step(
    op: &Op,
    values: &[Exact],
    inputs: &[Exact],
    roundings: &mut Vec<FormulaRounding>,
) -> Result<Exact, FormulaFault> {
    match (op, values) {
        (Op::Number(value), _) => Ok(value.clone()),
        (Op::Item(index), _) => Ok(inputs.get(*index).cloned().unwrap_or(Exact::ZERO)),
        (Op::Negate, [value]) => Ok(value.negated()),
        (Op::Sign(sign), [one, two]) => binary(*sign, one, two, roundings),
        (Op::Call(function, _), values) => call(*function, values, roundings),
        _ => Err(FormulaFault::TooLarge),
    }
}

fn binary(
    sign: Sign,
    one: &Exact,
    two: &Exact,
    roundings: &mut Vec<FormulaRounding>,
) -> Result<Exact, FormulaFault> {
    let order = |wanted: &[Ordering]| truth(wanted.contains(&one.cmp(two)));
    Ok(match sign {
        Sign::Plus => one.plus(two),
        Sign::Minus => one.minus(two),
        Sign::Times => one.times(two),
        Sign::Over => return one.over(two).ok_or(FormulaFault::DivisionByZero),
        Sign::Power => return power(one, two, roundings),
        Sign::Equal => order(&[Ordering::Equal]),
        Sign::Less => order(&[Ordering::Less]),
        Sign::Greater => order(&[Ordering::Greater]),
        Sign::LessOrEqual => order(&[Ordering::Less, Ordering::Equal]),
        Sign::GreaterOrEqual => order(&[Ordering::Greater, Ordering::Equal]),
    })
}

fn truth(holds: bool) -> Exact {
    if holds { Exact::ONE } else { Exact::ZERO }
}

fn call(
    function: Function,
    values: &[Exact],
    roundings: &mut Vec<FormulaRounding>,
) -> Result<Exact, FormulaFault> {
    let constant = |text: &str| text.parse().map_err(|_| FormulaFault::TooLarge);
    Ok(match (function, values) {
        (Function::Sum, values) => sum(values)?,
        (Function::Average, values) => sum(values)?
            .over(&Exact::count(values.len()))
            .ok_or(FormulaFault::DivisionByZero)?,
        (Function::Min, [first, rest @ ..]) => rest.iter().fold(first, Ord::min).clone(),
        (Function::Max, [first, rest @ ..]) => rest.iter().fold(first, Ord::max).clone(),
        (Function::Mod, [one, two]) => {
            let (one, two) = (whole(one), whole(two));
            let times = one.over(&two).ok_or(FormulaFault::DivisionByZero)?;
            one.minus(&whole(&times).times(&two))
        }
        (Function::Power, [base, exponent]) => power(base, exponent, roundings)?,
        (Function::Round, [value]) => value.nearest(RoundingMode::HalfAway),
        (Function::Round, [value, digits]) => round(value, digits)?,
        (Function::Floor, [value]) => floor(value),
        (Function::Ceil, [value]) => floor(&value.negated()).negated(),
        (Function::Sqrt, [value]) => root(function, value, 2, roundings)?,
        (Function::Abs, [value]) => value.magnitude(),
        (Function::And, values) => truth(values.iter().all(|value| !value.is_zero())),
        (Function::Or, values) => truth(values.iter().any(|value| !value.is_zero())),
        (Function::Pi, _) => constant(PI)?,
        (Function::E, _) => constant(E)?,
        // `if` is decided before its branches are asked; other counts of arguments the parser refuses.
        _ => return Err(FormulaFault::TooLarge),
    })
}

/// One argument at a time is within the bound; many without common factors would not be.
fn sum(values: &[Exact]) -> Result<Exact, FormulaFault> {
    sum_within(values, MAX_FORMULA_BITS).ok_or(FormulaFault::TooLarge)
}

fn whole(value: &Exact) -> Exact {
    value.nearest(RoundingMode::Truncate)
}

fn floor(value: &Exact) -> Exact {
    let cut = whole(value);
    if cut > *value {
        cut.minus(&Exact::ONE)
    } else {
        cut
    }
}

/// Half away from zero; a fraction of a digit is cut off, negative digits round to tens and hundreds.
fn round(value: &Exact, digits: &Exact) -> Result<Exact, FormulaFault> {
    let places = small(&whole(digits)).ok_or(FormulaFault::Exponent)?;
    let scale = Exact::integer(10)
        .power(places.unsigned_abs())
        .ok_or(FormulaFault::TooLarge)?;
    let nearest = |value: &Exact| value.nearest(RoundingMode::HalfAway);
    let over = |value: &Exact| value.over(&scale).ok_or(FormulaFault::DivisionByZero);
    if places >= 0 {
        over(&nearest(&value.times(&scale)))
    } else {
        Ok(nearest(&over(value)?).times(&scale))
    }
}

/// A whole number of machine size.
fn small(value: &Exact) -> Option<i32> {
    let fraction = value.to_fraction()?;
    if fraction.denominator() != 1 {
        return None;
    }
    i32::try_from(fraction.numerator()).ok()
}

/// `base ^ (p / q)` as the q-th root of `base ^ p`; `q` is at most [`MAX_ROOT_DEGREE`].
fn power(
    base: &Exact,
    exponent: &Exact,
    roundings: &mut Vec<FormulaRounding>,
) -> Result<Exact, FormulaFault> {
    let fraction = exponent.to_fraction().ok_or(FormulaFault::Exponent)?;
    let times = i32::try_from(fraction.numerator()).map_err(|_| FormulaFault::Exponent)?;
    let degree = u32::try_from(fraction.denominator()).map_err(|_| FormulaFault::Exponent)?;
    if degree > MAX_ROOT_DEGREE {
        return Err(FormulaFault::Exponent);
    }
    if degree > 1 && base.is_negative() {
        return Err(FormulaFault::NegativeRoot);
    }
    let base = if times < 0 {
        Exact::ONE.over(base).ok_or(FormulaFault::DivisionByZero)?
    } else {
        base.clone()
    };
    let raised = base
        .power(times.unsigned_abs())
        .ok_or(FormulaFault::TooLarge)?;
    if degree == 1 {
        return Ok(raised);
    }
    root(Function::Power, &raised, degree, roundings)
}

fn root(
    function: Function,
    value: &Exact,
    degree: u32,
    roundings: &mut Vec<FormulaRounding>,
) -> Result<Exact, FormulaFault> {
    if let Some(rational) = value.rational_root(degree) {
        return Ok(rational);
    }
    let root = value
        .root(degree, FORMULA_DIGITS, RoundingMode::HalfEven)
        .ok_or(FormulaFault::NegativeRoot)?;
    roundings.push(FormulaRounding {
        function,
        of: value.clone(),
        degree,
        value: root.clone(),
    });
    Ok(root)
}
