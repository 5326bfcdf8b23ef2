//! Formulas against an independent evaluation of the same tree in fractions of machine words.

use lms_core::grading::Exact;
use lms_core::grading::formula::{Formula, shortest_cycle};
use lms_core::number::Fraction;
use proptest::prelude::*;

#[derive(Debug, Clone)]
enum Tree {
    Number(i32),
    Item(u8),
    Negate(Box<Tree>),
    Binary(char, Box<Tree>, Box<Tree>),
    Call(&'static str, Vec<Tree>),
}

fn trees() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![
        (0..50).prop_map(Tree::Number),
        (0_u8..4).prop_map(Tree::Item)
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        let name = prop_oneof![Just("sum"), Just("average"), Just("min"), Just("max")];
        let single = prop_oneof![Just("round"), Just("floor"), Just("ceil"), Just("abs")];
        let sign = prop_oneof![Just('+'), Just('-'), Just('*'), Just('/')];
        prop_oneof![
            inner.clone().prop_map(|tree| Tree::Negate(Box::new(tree))),
            (sign, inner.clone(), inner.clone()).prop_map(|(sign, one, two)| Tree::Binary(
                sign,
                Box::new(one),
                Box::new(two)
            )),
            (name, prop::collection::vec(inner.clone(), 1..4))
                .prop_map(|(name, arguments)| Tree::Call(name, arguments)),
            (single, inner).prop_map(|(name, argument)| Tree::Call(name, vec![argument])),
        ]
    })
}

/// With as many brackets as it takes to need no precedence.
fn print(tree: &Tree) -> String {
    match tree {
        Tree::Number(number) => number.to_string(),
        Tree::Item(item) => format!("[[item {item}]]"),
        Tree::Negate(inner) => format!("(-{})", print(inner)),
        Tree::Binary(sign, one, two) => format!("({}{sign}{})", print(one), print(two)),
        Tree::Call(name, arguments) => {
            let arguments: Vec<String> = arguments.iter().map(print).collect();
            format!("{name}({})", arguments.join(", "))
        }
    }
}

fn item(item: u8) -> i128 {
    i128::from(item) * 7 - 5
}

/// `Err` for a division by zero, `None` inside `Ok` for an overflow of the reference.
fn naive(tree: &Tree) -> Result<Option<Fraction>, ()> {
    let whole = |number: i128| Fraction::new(number, 1);
    let minus = |value: Fraction| value.checked_mul(Fraction::new(-1, 1)?);
    Ok(match tree {
        Tree::Number(number) => whole(i128::from(*number)),
        Tree::Item(index) => whole(item(*index)),
        Tree::Negate(inner) => naive(inner)?.and_then(minus),
        Tree::Binary(sign, one, two) => {
            let (one, two) = (naive(one)?, naive(two)?);
            if *sign == '/' && two == Some(Fraction::ZERO) {
                return Err(());
            }
            match (one, two) {
                (Some(one), Some(two)) => match sign {
                    '+' => one.checked_add(two),
                    '-' => minus(two).and_then(|two| one.checked_add(two)),
                    '*' => one.checked_mul(two),
                    _ => one.checked_div(two),
                },
                _ => None,
            }
        }
        Tree::Call(name, arguments) => {
            let mut values = Vec::new();
            for argument in arguments {
                values.push(naive(argument)?);
            }
            let Some(values) = values.into_iter().collect::<Option<Vec<Fraction>>>() else {
                return Ok(None);
            };
            let sum = values
                .iter()
                .try_fold(Fraction::ZERO, |sum, value| sum.checked_add(*value));
            let only = values[0];
            let (above, below) = (only.numerator(), only.denominator());
            match *name {
                "sum" => sum,
                "average" => {
                    sum.and_then(|sum| sum.checked_div(Fraction::new(values.len() as i128, 1)?))
                }
                "min" => values.iter().min().copied(),
                "max" => values.iter().max().copied(),
                "floor" => whole(above.div_euclid(below)),
                "ceil" => whole(-(-above).div_euclid(below)),
                "abs" => Fraction::new(above.abs(), below),
                // Half away from zero: the magnitude, plus a half, cut off.
                _ => above
                    .abs()
                    .checked_mul(2)
                    .and_then(|double| double.checked_add(below))
                    .and_then(|sum| Some(sum.div_euclid(below.checked_mul(2)?)))
                    .and_then(|size| whole(size * above.signum())),
            }
        }
    })
}

proptest! {
    #[test]
    fn a_formula_equals_the_naive_reference(tree in trees()) {
        let text = format!("={}", print(&tree));
        prop_assume!(text.len() < 4_000);
        let formula = Formula::parse(&text).unwrap();
        let found = formula.evaluate(|id| {
            let index: u8 = id.strip_prefix("item ")?.parse().ok()?;
            Exact::quotient(item(index), 1)
        });
        match naive(&tree) {
            Err(()) => prop_assert!(found.is_err()),
            Ok(None) => {}
            Ok(Some(expected)) => prop_assert_eq!(found.unwrap().value, Exact::from(expected)),
        }
    }

    #[test]
    fn any_text_is_read_or_refused_and_never_panics(text in "[-+*/^(),.=<>0-9a-e\\[\\]# ]{0,60}") {
        if let Ok(formula) = Formula::parse(&text) {
            let _ = formula.evaluate(|_| Some(Exact::ONE));
            prop_assert_eq!(Formula::parse(formula.text()).unwrap(), formula);
        }
    }

    /// The shortest way back to each node, by powers of the adjacency matrix.
    #[test]
    fn the_shortest_cycle_is_as_short_as_the_matrix_says(pairs in prop::collection::vec((0_usize..7, 0_usize..7), 0..14)) {
        let mut edges = vec![Vec::new(); 7];
        for (from, to) in &pairs {
            edges[*from].push(*to);
        }
        let mut reach = vec![vec![false; 7]; 7];
        for (from, row) in reach.iter_mut().enumerate() {
            row[from] = true;
        }
        let mut shortest = None;
        for length in 1..=7 {
            let before = reach.clone();
            for (from, row) in reach.iter_mut().enumerate() {
                for (to, cell) in row.iter_mut().enumerate() {
                    *cell = (0..7).any(|by| before[from][by] && edges[by].contains(&to));
                }
            }
            if shortest.is_none() && (0..7).any(|node| reach[node][node]) {
                shortest = Some(length);
            }
        }
        let found = shortest_cycle(&edges);
        prop_assert_eq!(found.as_ref().map(Vec::len), shortest);
        if let Some(cycle) = found {
            for (index, node) in cycle.iter().enumerate() {
                prop_assert!(edges[*node].contains(&cycle[(index + 1) % cycle.len()]));
            }
        }
    }
}
