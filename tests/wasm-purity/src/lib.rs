//! The engine alone as a WebAssembly module, without wasm-bindgen or any host function.
//!
//! A test lists the module's imports (there must be none) and then runs every shared vector through
//! it, so that nothing was left out by the linker only because nobody called it. A call is: the host
//! asks for a `room`, writes the three texts there, calls `run`, and reads
//! `answer_length` bytes at `answer_address`.
#![expect(
    unsafe_code,
    reason = "a plain WebAssembly export needs `no_mangle`, which is written as unsafe"
)]

use std::sync::{Mutex, MutexGuard, PoisonError};

use lms_core::door;

#[derive(Debug)]
struct Memory {
    input: Vec<u8>,
    answer: String,
}

static MEMORY: Mutex<Memory> = Mutex::new(Memory {
    input: Vec::new(),
    answer: String::new(),
});

fn memory() -> MutexGuard<'static, Memory> {
    MEMORY.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes room for so many bytes of input and tells where they go.
#[unsafe(no_mangle)]
pub extern "C" fn room(length: usize) -> *mut u8 {
    let mut memory = memory();
    memory.input = vec![0; length];
    memory.input.as_mut_ptr()
}

/// Puts three JSON texts, parted by line feeds, to the engine: catalogue, record (or empty), question.
/// Tells whether it was answered (1) or refused (0).
#[unsafe(no_mangle)]
pub extern "C" fn run() -> u32 {
    let mut memory = memory();
    let input = String::from_utf8_lossy(&memory.input).into_owned();
    match ask(&input) {
        Ok(answer) => {
            memory.answer = answer;
            1
        }
        Err(error) => {
            memory.answer = error.code;
            0
        }
    }
}

/// Where the answer, or the code of the refusal, lies.
#[unsafe(no_mangle)]
pub extern "C" fn answer_address() -> *const u8 {
    memory().answer.as_ptr()
}

/// How many bytes it has.
#[unsafe(no_mangle)]
pub extern "C" fn answer_length() -> usize {
    memory().answer.len()
}

fn ask(input: &str) -> Result<String, door::LmsError> {
    let mut texts = input.split('\n');
    let mut next = || texts.next().unwrap_or_default();
    let catalogue = door::compile(next())?;
    let record = match next() {
        "" => None,
        text => Some(door::load_record(text)?),
    };
    door::ask(&catalogue, record.as_ref(), next())
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_refusal_is_told_by_its_code() {
        assert!(super::ask("no json\n\n{}").is_err());
    }
}
