//! Learning paths: what leads to what, where a learner stands on the way, and what comes next.
//!
//! A [`PathDefinition`] is what an author writes. [`Path::compile`] checks all of it at once and resolves every name to
//! a dense node; questions about learners are asked of the [`Path`].
//!
//! | folder | what it holds |
//! |---|---|
//! | `definition` | the document: steps, requirements, groups |
//! | `graph` | the kernel: order, what is open, does an edge close a cycle |
//! | `compile` | from document to [`Path`], with every problem and finding |
//! | `requisites` | what each step waits for directly, groups looked through |
//! | `plan` | the shortest way to the end, by terms or by days |
//! | `picture` | Mermaid, DOT and SVG, plain or for a learner |
//! | `exchange` | curricula in and out: CSV and JSON |
//! | `metrics` | how the path is built, in numbers |
//! | `progress` | one learner on one path: states, shares, credits, what is next |
//! | `ruled` | the same questions under the rules of a catalogue |
//! | `words` | numbers of things in sentences |

mod compile;
mod definition;
mod edit;
mod exchange;
mod graph;
mod metrics;
mod migration;
mod paths;
mod picture;
mod plan;
mod progress;
mod requisites;
mod ruled;
mod words;

pub use compile::{Dependency, Finding, Path, Relation};
pub use definition::{
    Band, DoubleCounting, GroupDefinition, GroupOrder, GroupRule, Item, MAX_CREDITS_MICROS,
    MAX_DEPTH, MAX_EDGES, MAX_GROUPS, MAX_STEPS, Measure, Member, PathDefinition, Requirement,
    Residency, Sharing, StepDefinition,
};
pub use edit::EdgeCheck;
pub use exchange::{
    CsvError, Curriculum, CurriculumCourse, CurriculumError, Imported, Loss, MAX_COURSE_NUMBER,
    MAX_CSV_BYTES, MAX_CSV_CELL_BYTES, MAX_CSV_CELLS, MAX_CSV_ROWS, Note,
};
pub use graph::{Draft, Graph, GraphError, MAX_GRAPH_EDGES, MAX_NODES, Unlocked};
pub use metrics::{
    Bottleneck, Count, Likeness, Load, MAX_COUNT_DIGITS, MAX_MEASURED_STEPS, MetricsOptions,
    PathMetrics, Similarity, StepDistance, StepMetrics, similarity,
};
pub use migration::{
    Carry, Migration, MigrationDefinition, MigrationPreview, PopulationPreview, StepMapping,
    StepMove,
};
pub use paths::{MAX_NESTING, Paths};
pub use picture::{
    MAX_ARROW_BENDS, MAX_PICTURED_ARROWS, MAX_PICTURED_GROUPS, MAX_PICTURED_STEPS, PictureFormat,
};
pub use plan::{
    Assumption, Blackout, DatedStep, DayPlan, DayShift, FailureAnswer, MAX_FREE_DAYS,
    MAX_PLANNED_DAYS, MAX_PLANNED_GROUPS, MAX_PLANNED_STEPS, MAX_SEARCH_NODES, MAX_TERMS, Obstacle,
    Offered, PlanAnswer, PlanRequest, PlanTime, PlannedStep, PlannedTerm, Proof, Shift, Term,
    TermPlan, WorkingCalendar,
};
pub use progress::{
    Blocker, CompletedBy, CreditSummary, FailedBy, GroupProgress, Progress, StepProgress, StepState,
};
pub use requisites::{MAX_REQUISITES, Requisite, Requisites, TooLarge};
pub use ruled::RuledPaths;
