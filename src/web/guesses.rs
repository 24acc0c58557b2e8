//! Wrong tokens of the operator, counted by client: whoever showed many may show no other for a while,
//! not even the right one, or a refusal would tell the two apart.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How many wrong tokens a client may show: a person who mistypes, a script with an old token that is
/// started a few times.
pub(super) const MOST_WRONG: u32 = 10;
/// Within what time, and how long it has to wait at most.
pub(super) const WITHIN: Duration = Duration::from_secs(10 * 60);

/// What clients tried lately.
#[derive(Default)]
pub(super) struct Guesses(Mutex<HashMap<IpAddr, Tried>>);

struct Tried {
    wrong: u32,
    since: Instant,
}

/// What came of showing a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    Right,
    Wrong,
    /// It was not looked at; how long to wait.
    TooOften(Duration),
}

impl Guesses {
    /// Judges a token, unless this client showed too many wrong ones.
    pub fn judge(&self, client: IpAddr, is_right: impl FnOnce() -> bool) -> Shown {
        self.judge_at(Instant::now(), client, is_right)
    }

    fn judge_at(&self, now: Instant, client: IpAddr, is_right: impl FnOnce() -> bool) -> Shown {
        // One at a time: of many at once, no more than so many are looked at.
        let mut tried = self.tried();
        if let Some(wait) = wait(&tried, now, client) {
            return Shown::TooOften(wait);
        }
        if is_right() {
            return Shown::Right;
        }
        let of_client = tried.entry(client).or_insert(Tried { wrong: 0, since: now });
        if now.duration_since(of_client.since) >= WITHIN {
            *of_client = Tried { wrong: 0, since: now };
        }
        of_client.wrong += 1;
        if of_client.wrong == MOST_WRONG {
            tracing::warn!("a client showed {MOST_WRONG} wrong tokens of the operator");
        }
        Shown::Wrong
    }

    /// Whether no token of this client is looked at now.
    pub fn shut_out(&self, client: IpAddr) -> bool {
        wait(&self.tried(), Instant::now(), client).is_some()
    }

    /// Forgets who may begin again.
    pub fn forget_idle(&self) {
        let now = Instant::now();
        self.tried().retain(|_, tried| now.duration_since(tried.since) < WITHIN);
    }

    fn tried(&self) -> MutexGuard<'_, HashMap<IpAddr, Tried>> {
        // Every change leaves the counts whole, so a panic elsewhere does not spoil them.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn wait(tried: &HashMap<IpAddr, Tried>, now: Instant, client: IpAddr) -> Option<Duration> {
    let tried = tried.get(&client).filter(|tried| tried.wrong >= MOST_WRONG)?;
    WITHIN.checked_sub(now.duration_since(tried.since)).filter(|wait| !wait.is_zero())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_guesses_much_has_to_wait() {
        let guesses = Guesses::default();
        let began = Instant::now();
        let show = |after: u64, client: u8, right: bool| {
            let now = began + Duration::from_secs(after);
            guesses.judge_at(now, [192, 0, 2, client].into(), || right)
        };
        for _ in 1..MOST_WRONG {
            assert_eq!(show(0, 1, false), Shown::Wrong);
        }
        assert_eq!(show(0, 1, true), Shown::Right);
        assert_eq!(show(60, 1, false), Shown::Wrong);
        for right in [false, true] {
            assert_eq!(show(60, 1, right), Shown::TooOften(WITHIN - Duration::from_secs(60)));
            assert_eq!(show(60, 2, right), if right { Shown::Right } else { Shown::Wrong });
        }
        assert_eq!(show(WITHIN.as_secs(), 1, false), Shown::Wrong, "it begins again");
        assert_eq!(show(WITHIN.as_secs(), 1, true), Shown::Right);
    }
}
