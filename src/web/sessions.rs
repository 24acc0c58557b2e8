//! Editors who showed the operator's token: who they are is a random secret in their cookie, of which
//! only the hash is kept, in memory. When the program stops, everybody has to show the token again.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::bundel::SecretHash;
use crate::hex::hex;

/// How long a session lasts: a working day.
pub const LIFETIME: Duration = Duration::from_secs(8 * 60 * 60);
/// The most sessions at once; the oldest makes place. An editors' room has fewer browsers.
const MOST: usize = 64;
/// Bytes of a secret: 160 random bits, above the 128 that nobody guesses.
const SECRET_BYTES: usize = 20;

/// The sessions that are open.
#[derive(Default)]
pub struct Sessions(Mutex<Vec<Session>>);

struct Session {
    secret: SecretHash,
    until: Instant,
}

impl Sessions {
    /// A new session: its secret, in letters and digits.
    ///
    /// # Errors
    /// When the system's generator fails.
    pub fn open(&self) -> Result<String, getrandom::Error> {
        let mut bytes = [0; SECRET_BYTES];
        getrandom::fill(&mut bytes)?;
        let secret = hex(&bytes);
        let mut sessions = self.current();
        if sessions.len() >= MOST {
            sessions.remove(0);
        }
        let until = Instant::now() + LIFETIME;
        sessions.push(Session { secret: SecretHash::of(&secret), until });
        Ok(secret)
    }

    pub fn is_open(&self, secret: &str) -> bool {
        let hash = SecretHash::of(secret);
        self.current().iter().any(|session| session.secret.matches(&hash))
    }

    pub fn close(&self, secret: &str) {
        let hash = SecretHash::of(secret);
        self.current().retain(|session| !session.secret.matches(&hash));
    }

    fn current(&self) -> MutexGuard<'_, Vec<Session>> {
        let mut sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.retain(|session| Instant::now() < session.until);
        sessions
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_open_until_it_is_closed() {
        let sessions = Sessions::default();
        let first = sessions.open().unwrap();
        let second = sessions.open().unwrap();
        assert!(sessions.is_open(&first) && sessions.is_open(&second));
        assert!(!sessions.is_open("") && !sessions.is_open(&first[1..]));
        sessions.close(&first);
        assert!(!sessions.is_open(&first) && sessions.is_open(&second));
        for _ in 0..MOST {
            sessions.open().unwrap();
        }
        assert!(!sessions.is_open(&second), "the oldest makes place");
    }
}
