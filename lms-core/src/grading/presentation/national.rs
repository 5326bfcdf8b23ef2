use std::sync::LazyLock;

use super::band::BandScheme;

/// The documents of the schemes, in the order in which they are listed.
const DOCUMENTS: [&str; 8] = [
    include_str!("schemes/us_letters.json"),
    include_str!("schemes/us_letters_plus_minus.json"),
    include_str!("schemes/uk_honours.json"),
    include_str!("schemes/german.json"),
    include_str!("schemes/french.json"),
    include_str!("schemes/canvas_default.json"),
    include_str!("schemes/moodle_default.json"),
    include_str!("schemes/open_edx_default.json"),
];

static SCHEMES: LazyLock<Vec<BandScheme>> = LazyLock::new(|| {
    DOCUMENTS
        .iter()
        .filter_map(|text| serde_json::from_str(text).ok())
        .collect()
});

/// The grade schemes that come with the engine, each with its source: letters of the United States (`us-letters`,
/// `us-letters-plus-minus`), British degree classes (`uk-honours`), German grades (`german`), French mentions (`french`),
/// and the defaults of three gradebooks (`canvas-default`, `moodle-default`, `open-edx-default`).
///
/// ```
/// use lms_core::grading::presentation::national_schemes;
/// assert!(national_schemes().iter().all(|scheme| scheme.source.is_some()));
/// ```
#[must_use]
pub fn national_schemes() -> &'static [BandScheme] {
    &SCHEMES
}

/// The scheme with this id.
#[must_use]
pub fn national_scheme(id: &str) -> Option<&'static BandScheme> {
    SCHEMES.iter().find(|scheme| scheme.id.as_str() == id)
}

#[cfg(test)]
pub(super) const DOCUMENT_COUNT: usize = DOCUMENTS.len();
