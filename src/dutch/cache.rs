//! Answers by spelling, kept because running text repeats itself.
//!
//! What is kept depends on nothing but the spelling and the analyzer or dictionary that holds the
//! cache, so forgetting is always safe, and a full shard is simply emptied.

use std::collections::HashMap;
use std::hash::BuildHasher;
use std::sync::{PoisonError, RwLock};

use foldhash::fast::RandomState;

/// Enough that the indexing threads of a small server rarely wait for each other.
const SHARDS: usize = 16;

/// Answers kept by a shard. 16 × 4,096 analysed words of about 300 bytes are 20 MB, and twice the
/// 30,000 distinct words of two thousand articles.
const ANSWERS_PER_SHARD: usize = 4096;

#[derive(Debug)]
pub struct Cache<T> {
    // Decides the shard and the place in it, never what is found: random state is safe here.
    hasher: RandomState,
    shards: Vec<RwLock<HashMap<Box<str>, T, RandomState>>>,
}

impl<T: Clone> Cache<T> {
    pub fn new() -> Cache<T> {
        let shards = (0..SHARDS).map(|_| RwLock::default()).collect();
        Cache { hasher: RandomState::default(), shards }
    }

    /// What is kept for `spelling`, or else what `find` says.
    pub fn get_or_insert(&self, spelling: &str, find: impl FnOnce() -> T) -> T {
        let shard = &self.shards[self.hasher.hash_one(spelling) as usize % SHARDS];
        // A panic elsewhere cannot leave a map half written: each write is one insertion.
        if let Some(kept) = shard.read().unwrap_or_else(PoisonError::into_inner).get(spelling) {
            return kept.clone();
        }
        let found = find();
        let mut answers = shard.write().unwrap_or_else(PoisonError::into_inner);
        if answers.len() >= ANSWERS_PER_SHARD {
            answers.clear();
        }
        answers.insert(spelling.into(), found.clone());
        found
    }
}
