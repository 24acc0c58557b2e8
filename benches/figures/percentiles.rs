//! Durations, and what is said of them.

use std::time::{Duration, Instant};

/// Durations of many runs of the same thing.
#[derive(Default)]
pub struct Sample(Vec<Duration>);

impl Sample {
    /// Runs `work` once and keeps how long it took.
    pub fn time<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let began = Instant::now();
        let result = work();
        self.0.push(began.elapsed());
        result
    }

    /// The smallest duration that `share` of all do not exceed, in milliseconds (nearest rank).
    pub fn percentile(&self, share: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let rank = (share * sorted.len() as f64).ceil() as usize;
        sorted.get(rank.saturating_sub(1)).map_or(f64::NAN, |took| took.as_secs_f64() * 1000.0)
    }

    /// Takes over those of another sample.
    pub fn add(&mut self, other: Sample) {
        self.0.extend(other.0);
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn median(&self) -> f64 {
        self.percentile(0.5)
    }
}
