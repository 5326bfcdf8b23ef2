//! Statistics of a class: exact where the number is rational, rounded by a named rule where it is a root.

mod item;
mod summary;

pub use item::{
    ItemStatistics, ItemsError, MAX_TEST_ITEMS, MAX_TEST_MARKS, TestStatistics, test_statistics,
};
pub use summary::{
    CohortSummary, HistogramBin, MAX_BINS, MAX_COHORT, QuantileMethod, SummaryError,
    SummaryRequest, quantile, summarise,
};

#[cfg(test)]
mod tests;
