use super::definition::Draft;
use crate::grading::CompiledScheme;
use crate::path::Path;
use crate::problem::Problems;

/// Compiles the grading schemes. What does not compile is reported and left out; the catalogue is then refused whole.
pub(super) fn schemes(draft: &Draft, problems: &mut Problems) -> Vec<CompiledScheme> {
    problems.at("schemes", |problems| {
        let compile = |(spot, scheme): &(usize, crate::grading::Scheme)| {
            problems.item(*spot, |problems| {
                match CompiledScheme::new(scheme.clone()) {
                    Ok(compiled) => Some(compiled),
                    Err(errors) => {
                        problems.absorb(errors);
                        None
                    }
                }
            })
        };
        draft.schemes.items.iter().filter_map(compile).collect()
    })
}

/// Compiles the paths, likewise.
pub(super) fn paths(draft: &Draft, problems: &mut Problems) -> Vec<Path> {
    problems.at("paths", |problems| {
        let compile = |(spot, path): &(usize, crate::path::PathDefinition)| {
            problems.item(*spot, |problems| Path::check(path.clone(), problems))
        };
        draft.paths.items.iter().filter_map(compile).collect()
    })
}
