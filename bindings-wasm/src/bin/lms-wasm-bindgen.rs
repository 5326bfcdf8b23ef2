//! Writes the JavaScript side of the door: `lms-wasm-bindgen <file.wasm> <folder>`.
//!
//! The folder gets `node/` (CommonJS, which Node also imports as a module) and `web/` (for browsers
//! and bundlers). This is `wasm-bindgen-cli` without its downloads: the lock file then holds the
//! generator at the version of the macros, and a fresh machine builds it in well under a minute.
#![expect(
    clippy::print_stderr,
    reason = "a build tool, not the engine: it reads its arguments and writes files"
)]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(input), Some(folder), None) = (arguments.next(), arguments.next(), arguments.next())
    else {
        eprintln!("usage: lms-wasm-bindgen <file.wasm> <folder>");
        return ExitCode::from(2);
    };
    match write(&input, &folder) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn write(input: &Path, folder: &Path) -> Result<(), String> {
    for target in ["node", "web"] {
        let mut generator = Bindgen::new();
        generator
            .input_path(input)
            .out_name("lms_core")
            .typescript(true);
        match target {
            "node" => generator.nodejs(true),
            _ => generator.web(true),
        }
        .and_then(|generator| generator.generate(folder.join(target)))
        .map_err(|error| format!("{}: {error:#}", folder.join(target).display()))?;
    }
    Ok(())
}
