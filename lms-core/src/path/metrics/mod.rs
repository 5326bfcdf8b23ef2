//! How a path is built, in numbers: what holds up how much, where the long ways run, how alike two paths are.
//!
//! The measures are those of Curricular Analytics (G. Heileman, C. Abdallah, A. Slim, M. Hickman, Curricular Analytics: A
//! Framework for Quantifying the Impact of Curricular Reforms and Pedagogical Innovations, arXiv:1811.09676, 2018):
//! every requisite counts as one edge, whether it must come before or may be taken together.

mod compare;
mod count;
mod load;
mod measure;

use num_bigint::BigUint;
use serde::{Deserialize, Serialize};

use super::compile::Path;
use super::definition::Item;
use super::requisites::{Requisites, TooLarge};
use crate::StepId;
use crate::number::Points;

pub use compare::{Likeness, Similarity, similarity};
pub use count::{Count, MAX_COUNT_DIGITS};
pub use load::{Load, StepDistance};

/// The most steps of a path that is measured (`path_too_large`).
pub const MAX_MEASURED_STEPS: usize = 5_000;

/// The measures of a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PathMetrics {
    /// The credits of all steps together.
    pub credits: Points,
    /// The sum over all steps.
    pub blocking: u64,
    /// The sum over all steps.
    pub delay: u64,
    /// The sum over all steps.
    pub centrality: Count,
    /// The sum over all steps: the structural complexity of the path.
    pub complexity: u64,
    /// The first of the longest chains of requisites, in author order.
    pub longest: Vec<StepId>,
    /// How many chains are as long.
    pub longest_count: Count,
    /// The steps that are bottlenecks, in author order.
    pub bottlenecks: Vec<StepId>,
    /// The steps at which a chain ends outside the subjects asked for, in author order.
    pub dead_ends: Vec<StepId>,
    /// Each step's own measures, in author order.
    pub steps: Vec<StepMetrics>,
}

/// The measures of one step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StepMetrics {
    /// The step.
    pub step: StepId,
    /// How many steps can be reached from it: what stays closed when it is failed.
    pub blocking: u32,
    /// How many steps the longest chain through it has: what is late when it is late.
    pub delay: u32,
    /// The sum of the lengths of all chains through it, from a step that needs nothing to one that nothing needs; 0 for
    /// steps at either end.
    pub centrality: Count,
    /// Blocking and delay together. Where a year has quarters, `CurricularAnalytics.jl` takes two thirds of it, so that
    /// programmes in semesters can be compared; it is given whole here.
    pub complexity: u64,
    /// How many steps it waits for directly.
    pub requires: u32,
    /// How many steps wait for it directly.
    pub required_by: u32,
}

/// What is asked beside the measures themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct MetricsOptions {
    /// When a step is a bottleneck.
    pub bottleneck: Bottleneck,
    /// The subjects of the path: a chain that ends in a course of another subject is a dead end. The subject is what
    /// stands before the number in the course's id (`BW` in `BW 101`); courses without one are never dead ends. Empty:
    /// dead ends are not looked for.
    pub subjects: Vec<String>,
}

impl Default for MetricsOptions {
    fn default() -> Self {
        Self {
            bottleneck: Bottleneck {
                requires: 3,
                required_by: 3,
                both: 5,
            },
            subjects: Vec::new(),
        }
    }
}

/// When a step is a bottleneck: one of these is enough. The defaults, 3, 3 and 5, are those of D. Reeping's
/// `CurricularComplexity`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Bottleneck {
    /// It waits for at least so many steps directly.
    pub requires: u32,
    /// At least so many steps wait for it directly.
    pub required_by: u32,
    /// Both together are at least so many.
    pub both: u32,
}

impl Bottleneck {
    fn is_met(self, requires: u32, required_by: u32) -> bool {
        requires >= self.requires
            || required_by >= self.required_by
            || requires.saturating_add(required_by) >= self.both
    }
}

