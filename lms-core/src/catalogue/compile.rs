use super::definition::Draft;
use crate::grading::CompiledScheme;
use crate::path::Paths;
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

/// Compiles the paths, likewise, and checks what only shows when they are seen together.
pub(super) fn paths(draft: &Draft, problems: &mut Problems) -> Paths {
    problems.at("paths", |problems| {
        Paths::check(draft.paths.items.clone(), &draft.paths.unreadable, problems)
    })
}
