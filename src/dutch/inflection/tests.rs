//! Cases of every step.
