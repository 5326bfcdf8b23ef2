//! Plans, measures, pictures and exchange of paths: a real curriculum, and laws held to plain references.

mod curriculum;
mod days;
mod exchange;
mod large;
mod metrics;
mod pictures;
mod shortest;
mod slack;
mod small;
mod standing;
mod world;
