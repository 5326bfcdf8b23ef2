use super::*;

fn value(text: &str) -> Result<String, String> {
    let formula = Formula::parse(text).map_err(|error| error.code().to_owned())?;
    let inputs = |id: &str| match id {
        "a" => Some(Exact::integer(20)),
        "b" => Some(Exact::integer(30)),
        _ => None,
    };
    formula
        .evaluate(inputs)
        .map(|value| value.value.to_string())
        .map_err(|fault| fault.code().to_owned())
}

#[test]
fn operators_bind_as_in_the_gradebook_it_comes_from() {
    for (text, expected) in [
        ("=1+2*3", "7"),
        ("=(1+2)*3", "9"),
        ("2^3^2", "512"),
        ("-2^2", "-4"),
        ("2^-1", "1/2"),
        ("-2*-3", "6"),
        ("10-4-3", "3"),
        ("12/3/2", "2"),
        ("10e10^2", "10000000000000000000000"),
        ("1.5e-1", "3/20"),
        (".5 + 5.", "11/2"),
        ("1/3+1/3+1/3", "1"),
        ("2 < 3", "1"),
        ("2+1 == 3", "1"),
        ("3 >= 4", "0"),
    ] {
        assert_eq!(value(text).as_deref(), Ok(expected), "{text}");
    }
}

#[test]
fn functions_are_exact() {
    for (text, expected) in [
        ("=average([[a]],[[b]])*0.5", "25/2"),
        ("=sum([[a]],[[b]],[[none]])", "50"),
        ("=SUM(##a##, 1)", "21"),
        ("max(1,[[a]],3)", "20"),
        ("min(1,[[none]],3)", "0"),
        ("mod(17,5)", "2"),
        ("mod(-17,5)", "-2"),
        ("mod(5.9,2.9)", "1"),
        ("power(2,10)", "1024"),
        ("power(8/27,1/3)", "2/3"),
        ("power(4,-0.5)", "1/2"),
        ("sqrt(2.25)", "3/2"),
        ("round(2.5)", "3"),
        ("round(-2.5)", "-3"),
        ("round(1234.567,2)", "123457/100"),
        ("round(1250,-2)", "1300"),
        ("floor(-1.5)", "-2"),
        ("ceil(-1.5)", "-1"),
        ("abs(-1/3)", "1/3"),
        ("floor(pi()*100)", "314"),
        ("floor(e*100)", "271"),
        ("if([[a]]>10,1/[[a]],1/0)", "1/20"),
        ("if([[none]]==0, 7, 1/[[none]])", "7"),
        ("and(1,[[a]],0)", "0"),
        ("or(0,[[a]])", "1"),
    ] {
        assert_eq!(value(text).as_deref(), Ok(expected), "{text}");
    }
}

#[test]
fn an_irrational_root_is_rounded_and_says_so() {
    let formula = Formula::parse("sqrt([[x]]) * 2").unwrap();
    let value = formula.evaluate(|_| Some(Exact::integer(2))).unwrap();
    assert_eq!(value.value, "2.828427124746190".parse().unwrap());
    let [rounding] = value.roundings.as_slice() else {
        panic!("one rounding expected");
    };
    assert_eq!((rounding.function, rounding.degree), (Function::Sqrt, 2));
    assert_eq!(rounding.value, "1.414213562373095".parse().unwrap());
    let untaken = Formula::parse("if(1, 2, sqrt(2))")
        .unwrap()
        .evaluate(|_| None)
        .unwrap();
    assert!(untaken.roundings.is_empty());
}

#[test]
fn what_has_no_value_is_a_fault() {
    for (text, code) in [
        ("1/0", "formula_division_by_zero"),
        ("mod(1,0.5)", "formula_division_by_zero"),
        ("0^-1", "formula_division_by_zero"),
        ("sqrt(-1)", "formula_negative_root"),
        ("(-8)^(1/3)", "formula_negative_root"),
        ("2^(1/65)", "formula_exponent"),
        ("2^pi", "formula_exponent"),
        ("2^99999", "formula_too_large"),
        ("10e300^20", "formula_too_large"),
        ("round(1, 9999999)", "formula_too_large"),
        ("if(1/0,1,2)", "formula_division_by_zero"),
    ] {
        assert_eq!(value(text), Err(code.into()), "{text}");
    }
}

#[test]
fn what_is_no_formula_is_refused() {
    for (text, code) in [
        ("", "formula_empty"),
        ("= ", "formula_empty"),
        ("1+", "formula_syntax"),
        ("+1", "formula_syntax"),
        ("1 2", "formula_syntax"),
        ("(1", "formula_syntax"),
        ("1)", "formula_syntax"),
        ("sum", "formula_syntax"),
        ("sum()", "formula_arguments"),
        ("pi(1)", "formula_arguments"),
        ("if(1,2)", "formula_arguments"),
        ("[[]]", "formula_reference"),
        ("[[a]", "formula_reference"),
        ("1e999", "formula_number"),
        (".", "formula_number"),
        ("1e", "formula_number"),
        ("5 % 2", "formula_character"),
        ("sin(1)", "formula_function_refused"),
        ("system(1)", "formula_function_unknown"),
    ] {
        assert_eq!(value(text), Err(code.into()), "{text}");
    }
    assert_eq!(
        Formula::parse(" =1+*2").unwrap_err(),
        FormulaError::Syntax { at: 4 }
    );
}

#[test]
fn hostile_texts_meet_a_bound() {
    for text in [
        "(".repeat(1_900),
        "-".repeat(1_900) + "1",
        "2^".repeat(900) + "1",
        "sqrt(".repeat(800),
    ] {
        assert_eq!(value(&text), Err("formula_too_deep".into()));
    }
    assert_eq!(value(&"1+".repeat(3_000)), Err("formula_too_long".into()));
    assert_eq!(
        value(&"1+".repeat(1_500)),
        Err("formula_too_many_tokens".into())
    );
    assert_eq!(value(&("1+".repeat(900) + "1")).as_deref(), Ok("901"));
}

#[test]
fn the_shortest_cycle_is_the_witness() {
    assert_eq!(shortest_cycle(&[vec![0]]), Some(vec![0]));
    assert_eq!(
        shortest_cycle(&[vec![1], vec![2], vec![3], vec![0, 2]]),
        Some(vec![2, 3])
    );
    assert_eq!(
        shortest_cycle(&[vec![1, 2], vec![2], vec![], vec![9]]),
        None
    );
    let ring: Vec<Vec<usize>> = (0..2_000).map(|node| vec![(node + 1) % 2_000]).collect();
    assert_eq!(shortest_cycle(&ring).unwrap().len(), 2_000);
    // So many edges that the search gives up: some cycle is found all the same.
    let dense: Vec<Vec<usize>> = (0..2_500)
        .map(|node| {
            if node < 2_498 {
                (node + 1..2_500).collect()
            } else {
                vec![4_997 - node]
            }
        })
        .collect();
    assert_eq!(shortest_cycle(&dense), Some(vec![2_498, 2_499]));
}
