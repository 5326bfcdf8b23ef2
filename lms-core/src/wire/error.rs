use crate::problem::DefinitionErrors;

/// Why a stored document cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WireError {
    /// The text cannot be read as JSON. A field that is given twice is such a text.
    #[error("the document cannot be read: {problems}")]
    Json {
        /// What is wrong, and at which path.
        problems: DefinitionErrors,
    },
    /// The document is no envelope.
    #[error("the document is not an envelope with `schema`, `version` and `data`: {message}")]
    Form {
        /// What is missing.
        message: String,
    },
    /// The envelope holds something else.
    #[error("expected a document of the schema `{expected}`, found `{found}`")]
    Schema {
        /// The schema asked for.
        expected: &'static str,
        /// The schema found, shortened.
        found: String,
    },
    /// The document was written by a newer engine, or with a version that never was.
    #[error("version {found} of `{schema}` is not supported; this engine reads 1 to {supported}")]
    UnsupportedVersion {
        /// The schema.
        schema: &'static str,
        /// The version found.
        found: u64,
        /// The newest version that this engine reads.
        supported: u32,
    },
    /// The data do not have the shape of the schema.
    #[error("the data of `{schema}` do not have its shape: {message}")]
    Data {
        /// The schema.
        schema: &'static str,
        /// What is wrong.
        message: String,
    },
    /// The document is too long.
    #[error("a document has at most {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// The document has so many small parts that it would take too much memory once it is read.
    #[error(
        "a document takes at most {limit} bytes once it is read; this one has too many small parts"
    )]
    TooManyParts {
        /// The limit in bytes.
        limit: usize,
    },
}

impl WireError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Json { .. } | Self::Form { .. } => "wire_form",
            Self::Schema { .. } => "wire_schema",
            Self::UnsupportedVersion { .. } => "wire_version_unsupported",
            Self::Data { .. } => "wire_data",
            Self::TooLarge { .. } | Self::TooManyParts { .. } => "document_too_large",
        }
    }
}
