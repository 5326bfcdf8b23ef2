//! What everything is called.

use super::{DEPARTMENTS, ROLES};

/// The name of a department.
#[must_use]
pub fn department(number: u8) -> String {
    const NAMES: [&str; DEPARTMENTS] = [
        "nursing",
        "surgery",
        "er",
        "radiology",
        "pharmacy",
        "laboratory",
        "oncology",
        "paediatrics",
        "cardiology",
        "logistics",
        "catering",
        "administration",
    ];
    NAMES[usize::from(number)].into()
}

/// The name of a role.
#[must_use]
pub fn role(number: u8) -> String {
    const NAMES: [&str; ROLES] = [
        "contractor",
        "employee",
        "manager",
        "trainee",
        "volunteer",
        "visitor",
    ];
    NAMES[usize::from(number)].into()
}

/// The name of a course.
#[must_use]
pub fn course(number: u16) -> String {
    format!("course-{number:03}")
}

/// The name of a certification.
#[must_use]
pub fn certification(number: u8) -> String {
    if number == 0 {
        "bls".into()
    } else {
        format!("certification-{number}")
    }
}
