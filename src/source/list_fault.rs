//! What is wrong with a list of the corpus folder, `_organisaties.toml` or `_synoniemen.txt`.

use super::warning::Warning;

/// Something in a list that is not as it should be; the rest of it holds.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ListFault {
    /// Its encoding; it is used all the same.
    #[error("{0}")]
    Encoding(Warning),
    /// It is no text, and counts as empty.
    #[error("binary data, not text")]
    Binary,
    /// Something on a line that is left out.
    #[error("line {line}: {what}")]
    Line {
        /// From 1.
        line: usize,
        /// What was found, and what was expected or what becomes of it.
        what: String,
    },
}

impl ListFault {
    /// Its line, from 1; `None` when it is one of the list as a whole.
    pub fn line(&self) -> Option<usize> {
        match self {
            ListFault::Line { line, .. } => Some(*line),
            ListFault::Encoding(_) | ListFault::Binary => None,
        }
    }
}
