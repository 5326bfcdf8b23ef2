use std::collections::BTreeMap;

use super::makeup::Makeup;
use super::{Need, Path, Rule};
use crate::number::Points;

/// What a path waits for, as counters: each switch turns on when what is wired to it adds up to its threshold, and then
/// feeds the switch above it, or makes a node ready. All of a path is run through in time linear in its size, whatever
/// its lists of alternatives look like.
///
/// Scores, delays and levels count as met as soon as what they look at is done: this is about what *can* be. Of a share of
/// a group only so much must be done; a group inside of it counts as soon as one of its steps is, so that nothing that can
/// be reached is taken for out of reach.
pub(crate) struct Circuit {
    thresholds: Vec<i64>,
    feeds: Vec<Feed>,
    /// For each node, the switches it is wired to, with its weight there.
    wires: Vec<Vec<(u32, i64)>>,
    /// Switches that wait for credits earned anywhere on the path, the lowest first.
    credits: Vec<(i64, u32)>,
    /// What holds from the beginning.
    constant: Vec<u32>,
    /// For each group and share of it that some step asks for, the node that stands for this much being done.
    shares: BTreeMap<(u32, i64), u32>,
    /// How many wires of shares there are.
    shared: usize,
}

/// The most wires for shares of groups. What is asked for beyond counts as met with the first step of the group.
const MAX_SHARE_WIRES: usize = 1_000_000;

#[derive(Clone, Copy)]
enum Feed {
    Switch(u32),
    Node(u32),
}

impl Circuit {
    pub(crate) fn new(path: &Path) -> Self {
        let mut circuit = Self {
            thresholds: Vec::new(),
            feeds: Vec::new(),
            wires: vec![Vec::new(); path.nodes()],
            credits: Vec::new(),
            constant: Vec::new(),
            shares: BTreeMap::new(),
            shared: 0,
        };
        for (node, step) in (0_u32..).zip(&path.steps) {
            let switch = circuit.switch(step.needs.len(), Feed::Node(node));
            for need in &step.needs {
                circuit.need(path, node, need, switch);
            }
        }
        for index in 0..path.groups.len() {
            circuit.group(path, path.group_node(index));
        }
        let first_gate = path.steps.len().saturating_add(path.groups.len());
        for (index, gate) in path.gates.iter().enumerate() {
            let node = u32::try_from(first_gate.saturating_add(index)).unwrap_or(u32::MAX);
            let inputs = usize::from(gate.previous.is_some()).saturating_add(1);
            let switch = circuit.switch(inputs, Feed::Node(node));
            circuit.wire(gate.member, switch, 1);
            if let Some(previous) = gate.previous {
                circuit.wire(previous, switch, 1);
            }
        }
        circuit.credits.sort_unstable();
        circuit
    }

    /// Whether some step waits for credits from anywhere on the path.
    pub(crate) fn asks_for_credits(&self) -> bool {
        !self.credits.is_empty()
    }

    fn switch(&mut self, threshold: usize, feed: Feed) -> u32 {
        self.weighted(i64::try_from(threshold).unwrap_or(i64::MAX), feed)
    }

    fn weighted(&mut self, threshold: i64, feed: Feed) -> u32 {
        let switch = u32::try_from(self.thresholds.len()).unwrap_or(u32::MAX);
        self.thresholds.push(threshold);
        self.feeds.push(feed);
        switch
    }

    fn wire(&mut self, node: u32, switch: u32, weight: i64) {
        if let Some(wires) = self.wires.get_mut(node as usize).filter(|_| weight > 0) {
            wires.push((switch, weight));
        }
    }

    /// As deep as requirements stand in requirements.
    fn need(&mut self, path: &Path, step: u32, need: &Need, switch: u32) {
        let bundle = |node: u32| path.bundles.get(node as usize);
        match need {
            Need::DoneOrTaking(node) | Need::Together(node) if bundle(*node) == bundle(step) => {
                self.constant.push(switch);
            }
            Need::Done(node)
            | Need::DoneOrTaking(node)
            | Need::Together(node)
            | Need::Score(node, _)
            | Need::Delay(node, _)
            | Need::Gate(node) => self.wire(*node, switch, 1),
            Need::Share(node, at_least) => match path.group(*node) {
                Some(_) if at_least.micros() <= 0 => self.constant.push(switch),
                Some(_) => {
                    let part = self.share(path, *node, at_least.micros());
                    self.wire(part, switch, 1);
                }
                None => self.wire(*node, switch, 1),
            },
            Need::Level(..) | Need::Deadline(_) => self.constant.push(switch),
            Need::Credits(amount) if amount.micros() <= 0 => self.constant.push(switch),
            Need::Credits(amount) => self.credits.push((amount.micros(), switch)),
            Need::Of(count, of) => {
                let inner = self.switch(*count, Feed::Switch(switch));
                for need in of {
                    self.need(path, step, need, inner);
                }
            }
        }
    }

    /// The node that stands for so much of a group being done.
    fn share(&mut self, path: &Path, node: u32, at_least: i64) -> u32 {
        let key = (
            node,
            if self.shared <= MAX_SHARE_WIRES {
                at_least
            } else {
                1
            },
        );
        if let Some(part) = self.shares.get(&key) {
            return *part;
        }
        let part = u32::try_from(self.wires.len()).unwrap_or(u32::MAX);
        self.shares.insert(key, part);
        self.wires.push(Vec::new());
        let makeup = Makeup::of(path, node);
        let switch = self.weighted(makeup.least(key.1), Feed::Node(part));
        self.shared = self.shared.saturating_add(makeup.steps.len());
        for (step, weight) in makeup.steps {
            self.wire(step, switch, weight);
        }
        part
    }

