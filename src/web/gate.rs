//! A limit on work that occupies a core: so many at once, so many waiting, so long.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::{JoinError, JoinHandle};

/// Lets a bounded number of jobs onto the blocking pool, in the order of their arrival.
#[derive(Debug, Clone)]
pub struct Gate {
    /// Running and waiting together.
    admitted: Arc<Semaphore>,
    running: Arc<Semaphore>,
    at_once: usize,
    waiting: usize,
    patience: Duration,
}

/// How busy a gate is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    pub running: usize,
    pub waiting: usize,
}

/// There is no room now; asking again later may help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("er wachten al te veel opdrachten")]
pub struct Full;

impl Gate {
    /// At most `at_once` jobs run and `waiting` more wait, none longer than `patience`.
    pub fn new(at_once: usize, waiting: usize, patience: Duration) -> Self {
        Gate {
            admitted: Arc::new(Semaphore::new(at_once + waiting)),
            running: Arc::new(Semaphore::new(at_once)),
            at_once,
            waiting,
            patience,
        }
    }

    pub fn load(&self) -> Load {
        let admitted = self.at_once + self.waiting - self.admitted.available_permits();
        let running = self.at_once - self.running.available_permits();
        // The two are not read at one moment.
        Load { running, waiting: admitted.saturating_sub(running) }
    }

    /// Runs `job` on the blocking pool within the caller's tracing span.
    ///
    /// A job that has begun is finished, and counted until then, even when nobody waits for it any
    /// more: a thread can not be stopped.
    ///
    /// # Errors
    /// [`Full`] when too many wait, or a place did not come free in time.
    ///
    /// # Panics
    /// When the job does.
    pub async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Full> {
        occupy(self.enter().await?, job).await
    }

    /// Runs `job` on this very thread: for what computes for some milliseconds and waits for nothing.
    /// To hand it to another thread and wait for that one takes as much of a processor as a search of
    /// a small collection. The runtime has threads for it (`state::runtime`).
    ///
    /// # Errors
    /// As [`Gate::run`].
    pub async fn run_here<T>(&self, job: impl FnOnce() -> T) -> Result<T, Full> {
        let _place = self.enter().await?;
        Ok(job())
    }

    async fn enter(&self) -> Result<[OwnedSemaphorePermit; 2], Full> {
        let admitted = Arc::clone(&self.admitted).try_acquire_owned().map_err(|_| Full)?;
        let wait = Arc::clone(&self.running).acquire_owned();
        let running = tokio::time::timeout(self.patience, wait).await.map_err(|_| Full)?;
        // The semaphores are never closed.
        Ok([admitted, running.map_err(|_| Full)?])
    }
}

/// Runs `job` on the blocking pool within the caller's tracing span; `place` is dropped when it is
/// done, whether or not somebody still waits for it.
///
/// # Errors
/// As [`outcome`].
///
/// # Panics
/// When the job does.
pub(super) async fn occupy<T: Send + 'static>(
    place: impl Send + 'static,
    job: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Full> {
    let span = tracing::Span::current();
    outcome(tokio::task::spawn_blocking(move || {
        let outcome = span.in_scope(job);
        drop(place);
        outcome
    }))
    .await
}

/// What came of a task.
///
/// # Errors
/// [`Full`] when the runtime shut down before the task was done.
///
/// # Panics
/// When the task does.
pub(super) async fn outcome<T>(task: JoinHandle<T>) -> Result<T, Full> {
    match task.await.map_err(JoinError::try_into_panic) {
        Ok(outcome) => Ok(outcome),
        Err(Ok(panic)) => std::panic::resume_unwind(panic),
        Err(Err(_cancelled)) => Err(Full),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn says_no_when_too_many_wait() {
        let gate = Gate::new(1, 1, Duration::from_secs(60));
        let (release, held) = mpsc::channel::<()>();
        let first = tokio::spawn({
            let gate = gate.clone();
            async move { gate.run(move || held.recv().is_ok()).await }
        });
        while gate.running.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        let second = tokio::spawn({
            let gate = gate.clone();
            async move { gate.run(|| 2).await }
        });
        while gate.admitted.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(gate.load(), Load { running: 1, waiting: 1 });
        assert_eq!(gate.run(|| 3).await, Err(Full), "one runs, one waits");
        release.send(()).unwrap();
        assert_eq!(first.await.unwrap(), Ok(true));
        assert_eq!(second.await.unwrap(), Ok(2));
        assert_eq!(gate.run(|| 3).await, Ok(3), "all places came free");
    }

    #[tokio::test]
    async fn says_no_when_it_takes_too_long() {
        let gate = Gate::new(1, 5, Duration::from_millis(10));
        let (release, held) = mpsc::channel::<()>();
        let first = tokio::spawn({
            let gate = gate.clone();
            async move { gate.run(move || held.recv().is_ok()).await }
        });
        while gate.running.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(gate.run(|| ()).await, Err(Full));
        release.send(()).unwrap();
        assert_eq!(first.await.unwrap(), Ok(true));
    }
}