impl Path {
    /// Measures the path: exactly, whatever its size.
    ///
    /// O(steps · requisites / 64), and for centrality arithmetic on numbers that may have as many bits as there are steps.
    ///
    /// # Errors
    /// [`TooLarge`] above [`MAX_MEASURED_STEPS`] steps or [`super::MAX_REQUISITES`] requisites.
    ///
    /// ```
    /// use lms_core::path::{MetricsOptions, Path, PathDefinition};
    /// let definition: PathDefinition = serde_json::from_str(r#"{"id": "p", "steps": [
    ///     {"id": "v1", "item": {"type": "milestone"}},
    ///     {"id": "v2", "item": {"type": "milestone"}},
    ///     {"id": "v3", "item": {"type": "milestone"}, "requires": [{"type": "before", "step": "v1"}, {"type": "before", "step": "v2"}]},
    ///     {"id": "v4", "item": {"type": "milestone"}, "requires": [{"type": "before", "step": "v3"}]}
    /// ]}"#).unwrap();
    /// let metrics = Path::compile(definition).unwrap().metrics(&MetricsOptions::default()).unwrap();
    /// assert_eq!(metrics.complexity, 17);
    /// assert_eq!(metrics.steps[2].centrality.to_u64(), Some(6));
    /// ```
    pub fn metrics(&self, options: &MetricsOptions) -> Result<PathMetrics, TooLarge> {
        let definitions = &self.definition().steps;
        if definitions.len() > MAX_MEASURED_STEPS {
            return Err(TooLarge {
                what: "steps",
                most: MAX_MEASURED_STEPS,
            });
        }
        let requisites = Requisites::of(self)?;
        let graph = requisites.graph();
        // Requisites form no cycle, so there is an order.
        let order = graph.order().unwrap_or_default();
        let measures = measure::measure(&graph, &order);
        let own = measures
            .blocking
            .iter()
            .zip(&measures.delay)
            .zip(&measures.centrality);
        let steps: Vec<StepMetrics> = (0_u32..)
            .zip(definitions)
            .zip(own)
            .map(
                |((node, step), ((blocking, delay), centrality))| StepMetrics {
                    step: step.id.clone(),
                    blocking: *blocking,
                    delay: *delay,
                    centrality: centrality.clone().into(),
                    complexity: u64::from(*blocking).saturating_add(u64::from(*delay)),
                    requires: graph
                        .indegrees()
                        .get(node as usize)
                        .copied()
                        .unwrap_or_default(),
                    required_by: u32::try_from(graph.successors(node).len()).unwrap_or(u32::MAX),
                },
            )
            .collect();
        let sum = |of: fn(&StepMetrics) -> u64| steps.iter().map(of).fold(0, u64::saturating_add);
        let name = |node: &u32| definitions.get(*node as usize).map(|step| step.id.clone());
        let bottleneck =
            |step: &&StepMetrics| options.bottleneck.is_met(step.requires, step.required_by);
        let credits = definitions.iter().map(|step| step.credits.micros());
        Ok(PathMetrics {
            // A compiled path has at most a million credits.
            credits: Points::from_micros(credits.fold(0, i64::saturating_add)).unwrap_or_default(),
            blocking: sum(|step| u64::from(step.blocking)),
            delay: sum(|step| u64::from(step.delay)),
            centrality: measures.centrality.iter().sum::<BigUint>().into(),
            complexity: sum(|step| step.complexity),
            longest: measures.longest.iter().filter_map(name).collect(),
            longest_count: measures.longest_count.into(),
            bottlenecks: steps
                .iter()
                .filter(bottleneck)
                .map(|step| step.step.clone())
                .collect(),
            dead_ends: definitions
                .iter()
                .zip(&steps)
                .filter(|(definition, step)| {
                    let ends = step.requires > 0 && step.required_by == 0;
                    ends && is_foreign(&definition.item, &options.subjects)
                })
                .map(|(_, step)| step.step.clone())
                .collect(),
            steps,
        })
    }
}

/// Whether a course is of a subject that is not among the path's.
fn is_foreign(item: &Item, subjects: &[String]) -> bool {
    let Item::Course { course, .. } = item else {
        return false;
    };
    let own: String = course
        .as_str()
        .chars()
        .take_while(|letter| !letter.is_numeric() && !letter.is_whitespace() && *letter != '-')
        .collect();
    !own.is_empty() && !subjects.is_empty() && !subjects.contains(&own)
}

#[cfg(test)]
mod tests;
