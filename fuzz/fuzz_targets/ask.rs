//! Fuzzes `lms_fuzz::ask`; on stable, replays files.
#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| lms_fuzz::ask(bytes));

#[cfg(not(fuzzing))]
fn main() {
    lms_fuzz::replay(lms_fuzz::ask);
}
