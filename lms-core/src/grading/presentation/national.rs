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
/// Few countries have a scheme by law: the bounds of British classes (70, 60, 50, 40), the borderline zone of two points
/// lifted by half of the credits, and American letters are common practice, and a school that does otherwise gives its
/// own [`BandScheme`] wherever one of these is named. Each scheme's `source` says what in it is law and what is usage.
/// ECTS grades rank the passed by 10, 25, 30, 25 and 10 % (see [`super::ects`]); they have been replaced by distribution
/// tables since 2009, and some universities still give them. The [modified Bavarian formula](super::Bavarian) cuts off
/// after one decimal place and does not round.
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
