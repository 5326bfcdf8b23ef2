//! What is proven about each rule, and about pairs of them.

use std::collections::{BTreeMap, BTreeSet};

use super::answer::{Condition, Finding, Found, Report, Undecided};
use super::formula::{Allowance, Answer, Claim, Formula, Wanted, formula};
use super::subject::{Topic, topic};
use super::{MAX_LOOKS, MAX_PAIRS, courses};
use crate::RuleId;
use crate::rule::compile::outline::Ask;
use crate::rule::remedy::Ground;
use crate::rule::{RuleIx, RuleSet};

/// Rules that stand in for those that authors name, such as `course:ID`.
fn is_made(id: &RuleId) -> bool {
    let kind = id.as_str().split_once(':').map_or("", |(kind, _)| kind);
    ["course", "offering", "prerequisites", "requirement"].contains(&kind)
}

impl RuleSet {
    /// Everything that is proven about the rules: never met, always met, contradictory windows, dead branches, implied by
    /// another rule, unused; and about courses, as far as the ground knows their rules: out of reach, waiting for one
    /// another.
    ///
    /// Each proof looks at no more than 20,000 partial assignments, and all of them together at no more than [`MAX_LOOKS`]
    /// conditions; pairs of rules are compared up to [`MAX_PAIRS`]. The rest is `O(n log n)` in the rules written out, but
    /// for courses out of reach: the search for the rings in which they wait may look at all of them for each.
    ///
    /// ```
    /// use lms_core::rule::lint::Found;
    /// use lms_core::rule::{RuleDefinition, RuleSet, Vocabulary};
    /// let rule: RuleDefinition = serde_json::from_str(
    ///     r#"{"id":"r","when":{"type":"all","of":[
    ///         {"type":"window","until":"2026-01-01"},{"type":"window","from":"2026-02-01"}]}}"#).unwrap();
    /// let rules = RuleSet::compile(&[rule], &Vocabulary::default()).unwrap();
    /// let report = rules.lint(&[], &());
    /// let Found::WindowsContradict { because } = &report.findings[0].what else { panic!() };
    /// assert_eq!(because[1].path, "$.of[1]");
    /// ```
    #[must_use]
    pub fn lint(&self, courses: &[crate::CourseId], ground: &dyn Ground) -> Report {
        let mut report = Report::default();
        let allowance = Allowance::of(MAX_LOOKS);
        let mut known: Vec<(RuleIx, Formula)> = Vec::new();
        let referred = self.referred();
        for rule in self.rules() {
            let Some(id) = self.id(rule).cloned() else {
                continue;
            };
            let line = self.shared.outlines.get(rule.0 as usize).copied();
            // What stands for a course or run repeats what its author wrote, which has a name of its own.
            let repeats =
                id.as_str().starts_with("course:") || id.as_str().starts_with("offering:");
            if repeats {
                continue;
            }
            match line.and_then(|line| formula(self, line).map(|formula| (line, formula))) {
                None => report.open(&id, "never_met"),
                Some((line, formula)) => {
                    self.one(&id, line, &formula, (&allowance, &mut report));
                    if !is_made(&id) {
                        known.push((rule, formula));
                    }
                }
            }
            if !is_made(&id) && !referred.contains(&rule.0) {
                report.findings.push(Finding {
                    rule: id,
                    path: "$".into(),
                    what: Found::Unused,
                });
            }
        }
        self.pairs(&known, &allowance, &mut report);
        courses::lint(self, courses, ground, &mut report);
        report
    }

    /// The rules that some rule refers to.
    fn referred(&self) -> BTreeSet<u32> {
        let lines = self.shared.outline.lines.iter();
        lines
            .filter_map(crate::rule::compile::outline::Line::rule)
            .collect()
    }

    fn one(
        &self,
        id: &RuleId,
        line: u32,
        formula: &Formula,
        (allowance, report): (&Allowance, &mut Report),
    ) {
        let met = Claim::new(self, vec![(formula, Wanted::True)], allowance);
        match met.decide() {
            Answer::Never => {
                let because = self.conditions(&met.conflict());
                let windows =
                    !because.is_empty() && because.iter().all(|found| found.kind == "window");
                let what = if windows {
                    Found::WindowsContradict { because }
                } else {
                    Found::NeverMet { because }
                };
                report.add(id, "$".into(), what);
                return;
            }
            Answer::Open => report.open(id, "never_met"),
            Answer::Possible => {}
        }
        let unmet = Claim::new(self, vec![(formula, Wanted::NotTrue)], allowance);
        match unmet.decide() {
            Answer::Never => {
                let because = self.conditions(&unmet.conflict());
                report.add(id, "$".into(), Found::AlwaysMet { because });
                return;
            }
            Answer::Open => report.open(id, "always_met"),
            Answer::Possible => {}
        }
        self.branches(id, line, formula, (allowance, report));
    }

    /// Branches of *any* and *at least* that are never met when the rule is. Only where the branch stands under no
    /// negation, so that leaving it out cannot make the rule met more often.
    fn branches(
        &self,
        id: &RuleId,
        root: u32,
        whole: &Formula,
        (allowance, report): (&Allowance, &mut Report),
    ) {
        let outline = &self.shared.outline;
        let mut open = vec![root];
        while let Some(place) = open.pop() {
            let Some(line) = outline.lines.get(place as usize) else {
                continue;
            };
            let children: Vec<u32> = outline.children(place).collect();
            match line.ask {
                Ask::Any | Ask::AtLeast(_) if children.len() > 1 => {
                    for child in children {
                        let Some(branch) = formula(self, child) else {
                            continue;
                        };
                        let both = vec![(whole, Wanted::True), (&branch, Wanted::True)];
                        let claim = Claim::new(self, both, allowance);
                        match claim.decide() {
                            Answer::Never => {
                                let because = self.conditions(&claim.conflict());
                                report.add(
                                    id,
                                    self.path(root, child),
                                    Found::DeadBranch { because },
                                );
                            }
                            Answer::Open => report.open(id, "dead_branch"),
                            Answer::Possible => open.push(child),
                        }
                    }
                }
                Ask::All | Ask::Any | Ask::AtLeast(_) | Ask::Disclosed => open.extend(children),
                Ask::None | Ask::Not | Ask::Rule(_) | Ask::Question(_) => {}
            }
        }
    }

