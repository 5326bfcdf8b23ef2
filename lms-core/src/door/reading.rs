//! Reads a question field by field, so that a problem deep inside a definition that it carries has its path.

use serde::de::DeserializeOwned;

use super::LmsError;
use super::question::Ask;
use crate::problem::decode::{Fields, Read};
use crate::problem::{DefinitionErrors, Problems};

/// Reads the fields of a question; those not in `known` are refused.
pub(super) fn read<T>(
    ask: &Ask<'_>,
    known: &[&str],
    read: impl FnOnce(&mut Fields<'_, '_>) -> Option<T>,
) -> Result<T, LmsError> {
    let mut problems = Problems::new();
    let value = Fields::open(ask.raw(), &mut problems).and_then(|mut fields| {
        let value = read(&mut fields);
        fields.close(known);
        value
    });
    problems.finish().map_err(LmsError::question)?;
    value.ok_or_else(|| LmsError::question(DefinitionErrors::default()))
}

/// A definition that has a reader of its own, read and checked.
pub(super) fn checked<T: Read>(
    fields: &mut Fields<'_, '_>,
    name: &'static str,
    check: fn(&T, &mut Problems),
) -> Option<T> {
    let value = fields.read::<T>(name)?;
    fields
        .problems()
        .at(name, |problems| check(&value, problems));
    Some(value)
}

/// A definition that serde reads, checked.
pub(super) fn plain<T: DeserializeOwned>(
    fields: &mut Fields<'_, '_>,
    name: &'static str,
    check: fn(&T, &mut Problems),
) -> Option<T> {
    let value = fields.required::<T>(name)?;
    fields
        .problems()
        .at(name, |problems| check(&value, problems));
    Some(value)
}
