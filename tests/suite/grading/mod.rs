//! Laws of grading, and the engine against slow references written without it.

mod course;
mod dense;
mod explained;
mod formulas;
mod hidden;
mod hostile;
mod imported;
mod laws;
mod marks;
mod policed;
mod prepared;
mod reference;
mod shown;
