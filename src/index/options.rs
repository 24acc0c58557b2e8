//! What an update is asked.

use std::collections::HashSet;

use super::progress::Listener;

/// How an update should go about it.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Rebuild the index even when nothing changed.
    pub rebuild: bool,
    /// Look at the bytes of every file, whatever its size and time of change say.
    pub verify: bool,
    /// Files, below the corpus folder, that are still being written: they stay as they were.
    pub unfinished: HashSet<String>,
    /// Articles that can no longer be read stay as they were, until a run without this.
    pub keep_last_good: bool,
    /// Who is told how far it is.
    pub listener: Listener,
}
