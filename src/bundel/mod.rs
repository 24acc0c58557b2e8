//! Bundels: what a visitor chose, in which order, with which notes; kept in SQLite.

mod publication;

pub use publication::{Part, Publication};
