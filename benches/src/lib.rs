//! Generators and hand-coded baselines that the benchmarks share.

pub mod audience_counted;
pub mod audience_hand;
pub mod count;
pub mod grading;
pub mod grading_counted;
#[cfg(feature = "peers")]
pub mod peers;
pub mod remedy_catalogue;
pub mod rules_counted;
pub mod rules_hand;
pub mod rules_hand_read;
pub mod rules_load;
pub mod work_abc;
pub mod work_d;
