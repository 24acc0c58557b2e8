//! How far an update is, for whoever waits for it.

use std::fmt;
use std::sync::Arc;

/// What an update does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Files that changed are read. Of a file of one article a line, what was read is estimated by the
    /// length of its articles.
    Reading { bytes: u64, all_bytes: u64, articles: u64 },
    /// Articles that differ are analysed and written.
    Writing { articles: u64, all_articles: u64 },
    /// What was written is merged with what was there; it can be searched already.
    Merging,
}

/// Is told of every step; by default nobody is.
#[derive(Clone, Default)]
pub struct Listener(Option<Arc<dyn Fn(Step) + Send + Sync>>);

impl Listener {
    /// Tells this function, on the thread that updates.
    pub fn new(told: impl Fn(Step) + Send + Sync + 'static) -> Listener {
        Listener(Some(Arc::new(told)))
    }

    pub(super) fn tell(&self, step: Step) {
        if let Some(told) = &self.0 {
            told(step);
        }
    }
}

impl fmt::Debug for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Listener" } else { "nobody" })
    }
}
