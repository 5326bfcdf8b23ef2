use serde_json::Value;

/// Turns the data of one version into those of the next. Pure, and frozen once released.
pub type Upcast = fn(Value) -> Result<Value, String>;

/// A kind of stored document.
#[derive(Debug, Clone, Copy)]
pub struct Schema {
    /// Its name, such as `lms.learner`.
    pub name: &'static str,
    /// The steps from version 1 upwards: the n-th turns version n into n + 1. As many versions are known as steps, and one.
    pub upcasts: &'static [Upcast],
}

impl Schema {
    /// All definitions of a host.
    pub const CATALOGUE: Self = Self {
        name: "lms.catalogue",
        upcasts: &[],
    };
    /// Events of one learner, in the order in which they were noted.
    pub const EVENTS: Self = Self {
        name: "lms.events",
        upcasts: &[],
    };
    /// One learner record.
    pub const LEARNER: Self = Self {
        name: "lms.learner",
        upcasts: &[],
    };
    /// Seats and waiting list of one offering.
    pub const ROSTER: Self = Self {
        name: "lms.roster",
        upcasts: &[],
    };

    /// The version that this engine writes.
    #[must_use]
    pub fn version(&self) -> u32 {
        u32::try_from(self.upcasts.len())
            .unwrap_or(u32::MAX)
            .saturating_add(1)
    }
}
