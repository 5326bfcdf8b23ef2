//! The measures of a path are those of a plain walk along every chain.

use lms_core::path::MetricsOptions;
use proptest::prelude::*;

use super::small::{Step, path, steps};

fn chains(steps: &[Step]) -> Vec<Vec<usize>> {
    let after = |step: usize| {
        (step + 1..steps.len())
            .filter(|later| steps[*later].needs[step] > 0)
            .collect::<Vec<_>>()
    };
    let sources = (0..steps.len()).filter(|step| steps[*step].needs.iter().all(|kind| *kind == 0));
    let mut open: Vec<Vec<usize>> = sources.map(|step| vec![step]).collect();
    let mut found = Vec::new();
    while let Some(chain) = open.pop() {
        let next = after(*chain.last().unwrap());
        if next.is_empty() {
            found.push(chain);
            continue;
        }
        for step in next {
            let mut longer = chain.clone();
            longer.push(step);
            open.push(longer);
        }
    }
    found
}

proptest! {
    #[test]
    fn measures_are_those_of_every_chain(steps in steps(9)) {
        let metrics = path(&steps).metrics(&MetricsOptions::default()).unwrap();
        let chains = chains(&steps);
        for (step, own) in metrics.steps.iter().enumerate() {
            let through: Vec<&Vec<usize>> = chains.iter().filter(|chain| chain.contains(&step)).collect();
            let longest = through.iter().map(|chain| chain.len()).max().unwrap();
            prop_assert_eq!(own.delay as usize, longest);
            let inner = through.iter().filter(|chain| chain[0] != step && chain[chain.len() - 1] != step);
            let central: usize = inner.map(|chain| chain.len()).sum();
            prop_assert_eq!(own.centrality.to_u64().unwrap() as usize, central);
            let mut behind: Vec<usize> = through
                .iter()
                .flat_map(|chain| chain.iter().copied().filter(|other| *other > step))
                .collect();
            behind.sort_unstable();
            behind.dedup();
            let place = |chain: &Vec<usize>, other: usize| chain.iter().position(|at| *at == other);
            behind.retain(|other| through.iter().any(|chain| place(chain, *other) > place(chain, step)));
            prop_assert_eq!(own.blocking as usize, behind.len());
        }
        let longest = chains.iter().map(Vec::len).max().unwrap();
        prop_assert_eq!(metrics.longest.len(), longest);
        let count = chains.iter().filter(|chain| chain.len() == longest).count();
        prop_assert_eq!(metrics.longest_count.to_u64().unwrap() as usize, count);
    }
}