    /// Named rules of which one implies the other. Only rules about a common topic can.
    fn pairs(&self, known: &[(RuleIx, Formula)], allowance: &Allowance, report: &mut Report) {
        // A rule that is never met implies all others, and all others imply one that is always met: no pair is spent on
        // them.
        let settled: BTreeSet<RuleId> = report
            .findings
            .iter()
            .filter(|finding| finding.path == "$" && finding.what != Found::Unused)
            .map(|finding| finding.rule.clone())
            .collect();
        let mut by_topic: BTreeMap<Topic, Vec<usize>> = BTreeMap::new();
        for (place, (rule, formula)) in known.iter().enumerate() {
            if self.id(*rule).is_none_or(|id| settled.contains(id)) {
                continue;
            }
            let mut leaves = Vec::new();
            formula.leaves(&mut leaves);
            let topics: BTreeSet<Topic> = leaves
                .into_iter()
                .map(|(_, question)| topic(self, question))
                .collect();
            for topic in topics {
                by_topic.entry(topic).or_default().push(place);
            }
        }
        let mut pairs: BTreeSet<(usize, usize)> = BTreeSet::new();
        let mut skipped = false;
        'topics: for places in by_topic.values() {
            for (index, one) in places.iter().enumerate() {
                for two in places.iter().skip(index.saturating_add(1)) {
                    let pair = (*one, *two);
                    if pairs.len() >= MAX_PAIRS && !pairs.contains(&pair) {
                        skipped = true;
                        break 'topics;
                    }
                    pairs.insert(pair);
                }
            }
        }
        for (one, two) in pairs {
            let (Some(one), Some(two)) = (known.get(one), known.get(two)) else {
                continue;
            };
            let (Some(a), Some(b)) = (self.id(one.0), self.id(two.0)) else {
                continue;
            };
            let implies = |one: &Formula, two: &Formula| {
                let both = vec![(one, Wanted::True), (two, Wanted::NotTrue)];
                Claim::new(self, both, allowance).decide()
            };
            let (there, back) = (implies(&one.1, &two.1), implies(&two.1, &one.1));
            let (from, to) = if there == Answer::Never {
                (a, b)
            } else {
                (b, a)
            };
            let other = to.clone();
            match (there, back) {
                (Answer::Never, Answer::Never) => {
                    report.add(from, "$".into(), Found::SameAs { other })
                }
                (Answer::Never, _) | (_, Answer::Never) => {
                    report.add(from, "$".into(), Found::Implies { other });
                }
                (Answer::Open, _) | (_, Answer::Open) => report.open(a, "implies"),
                (Answer::Possible, Answer::Possible) => {}
            }
        }
        if skipped {
            report.undecided.push(Undecided {
                rule: None,
                code: "pairs_too_many".into(),
            });
        }
    }

    pub(super) fn conditions(&self, lines: &[u32]) -> Vec<Condition> {
        let condition = |line: &u32| {
            let (rule, root) = self.home(*line)?;
            let asked = self
                .shared
                .asked(self.shared.outline.lines.get(*line as usize)?)?;
            Some(Condition {
                rule,
                path: self.path(root, *line),
                kind: asked.kind.to_string(),
            })
        };
        lines.iter().filter_map(condition).collect()
    }

    /// The rule in which a line stands, and the first line of it.
    fn home(&self, line: u32) -> Option<(RuleId, u32)> {
        // Rules are written out one after another.
        let outlines = &self.shared.outlines;
        let place = outlines
            .partition_point(|first| *first <= line)
            .checked_sub(1)?;
        let rule = RuleIx(u32::try_from(place).ok()?);
        Some((self.id(rule)?.clone(), *outlines.get(place)?))
    }

    /// The path from the first line of a rule to one of its lines.
    fn path(&self, root: u32, line: u32) -> String {
        let outline = &self.shared.outline;
        let mut path = String::from("$");
        let mut place = root;
        while place != line {
            let ask = outline.lines.get(place as usize).map(|line| line.ask);
            let next = outline
                .children(place)
                .zip(0_usize..)
                .filter(|(child, _)| *child <= line)
                .last();
            let Some((child, index)) = next else {
                break;
            };
            match ask {
                Some(Ask::Not | Ask::Disclosed) => path.push_str(".of"),
                _ => path.push_str(&format!(".of[{index}]")),
            }
            place = child;
        }
        path
    }
}

impl Report {
    pub(super) fn add(&mut self, rule: &RuleId, path: String, what: Found) {
        self.findings.push(Finding {
            rule: rule.clone(),
            path,
            what,
        });
    }

    fn open(&mut self, rule: &RuleId, code: &str) {
        let open = Undecided {
            rule: Some(rule.clone()),
            code: code.into(),
        };
        // One rule is looked at after another.
        let latest = self.undecided.iter().rev();
        let mut same = latest.take_while(|held| held.rule == open.rule);
        if !same.any(|held| *held == open) {
            self.undecided.push(open);
        }
    }
}
