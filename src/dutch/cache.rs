//! Answers by spelling, kept because running text repeats itself.
//!
//! What is kept depends on nothing but the spelling and the analyzer or dictionary that holds the
//! cache, so forgetting is always safe.

use foldhash::fast::RandomState;
use quick_cache::UnitWeighter;
use quick_cache::sync::{self, DefaultLifecycle};

/// Answers kept. Of 65,536 analysed words, about 300 bytes each, that is 20 MB, and twice the 30,000
/// distinct words of two thousand articles.
const ANSWERS: usize = 65_536;

// The hash decides the place in the table, never what is found: random state is safe here.
type Answers<T> = sync::Cache<Box<str>, T, UnitWeighter, RandomState>;

#[derive(Debug)]
pub struct Cache<T>(Answers<T>);

impl<T: Clone> Cache<T> {
    pub fn new() -> Cache<T> {
        let (hasher, lifecycle) = (RandomState::default(), DefaultLifecycle::default());
        Cache(Answers::with(ANSWERS, ANSWERS as u64, UnitWeighter, hasher, lifecycle))
    }

    /// What is kept for `spelling`, or else what `find` says.
    pub fn get_or_insert(&self, spelling: &str, find: impl FnOnce() -> T) -> T {
        if let Some(kept) = self.0.get(spelling) {
            return kept;
        }
        let found = find();
        self.0.insert(spelling.into(), found.clone());
        found
    }
}
