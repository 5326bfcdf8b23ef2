//! ARCHITECTURE.md is held to the code: its layer map, and its list of what the engine depends on.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The text under a heading of ARCHITECTURE.md, up to the next heading of its level.
fn section(heading: &str) -> String {
    let text = read(&top().join("ARCHITECTURE.md"));
    let start = text
        .find(heading)
        .unwrap_or_else(|| panic!("ARCHITECTURE.md has no `{heading}`"));
    let body = &text[start + heading.len()..];
    body[..body.find("\n## ").unwrap_or(body.len())].to_owned()
}

/// The layers from the lowest up: the first code block of the section, a layer a line, words up to two spaces.
fn layers() -> Vec<Vec<String>> {
    let section = section("\n## Layers\n");
    let block = section
        .split("```")
        .nth(1)
        .expect("a code block with the layers");
    block
        .lines()
        .skip(1)
        .map(|line| line.split("  ").next().unwrap_or_default())
        .map(|names| names.split_whitespace().map(str::to_owned).collect())
        .filter(|layer: &Vec<String>| !layer.is_empty())
        .collect()
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|end| end == "rs") && !is_test(&path) {
            found.push(path);
        }
    }
    found
}

/// Unit tests in files of their own set the stage with whatever layer is handy.
fn is_test(path: &Path) -> bool {
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    name == "tests" || name.ends_with("_tests")
}

/// What `lib.rs` exports by a short name, and the module it comes from.
fn exports(lib: &str) -> BTreeMap<String, String> {
    let mut exports = BTreeMap::new();
    for statement in lib.split(';') {
        let Some((_, path)) = statement.split_once("pub use ") else {
            continue;
        };
        let Some((module, names)) = path.split_once("::") else {
            continue;
        };
        for name in names.split(|c: char| !c.is_alphanumeric() && c != '_') {
            exports.insert(name.to_owned(), module.to_owned());
        }
    }
    exports
}

/// The first segments of all paths that start with `crate::`, out of doc comments.
fn names_after_crate(text: &str) -> BTreeSet<String> {
    let code: String = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect();
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        if code[..at].ends_with(|c: char| is_name(c) || c == '$') {
            continue;
        }
        let rest = &code[at + "crate::".len()..];
        let Some(list) = rest.strip_prefix('{') else {
            found.insert(rest.chars().take_while(|c| is_name(*c)).collect());
            continue;
        };
        let mut depth = 0;
        let mut in_first_segment = true;
        let mut name = String::new();
        for c in list.chars() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    found.insert(std::mem::take(&mut name));
                    in_first_segment = true;
                }
                ':' => in_first_segment &= depth > 0,
                c if depth == 0 && in_first_segment && is_name(c) => name.push(c),
                _ => {}
            }
        }
        found.insert(name);
    }
    found.remove("");
    found
}

/// Who names whom, module by module.
fn imports() -> BTreeMap<String, BTreeSet<String>> {
    let folder = top().join("lms-core/src");
    let exports = exports(&read(&folder.join("lib.rs")));
    let mut imports: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in sources(&folder) {
        let inside = file.strip_prefix(&folder).unwrap().with_extension("");
        let module = inside.iter().next().unwrap().to_str().unwrap().to_owned();
        if module == "lib" {
            continue;
        }
        let used = imports.entry(module.clone()).or_default();
        for name in names_after_crate(&read(&file)) {
            let starts_large = name.starts_with(char::is_uppercase);
            let from = exports.get(&name).cloned();
            used.insert(from.unwrap_or_else(|| if starts_large { "id".into() } else { name }));
        }
        used.remove(&module);
    }
    imports
}

#[test]
fn no_layer_names_one_above_it() {
    let layers = layers();
    let rank = |module: &str| {
        layers
            .iter()
            .position(|layer| layer.iter().any(|name| name == module))
    };
    let imports = imports();
    let mut broken = Vec::new();
    for (module, used) in &imports {
        let Some(own) = rank(module) else {
            broken.push(format!("`{module}` stands in no layer of ARCHITECTURE.md"));
            continue;
        };
        for other in used {
            let mutual = imports.get(other).is_some_and(|back| back.contains(module));
            match rank(other) {
                Some(rank) if rank < own || (rank == own && !mutual) => {}
                _ => broken.push(format!("`{module}` names `{other}`")),
            }
        }
    }
    for name in layers.iter().flatten() {
        if !imports.contains_key(name) {
            broken.push(format!(
                "ARCHITECTURE.md lists `{name}`, which is no module"
            ));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn the_paths_after_crate_are_found() {
    let code = "use crate::time::{Date, Instant};\n// use crate::hidden::X;\nuse crate::{\n    CourseId, record::{Event, x},\n    rule::Leaf,\n};\nfn f(x: crate::number::Points) {}";
    let found: Vec<_> = names_after_crate(code).into_iter().collect();
    assert_eq!(found, ["CourseId", "number", "record", "rule", "time"]);
}

#[test]
fn every_dependency_of_the_engine_is_justified_and_every_justification_used() {
    let manifest = read(&top().join("lms-core/Cargo.toml"));
    let (_, after) = manifest.split_once("\n[dependencies]\n").unwrap();
    let used: BTreeSet<&str> = after
        .lines()
        .take_while(|line| !line.starts_with('['))
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            line.split(['.', ' ', '='])
                .next()
                .filter(|name| !name.is_empty())
        })
        .collect();
    let section = section("\n## Dependencies\n");
    let justified: BTreeSet<&str> = section
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(used, justified);
}

/// What the door says of each of its questions, as the doc comments of their handlers have it.
fn questions() -> Vec<String> {
    let mut found = Vec::new();
    for file in sources(&top().join("lms-core/src/door")) {
        let mut comment: Vec<String> = Vec::new();
        for line in read(&file).lines().map(str::trim) {
            if let Some(words) = line.strip_prefix("///") {
                comment.push(words.trim().to_owned());
                continue;
            }
            let handles = line.starts_with("pub(super) fn") && line.contains("(ask: &Ask");
            if handles && comment.first().is_some_and(|first| first.starts_with('`')) {
                found.push(comment.join(" "));
            }
            comment.clear();
        }
    }
    found
}

#[test]
fn every_question_of_the_door_stands_in_its_reference_as_its_code_has_it() {
    let reference = read(&top().join("lms-core/QUESTIONS.md"));
    let written: BTreeSet<&str> = reference
        .lines()
        .filter_map(|line| line.strip_prefix("- "))
        .collect();
    let said = questions();
    let said: BTreeSet<&str> = said.iter().map(String::as_str).collect();
    assert_eq!(written, said);
    for (name, _) in lms_core::door::QUESTIONS {
        let begins = format!("`{name} {{");
        assert!(said.iter().any(|line| line.starts_with(&begins)), "{name}");
    }
}
