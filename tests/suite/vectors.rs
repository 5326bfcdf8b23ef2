//! The contract of all languages, run in Rust. `tests/vectors/README.md` says how to add to it.

use std::collections::BTreeMap;
use std::fs;

use lms_tests::vector::{self, Said};

#[test]
fn every_vector_gives_its_answer() {
    let bless = std::env::var_os("LMS_BLESS").is_some();
    let mut differences = Vec::new();
    let mut count = 0_usize;
    for file in vector::files() {
        let cases = vector::cases(&file);
        count += cases.len();
        let said: Vec<Said> = cases.iter().map(vector::Case::run).collect();
        let pairs = || cases.iter().zip(&said);
        let found: Vec<_> = pairs()
            .filter_map(|(case, said)| case.difference(said))
            .collect();
        if bless && !found.is_empty() {
            let blessed: Vec<_> = pairs().map(|(case, said)| case.blessed(said)).collect();
            fs::write(&file, format!("[\n{}\n]\n", blessed.join(",\n"))).unwrap();
            println!("renewed {}:\n{}", file.display(), found.join("\n"));
        } else {
            differences.extend(found);
        }
    }
    assert!(count > 0, "no vector was found");
    assert!(
        differences.is_empty(),
        "{} of {count} vectors differ:\n{}",
        differences.len(),
        differences.join("\n")
    );
}

#[test]
fn every_vector_has_a_name_of_its_own() {
    let mut files_by_name = BTreeMap::new();
    for file in vector::files() {
        for case in vector::cases(&file) {
            if let Some(other) = files_by_name.insert(case.name.clone(), file.clone()) {
                panic!(
                    "`{}` stands in {} and {}",
                    case.name,
                    other.display(),
                    file.display()
                );
            }
        }
    }
}

#[test]
fn asking_twice_gives_the_same_bytes() {
    for case in vector::files().iter().flat_map(|file| vector::cases(file)) {
        let (first, second) = (case.run(), case.run());
        assert_eq!(format!("{first:?}"), format!("{second:?}"), "{}", case.name);
    }
}
