use lms_core::number::{Fraction, Points};
use lms_core::path::{GroupDefinition, GroupRule, Measure, Member, Path, PathDefinition, Sharing};
use proptest::prelude::*;

use super::support::{competing, now, pass, passed};

fn whole(points: Points) -> i128 {
    i128::from(points.micros() / 1_000_000)
}

/// The share of a group, when these of its steps count in it.
fn share(path: &PathDefinition, group: &GroupDefinition, counted: &[usize]) -> Fraction {
    let credits = |step: &usize| whole(path.steps[*step].credits);
    let weight = |step: &usize| {
        if path.measure == Measure::Steps {
            1
        } else {
            credits(step)
        }
    };
    let of = |have: i128, want: i128| Fraction::new(have.min(want), want).unwrap();
    let inside = steps_of(group);
    let counted: Vec<usize> = counted
        .iter()
        .copied()
        .filter(|step| inside.contains(step))
        .collect();
    match &group.rule {
        GroupRule::All => of(
            counted.iter().map(weight).sum(),
            inside.iter().map(weight).sum(),
        ),
        GroupRule::AtLeast { count } => of(counted.len() as i128, i128::from(*count)),
        GroupRule::AtLeastCredits { credits: wanted } => {
            of(counted.iter().map(credits).sum(), whole(*wanted))
        }
        other => panic!("not generated: {other:?}"),
    }
}

fn steps_of(group: &GroupDefinition) -> Vec<usize> {
    let number = |member: &Member| match member {
        Member::Step { step } => step.as_str()[1..].parse().unwrap(),
        Member::Group(_) => panic!("not generated"),
    };
    group.members.iter().map(number).collect()
}

/// What a group weighs: the cheapest way of meeting it.
fn weight(path: &PathDefinition, group: &GroupDefinition) -> i128 {
    let credits = |step: &usize| whole(path.steps[*step].credits);
    let steps = steps_of(group);
    let mut sorted: Vec<i128> = steps.iter().map(credits).collect();
    sorted.sort_unstable();
    match (&group.rule, path.measure) {
        (GroupRule::All, Measure::Steps) => steps.len() as i128,
        (GroupRule::All, Measure::Credits) => sorted.iter().sum(),
        (GroupRule::AtLeast { count }, Measure::Steps) => i128::from(*count),
        (GroupRule::AtLeast { count }, Measure::Credits) => {
            sorted.iter().take(*count as usize).sum()
        }
        (GroupRule::AtLeastCredits { credits }, Measure::Credits) => whole(*credits),
        (GroupRule::AtLeastCredits { credits }, Measure::Steps) => {
            let mut sum = 0;
            let enough = sorted.iter().rev().take_while(|next| {
                let more = sum < whole(*credits);
                sum += **next;
                more
            });
            enough.count() as i128
        }
        (other, _) => panic!("not generated: {other:?}"),
    }
}

/// The best share over all ways of counting, tried one by one.
fn brute_force(path: &PathDefinition, done: &[usize]) -> Fraction {
    let goal = path.goal.as_ref().unwrap();
    let groups: Vec<&GroupDefinition> = goal
        .members
        .iter()
        .map(|member| match member {
            Member::Group(group) => group,
            Member::Step { .. } => panic!("not generated"),
        })
        .collect();
    let subsets = 1_u32 << groups.len();
    let mut best = Fraction::ZERO;
    for choice in 0..subsets.pow(done.len() as u32) {
        let mut rest = choice;
        let (mut shared_steps, mut shared_credits) = (0_i128, 0_i128);
        let mut counted: Vec<Vec<usize>> = vec![Vec::new(); groups.len()];
        for step in done {
            let subset = rest % subsets;
            rest /= subsets;
            let mut in_groups = 0;
            for (index, group) in groups.iter().enumerate() {
                if subset >> index & 1 == 1 && steps_of(group).contains(step) {
                    counted[index].push(*step);
                    in_groups += 1;
                }
            }
            if in_groups > 1 {
                shared_steps += 1;
                shared_credits += whole(path.steps[*step].credits);
            }
        }
        let allowed = match path.double_counting[0].sharing {
            Sharing::Allowed => true,
            Sharing::Forbidden => shared_steps == 0,
            Sharing::LimitedSteps { count } => shared_steps <= i128::from(count),
            Sharing::LimitedCredits { credits } => shared_credits <= whole(credits),
        };
        if !allowed {
            continue;
        }
        let (mut sum, mut total) = (Fraction::ZERO, 0);
        for (group, counted) in groups.iter().zip(&counted) {
            let weight = weight(path, group);
            total += weight;
            let earned = share(path, group, counted).checked_mul(Fraction::new(weight, 1).unwrap());
            sum = sum.checked_add(earned.unwrap()).unwrap();
        }
        best = best.max(sum.checked_div(Fraction::new(total, 1).unwrap()).unwrap());
    }
    best
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn the_assignment_is_as_good_as_the_best_of_all(
        definition in competing(),
        done in proptest::sample::subsequence((0..6_usize).collect::<Vec<_>>(), 0..=5),
    ) {
        // Some of these can never be finished, however steps are counted; those are refused.
        let Ok(path) = Path::compile(definition.clone()) else { return Ok(()) };
        let progress = path.progress(&passed(done.iter().copied()), now());
        prop_assert!(progress.proven);
        prop_assert_eq!(progress.share, brute_force(&definition, &done));
    }

    #[test]
    fn a_further_completion_never_takes_progress_away(
        definition in competing(),
        order in Just((0..6_usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let Ok(path) = Path::compile(definition) else { return Ok(()) };
        let mut record = passed([]);
        let mut before = path.progress(&record, now()).share;
        for step in order {
            pass(&mut record, step);
            let after = path.progress(&record, now()).share;
            prop_assert!(after >= before);
            before = after;
        }
    }
}
