use serde::Deserialize;

use super::LmsError;
use super::question::{Ask, write};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lint {}

/// `lint {}`: what is proven about the catalogue's rules and courses before any learner meets them.
pub(super) fn lint(ask: &Ask<'_>) -> Result<String, LmsError> {
    let Lint {} = ask.arguments()?;
    write(&ask.catalogue.lint())
}
