//! Bulk questions: a population answers as its learners do one by one, however it came about and however it is computed.

mod changes;
mod population;