    fn group(&mut self, path: &Path, node: u32) {
        let Some(group) = path.group(node) else {
            return;
        };
        let members = group
            .members
            .iter()
            .copied()
            .zip(group.spare.iter().copied());
        match &group.rule {
            Rule::All => {
                let asked: Vec<u32> = members
                    .filter(|(_, spare)| !spare)
                    .map(|(member, _)| member)
                    .collect();
                let switch = self.switch(asked.len(), Feed::Node(node));
                for member in asked {
                    self.wire(member, switch, 1);
                }
            }
            Rule::AtLeast(count) => self.any(*count, &group.members, Feed::Node(node)),
            Rule::OneTrack => self.any(1, &group.members, Feed::Node(node)),
            Rule::Branch(on, _) => {
                let switch = self.switch(2, Feed::Node(node));
                self.wire(*on, switch, 1);
                self.any(1, &group.members, Feed::Switch(switch));
            }
            Rule::Credits(amount) => self.pool(path, node, *amount, |step| step.credits),
            Rule::Points(amount) => self.pool(path, node, *amount, |step| step.points),
        }
    }

    fn any(&mut self, count: usize, members: &[u32], feed: Feed) {
        let switch = self.switch(count, feed);
        for member in members {
            self.wire(*member, switch, 1);
        }
    }

    fn pool(
        &mut self,
        path: &Path,
        node: u32,
        amount: Points,
        worth: impl Fn(&crate::path::StepDefinition) -> Points,
    ) {
        let switch = self.weighted(amount.micros(), Feed::Node(node));
        for step in path.steps_in(node) {
            if let Some(definition) = path.definition.steps.get(step as usize) {
                self.wire(step, switch, worth(definition).micros());
            }
        }
    }
}

/// A run through a circuit: nodes are put in, and what they make ready comes out.
pub(crate) struct Flow<'a> {
    path: &'a Path,
    circuit: &'a Circuit,
    left: Vec<i64>,
    /// For each bundle (at its lowest node), how many of its members are not ready.
    unready: Vec<u32>,
    credits: i64,
    /// How many of the circuit's credit switches have been fed.
    fed: usize,
}

impl<'a> Flow<'a> {
    /// Starts a run; also gives the nodes that are ready from the beginning.
    pub(crate) fn start(path: &'a Path, circuit: &'a Circuit) -> (Self, Vec<u32>) {
        let mut unready = vec![0_u32; path.nodes()];
        for bundle in &path.bundles {
            if let Some(count) = unready.get_mut(*bundle as usize) {
                *count = count.saturating_add(1);
            }
        }
        let left = circuit.thresholds.clone();
        let mut flow = Self {
            path,
            circuit,
            left,
            unready,
            credits: 0,
            fed: 0,
        };
        let mut ready = Vec::new();
        let born: Vec<Feed> = flow
            .left
            .iter()
            .zip(&circuit.feeds)
            .filter(|(left, _)| **left <= 0)
            .map(|(_, feed)| *feed)
            .collect();
        for feed in born {
            flow.follow(feed, &mut ready);
        }
        for switch in &circuit.constant {
            flow.feed(*switch, 1, &mut ready);
        }
        (flow, ready)
    }

    /// A node is there now; adds what that makes ready. Each node is put in once.
    pub(crate) fn put(&mut self, node: u32, ready: &mut Vec<u32>) {
        let circuit = self.circuit;
        for (switch, weight) in circuit.wires.get(node as usize).into_iter().flatten() {
            self.feed(*switch, *weight, ready);
        }
        if let Some(step) = self.path.definition.steps.get(node as usize) {
            self.credits = self.credits.saturating_add(step.credits.micros());
        }
        while let Some((amount, switch)) = circuit.credits.get(self.fed) {
            if *amount > self.credits {
                break;
            }
            self.fed = self.fed.saturating_add(1);
            self.feed(*switch, 1, ready);
        }
    }

    fn feed(&mut self, switch: u32, weight: i64, ready: &mut Vec<u32>) {
        let Some(left) = self.left.get_mut(switch as usize) else {
            return;
        };
        let was = *left;
        *left = was.saturating_sub(weight);
        if was > 0
            && *left <= 0
            && let Some(feed) = self.circuit.feeds.get(switch as usize)
        {
            self.follow(*feed, ready);
        }
    }

    /// As deep as switches feed switches: [`crate::path::MAX_DEPTH`].
    fn follow(&mut self, feed: Feed, ready: &mut Vec<u32>) {
        match feed {
            Feed::Switch(switch) => self.feed(switch, 1, ready),
            // What stands for a share is no node of the path: it makes ready what waits for it, at once.
            Feed::Node(node) if node as usize >= self.path.nodes() => {
                let wires = self.circuit.wires.get(node as usize);
                for (switch, weight) in wires.into_iter().flatten() {
                    self.feed(*switch, *weight, ready);
                }
            }
            Feed::Node(node) => {
                let bundle = self
                    .path
                    .bundles
                    .get(node as usize)
                    .copied()
                    .unwrap_or(node);
                let Some(unready) = self.unready.get_mut(bundle as usize) else {
                    return;
                };
                *unready = unready.saturating_sub(1);
                if *unready > 0 {
                    return;
                }
                ready.extend(self.path.bundle(bundle));
            }
        }
    }
}
