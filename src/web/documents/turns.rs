//! One at a time for each document, so that a document asked for twice is made once.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

use crate::render::Fingerprint;

type Underway = HashMap<Fingerprint, Making>;

/// A document that is being made, or waits to be.
#[derive(Default)]
struct Making {
    lock: Arc<AsyncMutex<()>>,
    laid_out: Arc<AtomicUsize>,
}

/// See the module.
#[derive(Default)]
pub(super) struct Turns(Mutex<Underway>);

/// The right to make one document, until dropped.
pub(super) struct Turn<'a> {
    turns: &'a Turns,
    fingerprint: Fingerprint,
    held: Option<OwnedMutexGuard<()>>,
    /// Counts the articles that are done.
    pub laid_out: Arc<AtomicUsize>,
    /// Whether somebody else had it before, who may have made the document.
    pub waited: bool,
}

impl Turns {
    /// Waits until nobody else makes this document; `None` when that takes longer than `patience`.
    pub async fn take(&self, fingerprint: Fingerprint, patience: Duration) -> Option<Turn<'_>> {
        let (lock, laid_out) = {
            let mut underway = self.underway();
            let making = underway.entry(fingerprint).or_default();
            (Arc::clone(&making.lock), Arc::clone(&making.laid_out))
        };
        // Made before waiting, so that it tidies up when the wait is given up.
        let mut turn = Turn { turns: self, fingerprint, held: None, laid_out, waited: false };
        turn.held = match Arc::clone(&lock).try_lock_owned() {
            Ok(held) => Some(held),
            Err(_) => {
                turn.waited = true;
                tokio::time::timeout(patience, lock.lock_owned()).await.ok()
            }
        };
        turn.held.is_some().then_some(turn)
    }

    /// How many articles of this document are laid out; `None` when nobody makes it.
    pub fn laid_out(&self, fingerprint: &Fingerprint) -> Option<usize> {
        let underway = self.underway();
        underway.get(fingerprint).map(|making| making.laid_out.load(Ordering::Relaxed))
    }

    fn underway(&self) -> MutexGuard<'_, Underway> {
        // Every change leaves the map whole, so a panic elsewhere does not spoil it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.held = None;
        let mut underway = self.turns.underway();
        // Others get their share while the map is locked, so one share means nobody waits.
        let alone = |making: &Making| Arc::strong_count(&making.lock) == 1;
        if underway.get(&self.fingerprint).is_some_and(alone) {
            underway.remove(&self.fingerprint);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: Duration = Duration::from_millis(10);

    #[tokio::test]
    async fn one_document_is_made_by_one() {
        let turns = Turns::default();
        let [one, other] = [[1; 32], [2; 32]].map(Fingerprint::from);
        let first = turns.take(one, SHORT).await.expect("it is free");
        assert!(!first.waited);
        first.laid_out.fetch_add(3, Ordering::Relaxed);
        assert_eq!((turns.laid_out(&one), turns.laid_out(&other)), (Some(3), None));
        assert!(turns.take(one, SHORT).await.is_none(), "it is taken");
        assert!(turns.take(other, SHORT).await.is_some_and(|turn| !turn.waited), "another is free");
        let (second, ()) = tokio::join!(turns.take(one, Duration::from_secs(60)), async {
            tokio::task::yield_now().await;
            drop(first);
        });
        assert!(second.is_some_and(|turn| turn.waited));
        assert_eq!(turns.underway().len(), 0, "nothing is left of those that are done");
    }
}
