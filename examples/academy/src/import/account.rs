use std::collections::BTreeMap;

/// What became of the rows of one table.
#[derive(Debug, Default, Clone)]
pub struct TableAccount {
    /// Rows below the header.
    pub read: u64,
    /// Rows taken.
    pub taken: u64,
    /// Rows that could not be taken: line and why.
    pub refused: Vec<(u64, String)>,
    /// Rows taken with something assumed: line and what.
    pub assumed: Vec<(u64, String)>,
}

/// What became of every row of every table.
#[derive(Debug, Default, Clone)]
pub struct Account {
    /// By table, in the order of reading.
    pub tables: Vec<(&'static str, TableAccount)>,
}

impl Account {
    /// Begins the account of a table.
    pub fn table(&mut self, name: &'static str) -> &mut TableAccount {
        self.tables.push((name, TableAccount::default()));
        // The entry was pushed in the line before.
        &mut self.tables.last_mut().expect("just pushed").1
    }

    /// Whether every row read was either taken or refused.
    pub fn reconciles(&self) -> bool {
        self.tables
            .iter()
            .all(|(_, table)| table.read == table.taken + table.refused.len() as u64)
    }
}

impl TableAccount {
    /// Notes the fate of one row.
    pub fn row(&mut self, line: u64, fate: Result<(), String>) {
        self.read += 1;
        match fate {
            Ok(()) => self.taken += 1,
            Err(why) => self.refused.push((line, why)),
        }
    }

    /// What was assumed, with how often.
    pub fn assumptions(&self) -> BTreeMap<&str, usize> {
        let mut counts = BTreeMap::new();
        for (_, what) in &self.assumed {
            *counts.entry(what.as_str()).or_default() += 1;
        }
        counts
    }
}
